"""What others see of somebody's blog: counted by the querysets that open posts for them."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from course.blogs.models import ExternalPost, Post, PostQuerySet
from course.blogs.models.meeting import DirectoryEntry
from course.people import sight
from course.people.models import User
from course.people.sight import ADDRESS_WORDS, AT_MOST, Eyes, Face, Seen, Thing

SHOWN_POSTS = 10


def register() -> None:
    sight.register_seer("post", posts_seen)
    sight.register_seer("elsewhere", elsewhere_seen)
    sight.register_seer("directory", directory_seen)
    sight.register_face("blog", blog_face)


def _posts(person: User, eyes: Eyes) -> PostQuerySet:
    return Post.objects.visible_to(eyes.user).standing().filter(author=person)


def posts_seen(person: User, eyes: Eyes) -> Seen:
    """Two queries."""
    posts = _posts(person, eyes)
    rows = posts.order_by("-published_at", "pk").values_list("pk", "title")[:AT_MOST]
    word = ADDRESS_WORDS[eyes.viewer]
    things = tuple(Thing(title, f"{reverse('blogs:view_as', args=[pk])}?als={word}") for pk, title in rows)
    return Seen(posts.count(), things)


def elsewhere_seen(person: User, eyes: Eyes) -> Seen:
    """Two queries."""
    posts = ExternalPost.objects.proven().visible_to(eyes.user).filter(blog__person=person)
    rows = posts.order_by("-pk").values_list("title", "address")[:AT_MOST]
    return Seen(posts.count(), tuple(Thing(title, address) for title, address in rows))


def directory_seen(person: User, _eyes: Eyes) -> Seen:
    """Everybody who can sign in reads the directory. Two queries."""
    entries = DirectoryEntry.objects.filter(person=person)
    rows = entries.order_by("pk").values_list("name", flat=True)[:AT_MOST]
    return Seen(entries.count(), tuple(Thing(name, reverse("blogs:directory")) for name in rows))


def blog_face(person: User, eyes: Eyes) -> Face:
    """Her newest posts as these eyes find them on her page; the marks of a reader (new, thanked) are left out."""
    posts = list(_posts(person, eyes).for_stream().prefetch_related("tags")[:SHOWN_POSTS])
    return Face(_("Je blog"), "blogs/seen_as.html", {"posts": posts})
