"""Cohorts in Wagtail's admin: each trainer sees those of her own POI."""

from __future__ import annotations

from functools import cached_property
from typing import Any, ClassVar

from django.db.models import Count, Q, QuerySet
from django.urls import URLPattern, path, re_path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column, DateColumn, TitleColumn
from wagtail.admin.views import generic
from wagtail.admin.views.generic.history import HistoryView
from wagtail.admin.views.generic.usage import UsageView
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.admin.widgets.button import Button, HeaderButton

from course.cohorts import calendar_views, joining_admin, mail_views, participant_views, views
from course.cohorts.actions import start_cohort
from course.cohorts.calendar_forms import FORMS
from course.cohorts.forms import CohortForm, NewCohortForm
from course.cohorts.models import Cohort
from course.cohorts.permissions import cohorts_of


class CohortList(generic.IndexView):
    def get_base_queryset(self) -> QuerySet[Cohort]:
        """Add `people`: how many take part. One query, with course and POI."""
        people = Count("enrolments", filter=Q(enrolments__left_at=None))
        return cohorts_of(self.request.user).select_related("course", "organisation").annotate(people=people)

    @cached_property
    def header_more_buttons(self) -> list[Button]:
        return [Button(_("Cursussen om te kopiëren"), url=reverse("cohorts:courses"), icon_name="copy", priority=10)]


class NewCohort(generic.CreateView):
    def save_instance(self) -> Cohort:
        return start_cohort(by=self.request.user, **self.form.cleaned_data)


class EditCohort(generic.EditView):
    def get_queryset(self) -> QuerySet[Cohort]:
        return cohorts_of(self.request.user)

    @cached_property
    def header_buttons(self) -> list[HeaderButton]:
        # Certificates stand in a room above this one: their address is known by its name only.
        certificates = reverse("cohort_certificates:list", args=[self.object.pk])
        return [
            HeaderButton(_("Certificaten"), url=certificates, icon_name="doc-full", priority=90),
            HeaderButton(_("Programma"), url=reverse("cohorts:programme", args=[self.object.pk]), icon_name="calendar"),
            HeaderButton(_("Deelnemers"), url=reverse("cohorts:people", args=[self.object.pk]), icon_name="group"),
            HeaderButton(
                _("Uitnodigen en aanmelden"), url=reverse("cohorts:joining", args=[self.object.pk]), icon_name="mail"
            ),
            HeaderButton(_("Buddy’s"), url=reverse("cohorts:buddies", args=[self.object.pk]), icon_name="link"),
            HeaderButton(_("Mail"), url=reverse("cohorts:mail", args=[self.object.pk]), icon_name="mail"),
        ]


class CohortHistory(HistoryView):
    def get_base_object_queryset(self) -> QuerySet[Cohort]:
        return cohorts_of(self.request.user)


class CohortUsage(UsageView):
    def get_base_object_queryset(self) -> QuerySet[Cohort]:
        return cohorts_of(self.request.user)


class CohortViewSet(ModelViewSet):
    model = Cohort
    icon = "group"
    menu_label = _("Rondes")
    menu_name = "cohorts"
    menu_order = 350
    add_to_admin_menu = True
    copy_view_enabled = False
    index_view_class = CohortList
    add_view_class = NewCohort
    edit_view_class = EditCohort
    history_view_class = CohortHistory
    usage_view_class = CohortUsage
    search_fields: ClassVar = ["name"]
    list_display: ClassVar = [
        "name",
        Column("course", label=_("Cursus"), sort_key="course__title"),
        Column("organisation", label=_("POI"), sort_key="organisation__name"),
        DateColumn("starts_on", label=_("Begint op"), sort_key="starts_on"),
        TitleColumn(
            "people",
            label=_("Deelnemers"),
            sort_key="people",
            get_url=lambda cohort: reverse("cohorts:people", args=[cohort.pk]),
        ),
    ]

    def get_form_class(self, for_update: bool = False) -> Any:
        return CohortForm if for_update else NewCohortForm

    def get_urlpatterns(self) -> list[URLPattern]:
        verbs = "|".join(participant_views.VERBS)
        return [
            *super().get_urlpatterns(),
            *joining_admin.patterns(),
            path("<int:pk>/programma/", calendar_views.programme, name="programme"),
            path("<int:pk>/programma/nieuwe-dingen/", calendar_views.add_new_things, name="add_new_things"),
            path("<int:pk>/programma/terug/<int:entry>/", calendar_views.take_back, name="take_back"),
            re_path(
                rf"^(?P<pk>\d+)/programma/(?P<change>{'|'.join(FORMS)})/$",
                calendar_views.change_calendar,
                name="change_calendar",
            ),
            path("<int:pk>/deelnemers/", participant_views.people, name="people"),
            path("<int:pk>/deelnemers/doe/", participant_views.press, name="press"),
            path("<int:pk>/buddys/", participant_views.buddy_pairs, name="buddies"),
            path("<int:pk>/buddys/maak/", participant_views.pair_all, name="pair_all"),
            path("<int:pk>/buddys/<int:pair>/uit-elkaar/", participant_views.part, name="part"),
            re_path(
                rf"^(?P<pk>\d+)/deelnemers/(?P<enrolment>\d+)/(?P<verb>{verbs})/$",
                participant_views.change_enrolment,
                name="change_enrolment",
            ),
            path("<int:pk>/mail/", mail_views.mail, name="mail"),
            path("<int:pk>/mail/opnieuw/", mail_views.mail_again, name="mail_again"),
            path("<int:pk>/mail/adres/<int:person_id>/", mail_views.mail_address, name="mail_address"),
            path("cursussen/", views.courses, name="courses"),
            path("cursussen/<int:course>/kopie/<int:organisation>/", views.copy_course, name="copy_course"),
        ]
