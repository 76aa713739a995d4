"""What people hear by mail of each other's words: the right ones, once, and only what they may read at that moment."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable

import pytest
from django.core import mail
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from course.blogs import actions, guests, talk
from course.blogs.models import Comment, ExternalBlog, Flag, Post
from course.blogs.moderation import Act, Subject, flag, intervene
from course.cohorts.models import Enrolment
from course.notifications.actions import change_wishes, notify
from course.notifications.models import Notice
from course.notifications.outbox import deliver_due
from course.people.models import Role, User

GUEST = "gast@elders.example"


@pytest.fixture
def at_any_hour(people: dict[str, User | None]) -> None:
    """Everybody takes mail now, at whatever hour these tests run."""
    for person in people.values():
        if person is not None:
            change_wishes(by=person, from_hour=0, until_hour=24, at_weekends=True)


@pytest.fixture
def post(at_any_hour: None, ada: User, post_of: Callable[..., Post]) -> Post:
    return post_of(ada, "group", title="Mijn hond", source="Mijn hond heet Bello. " * 40)


def mails() -> dict[str, str]:
    """Send what is due and return subject and text by address; a second mail to one person is a fault."""
    mail.outbox.clear()
    deliver_due()
    addresses = [sent.to[0] for sent in mail.outbox]
    assert len(addresses) == len(set(addresses)), addresses
    return {sent.to[0]: f"{sent.subject}\n{sent.body}" for sent in mail.outbox}


def cause(person: User, reason: str) -> str:
    return Notice.objects.get(person=person, reason=reason).cause


# --- Reactions -----------------------------------------------------------------------------------------------------


def test_ada_hears_that_ben_reacted_with_his_words_and_a_link_to_them(post, ada, ben, comment_of) -> None:
    comment = comment_of(ben, post, "Wat een **lieve** hond!")
    sent = mails()
    assert list(sent) == [ada.email]
    text = sent[ada.email]
    assert text.startswith("Ben Yıldız reageert op ‘Mijn hond’\nDag Ada,\n")
    assert "Wat een lieve hond!" in text
    assert f"http://testserver{comment.get_absolute_url()}" in text
    assert "omdat iemand op jouw bericht reageerde" in text
    assert ben.email not in text


def test_the_same_reaction_sent_twice_is_one_mail(post, ada, ben) -> None:
    key = uuid.uuid4()
    for _ in range(2):
        actions.add_comment(by=ben, post=post, comment_id=key, parent=None, source="Mooi!")
        mails()
    assert Notice.objects.count() == 1
    assert Notice.objects.get().attempts == 1


def test_ben_hears_that_ada_answered_and_nobody_hears_of_her_own_words(post, ada, ben, comment_of) -> None:
    first = comment_of(ada, post, "Wie wil hem aaien?")
    second = comment_of(ben, post, "Ik!", parent=first)
    mails()
    comment_of(ada, post, "Kom maar langs.", parent=second)
    sent = mails()
    assert list(sent) == [ben.email]
    assert "Ada van den Berg antwoordt op jouw reactie" in sent[ben.email]
    assert "omdat iemand op jouw reactie antwoordde" in sent[ben.email]


def test_an_answer_at_the_deepest_level_reaches_who_is_answered(post, ada, ben, tove, comment_of) -> None:
    parent = None
    for person in (ada, ben, tove):
        parent = comment_of(person, post, "Ja!", parent=parent)
    Notice.objects.all().delete()
    comment_of(ben, post, "Dag trainer", parent=parent)
    assert set(mails()) == {ada.email, tove.email}


def withdrawn(post: Post, comment: Comment) -> None:
    actions.withdraw(by=post.author, post=post)


def hidden(post: Post, comment: Comment) -> None:
    Post.objects.filter(pk=post.pk).update(hidden_at=timezone.now())


def comment_hidden(post: Post, comment: Comment) -> None:
    Comment.objects.filter(pk=comment.pk).update(hidden_at=timezone.now())


def comment_removed(post: Post, comment: Comment) -> None:
    talk.remove_comment(by=comment.author, comment=comment)


def deleted(post: Post, comment: Comment) -> None:
    actions.delete_post(by=post.author, post=post)


CHANGES = [withdrawn, hidden, comment_hidden, comment_removed, deleted]


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.__name__)
def test_what_is_gone_before_it_is_sent_is_not_told(post, ada, ben, comment_of, change) -> None:
    comment = comment_of(ben, post, "Wat een lieve hond! @Ada van den Berg")
    change(post, comment)
    assert mails() == {}
    assert cause(ada, "reaction") == "not_hers"


def test_ben_who_left_the_group_hears_no_answer(post, ada, ben, comment_of) -> None:
    own = comment_of(ben, post)
    mails()
    comment_of(ada, post, "Dank je, @Ben Yıldız", parent=own)
    Enrolment.objects.filter(person=ben).update(left_at=timezone.now())
    assert mails() == {}


def test_who_wants_no_mail_of_reactions_gets_none(post, ada, ben, comment_of) -> None:
    change_wishes(by=ada, reactions="never")
    comment_of(ben, post)
    assert mails() == {}


def test_a_mail_under_a_post_with_many_reactions_costs_what_it_costs_under_one_with_few(post, ben, comment_of) -> None:
    def cost_of_one() -> int:
        deliver_due()
        comment_of(ben, post)
        with CaptureQueriesContext(connection) as queries:
            deliver_due()
        return len(queries)

    few = cost_of_one()
    for _ in range(20):
        comment_of(ben, post)
    # What is due; then claim, notice, ending it. Twice, to ask and to write: the roles (once) and the reaction.
    assert few == cost_of_one() <= 12


# --- The ladder: no mail reaches further than the post itself --------------------------------------------------------

READERS = {
    "me": set(),
    "trainer": {"tove"},
    "group": {"ben", "tove"},
    "everyone": {"ben", "cleo", "tove", "mona"},
}
TAKEN_BACK = {"still there": None, "withdrawn": withdrawn, "hidden": hidden, "deleted": deleted}


@pytest.mark.parametrize("taken_back", TAKEN_BACK)
@pytest.mark.parametrize("kind", ["mention in the post", "mention in a reaction", "answer"])
@pytest.mark.parametrize("level", READERS)
def test_mail_reaches_only_who_may_read_the_post_now(  # noqa: PLR0913 - fixtures
    at_any_hour, people, ada, post_of, comment_of, level, kind, taken_back
) -> None:
    """Everybody is told, as if the post had been for all; who gets the mail is asked when it is sent."""
    others = [person for name, person in people.items() if person is not None and name != "ada"]
    about = post_of(ada, level)
    comment = comment_of(ada, about)
    for person in others:
        if kind == "mention in the post":
            notify(person=person, reason="mention", period=str(about.pk), subject=f"post:{about.pk}")
        else:
            reason = "reaction" if kind == "answer" else "mention"
            notify(person=person, reason=reason, period=str(comment.pk), subject=str(comment.pk))
    change = TAKEN_BACK[taken_back]
    if change is not None:
        change(about, comment)
    expected = READERS[level] if change is None else set()
    assert set(mails()) == {people[name].email for name in expected}


# --- Mentions ------------------------------------------------------------------------------------------------------


def test_who_is_named_in_a_reaction_hears_it(post, ada, ben, tove, comment_of) -> None:
    comment_of(ben, post, "Wat vindt @Tove Jansen hiervan?")
    sent = mails()
    assert set(sent) == {ada.email, tove.email}
    assert "Ben Yıldız noemt jou in een reactie" in sent[tove.email]
    assert "Wat vindt @Tove Jansen hiervan?" in sent[tove.email]


def test_ada_named_under_her_own_post_gets_one_mail_and_not_two(post, ada, ben, comment_of) -> None:
    comment_of(ben, post, "Dag @Ada van den Berg!")
    assert "reageert op" in mails()[ada.email]
    assert cause(ada, "mention") == "nothing"


def test_who_is_named_in_a_post_hears_it_and_reads_no_more_than_its_first_lines(post, ada, ben) -> None:
    notify(person=ben, reason="mention", period=str(post.pk), subject=f"post:{post.pk}")
    text = mails()[ben.email]
    assert "Ada van den Berg noemt jou in een bericht" in text
    assert f"http://testserver{post.get_absolute_url()}" in text
    assert text.count("Bello") <= 240 // len("Mijn hond heet Bello. ")


def test_a_post_that_was_withdrawn_names_nobody(post, ada, ben) -> None:
    notify(person=ben, reason="mention", period=str(post.pk), subject=f"post:{post.pk}")
    actions.withdraw(by=ada, post=post)
    assert mails() == {}


def test_a_notice_with_a_subject_that_is_none_is_dropped(post, ben) -> None:
    for reason in ("reaction", "mention", "guest", "flag", "feed_dead"):
        notify(person=ben, reason=reason, period="x", subject="x")
    assert mails() == {}
    assert Notice.objects.filter(dropped_at__isnull=False).count() == 5


# --- Guests --------------------------------------------------------------------------------------------------------


@pytest.fixture
def held(at_any_hour, ada, post_of) -> Comment:
    open_post = post_of(ada, "everyone", title="Voor iedereen")
    Post.objects.filter(pk=open_post.pk).update(takes_guests=True)
    comment = Comment(
        post=Post.objects.get(pk=open_post.pk), name="Buurvrouw", email=GUEST, source=f"Leuk! Mail me: {GUEST}"
    )
    made = guests.react_as_guest(comment=comment, address="198.51.100.7")
    cache.clear()  # It counts what one address sends in an hour, over all tests.
    return made


def test_ada_decides_about_a_guest_from_her_mail(held, ada, as_) -> None:
    text = mails()[ada.email]
    assert "Een gast reageert op ‘Voor iedereen’. Mag het erbij?" in text
    assert GUEST not in text
    assert "‘Buurvrouw’" in text
    approve, refuse = re.findall(r"http://testserver(/blogs/gast/\S+)", text)
    assert guests.read_token(refuse.split("/")[-2]) == (held.pk, "refuse")
    assert as_(None).get(approve).status_code == 200
    as_(None).post(approve)
    assert Comment.objects.standing().filter(pk=held.pk).exists()


@pytest.mark.parametrize("verdict", ["approve", "refuse"])
def test_a_guest_who_was_answered_on_the_site_is_not_mailed(held, ada, verdict) -> None:
    guests.decide(comment=held, verdict=verdict)
    assert mails() == {}


def test_a_guest_on_a_withdrawn_post_is_not_mailed(held, ada) -> None:
    actions.withdraw(by=ada, post=held.post)
    assert mails() == {}


# --- The trainer, and blogs elsewhere --------------------------------------------------------------------------------


@pytest.mark.parametrize("about", ["post", "comment"])
def test_tove_hears_of_a_call_but_not_who_called(post, ada, ben, tove, comment_of, about) -> None:
    comment = comment_of(ada, post, "Onaardig") if about == "comment" else None
    flag(by=ben, subject=Subject(post, comment), reason="Dit is niet aardig.")
    text = mails()[tove.email]
    assert "Iemand vraagt of je wilt kijken naar ‘Mijn hond’" in text
    assert ("naar een reactie van Ada" in text) == (about == "comment")
    assert "Dit is niet aardig." in text
    assert reverse("blogs:flags") in text
    assert ben.name not in text
    assert ben.email not in text


def test_a_call_that_was_answered_is_not_mailed(post, ben, tove) -> None:
    flag(by=ben, subject=Subject(post), reason="Kijk eens.")
    intervene(by=tove, subject=Subject(post), act=Act.LEAVE, reason="Dit mag.")
    assert Flag.objects.get().handled_at
    assert mails() == {}


def test_who_trains_no_longer_hears_of_no_call(post, ben, tove) -> None:
    flag(by=ben, subject=Subject(post), reason="Kijk eens.")
    Role.objects.filter(person=tove).delete()
    assert mails() == {}


def test_ada_hears_that_her_blog_elsewhere_cannot_be_read(at_any_hour, ada, ben) -> None:
    blog = ExternalBlog.objects.create(person=ada, address="https://ada.example/blog/", code="x", failures=20)
    for person in (ada, ben):
        notify(person=person, reason="feed_dead", period="x", subject=str(blog.pk))
    sent = mails()
    assert list(sent) == [ada.email]
    assert "https://ada.example/blog/" in sent[ada.email]
    assert reverse("elsewhere:overview") in sent[ada.email]


def test_a_blog_elsewhere_that_came_back_is_not_mailed(at_any_hour, ada) -> None:
    blog = ExternalBlog.objects.create(person=ada, address="https://ada.example/blog/", code="x", failures=0)
    notify(person=ada, reason="feed_dead", period="x", subject=str(blog.pk))
    assert mails() == {}
