"""The catalogue says in English all that the interface says in Dutch, and says it completely."""

from __future__ import annotations

import ast
import gettext
import os
import re
import shutil
import warnings
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from django.utils import translation

ROOT = Path(settings.BASE_DIR)
CATALOGUE = ROOT / "course" / "locale" / "en" / "LC_MESSAGES" / "django.po"
MEND = "Run `make messages`, translate what is empty in course/locale/en/LC_MESSAGES/django.po, and run it again."

PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|%%|</?\w+")
DUTCH_WORD = re.compile(r"\b(?:de(?! [A-Z])|het|een|je|niet|voor|deze|naar|ook|zijn)\b")  # Not Noor de Wit.


@dataclass
class Entry:
    """One text: `texts` holds the Dutch one, or singular and plural; `english` as many."""

    context: str = ""
    texts: list[str] = field(default_factory=list)
    english: list[str] = field(default_factory=list)
    flags: str = ""

    @property
    def key(self) -> str:
        return f"{self.context}\x04{self.texts[0]}" if self.context else self.texts[0]


def read_catalogue(path: Path) -> list[Entry]:
    """Return the entries of a .po file in order, without its header."""
    entries = []
    for paragraph in re.split(r"\n\s*\n", path.read_text(encoding="utf-8")):
        entry = Entry()
        words: list[str] = []
        for line in paragraph.splitlines():
            if line.startswith("#"):
                entry.flags += line if line.startswith("#,") else ""
                continue
            keyword, _, quoted = line.partition(" ") if not line.startswith('"') else ("", "", line)
            text = ast.literal_eval(quoted)
            if keyword == "msgctxt":
                entry.context = text
            elif keyword:
                words = entry.texts if keyword.startswith("msgid") else entry.english
                words.append(text)
            else:
                words[-1] += text
        if entry.texts and entry.texts[0]:
            entries.append(entry)
    return entries


ENTRIES = read_catalogue(CATALOGUE)


def test_no_text_waits_for_its_english() -> None:
    assert len(ENTRIES) > 900
    waiting = [entry.texts[0] for entry in ENTRIES if "fuzzy" in entry.flags or not all(entry.english)]
    assert waiting == [], MEND
    assert [entry.texts for entry in ENTRIES if len(entry.english) != len(entry.texts)] == []


@pytest.fixture(scope="module")
def collected(tmp_path_factory: pytest.TempPathFactory) -> list[Entry]:
    """What gettext finds in a copy of the sources now. In a copy, because it writes files beside the templates."""
    if shutil.which("xgettext") is None or shutil.which("msguniq") is None:
        sentence = (
            "gettext was not found, so NOBODY LOOKED FOR TEXTS WITHOUT ENGLISH. Install it: apt-get install gettext"
        )
        if os.environ.get("CI") == "true":
            pytest.fail(sentence)
        warnings.warn(sentence, stacklevel=1)
        pytest.skip(sentence)
    copy = tmp_path_factory.mktemp("sources")
    for folder in ("course", "lessons", "templates"):
        for path in (ROOT / folder).rglob("*"):
            if path.suffix in {".py", ".html", ".txt"}:
                target = copy / path.relative_to(ROOT)
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(path, target)
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(copy)
        patch.setattr(settings, "LOCALE_PATHS", [str(copy / "locale")])
        call_command("makemessages", locale=["en"], verbosity=0)
    return read_catalogue(copy / "locale" / "en" / "LC_MESSAGES" / "django.po")


def test_every_text_of_the_sources_is_in_the_catalogue(collected: list[Entry]) -> None:
    assert len(collected) > 900
    known = {(entry.key, *entry.texts[1:]) for entry in ENTRIES}
    found = {(entry.key, *entry.texts[1:]) for entry in collected}
    assert sorted(found - known) == [], MEND
    assert sorted(known - found) == [], f"The sources no longer say these. {MEND}"


def test_the_english_keeps_every_placeholder_and_every_element() -> None:
    different = [
        (dutch, english)
        for entry in ENTRIES
        for dutch, english in zip(entry.texts, entry.english, strict=True)
        if sorted(PLACEHOLDER.findall(dutch)) != sorted(PLACEHOLDER.findall(english))
    ]
    assert different == []


def test_the_compiled_catalogue_is_of_this_catalogue() -> None:
    with CATALOGUE.with_suffix(".mo").open("rb") as file:
        compiled = dict(gettext.GNUTranslations(file)._catalog)
    compiled.pop("", None)
    written: dict[str | tuple[str, int], str] = {}
    for entry in ENTRIES:
        if len(entry.texts) == 1:
            written[entry.key] = entry.english[0]
        else:
            written |= {(entry.key, form): english for form, english in enumerate(entry.english)}
    assert compiled == written, MEND


def test_no_dutch_is_left_in_the_english() -> None:
    assert [english for entry in ENTRIES for english in entry.english if DUTCH_WORD.search(english)] == []


def read(entry: Entry) -> str:
    """Return what a template shows for this entry, in the language of now."""
    dutch = entry.texts[0]
    return translation.pgettext(entry.context, dutch) if entry.context else translation.gettext(dutch)


def test_dutch_readers_read_the_words_of_the_source() -> None:
    """A text that Django, allauth or Wagtail has too ("Log in") would be shown in their Dutch, not in ours."""
    with translation.override("nl"):
        changed = {entry.texts[0]: shown for entry in ENTRIES if (shown := read(entry)) != entry.texts[0]}
    assert changed == {}


def test_there_is_one_catalogue() -> None:
    places = [path for folder in ("course", "lessons", "templates") for path in (ROOT / folder).rglob("*.po")]
    assert places == [CATALOGUE]
