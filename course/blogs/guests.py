"""Reactions of people without an account: held until the author lets them through, and never faster than she can."""

from __future__ import annotations

import ipaddress
import uuid
from collections.abc import Sequence
from datetime import timedelta
from statistics import median
from typing import Literal, cast

from allauth.account.adapter import get_adapter
from django.core import signing
from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from course.blogs.models import Comment, Post, Visibility
from course.blogs.talk import place
from course.notifications.actions import notify
from course.people.models import User

Verdict = Literal["approve", "refuse"]
SALT = "guest"
TOKEN_DAYS = 30
AN_ADDRESS_AN_HOUR = 5
A_POST_AN_HOUR = 20
HELD_AT_MOST = 50
"""So many wait under one post; more would only be a heap for its author."""
HISTORY = 5
"""From so many decisions on we say how long deciding usually takes."""


class TooMany(Exception):  # noqa: N818 - it is news for the guest, not a fault
    """More than we take in an hour, from this address or on this post."""


def react_as_guest(*, comment: Comment, address: str) -> Comment:
    """Hold this comment (id, post, name, email, source) for the author of the post, and tell her.

    `address` is the guest's: only a keyed hash of it is kept, for an hour.

    The same form twice is one; with other words (after the Back button) it is another one. Raises TooMany,
    PermissionDenied when the post takes no guests (any more), TextRefused.
    """
    twin = Comment.objects.filter(pk=comment.pk).first()
    if twin is not None:
        if (twin.author_id, twin.post_id, twin.source) == (None, comment.post_id, comment.source):
            return twin
        comment.pk = uuid.uuid4()
    if Comment.objects.held().filter(post=comment.post_id).count() >= HELD_AT_MOST:
        raise TooMany
    if not _has_room(f"address:{_unreadable(address)}", AN_ADDRESS_AN_HOUR):
        raise TooMany
    if not _has_room(f"post:{comment.post_id}", A_POST_AN_HOUR):
        raise TooMany
    with transaction.atomic():
        held, is_new = place(comment)
        if is_new:
            notify(person=comment.post.author, reason="guest", period=str(held.pk), subject=str(held.pk))
    return held


def _has_room(key: str, places: int) -> bool:
    """Take one of the places of this hour; False when all are taken, or when the cache cannot say.

    `add` and not `incr`: the cache in the database counts in two steps, and two workers would count one. It answers
    False as well when it is broken: no brake is no reason to drive on.
    """
    hour = f"{timezone.now():%Y%m%d%H}"
    try:
        # A transaction of its own: PostgreSQL refuses all that comes after a failed statement in the same one.
        with transaction.atomic():
            return any(cache.add(f"guest:{key}:{hour}:{number}", 1, timeout=3600) for number in range(places))
    except Exception:  # noqa: BLE001 - whatever a cache of another kind may raise, it means the same here
        return False


def _unreadable(address: str) -> str:
    return salted_hmac("course.blogs.guests", address, algorithm="sha256").hexdigest()[:32]


def address_of(request: HttpRequest) -> str:
    """Return where this request comes from, as the sign-in page counts it; of IPv6 the network, which is one house."""
    found = str(get_adapter().get_client_ip(request))
    try:
        number = ipaddress.ip_address(found)
    except ValueError:
        return found
    if number.version == 6:
        return str(ipaddress.ip_network(f"{number}/64", strict=False))
    return found


@transaction.atomic
def decide(*, comment: Comment, verdict: Verdict) -> bool:
    """Let a held comment through or throw it away; False when that was decided before.

    The caller checked who asks: the author herself, or who has the key from her mail.
    Either way the guest's address goes: it has done its work. What is thrown away is gone without a trace.
    """
    held = Comment.objects.held().filter(pk=comment.pk)
    if verdict == "approve":
        return bool(held.update(approved_at=timezone.now(), email=""))
    return bool(held.delete()[0])


def decide_as(*, by: User, comment: Comment, verdict: Verdict) -> bool:
    """Decide on one's own post. Raises PermissionDenied for everybody but its author."""
    if comment.post.author_id != by.pk:
        raise PermissionDenied
    return decide(comment=comment, verdict=verdict)


def token_for(comment_id: uuid.UUID, verdict: Verdict) -> str:
    """Return the key for one decision in the author's mail: good for thirty days, without signing in."""
    return signing.dumps([str(comment_id), verdict], salt=SALT)


def read_token(token: str) -> tuple[uuid.UUID, Verdict] | None:
    """Return what a key from a mail decides; None for one that is false or too old."""
    try:
        found, verdict = signing.loads(token, salt=SALT, max_age=timedelta(days=TOKEN_DAYS))
        if verdict not in ("approve", "refuse"):
            return None
        return uuid.UUID(found), cast("Verdict", verdict)
    except (signing.BadSignature, ValueError, TypeError, AttributeError):
        return None


def usual_wait(author: User) -> str:
    """Say how long this author usually takes, in a sentence; empty with too little history. One query."""
    approved = Comment.objects.filter(post__author=author, author__isnull=True, approved_at__isnull=False)
    moments = approved.filter(post__imported_from="", is_date_known=True).order_by("-approved_at")
    return _said([late - early for early, late in moments.values_list("created_at", "approved_at")[:20] if late])


def _said(waits: Sequence[timedelta]) -> str:
    if len(waits) < HISTORY:
        return ""
    hours = median(wait.total_seconds() for wait in waits) / 3600
    if hours <= 1:
        return _("Meestal duurt dat minder dan een uur.")
    if hours < 24:
        number = round(hours)
        return ngettext(
            "Meestal duurt dat ongeveer %(count)s uur.", "Meestal duurt dat ongeveer %(count)s uur.", number
        ) % {"count": number}
    days = round(hours / 24)
    return ngettext(
        "Meestal duurt dat ongeveer %(count)s dag.", "Meestal duurt dat ongeveer %(count)s dagen.", days
    ) % {"count": days}


def takes_guests_now(post: Post) -> bool:
    """Say whether a visitor finds a form here, by what the post itself says. No query; `place` asks the gate."""
    is_standing = post.published_at is not None and post.hidden_at is None
    return is_standing and post.takes_guests and post.visibility == Visibility.EVERYONE
