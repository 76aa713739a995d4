"""How a participant does each kind of exercise by its own form, in a browser; with the real texts of the course."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone
from playwright.sync_api import Locator, Page, expect

from course.blogs.models import Post
from lessons.models import BoundExercise, ThingPage
from tests import factories

SENTENCE = "Dit schrijf ik op voor mijn bibliotheek, zodat een collega er morgen mee verder kan."
ROWS: dict[str, list[dict[str, str]]] = {
    "kanaalscan": [
        {"kanaal": "facebook", "doelgroep": "ouders", "volgers": "2.400", "berichten_30d": "12"}
        | {"interacties_30d": "180", "vragen_30d": "10", "beantwoord_30d": "6", "besluit": "doorgaan"},
        {"kanaal": "instagram", "doelgroep": "twintigers", "volgers": "1.150", "berichten_30d": "20"}
        | {"interacties_30d": "540", "vragen_30d": "8", "beantwoord_30d": "8", "besluit": "doorgaan"},
        {"kanaal": "x", "doelgroep": "niemand", "volgers": "900", "berichten_30d": "0"}
        | {"interacties_30d": "0", "vragen_30d": "0", "beantwoord_30d": "0", "besluit": "stoppen"},
    ],
    "luisterlog": [
        {"datum": f"{timezone.localdate() - timedelta(days=day % 5 + 1):%Y-%m-%d}", "kanaal": "facebook"}
        | {"soort": "vraag", "onderwerp": "openingstijden", "antwoord_nodig": "no"}
        for day in range(8)
    ],
    "doelkaart": [
        {"indicator": "aanmeldingen per maand", "nul": "6", "streef": "12", "bron": "formulier"},
        {"indicator": "vragen per maand", "nul": "0", "streef": "5", "bron": "kanaal"},
    ],
}
BELOW: dict[str, dict[str, str]] = {
    "kanaalscan": {},
    "luisterlog": {"conclusie1": SENTENCE, "conclusie2": SENTENCE, "conclusie3": SENTENCE, "tien_dagen": "no"},
    "doelkaart": {"doel": SENTENCE, "soort": "gebruik", "doelgroep": "nieuwkomers", "kanaal": "facebook"}
    | {"start": "2026-10-01", "eind": "2026-12-31", "meetdatum": "2026-09-30"},
}
SHOWN = {
    "kanaalscan": ("2,8", "15,0", "60 %", "4,7", "27,0", "100 %", "geen berichten", "geen vragen"),
    "luisterlog": ("niets te beantwoorden", "openingstijden"),
    "doelkaart": ("100 %", "0,46", "n.v.t., gebruik het aantal", "13,0"),
}
"""What each worksheet must say of these figures: the worked examples of the syllabus."""

BEST = {
    "goed-reageren": {"n0": "b", "n2": "f"},
    "klachten-en-reviews": {"n0": "c", "n2": "f"},
    "trollen-en-huisregels": {"n0": "b", "n2": "f"},
}
"""The best route of each scenario, by ding: where there is one way only, it is taken."""


def card(page: Page, exercise: BoundExercise) -> Locator:
    return page.locator(f"#{exercise.anchor}")


def put(form: Locator, name: str, value: str) -> None:
    """Fill in one field by its name, whatever it is."""
    field = form.locator(f"[name='{name}']").first
    tag, kind = field.evaluate("field => [field.localName, field.type]")
    if tag == "select":
        field.select_option(value)
    elif kind in ("radio", "checkbox"):
        form.locator(f"[name='{name}'][value='{value}']").check()
    else:
        field.fill(value)


def do(page: Page, thing: ThingPage, exercise: BoundExercise) -> None:
    """Do one exercise from its lesson page, and stay on that page."""
    page.goto(thing.address)
    DOING[exercise.kind](page, thing, exercise)


def send(page: Page, form: Locator, button: str) -> None:
    """Press the button and wait for the answer: whoever leaves the page sooner takes the request along."""
    with page.expect_response(lambda response: response.request.method == "POST"):
        form.get_by_role("button", name=button).last.click()


def tick_everything(page: Page, thing: ThingPage, exercise: BoundExercise) -> None:
    form = card(page, exercise)
    for text in form.locator("textarea, input[type=text]").all():
        text.fill(SENTENCE)
    for box in form.locator("input[type=checkbox]:enabled").all():
        box.check()
    send(page, form, "Bewaar mijn vinkjes")


def answer_rightly(page: Page, thing: ThingPage, exercise: BoundExercise) -> None:
    form = card(page, exercise)
    for question in exercise.block.questions_of(exercise.value):
        for name, value in question.right_answer().items():
            for one in value if isinstance(value, list) else [value]:
                put(form, f"{exercise.id}-{name}", str(one))
    send(page, form, "na")


def vote(page: Page, thing: ThingPage, exercise: BoundExercise) -> None:
    form = card(page, exercise)
    form.locator("input[type=radio]").first.check()
    form.locator("textarea").fill(factories.text_of(30))
    form.get_by_role("button", name="Stem", exact=True).click()
    expect(form.get_by_role("heading", name="Jij stemde", exact=False)).to_be_visible()


def blog(page: Page, thing: ThingPage, exercise: BoundExercise) -> None:
    card(page, exercise).get_by_role("link", name="Schrijf je bericht").click()
    words = exercise.value["minimum_words"] // 3 + 10
    page.get_by_label("Titel").fill(f"Wat ik deed bij ding {thing.number}")
    page.get_by_label("Je verhaal").fill("\n\n".join(f"## Deel {n}\n\n{factories.text_of(words)}" for n in range(3)))
    page.get_by_label("Mijn groep").first.check()
    page.get_by_role("button", name="Publiceer").click()
    expect(page.get_by_role("heading", level=1, name=f"Wat ik deed bij ding {thing.number}")).to_be_visible()
    if exercise.value["comment_required"]:
        other = Post.objects.published().exclude(title__startswith="Wat ik deed").earliest("published_at")
        page.goto(other.get_absolute_url())
        page.get_by_label("Je reactie").fill("Mooi verhaal, dank je wel.")
        page.get_by_role("button", name="Plaats reactie").click()
        expect(page.get_by_text("Mooi verhaal, dank je wel.")).to_be_visible()
    page.goto(thing.address)


def play(page: Page, thing: ThingPage, exercise: BoundExercise) -> None:
    form = card(page, exercise)
    end = form.get_by_role("button", name="Ik heb het gelezen")
    for _step in range(20):
        before = form.locator("[name$='-moves']").input_value()
        if end.count():
            send(page, form, "Ik heb het gelezen")
            break
        for choice in BEST[thing.slug].values():
            radio = form.locator(f"input[type=radio][value='{choice}']")
            if radio.count():
                radio.check()
        form.get_by_role("button", name="Ga verder").or_(
            form.get_by_role("button", name="Verstuur en kijk wat er gebeurt")
        ).click()
        expect(form.locator("[name$='-moves']")).not_to_have_value(before)
    expect(form.get_by_role("button", name="Speel het nog een keer")).to_be_visible()


def measure(page: Page, thing: ThingPage, exercise: BoundExercise) -> None:
    form = card(page, exercise)
    for place, row in enumerate(ROWS[exercise.key]):
        for key, value in row.items():
            put(form, f"{exercise.id}-r{place}-{key}", value)
    for key, value in BELOW[exercise.key].items():
        put(form, f"{exercise.id}-s-{key}", value)
    form.get_by_role("button", name="Bewaar mijn meetblad").last.click()
    expect(form.get_by_role("status").first).to_contain_text("Bewaard op")
    for words in SHOWN[exercise.key]:
        expect(form).to_contain_text(words)


def plan(page: Page, thing: ThingPage, exercise: BoundExercise) -> None:
    """Two rows stand ready each time; saving brings two more."""
    people = ["Noor", "Noor", "Noor", "Tijmen", "Tijmen"]
    form = card(page, exercise)
    for place, name in enumerate(people):
        if not form.locator(f"[name='{exercise.id}-name-{place}']").count():
            form.get_by_role("button", name="Bewaar en reken uit").click()
            expect(form.locator(f"[name='{exercise.id}-name-{place}']")).to_be_visible()
        other = "Tijmen" if name == "Noor" else "Noor"
        row = {"name": f"Blok {place}", "day": str(place), "begin": "09:00", "minutes": "60", "preparation": "60"}
        for column, value in (row | {"person": name, "stand_in": other}).items():
            put(form, f"{exercise.id}-{column}-{place}", value)
    put(form, f"{exercise.id}-available", "12")
    put(form, f"{exercise.id}-sentence", SENTENCE)
    form.get_by_role("button", name="Bewaar en reken uit").click()
    expect(form).to_contain_text("120 %")
    expect(form).to_contain_text("60 %")


def hand_in_and_review(page: Page, thing: ThingPage, exercise: BoundExercise) -> None:
    form = card(page, exercise)
    form.locator("textarea").fill(WORK[thing.number])
    form.get_by_role("button", name="Lever in").click()
    for _colleague in range(2):
        form.get_by_role("button", name="feedback", exact=False).click()
        review = page.locator("form[aria-labelledby=rubric]")
        for criterion in review.locator("fieldset").all():
            criterion.locator("input").last.check()
        review.locator("textarea").nth(0).fill(SENTENCE)
        review.locator("textarea").nth(1).fill(SENTENCE)
        review.locator("button[type=submit]").click()
        page.wait_for_url(f"**{thing.address}**")


CALENDAR = "\n".join(["| Dag | Kanaal | Bericht |", "|---|---|---|", *["| ma | Facebook | Wat lees jij? |"] * 9])
WORK = {5: "**De Brug is ook open zonder personeel.** Kom binnen met je pas.", 15: CALENDAR, 21: factories.text_of(200)}

DOING = {
    "checklist": tick_everything,
    "quiz": answer_rightly,
    "poll": vote,
    "blog_post": blog,
    "scenario": play,
    "worksheet": measure,
    "planner": plan,
    "peer_review": hand_in_and_review,
}
