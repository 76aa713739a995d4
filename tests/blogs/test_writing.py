"""Writing a post: the draft that is never lost, the choice of readers, publishing, taking back."""

from __future__ import annotations

import uuid
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from course.blogs import actions
from course.blogs.models import Blog, Post, Visibility
from course.cohorts.models import Cohort, Enrolment
from tests import factories

SEED = Path(__file__).parent / "data" / "000-blog-sociale-netwerken.txt"


def edit_url(post_id: uuid.UUID) -> str:
    return reverse("blogs:edit", args=[post_id])


def draft_url(post_id: uuid.UUID) -> str:
    return reverse("blogs:draft", args=[post_id])


def form(**fields: Any) -> dict[str, Any]:
    return {"title": "Mijn week", "source": "Ik schreef iets.", "version": 0, "visibility": "trainer", **fields}


# --- Where writing begins --------------------------------------------------------------------------------------------


def test_ada_starts_a_free_post_on_an_address_of_its_own(ada, as_) -> None:
    first = as_(ada).get(reverse("blogs:write"))
    second = as_(ada).get(reverse("blogs:write"))
    assert first.status_code == 302
    assert first["Location"] != second["Location"]
    assert as_(ada).get(first["Location"]).status_code == 200
    assert not Post.objects.exists()


def test_the_exercise_stands_beside_the_text(ada, as_, place) -> None:
    thing = place.blog_thing
    url = f"{reverse('blogs:write')}?opdracht={thing.pk}&oefening={thing.exercises[0].id}"
    page = as_(ada).get(url, follow=True).content.decode()
    assert "Wat wil je leren?" in page
    assert "Schrijf 100 tot ongeveer 250 woorden." in page
    assert "De opdracht vraagt er minstens 100." in page


def test_a_second_visit_goes_on_with_the_post_that_is_there(ada, as_, place, draft_of) -> None:
    thing = place.blog_thing
    post = draft_of(ada, thing=thing)
    url = f"{reverse('blogs:write')}?opdracht={thing.pk}&oefening={thing.exercises[0].id}"
    assert as_(ada).get(url)["Location"] == edit_url(post.pk)


def test_a_post_for_a_ding_without_an_exercise_shows_its_log_question(ada, as_, place) -> None:
    place.quiz_thing.log_question = "Wat deed je <anders>?"
    place.quiz_thing.save()
    page = as_(ada).get(f"{reverse('blogs:write')}?opdracht={place.quiz_thing.pk}", follow=True).content.decode()
    assert "Wat deed je &lt;anders&gt;?" in page


@pytest.mark.parametrize("query", ["opdracht=0", "opdracht=²", "opdracht=x", "opdracht=99999999999999", "opdracht=-1"])
def test_an_exercise_that_is_not_there_is_not_found(ada, as_, query) -> None:
    assert as_(ada).get(f"{reverse('blogs:write')}?{query}").status_code == 404


def test_only_a_blog_exercise_of_that_ding_will_do(ada, as_, place) -> None:
    for exercise in (place.quiz_thing.exercises[0].id, str(uuid.uuid4()), "onzin"):
        url = f"{reverse('blogs:write')}?opdracht={place.quiz_thing.pk}&oefening={exercise}"
        assert as_(ada).get(url).status_code == 404


def test_who_does_not_take_the_ding_cannot_write_for_it(mona, as_, place) -> None:
    thing = place.blog_thing
    query = f"?opdracht={thing.pk}&oefening={thing.exercises[0].id}"
    assert as_(mona).get(reverse("blogs:write") + query).status_code == 403
    assert as_(mona).post(edit_url(uuid.uuid4()) + query, form()).status_code == 403
    assert not Post.objects.exists()


# --- Drafts ----------------------------------------------------------------------------------------------------------


def test_ada_keeps_a_draft_and_finds_it_again(ada, as_) -> None:
    post_id = uuid.uuid4()
    response = as_(ada).post(edit_url(post_id), form(doe="concept"))
    assert response["Location"] == edit_url(post_id)
    page = as_(ada).get(edit_url(post_id)).content.decode()
    assert "Ik schreef iets." in page
    assert "Concept opgeslagen om" in page
    post = Post.objects.get()
    assert post.is_draft
    assert post.cohort == Enrolment.objects.get(person=ada).cohort
    assert not Blog.objects.exists()  # That comes with her first publication: a draft is one write.


