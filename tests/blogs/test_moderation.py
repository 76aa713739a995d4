"""Calling the trainer, and what she does: hide, restore or leave; who notices, and what follows from it."""

from __future__ import annotations

import uuid
from collections.abc import Callable

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from course.blogs import actions
from course.blogs.evidence import posts_as_evidence
from course.blogs.models import Comment, Flag, Moderation, Post
from course.blogs.moderation import Act, Subject, flag, intervene
from course.blogs.news import news_for
from course.notifications.models import Notice
from course.people.models import User
from course.progress.models import LedgerEntry, ThingCompletion
from tests import factories

FLAGS = "/blogs/meldingen/"


def flag_url(subject: Subject) -> str:
    if subject.comment is not None:
        return reverse("blogs:flag_comment", args=[subject.comment.pk])
    return reverse("blogs:flag", args=[subject.post.pk])


def decide_url(subject: Subject) -> str:
    return flag_url(subject).replace("/melden/", "/ingrijpen/")


def page_of(client, post: Post) -> str:
    return client.get(post.get_absolute_url()).content.decode()


@pytest.fixture
def post(ada, place, post_of) -> Post:
    return post_of(ada, "group", title="Mijn hond", source="Over Bikkel.")


@pytest.fixture
def hide(tove) -> Callable[..., Moderation | None]:
    """Let tove hide this: `hide(post)` or `hide(post, comment)`."""

    def act(post: Post, comment: Comment | None = None, act: Act = Act.HIDE) -> Moderation | None:
        return intervene(by=tove, subject=Subject(post, comment), act=act, reason="Er staat een naam in.")

    return act


@pytest.fixture
def cora(place) -> User:
    person = factories.make_person("Cora Blok")
    factories.give_role(person, "coordinator")
    return person


# --- Calling the trainer -------------------------------------------------------------------------------------------


def test_ben_calls_the_trainer_about_a_post_and_sees_that_he_did(ben, tove, post, as_) -> None:
    client = as_(ben)
    assert flag_url(Subject(post)) in page_of(client, post)
    page = client.get(flag_url(Subject(post))).content.decode()
    assert "ziet niet wie het meldde" in page
    for _ in range(2):  # Twice is once.
        response = client.post(flag_url(Subject(post)), {"reason": "Er staat een naam in."})
        assert response["Location"] == post.get_absolute_url()
    one = Flag.objects.get()
    assert (one.by, one.comment, one.reason) == (ben, None, "Er staat een naam in.")
    assert "Je hebt dit bericht gemeld." in page_of(client, post)
    assert "Je hebt dit al gemeld." in client.get(flag_url(Subject(post))).content.decode()
    notice = Notice.objects.get(reason="flag")
    assert (notice.person, notice.period, notice.subject) == (tove, f"flag:{one.pk}", str(one.pk))


def test_a_call_about_a_reaction_needs_no_words(ada, ben, tove, post, as_, comment_of) -> None:
    comment = comment_of(ben, post)
    client = as_(ada)
    client.post(flag_url(Subject(post, comment)), {"reason": ""})
    assert Flag.objects.get().comment == comment
    page = page_of(client, post)
    assert "Je hebt dit gemeld bij de trainer" in page
    assert flag_url(Subject(post, comment)) not in page


def test_the_author_never_learns_who_called(ada, ben, tove, post, as_) -> None:
    flag(by=ben, subject=Subject(post), reason="Zeg ik niet hardop.")
    intervene(by=tove, subject=Subject(post), act=Act.LEAVE, reason="Dit mag gewoon.")
    for url in (post.get_absolute_url(), "/blogs/mijn/", "/blogs/", reverse("study:my_course")):
        page = as_(ada).get(url).content.decode()
        assert "gemeld" not in page
        assert "hardop" not in page
        assert "Dit mag gewoon." not in page


def test_a_trainer_hears_nothing_of_calls_about_her_own_words(ben, tove, place, post, as_, comment_of) -> None:
    other = factories.make_person("Tim Trainer")
    factories.give_role(other, "trainer", organisation=place.organisation)
    comment = comment_of(tove, post, "Dat kan beter!")
    flag(by=ben, subject=Subject(post, comment), reason="Onaardig.")
    assert list(Notice.objects.filter(reason="flag").values_list("person", flat=True)) == [other.pk]
    assert "Dat kan beter!" not in as_(tove).get(FLAGS).content.decode()
    assert "Dat kan beter!" in as_(other).get(FLAGS).content.decode()
    assert as_(tove).get(decide_url(Subject(post, comment))).status_code == 403


