"""The least that Django can do: one address, one view, one string. Every page is measured as a multiple of it."""

from django.http import HttpRequest, HttpResponse
from django.urls import path

BARE_TEXT = "Een pagina van tienduizend tekens. ".ljust(50, "-") * 200


def bare(_request: HttpRequest) -> HttpResponse:
    return HttpResponse(BARE_TEXT)


urlpatterns = [path("bare/", bare)]
