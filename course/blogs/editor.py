"""What lies before somebody who writes: her post if there is one, the exercise it is for, and who may read it."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.db import transaction
from django.http import Http404
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from course.blogs import actions
from course.blogs.audience import Audience, audience_of, has_chosen, offered_level
from course.blogs.forms import PostForm, TextForm, post_draft_key
from course.blogs.history import Present, present
from course.blogs.models import Post, Visibility
from course.blogs.search import tag_names
from course.blogs.tagging import set_tags
from course.blogs.tasks import Task, open_task, task_of
from course.people.models import User
from lessons.models import ThingPage


@dataclass
class Desk:
    """One person's desk for one post. `post` is None until something is kept."""

    author: User
    post_id: uuid.UUID
    post: Post | None
    task: Task | None

    @property
    def thing(self) -> ThingPage | None:
        return self.task.thing if self.task else None

    @property
    def exercise(self) -> uuid.UUID | None:
        return self.task.exercise if self.task else None

    @property
    def is_published(self) -> bool:
        return self.post is not None and not self.post.is_draft

    @property
    def present(self) -> Present | None:
        """What she wrote last, also when its readers do not see that yet; None until something is kept. No query."""
        return present(self.post) if self.post is not None else None

    @property
    def changes(self) -> Present | None:
        """What she is changing in a published post, when that differs from what its readers see."""
        now = self.present
        if self.post is None or now is None or not now.is_pending or now.says(self.post.title, self.post.source):
            return None
        return now

    @property
    def version(self) -> int:
        now = self.present
        return now.version if now is not None else 0

    @cached_property
    def audience(self) -> Audience:
        return audience_of(self.author, self.thing, self.post)

    @property
    def draft_key(self) -> str:
        return post_draft_key(self.post_id, self.thing.pk if self.thing else None, self.exercise)

    def url(self, name: str) -> str:
        """Return the address of a view for this post; until there is a row it carries the exercise along."""
        address = reverse(f"blogs:{name}", args=[self.post_id])
        if self.post is not None or self.thing is None:
            return address
        query = {"opdracht": self.thing.pk} | ({"oefening": self.exercise} if self.exercise else {})
        return f"{address}?{urlencode(query)}"

    def form(self, data: Any = None, *, to_publish: bool = False) -> PostForm:
        """Return the form on this desk, filled with what she wrote last. Queries: audience, last choice, tags."""
        level = offered_level(self.author, self.audience, self.post)
        now = self.present
        initial = {
            "title": now.title if now else "",
            "source": now.source if now else "",
            "visibility": level,
            "cohort": self.post.cohort if self.post else None,
            "takes_guests": self.post is not None and self.post.takes_guests,
            "tags": ", ".join(tag_names(self.post)) if self.post else "",
        }
        form = PostForm(data, audience=self.audience, to_publish=to_publish, initial=initial)
        form.say_how_to_choose(first_time=not has_chosen(self.author), again=self.is_published and level is None)
        return form

    def keep(self, form: TextForm) -> Post | None:
        """Store the words of this valid form for her alone: as a draft, or beside the text that is online.

        The tags of a draft come along when the form has them; those of a published post wait, like its readers, for
        `publish`. Raises as actions do.
        """
        text = {name: form.cleaned_data[name] for name in ("title", "source")}
        version = form.cleaned_data["version"] or 0
        if self.post is not None and self.is_published:
            self.post = actions.save_changes(by=self.author, post=self.post, version=version, **text)
            return self.post
        self.post = actions.save_draft(
            by=self.author,
            post_id=self.post_id,
            thing=self.thing,
            exercise=self.exercise,
            version=version,
            **text,
        )
        if self.post is not None and "tags" in form.cleaned_data:
            set_tags(self.post, form.cleaned_data["tags"])
        return self.post

    @transaction.atomic
    def publish(self, form: PostForm) -> Post:
        """Publish the words of this valid form for those it names. No reader of the old choice sees the new text.

        Raises as actions do.
        """
        if self.post is not None and self.is_published:
            text = {name: form.cleaned_data[name] for name in ("title", "source")}
            version = form.cleaned_data["version"] or 0
            self.post = actions.rewrite(by=self.author, post=self.post, version=version, **text)
            set_tags(self.post, form.cleaned_data["tags"])
        else:
            self.keep(form)
        assert self.post is not None  # noqa: S101 - a valid form that publishes has a text
        self.post = actions.publish(
            by=self.author,
            post=self.post,
            visibility=Visibility(form.cleaned_data["visibility"]),
            cohort=form.chosen_cohort(),
            takes_guests=form.cleaned_data["takes_guests"],
        )
        return self.post


def open_desk(author: User, post_id: uuid.UUID, thing: str | None, exercise: str | None) -> Desk:
    """Return the desk for this post; for a new one `thing` and `exercise` come from the address.

    Raises Http404 when the post is somebody else's, and as `open_task` does. Queries: the post with its ding, or the
    door to the ding.
    """
    post = Post.objects.select_related("thing", "cohort__organisation", "author", "pending").filter(pk=post_id).first()
    if post is None:
        return Desk(author, post_id, None, open_task(author, thing, exercise))
    if post.author_id != author.pk:
        raise Http404
    return Desk(author, post_id, post, task_of(post.thing, post.exercise) if post.thing else None)


def saved_line(now: Present) -> str:
    """Say when this was kept: "Concept opgeslagen om 14.03 uur", with the date when that was not today."""
    at = timezone.localtime(now.saved_at)
    when = {"time": date_format(at, "G.i"), "date": date_format(at, "j F")}
    today = at.date() == timezone.localdate()
    if now.is_pending and today:
        return _("Wijzigingen opgeslagen om %(time)s uur, nog niet gepubliceerd") % when
    if now.is_pending:
        return _("Wijzigingen opgeslagen op %(date)s om %(time)s uur, nog niet gepubliceerd") % when
    if today:
        return _("Concept opgeslagen om %(time)s uur") % when
    return _("Concept opgeslagen op %(date)s om %(time)s uur") % when
