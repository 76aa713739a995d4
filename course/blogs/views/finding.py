"""Finding each other: a tag, searching, whom I follow, what I have read, and the directory."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from course.blogs import directory as listing
from course.blogs import meeting
from course.blogs.directory_form import DirectoryForm
from course.blogs.models import DirectoryEntry, Post, PostQuerySet, Tag
from course.blogs.search import Hit, Query, found_in, hit_in, parse
from course.blogs.stream import cards_of, tags_of, things_of
from course.blogs.views import SignedIn
from course.blogs.views.reading import POSTS_A_PAGE, page_of, reader_of
from course.people.models import User

ENTRIES_A_PAGE = 50


def _readable(request: HttpRequest) -> PostQuerySet:
    return Post.objects.visible_to(request.user).standing()


# --- Posts -------------------------------------------------------------------------------------------------------


@require_safe
def tag(request: HttpRequest, tag: str) -> HttpResponse:
    """The posts with this tag that this reader may read. A tag with none is not there for her."""
    found = get_object_or_404(Tag, slug=tag)
    page = page_of(request, _readable(request).filter(tags=found))
    if not page.object_list:
        raise Http404
    context = {"tag": found, "page": page, "cards": cards_of(page, reader_of(request))}
    return render(request, "blogs/tag.html", context)


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Posts this reader may read in which all her words occur. Finding nothing offers ways on.

    All keys at once: counting first would walk through every text twice.
    """
    posts = _readable(request)
    query = parse(request.GET.get("q", ""))
    keys = list(found_in(posts, query).values_list("pk", flat=True))
    page = Paginator(keys, POSTS_A_PAGE).get_page(request.GET.get("page"))
    context: dict[str, Any] = {
        "query": query,
        "page": page,
        "pager": f"{urlencode({'q': query.typed})}&",
        "hits": _hits(posts, list(page.object_list), query),
    }
    if not keys:
        context |= {"tags": tags_of(posts), "things": things_of(posts)}
    return render(request, "blogs/search.html", context)


def _hits(posts: PostQuerySet, keys: list[uuid.UUID], query: Query) -> list[Hit]:
    """Return what is shown of the posts with these keys, in their order. Three queries: posts, tags and texts.

    What was withdrawn a moment ago is left out.
    """
    if not keys:
        return []
    found = {post.pk: post for post in posts.filter(pk__in=keys).for_stream().prefetch_related("tags")}
    for key, html in Post.objects.filter(pk__in=found).values_list("pk", "html"):
        found[key].html = html
    return [hit_in(found[key], query) for key in keys if key in found]


@login_required
@require_POST
def seen(request: SignedIn) -> HttpResponse:
    """Remember what she had before her: said by the page itself as it opens, or by her with the button "Gelezen"."""
    until = _moment(request.POST.get("tot", ""))
    if request.POST.get("doe") == "gelezen":
        meeting.read_all(by=request.user, until=until)
        messages.success(request, _("Alles staat nu op gelezen."))
        return redirect("blogs:stream")
    meeting.see(by=request.user, until=until)
    return HttpResponse(status=204)


def _moment(text: str) -> datetime:
    """Return when the page was made, so that a post of a second later stays new; never a moment still to come."""
    now = timezone.now()
    try:
        moment = parse_datetime(text)
    except ValueError:
        moment = None
    return min(moment, now) if moment is not None and timezone.is_aware(moment) else now


# --- People ------------------------------------------------------------------------------------------------------


@login_required
@require_POST
def follow(request: SignedIn, person_id: int) -> HttpResponse:
    """Follow somebody, or stop: the button turns round, so that a mistake is undone where it was made."""
    person = User.objects.filter(pk=person_id, is_active=True).first()
    wants = request.POST.get("doe") != "stop"
    if not wants:
        meeting.unfollow(by=request.user, person_id=person_id)
    else:
        try:
            if person is None:
                raise PermissionDenied
            meeting.follow(by=request.user, person=person)
        except PermissionDenied:
            raise Http404 from None  # Nobody is told who exists.
    if request.headers.get("HX-Request") and person is not None:
        context = {"person": person, "is_followed": wants, "next": _next(request), "said": True}
        return render(request, "blogs/follow.html", context)
    if wants and person is not None:
        messages.success(request, _("Je volgt %(name)s nu.") % {"name": person.shown_name})
    else:
        messages.success(request, _("Je volgt deze collega niet meer."))
    return redirect(_next(request))


def _next(request: HttpRequest) -> str:
    to = request.POST.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(to, allowed_hosts=None) and to.startswith("/")
    return to if is_ours else reverse("blogs:following")


@require_safe
@login_required
def following(request: SignedIn) -> HttpResponse:
    """Whom I follow, and who follows me."""
    context = {"followed": meeting.followed_by(request.user), "followers": meeting.followers_of(request.user)}
    return render(request, "blogs/following.html", context)


# --- The directory -----------------------------------------------------------------------------------------------


@require_safe
@login_required
def directory(request: SignedIn) -> HttpResponse:
    """The blogs and accounts that colleagues put here themselves, and what this reader put here."""
    wish = listing.Wish.of(request.GET)
    query = request.GET.copy()
    query.pop("page", None)
    context = {
        "wish": wish,
        "page": Paginator(listing.found(wish), ENTRIES_A_PAGE).get_page(request.GET.get("page")),
        "query": f"{query.urlencode()}&" if wish.is_any else "",
        "platforms": listing.platforms_in_use(),
        "libraries": listing.libraries_in_use(),
        "kinds": DirectoryEntry.Kind.choices,
        "mine": listing.listed().filter(person=request.user),
    }
    return render(request, "blogs/directory.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def directory_add(request: SignedIn) -> HttpResponse:
    """Put a blog or account of mine in the directory. Says first who will see it."""
    form = DirectoryForm(request.POST or None, person=request.user)
    if request.method == "POST" and form.is_valid():
        entry = meeting.put_in_directory(by=request.user, **form.cleaned_data)
        messages.success(request, _("“%(name)s” staat in de gids.") % {"name": entry.name})
        return redirect("blogs:directory")
    return render(request, "blogs/directory_add.html", {"form": form}, status=422 if form.errors else 200)


@login_required
@require_POST
def directory_remove(request: SignedIn, entry_id: int) -> HttpResponse:
    """Take a line of mine out of the directory, at once."""
    meeting.take_out_of_directory(by=request.user, entry_id=entry_id)
    messages.success(request, _("Je regel is uit de gids. Niemand ziet hem meer."))
    return redirect("blogs:directory")
