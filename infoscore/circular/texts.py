"""``circular.yaml`` and the texts in ``circulars/``: how circulars look and what they say."""

import re
from collections.abc import Iterable
from datetime import date, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Final

import msgspec
from msgspec import Struct, field

from infoscore.messages import msg
from infoscore.names import Names
from infoscore.period import Calendar, Period, moved
from infoscore.problems import Code, Place, Problem
from infoscore.reading.lookup import Lexicon, looked_up
from infoscore.reading.reading import Reading
from infoscore.reading.typed import read
from infoscore.reading.types import Day, Line, Strict, described
from infoscore.reading.yamltext import Document, decode, parse
from infoscore.reading.yamltext import Path as YamlPath
from infoscore.records.resolve import RULES, Setup
from infoscore.reports.tables.entry import TableEntry, named_in
from infoscore.rules.book import check_clauses, clauses_of, names_of_units
from infoscore.rules.edition import vocabulary_of
from infoscore.workspace.folder import NotPlainError, folder_is_link, read_bytes

FILE: Final = "circular.yaml"
FOLDER: Final = "circulars"
TEMPLATE: Final = "template.md"
MOST_CHARACTERS: Final = 50_000
"""Of a circular's text: some eighty pages."""
_FENCE: Final = re.compile(r"---[ \t]*\r?\n(.*?^)---[ \t]*(?:\r?\n|\Z)", re.DOTALL | re.MULTILINE)
_BLANK: Final = re.compile(r"\{([^{}]*)\}")
_PERIOD_BLANKS: Final = ("label", "period", "short", "year", "month")


class Margins(StrEnum):
    """Where the text area begins and ends: by the paper, or so that the letters' ink does."""

    STANDARD = "standard"
    COMPENSATED = "compensated"


class FontPreset(StrEnum):
    """Font names that offices have: gb2312 since Windows XP, windows since Windows 7."""

    GB2312 = "gb2312"
    WINDOWS = "windows"


class Arrangement(StrEnum):
    """How the itemized adoptions are set out."""

    OUTLET = "outlet"
    """Those of an outlet together, each brief once."""
    UNIT = "unit"
    """Group by group and unit by unit, a joint brief under each of its units."""


class ListEntry(Strict, frozen=True):
    by: Annotated[Arrangement, described("outlet by outlet, or unit by unit")] = Arrangement.OUTLET
    criteria: Annotated[bool, described("print the scoring rules under the list")] = True


class AnnexEntry(Strict, frozen=True):
    title: Annotated[Line, described("the annex's title; may hold {label}, {period}, {year}")]
    table: Annotated[TableEntry | None, described("a table of the units")] = None
    list_: Annotated[ListEntry | None, described("the itemized adoptions")] = field(
        name="list", default=None
    )


class FontsEntry(Strict, frozen=True):
    title: Line
    body: Line
    kai: Line
    hei: Line
    song: Line


class CircularFile(Strict, frozen=True):
    issuer: Annotated[Line, described("the office that issues and signs it")]
    number: Annotated[Line, described("the document number: {year} and {number} are filled in")]
    title: Annotated[Line, described("the title; may hold {issuer}, {label}, {period}, {year}")]
    addressees: Annotated[Line, described("whom it is addressed to")]
    annexes: Annotated[list[AnnexEntry], described("in order")] = []
    letterhead: Annotated[Line | None, described("the red head; none: pre-printed paper")] = None
    file: Annotated[Line, described("the name of the output, without its ending")] = (
        "{label}信息工作情况通报"
    )
    copies: Annotated[list[Line], described("whom copies go to")] = []
    printer: Annotated[Line | None, described("the office that prints it; none: no imprint")] = None
    secrecy: Annotated[Line | None, described("secrecy, such as 机密★1年")] = None
    urgency: Annotated[Line | None, described("urgency, such as 特急")] = None
    sealed: Annotated[bool, described("whether room is left for a seal")] = True
    margins: Annotated[
        Margins, described("standard: 37 and 35 mm; compensated: the ink itself keeps to them")
    ] = Margins.STANDARD
    times: Annotated[bool, described("digits and Latin letters in Times New Roman")] = False
    mirror: Annotated[bool, described("mirrored margins, for printing on both sides")] = False
    fonts: Annotated[
        FontPreset | FontsEntry, described("gb2312, windows, or a name for each role")
    ] = FontPreset.GB2312