def test_a_draft_needs_no_title(ada, as_) -> None:
    as_(ada).post(edit_url(uuid.uuid4()), form(doe="concept", title=""))
    assert str(Post.objects.get()) == "Zonder titel"


def test_an_empty_draft_makes_no_row(ada, as_) -> None:
    post_id = uuid.uuid4()
    empty = form(title=" ", source=" \n ")
    assert as_(ada).post(draft_url(post_id), empty).status_code == 204
    page = as_(ada).post(edit_url(post_id), empty | {"doe": "concept"}, follow=True).content.decode()
    assert "nog leeg" in page
    assert not Post.objects.exists()
    assert not Blog.objects.exists()


def test_autosave_answers_with_the_time_and_the_new_version(ada, as_, place) -> None:
    thing, post_id = place.blog_thing, uuid.uuid4()
    url = f"{draft_url(post_id)}?opdracht={thing.pk}&oefening={thing.exercises[0].id}"
    page = as_(ada).post(url, form()).content.decode()
    assert "Concept opgeslagen om" in page
    assert 'name="version" value="1"' in page
    assert "Je tekst telt 3 woorden. De opdracht vraagt er minstens 100." in page
    assert f'data-draft-saved="blog:{thing.pk}:{thing.exercises[0].id}"' in page
    page = as_(ada).post(url, form(source="Ik schreef nog iets.", version=1)).content.decode()
    assert 'name="version" value="2"' in page
    post = Post.objects.get()
    assert (post.thing, str(post.exercise)) == (thing, thing.exercises[0].id)


def test_the_same_form_sent_twice_makes_one_post(ada, as_) -> None:
    post_id = uuid.uuid4()
    for _ in range(2):
        assert as_(ada).post(edit_url(post_id), form(doe="publiceer")).status_code == 302
    post = Post.objects.get()
    assert (post.version, post.is_draft) == (1, False)


def test_the_same_draft_sent_at_the_same_moment_makes_one_post(ada, monkeypatch) -> None:
    """The second request looks for the row before the first has made it."""
    post_id = uuid.uuid4()
    text = {"thing": None, "exercise": None, "title": "Mijn week", "source": "Ik schreef iets.", "version": 0}
    actions.save_draft(by=ada, post_id=post_id, **text)
    real, looked = actions._own_post, []

    def late(by: Any, pk: uuid.UUID) -> Post | None:
        looked.append(pk)
        return None if len(looked) == 1 else real(by, pk)

    monkeypatch.setattr(actions, "_own_post", late)
    assert actions.save_draft(by=ada, post_id=post_id, **text).pk == post_id
    assert Post.objects.count() == 1


def test_who_is_signed_out_reads_that_nothing_was_saved(as_, db) -> None:
    post_id = uuid.uuid4()
    page = as_(None).post(draft_url(post_id), form()).content.decode()
    assert "Niet opgeslagen: je bent uitgelogd" in page
    assert f"next=%2Fblogs%2F{post_id}%2Fschrijven%2F" in page
    assert "data-draft-saved" not in page
    assert not Post.objects.exists()


def test_the_browser_keeps_the_text_until_the_server_has_it(ada, as_) -> None:
    client, post_id = as_(ada), uuid.uuid4()
    assert f'data-draft-form="blog:{post_id}"' in client.get(edit_url(post_id)).content.decode()
    client.post(edit_url(post_id), form(doe="concept"))
    assert f'data-draft-saved="blog:{post_id}"' in client.get(edit_url(post_id)).content.decode()
    assert "data-draft-saved" not in client.get(edit_url(post_id)).content.decode()


def test_a_text_is_kept_as_it_was_typed(ada, as_) -> None:
    typed = "  Het id de 'leefwereld',\r\n\r\nen zo.  "
    as_(ada).post(edit_url(uuid.uuid4()), form(doe="concept", source=typed))
    assert Post.objects.get().source == "  Het id de 'leefwereld',\n\nen zo.  "


# --- Two windows -----------------------------------------------------------------------------------------------------


