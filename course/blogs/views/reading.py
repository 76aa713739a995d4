"""Reading: the stream, one person's posts, one post with its comments. Visitors read what is for everyone."""

from __future__ import annotations

import uuid
from typing import Any

from django.core.paginator import Page, Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from course.blogs.audience import readers
from course.blogs.forms import CommentForm
from course.blogs.kept import just_saved
from course.blogs.models import Post, PostQuerySet
from course.blogs.tasks import module_number
from course.blogs.threads import Thread, thread_of
from course.people.models import User

POSTS_A_PAGE = 20


def reader_of(request: HttpRequest) -> User | None:
    """Return who is reading, None for a visitor."""
    return request.user if isinstance(request.user, User) else None


@require_safe
def stream(request: HttpRequest) -> HttpResponse:
    """All published posts this reader may read, the newest first, perhaps of one ding."""
    posts = Post.objects.visible_to(request.user).published()
    things = dict(
        posts.filter(thing__isnull=False)
        .order_by("thing__number", "thing")
        .values_list("thing__number", "thing__title")
        .distinct()
    )
    chosen = _number(request.GET.get("ding", ""))
    context = {
        "page": _page_of(request, posts.filter(thing__number=chosen) if chosen else posts),
        "things": things,
        "chosen": chosen,
        "chosen_title": things.get(chosen, "") if chosen else "",
        "query": f"ding={chosen}&" if chosen else "",
    }
    return render(request, "blogs/stream.html", context)


@require_safe
def person(request: HttpRequest, person_id: int) -> HttpResponse:
    """The posts of one person that this reader may read. Where there are none, nobody is told who exists."""
    page = _page_of(request, Post.objects.visible_to(request.user).filter(author=person_id))
    if not page.object_list:
        raise Http404
    return render(request, "blogs/person.html", {"page": page, "author": page.object_list[0].author})


@require_safe
def post(request: HttpRequest, post_id: uuid.UUID) -> HttpResponse:
    """One post with its comments. A draft opens in the editor, for its author; for all others it is not there."""
    found = get_object_or_404(Post.objects.visible_to(request.user).for_page(), pk=post_id)
    if found.is_draft:
        return redirect("blogs:edit", post_id=found.pk)
    thread = thread_of(found, reader_of(request), request.GET.get("antwoord", ""))
    form = CommentForm(post=found, answering=thread.answered.pk if thread.answered else None)
    return render_post(request, found, thread, form)


def render_post(request: HttpRequest, found: Post, thread: Thread, form: CommentForm) -> HttpResponse:
    """Return the page of one post, with this form for a reaction on it."""
    reader = reader_of(request)
    is_author = reader is not None and reader.pk == found.author_id
    context = {
        "post": found,
        "thread": thread,
        "form": form,
        "module": module_number(found.thing),
        "thing_url": found.thing.address if found.thing and found.thing.live and reader is not None else "",
        "is_author": is_author,
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
        .filter(author=found.author_id)
        .only("title", "author")
        .order_by("published_at", "pk")
    )
    place = next(number for number, row in enumerate(rows) if row.pk == found.pk)
    return {
        "older": rows[place - 1] if place else None,
        "newer": rows[place + 1] if place + 1 < len(rows) else None,
        "post_count": len(rows),
    }


def _page_of(request: HttpRequest, posts: PostQuerySet) -> Page:
    return Paginator(posts.for_stream(), POSTS_A_PAGE).get_page(request.GET.get("page"))


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 4 else None
