"""Every report gets three addresses: `reports:<key>`, and its files `reports:<key>_csv` and `reports:<key>_xlsx`."""

from django.urls import URLPattern, path

from course.reports import views
from course.reports.base import reports

app_name = "reports"
urlpatterns: list[URLPattern] = [path("", views.index, name="index")]

for report in reports().values():
    urlpatterns.append(path(f"{report.slug}/", views.page, {"report": report}, name=report.key))
    urlpatterns += [
        path(
            f"{report.slug}.{extension}",
            views.download,
            {"report": report, "extension": extension},
            name=f"{report.key}_{extension}",
        )
        for extension in views.WRITERS
    ]
