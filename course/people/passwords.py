"""What a password must be: Django's rules in our own words. Django says "Uw" where the whole site says "je"."""

from __future__ import annotations

from django.contrib.auth import password_validation as django_rules
from django.utils.translation import gettext as _
from django.utils.translation import ngettext


class LongEnough(django_rules.MinimumLengthValidator):
    def get_error_message(self) -> str:
        sentence = ngettext(
            "Dit wachtwoord is te kort. Gebruik minstens %(count)s teken.",
            "Dit wachtwoord is te kort. Gebruik minstens %(count)s tekens.",
            self.min_length,
        )
        return sentence % {"count": self.min_length}

    def get_help_text(self) -> str:
        sentence = ngettext(
            "Je wachtwoord heeft minstens %(count)s teken.",
            "Je wachtwoord heeft minstens %(count)s tekens. Een korte zin mag ook.",
            self.min_length,
        )
        return sentence % {"count": self.min_length}


class NotAboutYou(django_rules.UserAttributeSimilarityValidator):
    def get_error_message(self) -> str:
        return _("Dit wachtwoord lijkt te veel op je naam of je e-mailadres. Kies iets anders.")

    def get_help_text(self) -> str:
        return _("Je wachtwoord lijkt niet op je naam of je e-mailadres.")


class NotCommon(django_rules.CommonPasswordValidator):
    def get_error_message(self) -> str:
        return _("Veel mensen gebruiken dit wachtwoord. Kies iets anders.")

    def get_help_text(self) -> str:
        return _("Je wachtwoord staat niet in de lijst met veelgebruikte wachtwoorden.")