class FrontMatter(Strict, frozen=True):
    date: Annotated[Day, described("the date of the document")]
    number: Annotated[Line | None, described("the running number of the year")] = None
    title: Annotated[Line | None, described("instead of the one in circular.yaml")] = None
    addressees: Annotated[Line | None, described("instead of those in circular.yaml")] = None
    serial: Annotated[Line | None, described("the copy's number, six digits")] = None
    secrecy: Annotated[Line | None, described("instead of that in circular.yaml")] = None
    urgency: Annotated[Line | None, described("instead of that in circular.yaml")] = None
    remark: Annotated[Line | None, described("a remark in brackets under the date")] = None
    closing: Annotated[
        Day | None, described("the last day counted in, where it is not the period's end")
    ] = None


class Text(Struct, frozen=True):
    """``circulars/2021-Q1.md``: what stands above the text, and the text."""

    file: str
    head: FrontMatter
    body: str
    first_line: int
    """Lines of the file before the body."""


def settings(document: Document, setup: Setup, problems: list[Problem]) -> CircularFile | None:
    """The letterhead, annexes and layouts, with full names; ``None``: it cannot be read.

    Whether it may be used is told by the problems.
    """
    entry = read(document, CircularFile, problems)
    if entry is None:
        return None
    reading = Reading(document, (), problems)
    _check_blanks(reading, ("number",), entry.number, ("year", "number"))
    for key, text in (("title", entry.title), ("file", entry.file)):
        _check_blanks(reading, (key,), text, (*_PERIOD_BLANKS, "issuer"))
    annexes = []
    for index, annex in enumerate(entry.annexes):
        path: YamlPath = ("annexes", index)
        _check_blanks(reading, (*path, "title"), annex.title, (*_PERIOD_BLANKS, "issuer"))
        if annex.table is None and annex.list_ is None:
            reading.note(
                Code.MISSING_KEY,
                path,
                msg("“{key}” is missing", key="table"),
                msg("an annex holds a “table” of the units, a “list” of the adoptions, or both"),
            )
        if annex.table is not None:
            table = _table(reading, (*path, "table"), annex.table, setup)
            annex = msgspec.structs.replace(annex, table=table)  # noqa: PLW2901
        annexes.append(annex)
    return msgspec.structs.replace(entry, annexes=annexes)


def text_file(key: str) -> str:
    """Where the text of the period ``key`` lies, relative to the workspace."""
    return f"{FOLDER}/{key}.md"


def text(root: Path, file: str, problems: list[Problem]) -> Text | None:
    """A circular's text; ``None`` if it is not there or has problems."""
    data = _bytes(root, file, problems)
    return None if data is None else parse_text(data, file, problems)


def _bytes(root: Path, file: str, problems: list[Problem]) -> bytes | None:
    """The file's bytes; ``None`` if it is not there or is none."""
    if folder_is_link(root, FOLDER, problems):
        return None
    try:
        return read_bytes(root, file)
    except FileNotFoundError:
        return None
    except NotPlainError as error:
        problems.append(error.problem)
        return None


def counted(
    root: Path, period: Period, calendar: Calendar, text: Text | None, problems: list[Problem]
) -> Period:
    """The days that a circular counts: up to its own closing date, from after the last one's.

    What an office counted into one circular after the period's end is not counted in the next, nor
    in the next year.
    """
    start = _day_after(root, calendar.before(period)) or period.start
    year_start = _day_after(root, calendar.last_of_year_before(period)) or period.year_start
    end = period.end
    if text is not None and text.head.closing is not None:
        end = text.head.closing
    if text is not None and end < start:
        problems.append(
            Problem(
                Code.WRONG_VALUE,
                Place(text.file, 1),
                msg(
                    "the closing date {day} lies before the period's first day {start}",
                    day=end,
                    start=start,
                ),
                msg("check “closing”"),
            )
        )
        return period
    return moved(period, start, end, year_start)


def _day_after(root: Path, period: Period | None) -> date | None:
    """The day after the period's circular closed, if it says when it did."""
    earlier = None if period is None else text(root, text_file(period.key), [])
    if earlier is None or earlier.head.closing is None:
        return None
    return earlier.head.closing + timedelta(days=1)


