"""Lets Wagtail's admin run without inline scripts, so that `script-src 'self'` holds for the whole site.

Wagtail 8.0 still prints a script beside InlinePanel, MultipleChooserPanel, the date and time widgets and every chooser
(wagtail#1288). Nonces do not help: a form widget has no request. So the templates in templates/wagtailadmin/ and
`render` below print a hidden element that says what to run, and static/js/admin-csp.js runs it.
tests/operations/test_admin_csp.py fails when another version of Wagtail prints scripts that we do not know.
"""

import json
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe


def patch_choosers() -> None:
    """Make every chooser of Wagtail's admin print our hidden element where it prints a script."""
    from wagtail.admin.widgets import BaseChooser

    BaseChooser.render = render


def render(
    chooser: Any,
    name: str,
    value: Any,
    attrs: dict[str, Any] | None = None,
    renderer: Any = None,  # noqa: ARG001 - part of the contract of a widget
) -> SafeString:
    """Return what BaseChooser.render returns, with an element for admin-csp.js in place of the script."""
    if not attrs or "id" not in attrs:
        raise TypeError("BaseChooser cannot be rendered without an 'id' attribute")
    data = chooser.get_value_data(value)
    return format_html(
        '{}<span hidden data-controller="x-init" data-x-init-{}-value="{}" data-x-init-target-value="{}"'
        ' data-x-init-options-value="{}"></span>',
        mark_safe(chooser.render_html(name, data, attrs)),  # noqa: S308 - a template of Wagtail's own made it.
        *how_it_starts(chooser),
        attrs["id"],
        json.dumps(chooser.get_js_init_options(attrs["id"], name, data)),
    )


def how_it_starts(chooser: Any) -> tuple[str, str]:
    """Return ("create", class) or ("call", function): what chooser.render_js_init would have written."""
    from wagtail.admin.widgets.workflows import AdminTaskChooser

    return (
        ("call", "createTaskChooser") if isinstance(chooser, AdminTaskChooser) else ("create", chooser.js_constructor)
    )
