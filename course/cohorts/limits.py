"""How often is too often, counted for all processes together in the shared cache."""

from __future__ import annotations

import ipaddress
from datetime import timedelta

from allauth.account.adapter import get_adapter
from django.core.cache import cache
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import salted_hmac


def has_room(key: str, times: int, within: timedelta) -> bool:
    """Take one of the `times` of this stretch of time; False when all are taken, or when the cache cannot say.

    What `key` names (an address of mail or of a computer) is kept as a keyed hash, for that stretch at most.
    `add` and not `incr`: the cache in the database counts in two steps, and two workers would count one.
    """
    seconds = int(within.total_seconds())
    stretch = int(timezone.now().timestamp()) // seconds
    unreadable = salted_hmac("course.cohorts.limits", key, algorithm="sha256").hexdigest()[:32]
    try:
        # A transaction of its own: PostgreSQL refuses all that comes after a failed statement in the same one.
        with transaction.atomic():
            taken = (
                cache.add(f"joining:{unreadable}:{stretch}:{number}", 1, timeout=seconds) for number in range(times)
            )
            return any(taken)
    except Exception:  # noqa: BLE001 - a brake that is broken is no reason to drive on
        return False


def address_of(request: HttpRequest) -> str:
    """Return where this request comes from, as the sign-in page counts it; of IPv6 the network, which is one house."""
    found = str(get_adapter().get_client_ip(request))
    try:
        number = ipaddress.ip_address(found)
    except ValueError:
        return found
    return str(ipaddress.ip_network(f"{number}/64", strict=False)) if number.version == 6 else found
