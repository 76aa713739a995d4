"""Answers: the one that holds, every attempt behind it, files, feedback of colleagues, the logbook."""

from __future__ import annotations

import uuid
from typing import Any, ClassVar, Self, cast

from django.core.files.storage import storages
from django.core.files.storage.base import Storage
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.db.models.deletion import Collector
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.models import Revision

from course.cohorts.models import Enrolment
from course.people.access import roles_of
from course.people.models import Library, User
from lessons.exercises import AnswerData, Facts
from lessons.exercises.base import NO_FACTS
from lessons.models import ThingPage


class Answer(models.Model):
    """One person's answer to one exercise. `data` is the last one, `score` the best one so far (0 to 1, or null)."""

    person = models.ForeignKey(User, on_delete=models.CASCADE, related_name="answers")
    page = models.ForeignKey(ThingPage, on_delete=models.PROTECT, related_name="answers")
    exercise = models.UUIDField(_("opdracht"), help_text="The id of the exercise in the page's body.")
    kind = models.CharField(_("soort"), max_length=30)  # No choices: a new kind is not a migration.
    data = models.JSONField(default=dict)
    score = models.FloatField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)
    revision = models.ForeignKey(
        Revision, on_delete=models.PROTECT, related_name="+", help_text="The wording that was answered."
    )
    created_at = models.DateTimeField(default=timezone.now)
    updated_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("antwoord")
        verbose_name_plural = _("antwoorden")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["person", "page", "exercise"], name="answer_unique"),
            models.CheckConstraint(
                name="answer_score_range", condition=Q(score__isnull=True) | Q(score__gte=0, score__lte=1)
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["exercise", "kind"], name="answer_tally")]  # read by poll results

    def __str__(self) -> str:
        return f"{self.kind} {self.exercise}"

    def as_data(self, facts: Facts = NO_FACTS) -> AnswerData:
        """Return the answer as an exercise reads it."""
        return AnswerData(data=self.data, score=self.score, facts=facts)


