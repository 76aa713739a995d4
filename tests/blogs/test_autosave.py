"""What autosave answers, and how a page that stood open goes on after signing in again."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib.auth import SESSION_KEY
from django.test import Client
from django.urls import reverse

from course.blogs.models import Post
from tests.blogs.test_writing import draft_url, edit_url, form

WHO = reverse("operations:who")


def test_each_answer_says_its_state_to_people_and_to_scripts(ada, as_, draft_of) -> None:
    client, post_id = as_(ada), uuid.uuid4()
    assert client.post(draft_url(post_id), form(title="", source=" "))["Draft-State"] == "empty"
    saved = client.post(draft_url(post_id), form())
    assert (saved["Draft-State"], saved["Draft-Version"], saved["Draft-Kind"]) == ("saved", "1", "draft")
    assert 'data-state="saved"' in saved.content.decode()
    assert client.post(draft_url(post_id), form(title="a" * 200))["Draft-State"] == "refused"
    client.post(draft_url(post_id), form(source="Van de telefoon.", version=1))
    conflict = client.post(draft_url(post_id), form(source="Van de laptop.", version=1))
    assert (conflict.status_code, conflict["Draft-State"]) == (200, "conflict")
    assert as_(None).post(draft_url(post_id), form())["Draft-State"] == "signed-out"


def test_ada_signs_in_again_and_her_text_is_saved_with_a_fresh_token(ada, as_) -> None:
    client = Client(enforce_csrf_checks=True)
    post_id = uuid.uuid4()
    answer = client.get(WHO).json()
    assert (answer["who"], answer["name"]) == ("", "")
    headers = {"X-CSRFToken": answer["token"]}
    assert client.post(draft_url(post_id), form(who=ada.pk), headers=headers)["Draft-State"] == "signed-out"
    client.force_login(ada, backend="allauth.account.auth_backends.AuthenticationBackend")
    answer = client.get(WHO)
    assert answer.json()["who"] == str(ada.pk)
    assert answer.json()["name"] == ada.shown_name
    assert "no-store" in answer["Cache-Control"]
    headers = {"X-CSRFToken": answer.json()["token"]}
    assert client.post(draft_url(post_id), form(who=ada.pk), headers=headers)["Draft-State"] == "saved"
    assert Post.objects.get().author == ada


def test_when_ben_signs_in_adas_text_is_neither_saved_nor_shown(ada, ben, as_) -> None:
    """Her page stands open, the session is his: also for a text that has no row yet."""
    post_id = uuid.uuid4()
    typed = form(who=ada.pk, source="Geheim van Ada.")
    saved = as_(ben).post(draft_url(post_id), typed)
    sent = as_(ben).post(edit_url(post_id), typed | {"doe": "publiceer"})
    assert saved["Draft-State"] == "someone-else"
    assert sent.status_code == 403
    for response in (saved, sent):
        assert "Geheim van Ada." not in response.content.decode()
        assert "iemand anders ingelogd" in response.content.decode()
    assert not Post.objects.exists()
    as_(ada).post(draft_url(post_id), typed)
    assert as_(ben).post(draft_url(post_id), typed | {"who": ben.pk}).status_code == 404


def test_the_editor_says_for_whom_it_was_made(ada, as_) -> None:
    client: Any = as_(ada)
    assert f'name="who" value="{ada.pk}"' in client.get(edit_url(uuid.uuid4())).content.decode()
    assert client.session[SESSION_KEY] == str(ada.pk)
