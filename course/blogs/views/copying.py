"""From a worksheet to a post: a draft of her own figures."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from course.answers.worksheets import own_sheet
from course.blogs import actions
from course.blogs.models import Post
from course.blogs.views import SignedIn
from course.cohorts.access import open_thing
from lessons.exercises.sheet_copies import as_markdown
from lessons.richtext import TextRefused


@login_required
@require_POST
def from_worksheet(request: SignedIn, thing_id: int, exercise_id: uuid.UUID) -> HttpResponse:
    """Make a draft with her figures and open it. The same figures again open the draft that is there already.

    The draft is for the ding and for no exercise: as evidence a worksheet has only its own answer.
    """
    thing, _door = open_thing(request.user, thing_id, to_answer=True)
    found = own_sheet(request.user, thing, exercise_id)
    if found is None:
        raise Http404
    post_id = uuid.uuid5(exercise_id, f"{found.answer.pk}/{found.answer.version}")
    if not Post.objects.filter(pk=post_id).exists():
        try:
            actions.save_draft(
                by=request.user,
                post_id=post_id,
                thing=thing,
                exercise=None,
                title=found.exercise.title,
                source=as_markdown(found.sheet),
                version=0,
            )
        except TextRefused:
            messages.error(request, _("Je meetblad is te groot voor een bericht. Download het als spreadsheet."))
            return redirect(f"{thing.address}#{found.exercise.anchor}")
    return redirect("blogs:edit", post_id=post_id)
