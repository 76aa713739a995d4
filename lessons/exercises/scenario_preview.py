"""A scenario as the editor's preview shows it: small, but with everything that a scenario can do."""

from __future__ import annotations

from typing import Any


def effects(trust: int = 0, minutes: int = 0, clock: str = "") -> dict[str, Any]:
    return {"trust": trust, "minutes": minutes, "days": 0, "clock": clock}


def choice(key: str, text: str, target: str, **more: Any) -> dict[str, Any]:
    plain = {"reply": False, "checks": [], "answer": "", "words": 1, "expert": "", **effects()}
    return {**plain, "key": key, "text": text, "target": target, **more}


PREVIEW: dict[str, Any] = {
    "title": "De vraag van vrijdagmiddag",
    "key": "voorbeeld",
    "counts": True,
    "intro": "Het is **vrijdag, 16.40 uur**. Om 17.00 uur gaat Bibliotheek Waterrijk dicht. Onder jullie bericht over "
    "de voorleesochtend komt nog een vraag binnen.",
    "begins": "16:40",
    "trust": 5,
    "situations": [
        {
            "key": "1",
            "title": "Samira, onder je bericht",
            "text": "“Leuk! Is het voorlezen morgen ook voor kinderen van 2? Op de site staat alleen 4 tot 6 jaar. 🤔”",
            "choices": [
                choice("a", "“Beste bezoeker, kijk op onze website voor meer informatie.”", "2"),
                choice(
                    "b",
                    "Je schrijft zelf een antwoord. Je weet: vanaf 2 jaar mag, met een ouder erbij.",
                    "e1",
                    reply=True,
                    checks=["greeting", "answer", "private", "next_step", "name", "tone"],
                    answer="2 jaar, vanaf 2, welkom",
                    words=8,
                    minutes=3,
                ),
                choice("c", "Je zet de vraag door naar de collega van jeugd.", "3", expert="Karim", minutes=15),
            ],
            **effects(),
        },
        {
            "key": "2",
            "title": "Samira reageert",
            "text": "“Daar kom ik net vandaan. Laat maar.” Twee mensen vinden dat leuk.",
            "choices": [
                choice("a", "“Sorry, dat was te kort. Ik vraag het nu voor je na. – Noor”", "3", trust=1, minutes=5),
                choice("b", "Je laat het zo. Het is bijna 17.00 uur.", "e2"),
            ],
            **effects(trust=-2),
        },
        {
            "key": "3",
            "title": "Karim weet het",
            "text": "“Vanaf 2 jaar kan prima, als er een ouder bij blijft. Zeg maar dat ik een kussen klaarleg.”",
            "choices": [
                choice("a", "“Hoi Samira! Vanaf 2 jaar mag, met jou erbij. Karim legt een kussen klaar. – Noor”", "e1"),
            ],
            **effects(),
        },
    ],
    "ends": [
        {
            "key": "e1",
            "title": "Tot morgen!",
            "text": "“Super, tot morgen!” Je gaf antwoord, hielp verder en sloot af met een naam. **Wie meelas, weet "
            "het nu ook.** Zet het antwoord nog wel op de site.",
            **effects(trust=3),
        },
        {
            "key": "e2",
            "title": "Een stille zaterdag",
            "text": "Samira komt niet. Wie meelas, weet nog steeds niet of een kind van 2 mag komen. **Welke stap "
            "miste je?**",
            **effects(trust=-2),
        },
    ],
}
