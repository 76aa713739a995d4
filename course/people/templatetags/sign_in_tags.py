"""Words for the pages about signing in."""

from __future__ import annotations

from django import template

from course.people.sign_in.sessions import device

register = template.Library()
register.filter("device", device)
