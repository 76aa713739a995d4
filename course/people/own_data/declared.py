"""What this room keeps of people, and what the libraries keep with which they sign in."""

from __future__ import annotations

from datetime import timedelta
from secrets import token_hex
from typing import Any

from django.contrib.sessions.models import Session
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from course.people import looks
from course.people.models import User
from course.people.privacy import (
    After,
    Erasing,
    Ground,
    Holding,
    Kind,
    Someone,
    declare,
    delete,
    nothing_of_people,
    plain,
)

YEAR = timedelta(days=365)

ACCOUNT = Kind(
    "account",
    name=_("Je account"),
    what=_("Je naam, schermnaam, e-mailadres, taal, bibliotheek, team en rollen."),
    why=_("Zo weten we wie je bent, bij welke groep je hoort en wat je mag."),
    ground=Ground.COURSE,
    how_long=_("Zolang je meedoet. Na je laatste ronde wissen we je account; de ronde zegt na hoeveel maanden."),
    who=_("Jij, je trainer en je leidinggevende. Collega’s zien je schermnaam, als je die hebt."),
    when_erased=_("Weg. Er blijft een lege regel zonder naam, zodat de totalen van de ronde blijven kloppen."),
)
SIGN_IN = Kind(
    "sign_in",
    name=_("Inloggen"),
    what=_("Je wachtwoord (versleuteld), je tweede stap en waar je nu bent ingelogd."),
    why=_("Zo kan niemand anders in jouw account."),
    ground=Ground.SAFETY,
    how_long=_("Zolang je het gebruikt. Een sessie eindigt na 2 weken vanzelf."),
    who=_("Alleen jij. Je wachtwoord kan niemand lezen, wij ook niet."),
    when_erased=_("Weg. Je bent meteen overal uitgelogd."),
)
LOOKS = Kind(
    "looks",
    name=_("Wie er bij je keek"),
    what=_("Wanneer een trainer of leidinggevende een pagina over jou bekeek."),
    why=_("Zo kun jij zien wie er meekijkt."),
    ground=Ground.DUTY,
    how_long=_("Eén jaar."),
    who=_("Jij. Degene die keek, ziet de lijst niet."),
    when_erased=_("Weg. Keek jij zelf bij iemand anders? Dan staat daar alleen nog je rol."),
)
OWN_DATA = Kind(
    "own_data",
    name=_("Je kopie en je verzoek om te wissen"),
    what=_("Je kopie van al je gegevens, en je verzoek om alles te wissen."),
    why=_("Zo kun je meenemen wat van jou is, en kun je je nog een week bedenken."),
    ground=Ground.DUTY,
    how_long=_("Een kopie 3 dagen. Dat je vroeg om te wissen, bewaren we 2 jaar zonder je naam."),
    who=_("Alleen jij."),
    when_erased=_("Je kopie gaat weg. Er blijft staan dat er op die dag een account is gewist."),
)


def close_account(erasing: Erasing, rows: QuerySet[Any]) -> None:
    """Leave her row for the totals: nobody, from nowhere, who can never sign in. The very last step."""
    person = erasing.person
    person.groups.clear()
    person.user_permissions.clear()
    plain(rows).update(
        email=f"erased-{token_hex(16)}@erased.invalid",
        name="",
        sort_name="",
        screen_name="",
        language="nl",
        password=f"!{token_hex(16)}",
        library=None,
        team=None,
        is_staff=False,
        is_superuser=False,
        is_active=False,
        last_login=None,
        erased_at=erasing.at,
    )


def sessions_of(who: Someone) -> QuerySet[Any]:
    """Return her sessions that still hold. Reads all of them: a session tells whose it is only from inside."""
    open_ones = Session.objects.filter(expire_date__gt=timezone.now()).iterator()
    mine = [one.pk for one in open_ones if one.get_decoded().get("_auth_user_id") == str(who.person.pk)]
    return Session.objects.filter(pk__in=mine)


def register() -> None:
    """Make the declarations of this room known."""
    declare(
        ACCOUNT,
        SIGN_IN,
        LOOKS,
        OWN_DATA,
        holdings=[
            Holding("people.Role", "account", of=("person",), erase=delete),
            Holding(
                "people.Look",
                "looks",
                of=("person",),
                names=("viewer",),
                erase=delete,
                goes=(After("on", looks.KEPT_FOR),),
            ),
            Holding(
                "people.DataExport",
                "own_data",
                of=("person",),
                erase=delete,
                goes=(After("made_at", timedelta(days=3)),),
            ),
            Holding(
                "people.ErasureRequest",
                "own_data",
                of=("person",),  # They stay: a day and a choice, no name.
                goes=(After("asked_at", 2 * YEAR, ~Q(done_at=None) | ~Q(cancelled_at=None)),),
            ),
            Holding(
                "wagtailusers.UserProfile",
                "account",
                of=("user",),
                erase=delete,
            ),
            Holding(
                "sessions.Session", "sign_in", find=sessions_of, erase=delete, secret=("session_key", "session_data")
            ),
            Holding(
                "account.EmailConfirmation",
                "sign_in",
                of=("email_address__user",),
                erase=delete,
                secret=("key",),
                goes=(After("created", timedelta(days=14)),),
            ),
            Holding("account.EmailAddress", "sign_in", of=("user", "email"), erase=delete),
            Holding("mfa.Authenticator", "sign_in", of=("user",), erase=delete, secret=("data",)),
            Holding(
                "socialaccount.SocialToken",
                "sign_in",
                of=("account__user",),
                erase=delete,
                secret=("token", "token_secret"),
            ),
            Holding("socialaccount.SocialAccount", "sign_in", of=("user",), erase=delete),
            Holding(
                "usersessions.UserSession",
                "sign_in",
                of=("user",),
                erase=delete,
                secret=("session_key", "data"),
                goes=(After("last_seen_at", timedelta(days=90)),),
            ),
            # The last of all: whoever is looked for by name or address is found until here.
            Holding("people.User", "account", find=herself, erase=close_account, secret=("password",)),
        ],
    )
    nothing_of_people(
        "people.ServiceOrganisation",
        "people.Library",
        "people.Team",
        "people.FormerName",
        "people.IdentityProvider",
        because="A place where people work, and how its own accounts open the door.",
    )
    nothing_of_people(
        "auth.Group",
        "auth.Permission",
        "contenttypes.ContentType",
        "socialaccount.SocialApp",
        because="What a role may do, which models there are, and how to reach a provider: the same for everybody.",
    )


def herself(who: Someone) -> QuerySet[Any]:
    return User._base_manager.filter(pk=who.person.pk)