def test_where_nobody_can_look_ben_reads_so(ben, tove, post, as_, comment_of) -> None:
    comment = comment_of(tove, post)
    page = as_(ben).post(flag_url(Subject(post, comment)), {"reason": "Onaardig."}).content.decode()
    assert "Niemand kan dit nu bekijken." in page
    assert "Onaardig.</textarea>" in page
    assert not Flag.objects.exists()


def test_a_public_post_without_a_group_goes_to_the_coordinators(place, ben, cora, as_) -> None:
    lone = factories.make_person("Lena Los")
    post = actions.save_draft(
        by=lone, post_id=uuid.uuid4(), thing=None, exercise=None, title="Los", source="Hoi.", version=0
    )
    assert post is not None
    post = actions.publish(by=lone, post=post, visibility="everyone", cohort=None)
    as_(ben).post(flag_url(Subject(post)), {"reason": "Reclame."})
    assert Notice.objects.get(reason="flag").person == cora
    assert "Reclame." in as_(cora).get(FLAGS).content.decode()
    client = as_(cora)
    client.post(decide_url(Subject(post)), {"reason": "Dit is reclame.", "doe": "hide"})
    assert as_(ben).get(post.get_absolute_url()).status_code == 404
    assert client.get(post.get_absolute_url()).status_code == 200
    client.post(decide_url(Subject(post)), {"reason": "Toch niet.", "doe": "restore"})
    assert as_(ben).get(post.get_absolute_url()).status_code == 200


def test_a_coordinator_has_no_say_over_groups(post, cora, as_, ada, post_of) -> None:
    assert as_(cora).get(decide_url(Subject(post))).status_code == 404
    public = post_of(ada, "everyone")
    assert as_(cora).get(decide_url(Subject(public))).status_code == 403
    assert as_(cora).get(FLAGS).status_code == 200


@pytest.mark.parametrize(
    ("name", "status"), [("ada", 403), ("cleo", 404), ("mona", 404), ("tove", 403), ("nobody", 302)]
)
def test_who_cannot_call_about_adas_post(name, status, people, post, as_) -> None:
    assert as_(people[name]).post(flag_url(Subject(post)), {"reason": ""}).status_code == status
    assert not Flag.objects.exists()


def test_the_list_says_what_was_called_and_by_whom(ada, ben, tove, post, as_, comment_of) -> None:
    comment = comment_of(ben, post, "Wat een rotfoto.")
    flag(by=ada, subject=Subject(post, comment), reason="Onaardig.")
    flag(by=ben, subject=Subject(post), reason="")
    page = as_(tove).get(FLAGS).content.decode()
    assert f"Reactie van {ben.name} bij ‘Mijn hond’" in page
    assert "Wat een rotfoto." in page
    assert f"Gemeld door {ada.name}" in page
    assert "Zonder uitleg." in page
    assert decide_url(Subject(post, comment)) in page


def test_a_withdrawn_post_leaves_the_list(ada, ben, tove, post, as_) -> None:
    flag(by=ben, subject=Subject(post), reason="Hm.")
    actions.withdraw(by=ada, post=post)
    assert "Er zijn geen meldingen." in as_(tove).get(FLAGS).content.decode()


@pytest.mark.parametrize("name", ["ada", "ben", "mona"])
def test_only_who_decides_reads_the_list(name, people, as_) -> None:
    assert as_(people[name]).get(FLAGS).status_code == 403


def test_a_trainer_of_another_poi_decides_nothing(post, ben, tove, as_) -> None:
    other = factories.make_person("Olaf Oost")
    factories.give_role(other, "trainer", organisation=factories.make_organisation("POI Oost"))
    flag(by=ben, subject=Subject(post), reason="Hm.")
    assert as_(other).get(decide_url(Subject(post))).status_code == 404
    assert "Er zijn geen meldingen." in as_(other).get(FLAGS).content.decode()


# --- Hiding, restoring, leaving ------------------------------------------------------------------------------------


def test_tove_hides_a_post_with_a_reason_and_ada_reads_why(ada, ben, tove, post, as_) -> None:
    flag(by=ben, subject=Subject(post), reason="Er staat een naam in.")
    client = as_(tove)
    assert decide_url(Subject(post)) in page_of(client, post)
    assert "Zonder reden gebeurt er niets." in client.post(decide_url(Subject(post)), {"doe": "hide"}).content.decode()
    assert not Moderation.objects.exists()
    response = client.post(decide_url(Subject(post)), {"doe": "hide", "reason": "Haal de naam weg."})
    assert response["Location"] == post.get_absolute_url()
    page = page_of(as_(ada), post)
    assert "De trainer heeft je bericht verborgen" in page
    assert "Haal de naam weg." in page
    assert tove.name in page
    assert "Dit kun je doen" in page
    assert as_(ben).get(post.get_absolute_url()).status_code == 404
    assert "Zet het bericht terug" in page_of(client, post)
    handled = Flag.objects.get()
    assert (handled.handled_by, handled.handled_at is None) == (tove, False)


