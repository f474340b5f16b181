"""What each file of a workspace may hold. The readers, the checks and editors share these types.

Numbers and years stay text here (``str`` with a pattern), so that 0.1 is exactly one tenth.
"""

from __future__ import annotations

import datetime as dt
from enum import StrEnum
from typing import Annotated, Any, Final

from msgspec import Meta, Struct, field

from infoscore.period import Named
from infoscore.rounding import Rounding
from infoscore.rules import Method

LINE_PATTERN: Final = r"^\S([^\n\r]*\S)?\Z"
NUMBER_PATTERN: Final = r"^-?(0|[1-9][0-9]{0,8})(\.[0-9]{1,6})?$"

Line = Annotated[
    str,
    Meta(
        pattern=LINE_PATTERN,
        max_length=3000,
        extra={"expected": "line"},
    ),
]
Prose = Annotated[str, Meta(min_length=1, max_length=100_000, extra={"expected": "prose"})]
Number = Annotated[
    str,
    Meta(pattern=NUMBER_PATTERN, extra={"expected": "number"}),
]
Year = Annotated[str, Meta(pattern=r"^(19|20|21)[0-9]{2}$", extra={"expected": "year"})]
MonthStart = Annotated[
    str, Meta(pattern=r"^(0[1-9]|1[0-2])-01$", extra={"expected": "month-start"})
]
Count = Annotated[int, Meta(ge=1, le=1_000_000)]
Day = Annotated[dt.date, Meta(extra={"expected": "day"})]


def described(text: str) -> Any:
    """A description that editors show; its text is in the catalogues."""
    return Meta(description=text)


class Show(StrEnum):
    """What a column of a units' table shows."""

    NUMBER = "number"
    RANK = "rank"
    UNIT = "unit"
    TARGET = "target"
    SCORE = "score"
    YEAR_TO_DATE = "year-to-date"
    COMPLETION = "completion"
    ADOPTIONS = "adoptions"
    SUBMISSIONS = "submissions"


class Grouping(StrEnum):
    """How groups of units are set apart in a table."""

    TABLES = "tables"
    """A heading and a table for each."""
    SECTIONS = "sections"
    """One table, the group's name in a row above its units."""
    NONE = "none"
    """One table, the groups one after the other."""


class Margins(StrEnum):
    """Where the text area begins and ends: by the paper, or so that the letters' ink does."""

    STANDARD = "standard"
    COMPENSATED = "compensated"


class FontPreset(StrEnum):
    """Font names that offices have: gb2312 since Windows XP, windows since Windows 7."""

    GB2312 = "gb2312"
    WINDOWS = "windows"


class Strict(Struct, forbid_unknown_fields=True, frozen=True, kw_only=True, omit_defaults=True):
    """A mapping with a fixed set of keys."""


# units.yaml


class UnitEntry(Strict, frozen=True):
    name: Annotated[Line, described("the unit's full name, as documents print it")]
    aliases: Annotated[list[Line], described("other names that records may use")] = []
    unit_class: Annotated[
        Line | None, described("the class whose targets apply, one of “classes”")
    ] = field(name="class", default=None)
    liaison: Annotated[Line | None, described("the unit's liaison for briefs")] = None
    since: Annotated[Day | None, described("first day, if founded later")] = field(
        name="from", default=None
    )
    until: Annotated[Day | None, described("last day, if closed or merged")] = None
    targets: Annotated[
        dict[Year, dict[Line, Number | None]],
        described(
            "year → track → points; null: scored without a task; a track left out: not assessed"
        ),
    ] = {}


class GroupEntry(Strict, frozen=True):
    name: Annotated[Line, described("the group's name, as documents print it")]
    units: Annotated[list[UnitEntry], described("in the order in which documents list them")]


class ClassEntry(Strict, frozen=True):
    targets: Annotated[
        dict[Year, dict[Line, Number | None]], described("for every unit of this class")
    ]


class UnitsFile(Strict, frozen=True):
    groups: Annotated[list[GroupEntry], Meta(min_length=1), described("all units, by group")]
    classes: Annotated[dict[Line, ClassEntry], described("targets shared by a class of units")] = {}


# rules.yaml


class TrackEntry(Strict, frozen=True):
    name: Line
    aliases: list[Line] = []


class OutletEntry(Strict, frozen=True):
    track: Annotated[Line, described("the track on which its adoptions score")]
    points: Annotated[
        Number | dict[Line, Number], described("points by form, or one number for any form")
    ]
    issuer: Annotated[Line | None, described("who publishes it")] = None
    aliases: Annotated[list[Line], described("other names that records may use")] = []