def test_the_older_of_two_windows_overwrites_nothing(ada, as_, draft_of) -> None:
    post = draft_of(ada, source="De eerste tekst.")
    as_(ada).post(edit_url(post.pk), form(doe="concept", source="Van de telefoon.", version=1))
    response = as_(ada).post(edit_url(post.pk), form(doe="concept", source="Van de laptop.", version=1))
    page = response.content.decode()
    assert response.status_code == 409
    assert "Je schreef op twee plekken tegelijk" in page
    assert page.count("Van de laptop.") == 3  # Once to compare, once in the form, once to keep if she gives way.
    assert page.count("Van de telefoon.") == 1
    assert "Nog niet opgeslagen" in page
    assert 'name="version" value="2"' in page
    post.refresh_from_db()
    assert post.source == "Van de telefoon."
    # Having seen both, she decides.
    as_(ada).post(edit_url(post.pk), form(doe="concept", source="Van de laptop.", version=2))
    post.refresh_from_db()
    assert (post.source, post.version) == ("Van de laptop.", 3)


def test_autosave_in_the_older_window_says_so(ada, as_, draft_of) -> None:
    post = draft_of(ada)
    as_(ada).post(draft_url(post.pk), form(source="Nieuw.", version=1))
    page = as_(ada).post(draft_url(post.pk), form(source="Oud.", version=1)).content.decode()
    assert "Niet opgeslagen" in page
    assert "data-draft-saved" not in page
    post.refresh_from_db()
    assert post.source == "Nieuw."


def test_ada_goes_on_with_the_text_that_was_kept(ada, as_, draft_of) -> None:
    client, post = as_(ada), draft_of(ada)
    page = client.post(edit_url(post.pk), {"doe": "bewaarde"}, follow=True).content.decode()
    assert "Ik schreef iets." in page
    assert f'data-draft-saved="blog:{post.pk}"' in page


def test_autosave_of_an_old_window_never_reaches_the_readers(ada, as_, post_of) -> None:
    post = post_of(ada)
    page = as_(ada).post(draft_url(post.pk), form(source="Half af", version=1)).content.decode()
    assert "nog niet gepubliceerd" in page
    with pytest.raises(actions.Conflict):
        actions.save_draft(by=ada, post_id=post.pk, thing=None, exercise=None, title="", source="Half", version=1)
    post.refresh_from_db()
    assert post.source == "Ik schreef iets."


# --- The choice of readers -------------------------------------------------------------------------------------------


def checked_in(page: str) -> list[str]:
    """Return the values of the radios that are chosen."""
    return [
        part.split('value="')[1].split('"')[0] for part in page.split("<input")[1:] if " checked" in part.split(">")[0]
    ]


def test_at_the_first_post_the_choice_is_explained(ada, as_, place, tove) -> None:
    page = as_(ada).get(edit_url(uuid.uuid4())).content.decode()
    assert "Dit is je eerste bericht, dus kies bewust." in page
    assert checked_in(page) == ["trainer"]
    assert "Jij en je trainer van POI Het Verband: Tove Jansen." in page
    assert "De groep Najaar (nu 1 deelnemer) en de trainers van POI Het Verband." in page
    assert "Ook mensen buiten de cursus, zonder account." in page


def test_the_last_choice_stands_ready_at_the_next_post(ada, as_) -> None:
    as_(ada).post(edit_url(uuid.uuid4()), form(doe="publiceer", visibility="group"))
    page = as_(ada).get(edit_url(uuid.uuid4())).content.decode()
    assert checked_in(page) == ["group"]
    assert "eerste bericht" not in page


def test_everyone_is_never_remembered(ada, as_) -> None:
    post_id = uuid.uuid4()
    as_(ada).post(edit_url(post_id), form(doe="publiceer", visibility="everyone"))
    assert Post.objects.get().visibility == Visibility.EVERYONE
    assert checked_in(as_(ada).get(edit_url(uuid.uuid4())).content.decode()) == ["trainer"]
    page = as_(ada).get(edit_url(post_id)).content.decode()
    assert checked_in(page) == []
    assert "Nu kan iedereen dit bericht lezen." in page


def test_three_trainers_are_named_and_the_rest_counted(ada, as_, place) -> None:
    for name in ("Anna A", "Bo B", "Cas C", "Dirk D", "Eva E"):
        factories.give_role(factories.make_person(name), "trainer", organisation=place.organisation)
    page = as_(ada).get(edit_url(uuid.uuid4())).content.decode()
    assert "Jij en de trainers van POI Het Verband: " in page
    assert "en nog 2 anderen." in page


