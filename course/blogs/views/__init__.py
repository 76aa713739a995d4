"""The views of this room: reading, writing, talking."""

from django.http import HttpRequest

from course.people.models import User


class SignedIn(HttpRequest):
    """What a view behind `login_required` gets; for the type checker only."""

    user: User
