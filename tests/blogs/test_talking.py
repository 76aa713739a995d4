"""Reacting: the thread, replies, changing a reaction and taking it away, thanks; the one gate and what it costs."""

from __future__ import annotations

import contextlib
import re
import uuid
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from course.blogs import actions, guests, talk
from course.blogs.models import Comment, Post, Thanks
from course.blogs.moderation import Act, Subject, flag, intervene
from course.blogs.thanks import thank
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


# --- Changing a reaction -------------------------------------------------------------------------------------------


def change_url(comment: Comment) -> str:
    return reverse("blogs:change_comment", args=[comment.pk])


def age(comment: Comment, **ago: float) -> None:
    Comment.objects.filter(pk=comment.pk).update(created_at=timezone.now() - timedelta(**ago))


def test_ben_mends_his_reaction_within_a_quarter_of_an_hour(ada, ben, post, as_, comment_of) -> None:
    comment = comment_of(ben, post, "Moi!")
    client = as_(ben)
    page = client.get(post.get_absolute_url()).content.decode()
    assert change_url(comment) in page
    assert "bewerkt" not in page
    assert "Moi!</textarea>" in client.get(change_url(comment)).content.decode()
    assert client.post(change_url(comment), {"source": "Mooi!"})["Location"] == comment.get_absolute_url()
    shown = as_(ada).get(post.get_absolute_url()).content.decode()
    assert "Mooi!" in shown
    assert "Moi!" not in shown
    assert "· bewerkt" in shown


def test_after_a_quarter_of_an_hour_ben_reads_why_not_and_keeps_his_words(ben, post, as_, comment_of) -> None:
    comment = comment_of(ben, post)
    age(comment, minutes=15, seconds=1)
    client = as_(ben)
    assert change_url(comment) not in client.get(post.get_absolute_url()).content.decode()
    assert "Aanpassen kan niet meer." in client.get(change_url(comment)).content.decode()
    response = client.post(change_url(comment), {"source": "Toch liever zo."})
    assert response.status_code == 409
    page = response.content.decode()
    assert "een kwartier lang aanpassen" in page
    assert "Toch liever zo.</textarea>" in page
    comment.refresh_from_db()
    assert comment.source == "Mooi!"


def test_just_before_the_end_it_still_can(ben, post, as_, comment_of) -> None:
    comment = comment_of(ben, post)
    age(comment, minutes=14, seconds=30)
    assert as_(ben).post(change_url(comment), {"source": "Zo."}).status_code == 302


def test_two_tabs_show_both_texts_and_overwrite_nothing(ben, post, as_, comment_of) -> None:
    comment = comment_of(ben, post)
    client = as_(ben)
    client.post(change_url(comment), {"seen": "", "source": "Uit het eerste venster"})
    response = client.post(change_url(comment), {"seen": "", "source": "Uit het tweede"})
    page = response.content.decode()
    assert response.status_code == 409
    assert "Uit het eerste venster" in page
    assert "Uit het tweede</textarea>" in page
    seen = re.search(r'name="seen" value="([^"]+)"', page)
    assert seen is not None
    assert client.post(change_url(comment), {"seen": seen[1], "source": "Uit het tweede"}).status_code == 302
    comment.refresh_from_db()
    assert comment.source == "Uit het tweede"


def test_the_same_change_sent_twice_is_one(ben, post, as_, comment_of) -> None:
    comment = comment_of(ben, post)
    for _ in range(2):
        assert as_(ben).post(change_url(comment), {"seen": "", "source": "Zo."}).status_code == 302


@pytest.mark.parametrize("seen", ["onzin", "2026-13-45T99:99", "9999"])
def test_a_strange_form_changes_nothing(ben, post, as_, comment_of, seen) -> None:
    comment = comment_of(ben, post)
    assert as_(ben).post(change_url(comment), {"seen": seen, "source": "Zo."}).status_code == 409


@pytest.mark.parametrize(("name", "status"), [("ada", 403), ("tove", 403), ("cleo", 404), ("nobody", 302)])
def test_nobody_else_changes_bens_reaction(name, status, people, post, as_, comment_of) -> None:
    comment = comment_of(people["ben"], post)
    client = as_(people[name])
    assert client.get(change_url(comment)).status_code == status
    assert client.post(change_url(comment), {"source": "Gekaapt"}).status_code == status
    comment.refresh_from_db()
    assert comment.source == "Mooi!"


