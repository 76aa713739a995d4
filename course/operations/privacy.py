"""What Wagtail and the libraries keep of people, and what this site says of their tables."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _
from wagtail.models import CommentReply, ModelLogEntry, Page, PageLogEntry
from wagtail.models.pages import COMMENTS_RELATION_NAME

from course.people.models import User
from course.people.privacy import (
    REMOVED,
    SHORTEST_NAME,
    After,
    Erasing,
    Ground,
    Holding,
    Kind,
    Someone,
    declare,
    delete,
    empty,
    nothing_of_people,
)

EDITING = Kind(
    "editing",
    name=_("Werken aan de cursus"),
    what=_("Wat trainers en beheerders in de cursus veranderden: wie, wanneer en welke versie."),
    why=_("Zo is na te gaan hoe een pagina is ontstaan, en kan een oude versie terug."),
    ground=Ground.SAFETY,
    how_long=_("Zolang de pagina bestaat."),
    who=_("Trainers en beheerders van die cursus."),
    when_erased=_(
        "Wie het deed, staat er niet meer bij. Pagina’s en versies blijven: dat is de cursus. Staat je naam als auteur "
        "in de tekst van een ding? Vraag je POI om die te veranderen."
    ),
)


def logs_of(model: type[Any]) -> Any:
    """Return what finds the lines of this log that she wrote, or that name her: in their title or their details."""

    def find(who: Someone) -> QuerySet[Any]:
        mine = Q(user=who.person.pk)
        for word in (*who.addresses, *who.names):
            if len(word) >= SHORTEST_NAME:
                mine |= Q(label__icontains=word)
        if model is ModelLogEntry:
            about = ContentType.objects.get_for_model(User, for_concrete_model=False)
            mine |= Q(content_type=about, object_id=str(who.person.pk))
        return model.objects.filter(mine).order_by("pk")

    return find


def erase_titles(erasing: Erasing, rows: QuerySet[Any]) -> None:
    """Leave that something was done and when; her name goes from titles and from the details."""
    about_people = ContentType.objects.get_for_model(User, for_concrete_model=False)
    for line in rows:
        is_hers = line.content_type_id == about_people.pk
        label = REMOVED if is_hers else erasing.someone.without_name(line.label)
        data = without_name_in(line.data, erasing.someone)
        type(line).objects.filter(pk=line.pk).update(label=label, data={} if is_hers else data)


def erase_comments(erasing: Erasing, rows: QuerySet[Any]) -> None:
    """Empty what she noted beside pages, also where versions of those pages hold a copy of it."""
    mine = [*rows.values_list("page", flat=True)]
    replied = CommentReply.objects.filter(user=erasing.person).values_list("comment__page", flat=True)
    for page in Page.objects.filter(pk__in={*mine, *replied}):
        for revision in page.revisions.all():
            if _empty_notes(revision.content, erasing.person.pk):
                revision.save(update_fields=["content"])
    CommentReply.objects.filter(user=erasing.person).update(text=REMOVED)
    rows.model._base_manager.filter(pk__in=list(rows.values_list("pk", flat=True))).update(text=REMOVED)


def _empty_notes(content: dict[str, Any], person_id: int) -> bool:
    """Empty her notes in a page's stored version; say whether there were any."""
    notes = content.get(COMMENTS_RELATION_NAME) or []
    hers = [one for note in notes for one in (note, *note.get("replies", ())) if one.get("user") == person_id]
    for note in hers:
        note["text"] = REMOVED
    return bool(hers)


def without_name_in(value: Any, who: Someone) -> Any:
    """Return JSON with her name and addresses taken out of each text."""
    if isinstance(value, str):
        return who.without_name(value)
    if isinstance(value, dict):
        return {name: without_name_in(part, who) for name, part in value.items()}
    if isinstance(value, list):
        return [without_name_in(part, who) for part in value]
    return value


def register() -> None:
    """Make the declarations of what has no room of ours known."""
    day = timedelta(days=1)
    declare(
        EDITING,
        holdings=[
            Holding(
                "wagtailcore.PageLogEntry", "editing", find=logs_of(PageLogEntry), names=("user",), erase=erase_titles
            ),
            Holding(
                "wagtailcore.ModelLogEntry", "editing", find=logs_of(ModelLogEntry), names=("user",), erase=erase_titles
            ),
            # Replies are emptied with the notes: what versions hold of them is found by both.
            Holding("wagtailcore.CommentReply", "editing", of=("user",)),
            Holding("wagtailcore.Comment", "editing", of=("user",), names=("resolved_by",), erase=erase_comments),
            Holding("wagtailcore.TaskState", "editing", of=("finished_by",), erase=empty(comment="")),
            Holding("wagtailcore.PageSubscription", "editing", of=("user",), erase=delete),
            Holding("wagtailcore.APIToken", "sign_in", of=("user",), erase=delete, secret=("key_hash", "prefix")),
            Holding("wagtailcore.UploadedFile", "editing", of=("uploaded_by_user",), erase=delete),
            Holding(
                "wagtailadmin.EditingSession",
                "editing",
                of=("user",),
                erase=delete,
                goes=(After("last_seen_at", day),),
            ),
            Holding(
                "wagtailadmin.FormState",
                "editing",
                of=("user",),
                erase=delete,
                goes=(After("last_updated_at", 30 * day),),
            ),
            # Pages, versions, pictures and documents are the course: they only say who made them.
            Holding("wagtailcore.Page", "editing", names=("owner", "locked_by")),
            Holding("wagtailcore.Revision", "editing", names=("user",)),
            Holding("wagtailcore.WorkflowState", "editing", names=("requested_by",)),
            Holding("wagtaildocs.Document", "editing", names=("uploaded_by_user",)),
            Holding("wagtailimages.Image", "editing", names=("uploaded_by_user",)),
            Holding("lessons.CourseImage", "editing", names=("uploaded_by_user",)),
        ],
    )
    nothing_of_people(
        "lessons.HomePage",
        "lessons.CoursePage",
        "lessons.ModulePage",
        "lessons.ThingPage",
        because="The course itself. Who owns a page stands with wagtailcore.Page; an author in its text is content.",
    )
    nothing_of_people(
        "lessons.Rendition",
        "lessons.JargonWord",
        "lessons.Platform",
        "lessons.Questionnaire",
        because="The course itself: what trainers wrote for everybody.",
    )
    nothing_of_people(
        "wagtailcore.Locale",
        "wagtailcore.Site",
        "wagtailcore.GroupSitePermission",
        "wagtailcore.CollectionViewRestriction",
        "wagtailcore.Collection",
        "wagtailcore.GroupCollectionPermission",
        "wagtailcore.WorkflowContentType",
        "wagtailcore.Workflow",
        "wagtailcore.WorkflowTask",
        "wagtailcore.Task",
        "wagtailcore.GroupApprovalTask",
        "wagtailcore.GroupPagePermission",
        "wagtailcore.PageViewRestriction",
        "wagtailcore.WorkflowPage",
        "wagtailcore.ReferenceIndex",
        "wagtailadmin.Admin",
        "wagtailredirects.Redirect",
        "wagtailembeds.Embed",
        "wagtailimages.Rendition",
        "taggit.Tag",
        "taggit.TaggedItem",
        because="How the site is arranged, and who may do what by group: no person stands in it.",
    )
    nothing_of_people(
        "wagtailsearch.IndexEntry",
        "wagtailsearch.SQLiteFTSIndexEntry",
        because="Pages, pictures and documents of the course: nothing that participants write is in this index.",
    )
