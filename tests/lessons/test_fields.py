"""LessonStreamField: its blocks stay out of migrations, and no migration loses a lesson."""

from __future__ import annotations

import json

import pytest
from django.core.management import call_command
from django.db import connection, models
from django.db.migrations.executor import MigrationExecutor

from lessons.blocks import LessonBody
from lessons.fields import LessonStreamField
from lessons.models import ThingPage
from tests import factories
from tests.conftest import Place


def test_the_blocks_stay_out_of_migrations() -> None:
    _name, _path, args, kwargs = LessonStreamField(LessonBody()).deconstruct()
    assert args == []
    assert "block_lookup" not in kwargs


def historical(name: str) -> type[models.Model]:
    """The model as a data migration sees it: made from migrations, without blocks."""
    return MigrationExecutor(connection).loader.project_state().apps.get_model("lessons", name)


@pytest.mark.django_db
def test_a_data_migration_that_saves_a_ding_loses_nothing(place: Place) -> None:
    before = ThingPage.objects.get(pk=place.quiz_thing.pk)
    raw = list(before.body.raw_data)
    old = historical("ThingPage").objects.get(pk=place.quiz_thing.pk)
    assert list(old.body.raw_data) == raw
    old.channels = "blog"
    old.save()
    after = ThingPage.objects.get(pk=place.quiz_thing.pk)
    assert after.channels == "blog"
    assert list(after.body.raw_data) == raw
    assert [exercise.id for exercise in after.exercises] == [exercise.id for exercise in before.exercises]


@pytest.mark.django_db
def test_a_data_migration_may_change_the_raw_data(place: Place) -> None:
    Old = historical("ThingPage")  # noqa: N806 - a class
    old = Old.objects.get(pk=place.quiz_thing.pk)
    raw = json.loads(json.dumps(list(old.body.raw_data)))
    raw[0]["value"]["title"] = "Andere titel"
    old.body = json.dumps(raw)
    old.save()
    assert ThingPage.objects.get(pk=old.pk).exercises[0].title == "Andere titel"


@pytest.mark.django_db
def test_an_empty_ding_stays_empty(place: Place) -> None:
    thing = factories.make_thing(place.module, 8, [])
    historical("ThingPage").objects.get(pk=thing.pk).save()
    assert len(ThingPage.objects.get(pk=thing.pk).body) == 0


@pytest.mark.django_db
def test_a_new_kind_of_exercise_is_not_a_migration() -> None:
    """Leave a kind out: makemigrations finds nothing to write, for lessons nor for the room that keeps answers."""
    body = ThingPage._meta.get_field("body")
    kinds = body.stream_block.child_blocks
    quiz = kinds.pop("quiz")
    try:
        call_command("makemigrations", "lessons", "answers", check_changes=True, dry_run=True, verbosity=0)
    finally:
        kinds["quiz"] = quiz
