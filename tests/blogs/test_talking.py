"""Reacting: the thread, replies, taking a reaction away."""

from __future__ import annotations

import re
import uuid

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from course.blogs import actions
from course.blogs.models import Comment
from tests import factories


def url_of(post) -> str:
    return reverse("blogs:comment", args=[post.pk])


@pytest.fixture
def post(ada, place, post_of):
    return post_of(ada, "group", title="Mijn hond")


def test_ben_reacts_and_returns_to_his_words(ben, post, as_) -> None:
    comment_id = uuid.uuid4()
    client = as_(ben)
    response = client.post(url_of(post), {"id": comment_id, "source": "Mooi **stuk**!"})
    assert response["Location"] == f"{post.get_absolute_url()}#r-{comment_id}"
    page = client.get(post.get_absolute_url()).content.decode()
    assert "<strong>stuk</strong>" in page
    assert f'id="r-{comment_id}"' in page
    assert "1 reactie" in page
    assert f'data-draft-saved="reactie:{post.pk}:"' in page


def test_the_same_reaction_sent_twice_is_one(ben, post, as_) -> None:
    data = {"id": uuid.uuid4(), "source": "Mooi!"}
    for _ in range(2):
        assert as_(ben).post(url_of(post), data).status_code == 302
    assert Comment.objects.count() == 1


def test_nobody_reacts_with_the_id_of_anothers_reaction(ada, ben, post, as_, comment_of) -> None:
    comment = comment_of(ada, post)
    assert as_(ben).post(url_of(post), {"id": comment.pk, "source": "Gekaapt"}).status_code == 403
    comment.refresh_from_db()
    assert comment.source == "Mooi!"


def test_an_empty_reaction_is_asked_again(ben, post, as_) -> None:
    response = as_(ben).post(url_of(post), {"id": uuid.uuid4(), "source": " "})
    page = response.content.decode()
    assert page.count("Schrijf eerst je reactie.") == 2
    assert "<title>Fout:" in page


def test_a_reaction_that_cannot_be_rendered_is_kept_in_the_form(ben, post, as_) -> None:
    page = as_(ben).post(url_of(post), {"id": uuid.uuid4(), "source": ">" * 60 + " diep"}).content.decode()
    assert "in elkaar" in page
    assert " diep</textarea>" in page


def test_the_form_of_a_reply_stands_under_what_it_answers(ada, ben, post, as_, comment_of) -> None:
    comment = comment_of(ben, post)
    other = comment_of(ben, post, "Nog iets")
    page = as_(ada).get(f"{post.get_absolute_url()}?antwoord={comment.pk}").content.decode()
    assert page.count('id="reageer"') == 1
    assert page.index(f'id="r-{comment.pk}"') < page.index('id="reageer"') < page.index(f'id="r-{other.pk}"')
    assert f"Antwoord aan {ben.name}" in page
    assert f'data-draft="reactie:{post.pk}:{comment.pk}"' in page


@pytest.mark.parametrize("answering", ["onzin", "3347b829-cdbb-43de-be79-448ea8865331", ""])
def test_a_reply_to_nothing_is_a_reaction_on_the_post(ben, post, as_, answering) -> None:
    assert 'id="reageer"' in as_(ben).get(f"{post.get_absolute_url()}?antwoord={answering}").content.decode()


def test_replies_stand_at_most_three_levels_deep(ada, ben, post, as_) -> None:
    parent = ""
    for number in range(5):
        comment_id = uuid.uuid4()
        as_([ben, ada][number % 2]).post(
            url_of(post), {"id": comment_id, "parent": parent, "source": f"Nummer {number}"}
        )
        parent = comment_id
    first, second, *deep = Comment.objects.order_by("created_at")
    assert (first.parent, second.parent) == (None, first)
    assert {comment.parent for comment in deep} == {second}


def test_a_reply_stays_under_its_own_post(ada, ben, post, post_of, comment_of) -> None:
    elsewhere = comment_of(ben, post_of(ada, title="Ander"))
    with pytest.raises(ValueError, match="under the post"):
        actions.add_comment(by=ben, post=post, comment_id=uuid.uuid4(), parent=elsewhere, source="Hoi")


def test_removing_leaves_the_place_and_the_replies(ada, ben, post, as_, comment_of) -> None:
    comment = comment_of(ben, post, "Dit wil ik niet meer.")
    comment_of(ada, post, "Dit blijft.", parent=comment)
    url = reverse("blogs:remove_comment", args=[comment.pk])
    assert "Dit wil ik niet meer." in as_(ben).get(url).content.decode()
    assert as_(ben).post(url)["Location"] == comment.get_absolute_url()
    assert as_(ben).post(url).status_code == 302  # Twice is once.
    assert as_(ben).get(url).status_code == 302
    page = as_(ada).get(post.get_absolute_url()).content.decode()
    assert "[verwijderd]" in page
    assert "Dit blijft." in page
    assert "Dit wil ik niet meer." not in page
    assert "1 reactie" in page
    comment.refresh_from_db()
    assert (comment.source, comment.html) == ("", "")  # The words are gone for good.


@pytest.mark.parametrize(
    ("name", "status"), [("ben", 200), ("ada", 200), ("tove", 200), ("eva", 403), ("cleo", 404), ("mona", 404)]
)
def test_who_may_remove_bens_reaction(name, status, people, post, as_, comment_of) -> None:
    people["eva"] = factories.make_person("Eva Smit")
    factories.enrol(people["eva"], post.cohort)
    ben = people["ben"]
    comment = comment_of(ben, post)
    client, url = as_(people[name]), reverse("blogs:remove_comment", args=[comment.pk])
    assert client.get(url).status_code == status
    assert client.post(url).status_code == (302 if status == 200 else status)
    comment.refresh_from_db()
    assert (comment.deleted_at is not None) == (status == 200)
    shown = as_(people["eva"]).get(post.get_absolute_url()).content.decode()
    assert "Verwijderen" not in shown


def test_the_action_itself_guards_what_it_does(ben, cleo, post, draft_of, ada, comment_of) -> None:
    comment = comment_of(ben, post)
    with pytest.raises(PermissionDenied):
        actions.remove_comment(by=cleo, comment=comment)
    with pytest.raises(PermissionDenied):
        comment_of(cleo, post)
    with pytest.raises(PermissionDenied):
        comment_of(ada, draft_of(ada))


def test_writer_and_trainer_are_named_as_such(ada, ben, tove, post, as_, comment_of) -> None:
    for person in (ada, ben, tove):
        comment_of(person, post)
    page = as_(ben).get(post.get_absolute_url()).content.decode()
    assert re.findall(r'<span class="tag">(\w+)</span>', page) == ["schrijver", "trainer"]


def test_after_signing_in_again_ben_is_back_at_his_reply(ben, post, as_, comment_of) -> None:
    comment = comment_of(ben, post)
    back = as_(ben).get(f"{url_of(post)}?antwoord={comment.pk}")["Location"]
    assert back == f"{post.get_absolute_url()}?antwoord={comment.pk}#reageer"
    assert as_(ben).get(f"{url_of(post)}?antwoord=//elders")["Location"] == f"{post.get_absolute_url()}#reageer"


def test_a_reaction_on_a_public_post_is_public_and_says_so(ada, ben, as_, post_of) -> None:
    public = post_of(ada, "everyone")
    assert "Ook je reactie kan iedereen lezen." in as_(ben).get(public.get_absolute_url()).content.decode()
