"""``circular.yaml``: how circulars look; its names looked up, its tables checked."""

import re
from collections.abc import Iterable, Iterator, Mapping
from enum import StrEnum
from typing import Annotated, Final

import msgspec
from msgspec import field

from infoscore.messages import msg
from infoscore.names import Names
from infoscore.problems import Code, Problem
from infoscore.reading.lookup import Lexicon, looked_up
from infoscore.reading.reading import Reading
from infoscore.reading.typed import read
from infoscore.reading.types import Line, Strict, described, listed
from infoscore.reading.yamltext import Document
from infoscore.reading.yamltext import Path as YamlPath
from infoscore.records.resolve import RULES, Setup
from infoscore.reports.itemized import ListEntry
from infoscore.reports.itemtable import check as check_list
from infoscore.reports.ready import ReportName
from infoscore.reports.tables.columns import check
from infoscore.reports.tables.entry import TableEntry, named_in
from infoscore.rules.book import check_clauses, clauses_of, names_of_columns, names_of_units
from infoscore.rules.edition import vocabulary_of
from infoscore.workspace.load import Workspace, setup_document

FILE: Final = "circular.yaml"
_BLANK: Final = re.compile(r"\{([^{}]*)\}")
_PERIOD_BLANKS: Final = (
    *("label", "period", "short", "part"),
    *("year", "month", "until", "until_day"),
)


class Margins(StrEnum):
    """The text area's edges: on the paper, or so that the letters' ink begins and ends there."""

    STANDARD = "standard"
    COMPENSATED = "compensated"


class FontPreset(StrEnum):
    """Font names that offices have: gb2312 since Windows XP, windows since Windows 7."""

    GB2312 = "gb2312"
    WINDOWS = "windows"


class Late(StrEnum):
    """What becomes of points that an issued circular does not have."""

    CARRY = "carry"
    """The next circular has them."""
    RESTATE = "restate"
    """They stay with their day, and the issued circular is corrected."""


class AnnexEntry(Strict, frozen=True):
    title: Annotated[Line, described("the annex's title; may hold {label}, {period}, {year}")]
    table: Annotated[TableEntry | None, described("a table of the units")] = None
    list_: Annotated[ListEntry | None, described("the itemized adoptions")] = field(
        name="list", default=None
    )
    report: Annotated[
        ReportName | None,
        described("a ready table: columns, reviews, subjects, or timeliness"),
    ] = None


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
    late: Annotated[
        Late,
        described("what is recorded for an issued circular: carry it to the next one, or restate"),
    ] = Late.CARRY
    fonts: Annotated[
        FontPreset | FontsEntry, described("gb2312, windows, or a name for each role")
    ] = FontPreset.GB2312


def settings(document: Document, setup: Setup, problems: list[Problem]) -> CircularFile | None:
    """The letterhead, annexes and layouts, with full names; ``None``: it cannot be read.

    It may be used only if nothing is added to the problems.
    """
    entry = read(document, CircularFile, problems)
    if entry is None:
        return None
    reading = Reading(document, (), problems)
    _check_blanks(reading, ("number",), entry.number, ("year", "number"))
    for key, text in (("title", entry.title), ("file", entry.file)):
        _check_blanks(reading, (key,), text, (*_PERIOD_BLANKS, "issuer"))
    annexes: list[AnnexEntry] = []
    tables: dict[str, TableEntry | None] = {}
    for index, annex in enumerate(entry.annexes):
        spot = reading._replace(path=("annexes", index))
        _check_blanks(spot, ("title",), annex.title, (*_PERIOD_BLANKS, "issuer"))
        table, items = annex.table, annex.list_
        if table is not None:
            within = spot._replace(path=(*spot.path, "table"))
            table = _whole(within, _table(within, table, setup), tables)
            for name in (annex.title, str(index + 1)):
                tables.setdefault(name, table)
        if items is not None:
            items = _list(spot._replace(path=(*spot.path, "list")), items, setup)
        elif annex.table is None and annex.report is None:
            spot.note(
                Code.MISSING_KEY,
                (),
                msg("“{key}” is missing", key="table"),
                msg("an annex holds a “table” of the units, a “list” of adoptions, or a “report”"),
            )
        annexes.append(msgspec.structs.replace(annex, table=table, list_=items))
    return msgspec.structs.replace(entry, annexes=annexes)


