"""Feeds over HTTP: who asks is told by the key in the address, never by a session, so that a reader gets the same."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from hashlib import sha256

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_http_methods, require_safe

from course.blogs.feeds import (
    Reader,
    Source,
    atom,
    blogs_of,
    groups_of,
    key_of,
    make_key,
    opml_title,
    posts_for,
    reader_with,
    revoke_key,
    with_key,
)
from course.blogs.views import SignedIn
from course.cohorts.models import Cohort
from course.people.models import User
from lessons.models import ThingPage

ATOM = "application/atom+xml; charset=utf-8"
OPML = "text/x-opml; charset=utf-8"

Gives = Callable[..., Source]


def feed(of: Gives) -> Callable[..., HttpResponse]:
    """Make a view of a function that says what the feed is of, for this reader. A key that opens nothing: 404."""

    @require_safe
    @wraps(of)
    def view(request: HttpRequest, **arguments: str | int) -> HttpResponse:
        key = request.GET.get("sleutel", "")
        reader = reader_with(key)
        if reader is None:
            raise Http404
        with override("nl"):
            return sent(request, atom(of(reader, **arguments), key), ATOM)

    return view


def sent(request: HttpRequest, text: str, content_type: str) -> HttpResponse:
    """Answer with this text, or with 304 when the feed reader has it already."""
    etag = f'"{sha256(text.encode()).hexdigest()[:32]}"'
    response = get_conditional_response(request, etag=etag) or HttpResponse(text, content_type=content_type)
    response["ETag"] = etag
    response["Cache-Control"] = "private, max-age=600"
    return response


@feed
def person(reader: Reader, person_id: int) -> Source:
    """What one person wrote. Where there is nothing to read, nobody is told who exists."""
    posts = posts_for(reader).filter(author=person_id)
    first = posts.select_related("author").first()
    if first is None:
        raise Http404
    title = _("Het blog van %(name)s") % {"name": first.author.shown_name}
    return Source(title, reverse("blogs:person", args=[person_id]), reverse("feeds:person", args=[person_id]), posts)


@feed
def thing(reader: Reader, thing_id: int) -> Source:
    """What was written for one ding."""
    page = get_object_or_404(ThingPage.objects.live().only("title", "number"), pk=thing_id)
    title = _("Blogs bij ding %(number)s: %(title)s") % {"number": page.number, "title": page.title}
    address = f"{reverse('blogs:stream')}?ding={page.number}"
    return Source(title, address, reverse("feeds:thing", args=[thing_id]), posts_for(reader).filter(thing=thing_id))


@feed
def group(reader: Reader, slug: str) -> Source:
    """What one group wrote; for its people and trainers only, so only with a key."""
    cohort = own_group(reader, slug)
    title = _("Blogs van %(group)s") % {"group": cohort.name}
    posts = posts_for(reader).filter(cohort=cohort)
    return Source(title, reverse("blogs:stream"), reverse("feeds:group", args=[slug]), posts)


def own_group(reader: Reader, slug: str) -> Cohort:
    """Return one of this reader's groups, or raise Http404."""
    found = next((one for one in groups_of(reader) if one.slug == slug), None) if isinstance(reader, User) else None
    if found is None:
        raise Http404
    return found


@require_safe
def opml(request: HttpRequest, slug: str) -> HttpResponse:
    """The blogs of one group as a list that a feed reader takes over at once; only with a key."""
    key = request.GET.get("sleutel", "")
    reader = reader_with(key)
    cohort = own_group(reader, slug) if reader is not None else None
    if cohort is None or not isinstance(reader, User):
        raise Http404
    with override("nl"):
        context = {"title": opml_title(cohort), "outlines": blogs_of(cohort, reader, key)}
        text = render(request, "blogs/blogs.opml", context).content.decode()
    response = sent(request, text, OPML)
    response["Content-Disposition"] = f'attachment; filename="{cohort.slug}.opml"'
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def feeds(request: SignedIn) -> HttpResponse:
    """The addresses of feeds, and the key: made here, and taken back here."""
    if request.method == "POST":
        if request.POST.get("doe") == "intrekken":
            revoke_key(by=request.user)
            messages.success(request, _("Je sleutel is ingetrokken. De adressen met die sleutel doen het niet meer."))
        else:
            make_key(by=request.user)
            messages.success(request, _("Je sleutel is gemaakt. Hieronder staan je adressen."))
        return redirect("feeds:feeds")
    key = key_of(request.user)
    groups = list(groups_of(request.user)) if key else []
    context = {
        "has_key": bool(key),
        "groups": [
            (
                cohort,
                request.build_absolute_uri(with_key(reverse("feeds:group", args=[cohort.slug]), key)),
                with_key(reverse("feeds:opml", args=[cohort.slug]), key),
            )
            for cohort in groups
        ],
        "mine": request.build_absolute_uri(reverse("feeds:person", args=[request.user.pk])),
    }
    return render(request, "blogs/feeds.html", context)
