"""The name on a certificate: what may stand on paper for ever."""

from __future__ import annotations

import unicodedata

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from course.progress.certificates.pdf import unprintable

LONGEST = 120
_SIGNS = frozenset(" '’‘`\u00b4-\u2010\u2011.,()·/&")
"""Apostrophes as people type them, three hyphens, and what stands around a second name."""
_HIDDEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})


def tidy(text: str) -> str:
    """Return the name in composed form, on one line, with single spaces."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def check(name: str) -> None:
    """Raise ValidationError, with what to do, for a name that cannot stand on paper.

    Letters of every script, and what holds them together. No emoji: no font of ours has them; and nothing that turns
    the direction of the text around, so that nobody prints another name than the one that was read.
    """
    if any(unicodedata.category(sign) in _HIDDEN for sign in name):
        raise ValidationError(_("In deze naam zit een onzichtbaar teken. Typ je naam opnieuw, zonder te plakken."))
    wrong = [sign for sign in name if unicodedata.category(sign)[0] not in "LM" and sign not in _SIGNS]
    if wrong:
        signs = " ".join(dict.fromkeys(wrong))
        raise ValidationError(
            _("Dit kan niet op een certificaat: %(signs)s Schrijf je naam met letters.") % {"signs": signs}
        )
    if not any(unicodedata.category(sign).startswith("L") for sign in name):
        raise ValidationError(_("Schrijf je naam, zoals hij op het certificaat komt."))
    if len(name) > LONGEST:
        raise ValidationError(_("Deze naam is te lang. Gebruik hooguit %(most)d tekens.") % {"most": LONGEST})
    foreign = unprintable(name)
    if foreign:
        raise ValidationError(
            _("Deze tekens kunnen we niet op papier zetten: %(signs)s Schrijf je naam in het Latijnse schrift.")
            % {"signs": " ".join(foreign)}
        )