def test_what_is_removed_or_cannot_be_rendered_is_not_changed(ben, post, as_, comment_of) -> None:
    comment = comment_of(ben, post)
    page = as_(ben).post(change_url(comment), {"source": ">" * 60 + " diep"}).content.decode()
    assert " diep</textarea>" in page
    assert "Schrijf eerst je reactie." in as_(ben).post(change_url(comment), {"source": ""}).content.decode()
    actions.remove_comment(by=ben, comment=comment)
    assert as_(ben).post(change_url(comment), {"source": "Terug"}).status_code == 404


# --- Saying thanks -------------------------------------------------------------------------------------------------


def thank_url(post) -> str:
    return reverse("blogs:thank", args=[post.pk])


def test_ben_says_thanks_once_and_takes_it_back(ada, ben, post, as_) -> None:
    client = as_(ben)
    assert f"Bedank {ada.name}" in client.get(post.get_absolute_url()).content.decode()
    for _ in range(2):  # Twice is once.
        assert client.post(thank_url(post), {"wens": "ja"})["Location"] == f"{post.get_absolute_url()}#bedankt"
    assert Thanks.objects.count() == 1
    page = client.get(post.get_absolute_url()).content.decode()
    assert f"Jij bedankte {ada.name}." in page
    assert "Neem je bedankje terug" in page
    for _ in range(2):
        client.post(thank_url(post), {"wens": "nee"})
    assert not Thanks.objects.exists()


def test_the_writer_reads_who_and_others_how_many(ada, ben, tove, post, as_) -> None:
    for person in (ben, tove):
        as_(person).post(thank_url(post), {"wens": "ja"})
    assert f"{ben.name} en {tove.name} bedankten je" in as_(ada).get(post.get_absolute_url()).content.decode()
    page = as_(ben).get(post.get_absolute_url()).content.decode()
    assert f"Jij en nog 1 ander bedankten {ada.name}." in page
    assert tove.name not in page


def test_a_visitor_reads_how_many_and_has_no_button(ada, ben, as_, post_of) -> None:
    public = post_of(ada, "everyone")
    as_(ben).post(thank_url(public), {"wens": "ja"})
    page = as_(None).get(public.get_absolute_url()).content.decode()
    assert f"1 lezer bedankte {ada.name}." in page
    assert "bedankt-knop" not in page
    assert ben.name not in page


def test_with_many_thanks_the_first_are_named(ada, post, as_) -> None:
    for number in range(14):
        person = factories.make_person(f"Lezer {number:02}")
        factories.enrol(person, post.cohort)
        thank(by=person, post=post, wish=True)
    page = as_(ada).get(post.get_absolute_url()).content.decode()
    assert "Lezer 11 en nog 2 anderen bedankten je" in page


def test_htmx_gets_the_line_alone(ben, post, as_) -> None:
    response = as_(ben).post(thank_url(post), {"wens": "ja"}, headers={"HX-Request": "true"})
    page = response.content.decode()
    assert page.startswith('<div class="row" id="bedankt">')
    assert "Jij bedankte" in page
    assert "<html" not in page


@pytest.mark.parametrize(("name", "status"), [("ada", 403), ("cleo", 404), ("mona", 404), ("nobody", 302)])
def test_who_cannot_say_thanks(name, status, people, post, as_) -> None:
    assert as_(people[name]).post(thank_url(post), {"wens": "ja"}).status_code == status
    assert not Thanks.objects.exists()


# --- The one gate --------------------------------------------------------------------------------------------------


def by_form(as_, post, ben, comment) -> None:
    as_(ben).post(url_of(post), {"id": uuid.uuid4(), "source": "Nieuw"})


def by_reply(as_, post, ben, comment) -> None:
    as_(ben).post(url_of(post), {"id": uuid.uuid4(), "parent": comment.pk, "source": "Nieuw"})


def by_change(as_, post, ben, comment) -> None:
    as_(ben).post(change_url(comment), {"source": "Nieuw"})


def by_action(as_, post, ben, comment) -> None:
    with contextlib.suppress(PermissionDenied):
        actions.add_comment(by=ben, post=post, comment_id=uuid.uuid4(), parent=None, source="Nieuw")


