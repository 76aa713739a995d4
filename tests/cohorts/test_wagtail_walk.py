"""Every address of Wagtail's admin, asked for by a trainer of another POI with the ids of this one.

The list comes from the URL patterns themselves, so what a later Wagtail adds is walked too. Bert must read none of what
tove's POI has not published: drafts, changes in published pages, comments, pictures, documents, cohorts, people. And
nothing may change, whatever he sends. That a page was published is no secret: everybody may copy a course.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from itertools import product
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import NoReverseMatch, reverse
from PIL import Image
from wagtail.documents import get_document_model
from wagtail.models import Collection, Comment, ModelLogEntry, PageLogEntry, Workflow
from wagtail.search.index import insert_or_update_object

from course.cohorts import actions
from course.cohorts.models import Cohort, Enrolment
from course.people.models import User
from lessons.images import CourseImage
from lessons.models import ThingPage
from tests import factories
from tests.conftest import Place
from tests.house.access_world import ALL, Address, digest

As = Callable[[User | None], Client]

SECRET = "zonnebloemkelder"
SOUGHT = "grotkamer"
"""Stands beside the secret everywhere: a list that echoes what was searched for gives nothing away by it."""
ADMIN = [address for address in ALL if address.route.startswith("beheer/")]

ENDS_THE_VISIT = {"wagtailadmin_logout", "wagtailadmin_login"}

OF_ONESELF = {"wagtailadmin_account", "wagtailadmin_dismissibles"}
"""What these change is bert's own: his name, and which hints he closed."""

WAGTAILS_ERRORS = (
    "/beheer/failwhale/",  # An error on purpose.
    "/beheer/choose-page/chosen-multiple/ {'next': '/', 'id': [1]}",  # Root has no parent; no list offers it.
    "/beheer/snippets/choose/lessons/jargonword/create/",  # These two fail on a form without its fields.
    "/beheer/choose-external-link/",
)
"""Where Wagtail itself answers a request that no page of it sends with an error."""

OF_ALL = ("wagtailsnippets_lessons_jargonword:",)
"""Words of the trade are one list that all trainers keep."""


class Ids:
    """What tove's POI has, by the name that an address gives it."""

    def __init__(self, place: Place, ada: User, tove: User) -> None:
        self.place, self.ada = place, ada
        self.thing = place.quiz_thing
        Cohort.objects.filter(pk=place.cohort.pk).update(name=f"Ronde {SECRET} {SOUGHT}")
        User.objects.filter(pk=ada.pk).update(name=f"Ada {SECRET} {SOUGHT}")
        collection = Collection.objects.get(name=place.organisation.name)
        picture = io.BytesIO()
        Image.new("RGB", (8, 8)).save(picture, "PNG")
        upload = SimpleUploadedFile(f"{SECRET}.png", picture.getvalue(), content_type="image/png")
        self.image = CourseImage.objects.create(title=f"Foto {SECRET} {SOUGHT}", file=upload, collection=collection)
        paper = SimpleUploadedFile(f"{SECRET}.txt", SECRET.encode())
        self.document = get_document_model().objects.create(
            title=f"Blad {SECRET} {SOUGHT}", file=paper, collection=collection
        )
        self.draft = ThingPage(
            title=f"Concept {SECRET} {SOUGHT}", slug="concept", spine_title=SECRET, goal=SECRET, number=9, live=False
        )
        place.module.add_child(instance=self.draft)
        self.draft.save_revision(user=tove)
        self.thing.title = f"Straks {SECRET} {SOUGHT}"
        Comment.objects.create(page=self.thing, user=tove, text=f"Let op: {SECRET}", contentpath="title")
        self.revision = self.thing.save_revision(user=tove)
        for one in (self.image, self.document, self.draft, ThingPage.objects.get(pk=self.thing.pk)):
            insert_or_update_object(one)  # The test settings leave that out; see their TASKS.
        self.collection = collection
        self.workflow = Workflow.objects.first()

    def of(self, address: Address) -> dict[str, list[Any]]:
        """Return what to fill in for each argument of this address."""
        pages = [self.thing.pk, self.draft.pk]
        by_room = {
            "/images/": [self.image.pk],
            "/documents/": [self.document.pk],
            "/rondes/": [self.place.cohort.pk],
            "pages/": pages,
            "/users/": [self.ada.pk],
            "/collections/": [self.collection.pk],
        }
        own = next((ids for part, ids in by_room.items() if part in address.route), [1])
        known: dict[str, list[Any]] = {
            **dict.fromkeys(("page_id", "page_pk", "page_to_move_id", "parent_page_id", "object_id"), pages),
            "pk": own,
            "revision_id": [self.revision.pk],
            "revision_id_a": ["earliest"],
            "revision_id_b": ["latest"],
            "image_id": [self.image.pk],
            "document_id": [self.document.pk],
            "doc_id": [self.document.pk],
            "collection_id": [self.collection.pk],
            "destination_id": [self.place.course.pk],
            "filter_spec": ["original"],
            "content_type_app_name": ["lessons"],
            "content_type_model_name": ["thingpage"],
            "app_name": ["taggit"],
            "app_label": ["wagtailcore", "wagtailimages", "wagtaildocs", "lessons"],
            "model_name": ["page", "image", "document", "tag", "courseimage", "thingpage"],
            "action": ["delete", "move", "publish", "unpublish", "add_tags", "add_to_collection"],
            "action_name": ["approve", "publish", "copy"],
            "enrolment": [Enrolment.objects.get(person=self.ada).pk],
            "verb": ["pauzeer"],
            "course": [self.place.course.pk],
            "organisation": [self.place.organisation.pk],
        }
        return {name: known.get(name, [1]) for name in address.arguments}

    def addresses(self) -> Iterator[tuple[str, str]]:
        """Yield (name, address) of every address of the admin, with each combination of ids that fits it."""
        for address in ADMIN:
            if address.name in ENDS_THE_VISIT:
                continue
            arguments = self.of(address)
            for values in product(*arguments.values()):
                filled = dict(zip(arguments, values, strict=True))
                try:
                    yield address.name, reverse(address.name, kwargs=filled)
                except NoReverseMatch:
                    continue  # A word that is none of this address.


