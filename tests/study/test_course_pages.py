"""Every page of the shipped course stays within its budget of queries."""

from __future__ import annotations

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from lessons.models import CoursePage, ThingPage
from tests import factories

BUDGET = 12


def cost(client: Client, thing: ThingPage) -> int:
    assert client.get(thing.address).status_code == 200
    with CaptureQueriesContext(connection) as captured:
        client.get(thing.address)
    return len(captured)


def test_every_ding_of_the_shipped_course_stays_within_its_queries(db, as_) -> None:
    call_command("import_course", str(settings.BASE_DIR / "lessons" / "content"), verbosity=0)
    organisation = factories.make_organisation("POI Het Verband")
    things = list(ThingPage.objects.order_by("number"))
    cohort = factories.make_cohort(CoursePage.objects.get(), things, organisation, work_ahead=True)
    person = factories.make_person("Ada van den Berg", library=factories.make_library("Waterrijk", organisation))
    factories.enrol(person, cohort)
    client = as_(person)
    costs = {thing.number: cost(client, thing) for thing in things}
    assert len(costs) == 23
    assert max(costs.values()) <= BUDGET, costs
    for thing in things:
        for poll in (exercise for exercise in thing.exercises if exercise.kind == "poll"):
            sent = {f"{poll.id}-vote": poll.value["options"][0]["key"]}
            assert client.post(reverse("answers:submit", args=[thing.pk, poll.id]), sent).status_code == 302
    voted = {thing.number: cost(client, thing) for thing in things}
    assert max(voted.values()) <= BUDGET, voted