class Attempt(models.Model):
    """One time somebody answered. Append-only: a retake never hides what came before."""

    answer = models.ForeignKey(Answer, on_delete=models.CASCADE, related_name="attempts")
    data = models.JSONField()
    score = models.FloatField(null=True, blank=True)
    revision = models.ForeignKey(Revision, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering: ClassVar = ["made_at", "pk"]

    def __str__(self) -> str:
        return f"{self.answer} {self.made_at:%Y-%m-%d}"


def private_storage() -> Storage:
    return storages["private"]


def file_path(instance: AnswerFile, _filename: str) -> str:
    """Return an address that tells nothing: the participant's own file name is kept in the row only."""
    return f"answers/{instance.pk}"


class AnswerFile(models.Model):
    """A file handed in with an item of a checklist. Only its owner can fetch it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    answer = models.ForeignKey(Answer, on_delete=models.CASCADE, related_name="files")
    item = models.CharField(max_length=20)
    name = models.CharField(max_length=200)
    file = models.FileField(storage=private_storage, upload_to=file_path)
    uploaded_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return self.name


def forget_work(collector: Collector, field: models.ForeignKey, reviews: Any, _using: str | None) -> None:
    """Let go of a work that is erased, and of the copy of its text; an `on_delete`.

    The feedback itself stays: it is evidence of who gave it, and her own words. Nobody else can open it any more.
    """
    collector.add_field_update(field, None, reviews)
    collector.add_field_update(cast("models.Field", field.model._meta.get_field("text")), "", reviews)


class ReviewQuerySet(models.QuerySet["Review"]):
    def given(self) -> Self:
        """Keep what was filled in: a work that was only assigned is no feedback yet."""
        return self.filter(given_at__isnull=False)

    def visible_to(self, user: User) -> Self:
        """Keep what this person may open: what she gives, what she got, and as a trainer that of her POI's cohorts.

        A trainer's cohort is one in which both of them are. At most one query for the roles.
        """
        mine = Q(author=user) | Q(of__person=user, given_at__isnull=False)
        trains_at = roles_of(user).trains_at
        if not trains_at:
            return self.filter(mine)
        cohorts = Enrolment.objects.filter(
            person=OuterRef("author"),
            cohort__organisation__in=trains_at,
            cohort__programme__thing=OuterRef("page"),
        )
        both = cohorts.filter(cohort__enrolments__person=OuterRef("of__person"))
        return self.filter(mine | (Q(of__isnull=False) & Exists(both)) | (~Q(example="") & Exists(cohorts)))


class Review(models.Model):
    """Feedback that one participant gives on the work of another, or on an example text of the trainer.

    Made when the work is assigned (`asked_at`) and filled in later (`given_at`). `of` is the answer that holds the
    colleague's work; an example has its key in `example` instead. With neither the work was erased since. `text` is
    the work as it was when feedback was given.
    """

    author = models.ForeignKey(User, on_delete=models.CASCADE, related_name="reviews_given")
    page = models.ForeignKey(ThingPage, on_delete=models.PROTECT, related_name="+")
    exercise = models.UUIDField(_("opdracht"))
    of = models.ForeignKey(Answer, on_delete=forget_work, null=True, blank=True, related_name="reviews")
    example = models.CharField(max_length=20, blank=True)
    text = models.TextField(blank=True)
    scores = models.JSONField(default=dict, help_text="Points by criterion key.")
    tip = models.TextField(blank=True)
    top = models.TextField(blank=True)
    asked_at = models.DateTimeField(default=timezone.now)
    given_at = models.DateTimeField(null=True, blank=True)

    objects = ReviewQuerySet.as_manager()

    class Meta:
        verbose_name = _("feedback")
        verbose_name_plural = _("feedback")
        constraints: ClassVar = [
            models.CheckConstraint(
                name="review_not_of_two_works",
                condition=Q(of__isnull=True) | Q(example=""),
            ),
            models.UniqueConstraint(fields=["author", "of"], name="review_once_per_work"),
            models.UniqueConstraint(
                fields=["author", "page", "exercise", "example"],
                condition=~Q(example=""),
                name="review_once_per_example",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["exercise", "author"], name="review_of_exercise")]

    def __str__(self) -> str:
        return f"{self.exercise} {self.asked_at:%Y-%m-%d}"


def group_of(user: User) -> models.QuerySet[Enrolment]:
    """Return the enrolments of who takes part in a cohort with this person today, she herself included."""
    cohorts = Enrolment.objects.active().filter(person=user).values("cohort")
    return Enrolment.objects.active().filter(cohort__in=cohorts)


def in_care_of(user: User) -> models.QuerySet[Enrolment]:
    """Return the enrolments of who takes part in a cohort that this person trains: none but for a trainer."""
    return Enrolment.objects.active().filter(cohort__organisation__in=roles_of(user).trains_at)


class LogEntryQuerySet(models.QuerySet["LogEntry"]):
    def visible_to(self, user: User) -> Self:
        """Keep her own entries, those her group shares with her, and those shared with the trainers of a cohort.

        A group is who takes part in the same cohort today; who left it neither shares nor reads any more.
        """
        shared_with_trainer = Q(audience__in=[LogEntry.Audience.GROUP, LogEntry.Audience.TRAINER])
        return self.filter(
            Q(person=user)
            | Q(audience=LogEntry.Audience.GROUP, person__in=group_of(user).values("person"))
            | (shared_with_trainer & Q(person__in=in_care_of(user).values("person")))
        )


class LogEntry(models.Model):
    """Somebody's answer to the logbook question of one ding. Never evidence, private unless she shares it."""

    class Audience(models.TextChoices):
        PRIVATE = "private", _("alleen ik")
        TRAINER = "trainer", _("ik en mijn trainer")
        GROUP = "group", _("mijn groep en mijn trainer")

    person = models.ForeignKey(User, on_delete=models.CASCADE, related_name="log_entries")
    page = models.ForeignKey(ThingPage, on_delete=models.PROTECT, related_name="+")
    question = models.CharField(max_length=300, help_text="As it was asked when she answered.")
    text = models.TextField()
    audience = models.CharField(max_length=10, choices=Audience.choices, default=Audience.PRIVATE)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(default=timezone.now)
    updated_at = models.DateTimeField(default=timezone.now)

    objects = LogEntryQuerySet.as_manager()

    class Meta:
        verbose_name = _("logboekregel")
        verbose_name_plural = _("logboek")
        constraints: ClassVar = [models.UniqueConstraint(fields=["person", "page"], name="log_entry_unique")]

    def __str__(self) -> str:
        return f"{self.page_id} {self.updated_at:%Y-%m-%d}"


class ColumnMapping(models.Model):
    """Which column of an export holds which measure, said once by hand and remembered for a library.

    `headers` is a fingerprint of the header row, so that the same kind of file is recognised next time. `columns`
    gives the headers by measure, such as {"reach": ["accounts bereikt"]}, and under "row" what one row is. Nothing of
    the file's rows is kept.
    """

    library = models.ForeignKey(Library, on_delete=models.CASCADE, related_name="+")
    headers = models.CharField(max_length=64)
    columns = models.JSONField(default=dict)
    channel = models.CharField(max_length=60, blank=True)
    changed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["library", "headers"], name="column_mapping_unique")]

    def __str__(self) -> str:
        return self.channel or self.headers[:12]


class QuestionChange(models.Model):
    """What a trainer decided about answers to a question that was changed after people had answered. Append-only."""

    class Decision(models.TextChoices):
        KEEP = "keep", _("laten zoals het was")
        MARK_AGAIN = "mark_again", _("opnieuw nakijken")
        FULL_MARKS = "full_marks", _("iedereen krijgt deze vraag goed")

    page = models.ForeignKey(ThingPage, on_delete=models.PROTECT, related_name="+")
    exercise = models.UUIDField(_("opdracht"))
    question = models.CharField(max_length=20, help_text="The key of the question within its quiz.")
    decision = models.CharField(max_length=12, choices=Decision.choices)
    revision = models.ForeignKey(Revision, on_delete=models.PROTECT, related_name="+", help_text="The new wording.")
    answered = models.PositiveIntegerField(help_text="How many people had answered.")
    changed = models.PositiveIntegerField(default=0, help_text="How many of their scores this changed.")
    decided_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    decided_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("besluit over een gewijzigde vraag")
        ordering: ClassVar = ["-decided_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.question} {self.get_decision_display()}"
