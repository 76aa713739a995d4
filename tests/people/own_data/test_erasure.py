"""Who is erased is nowhere any more: over all models, all tables and both storages."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Comment as PageComment
from wagtail.models import CommentReply

from course.answers.models import Answer, Attempt
from course.blogs.importers import uploads
from course.blogs.models import Comment, Post, Tag
from course.blogs.search import derived_fields
from course.cohorts.models import BuddyPair, Enrolment
from course.people.models import User
from course.people.own_data import erasure
from course.people.own_data.erasure import erase_person
from course.people.privacy import Erasing, Holding
from course.progress.actions import judge, recompute
from course.progress.models import Certificate, LedgerEntry, ThingCompletion
from lessons.models import ThingPage
from tests import factories
from tests.conftest import Place
from tests.people.own_data.life import SIGN, everywhere, files, make_life, sign

pytestmark = pytest.mark.django_db
SignIn = Callable[[User | None], Client]


@pytest.fixture
def zus(place: Place) -> User:
    """Somebody of whom the site knows everything it can know."""
    person = factories.make_person(
        f"{SIGN.title()} van der Wal",
        email=f"{SIGN}@waterrijk.example",
        screen_name=f"{SIGN} uit Waterrijk",
        library=place.library,
        team=factories.make_team(place.library),
    )
    factories.enrol(person, place.cohort)
    return person


def test_of_who_is_erased_nothing_is_found_anywhere(zus: User, ben: User, place: Place) -> None:
    before = files()
    rows = make_life(zus, ben, place)
    sign(rows)
    assert {label for label, row in rows.items() if row is None} == set()
    assert len(list(everywhere())) > 60
    assert files() - before
    erase_person(person=zus, keeps_texts=False)
    assert "\n".join(map(str, everywhere())) == ""
    assert files() == before


def test_who_leaves_her_texts_leaves_them_without_her_name(zus: User, ben: User, place: Place, as_: SignIn) -> None:
    post = post_of(
        zus, place, f"Groet van {zus.name}", f"Mail me op {zus.email}!\n\n![Ik](/blogs/foto/{uuid.uuid4()}/)"
    )
    comment = comment_of(zus, post_of(ben, place), f"Mooi! {zus.screen_name.upper()}")
    secret = post_of(zus, place, "Alleen voor mij", "Geheim", visibility="me")
    erase_person(person=zus, keeps_texts=True)
    assert list(everywhere()) == []
    kept = Post.objects.get(pk=post.pk)
    assert (kept.title, kept.source) == ("Groet van [verwijderd]", "Mail me op [verwijderd]!\n\nIk")
    assert "verwijderd" in kept.html
    assert Comment.objects.get(pk=comment.pk).source == "Mooi! [verwijderd]"
    assert not Post.objects.filter(pk=secret.pk).exists()
    page = as_(ben).get(post.get_absolute_url()).content.decode()
    assert "Oud-deelnemer" in page
    assert "erased" not in page


def test_bens_thread_under_her_post_still_reads(zus: User, ben: User, place: Place, as_: SignIn) -> None:
    post = post_of(zus, place, "Mijn eerste bericht", "Van alles over mij.")
    asked = comment_of(ben, post, "Hoe deed je dat?")
    answered = comment_of(zus, post, "Zo: heel geheim.", parent=asked)
    thanked = comment_of(ben, post, "Dank je, dat ga ik ook doen.", parent=answered)
    erase_person(person=zus, keeps_texts=False)
    page = as_(ben).get(post.get_absolute_url()).content.decode()
    assert asked.source in page
    assert thanked.source in page
    assert "[verwijderd]" in page
    assert "Van alles" not in page
    assert "geheim" not in page
    assert Comment.objects.get(pk=thanked.pk).parent_id == answered.pk


def test_a_post_under_which_nobody_else_spoke_is_gone_with_the_words_only_she_used(zus: User, place: Place) -> None:
    post = post_of(zus, place)
    comment_of(zus, post, "Ik praat met mezelf.")
    post.tags.add(Tag.objects.create(name=f"bij {SIGN}", slug=f"bij-{SIGN}"))
    erase_person(person=zus, keeps_texts=False)
    assert not Post.objects.filter(pk=post.pk).exists()
    assert not Tag.objects.filter(slug__contains=SIGN).exists()


def test_totals_stay_as_they_were(zus: User, ben: User, place: Place, as_: SignIn, mona: User) -> None:
    thing = place.poll_thing
    exercise = thing.exercises[0]
    for person, vote in ((zus, "eens"), (ben, "oneens")):
        give_answer(person, thing, {"vote": vote, "why": f"Omdat ik {person.name} heet.", "share": True})
    recompute([zus.pk, ben.pk], thing)
    answers = [answer.as_data() for answer in Answer.objects.filter(exercise=exercise.id)]
    before = exercise.block.tally(exercise.value, answers)
    done = list(Enrolment.objects.order_by("pk").values_list("pk", "things_done"))
    totals = as_(mona).get(reverse("reports:completion"), follow=True).context["summary"].figures
    erase_person(person=zus, keeps_texts=False)
    answers = [answer.as_data() for answer in Answer.objects.filter(exercise=exercise.id)]
    assert exercise.block.tally(exercise.value, answers) == before
    assert list(Enrolment.objects.order_by("pk").values_list("pk", "things_done")) == done
    page = as_(mona).get(reverse("reports:completion"), follow=True)
    assert page.context["summary"].figures == totals
    assert SIGN not in page.content.decode()
    assert "Oud-deelnemer" in page.content.decode()
    assert list(everywhere()) == []


def test_progress_of_who_is_erased_stands_the_test_of_the_ledger(zus: User, place: Place) -> None:
    """What was done stays done; the ledger says that the proof is gone, so nothing is out of step."""
    give_answer(zus, place.poll_thing, {"vote": "eens", "why": factories.text_of(40), "share": False})
    recompute([zus.pk], place.poll_thing)
    assert ThingCompletion.objects.get(person=zus).state == "done"
    erase_person(person=zus, keeps_texts=False)
    assert ThingCompletion.objects.get(person=zus).state == "done"
    assert LedgerEntry.objects.filter(person=zus).last().event == "withdrawn"
    assert [verdict.new for verdict in judge([zus.pk], place.poll_thing, timezone.now())] == [[]]


def test_erasing_twice_is_once(zus: User, ben: User, place: Place) -> None:
    sign(make_life(zus, ben, place))
    assert erase_person(person=zus, keeps_texts=False)
    after = User.objects.filter(pk=zus.pk).values().get()
    assert not erase_person(person=User.objects.get(pk=zus.pk), keeps_texts=True)
    assert User.objects.filter(pk=zus.pk).values().get() == after


@pytest.mark.parametrize("survives", [0, 7, 23, 40])
def test_killed_half_way_and_run_again_it_ends_the_same(
    survives: int, zus: User, ben: User, place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = files()
    sign(make_life(zus, ben, place))
    really, calls = erasure._erase, []

    def killed(erasing: Erasing, holding: Holding) -> None:
        calls.append(holding)
        if len(calls) > survives:
            raise KeyboardInterrupt
        really(erasing, holding)

    monkeypatch.setattr(erasure, "_erase", killed)
    with pytest.raises(KeyboardInterrupt):
        erase_person(person=zus, keeps_texts=False)
    monkeypatch.setattr(erasure, "_erase", really)
    zus.refresh_from_db()
    assert not zus.is_active
    erase_person(person=zus, keeps_texts=False)
    assert list(everywhere()) == []
    assert files() == before


def test_she_is_signed_out_at_once_and_never_comes_in_again(zus: User, as_: SignIn) -> None:
    client = as_(zus)
    assert client.get(reverse("study:my_course")).status_code == 200
    erase_person(person=zus, keeps_texts=True)
    assert client.get(reverse("study:my_course")).status_code == 302
    assert not User.objects.get(pk=zus.pk).has_usable_password()


def test_nothing_of_ben_is_touched(zus: User, ben: User, place: Place) -> None:
    make_life(zus, ben, place)
    post = post_of(ben, place)
    comment = comment_of(ben, post, f"Dag {zus.name}")
    erase_person(person=zus, keeps_texts=False)
    ben.refresh_from_db()
    assert (ben.name, ben.is_active) == ("Ben Yıldız", True)
    assert Comment.objects.get(pk=comment.pk).source == comment.source
    assert ben.enrolments.get().left_at is None
    assert not BuddyPair.objects.standing().exists()


def test_the_certificate_says_that_it_was_withdrawn_at_request(zus: User, ben: User, place: Place) -> None:
    certificate = make_life(zus, ben, place)["progress.Certificate"]
    erase_person(person=zus, keeps_texts=True)
    kept = Certificate.objects.get(pk=certificate.pk)
    assert (kept.name, kept.reason, kept.stands) == ("", "request", False)


def test_her_notes_beside_a_page_go_from_old_versions_too(zus: User, ben: User, place: Place) -> None:
    page = place.quiz_thing
    note = PageComment.objects.create(page=page, user=zus, text=f"Hier schreef {SIGN}.", contentpath="title")
    CommentReply.objects.create(comment=note, user=ben, text="Een vraag van Ben.")
    ThingPage.objects.get(pk=page.pk).save_revision(user=zus)
    assert [table for table, _value in everywhere()].count("wagtailcore_revision") == 1
    erase_person(person=zus, keeps_texts=False)
    assert list(everywhere()) == []
    assert "Een vraag van Ben." in str(page.revisions.latest("pk").content)


def test_the_blog_she_was_importing_is_gone(zus: User) -> None:
    before = files()
    upload = uploads.keep(zus, ContentFile(SIGN.encode(), name="blog.xml"))
    assert uploads.kept(zus, upload)
    erase_person(person=zus, keeps_texts=True)
    assert files() == before


# --- Words for the tests above -----------------------------------------------------------------------------------


def post_of(
    author: User, place: Place, title: str = "Een bericht", source: str = "Een tekst.", visibility: str = "group"
) -> Post:
    return Post.objects.create(
        author=author,
        cohort=place.cohort,
        title=title,
        source=source,
        visibility=visibility,
        published_at=timezone.now(),
        **derived_fields(title, source),
    )


def comment_of(author: User, post: Post, source: str, parent: Comment | None = None) -> Comment:
    return Comment.objects.create(author=author, post=post, parent=parent, source=source, html=f"<p>{source}</p>")


def give_answer(person: User, thing: ThingPage, data: dict[str, Any]) -> Answer:
    answer = Answer.objects.create(
        person=person,
        page=thing,
        exercise=thing.exercises[0].id,
        kind=thing.exercises[0].kind,
        revision=thing.live_revision,
        data=data,
    )
    Attempt.objects.create(answer=answer, data=data, revision=thing.live_revision)
    return answer
