"""An import makes pages of a folder once, and after that only touches what the folder changed."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.storage import default_storage
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import Locale, Page, Revision, Site

from lessons.importers import build
from lessons.importers.build import Built, build_course
from lessons.importers.identity import exercise_id
from lessons.importers.markdown_course import read_course
from lessons.importers.parsed import CourseRefused
from lessons.models import CoursePage, HomePage, ModulePage, Platform, Questionnaire, ThingPage
from tests.lessons.importers.folders import (
    COURSE_FILE,
    MODULE_FILE,
    QUESTIONNAIRE_FILE,
    THING,
    THING_FILE,
    Folder,
)

pytestmark = pytest.mark.django_db

SECOND_FILE = "1-begin/02-tweede.md"


def load(folder: Folder, *, dry_run: bool = False) -> Built:
    return build_course(read_course(folder.root), dry_run=dry_run)


def add_second(folder: Folder) -> None:
    text = THING.replace("number: 1", "number: 2").replace("slug: eerste", "slug: tweede")
    folder.write(SECOND_FILE, text.replace("title: Eerste ding", "title: Tweede ding"))


def rows() -> list[Any]:
    """Return every row that an import may touch, with all its columns."""
    models = (Page, HomePage, CoursePage, ModulePage, ThingPage, Questionnaire, Platform, Revision, Site)
    return [
        list(model._default_manager.order_by("pk").values())
        for model in (*models, get_image_model(), get_document_model())
    ]


def what_happened(built: Built) -> dict[str, str]:
    return {change.title: str(change.what) for change in built.changes}


def test_an_import_makes_pages_that_are_live_and_have_a_revision(folder: Folder) -> None:
    built = load(folder)

    course = built.course
    module, thing = ModulePage.objects.get(), ThingPage.objects.get()
    assert [page.external_key for page in (course, module, thing)] == ["cursus", "cursus/begin", "cursus/eerste"]
    assert thing.is_child_of(module)
    assert module.is_child_of(course)
    for page in (course, module, thing, HomePage.objects.get(), Questionnaire.objects.get()):
        page.refresh_from_db()
        assert page.live
        assert page.live_revision_id == page.latest_revision_id is not None
    assert (thing.minutes, thing.spine_title, thing.reading) == (40, "Eerste", "(gezien) Iemand, Iets")
    assert set(what_happened(built).values()) == {"gemaakt"}


def test_what_was_written_stands_on_the_page(folder: Folder) -> None:
    load(folder)

    thing = ThingPage.objects.get()
    assert [exercise.key for exercise in thing.exercises] == ["lijst", "vragen", "stelling", "bericht"]
    checklist, quiz, poll, blog_post = (exercise.value for exercise in thing.exercises)
    assert [(item["key"], item["extra"], item["field"], item["check"]) for item in checklist["items"]] == [
        ("1", False, "", "intake"),
        ("2", True, "text", ""),
    ]
    assert [(option["right"], option["feedback"]) for option in quiz["questions"][0]["options"]] == [
        (False, "Jammer."),
        (True, "Goed zo."),
    ]
    assert quiz["questions"][0]["explanation"] == "Zo zit het."
    assert [option["earlier_votes"] for option in poll["options"]] == [38, 13]
    assert (poll["viewpoints"][0]["signature"], poll["reactions"][0]["text"]) == ("Noor", "Nee.")
    assert list(blog_post["starters"]) == ['"Ik gebruik zelf…"']
    assert thing.body[0].value == "## Een kop\n\nLees [de stelling](#oefening-stelling)."
    assert Questionnaire.objects.get().item_list()[0].value["labels"][1] == "wel"


def test_the_first_import_makes_the_house_around_the_course(folder: Folder) -> None:
    welcome = Page.objects.get(slug="home")

    load(folder)

    site = Site.objects.get()
    home = HomePage.objects.get()
    assert (site.root_page_id, site.site_name, site.is_default_site) == (home.pk, "23 dingen", True)
    assert not Page.objects.filter(pk=welcome.pk).exists()
    assert home.locale == Locale.objects.get(language_code="nl")
    assert CoursePage.objects.get().locale == home.locale
    assert CoursePage.objects.get().url == "/cursus/"


def test_a_welcome_page_that_somebody_wrote_on_stays(folder: Folder) -> None:
    welcome = Page.objects.get(slug="home")
    welcome.save_revision().publish()

    load(folder)

    assert Page.objects.filter(pk=welcome.pk).exists()


def test_importing_twice_changes_no_row(folder: Folder) -> None:
    load(folder)
    before = rows()

    built = load(folder)

    assert rows() == before
    assert set(what_happened(built).values()) == {"ongewijzigd"}
    assert built.left == ()


def test_only_the_page_whose_file_changed_gets_a_revision(folder: Folder) -> None:
    add_second(folder)
    load(folder)
    latest = dict(ThingPage.objects.values_list("slug", "latest_revision_id"))
    folder.change(THING_FILE, "Een tip.", "Een betere tip.")

    built = load(folder)

    now = dict(ThingPage.objects.values_list("slug", "latest_revision_id"))
    assert now["tweede"] == latest["tweede"]
    assert now["eerste"] != latest["eerste"]
    thing = ThingPage.objects.get(slug="eerste")
    assert thing.live_revision_id == now["eerste"]
    assert "Een betere tip." in str(thing.body.get_prep_value())
    assert [title for title, what in what_happened(built).items() if what == "bijgewerkt"] == ["Eerste ding"]


INTRODUCTION = "<p>Hallo bij de <strong>cursus</strong>.</p>"


@pytest.mark.parametrize(
    ("file", "change", "model", "field", "value"),
    [
        (COURSE_FILE, ("title: Een cursus", "title: Een betere cursus"), CoursePage, "title", "Een betere cursus"),
        (COURSE_FILE, ("Welkom bij", "Hallo bij"), CoursePage, "introduction", INTRODUCTION),
        (MODULE_FILE, ("goal: Beginnen.", "goal: Starten."), ModulePage, "goal", "Starten."),
        (THING_FILE, ("minutes_read: 10", "minutes_read: 12"), ThingPage, "minutes_read", 12),
        (THING_FILE, ("2027-11-22", "none"), ThingPage, "valid_until", None),
        (QUESTIONNAIRE_FILE, ("title: Een vragenlijst", "title: Vragen"), Questionnaire, "title", "Vragen"),
    ],
    ids=str,
)  # fmt: skip
def test_a_changed_value_reaches_the_page_and_its_revision(
    folder: Folder, file: str, change: tuple[str, str], model: Any, field: str, value: Any
) -> None:
    load(folder)
    folder.change(file, *change)

    load(folder)

    row = model.objects.get()
    assert getattr(row, field) == value
    assert getattr(row.live_revision.as_object(), field) == value


def test_answers_stay_attached_when_an_exercise_is_reworded_or_moved(folder: Folder) -> None:
    load(folder)
    before = {exercise.key: exercise.id for exercise in ThingPage.objects.get().exercises}
    assert before["vragen"] == exercise_id("cursus/eerste", "vragen")
    text = folder.text(THING_FILE)
    start = text.index("::: quiz")
    quiz = text[start : text.index(":::\n", start + 3) + 4]
    folder.write(THING_FILE, text.replace(quiz, "") + "\n" + quiz.replace("Wat is goed?", "Wat klopt?"))

    load(folder)

    after = {exercise.key: exercise.id for exercise in ThingPage.objects.get().exercises}
    assert after == before
    assert ThingPage.objects.get().exercise(before["vragen"]).value["questions"][0]["text"] == "Wat klopt?"


def test_an_id_in_the_file_wins(folder: Folder) -> None:
    own = "6f1c1ed4-2f0e-4e0e-8a55-0d3f4b7d2a10"
    folder.change(THING_FILE, "title: Een quiz", f"title: Een quiz\nid: {own}")

    load(folder)

    assert ThingPage.objects.get().exercise_by_key("vragen").id == own


def test_what_left_the_folder_is_named_and_left_alone(folder: Folder) -> None:
    add_second(folder)
    load(folder)
    (folder.root / SECOND_FILE).unlink()
    before = rows()

    built = load(folder)

    assert built.left == ("ding 2: Tweede ding",)
    assert rows() == before


def test_dingen_and_modules_stand_in_the_order_of_their_numbers(folder: Folder) -> None:
    add_second(folder)
    folder.write("2-eind/module.md", folder.text(MODULE_FILE).replace("1", "2").replace("begin", "eind"))
    load(folder)
    folder.change(THING_FILE, "number: 1", "number: 9")
    folder.change(MODULE_FILE, "number: 1", "number: 7")

    load(folder)

    assert list(ThingPage.objects.order_by("path").values_list("number", flat=True)) == [2, 9]
    assert list(ModulePage.objects.order_by("path").values_list("number", flat=True)) == [2, 7]
    assert not Page.find_problems()[0]


def test_a_ding_may_move_to_another_module(folder: Folder) -> None:
    add_second(folder)
    load(folder)
    thing = ThingPage.objects.get(slug="tweede")
    folder.write("2-eind/module.md", folder.text(MODULE_FILE).replace("1", "2").replace("begin", "eind"))
    for name in ("media/bordje.png", "media/formulier.txt", "02-tweede.md"):
        target = folder.root / "2-eind" / name
        target.parent.mkdir(exist_ok=True)
        target.write_bytes((folder.root / "1-begin" / name).read_bytes())
    (folder.root / SECOND_FILE).unlink()

    built = load(folder)

    moved = ThingPage.objects.get(slug="tweede")
    assert moved.pk == thing.pk
    assert moved.get_parent().slug == "eind"
    assert moved.latest_revision_id == thing.latest_revision_id
    assert what_happened(built)["Tweede ding"] == "bijgewerkt"


def test_a_page_that_people_made_under_that_slug_is_taken_over(folder: Folder) -> None:
    load(folder)
    ThingPage.objects.update(external_key=None)
    thing = ThingPage.objects.get()

    load(folder)

    assert ThingPage.objects.get().pk == thing.pk
    assert ThingPage.objects.get().external_key == "cursus/eerste"


def test_ids_that_the_editor_gave_to_prose_are_no_change(folder: Folder) -> None:
    load(folder)
    thing = ThingPage.objects.get()
    raw = thing.body.get_prep_value()
    raw[0]["id"] = "e6a7a2a0-0000-4000-8000-000000000000"
    thing.body = thing.body.stream_block.to_python(raw)
    thing.save_revision().publish()
    before = rows()

    load(folder)

    assert rows() == before


def test_a_page_that_was_taken_offline_stays_so_until_its_file_changes(folder: Folder) -> None:
    load(folder)
    ThingPage.objects.get().unpublish()

    built = load(folder)

    assert not ThingPage.objects.get().live
    assert [change.title for change in built.changes if not change.is_live] == ["Eerste ding"]

    folder.change(THING_FILE, "Een tip.", "Een betere tip.")
    built = load(folder)

    assert ThingPage.objects.get().live
    assert all(change.is_live for change in built.changes)


def test_a_live_ding_without_a_revision_gets_one(folder: Folder) -> None:
    load(folder)
    ThingPage.objects.update(live_revision=None, latest_revision=None)
    Questionnaire.objects.update(live_revision=None, latest_revision=None)

    load(folder)

    assert ThingPage.objects.get().live_revision_id is not None
    assert Questionnaire.objects.get().live_revision_id is not None


def test_the_owner_comes_back_for_the_room_that_knows_owners(folder: Folder) -> None:
    folder.change(COURSE_FILE, "slug: cursus", "slug: cursus\nowner: het-verband")

    assert load(folder).owner == "het-verband"


# --- Files ---------------------------------------------------------------------------------------------------------


def test_a_picture_is_one_picture_however_often_it_is_imported(folder: Folder) -> None:
    add_second(folder)

    load(folder)
    folder.change(THING_FILE, "Een tip.", "Een betere tip.")
    load(folder)

    image = get_image_model().objects.get()
    document = get_document_model().objects.get()
    assert (image.title, image.width, image.height) == ("bordje", 4, 3)
    assert document.title == "formulier"
    blocks = {block.block_type: block.value for block in ThingPage.objects.get(slug="eerste").body}
    assert blocks["image"]["image"] == image
    assert blocks["download"]["document"] == document


def test_another_picture_under_the_same_name_is_another_picture(folder: Folder) -> None:
    load(folder)
    folder.write("1-begin/media/formulier.txt", "Ik geef geen toestemming.\n")

    built = load(folder)

    assert get_document_model().objects.count() == 2
    assert what_happened(built)["Eerste ding"] == "bijgewerkt"


# --- All or nothing ------------------------------------------------------------------------------------------------


def stored_files() -> set[str]:
    return {
        f"{folder}/{name}"
        for folder in ("original_images", "documents")
        if default_storage.exists(folder)
        for name in default_storage.listdir(folder)[1]
    }


def test_a_dry_run_says_what_it_would_do_and_writes_nothing(folder: Folder) -> None:
    before, files = rows(), stored_files()

    built = load(folder, dry_run=True)

    assert set(what_happened(built).values()) == {"gemaakt"}
    assert rows() == before
    assert stored_files() == files


def test_a_dry_run_of_a_change_writes_nothing(folder: Folder) -> None:
    load(folder)
    before = rows()
    folder.change(THING_FILE, "Een tip.", "Een betere tip.")

    built = load(folder, dry_run=True)

    assert what_happened(built)["Eerste ding"] == "bijgewerkt"
    assert what_happened(built)["Een cursus"] == "ongewijzigd"
    assert rows() == before


def test_a_refusal_of_one_page_undoes_all(folder: Folder) -> None:
    load(folder)
    other = ThingPage.objects.get()
    other.get_parent().add_child(instance=Page(title="In de weg", slug="tweede"))
    add_second(folder)
    folder.change(THING_FILE, "Een tip.", "Een betere tip.")
    before, files = rows(), stored_files()

    with pytest.raises(CourseRefused) as refused:
        load(folder)

    assert [(fault.file, fault.line) for fault in refused.value.faults] == [(SECOND_FILE, 1)]
    assert rows() == before
    assert stored_files() == files


def test_a_module_or_course_that_is_refused_takes_its_dingen_along(folder: Folder) -> None:
    load(folder)
    CoursePage.objects.get().add_child(instance=Page(title="In de weg", slug="eind"))
    folder.write("2-eind/module.md", folder.text(MODULE_FILE).replace("1", "2").replace("begin", "eind"))
    before = rows()

    with pytest.raises(CourseRefused) as refused:
        load(folder)

    assert [fault.file for fault in refused.value.faults] == ["2-eind/module.md"]
    assert rows() == before


def test_a_course_whose_place_is_taken_is_refused(folder: Folder) -> None:
    load(folder)
    HomePage.objects.get().add_child(instance=Page(title="In de weg", slug="andere"))
    folder.change(COURSE_FILE, "slug: cursus", "slug: andere")

    with pytest.raises(CourseRefused) as refused:
        load(folder)

    assert [fault.file for fault in refused.value.faults] == [COURSE_FILE]


def test_a_questionnaire_that_the_model_refuses_undoes_all(folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(self: Questionnaire) -> None:
        raise build.ValidationError("Hier zijn al antwoorden op.")

    monkeypatch.setattr(Questionnaire, "clean", refuse)

    with pytest.raises(CourseRefused) as refused:
        load(folder)

    assert [fault.file for fault in refused.value.faults] == [QUESTIONNAIRE_FILE]
    assert not CoursePage.objects.exists()