def test_without_a_group_there_is_no_trainer_to_read_along(mona, as_) -> None:
    page = as_(mona).get(edit_url(uuid.uuid4())).content.decode()
    assert 'value="trainer"' not in page
    assert 'value="group"' not in page
    assert checked_in(page) == ["me"]
    response = as_(mona).post(edit_url(uuid.uuid4()), form(doe="publiceer", visibility="group"))
    assert response.status_code == 200
    assert not Post.objects.exists()


def test_tove_welcomes_the_group_she_chooses(tove, ben, cleo, as_, place) -> None:
    post_id = uuid.uuid4()
    page = as_(tove).get(edit_url(post_id)).content.decode()
    assert "Voor welke groep?" in page
    no_group = as_(tove).post(edit_url(post_id), form(doe="publiceer", visibility="group"))
    assert "Kies voor welke groep dit bericht is." in no_group.content.decode()
    as_(tove).post(edit_url(post_id), form(doe="publiceer", visibility="group", cohort=place.cohort.pk))
    post = Post.objects.get()
    assert as_(ben).get(post.get_absolute_url()).status_code == 200
    assert as_(cleo).get(post.get_absolute_url()).status_code == 404


def test_tove_cannot_write_for_the_group_of_another_organisation(tove, as_, place) -> None:
    elsewhere: Cohort = factories.make_cohort(place.course, [], factories.make_organisation())
    response = as_(tove).post(edit_url(uuid.uuid4()), form(doe="publiceer", visibility="group", cohort=elsewhere.pk))
    assert response.status_code == 200
    assert not Post.objects.published().exists()


# --- Publishing ------------------------------------------------------------------------------------------------------


def test_after_publishing_ada_reads_who_can_read_it(ada, as_, place) -> None:
    thing, post_id = place.blog_thing, uuid.uuid4()
    url = f"{edit_url(post_id)}?opdracht={thing.pk}&oefening={thing.exercises[0].id}"
    response = as_(ada).post(url, form(doe="publiceer", visibility="group"), follow=True)
    page = response.content.decode()
    assert response.redirect_chain == [(reverse("blogs:post", args=[post_id]), 302)]
    assert "De groep Najaar en de trainers van POI Het Verband kunnen het lezen." in page
    assert f'<a href="{thing.address}#oefening-bericht">Terug naar het ding</a>' in page
    assert "ding 2: Je eigen cursusblog" in page


@pytest.mark.parametrize(
    ("missing", "sentence"),
    [
        ({"title": ""}, "Vul een titel in."),
        ({"source": "  "}, "Schrijf je verhaal."),
        ({"visibility": ""}, "Kies wie je bericht mag lezen."),
        ({"title": "a" * 161}, "De titel telt 161 tekens en er passen er 160."),
        ({"source": "a" * 20_001}, "Je verhaal telt 20001 tekens en er passen er 20000."),
        ({"source": ">" * 60 + " diep"}, "in elkaar"),
    ],
)
def test_what_is_missing_is_said_and_what_was_typed_stays(ada, as_, missing, sentence) -> None:
    post_id = uuid.uuid4()
    response = as_(ada).post(edit_url(post_id), form(doe="publiceer", **missing))
    page = response.content.decode()
    assert response.status_code == 200
    assert page.count(sentence) == 2  # In the summary and at the field.
    assert "<title>Fout:" in page
    typed = form(**missing)
    assert typed["title"] in page
    assert not Post.objects.published().exists()


def test_a_draft_that_cannot_be_rendered_says_so_while_typing(ada, as_) -> None:
    page = as_(ada).post(draft_url(uuid.uuid4()), form(source=">" * 60 + " diep")).content.decode()
    assert "Niet opgeslagen." in page
    page = as_(ada).post(draft_url(uuid.uuid4()), form(title="a" * 200)).content.decode()
    assert "De titel telt 200 tekens" in page


def test_the_example_shows_the_text_as_readers_see_it_and_keeps_the_draft(ada, as_) -> None:
    post_id = uuid.uuid4()
    page = as_(ada).post(edit_url(post_id), form(doe="voorbeeld", source="**Vet** <script>x</script>")).content.decode()
    assert "<strong>Vet</strong>" in page
    assert "<script>x" not in page
    assert 'name="version" value="1"' in page
    assert Post.objects.get().is_draft


def test_the_example_of_a_published_post_leaves_it_alone(ada, as_, post_of) -> None:
    post = post_of(ada)
    page = as_(ada).post(edit_url(post.pk), form(doe="voorbeeld", source="**Anders**", version=1)).content.decode()
    assert "<strong>Anders</strong>" in page
    post.refresh_from_db()
    assert post.source == "Ik schreef iets."


