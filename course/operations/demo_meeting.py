"""How the people of the demo find each other: a word of welcome, tags, thanks, whom they follow, and the directory."""

from __future__ import annotations

import random
from collections.abc import Mapping
from datetime import datetime, time, timedelta
from typing import Final

from course.blogs.meeting import follow, put_in_directory
from course.blogs.models import Post, StreamVisit, Thanks, Visibility
from course.blogs.tagging import set_tags
from course.cohorts.models import Cohort
from course.operations.demo_people import ELS, KARIM, NOOR, SANNE
from course.operations.demo_voices import Text, post
from course.operations.demo_world import AMSTERDAM, Demo
from lessons.platforms import Platform

WELCOME: Final = Text(
    "Welkom in deze ronde",
    """Wat leuk dat je meedoet! Ik ben Sanne en ik lees de komende maanden met je mee.

Elke week gaan er twee dingen open. Je kiest zelf wanneer je ze doet: een halfuur voor openingstijd is ook tijd. Loop je
achter? Dat geeft niets. Er zijn twee inhaalweken, en wie op vakantie gaat zet de cursus op pauze.

## Drie tips om te beginnen

- Schrijf kort. Tien zinnen zijn al een bericht, en een heel lang verhaal komt vaak nooit af.
- Lees eens per week wat een collega schreef en zeg er iets over. Een bedankje mag ook.
- Zit je vast? Schrijf mij. Ik vind geen enkele vraag te klein.

Ik kijk uit naar jullie verhalen.""",
)
TAGS: Final[Mapping[int | None, tuple[str, ...]]] = {
    2: ("kennismaken",),
    6: ("schrijven", "nieuwsbrief"),
    16: ("lokaal nieuws",),
    22: ("team", "deskundigen"),
    23: ("plan",),
    None: ("van de balie",),
}
"""What people call their posts for a ding, and those without one."""

DIRECTORY: Final = (
    (
        ELS.name,
        "library",
        "instagram",
        "Bibliotheek Waterrijk",
        "Foto's uit onze vestigingen, en elke vrijdag een boek.",
    ),
    (KARIM.name, "person", "mastodon", "Karim leest voor", "Prentenboeken, voorlezen en wat er misgaat."),
    ("Hanneke ter Braak", "library", "facebook", "Bibliotheek Veldzicht", "Nieuws en activiteiten uit het dorp."),
)


def meet(demo: Demo, cohort: Cohort) -> None:
    """Let the people of this cohort find each other."""
    welcome(demo, cohort)
    posts = list(
        Post.objects.standing().filter(cohort=cohort).select_related("thing").order_by("published_at", "author")
    )
    for one in posts:
        number = one.thing.number if one.thing is not None else None
        set_tags(one, TAGS.get(number, ()))
        thank(demo, one)
    noor, karim = demo.people[NOOR.name], demo.people[KARIM.name]
    follow(by=noor, person=karim)
    follow(by=karim, person=noor)
    follow(by=noor, person=demo.people["Fatma Aksoy"])
    StreamVisit.objects.create(person=noor, seen_at=demo.awake(demo.now - timedelta(days=3)))
    for name, kind, key, title, about in DIRECTORY:
        platform = Platform.objects.filter(key=key).first()
        address = f"https://{key}.example/{title.lower().replace(' ', '-')}"
        person = demo.people[name]
        put_in_directory(by=person, kind=kind, platform=platform, address=address, name=title, about=about)


def welcome(demo: Demo, cohort: Cohort) -> None:
    """Let the trainer greet her group on its first day."""
    at = datetime.combine(cohort.starts_on, time(9, 15), tzinfo=AMSTERDAM)
    post(demo.people[SANNE.name], cohort, WELCOME, Visibility.GROUP, at)


def thank(demo: Demo, one: Post) -> None:
    """Let up to three colleagues thank somebody for a post that they may read; by its title, so the same every day."""
    chance = random.Random(one.title)  # noqa: S311 - no secret
    if one.visibility not in (Visibility.GROUP, Visibility.EVERYONE) or one.published_at is None or one.cohort is None:
        return
    members = one.cohort.enrolments.active().exclude(person=one.author_id).select_related("person").order_by("person")
    chosen = chance.sample(list(members), chance.choice((0, 1, 1, 2, 3)))
    Thanks.objects.bulk_create(
        Thanks(post=one, person=enrolment.person, given_at=demo.later(one.published_at, 48)) for enrolment in chosen
    )