def parse_text(data: bytes, file: str, problems: list[Problem]) -> Text | None:
    """The bytes of a circular's text."""
    whole = decode(data, file)
    if isinstance(whole, Problem):
        problems.append(whole)
        return None
    fence = _FENCE.match(whole)
    if fence is None:
        problems.append(
            Problem(
                Code.MISSING_KEY,
                Place(file, 1),
                msg("the text does not begin with its date between two lines “---”"),
                msg("begin the file with: ---, date: 2021-04-15, ---"),
            )
        )
        return None
    documents, found = parse(f"\n{fence[1]}".encode(), file)  # the line of the first ---
    problems += found
    if found:
        return None
    document = documents[0] if documents else Document(file, "", 0, None, 1)
    head = read(document, FrontMatter, problems)
    if head is None or Reading(document, (), problems).day(head.date, ("date",)) is None:
        return None
    body = whole[fence.end() :]
    if _is_long(body, file, problems):
        return None
    return Text(file, head, body, whole.count("\n", 0, fence.end()))


def _is_long(body: str, file: str, problems: list[Problem]) -> bool:
    """Whether no circular is so long."""
    if len(body) <= MOST_CHARACTERS:
        return False
    problems.append(
        Problem(
            Code.TOO_LARGE,
            Place(file),
            msg(
                "the text has {length} characters; at most {most} are read",
                length=len(body),
                most=MOST_CHARACTERS,
            ),
            msg("look whether the file is what it should be"),
        )
    )
    return True


def _table(reading: Reading, path: YamlPath, entry: TableEntry, setup: Setup) -> TableEntry:
    for number, column in enumerate(entry.columns):
        heads = column.header if isinstance(column.header, list) else [column.header or ""]
        for head in heads:
            _check_blanks(reading, (*path, "columns", number, "header"), head, _PERIOD_BLANKS)
    for number, note in enumerate(entry.notes):
        _check_blanks(reading, (*path, "notes", number), note, _PERIOD_BLANKS)
    for key in ("totals", "subtotals", "apart"):
        words = getattr(entry, key)
        for part in ("label", "title"):
            text = getattr(words, part, None) or ""
            _check_blanks(reading, (*path, key, part), text, _PERIOD_BLANKS)
    full = looked_up(entry, reading, _vocabulary(setup), path)
    clauses = clauses_of(setup.book.editions)
    for figure, at in named_in(full):
        check_clauses(figure.clauses, clauses, reading, (*path, *at))
    return full


def _vocabulary(setup: Setup) -> dict[str, Lexicon]:
    """Every name of units.yaml, and of all editions of the rules."""
    book = setup.book
    names: dict[str, list[tuple[str, str]]] = {}
    for edition in book.editions:
        for kind, known in vocabulary_of(edition.rules).items():
            names.setdefault(kind, []).extend(known.entries)
    return {
        "track": Lexicon(book.track_names, RULES),
        **{kind: Lexicon(Names(entries), RULES) for kind, entries in names.items()},
        **names_of_units(setup.roster),
    }


def _check_blanks(reading: Reading, path: YamlPath, text: str, known: Iterable[str]) -> None:
    for name in _BLANK.findall(text):
        if name not in known:
            reading.note(
                Code.UNKNOWN_NAME,
                path,
                msg("nothing is known to fill in for {name}", name=f"{{{name}}}"),
                msg("what is filled in here: {names}", names=[f"{{{one}}}" for one in known]),
            )


def template(root: Path, problems: list[Problem]) -> tuple[str, str]:
    """The text that new circulars start from, and what it is called: the office's, else ours."""
    file = f"{FOLDER}/{TEMPLATE}"
    data = _bytes(root, file, problems)
    if data is None:
        file = TEMPLATE
        data = (Path(__file__).parent / TEMPLATE).read_bytes()
    whole = decode(data, file)
    if isinstance(whole, Problem):
        problems.append(whole)
        return file, ""
    return file, "" if _is_long(whole, file, problems) else whole


def new_text(day: date, body: str) -> bytes:
    """A circular's text, dated ``day`` and not yet numbered."""
    return f"---\nnumber:\ndate: {day.isoformat()}\n---\n{body}".encode()
