"""My blog is elsewhere: tell where, prove it, and say which post is for which ding."""

from __future__ import annotations

import uuid
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.cache import cache
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from course.blogs import elsewhere
from course.blogs.models import ExternalBlog, ExternalPost
from course.blogs.views import SignedIn
from course.cohorts.access import current_enrolment, open_thing
from course.fetching import FetchRefused
from course.notifications.letters import absolute
from course.people.models import User
from lessons.models import BoundExercise, ThingPage

FETCHES_AN_HOUR = 20
"""Each makes this site go out for somebody: enough to try, too little to knock at doors with."""


class AddressForm(forms.Form):
    """Where a blog stands."""

    use_required_attribute = False

    address = forms.CharField(
        label=gettext_lazy("Adres van je blog"),
        help_text=gettext_lazy("Het adres van de voorpagina, bijvoorbeeld https://mijnblog.example."),
        max_length=300,
        widget=forms.TextInput(attrs={"type": "url", "inputmode": "url", "autocomplete": "url"}),
        error_messages={
            "required": gettext_lazy("Vul het adres van je blog in."),
            "max_length": gettext_lazy("Dit adres is te lang. Gebruik het adres van de voorpagina."),
        },
    )

    def clean_address(self) -> str:
        address: str = self.cleaned_data["address"]
        if not elsewhere.is_web_address(address):
            raise forms.ValidationError(_("Dit is geen webadres. Het begint met https:// en er staat een punt in."))
        return address


class ThingForm(forms.Form):
    """For which ding a post is; the choices are the blog exercises of her programme that are open."""

    use_required_attribute = False

    exercise = forms.ChoiceField(
        label=gettext_lazy("Voor welk ding is dit bericht?"),
        error_messages={
            "required": gettext_lazy("Kies een ding."),
            "invalid_choice": gettext_lazy("Kies een ding uit de lijst."),
        },
    )

    def __init__(self, *args: Any, open_tasks: list[tuple[ThingPage, BoundExercise]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["exercise"]
        labels = [
            (one.id, _("Ding %(number)s: %(title)s") % {"number": thing.number, "title": thing.title})
            for thing, one in open_tasks
        ]
        field.choices = [("", _("Kies een ding")), *labels]


def may_go_out(person: User) -> bool:
    """Count one fetch for this person and say whether it is still within her share of this hour."""
    key = f"elders:{person.pk}"
    cache.add(key, 0, 3600)
    try:
        return cache.incr(key) <= FETCHES_AN_HOUR
    except ValueError:  # It ran out at this very moment.
        return True


TOO_OFTEN = gettext_lazy("Je hebt dit vaak geprobeerd. Wacht een uur en probeer het dan opnieuw.")


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def overview(request: SignedIn) -> HttpResponse:
    """My blogs elsewhere with their posts, and the form to tell of one."""
    form = AddressForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            if not may_go_out(request.user):
                raise FetchRefused(str(TOO_OFTEN))
            blog = elsewhere.register(by=request.user, address=form.cleaned_data["address"])
        except FetchRefused as refusal:
            form.add_error("address", str(refusal))
        else:
            messages.success(
                request, _("We hebben de feed van je blog gevonden. Laat nu zien dat het blog van jou is.")
            )
            return redirect(f"{reverse('elsewhere:overview')}#blog-{blog.pk}")
    posts = ExternalPost.objects.filter(blog__person=request.user).for_list()
    context = {
        "form": form,
        "blogs": list(ExternalBlog.objects.filter(person=request.user)),
        "posts": posts[:100],
        "me": absolute(reverse("blogs:person", args=[request.user.pk])),
    }
    return render(request, "blogs/elsewhere.html", context, status=422 if form.errors else 200)


def _own(request: SignedIn, blog_id: int) -> ExternalBlog:
    return get_object_or_404(ExternalBlog.objects.select_related("person"), pk=blog_id, person=request.user)


@login_required
@require_POST
def prove(request: SignedIn, blog_id: int) -> HttpResponse:
    """Look whether the sign that this blog is mine stands there now."""
    blog = _own(request, blog_id)
    try:
        if not may_go_out(request.user):
            raise FetchRefused(str(TOO_OFTEN))
        elsewhere.prove(by=request.user, blog=blog)
    except (elsewhere.NotYours, FetchRefused) as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Dit blog is van jou. Nieuwe berichten komen vanzelf hier te staan."))
    return redirect(f"{reverse('elsewhere:overview')}#blog-{blog.pk}")


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def remove(request: SignedIn, blog_id: int) -> HttpResponse:
    """Ask first, then forget the blog and what was read there."""
    blog = _own(request, blog_id)
    if request.method == "POST":
        elsewhere.remove(by=request.user, blog=blog)
        messages.success(
            request, _("We lezen %(blog)s niet meer. Op het blog zelf is niets veranderd.") % {"blog": blog}
        )
        return redirect("elsewhere:overview")
    return render(request, "blogs/elsewhere_remove.html", {"blog": blog, "count": blog.posts.count()})


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def confirm(request: SignedIn, external_id: uuid.UUID) -> HttpResponse:
    """Say which ding a post elsewhere is for. A feed that gives the first lines only is completed from the page."""
    mine = ExternalPost.objects.proven().filter(blog__person=request.user).select_related("blog__person", "thing")
    post = get_object_or_404(mine, pk=external_id)
    tasks = open_tasks(request.user)
    form = ThingForm(request.POST or None, open_tasks=tasks)
    if request.method == "POST" and form.is_valid():
        thing, exercise = next(one for one in tasks if one[1].id == form.cleaned_data["exercise"])
        _page, door = open_thing(request.user, thing.pk, to_answer=True)
        if post.words < exercise.value["minimum_words"] and may_go_out(request.user):
            _complete(request, post)
        cohort = door.enrolment.cohort if door.enrolment else None
        elsewhere.confirm(by=request.user, post=post, thing=thing, exercise=uuid.UUID(exercise.id), cohort=cohort)
        messages.success(request, _("Dit bericht telt mee voor ding %(number)s.") % {"number": thing.number})
        return redirect("elsewhere:overview")
    context = {"post": post, "form": form, "has_tasks": bool(tasks)}
    return render(request, "blogs/elsewhere_confirm.html", context, status=422 if form.errors else 200)


def _complete(request: SignedIn, post: ExternalPost) -> None:
    try:
        elsewhere.complete(post)
    except FetchRefused as refusal:
        messages.warning(request, _("Je hele bericht konden we niet ophalen. %(why)s") % {"why": refusal})


def open_tasks(person: User) -> list[tuple[ThingPage, BoundExercise]]:
    """Return the blog exercises of the dingen in her programme that are open, in order. Two queries."""
    enrolment = current_enrolment(person)
    if enrolment is None:
        return []
    entries = enrolment.cohort.programme.select_related("thing", "week").order_by("number")
    is_ahead = enrolment.cohort.work_ahead
    things = [entry.thing for entry in entries if (is_ahead or entry.week.is_open()) and entry.thing.live]
    return [(thing, one) for thing in things for one in thing.exercises if one.kind == "blog_post"]