@pytest.fixture
def ids(place: Place, ada: User, tove: User) -> Ids:
    actions.assign_course(by=None, course=place.course, organisation=place.organisation)
    return Ids(place, ada, tove)


@pytest.fixture
def bert(place: Place) -> User:
    """Trainer of another POI, with a course and a cohort of its own."""
    person = factories.make_person("Bert Bos")
    other = factories.make_organisation("POI Elders")
    actions.give_role(by=None, person=person, kind="trainer", organisation=other)
    course = factories.make_course("Elders")
    actions.assign_course(by=None, course=course, organisation=other)
    factories.make_cohort(course, [factories.make_thing(factories.make_module(course), 1)], other)
    return person


def read(response: Any) -> str:
    content = b"".join(response.streaming_content) if response.streaming else response.content
    return content.decode("utf-8", "replace")


def asked(ids: Ids, address: str) -> list[dict[str, Any]]:
    """Return the query strings to ask with: none, a word to look for in a list, ids of what is ticked in a list."""
    if "/bulk/" in address or "chosen-multiple" in address:
        return [{"next": "/", "id": [ids.thing.pk, ids.draft.pk]}, {"next": "/", "id": [ids.image.pk]}]
    return [{}] if any(letter.isdigit() for letter in address) else [{}, {"q": SOUGHT}]


def test_bert_reads_nothing_of_another_poi_anywhere_in_the_admin(ids: Ids, bert: User, as_: As) -> None:
    client, leaks, broken, opened = as_(bert), set(), set(), 0
    client.raise_request_exception = False
    for _name, address in ids.addresses():
        for query in asked(ids, address):
            response = client.get(address, query)
            opened += response.status_code == 200
            if response.status_code >= 500:
                broken.add(f"{address} {query}")
            text = read(response)
            if SECRET in text:
                leaks.add(f"{address} {query} ...{text[text.index(SECRET) - 80 :][:120]}")
    assert opened > 50, "Bert gets nowhere at all: this test would pass for the wrong reason."
    assert leaks == set()
    assert {one for one in broken if not one.startswith(WAGTAILS_ERRORS)} == set()


def test_bert_changes_nothing_of_another_poi_anywhere_in_the_admin(ids: Ids, bert: User, as_: As) -> None:
    client = as_(bert)
    client.raise_request_exception = False
    client.get(reverse("wagtailadmin_home"))
    before, broken = digest(), set()
    for name, address in ids.addresses():
        if name not in OF_ONESELF and not name.startswith(OF_ALL):
            response = client.post(address, {"next": "/", "id": [ids.thing.pk, ids.draft.pk]})
            if response.status_code >= 500:
                broken.add(address)
    after = digest()
    changed = {table for table in before if before[table] != after[table]}
    assert changed - {"wagtailadmin.EditingSession"} == set(), "That he is busy somewhere is his own."
    assert {one for one in broken if not one.startswith(WAGTAILS_ERRORS)} == set()
    assert not PageLogEntry.objects.filter(user=bert).exists()
    assert not ModelLogEntry.objects.filter(user=bert).exists()


def test_tove_does_read_it(ids: Ids, tove: User, as_: As) -> None:
    """Or the walk would find nothing because nothing can be found."""
    client = as_(tove)
    addresses = dict(ids.addresses())
    for name in ("wagtailimages:edit", "wagtaildocs:edit", "cohorts:people", "cohorts:edit", "wagtailimages:index"):
        assert SECRET in read(client.get(addresses[name])), name
    edit = reverse("wagtailadmin_pages:edit", args=[ids.thing.pk])
    assert SECRET in read(client.get(edit))
    chooser = reverse("wagtailadmin_choose_page_child", args=[ids.thing.pk])
    assert client.get(chooser).status_code == 200


def test_another_pois_published_page_can_still_be_chosen_for_a_link(ids: Ids, bert: User, as_: As) -> None:
    chooser = reverse("wagtailadmin_choose_page_child", args=[ids.place.module.pk])
    page = read(as_(bert).get(chooser))
    assert "Je eigen cursusblog" in page


def test_the_page_chooser_still_finds_what_one_may_know(ids: Ids, bert: User, tove: User, as_: As) -> None:
    search = reverse("wagtailadmin_choose_page_search")
    assert SECRET in read(as_(tove).get(search, {"q": SOUGHT}))
    found = as_(bert).get(search, {"q": SOUGHT})
    assert found.status_code == 200
    assert SECRET not in read(found)
