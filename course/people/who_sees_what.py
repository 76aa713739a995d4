"""Who sees what of a participant: one definition, read by the page, by the lesson block and by the access tests.

Each rule says the most that a viewer may ever see. Somebody with two parts, such as a manager who takes part in
your group, sees what either part gives. A feature that shows something new of people gets its row here first.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Text = str | Promise


class Viewer(Enum):
    """Who looks: the participant, the people of her cohort, a trainer of its POI, a manager of her library."""

    SELF = "self"
    GROUP = "group"
    TRAINER = "trainer"
    MANAGER = "manager"

    @property
    def label(self) -> Text:
        return LABELS[self]


LABELS: dict[Viewer, Text] = {
    Viewer.SELF: _("Jij"),
    Viewer.GROUP: _("Je groep"),
    Viewer.TRAINER: _("Je trainer"),
    Viewer.MANAGER: _("Je leidinggevende"),
}


class Access(Enum):
    """What a rule comes down to, for a test to walk."""

    YES = "yes"
    NO = "no"
    IF_GROUP_OR_WIDER = "if_group_or_wider"
    """When its author chose her group or everyone."""
    UNLESS_ONLY_ME = "unless_only_me"
    """At every choice but "only me"."""
    IF_EVERYONE = "if_everyone"
    """When its author chose everyone: then there is no difference with a visitor."""
    IF_SHARED = "if_shared"
    """When she shares it, under her screen name."""
    IF_NO_SCREEN_NAME = "if_no_screen_name"
    """Where she wrote under her own name."""
    IN_REPORT = "in_report"
    """In the report on progress, as far as the cohort gives one; beside what she wrote stands her screen name."""
    IF_LISTED = "if_listed"
    """When she put it in the directory: then everybody who can sign in."""
    IF_FOLLOWED = "if_followed"
    """The one whom she follows."""
    IF_PAIRED = "if_paired"
    """A colleague who gives her feedback, or to whom she gives it: each sees that text and that feedback only."""
    IF_THANKED = "if_thanked"
    """The one whom she thanked; everybody else reads how many did."""
    IF_GIVEN = "if_given"
    """Whoever has the code from her, with or without an account."""
    RESULT_ONLY = "result_only"
    """Totals of all votes, nobody's own."""
    STATE_ONLY = "state_only"
    """Not begun, busy or done, for each ding; a day where the cohort says so, nothing where it says that."""
    DONE_ONLY = "done_only"
    """That the ding is done, and nothing of what was answered."""
    COUNT_ONLY = "count_only"
    """At most how many dingen are done."""
    GROUP_MEAN_FROM_5 = "group_mean_from_5"
    NAMELESS_FROM_5 = "nameless_from_5"
    THAT_IT_WAS_GIVEN = "that_it_was_given"
    """That a list was filled in, not what was in it."""


@dataclass(frozen=True)
class Rule:
    """What one viewer may see, for a machine and for people."""

    access: Access
    sentence: Text


@dataclass(frozen=True)
class Surface:
    """One kind of thing that the site knows of a participant, with a rule for each viewer."""

    key: str
    label: Text
    you: Rule
    group: Rule
    trainer: Rule
    manager: Rule

    def rule_for(self, viewer: Viewer) -> Rule:
        return {
            Viewer.SELF: self.you,
            Viewer.GROUP: self.group,
            Viewer.TRAINER: self.trainer,
            Viewer.MANAGER: self.manager,
        }[viewer]

    @property
    def cells(self) -> Iterator[tuple[Text, Rule]]:
        """Yield each viewer's name with her rule, in the order of the columns."""
        return ((viewer.label, self.rule_for(viewer)) for viewer in Viewer)


YES = Rule(Access.YES, _("Ja."))
NO = Rule(Access.NO, _("Nee."))

IF_LISTED = Rule(Access.IF_LISTED, _("Als jij jezelf in de gids zet. Dan ziet iedereen die kan inloggen het."))
IF_GIVEN = Rule(Access.IF_GIVEN, _("Alleen wie jij de code geeft. Ook een vreemde kan het dan controleren."))
IF_FOLLOWED = Rule(Access.IF_FOLLOWED, _("Alleen wie jij volgt, ziet dat jij volgt."))