def _whole(
    reading: Reading, entry: TableEntry, above: Mapping[str, TableEntry | None]
) -> TableEntry | None:
    """The table with what it takes over from one ``above``, checked; ``None``: it is not sound."""
    before = len(reading.problems)
    if entry.like is not None:
        if entry.like not in above:
            reading.note(
                Code.UNKNOWN_NAME,
                ("like",),
                msg("no annex above holds a table and is called “{name}”", name=entry.like),
                msg("one of: {names}", names=list(above))
                if above
                else msg("describe the table here"),
            )
            return None
        base = above[entry.like]
        if base is None:  # its faults are told
            return None
        given = reading.document.at(reading.path)
        names = zip(entry.__struct_fields__, entry.__struct_encode_fields__, strict=True)
        own = {name: getattr(entry, name) for name, key in names if key in given}
        entry = msgspec.structs.replace(base, **own)
    elif not entry.columns:
        reading.missing("columns", ("columns",), msg("add a line “{key}: …”", key="columns"))
    check(entry, reading)
    return entry if len(reading.problems) == before else None


def _table(reading: Reading, entry: TableEntry, setup: Setup) -> TableEntry:
    """The table with full names."""
    for path, text in _texts(entry):
        known = (*_PERIOD_BLANKS, "group") if path[0] == "subtotals" else _PERIOD_BLANKS
        _check_blanks(reading, path, text, known)
    full = looked_up(entry, reading, _vocabulary(setup))
    clauses = clauses_of(setup.book.editions)
    for figure, at in named_in(full):
        check_clauses(figure.clauses, clauses, reading, at)
    return full


def _list(reading: Reading, entry: ListEntry, setup: Setup) -> ListEntry:
    """The list with full names."""
    for index, column in enumerate(entry.columns):
        for head in listed(column.header):
            _check_blanks(reading, ("columns", index, "header"), head, _PERIOD_BLANKS)
    for number, note in enumerate(entry.notes):
        _check_blanks(reading, ("notes", number), note, _PERIOD_BLANKS)
    check_list(entry, reading)
    return looked_up(entry, reading, _vocabulary(setup))


def _texts(entry: TableEntry) -> Iterator[tuple[YamlPath, str]]:
    """The texts of a table in which blanks are filled in, each with its path."""
    for number, column in enumerate(entry.columns):
        for head in listed(column.header):
            yield ("columns", number, "header"), head
    for number, note in enumerate(entry.notes):
        yield ("notes", number), note
    for key in ("totals", "subtotals", "apart"):
        for part in ("label", "title"):
            yield (key, part), getattr(getattr(entry, key), part, None) or ""


def _vocabulary(setup: Setup) -> dict[str, Lexicon]:
    """The names of units.yaml and of all editions of the rules."""
    book = setup.book
    names: dict[str, list[tuple[str, str]]] = {}
    for edition in book.editions:
        for kind, known in vocabulary_of(edition.rules).items():
            names.setdefault(kind, []).extend(known.entries)
    return {
        "track": Lexicon(book.track_names, RULES),
        **{kind: Lexicon(Names(entries), RULES) for kind, entries in names.items()},
        **names_of_units(setup.roster),
        **names_of_columns(book.site),
    }


def _check_blanks(reading: Reading, path: YamlPath, text: str, known: Iterable[str]) -> None:
    for name in _BLANK.findall(text):
        if name not in known:
            reading.note(
                Code.UNKNOWN_NAME,
                path,
                msg("nothing is known to fill in for {name}", name=f"{{{name}}}"),
                msg("what is filled in here: {names}", names=[f"{{{word}}}" for word in known]),
            )


def read_settings(workspace: Workspace, setup: Setup) -> CircularFile | None:
    """``circular.yaml``; its problems are added to the workspace's, ``None`` if there are any."""
    problems = workspace.problems
    before = len(problems)
    document = setup_document(workspace.root, FILE, problems)
    found = settings(document, setup, problems) if document else None
    return found if len(problems) == before else None


_WHOLE_NUMBER: Final = re.compile(
    r"(?P<word>[^〔［\[(（]+)[〔［\[(（](?P<year>\d{4})[〕］\])）]第?(?P<number>\d+)号?"
)


def running(typed: str, pattern: str, year: int) -> str | None:
    """Return the running number of a document number, which may be typed whole.

    ``None``: it is whole, but not of this pattern and year.
    """
    found = _WHOLE_NUMBER.fullmatch(typed.strip())
    if found is None:
        return typed
    fits = pattern.startswith(found["word"]) and found["year"] == str(year)
    return found["number"] if fits else None


def pattern_of(number: str) -> str:
    """Return the pattern of a whole number: ``某局发〔{year}〕{number}号``; a pattern as it is."""
    found = _WHOLE_NUMBER.fullmatch(number.strip())
    return number.strip() if found is None else f"{found['word']}〔{{year}}〕{{number}}号"
