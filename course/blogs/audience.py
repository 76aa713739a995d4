"""Who will be able to read a post, said exactly, before it is published."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from course.blogs.models import Blog, Post, Visibility
from course.cohorts.access import current_enrolment, door_to
from course.cohorts.models import Cohort, Enrolment
from course.people.access import roles_of
from course.people.models import Role, User
from lessons.models import ThingPage

NAMED_TRAINERS = 3


def cohort_of(person: User, thing: ThingPage | None) -> Cohort | None:
    """Return whose group reads what this person writes (for this ding): the cohort she takes it in, or None.

    Queries: at most those of `door_to` for a ding, else the one of `current_enrolment`.
    """
    enrolment = door_to(person, thing).enrolment if thing is not None else current_enrolment(person)
    return enrolment.cohort if enrolment is not None else None


@dataclass(frozen=True)
class Audience:
    """The groups one author may write for, and who is in them.

    `cohorts` is empty for somebody without a group, holds one for a participant, and for a trainer each open cohort
    of her POI. `trainers` are shown names and `members` counts people: both of the one group, else empty and 0.
    """

    cohorts: tuple[Cohort, ...]
    trainers: tuple[str, ...] = ()
    members: int = 0

    @property
    def levels(self) -> list[Visibility]:
        """The levels that mean something here: without a group there is no trainer and no group to read along."""
        if self.cohorts:
            return list(Visibility)
        return [Visibility.ME, Visibility.EVERYONE]

    def sentence(self, level: Visibility) -> str:
        """Say in one sentence who can read a post of that level."""
        if level == Visibility.ME:
            return _("Niemand anders kan het openen, ook je trainer niet.")
        if level == Visibility.EVERYONE:
            return _("Ook mensen buiten de cursus, zonder account.")
        if len(self.cohorts) != 1:
            return {
                Visibility.TRAINER: _("Jij en de trainers van de groep die je hieronder kiest."),
                Visibility.GROUP: _("De deelnemers en de trainers van de groep die je hieronder kiest."),
            }[level]
        if level == Visibility.TRAINER:
            return self._trainer_sentence(self.cohorts[0])
        return self._group_sentence(self.cohorts[0])

    def _trainer_sentence(self, cohort: Cohort) -> str:
        where = {"organisation": cohort.organisation.name}
        if not self.trainers:
            return _("Jij en de trainers van %(organisation)s.") % where
        names = ", ".join(self.trainers[:NAMED_TRAINERS])
        more = len(self.trainers) - NAMED_TRAINERS
        if more > 0:
            sentence = ngettext(
                "Jij en de trainers van %(organisation)s: %(names)s en nog %(more)s ander.",
                "Jij en de trainers van %(organisation)s: %(names)s en nog %(more)s anderen.",
                more,
            )
            return sentence % {**where, "names": names, "more": more}
        sentence = ngettext(
            "Jij en je trainer van %(organisation)s: %(names)s.",
            "Jij en de trainers van %(organisation)s: %(names)s.",
            len(self.trainers),
        )
        return sentence % {**where, "names": names}

    def _group_sentence(self, cohort: Cohort) -> str:
        sentence = ngettext(
            "De groep %(group)s (nu %(count)s deelnemer) en de trainers van %(organisation)s.",
            "De groep %(group)s (nu %(count)s deelnemers) en de trainers van %(organisation)s.",
            self.members,
        )
        return sentence % {"group": cohort.name, "count": self.members, "organisation": cohort.organisation.name}


def audience_of(author: User, thing: ThingPage | None, post: Post | None = None) -> Audience:
    """Return for whom this author may write. A post keeps the group it was written for.

    Queries: the cohort (see `cohort_of`; for a trainer those of her POI), its trainers and its number of people.
    """
    cohort = post.cohort if post is not None and post.cohort is not None else cohort_of(author, thing)
    cohorts = (cohort,) if cohort is not None else _cohorts_run_by(author, thing)
    if len(cohorts) != 1:
        return Audience(cohorts)
    trainers = (
        Role.objects.current()
        .filter(kind=Role.Kind.TRAINER, organisation=cohorts[0].organisation_id, person__is_active=True)
        .exclude(person=author)
        .select_related("person")
        .order_by("person__sort_name", "person__pk")
    )
    return Audience(
        cohorts,
        trainers=tuple(role.person.shown_name for role in trainers),
        members=Enrolment.objects.active().filter(cohort=cohorts[0]).count(),
    )


def _cohorts_run_by(author: User, thing: ThingPage | None) -> tuple[Cohort, ...]:
    """Return the open cohorts a trainer may write for: a word of welcome reaches a group this way."""
    trains_at = roles_of(author).trains_at
    if not trains_at:
        return ()
    cohorts = Cohort.objects.run_by(trains_at).open().select_related("organisation")
    if thing is not None:
        cohorts = cohorts.filter(programme__thing=thing)
    return tuple(cohorts)


def offered_level(author: User, audience: Audience, post: Post | None = None) -> Visibility | None:
    """Return the level that stands ready: the post's own, else the author's last choice. One query for a new post.

    None for a post that everyone can read: that choice is never made for somebody, so she makes it again.
    """
    if post is not None and not post.is_draft:
        level = Visibility(post.visibility)
        return None if level == Visibility.EVERYONE else level
    kept = Blog.objects.filter(person=author).values_list("visibility", flat=True).first() or Visibility.TRAINER
    return Visibility(kept) if kept in audience.levels else Visibility.ME


def has_chosen(author: User) -> bool:
    """Say whether this author has chosen a visibility herself before. One query."""
    return Blog.objects.filter(person=author, has_chosen=True).exists()


def readers(post: Post) -> str:
    """Say in one sentence who can read this published post; it needs its cohort and organisation."""
    level = Visibility(post.visibility)
    if level == Visibility.EVERYONE:
        return _("Iedereen kan het lezen, ook mensen zonder account.")
    if level == Visibility.ME or post.cohort is None:
        return _("Alleen jij kunt het lezen.")
    where = {"group": post.cohort.name, "organisation": post.cohort.organisation.name}
    if level == Visibility.TRAINER:
        return _("Jij en de trainers van %(organisation)s kunnen het lezen.") % where
    return _("De groep %(group)s en de trainers van %(organisation)s kunnen het lezen.") % where
