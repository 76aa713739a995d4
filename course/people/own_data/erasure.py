"""Erasing a person: each room's rows as it declared, and her own row last.

Each holding is one transaction. Whoever is killed in between finds the rest as it was: nothing that leads to her rows
goes before they do, so the same call again ends the same. What was carried out already it finds empty.
"""

from __future__ import annotations

import logging
from contextlib import suppress
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from course.people.models import User
from course.people.privacy import LAST, Erasing, Holding, holdings, someone

logger = logging.getLogger(__name__)


def erase_person(*, person: User, keeps_texts: bool, at: datetime | None = None) -> bool:
    """Erase this person for good; say whether there was still something to do. Twice is once.

    `keeps_texts`: what others could read of her stays, without her name; all else that she wrote goes in any case.
    Her sessions end first, before anything is erased. Queries: some for each declared model.
    """
    if not close_door(person):
        return False
    erasing = Erasing(someone(person), keeps_texts, at or timezone.now())
    *others, herself = holdings()
    for holding in others:
        _erase(erasing, holding)
    with transaction.atomic():
        for act in LAST:
            act(erasing)
    _erase(erasing, herself)
    logger.info("Person %s was erased.", person.pk)
    return True


def close_door(person: User) -> bool:
    """Shut her out from this moment; say whether she was not erased before. One query."""
    return bool(User.objects.filter(pk=person.pk, erased_at__isnull=True).update(is_active=False))


@transaction.atomic
def _erase(erasing: Erasing, holding: Holding) -> None:
    if holding.erase is None or not holding.has_rows:
        return
    holding.erase(erasing, holding.rows(erasing.someone))
    # Before the rows are gone for good: a file whose row is gone is found by nobody.
    while erasing.files:
        storage, name = erasing.files.pop()
        with suppress(FileNotFoundError):
            storage.delete(name)
