"""What Wagtail's editor asks of a ding beyond its fields."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminPageForm

NO_AUTHOR = _("Zonder auteur kan een ding niet gepubliceerd worden. Vul in wie het schreef.")


class ThingPageForm(WagtailAdminPageForm):
    """Asks for the author at publishing, and not yet at saving a draft.

    The model's own `clean` refuses too, but only once the page is live: by then the editor has been left, and the
    refusal would be an error page.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "author" in self.fields:
            self.fields["author"].error_messages["required"] = NO_AUTHOR
        self._ask_for_author(True)

    def defer_required_fields(self) -> None:
        super().defer_required_fields()
        self._ask_for_author(False)
        if self.instance._state.adding:
            self.instance.live = False  # Wagtail says so only after the form is valid; the model's `clean` asks now.

    def restore_required_fields(self) -> None:
        super().restore_required_fields()
        self._ask_for_author(True)

    def _ask_for_author(self, required: bool) -> None:
        if "author" in self.fields:
            self.fields["author"].required = required
