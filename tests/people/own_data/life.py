"""A row of somebody in every model that declares to hold something of people, with a sign in every text of it.

The rows are the least that the database accepts: made from the models themselves, so that a model of tomorrow is in
the tests as soon as it is declared. What the constraints ask beyond that stands in `ASKED`.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.backends.db import SessionStore
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.db import connection, models
from django.utils import timezone

from course.blogs.models import Post
from course.people.models import Library, User
from course.people.privacy import Holding, file_fields, holdings
from lessons.questionnaires import Questionnaire
from tests.conftest import Place
from tests.evaluations.conftest import make_final_own

SIGN = "zqxteken"
"""Stands in her name, her address and every text of hers: where it is found afterwards, something was forgotten."""

NOT_HERS = {
    "answers.Answer": {"kind": "which kind of exercise the course has there"},
    "answers.Review": {
        "example": "the key of an example of the trainer",
        "text": "the colleague's words that she judged",
        "scores": "points, by a key of the trainer",
    },
    "progress.LedgerEntry": {"title": "what the exercise is called"},
    "progress.Certificate": {
        "code": "of the certificate; it says nothing of her",
        "course_title": "of the course",
        "cohort_name": "of the cohort",
        "organisation_name": "of the POI",
        "things": "what the course was then",
        "rule": "what the cohort asked of everybody",
        "language": "nl or en",
    },
    "people.Look": {"page": "which page of the site", "viewer_was": "which role"},
    "wagtailcore.TaskState": {},
    "wagtailcore.PageLogEntry": {
        "action": "what can be done in Wagtail",
        "label": "the title of the page, unless her name stands in it",
        "data": "of the page, unless her name stands in it",
    },
    "wagtailcore.ModelLogEntry": {"action": "what can be done in Wagtail", "object_id": "the key of what was changed"},
    "wagtailcore.Comment": {"contentpath": "where in the page", "position": "where in the page"},
    "blogs.Post": {"imported_from": "the kind of file"},
}
"""Text fields that the course or the site fills, and never she; each with what it says."""


class Maker:
    """Makes rows of one person in a place."""

    def __init__(self, person: User, other: User, place: Place) -> None:
        self.person, self.other, self.place = person, other, place
        now = timezone.now()
        self.now = now
        self.pool: dict[Any, Any] = {
            User: person,
            type(place.cohort): place.cohort,
            type(place.quiz_thing): place.quiz_thing,
            Library: place.library,
            ContentType: ContentType.objects.get_for_model(type(place.quiz_thing)),
        }
        self.asked: dict[str, Any] = {
            "people.Look": lambda: {"viewer": other},
            "people.Role": lambda: {"kind": "trainer", "organisation": place.organisation},
            "people.ErasureRequest": lambda: {"due_at": now, "cancelled_at": now},
            "blogs.Follow": lambda: {"follower": person, "followed": other},
            "blogs.Post": lambda: {"title": "T", "source": "S", "published_at": now, "visibility": "everyone"},
            "blogs.Moderation": lambda: {"reason": "R", "post": self.post_of_other()},
            "blogs.Flag": lambda: {"post": self.post_of_other()},
            "blogs.Comment": lambda: {"post": self.post_of_other(), "author": person},
            "blogs.Thanks": lambda: {"post": self.post_of_other()},
            "blogs.PostVersion": lambda: {"post": self.one("blogs.Post")},
            "blogs.PendingText": lambda: {"post": self.one("blogs.Post")},
            "blogs.ExternalPost": lambda: {"blog": self.one("blogs.ExternalBlog")},
            "answers.Answer": self.answer,
            "answers.AnswerFile": lambda: {"answer": self.one("answers.Answer")},
            "answers.Attempt": lambda: {"answer": self.one("answers.Answer"), "data": {"vote": "eens"}},
            "cohorts.Enrolment": lambda: {
                "cohort": place.other_cohort,
                "extended_until": now.date(),
                "extension_reason": "x",
            },
            "cohorts.BuddyPair": lambda: {
                "first": person.enrolments.first(),
                "second": other.enrolments.first(),
                "cohort": place.cohort,
            },
            "cohorts.Invitation": lambda: {"email": person.email},
            "cohorts.ApprovedAddress": lambda: {"email": person.email},
            "cohorts.WaitingPlace": lambda: {"email": person.email},
            "progress.ThingCompletion": lambda: {"thing": place.poll_thing},
            "progress.Certificate": lambda: {
                "name": "N",
                "status_index": 7,
                "began_on": now.date(),
                "finished_on": now.date(),
            },
            "evaluations.OwnResponse": lambda: {"questionnaire": self.questionnaire(), "data": {}},
            "evaluations.Answered": lambda: {"questionnaire": self.questionnaire()},
            "account.EmailConfirmation": lambda: {"email_address": self.one("account.EmailAddress")},
            "account.EmailAddress": lambda: {"email": f"{SIGN}.oud@voorbeeld.example"},
            "socialaccount.SocialToken": lambda: {"account": self.one("socialaccount.SocialAccount")},
            "wagtailcore.PageLogEntry": lambda: {"page": place.quiz_thing, "user": person, "action": "wagtail.edit"},
            "wagtailcore.ModelLogEntry": self.model_log,
            "wagtailcore.Comment": lambda: {"page": place.quiz_thing},
            "wagtailcore.CommentReply": lambda: {"comment": self.one("wagtailcore.Comment")},
            "wagtailcore.TaskState": self.task_state,
            "wagtailcore.PageSubscription": lambda: {"page": place.quiz_thing},
            "django_tasks_database.DBTaskResult": lambda: {
                "task_path": "course.notifications.tasks.deliver_notice",
                "args_kwargs": {"args": [person.pk, "reaction", "x"], "kwargs": {}},
                "status": "SUCCESSFUL",
                "finished_at": now,
                "run_after": now,
                "worker_ids": [],
            },
        }

    def answer(self) -> dict[str, Any]:
        page = self.place.poll_thing
        return {
            "page": page,
            "exercise": page.exercises[0].id,
            "kind": "poll",
            "revision": page.live_revision,
            "data": {"vote": "eens", "why": "Omdat.", "share": True},
        }

    def model_log(self) -> dict[str, Any]:
        about = ContentType.objects.get_for_model(User)
        return {"content_type": about, "object_id": str(self.person.pk), "action": "wagtail.edit", "user": self.other}

    def task_state(self) -> dict[str, Any]:
        page = self.place.quiz_thing
        content_type = ContentType.objects.get_for_model(type(page))
        workflow = self.make("wagtailcore.Workflow", name="Kijken")
        state = self.make(
            "wagtailcore.WorkflowState",
            workflow=workflow,
            content_type=content_type,
            base_content_type=content_type,
            object_id=str(page.pk),
            requested_by=self.person,
        )
        task = self.make("wagtailcore.Task", name="Kijken", content_type=content_type)
        return {
            "workflow_state": state,
            "task": task,
            "revision": page.live_revision,
            "content_type": content_type,
            "finished_by": self.person,
        }

    def questionnaire(self) -> Questionnaire:
        return Questionnaire.objects.first() or make_final_own()

    def post_of_other(self) -> Post:
        found = Post.objects.filter(author=self.other).first()
        return found or Post.objects.create(
            author=self.other,
            title="Van Ben",
            source="Tekst",
            html="<p>Tekst</p>",
            visibility="everyone",
            published_at=self.now,
        )

    def one(self, label: str) -> Any:
        """Return her row of this model, made when there is none yet."""
        holding = next(one for one in holdings() if one.model == label)
        from course.people.privacy import someone

        return holding.rows(someone(self.person)).first() or self.of(holding)

    def of(self, holding: Holding) -> Any:
        """Return a new row of hers of this model."""
        if holding.model == "sessions.Session":
            return self.session()
        asked = self.asked.get(holding.model, dict)()
        for lookup in holding.of:
            if "__" not in lookup and holding.model_class._meta.get_field(lookup).is_relation:
                asked.setdefault(lookup, self.person)
                if holding.model != "blogs.Follow":
                    break
        return self.make(holding.model, **asked)

    def session(self) -> Any:
        store = SessionStore()
        store["_auth_user_id"] = str(self.person.pk)
        store.save()
        return store._get_session_from_db()

    def make(self, label: str, **given: Any) -> Any:
        from django.apps import apps

        model = apps.get_model(label)
        files = {name: ContentFile(SIGN.encode(), name=f"{SIGN}.txt") for name in file_fields(model)}
        row = model(**{**self.least(model, given), **given})
        for name, content in files.items():
            getattr(row, name).save(content.name, content, save=False)
        models.Model.save(row, force_insert=True)
        return row

    def least(self, model: type[models.Model], given: dict[str, Any]) -> dict[str, Any]:
        """Return a value for each field that must have one."""
        values: dict[str, Any] = {}
        for one in model._meta.concrete_fields:
            if one.name in given or one.has_default() or one.null or one.primary_key or getattr(one, "blank", False):
                continue
            values[one.name] = self.value(one)
        return values

    def value(self, one: Any) -> Any:
        if one.is_relation:
            found = next((row for kind, row in self.pool.items() if issubclass(kind, one.related_model)), None)
            return found or self.make(one.related_model._meta.label)
        if one.choices:
            return one.choices[0][0]
        kinds = {
            models.DateTimeField: self.now,
            models.DateField: self.now.date(),
            models.UUIDField: uuid.uuid4(),
            models.EmailField: self.person.email,
            models.JSONField: {},
            models.BooleanField: False,
            models.DurationField: timedelta(1),
            models.GenericIPAddressField: "192.0.2.1",
            models.FileField: "",
            models.IntegerField: 1,
            models.FloatField: 0.0,
        }
        return next((value for kind, value in kinds.items() if isinstance(one, kind)), "x")


def make_life(person: User, other: User, place: Place) -> dict[str, Any]:
    """Make a row of hers in every model that is declared to have rows; return them by model."""
    maker = Maker(person, other, place)
    found: dict[str, Any] = {"people.User": person}
    for holding in reversed(list(holdings())):
        if holding.has_rows and holding.model != "people.User":
            found[holding.model] = maker.one(holding.model)
    return found


def sign(rows: dict[str, Any]) -> None:
    """Put the sign in every text field of these rows that people may fill, and her name where it stands by chance."""
    name = rows["people.User"].name
    log = rows["wagtailcore.PageLogEntry"]
    type(log).objects.filter(pk=log.pk).update(label=f"Rol van {name}", data={"to": [{"title": name.upper()}]})
    untouched = ("sessions.Session", "people.User", "django_tasks_database.DBTaskResult")
    for label, row in rows.items():
        given = NOT_HERS.get(label, {})
        fields = [one for one in row._meta.concrete_fields if one.name not in given and is_free_text(one)]
        if fields and label not in untouched:
            signed = {one.name: signed_value(one, getattr(row, one.attname)) for one in fields}
            row._meta.model._base_manager.filter(pk=row.pk).update(**signed)


def is_free_text(one: Any) -> bool:
    if one.primary_key or one.choices or one.is_relation:
        return False
    kept = isinstance(one, models.FileField | models.EmailField | models.SlugField)
    kept = kept or (one.max_length or len(SIGN)) < len(SIGN)
    return not kept and isinstance(one, models.CharField | models.TextField | models.JSONField)


def signed_value(one: Any, old: Any) -> Any:
    if not isinstance(one, models.JSONField):
        return SIGN
    return {**old, "y": {"x": [f"Ik ben {SIGN}."]}, "x": SIGN} if isinstance(old, dict) else [SIGN]


def everywhere() -> Iterator[tuple[str, str]]:
    """Yield each place where the sign stands in the database, as (table, value)."""
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")  # noqa: S608 - a name of ours
            for row in cursor.fetchall():
                for value in row:
                    if SIGN in str(value).lower():
                        yield table, str(value)[:200]


def files() -> set[str]:
    """Return all files in every storage that a field keeps its files in.

    A field holds on to the storage it began with; `storages[...]` is made anew when a test changes a setting.
    """
    kept = {id(storage): storage for storage in (storages["default"], storages["private"], *_of_fields())}
    return {f"{number}:{path}" for number, storage in kept.items() for path in _walk(storage, "")}


def _of_fields() -> Iterator[Any]:
    for model in apps.get_models():
        for field in model._meta.get_fields():
            if isinstance(field, models.FileField):
                yield field.storage


def _walk(storage: Any, folder: str) -> Iterator[str]:
    try:
        folders, names = storage.listdir(folder or ".")
    except FileNotFoundError:
        return
    for name in names:
        yield f"{folder}/{name}".strip("/")
    for name in folders:
        yield from _walk(storage, f"{folder}/{name}".strip("/"))
