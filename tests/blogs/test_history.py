"""Versions: what somebody wrote before is kept by sittings, shown beside the present text, and put back."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from course.blogs import actions, history
from course.blogs.differences import compare
from course.blogs.models import PendingText, Post, PostVersion
from tests.blogs.test_writing import draft_url, edit_url, form

Reason = PostVersion.Reason


def history_url(post: Post) -> str:
    return reverse("blogs:history", args=[post.pk])


def version_url(post: Post, number: int) -> str:
    return reverse("blogs:version", args=[post.pk, number])


def pause(post: Post, minutes: int = 11) -> None:
    """Let this much time pass since the last save."""
    ago = timezone.now() - timedelta(minutes=minutes)
    Post.objects.filter(pk=post.pk).update(updated_at=ago)
    PendingText.objects.filter(post=post).update(saved_at=ago)


def writes_in(queries: CaptureQueriesContext) -> list[str]:
    """Return what was written besides the session: the statement with its table."""
    writes = [sql["sql"] for sql in queries if sql["sql"].split()[0] in ("INSERT", "UPDATE", "DELETE")]
    return [" ".join(sql.split()[:3]).replace('"', "") for sql in writes if "django_session" not in sql]


def autosave(client: Any, post_id: uuid.UUID, source: str, version: int) -> list[str]:
    """Save by autosave and return what was written."""
    with CaptureQueriesContext(
        connection,
    ) as queries:
        response = client.post(draft_url(post_id), form(source=source, version=version))
    assert response["Draft-State"] == "saved", response.content
    return writes_in(queries)


# --- What it costs ---------------------------------------------------------------------------------------------------


def test_autosave_of_a_draft_is_one_write_from_the_first_on(ada, as_) -> None:
    client, post_id = as_(ada), uuid.uuid4()
    assert autosave(client, post_id, "Een", 0) == ["INSERT INTO blogs_post"]
    for number in range(1, 6):
        assert autosave(client, post_id, f"Een {number}", number) == ["UPDATE blogs_post SET"]
    assert not PostVersion.objects.exists()


def test_autosave_of_a_published_post_is_one_write_from_the_first_on(ada, as_, post_of) -> None:
    client, post = as_(ada), post_of(ada)
    assert autosave(client, post.pk, "Een", 1) == ["INSERT INTO blogs_pendingtext"]
    for number in range(2, 6):
        assert autosave(client, post.pk, f"Een {number}", number) == ["UPDATE blogs_pendingtext SET"]
    assert not PostVersion.objects.exists()


def test_the_first_save_after_a_pause_is_two_writes_and_keeps_what_was_there(ada, as_, draft_of, post_of) -> None:
    """Once a sitting, no more: see saving.py for why not one."""
    client = as_(ada)
    for post, table in ((draft_of(ada, source="Zo was het."), "post"), (post_of(ada), "pendingtext")):
        number = 1
        if table == "pendingtext":
            autosave(client, post.pk, "Zo was het.", 1)
            number = 2
        pause(post)
        assert autosave(client, post.pk, "Na de pauze.", number) == [
            f"UPDATE blogs_{table} SET",
            "INSERT INTO blogs_postversion" if connection.vendor == "postgresql" else "INSERT OR IGNORE",
        ]
        assert autosave(client, post.pk, "En verder.", number + 1) == [f"UPDATE blogs_{table} SET"]
        kept = PostVersion.objects.get(post=post)
        assert (kept.source, kept.version, kept.reason, kept.words) == ("Zo was het.", number, Reason.SITTING, 3)
        assert timezone.now() - kept.saved_at > timedelta(minutes=10)


def test_a_pause_of_ten_minutes_is_still_one_sitting(ada, as_, draft_of) -> None:
    post = draft_of(ada)
    pause(post, minutes=9)
    assert autosave(as_(ada), post.pk, "Verder.", 1) == ["UPDATE blogs_post SET"]


def test_long_histories_cost_as_much_as_short_ones(ada, as_, draft_of) -> None:
    client, post = as_(ada), draft_of(ada)
    counts = []
    for number in (2, 50):
        PostVersion.objects.bulk_create(
            PostVersion(post=post, version=100 + one, source=f"Tekst {one}") for one in range(number)
        )
        with CaptureQueriesContext(connection) as queries:
            page = client.get(history_url(post)).content.decode()
        assert page.count("Zo liet je je tekst achter") == number
        counts.append(len(queries))
        PostVersion.objects.all().delete()
    assert counts[0] == counts[1] <= 12


# --- What is kept ----------------------------------------------------------------------------------------------------


def test_fifty_versions_are_kept_and_the_old_sittings_thinned_out(ada, draft_of) -> None:
    post = draft_of(ada)
    for number in range(1, 200):
        text = history.Present("Mijn week", f"Tekst {number}", number, timezone.now())
        history.keep(post, text, Reason.REPLACED if number == 5 else Reason.SITTING)
        assert PostVersion.objects.count() <= history.MOST_KEPT
    numbers = list(PostVersion.objects.order_by("-version").values_list("version", flat=True))
    assert numbers[:20] == list(range(199, 179, -1))
    assert 5 in numbers  # What she did herself stays.
    assert len(numbers) > 30


def test_a_version_is_kept_once_and_never_empty(ada, draft_of) -> None:
    post = draft_of(ada)
    for _ in range(2):
        history.keep(post, history.present(post), Reason.REPLACED)
    history.keep(post, history.Present("", " \n", 9, timezone.now()), Reason.REPLACED)
    assert PostVersion.objects.count() == 1


def test_an_emptied_form_does_not_empty_the_draft(ada, as_, draft_of) -> None:
    client, post = as_(ada), draft_of(ada)
    response = client.post(draft_url(post.pk), form(title="", source=" ", version=1))
    assert (response.status_code, response["Draft-State"]) == (200, "empty")
    assert "blijft bewaard" in response.content.decode()
    page = client.post(edit_url(post.pk), form(title="", source="", version=1, doe="concept"), follow=True)
    assert "Wat je eerder schreef, is bewaard gebleven." in page.content.decode()
    post.refresh_from_db()
    assert (post.source, post.version) == ("Ik schreef iets.", 1)
    assert autosave(client, post.pk, "Opnieuw.", 1) == ["UPDATE blogs_post SET"]


def test_both_texts_of_a_conflict_are_kept_whatever_she_chooses(ada, as_, draft_of) -> None:
    client, post = as_(ada), draft_of(ada, source="Eerst.")
    autosave(client, post.pk, "Van de telefoon.", 1)
    laptop = form(source="Van de laptop.", version=1)
    assert client.post(edit_url(post.pk), laptop | {"doe": "concept"}).status_code == 409
    assert [one.source for one in PostVersion.objects.all()] == ["Van de telefoon."]
    # She goes on with the stored text: that of this window stays among the versions.
    page = client.post(edit_url(post.pk), laptop | {"doe": "bewaarde"}, follow=True).content.decode()
    assert "Van de telefoon." in page
    kept = PostVersion.objects.get(source="Van de laptop.")
    assert kept.reason == Reason.CONFLICT
    post.refresh_from_db()
    assert post.source == "Van de telefoon."
    assert post.version > kept.version
    # And the window that gave way cannot save over it.
    assert client.post(draft_url(post.pk), form(source="Te laat.", version=2))["Draft-State"] == "conflict"


def test_a_change_of_a_published_post_keeps_what_readers_saw(ada, as_, post_of) -> None:
    post = post_of(ada)
    as_(ada).post(edit_url(post.pk), form(doe="publiceer", visibility="group", source="Beter.", version=1))
    kept = PostVersion.objects.get()
    assert (kept.source, kept.reason) == ("Ik schreef iets.", Reason.PUBLISHED)


# --- Putting back ----------------------------------------------------------------------------------------------------


@pytest.fixture
def old(ada, as_, draft_of) -> PostVersion:
    """A draft that was written in two sittings."""
    post = draft_of(ada, source="Ik las een boek.\n\nEn toen niets.")
    pause(post)
    autosave(as_(ada), post.pk, "Ik las een dik boek.\n\nEn toen dit.", 1)
    return PostVersion.objects.get()


def test_ada_sees_what_she_puts_back_and_what_it_replaces(ada, as_, old) -> None:
    client = as_(ada)
    listed = client.get(history_url(old.post)).content.decode()
    assert "Versies van je bericht" in listed
    assert version_url(old.post, 1) in listed
    assert "7 woorden" in listed
    page = client.get(version_url(old.post, 1)).content.decode()
    assert ' <ins><span class="sr"> [komt terug:] </span>niets.<span class="sr"> [tot hier] </span></ins>' in page
    assert ' <del><span class="sr"> [gaat weg:] </span>dik<span class="sr"> [tot hier] </span></del>' in page


def test_ada_puts_a_version_back_and_undoes_it(ada, as_, old) -> None:
    client, post = as_(ada), old.post
    page = client.post(version_url(post, 1), {"version": 2}, follow=True).content.decode()
    assert "De eerdere versie staat weer in je bericht." in page
    assert f'<a href="{version_url(post, 2)}">Maak ongedaan</a>' in page
    post.refresh_from_db()
    assert (post.source, post.version) == (old.source, 3)
    client.post(version_url(post, 2), {"version": 3})
    post.refresh_from_db()
    assert post.source == "Ik las een dik boek.\n\nEn toen dit."
    assert PostVersion.objects.count() == 3


def test_putting_back_twice_is_once(ada, as_, old) -> None:
    client = as_(ada)
    client.post(version_url(old.post, 1), {"version": 2})
    again = client.post(version_url(old.post, 1), {"version": 2})
    assert again.status_code == 409
    assert Post.objects.get().version == 3


def test_what_was_written_meanwhile_is_shown_before_it_is_replaced(ada, as_, old) -> None:
    client = as_(ada)
    autosave(client, old.post.pk, "Van de telefoon.", 2)
    response = client.post(version_url(old.post, 1), {"version": 2})
    assert response.status_code == 409
    page = response.content.decode()
    assert "Er is niets teruggezet." in page
    assert "telefoon" in page
    assert 'name="version" value="3"' in page
    assert Post.objects.get().source == "Van de telefoon."


@pytest.mark.parametrize("version", ["", "x", "²", "-1", "9" * 30])
def test_a_form_without_a_good_number_puts_nothing_back(ada, as_, old, version) -> None:
    assert as_(ada).post(version_url(old.post, 1), {"version": version}).status_code == 409
    assert Post.objects.get().version == 2


def test_putting_back_in_a_published_post_waits_for_publishing(ada, ben, as_, post_of) -> None:
    client, post = as_(ada), post_of(ada, source="Zo was het eerst.")
    client.post(edit_url(post.pk), form(doe="publiceer", visibility="group", source="Zo is het nu.", version=1))
    page = client.post(version_url(post, 1), {"version": 2}, follow=True).content.decode()
    assert "Je lezers zien hem pas als je hem publiceert." in page
    assert "Je lezers zien deze tekst nog niet" in page
    assert "Zo was het eerst." in page
    assert "Zo is het nu." in as_(ben).get(post.get_absolute_url()).content.decode()
    # Undone, nothing is left to publish.
    page = client.post(version_url(post, 2), {"version": 3}, follow=True).content.decode()
    assert "Je lezers zien deze tekst nog niet" not in page


@pytest.mark.parametrize("name", ["ben", "cleo", "tove", "mona", "nobody"])
def test_only_ada_opens_her_versions(name, people, as_, old, ada) -> None:
    client = as_(people[name])
    actions.publish(by=ada, post=old.post, visibility="everyone", cohort=None)
    for url in (history_url(old.post), version_url(old.post, 1), reverse("blogs:discard", args=[old.post.pk])):
        expected = 302 if name == "nobody" else 404
        assert client.get(url).status_code == expected
        assert client.post(url, {"version": 2}).status_code in (expected, 405)
    assert Post.objects.get().source != old.source
    if name != "nobody":
        with pytest.raises(PermissionDenied):
            actions.restore(by=people[name], old=old, version=2)


def test_a_version_of_another_post_is_not_there(ada, as_, old, draft_of) -> None:
    other = draft_of(ada)
    assert as_(ada).get(version_url(other, 1)).status_code == 404
    assert "Er zijn nog geen eerdere versies." in as_(ada).get(history_url(other)).content.decode()


# --- Differences -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("present", "other", "marked"),
    [
        ("een twee drie", "een drie", "een[- twee] drie"),
        ("een drie", "een twee drie", "een[+ twee] drie"),
        ("een twee", "een drie", "een[- twee][+ drie]"),
        ("", "nieuw", "[+nieuw]"),
        ("gelijk\n\nook", "gelijk\n\nook", "gelijk\n\nook"),
        ("regel een\nregel twee\n", "regel een\nregel drie\n", "regel een\nregel[- twee][+ drie]\n"),
    ],
)
def test_differences_are_marked_by_words(present, other, marked) -> None:
    found = compare(present, other)
    assert "".join(piece.text for piece in found.present) == present
    assert "".join(piece.text for piece in found.other) == other
    gone = [f"[-{piece.text}]" for piece in found.present if piece.kind == "gone"]
    new = [f"[+{piece.text}]" for piece in found.other if piece.kind == "new"]
    assert all(mark in marked for mark in gone + new)
    assert len(gone + new) == marked.count("[")
    assert found.are_equal == (present == other)


@pytest.mark.parametrize(
    "word", ["a ", "a b ", "\n", " ", "a\n", "a b c d e f g h i j k l m\n", "".join(f"w{one} " for one in range(500))]
)
def test_texts_of_one_repeated_word_are_compared_within_a_second(word) -> None:
    begin = timezone.now()
    text = word * (20_000 // len(word))
    compare(text, f"anders {text[::2]} x")
    compare(text[::3], text)
    assert timezone.now() - begin < timedelta(seconds=1)