SURFACES: tuple[Surface, ...] = (
    Surface(
        "name",
        _("Je echte naam"),
        you=YES,
        group=Rule(Access.IF_NO_SCREEN_NAME, _("Alleen als jij geen schermnaam hebt.")),
        trainer=YES,
        manager=Rule(
            Access.IN_REPORT,
            _(
                "In de rapportage over voortgang, behalve in rondes waar je leidinggevende niets ziet. "
                "Bij wat jij schrijft staat je schermnaam, als je die hebt."
            ),
        ),
    ),
    Surface(
        "address",
        _("Je e-mailadres"),
        you=YES,
        group=NO,
        trainer=YES,
        manager=Rule(
            Access.IN_REPORT,
            _("In de lijst met mensen van haar bibliotheek, behalve in rondes waar je leidinggevende niets ziet."),
        ),
    ),
    Surface(
        "post",
        _("Je blogbericht"),
        you=YES,
        group=Rule(Access.IF_GROUP_OR_WIDER, _("Als jij kiest voor ‘mijn groep’ of ‘iedereen’.")),
        trainer=Rule(Access.UNLESS_ONLY_ME, _("Ja, behalve als jij kiest voor ‘alleen ik’.")),
        manager=Rule(Access.IF_EVERYONE, _("Nee, behalve als jij kiest voor ‘iedereen’.")),
    ),
    Surface(
        "versions",
        _("Je concepten, en eerdere versies van je bericht"),
        you=YES,
        group=NO,
        trainer=NO,
        manager=NO,
    ),
    Surface(
        "answers",
        _("Je quiz en je checklist"),
        you=YES,
        group=NO,
        trainer=Rule(
            Access.DONE_ONLY,
            _("Alleen of het ding klaar is. Niet wat jij antwoordde; wel hoe iedereen samen antwoordde, vanaf 5."),
        ),
        manager=NO,
    ),
    Surface(
        "vote",
        _("Stelling: je stem"),
        you=YES,
        group=Rule(Access.RESULT_ONLY, _("Alleen de uitslag van alle stemmen samen.")),
        trainer=Rule(Access.RESULT_ONLY, _("Alleen de uitslag van alle stemmen samen.")),
        manager=NO,
    ),
    Surface(
        "reason",
        _("Stelling: je uitleg"),
        you=YES,
        group=Rule(Access.IF_SHARED, _("Als jij je uitleg deelt. Dan staat je schermnaam erbij.")),
        trainer=YES,
        manager=NO,
    ),
    Surface(
        "plan",
        _("Je rooster"),
        you=YES,
        group=Rule(Access.IF_SHARED, _("Als jij het deelt, en dan alleen je eigen team.")),
        trainer=Rule(Access.DONE_ONLY, _("Alleen of het ding klaar is. Niet je rooster.")),
        manager=NO,
    ),
    Surface(
        "worksheet",
        _("Je meetblad"),
        you=YES,
        group=Rule(Access.IF_SHARED, _("Als jij het deelt.")),
        trainer=Rule(Access.IF_SHARED, _("Als jij het deelt. Anders alleen of het ding klaar is.")),
        manager=NO,
    ),
    Surface(
        "feedback",
        _("Feedback van collega’s: je tekst, en wat je krijgt en geeft"),
        you=YES,
        group=Rule(Access.IF_PAIRED, _("Alleen wie jou feedback geeft, en wie feedback krijgt van jou.")),
        trainer=YES,
        manager=NO,
    ),
    Surface(
        "log",
        _("Je logboek"),
        you=YES,
        group=Rule(Access.IF_GROUP_OR_WIDER, _("Als jij het deelt met je groep.")),
        trainer=Rule(Access.UNLESS_ONLY_ME, _("Ja, maar alleen wat jij deelt met je trainer of je groep.")),
        manager=NO,
    ),
    Surface(
        "thanks",
        _("Dat je iemand bedankt"),
        you=YES,
        group=Rule(
            Access.IF_THANKED, _("Alleen wie jij bedankt, ziet je naam. Anderen zien hoeveel lezers bedankten.")
        ),
        trainer=Rule(Access.RESULT_ONLY, _("Alleen hoeveel lezers bedankten.")),
        manager=Rule(Access.RESULT_ONLY, _("Hooguit hoeveel lezers bedankten.")),
    ),
    Surface(
        "flag",
        _("Wat je meldt bij de trainer"),
        you=Rule(Access.THAT_IT_WAS_GIVEN, _("Dat je iets hebt gemeld.")),
        group=Rule(Access.NO, _("Nee, ook de schrijver niet.")),
        trainer=Rule(Access.YES, _("Ja, met je naam.")),
        manager=NO,
    ),
    Surface(
        "elsewhere",
        _("Je berichten op een blog dat je hier aanmeldt"),
        you=YES,
        group=Rule(Access.YES, _("Ja, de titel, de eerste regels en een link. Ze staan al op internet.")),
        trainer=Rule(Access.YES, _("Ja, de titel, de eerste regels en een link.")),
        manager=NO,
    ),
    Surface(
        "directory",
        _("Je blog of account in de gids"),
        you=YES,
        group=IF_LISTED,
        trainer=IF_LISTED,
        manager=IF_LISTED,
    ),
    Surface(
        "follows",
        _("Wie jij volgt"),
        you=YES,
        group=IF_FOLLOWED,
        trainer=IF_FOLLOWED,
        manager=IF_FOLLOWED,
    ),
    Surface(
        "visits",
        _("Wanneer je de blogs las"),
        you=YES,
        group=NO,
        trainer=NO,
        manager=NO,
    ),
    Surface(
        "intake",
        _("Je nulmeting, en wat je aan het eind kunt"),
        you=YES,
        group=NO,
        trainer=Rule(Access.GROUP_MEAN_FROM_5, _("Alleen het gemiddelde van de groep, vanaf 5 mensen.")),
        manager=Rule(Access.GROUP_MEAN_FROM_5, _("Hooguit het gemiddelde van de groep, vanaf 5 mensen.")),
    ),
    Surface(
        "progress",
        _("Je voortgang"),
        you=YES,
        group=Rule(Access.COUNT_ONLY, _("Hooguit hoeveel dingen je klaar hebt. Je team ziet een getal zonder namen.")),
        trainer=Rule(Access.YES, _("Ja, per ding.")),
        manager=Rule(
            Access.STATE_ONLY,
            _(
                "Per ding: niet begonnen, bezig, klaar of vrijgesteld. In sommige rondes ook de dag waarop je klaar "
                "was, in andere rondes niets. Je trainer weet wat voor jouw ronde geldt."
            ),
        ),
    ),
    Surface(
        "buddy",
        _("Wie je buddy is"),
        you=YES,
        group=Rule(Access.IF_PAIRED, _("Alleen je buddy.")),
        trainer=YES,
        manager=NO,
    ),
    Surface(
        "taking_part",
        _("Hoe je meedoet: je pauze, of een verlenging en waarom"),
        you=YES,
        group=NO,
        trainer=YES,
        manager=Rule(Access.STATE_ONLY, _("Alleen of je meeleest. Niet je pauze of je verlenging.")),
    ),
    Surface(
        "mail",
        _("Welke mail we jou stuurden"),
        you=YES,
        group=NO,
        trainer=Rule(Access.YES, _("Ja, waarover, wanneer en of de mail aankwam. Nooit wat erin staat.")),
        manager=NO,
    ),
    Surface(
        "certificate",
        _("Je certificaat"),
        you=YES,
        group=IF_GIVEN,
        trainer=YES,
        manager=IF_GIVEN,
    ),
    Surface(
        "invitation",
        _("Je uitnodiging voor een ronde"),
        you=Rule(Access.YES, _("Ja, in de mail die je krijgt.")),
        group=NO,
        trainer=Rule(Access.YES, _("Ja, wie je uitnodigde, wanneer, en of je de link gebruikte.")),
        manager=NO,
    ),
    Surface(
        "evaluation",
        _("Je mening over een ding of de cursus"),
        you=Rule(Access.THAT_IT_WAS_GIVEN, _("Alleen dat je de vragen hebt ingevuld. Niet meer wat je invulde.")),
        group=NO,
        trainer=Rule(Access.NAMELESS_FROM_5, _("Zonder je naam, en pas vanaf 5 mensen.")),
        manager=NO,
    ),
)


def surface(key: str) -> Surface:
    """Return one row of the table. Raises StopIteration for a key that is not there."""
    return next(one for one in SURFACES if one.key == key)
