"""Tables of units as ``circular.yaml`` describes them: the keys, and the names in them.

What each column shows is told in :mod:`infoscore.reports.tables.columns`.
"""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum
from typing import Annotated

from msgspec import Meta, field

from infoscore.reading.types import (
    LINE_PATTERN,
    WHOLE,
    AwardName,
    Count,
    GroupName,
    Line,
    LineOr,
    Number,
    QuotaName,
    Strict,
    TextName,
    TrackName,
    described,
    listed,
)
from infoscore.rules.awards import Within
from infoscore.rules.condition import Whom
from infoscore.rules.measures import Counted
from infoscore.scoring.ranking import RankMethod


class Show(StrEnum):
    NUMBER = "number"
    RANK = "rank"
    UNIT = "unit"
    GROUP = "group"
    CLASS = "class"
    TARGET = "target"
    SCORE = "score"
    YEAR_TO_DATE = "year-to-date"
    PREVIOUS = "previous"
    TOTAL = "total"
    BONUS = "bonus"
    DEDUCTION = "deduction"
    COMPLETION = "completion"
    REACHED = "reached"
    MISSING = "missing"
    ADOPTIONS = "adoptions"
    SUBMISSIONS = "submissions"
    FORWARDED = "forwarded"
    RATE = "rate"
    COMMISSIONS = "commissions"
    URGENT = "urgent"
    ENDORSEMENTS = "endorsements"
    REVIEWS = "reviews"
    ADJUSTMENTS = "adjustments"
    POSTS = "posts"
    FAULTS = "faults"
    UPDATES = "updates"
    QUOTAS = "quotas"
    AWARDS = "awards"
    FORMULA = "formula"
    TEXT = "text"
    MONTHS = "months"


class Extent(StrEnum):
    """The days that a column covers."""

    PERIOD = "period"
    YEAR_TO_DATE = "year-to-date"
    BEFORE = "before"
    """The year up to the day before the period."""
    YEAR = "year"


class Decimals(StrEnum):
    TRIMMED = "trimmed"
    """As many as are needed: 57.1%, 50%."""
    FIXED = "fixed"
    """Always all: 57.1%, 50.0%."""
    PADDED = "padded"
    """Two, or none where the number is whole: 57.10%, 50%."""


class Cut(StrEnum):
    """Roundings of what is printed."""

    HALF_UP = "half-up"
    DOWN = "down"


class Grouping(StrEnum):
    TABLES = "tables"
    """A heading and a table for each."""
    SECTIONS = "sections"
    """One table, the group's name in a row above its units."""
    ROWS = "rows"
    """One table, a row of sums for each group, its units below that as 其中."""
    NONE = "none"
    """One table, the groups one after the other."""


class Order(StrEnum):
    DESCENDING = "descending"
    ASCENDING = "ascending"


class Edge(StrEnum):
    """The place of a row of sums."""

    FIRST = "first"
    LAST = "last"


class Numbering(StrEnum):
    GROUP = "group"
    """Running numbers begin anew in each."""
    ALL = "all"
    """They run through the table."""


class Skip(StrEnum):
    ZERO = "zero"
    """Rows in which every number is zero."""


Shown = Annotated[str, Meta(max_length=40, extra={"expected": "words"})]
"""Words of a cell; they may be empty."""

FormulaText = Annotated[str, Meta(pattern=LINE_PATTERN, max_length=200, extra={"expected": "line"})]

# A column's own, else the table's.
Zero = Annotated[Shown | None, described("what is printed for zero")]
Nothing = Annotated[
    Shown | None,
    described("what is printed where no target is set, nothing asked or nothing sent in"),
]
Unassessed = Annotated[
    Shown | None, described("what is printed for a track that the unit is not assessed on")
]
Digits = Annotated[
    Annotated[int, Meta(ge=0, le=2, extra=WHOLE)] | None,
    described("decimals to which it is rounded"),
]
Rounded = Annotated[Cut | None, described("how it is rounded")]
Style = Annotated[
    Decimals | None, described("trimmed: 57.1%, 50%; fixed: 57.1%, 50.0%; padded: 57.10%, 50%")
]


class Figure(Counted, frozen=True, kw_only=True):
    """Something known of a unit."""

    show: Annotated[Show, described("what is shown")]
    span: Annotated[
        Extent | None, described("over which days; default: the period's, or what “show” says")
    ] = None
    track: Annotated[
        TrackName | list[TrackName] | None, described("on which track; none: those of the total")
    ] = None
    awards: Annotated[list[AwardName] | None, described("with “show: awards”: only these")] = None
    quota: Annotated[
        QuotaName | None,
        described("of which quota, in the spans that ended within those days"),
    ] = None
    positive: Annotated[
        bool, described("with “show: deduction”: printed as a number above zero")
    ] = False
    formula: Annotated[
        FormulaText | None, described("with “show: formula”: of columns' names, such as 得分÷篇数")
    ] = None
    percent: Annotated[bool, described("with “show: formula”: printed with %")] = False


class Ranking(Strict, frozen=True, kw_only=True):
    method: Annotated[
        RankMethod, described("competition: 1, 2, 2, 4; dense: 1, 2, 2, 3; row: 1, 2, 3, 4")
    ] = RankMethod.COMPETITION
    within: Annotated[Within, described("places among the group, the class or all")] = Within.GROUP
    by: Annotated[
        Show | Figure | None, described("by what; default: as the rows are sorted, else the score")
    ] = None


class SortKey(Strict, frozen=True, kw_only=True):
    """A key that rows are sorted by."""

    by: Annotated[Show | Figure, described("by what")]
    order: Annotated[Order, described("which comes first")] = Order.DESCENDING


