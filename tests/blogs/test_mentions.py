"""Mentions: who is meant by "@Noor", and who hears of it."""

from __future__ import annotations

import pytest
from django.utils import timezone

from course.blogs import actions, talk
from course.blogs.mentions import names_in
from course.blogs.models import Post, Visibility
from course.cohorts.models import Enrolment
from course.notifications.models import Notice
from course.people.models import User
from tests import factories


def told() -> list[str]:
    """Return who hears that she was named, by name."""
    return sorted(Notice.objects.filter(reason="mention").values_list("person__name", flat=True))


@pytest.fixture
def noor(place) -> User:
    """Noor, who goes by a screen name of three words."""
    person = factories.make_person("Eleonora Haddou", screen_name="Noor uit Veld", library=place.library)
    factories.enrol(person, place.cohort)
    return person


@pytest.fixture
def post(ada, place, post_of) -> Post:
    return post_of(ada, "group")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Dag @Noor!", ["noor"]),
        ("dag @nOOR, hoe is het?", ["noor"]),
        ("Dag @Noor uit Veld, dag @Noor.", ["noor uit veld", "noor"]),
        ("(@Noor)", ["noor"]),
        ("Noor's vraag aan @Noor's groep", ["noor"]),
        ("@Noordwijk", []),
        ("@Noor-Anne", []),
        ("noor@example.org en x@Noor", []),
        ("https://site.example/@noor", []),
        ("@ Noor", []),
        ("@Onbekend", []),
        ("@Noor @Noor", ["noor"]),
        ("@Noor  uit\nVeld", ["noor uit veld"]),
        ("@Zoe\u0308 kom je?", ["zoë"]),
        ("@@Noor", []),
    ],
)
def test_what_a_text_calls(text: str, found: list[str]) -> None:
    assert names_in(text, {"noor", "noor uit veld", "zoë"}) == found


def test_noor_hears_that_she_was_named_in_a_reaction(ben, noor, post, comment_of) -> None:
    comment = comment_of(ben, post, "Vraag het @noor uit veld eens.")
    notice = Notice.objects.get(reason="mention")
    assert (notice.person, notice.period, notice.subject) == (noor, str(comment.pk), str(comment.pk))


def test_a_real_name_behind_a_screen_name_calls_nobody(ben, noor, post, comment_of) -> None:
    comment_of(ben, post, "Vraag het @Eleonora Haddou eens.")
    assert told() == []


def test_an_unknown_name_stays_text(ben, post, as_, comment_of) -> None:
    comment_of(ben, post, "Dag @Sinterklaas!")
    assert told() == []
    assert "Dag @Sinterklaas!" in as_(ben).get(post.get_absolute_url()).content.decode()


def test_nobody_tells_herself(ben, post, comment_of) -> None:
    comment_of(ben, post, f"Ik, @{ben.name}, vond dit mooi.")
    assert told() == []


def test_the_writer_and_the_trainer_can_be_named(people, post, comment_of) -> None:
    comment_of(people["ben"], post, f"@{people['ada'].name} en @{people['tove'].name}: kijk!")
    assert told() == [people["ada"].name, people["tove"].name]


def test_only_who_may_read_it_hears(people, noor, ada, post_of, comment_of) -> None:
    """Cleo is in another group; a post for the trainer is not for the group."""
    comment_of(people["ben"], post_of(ada, "group"), f"@{people['cleo'].name}!")
    assert told() == []
    comment_of(people["tove"], post_of(ada, "trainer"), "@Noor uit Veld weet hier meer van.")
    assert told() == []


def test_on_a_public_post_somebody_of_another_group_can_be_named(people, ada, post_of, comment_of) -> None:
    comment_of(people["ben"], post_of(ada, "everyone"), f"@{people['cleo'].name}!")
    assert told() == [people["cleo"].name]


def test_of_two_strangers_with_one_name_nobody_is_meant(people, place, ada, post_of, comment_of) -> None:
    twin = factories.make_person(people["cleo"].name)
    factories.enrol(twin, place.other_cohort)
    post = post_of(ada, "everyone")
    comment_of(people["ben"], post, f"@{twin.name}!")
    assert told() == []
    comment_of(twin, post, "Ik lees mee.")
    comment_of(people["ben"], post, f"Dag @{twin.name}!")
    assert Notice.objects.get(reason="mention").person == twin


@pytest.mark.parametrize("visibility", ["group", "everyone"])
def test_who_left_the_group_hears_nothing_more(visibility, ada, ben, noor, post_of, comment_of) -> None:
    post = post_of(ada, visibility)
    Enrolment.objects.filter(person=noor).update(left_at=timezone.now())
    comment_of(ben, post, "@Noor uit Veld?")
    assert told() == []


def test_a_change_tells_who_is_new_and_nobody_twice(ada, ben, noor, post, comment_of) -> None:
    comment = comment_of(ben, post, "@Noor uit Veld!")
    talk.change_comment(by=ben, comment=comment, source=f"@Noor uit Veld en @{ada.name}!", seen=None)
    assert told() == [ada.name, noor.name]


def test_a_post_names_people_when_it_is_published(ada, noor, draft_of) -> None:
    post = draft_of(ada, source="Dank aan @Noor uit Veld.")
    assert told() == []
    cohort = post.cohort
    for _ in range(2):
        actions.publish(by=ada, post=post, visibility=Visibility.GROUP, cohort=cohort)
    notice = Notice.objects.get(reason="mention")
    assert (notice.person, notice.period, notice.subject) == (noor, str(post.pk), f"post:{post.pk}")


def test_a_post_for_ada_alone_names_nobody(ada, noor, post_of) -> None:
    post_of(ada, "me", source="Dank aan @Noor uit Veld.")
    assert told() == []


def test_a_text_that_calls_everybody_calls_twenty_at_most(ben, place, post, comment_of) -> None:
    names = [f"Lezer {number:02}" for number in range(25)]
    for name in names:
        factories.enrol(factories.make_person(name), place.cohort)
    comment_of(ben, post, " ".join(f"@{name}" for name in names))
    assert told() == names[:20]


def test_a_name_cannot_make_html(ben, place, post, as_, comment_of) -> None:
    person = factories.make_person("Piet", screen_name="<img src=x onerror=alert(1)>")
    factories.enrol(person, place.cohort)
    comment_of(ben, post, f"Dag @{person.screen_name}!")
    assert "<img src=x" not in as_(ben).get(post.get_absolute_url()).content.decode()