def by_changing_action(as_, post, ben, comment) -> None:
    with contextlib.suppress(PermissionDenied):
        talk.change_comment(by=ben, comment=comment, source="Nieuw", seen=None)


def by_guest_form(as_, post, ben, comment) -> None:
    data = {"id": uuid.uuid4(), "name": "Gast", "email": "gast@example.org", "source": "Nieuw", "website": ""}
    as_(None).post(reverse("blogs:guest", args=[post.pk]), data)


def by_guest_action(as_, post, ben, comment) -> None:
    guest = Comment(post=post, name="Gast", email="gast@example.org", source="Nieuw")
    with contextlib.suppress(PermissionDenied):
        guests.react_as_guest(comment=guest, address="192.0.2.1")


ROADS = [by_form, by_reply, by_change, by_action, by_changing_action, by_guest_form, by_guest_action]
SHUT = {
    "withdrawn": {"published_at": None},
    "hidden": {"hidden_at": timezone.now()},
    "only for ada": {"visibility": "me", "takes_guests": False},
}


@pytest.mark.parametrize("road", ROADS, ids=lambda road: road.__name__)
@pytest.mark.parametrize("state", ["open", *SHUT])
def test_every_road_of_a_reaction_passes_the_same_gate(road, state, people, as_, post_of, comment_of) -> None:
    ada, ben = people["ada"], people["ben"]
    public = post_of(ada, "everyone")
    Post.objects.filter(pk=public.pk).update(takes_guests=True)
    comment = comment_of(ben, public, "Eerst")
    Post.objects.filter(pk=public.pk).update(**SHUT.get(state, {}))
    road(as_, public, ben, comment)
    assert Comment.objects.filter(source="Nieuw").exists() == (state == "open")


def test_new_reactions_are_stored_in_one_place_only() -> None:
    """By reading the code: whoever makes a Comment elsewhere passes by the gate. What is imported or made up may."""
    makes = re.compile(r"\bComment\(|Comment\.objects\.(?:create|bulk_create|get_or_create|update_or_create)\(")
    root = Path(settings.BASE_DIR) / "course"
    found = {
        str(path.relative_to(root))
        for path in root.rglob("*.py")
        if makes.search(path.read_text()) and "class Comment(" not in path.read_text()
    }
    elsewhere = {one for one in found if not re.match(r"operations/|blogs/import", one)}
    # The form of a guest makes one that is not stored.
    assert elsewhere == {"blogs/talk.py", "blogs/talk_forms.py"}


@pytest.mark.parametrize("name", ["ada", "ben", "tove", "nobody"])
def test_fifty_reactions_cost_as_much_as_two(name, people, as_, place, post_of, comment_of) -> None:
    """For the writer, a colleague, the trainer and a visitor: with thanks, reports, hidden ones and held ones."""
    ada, ben, cleo, tove = (people[who] for who in ("ada", "ben", "cleo", "tove"))
    post = post_of(ada, "everyone", thing=place.blog_thing)
    Post.objects.filter(pk=post.pk).update(takes_guests=True)

    def happen(times: int) -> None:
        for number in range(times):
            comment = comment_of([ben, tove, cleo][number % 3], post)
            if comment.author != tove:
                flag(by=ben if comment.author == cleo else cleo, subject=Subject(post, comment), reason="Kijk eens.")
                if number % 2:
                    intervene(by=tove, subject=Subject(post, comment), act=Act.HIDE, reason="Niet aardig.")
            Comment.objects.create(post=post, name="Gast", email="gast@example.org", source="Hoi", html="<p>Hoi</p>")
            reader = factories.make_person(f"Lezer {Thanks.objects.count()}")
            thank(by=reader, post=post, wish=True)

    def cost() -> int:
        client = as_(people[name])
        client.get(post.get_absolute_url())
        with CaptureQueriesContext(connection) as queries:
            assert client.get(post.get_absolute_url()).status_code == 200
        return len(queries)

    happen(6)
    few = cost()
    happen(44)
    # Session, user, roles, post, reactions, trainers among them, why hidden, thanks (ada), module, tags, her other
    # posts, whom she follows.
    assert cost() == few <= 12
