"""Stops among the blogs: finding each other, versions, feeds, blogs elsewhere, bringing along, calling the trainer."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone
from playwright.sync_api import Page

from course.blogs.models import ExternalBlog, ExternalPost, Flag, Post, PostVersion, Tag
from tests import factories
from tests.browser.conftest import Town
from tests.browser.life import Life
from tests.browser.stops import Stop, press, send_nothing


def more_life(town: Town, life: Life) -> None:
    """Let there be a tag, an older version, a blog elsewhere, a guest's door and a call for the trainer."""
    life.post.tags.add(Tag.objects.create(name="lezers", slug="lezers"))
    Post.objects.filter(pk=life.post.pk).update(takes_guests=True)
    PostVersion.objects.create(
        post=life.own, version=0, title="Noor wil beginnen", source="Een kort begin.\n\nVan lang geleden.", words=6
    )
    now = timezone.now()
    blogs = [
        ExternalBlog.objects.create(
            person=town.noor, address=f"https://noor{n}.example/", title=f"Blog {n}", code=f"dingen-{n}", proven_at=at
        )
        for n, at in enumerate((now, None))
    ]
    ExternalPost.objects.create(
        blog=blogs[0],
        key="1",
        address="https://noor0.example/1",
        title="Wat ik thuis schreef",
        summary="De eerste regels van een langer verhaal.",
        words=120,
        published_at=now - timedelta(days=2),
    )
    Flag.objects.create(post=life.post, by=town.others[2], reason="Hier staat een telefoonnummer in.")


def make_key(page: Page) -> None:
    page.get_by_role("button", name="Maak mijn sleutel").click()
    page.get_by_role("button", name="Trek mijn sleutel in").wait_for()


def of_a_reader(town: Town, life: Life) -> list[Stop]:
    """Noor, who reads, follows, looks back and takes her words along."""
    external = ExternalPost.objects.get()
    return [
        Stop("search", "/blogs/zoeken/?q=drie+vragen"),
        Stop("search, nothing", "/blogs/zoeken/?q=bestaatniet"),
        Stop("search, not begun", "/blogs/zoeken/"),
        Stop("tag", "/blogs/trefwoord/lezers/"),
        Stop("following", "/blogs/volgen/"),
        Stop("directory", "/blogs/gids/"),
        Stop("directory, adding", "/blogs/gids/erbij/"),
        Stop("through others' eyes", f"/blogs/{life.own.pk}/bekijk-als/"),
        Stop("through others' eyes, closed", f"/blogs/{life.own.pk}/bekijk-als/?als=bezoeker"),
        Stop("versions", f"/blogs/{life.own.pk}/versies/"),
        Stop("version", f"/blogs/{life.own.pk}/versies/0/"),
        Stop("calling the trainer", f"/blogs/{life.post.pk}/melden/"),
        Stop("changing a reaction", f"/blogs/reactie/{life.comment.pk}/aanpassen/"),
        Stop("feeds", "/feeds/"),
        Stop("feeds, with a key", "/feeds/", make_key),
        Stop("blog elsewhere", "/blog-elders/"),
        Stop("blog elsewhere, refused", "/blog-elders/", press("Zoek mijn feed")),
        Stop("blog elsewhere, removing", f"/blog-elders/{external.blog_id}/weg/"),
        Stop("post elsewhere", f"/blog-elders/bericht/{external.pk}/"),
        Stop("bringing an old blog", "/blogs/importeren/"),
        Stop("bringing an old blog, refused", "/blogs/importeren/", send_nothing),
        Stop("taking a blog along", "/blogs/meenemen/"),
    ]


def of_a_guest(life: Life) -> list[Stop]:
    return [
        Stop("post that takes guests", life.post.get_absolute_url()),
        Stop("stream for everyone, with tags", "/blogs/"),
        Stop("search of a visitor", f"/blogs/zoeken/?q={factories.WORDS.split()[0].lower()}"),
    ]


def of_a_moderator(life: Life) -> list[Stop]:
    return [
        Stop("calls", "/blogs/meldingen/"),
        Stop("stepping in", f"/blogs/{life.post.pk}/ingrijpen/"),
        Stop("stepping in, refused", f"/blogs/{life.post.pk}/ingrijpen/", send_nothing),
        Stop("stepping in on a reaction", f"/blogs/reactie/{life.comment.pk}/ingrijpen/"),
        Stop("post as a trainer reads it", life.post.get_absolute_url()),
    ]
