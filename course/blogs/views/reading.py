"""Reading: the stream, one person's posts, one post with its comments. Visitors read what is for everyone."""

from __future__ import annotations

import uuid
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Q
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from course.blogs.audience import readers
from course.blogs.kept import just_saved
from course.blogs.meeting import is_following
from course.blogs.models import ExternalPost, Post, PostQuerySet
from course.blogs.stream import Choice, cards_of, stream_for, tags_of, things_of
from course.blogs.talk_forms import reaction_form
from course.blogs.tasks import module_number
from course.blogs.threads import Thread, around, thread_of
from course.people import looks
from course.people.models import User

POSTS_A_PAGE = 20
POSTS_ELSEWHERE = 10


def reader_of(request: HttpRequest) -> User | None:
    """Return who is reading, None for a visitor."""
    return request.user if isinstance(request.user, User) else None


@require_safe
def stream(request: HttpRequest) -> HttpResponse:
    """All standing posts this reader may read, the newest first, perhaps of one ding, by whom she follows, or new."""
    reader = reader_of(request)
    found = stream_for(reader, Post.objects.visible_to(request.user).standing())
    choice = Choice.of(request.GET, reader)
    things = things_of(found.posts)
    page = page_of(request, found.chosen(choice))
    context = {
        "stream": found,
        "choice": choice,
        "page": page,
        "cards": cards_of(page, reader, found),
        "things": things,
        "tags": tags_of(found.posts),
        "chosen_title": things.get(choice.thing, "") if choice.thing else "",
        "new_count": found.count_new(),
        "has_all_new": found.has_all_new(page, choice),
    }
    return render(request, "blogs/stream.html", context)


@require_safe
def person(request: HttpRequest, person_id: int) -> HttpResponse:
    """The posts of one person that this reader may read, here and elsewhere. Without any, nobody is told who exists."""
    reader = reader_of(request)
    hers = ExternalPost.objects.proven().visible_to(request.user).filter(blog__person=person_id)
    elsewhere = list(hers.for_list()[:POSTS_ELSEWHERE])
    page = page_of(request, Post.objects.visible_to(request.user).standing().filter(author=person_id))
    if not page.object_list and not elsewhere:
        raise Http404
    looks.record(by=request.user, people=[person_id], page="blog")
    context = {
        "page": page,
        "cards": cards_of(page, reader),
        "elsewhere": elsewhere,
        "author": page.object_list[0].author if page.object_list else elsewhere[0].blog.person,
        "is_followed": is_following(reader, person_id),
    }
    return render(request, "blogs/person.html", context)


@require_safe
def post(request: HttpRequest, post_id: uuid.UUID) -> HttpResponse:
    """One post with its comments. A draft opens in the editor, for its author; for all others it is not there."""
    posts = Post.objects.visible_to(request.user).for_page().with_marks_of(request.user)
    found = get_object_or_404(posts, pk=post_id)
    if found.is_draft:
        return redirect("blogs:edit", post_id=found.pk)
    reader = reader_of(request)
    looks.record(by=request.user, people=[found.author], page="post")
    thread = thread_of(found, reader, request.GET.get("antwoord", ""))
    return render_post(request, found, thread, reaction_form(found, thread, reader))


def render_post(request: HttpRequest, found: Post, thread: Thread, form: Form) -> HttpResponse:
    """Return the page of one post (`for_page()`, `with_marks_of()` the reader), with this form for a reaction on it."""
    reader = reader_of(request)
    is_author = reader is not None and reader.pk == found.author_id
    context = {
        "post": found,
        "thread": thread,
        "form": form,
        "around": around(found, reader),
        "module": module_number(found.thing),
        "thing_url": found.thing.address if found.thing and found.thing.live and reader is not None else "",
        "is_author": is_author,
        "is_followed": is_following(reader, found.author_id),
        "readers": readers(found) if is_author else "",
        "saved_key": just_saved(request),
        **_neighbours(request, found),
    }
    return render(request, "blogs/post.html", context)


def _neighbours(request: HttpRequest, found: Post) -> dict[str, Any]:
    """Return the older and the newer post of this author for this reader, and how many there are. One query."""
    rows = list(
        Post.objects.visible_to(request.user)
        .published()
        .filter(Q(hidden_at__isnull=True) | Q(pk=found.pk), author=found.author_id)
        .only("title", "author")
        .order_by("published_at", "pk")
    )
    place = next(number for number, row in enumerate(rows) if row.pk == found.pk)
    return {
        "older": rows[place - 1] if place else None,
        "newer": rows[place + 1] if place + 1 < len(rows) else None,
        "post_count": len(rows),
    }


def page_of(request: HttpRequest, posts: PostQuerySet) -> Page:
    """Return the page of these posts that the address asks for, with their tags. Three queries, when it is read."""
    return Paginator(posts.for_stream().prefetch_related("tags"), POSTS_A_PAGE).get_page(request.GET.get("page"))