def test_hiding_twice_is_one_line_of_the_log(tove, post, as_) -> None:
    for _ in range(2):
        as_(tove).post(decide_url(Subject(post)), {"doe": "hide", "reason": "Haal de naam weg."})
    assert Moderation.objects.count() == 1


def test_tove_puts_it_back_and_everything_is_as_before(ben, tove, post, as_, hide) -> None:
    hide(post)
    as_(tove).post(decide_url(Subject(post)), {"doe": "restore", "reason": "De naam is weg."})
    assert "verborgen" not in page_of(as_(ben), post)
    assert list(Moderation.objects.values_list("act", flat=True)) == ["hide", "restore"]
    page = as_(tove).get(decide_url(Subject(post))).content.decode()
    assert "Er staat een naam in." in page
    assert "De naam is weg." in page
    assert "De naam is weg." in as_(tove).get(FLAGS).content.decode()


def test_leaving_it_handles_the_call_and_changes_nothing_else(ben, tove, post, as_) -> None:
    flag(by=ben, subject=Subject(post), reason="Hm.")
    response = as_(tove).post(decide_url(Subject(post)), {"doe": "leave", "reason": "Dit mag."})
    assert response["Location"] == FLAGS
    page = as_(tove).get(FLAGS).content.decode()
    assert "Er zijn geen meldingen." in page
    assert "Laten staan" in page
    assert page_of(as_(ben), post).count("Je hebt dit bericht gemeld.") == 0
    flag(by=ben, subject=Subject(post), reason="Nu staat er iets anders.")
    assert Flag.objects.open().count() == 1


def test_a_hidden_reaction_leaves_its_place_and_its_replies(people, post, as_, comment_of, hide) -> None:
    ada, ben, tove = people["ada"], people["ben"], people["tove"]
    comment = comment_of(ben, post, "Wat een rotfoto.")
    comment_of(ada, post, "Dat is niet aardig.", parent=comment)
    eva = factories.make_person("Eva Smit")
    factories.enrol(eva, post.cohort)
    hide(post, comment)
    for reader in (ada, eva):
        page = page_of(as_(reader), post)
        assert "[verborgen door de trainer]" in page
        assert "Wat een rotfoto." not in page
        assert "Er staat een naam in." not in page
        assert "Dat is niet aardig." in page
        assert "1 reactie" in page
    own = page_of(as_(ben), post)
    assert "De trainer heeft je reactie verborgen." in own
    assert "Wat een rotfoto." in own
    assert "Er staat een naam in." in own
    assert "Terugzetten" in page_of(as_(tove), post)
    assert as_(ben).get(reverse("blogs:change_comment", args=[comment.pk])).status_code == 404
    reply = as_(ada).get(f"{post.get_absolute_url()}?antwoord={comment.pk}").content.decode()
    assert "Antwoord aan" not in reply


def test_nobody_reacts_on_a_hidden_post(ada, tove, post, as_, hide) -> None:
    hide(post)
    for person in (ada, tove):
        assert "kan niemand erop reageren" in page_of(as_(person), post)
        data = {"id": uuid.uuid4(), "source": "Toch"}
        assert as_(person).post(reverse("blogs:comment", args=[post.pk]), data).status_code == 404


@pytest.mark.parametrize(
    ("name", "status"), [("ada", 403), ("ben", 403), ("cleo", 404), ("mona", 404), ("nobody", 302)]
)
def test_who_cannot_hide_adas_post(name, status, people, post, as_) -> None:
    data = {"doe": "hide", "reason": "Omdat."}
    assert as_(people[name]).post(decide_url(Subject(post)), data).status_code == status
    assert Post.objects.standing().count() == 1


def test_the_action_itself_guards_what_it_does(ada, ben, tove, post, cleo) -> None:
    with pytest.raises(PermissionDenied):
        intervene(by=ben, subject=Subject(post), act=Act.HIDE, reason="Omdat.")
    with pytest.raises(PermissionDenied):
        flag(by=cleo, subject=Subject(post), reason="")
    with pytest.raises(IntegrityError), transaction.atomic():
        intervene(by=tove, subject=Subject(post), act=Act.HIDE, reason="")
    assert intervene(by=tove, subject=Subject(post), act=Act.LEAVE, reason="Niets.") is None


