"""The smallest course folder that holds one of everything, and how a test changes it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from PIL import Image

COURSE = """\
---
title: Een cursus
slug: cursus
lead: In één zin.
---
Welkom bij de **cursus**.
"""

MODULE = """\
---
number: 1
title: Begin
slug: begin
short_title: Begin
goal: Beginnen.
---
"""

THING = """\
---
number: 1
title: Eerste ding
slug: eerste
spine_title: Eerste
goal: Je kunt iets.
minutes_read: 10
minutes_do: 25
minutes_review: 5
author: Sanne de Vries
valid_until: 2027-11-22
reading:
  - "(gezien) Iemand, Iets"
---
## Een kop

Lees [de stelling](#stelling).

::: tip Een titel
Een tip.
:::

::: quote
Gezegd.
-- Iemand, 2012
:::

::: image media/bordje.png
alt: Een bordje
:::

::: download media/formulier.txt
title: Formulier
:::

::: video https://example.org/film
title: Een film
summary: Wat er te zien is.
:::

::: comparison
title: Twee teksten
before_label: Liever niet
after_label: Liever zo

De eerste.

===

De tweede.
:::

::: table Een overzicht
| Kop | Kop twee |
|---|---|
| Een | Twee |
:::

::: who_sees_what
:::

::: platforms
:::

::: checklist lijst
title: Een lijst

- 1. Punt een {check=intake}
- 2. Punt twee {extra field=text}
:::

::: quiz vragen
title: Een quiz
pass: 60

? 1. Wat is goed?
- [ ] a. Dit niet.
  > Jammer.
- [x] b. Dit wel.
  > Goed zo.
= Zo zit het.
:::

::: poll stelling
title: Een stelling
statement: Het is zo.
minimum_words: 30
earlier_label: Toen
earlier_votes: eens=38, oneens=13

- eens. Eens
- oneens. Oneens

@ Noor
Ja.

@@ L.W., 2012
Nee.
:::

::: blog_post bericht
title: Een bericht
minimum_words: 100

Schrijf iets.

- "Ik gebruik zelf…"
:::
"""

QUESTIONNAIRE = """\
---
slug: vragenlijst
title: Een vragenlijst
anonymous: no
---
Een inleiding.

::: scale nut
labels: niet | wel

Hier kan ik iets mee.
:::

::: choice tijd
options: kort=te kort | goed=goed

De tijd was:
:::

::: number minuten
minimum: 1
maximum: 600

Het kostte mij zoveel minuten:
:::

::: text anders
maximum: 500
hint: Noem geen namen.

Wat moet er anders?
:::
"""

PLATFORMS = """\
::: platform hyves
name: Hyves
purpose: vrienden
whose: rented
gone: yes
:::

::: platform mastodon
name: Mastodon
purpose: een gesprek
characters: 500
counts: Meestal.
whose: between
checked: 2026-11-22
:::
"""

COURSE_FILE = "course.md"
MODULE_FILE = "1-begin/module.md"
THING_FILE = "1-begin/01-eerste.md"
QUESTIONNAIRE_FILE = "questionnaires/vragenlijst.md"
PLATFORMS_FILE = "platforms.md"


@dataclass(frozen=True)
class Folder:
    root: Path

    def write(self, file: str, text: str) -> None:
        path = self.root / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode())

    def text(self, file: str) -> str:
        return (self.root / file).read_text(encoding="utf-8")

    def change(self, file: str, old: str, new: str) -> None:
        assert self.text(file).count(old) >= 1, f"{file} does not hold {old!r}"
        self.write(file, self.text(file).replace(old, new, 1))

    def line(self, file: str, words: str) -> int:
        """Return the number of the first line that holds these words."""
        lines = self.text(file).split("\n")
        return next(number for number, line in enumerate(lines, start=1) if words in line)

    def as_bytes(self) -> dict[str, bytes]:
        return {
            path.relative_to(self.root).as_posix(): path.read_bytes()
            for path in sorted(self.root.rglob("*"))
            if path.is_file()
        }


def make_folder(root: Path) -> Folder:
    folder = Folder(root)
    folder.write(COURSE_FILE, COURSE)
    folder.write(MODULE_FILE, MODULE)
    folder.write(THING_FILE, THING)
    folder.write(QUESTIONNAIRE_FILE, QUESTIONNAIRE)
    folder.write(PLATFORMS_FILE, PLATFORMS)
    folder.write("1-begin/media/formulier.txt", "Ik geef toestemming.\n")
    Image.new("RGB", (4, 3), "teal").save(root / "1-begin/media/bordje.png")
    return folder
