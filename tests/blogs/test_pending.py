"""Changing a published post: readers keep the old text until its author publishes the new one, and no word is lost."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from course.blogs import actions, saving
from course.blogs.history import present
from course.blogs.models import PendingText, Post, PostVersion, Tag
from tests.blogs.test_history import pause
from tests.blogs.test_writing import draft_url, edit_url, form


def discard_url(post: Post) -> str:
    return reverse("blogs:discard", args=[post.pk])


def read_by(client: Any, post: Post) -> str:
    return client.get(post.get_absolute_url()).content.decode()


def test_readers_keep_the_old_text_until_ada_publishes_the_new_one(ada, ben, as_, post_of) -> None:
    client, post = as_(ada), post_of(ada)
    saved = client.post(draft_url(post.pk), form(source="Halverwege een", version=1))
    assert (saved["Draft-State"], saved["Draft-Version"], saved["Draft-Kind"]) == ("saved", "2", "pending")
    assert "nog niet gepubliceerd" in saved.content.decode()
    assert "Je tekst telt 2 woorden." in saved.content.decode()
    assert "Halverwege" not in read_by(as_(ben), post)
    # Another day: the editor opens with what she was changing, and says so.
    page = client.get(edit_url(post.pk)).content.decode()
    assert "Halverwege een" in page
    assert "Je lezers zien deze tekst nog niet" in page
    assert "Gooi mijn wijzigingen weg" in page
    assert 'name="version" value="2"' in page
    assert draft_url(post.pk) in page
    client.post(edit_url(post.pk), form(doe="publiceer", visibility="group", source="Helemaal af.", version=2))
    assert "Helemaal af." in read_by(as_(ben), post)
    assert not PendingText.objects.exists()
    page = client.get(edit_url(post.pk)).content.decode()
    assert "Je lezers zien deze tekst nog niet" not in page
    assert 'name="version" value="3"' in page


def test_nothing_of_a_change_shows_anywhere_but_to_ada(ada, ben, tove, as_, post_of) -> None:
    post = post_of(ada, "everyone")
    actions.save_changes(by=ada, post=post, title="Geheime titel", source="Geheime tekst", version=1)
    for client in (as_(ben), as_(tove), as_(None)):
        for url in (post.get_absolute_url(), reverse("blogs:stream"), reverse("blogs:person", args=[ada.pk])):
            assert "Geheime" not in client.get(url).content.decode()


def test_ada_keeps_changes_without_publishing_and_without_scripts(ada, ben, as_, post_of) -> None:
    client, post = as_(ada), post_of(ada)
    page = client.post(edit_url(post.pk), form(doe="concept", source="Straks.", version=1), follow=True)
    assert "Je lezers zien ze pas als je ze publiceert." in page.content.decode()
    assert "Straks." in page.content.decode()
    assert "Straks." not in read_by(as_(ben), post)


def test_my_blog_says_which_posts_ada_is_changing(ada, as_, post_of) -> None:
    client, post, said = as_(ada), post_of(ada), "Je wijzigingen zijn nog niet gepubliceerd"
    post_of(ada, title="Een ander bericht")
    assert said not in client.get(reverse("blogs:mine")).content.decode()
    client.post(draft_url(post.pk), form(source="Nieuw.", version=1))
    assert client.get(reverse("blogs:mine")).content.decode().count(said) == 1
    client.post(draft_url(post.pk), form(version=2))  # As it was: nothing is left to publish.
    assert said not in client.get(reverse("blogs:mine")).content.decode()


def test_the_second_of_two_windows_gets_both_texts(ada, as_, post_of) -> None:
    client, post = as_(ada), post_of(ada)
    client.post(draft_url(post.pk), form(source="Van de telefoon.", version=1))
    assert client.post(draft_url(post.pk), form(source="Van de laptop.", version=1))["Draft-State"] == "conflict"
    for wish in ("publiceer", "concept", "voorbeeld"):
        response = client.post(edit_url(post.pk), form(doe=wish, source="Van de laptop.", version=1))
        page = response.content.decode()
        assert response.status_code == 409
        assert "Van de telefoon." in page
        assert "Van de laptop." in page
        assert 'name="version" value="2"' in page
    post.refresh_from_db()
    assert post.source == "Ik schreef iets."
    client.post(edit_url(post.pk), form(doe="publiceer", source="Van de laptop.", version=2))
    post.refresh_from_db()
    assert post.source == "Van de laptop."
    assert "Van de telefoon." in PostVersion.objects.values_list("source", flat=True)


def test_a_window_from_before_publishing_gets_both_texts(ada, as_, post_of) -> None:
    client, post = as_(ada), post_of(ada)
    client.post(draft_url(post.pk), form(source="Half.", version=1))
    client.post(edit_url(post.pk), form(doe="publiceer", source="Heel.", version=2))
    for version in (1, 2):
        late = client.post(draft_url(post.pk), form(source="Van gisteren.", version=version))
        assert late["Draft-State"] == "conflict"
    assert client.post(edit_url(post.pk), form(doe="publiceer", source="Van gisteren.", version=2)).status_code == 409


def test_two_windows_begin_a_change_at_the_same_moment(ada, post_of, monkeypatch) -> None:
    """The second one looks before the first has stored."""
    post, twin = post_of(ada), Post.objects.get()
    actions.save_changes(by=ada, post=post, title="Mijn week", source="Van de telefoon.", version=1)
    monkeypatch.setattr(saving, "pending_of", lambda _post: None)
    monkeypatch.setattr(saving, "present", lambda stored: present(Post(pk=stored.pk, version=1)))
    with pytest.raises(actions.Conflict):
        actions.save_changes(by=ada, post=twin, title="Mijn week", source="Van de laptop.", version=1)
    assert PendingText.objects.get().source == "Van de telefoon."


def test_a_change_saved_while_ada_publishes_is_not_lost(ada, post_of) -> None:
    """Her phone saved after this window had looked."""
    post = post_of(ada)
    assert present(post).version == 1  # This window looks now.
    twin = Post.objects.select_related("pending").get()
    assert not present(twin).is_pending
    actions.save_changes(by=ada, post=post, title="Mijn week", source="Van de telefoon.", version=1)
    with pytest.raises(actions.Conflict):
        actions.rewrite(by=ada, post=twin, title="Mijn week", source="Van de laptop.", version=1)
    assert PendingText.objects.get().source == "Van de telefoon."
    assert Post.objects.get().source == "Ik schreef iets."


def test_ada_throws_her_changes_away_and_undoes_it(ada, ben, as_, post_of) -> None:
    client, post = as_(ada), post_of(ada)
    assert client.get(discard_url(post))["Location"] == edit_url(post.pk)  # Nothing to throw away.
    client.post(draft_url(post.pk), form(source="Ik schreef iets anders.", version=1))
    page = client.get(discard_url(post)).content.decode()
    assert "[gaat weg:]" in page
    assert "anders." in page
    page = client.post(discard_url(post), {"version": 2}, follow=True).content.decode()
    undo = reverse("blogs:version", args=[post.pk, 2])
    assert f'<a href="{undo}">Maak ongedaan</a>' in page
    assert "anders" not in page
    assert not PendingText.objects.exists()
    assert PostVersion.objects.get().reason == PostVersion.Reason.DISCARDED
    # A window that still shows it saves over nothing, and she gets it back.
    assert client.post(draft_url(post.pk), form(source="Oud.", version=2))["Draft-State"] == "conflict"
    client.post(undo, {"version": 3})
    assert "Ik schreef iets anders." in client.get(edit_url(post.pk)).content.decode()
    assert "anders" not in read_by(as_(ben), post)


def test_what_was_written_meanwhile_is_not_thrown_away(ada, as_, post_of) -> None:
    client, post = as_(ada), post_of(ada)
    client.post(draft_url(post.pk), form(source="Gezien.", version=1))
    client.post(draft_url(post.pk), form(source="Niet gezien.", version=2))
    response = client.post(discard_url(post), {"version": 2})
    assert response.status_code == 409
    assert "Er is niets weggegooid." in response.content.decode()
    assert PendingText.objects.get().source == "Niet gezien."


def test_throwing_away_twice_is_once(ada, as_, post_of) -> None:
    client, post = as_(ada), post_of(ada)
    client.post(draft_url(post.pk), form(source="Weg.", version=1))
    for _ in range(2):
        assert client.post(discard_url(post), {"version": 2}).status_code == 302
    assert PostVersion.objects.count() == 1


def test_a_post_taken_off_the_site_goes_on_with_what_she_was_changing(ada, as_, post_of) -> None:
    client, post = as_(ada), post_of(ada)
    client.post(draft_url(post.pk), form(source="Nieuwe woorden.", version=1))
    client.post(reverse("blogs:withdraw", args=[post.pk]))
    post = Post.objects.get()
    assert post.is_draft
    assert (post.source, post.version) == ("Nieuwe woorden.", 3)
    assert not PendingText.objects.exists()
    assert PostVersion.objects.get().source == "Ik schreef iets."


def test_a_new_sitting_keeps_the_change_of_the_last_one(ada, as_, post_of) -> None:
    client, post = as_(ada), post_of(ada)
    client.post(draft_url(post.pk), form(source="Van gisteren.", version=1))
    pause(post)
    client.post(edit_url(post.pk), form(doe="publiceer", source="Van vandaag.", version=2))
    kept = {one.source: one.reason for one in PostVersion.objects.all()}
    assert kept == {"Van gisteren.": "sitting", "Ik schreef iets.": "published"}


def test_a_text_that_cannot_be_published_is_refused_at_once(ada, as_, post_of) -> None:
    client, post = as_(ada), post_of(ada)
    refused = client.post(draft_url(post.pk), form(source=">" * 60 + " diep", version=1))
    assert refused["Draft-State"] == "refused"
    assert not PendingText.objects.exists()


def test_only_the_author_changes(ada, ben, as_, post_of) -> None:
    client, post = as_(ben), post_of(ada, "everyone")
    assert client.post(draft_url(post.pk), form(source="Gekaapt", version=1)).status_code == 404
    for act in (
        lambda: actions.save_changes(by=ben, post=post, title="x", source="x", version=1),
        lambda: actions.discard_changes(by=ben, post=post, version=1),
        lambda: actions.keep_both(by=ben, post=post),
    ):
        with pytest.raises(PermissionDenied):
            act()


# --- Tags and guests -------------------------------------------------------------------------------------------------


def test_ada_gives_her_post_tags(ada, as_, post_of) -> None:
    client, post = as_(ada), post_of(ada)
    fields = form(doe="publiceer", visibility="group", version=1)
    client.post(edit_url(post.pk), fields | {"tags": " Privacy,  #Sociale   media ,privacy;, Café"})
    assert set(post.tags.values_list("name", "slug")) == {
        ("privacy", "privacy"),
        ("sociale media", "sociale-media"),
        ("café", "cafe"),
    }
    assert 'value="café, privacy, sociale media"' in client.get(edit_url(post.pk)).content.decode()
    post.refresh_from_db()
    assert "sociale media" in post.search_text
    # A word that is there already is shared, also without its accent; what is left out goes.
    client.post(edit_url(post.pk), fields | {"tags": "cafe"})
    assert [tag.name for tag in post.tags.all()] == ["café"]
    assert Tag.objects.count() == 3


def test_a_draft_keeps_its_tags(ada, as_, draft_of) -> None:
    client, post = as_(ada), draft_of(ada)
    client.post(edit_url(post.pk), form(doe="concept", tags="日本語, Privacy", version=1))
    assert set(post.tags.values_list("name", flat=True)) == {"日本語", "privacy"}
    client.post(draft_url(post.pk), form(source="Verder.", version=1))
    assert post.tags.count() == 2


@pytest.mark.parametrize(
    ("tags", "sentence"),
    [
        ("a" * 41, "is langer dan 40 tekens"),
        (",".join(f"w{n}" for n in range(11)), "11 trefwoorden en er passen er 10"),
    ],
)
def test_tags_that_do_not_fit_are_said(ada, as_, draft_of, tags, sentence) -> None:
    post = draft_of(ada)
    response = as_(ada).post(edit_url(post.pk), form(doe="concept", tags=tags, version=1))
    assert sentence in response.content.decode()
    assert tags in response.content.decode()
    assert not Tag.objects.exists()


def test_guests_may_react_only_where_everyone_reads(ada, as_, draft_of) -> None:
    client, post = as_(ada), draft_of(ada)
    page = client.get(edit_url(post.pk)).content.decode()
    assert "Ook mensen zonder account mogen reageren." in page
    for level, takes in (("group", False), ("everyone", True)):
        client.post(edit_url(post.pk), form(doe="publiceer", visibility=level, takes_guests="on", version=1))
        post.refresh_from_db()
        assert post.takes_guests is takes
    page = client.get(edit_url(post.pk)).content.decode()
    assert re.search(r'<input[^>]*name="takes_guests"[^>]* checked', page)
    client.post(edit_url(post.pk), form(doe="publiceer", visibility="everyone", version=1))
    post.refresh_from_db()
    assert post.takes_guests is False
