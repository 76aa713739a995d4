"""What an export writes reads back to the same pages, and to the same bytes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from wagtail.images import get_image_model

from lessons.importers.build import build_course
from lessons.importers.dialects import item_dialect, lesson_dialect
from lessons.importers.directives import Directive, Line, Text, split_body
from lessons.importers.front_matter import quoted, read_entries, write_entries
from lessons.importers.identity import plain, same
from lessons.importers.markdown_course import read_course
from lessons.importers.markdown_export import ExportRefused, export_course
from lessons.importers.markdown_thing import read_body
from lessons.importers.parsed import CourseRefused, Place
from lessons.importers.rich_html import as_markdown
from lessons.importers.syntax import Dialect
from lessons.models import CoursePage, ModulePage, ThingPage
from tests.lessons.importers.folders import COURSE_FILE, THING_FILE, Folder

CONTENT = Path(__file__).parents[3] / "lessons" / "content"


def load(root: Path) -> CoursePage:
    return build_course(read_course(root)).course


def page_with(body: list[dict[str, Any]]) -> ThingPage:
    thing = ThingPage.objects.get()
    thing.body = thing.body.stream_block.to_python(body)
    thing.save_revision().publish()
    return ThingPage.objects.get()


# --- Folders -------------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_the_shipped_course_is_in_canonical_form(tmp_path: Path) -> None:
    export_course(load(CONTENT), tmp_path)

    shipped, exported = Folder(CONTENT).as_bytes(), Folder(tmp_path).as_bytes()
    about = {name for name in shipped if Path(name).stem.isupper()}
    assert exported.keys() == shipped.keys() - about
    for name, content in exported.items():
        assert content.decode() == shipped[name].decode(), name


@pytest.mark.django_db
def test_import_and_export_give_the_same_bytes_again(folder: Folder, tmp_path: Path) -> None:
    first, second = tmp_path / "eerste", tmp_path / "tweede"
    export_course(load(folder.root), first)

    export_course(load(first), second)

    assert Folder(first).as_bytes() == folder.as_bytes()
    assert Folder(second).as_bytes() == folder.as_bytes()


@pytest.mark.django_db
def test_an_export_of_what_people_made_reads_back_as_no_change(folder: Folder, tmp_path: Path) -> None:
    load(folder.root)
    own = "6f1c1ed4-2f0e-4e0e-8a55-0d3f4b7d2a10"
    body = page_with(
        [
            {"type": "heading", "value": {"text": "Een kop", "level": "3"}, "id": "a"},
            {"type": "richtext", "value": '<p data-block-key="abc">Een <b>klacht</b>.</p>', "id": "b"},
            {"type": "markdown", "value": "Een tekst.\r\n\r\n::: geen blok", "id": "c"},
            {"type": "markdown", "value": "Nog een, over [de stelling](#oefening-eigen).", "id": "d"},
            {
                "type": "table",
                "value": {
                    "caption": "Tabel",
                    "table": {"data": [["a|b", None], ["c\\", "d\ne"]], "table_header_choice": "both"},
                },
                "id": "e",
            },
            {
                "type": "table",
                "value": {
                    "caption": "Samengevoegd",
                    "table": {
                        "data": [["a", "b"]],
                        "table_header_choice": "neither",
                        "mergeCells": [{"row": 0, "col": 0, "rowspan": 1, "colspan": 2}],
                    },
                },
                "id": "f",
            },
            {
                "type": "video",
                "value": {"url": "https://example.org/a", "title": "Film", "summary": "Een.\n\nTwee."},
                "id": "g",
            },
            {
                "type": "poll",
                "value": {
                    "title": "Eigen",
                    "key": "eigen",
                    "statement": "Het is zo.",
                    "options": [{"key": "Ja!", "text": "Ja"}, {"key": "nee", "text": "Nee"}],
                    "closes_on": "2027-03-01",
                },
                "id": own,
            },
        ]
    ).body

    export_course(CoursePage.objects.get(), tmp_path / "uit")
    text = Folder(tmp_path / "uit").text(THING_FILE)
    built = build_course(read_course(tmp_path / "uit"))

    assert "::: heading Een kop\nlevel: 3\n:::" in text
    assert "::: html\n<p" in text
    assert "\n\\::: geen blok\n" in text
    assert "::: markdown\nNog een, over [de stelling](#eigen).\n:::" in text
    assert "header: both\n| a\\|b |  |\n|---|---|\n| c\\\\ | d\\ne |" in text
    assert "::: data table\n" in text
    assert "summary:" not in text
    assert "::: data poll\n" in text
    assert f"id: {own}" in text
    assert {str(change.what) for change in built.changes if change.kind == "ding"} == {"ongewijzigd"}
    assert ThingPage.objects.get().body == body


@pytest.mark.django_db
def test_an_introduction_from_the_editor_keeps_its_text(folder: Folder, tmp_path: Path) -> None:
    course = load(folder.root)
    course.introduction = (
        '<p data-block-key="x1">Vijf * twee, en <i>meer</i> *zo*.</p><ul><li data-block-key="x2">een</li></ul>'
    )
    course.save_revision().publish()

    export_course(CoursePage.objects.get(), tmp_path / "uit")
    built = build_course(read_course(tmp_path / "uit"))

    assert str(built.changes[0].what) == "ongewijzigd"
    text = Folder(tmp_path / "uit").text(COURSE_FILE)
    assert "::: html" in text
    assert "data-block-key" not in text


@pytest.mark.django_db
def test_a_course_without_introduction_or_sources_reads_back(folder: Folder, tmp_path: Path) -> None:
    load(folder.root)
    CoursePage.objects.update(introduction="")
    ThingPage.objects.update(reading="", valid_until=None, channels="alle")

    export_course(CoursePage.objects.get(), tmp_path / "uit")

    text = Folder(tmp_path / "uit").text(THING_FILE)
    assert "valid_until: none\nchannels: alle\nreading: []\n---" in text
    assert {str(change.what) for change in build_course(read_course(tmp_path / "uit")).changes} == {"ongewijzigd"}


@pytest.mark.django_db
def test_two_pictures_with_one_title_get_two_names(folder: Folder, tmp_path: Path) -> None:
    load(folder.root)
    other = folder.root / "1-begin/media/Ander bord.png"
    other.write_bytes((folder.root / "1-begin/media/bordje.png").read_bytes() + b" ")
    folder.change(THING_FILE, "::: tip", "::: image media/bord2.png\nalt: Nog een\n:::\n\n::: tip")
    other.rename(folder.root / "1-begin/media/bord2.png")
    load(folder.root)
    get_image_model().objects.update(title="Eén bordje?")

    export_course(CoursePage.objects.get(), tmp_path / "uit")

    names = sorted(path.name for path in (tmp_path / "uit/1-begin/media").iterdir())
    assert names == ["Een-bordje-2.png", "Een-bordje.png", "formulier.txt"]


@pytest.mark.django_db
def test_a_picture_that_was_deleted_is_named_at_the_next_import(folder: Folder, tmp_path: Path) -> None:
    load(folder.root)
    get_image_model().objects.get().delete()

    export_course(CoursePage.objects.get(), tmp_path / "uit")

    with pytest.raises(CourseRefused, match="mist zijn bestand"):
        read_course(tmp_path / "uit")


@pytest.mark.django_db
def test_a_second_export_takes_away_what_belongs_to_no_page(folder: Folder, tmp_path: Path) -> None:
    folder.change(COURSE_FILE, "slug: cursus", "slug: cursus\nowner: het-verband")
    course = load(folder.root)
    folder.write("1-begin/LICENSE.md", "Vrij.\n")
    ThingPage.objects.update(number=3)
    ModulePage.objects.update(number=2)

    exported = export_course(course, folder.root)

    assert exported.removed == ("1-begin/01-eerste.md", "1-begin/module.md")
    assert (folder.root / "2-begin/03-eerste.md").is_file()
    assert (folder.root / "1-begin/LICENSE.md").is_file()
    assert "owner: het-verband\n" in folder.text(COURSE_FILE)


@pytest.mark.django_db
def test_an_export_empties_a_folder_that_has_nothing_left(folder: Folder) -> None:
    course = load(folder.root)
    folder.write("9-weg/module.md", "x")

    export_course(course, folder.root)

    assert not (folder.root / "9-weg").exists()


@pytest.mark.django_db
def test_what_is_offline_stays_out_of_an_export(folder: Folder, tmp_path: Path) -> None:
    course = load(folder.root)
    ThingPage.objects.get().unpublish()

    exported = export_course(course, tmp_path / "uit")

    assert exported.skipped == ("Eerste ding",)
    assert THING_FILE not in exported.written


@pytest.mark.django_db
def test_an_export_keeps_off_a_folder_of_something_else(folder: Folder, tmp_path: Path) -> None:
    course = load(folder.root)
    papers, file = tmp_path / "papieren", tmp_path / "bestand"
    papers.mkdir()
    (papers / "brief.txt").write_text("Lieve Noor", encoding="utf-8")
    file.write_text("", encoding="utf-8")
    folder.change(COURSE_FILE, "slug: cursus", "slug: andere")

    for target, words in ((papers, "geen cursus"), (file, "geen map"), (folder.root, "andere cursus")):
        with pytest.raises(ExportRefused, match=words):
            export_course(course, target)

    assert [path.name for path in papers.iterdir()] == ["brief.txt"]
    assert export_course(course, tmp_path / "nieuw" / "diep").written


# --- Any value at all ----------------------------------------------------------------------------------------------

MARKS = [
    *("- ", "- [ ] a. ", "- a. b", "? ", "= ", "> ", "  > ", "@ ", "@@ ", ":::", "::: tip", "===", "-- "),
    *("\\", "| a |", "{extra}", "key: x"),
]
letters = st.characters(codec="utf-8", exclude_categories=["Cs", "Cc", "Zl", "Zp"])
words = st.text(letters, min_size=1, max_size=12).map(str.strip).filter(bool)
line = st.one_of(words, st.tuples(st.sampled_from(MARKS), words).map("".join), st.sampled_from(MARKS)).map(str.strip)
one_line = line.filter(bool)
text = st.lists(st.one_of(line, st.just("")), min_size=1, max_size=4).map("\n".join).map(str.strip)
full_text = text.filter(bool)
key = st.one_of(st.from_regex(r"[a-z0-9]{1,5}(-[a-z0-9]{1,3})?", fullmatch=True), words)
optional_number = st.one_of(st.none(), st.integers(0, 999))


def lists_of(strategy: st.SearchStrategy[Any], least: int = 0) -> st.SearchStrategy[list[Any]]:
    return st.lists(strategy, min_size=least, max_size=3)


def exercises(**parts: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries({"title": one_line, "key": key, "counts": st.booleans(), **parts})


def structs(**parts: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries(parts)


VALUES: dict[str, st.SearchStrategy[Any]] = {
    "heading": structs(text=one_line, level=st.sampled_from(["2", "3"])),
    "richtext": text,
    "markdown": full_text,
    "video": structs(url=st.just("https://example.org/a"), title=one_line, summary=full_text),
    "quote": structs(text=full_text, source=one_line),
    "tip": structs(title=one_line, text=full_text),
    "comparison": structs(title=one_line, before_label=one_line, before=full_text, after_label=line, after=full_text),
    "table": structs(
        caption=one_line,
        table=structs(
            data=st.integers(1, 3).flatmap(
                lambda width: st.lists(st.lists(text, min_size=width, max_size=width), min_size=1, max_size=3)
            ),
            table_header_choice=st.sampled_from(["row", "column", "both", "neither"]),
        ),
    ),
    "checklist": exercises(
        intro=text,
        items=lists_of(
            structs(
                text=one_line,
                extra=st.booleans(),
                field=st.sampled_from(["", "text", "file"]),
                check=st.sampled_from(["", "intake", "vote:x"]),
                key=key,
            ),
            1,
        ),
    ),
    "quiz": exercises(
        intro=text,
        pass_percentage=st.integers(1, 100),
        questions=lists_of(
            structs(
                text=full_text,
                kind=st.sampled_from(["choice", "number", "short", "match"]),
                options=lists_of(
                    structs(
                        text=line,
                        pair=line,
                        right=st.booleans(),
                        feedback=line,
                        weight=st.one_of(st.none(), st.floats(-100, 100), st.integers(-100, 100).map(float)),
                        key=key,
                    ),
                    1,
                ),
                explanation=text,
                key=key,
            ),
            1,
        ),
    ),
    "poll": exercises(
        intro=text,
        statement=one_line,
        options=lists_of(structs(text=one_line, earlier_votes=optional_number, key=key), 2),
        viewpoints=lists_of(structs(signature=one_line, text=full_text)),
        minimum_words=st.integers(0, 500),
        closes_on=st.one_of(st.none(), st.dates().map(str)),
        earlier_label=line,
        reactions=lists_of(structs(signature=one_line, text=full_text)),
    ),
    "blog_post": exercises(
        prompt=full_text,
        starters=lists_of(one_line),
        minimum_words=st.integers(1, 999),
        maximum_words=optional_number,
        comment_required=st.booleans(),
    ),
    "peer_review": exercises(
        prompt=full_text,
        criteria=lists_of(structs(text=one_line, levels=lists_of(one_line, 2), key=key), 1),
        examples=lists_of(structs(title=one_line, text=full_text), 1),
        model_answer=text,
        minimum_words=optional_number,
        maximum_words=optional_number,
        minimum_lines=optional_number,
        feedback_words=st.integers(0, 200),
        reviews=st.integers(1, 5),
        wait_days=st.integers(0, 30),
        reviewers=st.sampled_from(["shown", "hidden"]),
    ),
}
ITEMS: dict[str, st.SearchStrategy[Any]] = {
    "scale": structs(key=key, text=one_line, hint=line, labels=lists_of(one_line, 2), not_applicable=line, group=line),
    "choice": structs(key=key, text=one_line, hint=line, options=lists_of(structs(key=key, text=one_line), 2)),
    "number": structs(key=key, text=one_line, hint=line, minimum=st.integers(0, 9), maximum=st.integers(0, 999)),
    "text": structs(key=key, text=one_line, hint=line, maximum=st.integers(0, 999)),
    "several": structs(key=key, text=one_line, hint=line, options=lists_of(structs(key=key, text=one_line), 2)),
    "points": structs(
        key=key,
        text=one_line,
        hint=line,
        minimum=st.integers(0, 9),
        maximum=st.integers(0, 20),
        low=one_line,
        high=one_line,
    ),
    "knowledge": structs(
        key=key,
        text=one_line,
        hint=line,
        options=lists_of(structs(key=key, text=one_line), 2),
        right=key,
        explanation=one_line,
    ),
    "heading": structs(key=key, text=one_line, hint=line),
}


def read_back(dialect: Dialect, lines: list[str], block_type: str) -> Any:
    """Return the value of the one block that these lines hold, and check that they stay within their block."""
    where = Place(Path(), "ding.md")
    around = ["Tekst ervoor.", "", *lines, "", "Tekst erna."]
    before, part, after = split_body([Line(number, text) for number, text in enumerate(around, start=1)], where)
    assert isinstance(before, Text)
    assert isinstance(part, Directive)
    assert isinstance(after, Text)
    piece = dialect.read(part, where)
    assert piece is not None
    assert piece.type == block_type
    assert where.faults == [] or block_type == "richtext"
    return plain(dialect.block.child_blocks[block_type], piece.value)


@pytest.mark.parametrize("block_type", VALUES)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_any_block_reads_back_as_it_was_written(block_type: str, data: st.DataObject) -> None:
    dialect = lesson_dialect()
    value = plain(dialect.block.child_blocks[block_type], data.draw(VALUES[block_type]))

    assert same(read_back(dialect, dialect.write(block_type, value), block_type), value)


@pytest.mark.parametrize("block_type", ITEMS)
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_any_item_reads_back_as_it_was_written(block_type: str, data: st.DataObject) -> None:
    dialect = item_dialect()
    value = plain(dialect.block.child_blocks[block_type], data.draw(ITEMS[block_type]))

    assert same(read_back(dialect, dialect.write(block_type, value), block_type), value)


def test_ordinary_values_have_a_syntax_of_their_own() -> None:
    """Without this, an export that wrote everything as data would pass the tests above."""
    dialect = lesson_dialect()
    value = plain(
        dialect.block.child_blocks["quiz"],
        {
            "title": "Een quiz",
            "key": "quiz",
            "intro": "? Een vraag vooraf\n- [ ] en een lijst",
            "questions": [
                {
                    "key": "1",
                    "text": "Wat klopt?\n\n> een citaat\n= een som",
                    "explanation": "Dit.\n? En dat.",
                    "options": [{"key": "a", "text": "= 3", "right": True, "feedback": "- ja"}],
                }
            ],
        },
    )

    lines = dialect.write("quiz", value)

    assert lines[0] == "::: quiz quiz"
    assert "\\? Een vraag vooraf" in lines
    assert "\\> een citaat" in lines
    assert "- [x] a. = 3" in lines


@settings(max_examples=150, deadline=None)
@given(st.one_of(line, text))
def test_any_text_survives_front_matter(value: str) -> None:
    written = write_entries({"key": value, "list": [value]})
    entries = read_entries(written[1:-1], Place(Path(), "ding.md"))

    assert entries is not None
    assert entries["key"].text == value
    assert [item for _line, item in entries["list"].items or ()] == [value]


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ("Een gewone zin, met 'aanhaling'", "Een gewone zin, met 'aanhaling'"),
        ("2027-01-01", "2027-01-01"),
        ("Start: nu", '"Start: nu"'),
        ("(gezien) Iemand", '"(gezien) Iemand"'),
        ('(gezien) "Iets"', "'(gezien) \"Iets\"'"),
        ('\'s Avonds: "Iets"', "'''s Avonds: \"Iets\"'"),
        ("#hashtag", '"#hashtag"'),
        ("einde # geen commentaar", '"einde # geen commentaar"'),
        ("C:\\map", "C:\\map"),
        ("- \\", "'- \\'"),
        ("", '""'),
        ("Twee\nregels", '"Twee\\nregels"'),
        ("Bel: \x7f", '"Bel: \\x7F"'),
        ("ja 🎉", "ja 🎉"),
    ],
)
def test_a_value_is_quoted_only_when_it_must(value: str, written: str) -> None:
    assert quoted(value) == written


@pytest.mark.parametrize(
    ("html", "markdown"),
    [
        ("<p>Een <b>twee</b> <em>drie</em>.</p><p>Vier</p>", "Een **twee** *drie*.\n\nVier"),
        ('<p><a href="/x/">hier</a><br/>en</p>', "[hier](/x/)\nen"),
        ("<p>Kies:</p><ul><li>een</li><li>twee</li></ul><p>x</p>", "Kies:\n\n- een\n- twee\n\nx"),
        ("<ol><li>een</li></ol>", "1. een"),
        ("<p>een &lt; twee &amp; drie</p>", "een < twee & drie"),
        ("<p>5 * 3 * 2 *x*</p>", None),
        ("<h2>Kop</h2>", None),
        (f"<p>{'x' * 100_001}</p>", None),
    ],
)
def test_simple_prose_becomes_markdown_and_other_prose_stays(html: str, markdown: str | None) -> None:
    assert as_markdown(html) == markdown


def test_a_kind_without_a_syntax_is_written_as_data(monkeypatch: pytest.MonkeyPatch) -> None:
    dialect = lesson_dialect()
    value = plain(dialect.block.child_blocks["tip"], {"title": "Een tip", "text": "Een\n\ntwee"})
    monkeypatch.delitem(dialect.by_type, "tip")

    lines = dialect.write("tip", value)

    assert lines[:2] == ["::: data tip", "title: Een tip"]
    assert read_back(dialect, lines, "tip") == value


def test_a_block_that_is_not_canonical_reads_the_same() -> None:
    where = Place(Path(), "ding.md")
    source = ":::quiz a\ntitle: A\n? 1. Een?\n:::".split("\n")
    read_body([Line(number, text) for number, text in enumerate(source, start=1)], "cursus/ding", where)

    assert [(fault.line, "lege regel" in fault.message) for fault in where.faults][:1] == [(3, True)]