def test_ada_changes_a_published_post_and_its_readers(ada, ben, as_, post_of) -> None:
    post = post_of(ada, "group")
    at = post.published_at
    as_(ada).post(edit_url(post.pk), form(doe="publiceer", title="Beter", visibility="me", version=1))
    post.refresh_from_db()
    assert (post.title, post.visibility, post.published_at) == ("Beter", "me", at)
    assert as_(ben).get(post.get_absolute_url()).status_code == 404


def test_a_post_keeps_the_group_it_was_written_for(ada, as_, place, post_of) -> None:
    post = post_of(ada, "group")
    factories.enrol(ada, place.other_cohort)
    as_(ada).post(edit_url(post.pk), form(doe="publiceer", visibility="group", version=1))
    post.refresh_from_db()
    assert post.cohort == place.cohort


# --- Taking back and deleting ----------------------------------------------------------------------------------------


def test_ada_takes_a_post_back_after_a_question(ada, as_, post_of) -> None:
    post = post_of(ada)
    url = reverse("blogs:withdraw", args=[post.pk])
    assert "‘Mijn week’ wordt weer een concept" in as_(ada).get(url).content.decode()
    post.refresh_from_db()
    assert not post.is_draft
    as_(ada).post(url)
    assert as_(ada).post(url).status_code == 302  # Twice is once.
    post.refresh_from_db()
    assert post.is_draft


def test_ada_deletes_a_post_with_its_thread(ada, ben, as_, post_of, comment_of) -> None:
    post = post_of(ada)
    reply = comment_of(ada, post, parent=comment_of(ben, post))
    url = reverse("blogs:delete", args=[post.pk])
    page = as_(ada).get(url).content.decode()
    assert "‘Mijn week’" in page
    assert "2 reacties" in page
    assert as_(ada).post(url)["Location"] == reverse("blogs:mine")
    assert not Post.objects.exists()
    assert not type(reply).objects.exists()


def test_only_the_author_may(ada, ben, post_of) -> None:
    post = post_of(ada)
    with pytest.raises(PermissionDenied):
        actions.publish(by=ben, post=post, visibility=Visibility.EVERYONE, cohort=None)
    with pytest.raises(PermissionDenied):
        actions.rewrite(by=ben, post=post, title="x", source="x", version=1)
    with pytest.raises(PermissionDenied):
        actions.withdraw(by=ben, post=post)
    with pytest.raises(PermissionDenied):
        actions.delete_post(by=ben, post=post)
    with pytest.raises(PermissionDenied):
        actions.save_draft(by=ben, post_id=post.pk, thing=None, exercise=None, title="x", source="x", version=1)


# --- My blog ---------------------------------------------------------------------------------------------------------


def test_my_blog_shows_drafts_and_posts_with_their_readers(ada, ben, as_, post_of, draft_of) -> None:
    assert "Je schreef nog niets." in as_(ada).get(reverse("blogs:mine")).content.decode()
    post_of(ada, "group", title="Voor de groep")
    draft_of(ada, title="Nog niet af")
    post_of(ben, "everyone", title="Van Ben")
    page = as_(ada).get(reverse("blogs:mine")).content.decode()
    assert page.index("Nog niet af") < page.index("Voor de groep")
    assert "Je groep kan dit lezen" in page
    assert "Van Ben" not in page


# --- A real post of 2011 ---------------------------------------------------------------------------------------------


def test_a_post_of_long_ago_keeps_every_word_and_shows_safely(ada, as_) -> None:
    """With the interface's words glued to it, its typing errors and its quotation marks (seed 000)."""
    text, post_id = SEED.read_text(encoding="utf-8"), uuid.uuid4()
    as_(ada).post(edit_url(post_id), form(doe="concept", title="Sociale netwerken", source=text))
    as_(ada).post(edit_url(post_id), form(doe="publiceer", title="Sociale netwerken", source=text, version=1))
    post = Post.objects.get()
    assert post.source == text.replace("\r\n", "\n")
    assert post.words > 300
    shown = as_(ada).get(post.get_absolute_url()).content.decode()
    assert "BeantwoordenVerwijderenAls je niet te veel persoonlijks kwijt wil" in shown
    assert "Het id de leef- en de beleveningswereld" in shown
    assert "<script" not in post.html