def test_an_act_that_does_not_exist_is_not_there(tove, post, as_) -> None:
    assert as_(tove).post(decide_url(Subject(post)), {"doe": "weg", "reason": "x"}).status_code == 404


# --- The same gate for every route ---------------------------------------------------------------------------------


def test_a_hidden_post_is_in_no_list_and_no_count(people, post, as_, hide, comment_of) -> None:
    ada, ben, tove = people["ada"], people["ben"], people["tove"]
    comment_of(ben, post)
    listed = {
        "stream": ("/blogs/", (ben, tove, ada)),
        "of ada": (reverse("blogs:person", args=[ada.pk]), (ben, tove, ada)),
        "my course": (reverse("study:my_course"), (ben,)),
        "search": ("/blogs/zoeken/?q=hond", (ben, tove)),
    }
    for url, people in listed.values():
        for person in people:
            assert "Mijn hond" in as_(person).get(url).content.decode(), (url, person)
    hide(post)
    for url, people in listed.values():
        for person in people:
            assert "Mijn hond" not in as_(person).get(url).content.decode(), (url, person)
    assert [news.title for person in (ada, ben, tove) for news in news_for(person)] == []
    mine = as_(ada).get("/blogs/mijn/").content.decode()
    assert "Mijn hond" in mine
    assert "Verborgen door de trainer. Lees waarom." in mine


def test_a_hidden_reaction_counts_nowhere(ada, ben, post, as_, hide, comment_of) -> None:
    comment = comment_of(ben, post, "Wat een rotfoto.")
    assert "1 reactie" in as_(ben).get("/blogs/").content.decode()
    hide(post, comment)
    assert "1 reactie" not in as_(ben).get("/blogs/").content.decode()
    assert news_for(ada) == []


def test_hiding_takes_no_ding_back_and_the_ledger_says_so(ada, ben, place, post_of, comment_of, hide) -> None:
    """Done stays done: the trainer judges a text, not the work. Evidence that is hidden is none as long as it is."""
    theirs = post_of(ben, "group", title="Van Ben")
    mine = post_of(ada, "group", thing=place.blog_thing, source=factories.text_of(200))
    comment = comment_of(ada, theirs)
    done = ThingCompletion.objects.get(person=ada, thing=place.blog_thing)
    assert done.state == "done"
    hide(mine)
    hide(theirs, comment)
    done.refresh_from_db()
    assert (done.state, done.done_at is None) == ("done", False)
    events = LedgerEntry.objects.filter(person=ada, thing=place.blog_thing).values_list("event", flat=True)
    assert "withdrawn" in events
    assert list(posts_as_evidence([ada.pk], [place.blog_thing])) == []
    hide(mine, act=Act.RESTORE)
    assert [item.answer.data["reactions"] for item in posts_as_evidence([ada.pk], [place.blog_thing])] == [0]


def test_a_hidden_post_makes_no_ding_done_until_it_is_back(ada, ben, place, post_of, comment_of, hide) -> None:
    mine = post_of(ada, "group", thing=place.blog_thing, source=factories.text_of(200))
    hide(mine)
    comment_of(ada, post_of(ben, "group"))
    row = ThingCompletion.objects.get(person=ada, thing=place.blog_thing)
    assert row.state == "busy"
    hide(mine, act=Act.RESTORE)
    row.refresh_from_db()
    assert row.state == "done"


def test_withdrawing_and_publishing_again_does_not_put_it_back(ada, ben, post, as_, hide) -> None:
    hide(post)
    withdrawn = actions.withdraw(by=ada, post=Post.objects.get(pk=post.pk))
    actions.publish(by=ada, post=withdrawn, visibility="group", cohort=post.cohort)
    assert as_(ben).get(post.get_absolute_url()).status_code == 404


def test_a_long_list_costs_as_much_as_a_short_one(people, as_, post_of, comment_of, hide) -> None:
    ada, ben, tove = people["ada"], people["ben"], people["tove"]

    def report(times: int) -> None:
        for _ in range(times):
            post = post_of(ada)
            flag(by=ben, subject=Subject(post), reason="Hm.")
            flag(by=ada, subject=Subject(post, comment_of(ben, post)), reason="Hm.")
            hide(post_of(ada))

    def cost() -> int:
        client = as_(tove)
        client.get(FLAGS)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(FLAGS).status_code == 200
        return len(queries)

    report(1)
    few = cost()
    report(24)
    assert cost() == few <= 12