class JointEntry(Strict, frozen=True):
    method: Annotated[Method, described("how several units share the points of one brief")]
    rounding: Annotated[Rounding, described("how each share is rounded")] = field(
        name="round", default=Rounding.NONE
    )
    to: Annotated[Number, described("shares are rounded to a multiple of this")] = "1"
    points: Annotated[Number | None, described("points for each unit, with method: fixed")] = None


class EditionEntry(Strict, frozen=True):
    effective: Annotated[Day, described("the first day on which these rules apply")]
    outlets: Annotated[dict[Line, OutletEntry], described("every publication that scores")]
    joint: Annotated[JointEntry | None, described("briefs written by several units")] = None
    forms: Annotated[dict[Line, list[Line]], described("form → other names for it")] = {}
    wording: Annotated[
        list[Line] | None,
        described("the scoring rules in your own words, instead of generated ones"),
    ] = None


class RulesFile(Strict, frozen=True):
    tracks: Annotated[
        list[Line | TrackEntry], Meta(min_length=1), described("score columns, in print order")
    ]
    editions: Annotated[
        list[EditionEntry], Meta(min_length=1), described("the rules, each from its date on")
    ]
    year_start: Annotated[
        MonthStart,
        described("the month and day on which the assessment year begins, such as 12-01"),
    ] = "01-01"
    year_named: Annotated[
        Named,
        described("the assessment year has the number of the year in which it ends, or starts"),
    ] = Named.END


# records


class EndorsementEntry(Strict, frozen=True):
    by: Annotated[Line, described("the leader, by office")]
    date: Day | None = None


class AdoptionEntry(Strict, frozen=True):
    date: Annotated[Day, described("the day on which the outlet published it")]
    outlet: Annotated[Line, described("the publication, by any of its names")]
    units: Annotated[
        list[Line], Meta(min_length=1), described("the units that wrote it, first author first")
    ]
    title: Annotated[
        Line | None, described("the brief's title; may be left out beside “count”")
    ] = None
    issue: Annotated[Line | None, described("the issue's number")] = None
    form: Annotated[Line | None, described("the form, as rules.yaml names it")] = None
    count: Annotated[
        Count | None, described("this record stands for so many adoptions (only totals known)")
    ] = None
    weights: Annotated[
        list[Number] | None, described("each unit's part, in the order of “units”")
    ] = None
    item: Annotated[
        Line | None, described("names the brief, where several outlets adopted the same one")
    ] = None
    tags: Annotated[list[Line], described("marks such as 头版头条, 转报")] = []
    endorsements: Annotated[list[EndorsementEntry], described("leaders' instructions")] = []
    authors: Annotated[list[Line], described("who wrote it")] = []
    submission: Annotated[Line | None, described("the submission it came from")] = None
    restricted: Annotated[bool, described("counts, but its title is never published")] = False
    duplicate_ok: Annotated[
        bool, described("it resembles another record and is still another event")
    ] = False
    note: Annotated[Prose | None, described("for the office; never printed")] = None


class ForwardingEntry(Strict, frozen=True):
    to: Annotated[Line, described("who received it")]
    count: Count = 1


class SubmissionEntry(Strict, frozen=True):
    date: Annotated[Day, described("the day on which the office received it")]
    title: Annotated[Line | None, described("the brief's title")] = None
    units: Annotated[list[Line], described("the units that sent it; none: only the total")] = []
    count: Annotated[
        Count | None, described("this record stands for so many briefs (only totals known)")
    ] = None
    forwarded: Annotated[
        list[Line | ForwardingEntry], described("where the office passed it on")
    ] = []
    restricted: Annotated[bool, described("counts, but its title is never published")] = False
    note: Annotated[Prose | None, described("for the office; never printed")] = None


# circular.yaml


class ColumnEntry(Strict, frozen=True):
    show: Annotated[Show, described("what the column shows")]
    track: Annotated[Line | None, described("on which track; none: over all of them")] = None
    header: Annotated[
        Line | list[Line] | None, described("its head, or its heads from the top row down")
    ] = None
    width: Annotated[
        Count | None, described("its share of the page, relative to the other columns")
    ] = None


class TableEntry(Strict, frozen=True):
    columns: Annotated[list[ColumnEntry], Meta(min_length=1), described("from left to right")]
    groups: Annotated[Grouping, described("how the groups of units are set apart")] = (
        Grouping.TABLES
    )
    totals: Annotated[
        bool, described("a row of totals under each group, and at the end of a table of all")
    ] = False
    notes: Annotated[list[Line], described("lines under the table")] = []


class ListEntry(Strict, frozen=True):
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


# circulars/*.md


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