class Sorting(SortKey, frozen=True, kw_only=True):
    """The order of the rows."""

    then: Annotated[list[Show | SortKey], described("further keys where that is the same")] = []
    within: Annotated[
        Within | None, described("groups or classes stay together, or not; default: as “groups”")
    ] = None


class SumRow(Strict, frozen=True, kw_only=True):
    """A row that adds up others."""

    label: Annotated[Line | None, described("what it is called")] = None
    at: Annotated[Edge, described("above or below what it adds up")] = Edge.LAST


class Bounds(Strict, frozen=True, kw_only=True):
    """The units of which a number lies between two bounds."""

    by: Annotated[Show | Figure, described("which number")]
    least: Annotated[Number | None, described("at least this")] = field(name="from", default=None)
    most: Annotated[Number | None, described("at most this")] = field(name="to", default=None)


class Apart(Bounds, frozen=True, kw_only=True):
    """Units that stand below the others, without a rank."""

    title: Annotated[Line, described("the row above them")]


class ColumnEntry(Figure, frozen=True, kw_only=True):
    name: Annotated[Line | None, described("what formulas of other columns call it")] = None
    header: Annotated[
        LineOr | list[LineOr] | None, described("its head, or its heads from the top row down")
    ] = None
    width: Annotated[
        Count | None, described("its share of the page, relative to the other columns")
    ] = None
    merged: Annotated[
        bool | None,
        described(
            "with “show: group” or “class”: equal ones are one cell; default: if they stay together"
        ),
    ] = None
    text: Annotated[Shown, described("with “show: text”: what stands in every row")] = ""
    source: Annotated[
        TextName | None,
        described("with “show: text”: which of the unit's “texts”; “text” where it has none"),
    ] = field(name="from", default=None)
    of: Annotated[
        Show | Figure | list[Show | Figure] | None,
        described("with “show: months”: what each month shows, or a list set in one cell"),
    ] = None
    between: Annotated[Shown, described("what stands between those of a list")] = "/"
    rank: Annotated[
        Ranking | None, described("with “show: rank”: how, where not as in the table")
    ] = None
    zero: Zero = None
    nothing: Nothing = None
    unassessed: Unassessed = None
    digits: Digits = None
    rounding: Rounded = field(name="round", default=None)
    style: Style = None
    sign: Annotated[bool, described("whether a rate is printed with %")] = True


class TableEntry(Strict, frozen=True, kw_only=True):
    """A table of units."""

    like: Annotated[
        Line | None,
        described("an annex above, by its number or title: what is not said here is as there"),
    ] = None
    columns: Annotated[list[ColumnEntry], Meta(min_length=1), described("from left to right")] = []
    groups: Annotated[Grouping, described("how the groups of units are set apart")] = (
        Grouping.TABLES
    )
    only: Annotated[
        GroupName | list[GroupName] | Whom | None,
        described("only the units of these groups, or {group: …, class: …, unit: …}"),
    ] = None
    where: Annotated[Bounds | None, described("only units with a number between bounds")] = None
    skip: Annotated[Skip | None, described("zero: rows of nothing but zeros are left out")] = None
    apart: Annotated[
        Apart | None, described("units that stand below the others, without a rank")
    ] = None
    sort: Annotated[
        Show | Sorting | None, described("the order of the rows; default: that of units.yaml")
    ] = None
    rank: Annotated[Ranking | None, described("how places are given")] = None
    top: Annotated[Count | None, described("only the first so many places")] = None
    numbers: Annotated[
        Numbering | None, described("group: running numbers begin anew in each; all: they run on")
    ] = None
    totals: Annotated[
        bool | SumRow,
        described("a row of totals under each group, and at the end of a table of all"),
    ] = False
    subtotals: Annotated[
        bool | SumRow | None, described("the row of each group, where it is not as “totals”")
    ] = None
    zero: Zero = None
    nothing: Nothing = None
    unassessed: Unassessed = None
    digits: Digits = None
    rounding: Rounded = field(name="round", default=None)
    style: Style = None
    notes: Annotated[list[Line], described("lines under the table")] = []


def figure(of: Show | Figure) -> Figure:
    """The figure in full."""
    return of if isinstance(of, Figure) else Figure(show=of)


def tracks_of(of: Figure) -> tuple[str, ...]:
    """The tracks that it names; none: all of the total."""
    return listed(of.track) or listed(of.tracks)


def sorting(of: Show | Sorting | None) -> Sorting | None:
    """The order of rows in full."""
    return of if isinstance(of, Sorting | None) else Sorting(by=of)


Named = Iterator[tuple[Figure, tuple[str | int, ...]]]
"""Figures, each with its path in the table."""


def named_in(entry: TableEntry) -> Named:
    """The figures of the table: of its columns, its order, its ranks, its bounds."""
    for index, column in enumerate(entry.columns):
        path = ("columns", index)
        yield column, path
        if isinstance(column.of, list):
            for place, part in enumerate(column.of):
                yield from _named(part, *path, "of", place)
        else:
            yield from _named(column.of, *path, "of")
        yield from _named(column.rank, *path, "rank")
    yield from _named(entry.rank, "rank")
    yield from _named(entry.sort, "sort")
    if isinstance(entry.sort, Sorting):
        for index, key in enumerate(entry.sort.then):
            yield from _named(key, "sort", "then", index)
    yield from _named(entry.where, "where")
    yield from _named(entry.apart, "apart")


def _named(what: Show | Figure | Ranking | SortKey | Bounds | None, *path: str | int) -> Named:
    """The figure that stands at ``path``, or there as ``by``."""
    if isinstance(what, Show | Figure):
        yield figure(what), path
    elif what is not None:
        yield from _named(what.by, *path, "by")
