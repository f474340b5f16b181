"""Lists of adoptions as ``circular.yaml`` describes them: the keys, and which of them go together.

What each column of such a list shows is told in :mod:`infoscore.reports.itemtable`.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from msgspec import field

from infoscore.reading.types import (
    Count,
    Line,
    LineOr,
    Strict,
    TrackName,
    described,
    listed,
)
from infoscore.reports.tables.entry import (
    Digits,
    Grouping,
    Numbering,
    Rounded,
    Shown,
    Style,
    Zero,
)
from infoscore.rules.condition import Condition


class Arrangement(StrEnum):
    """Which adoptions stand together."""

    OUTLET = "outlet"
    """Those of an outlet, each brief once."""
    UNIT = "unit"
    """Group by group and unit by unit, a joint brief under each of its units."""
    MONTH = "month"
    """Those of a month of the calendar."""
    NONE = "none"


class ItemOrder(StrEnum):
    """The order of those that stand together."""

    OUTLET = "outlet"
    """As the rules list the outlets, then by date."""
    DATE = "date"
    SCORE = "score"
    """The highest first."""


class Fact(StrEnum):
    """What is told of an adoption."""

    NUMBER = "number"
    TITLE = "title"
    OUTLET = "outlet"
    ISSUE = "issue"
    DATE = "date"
    MONTH = "month"
    UNIT = "unit"
    """By unit: the one it stands under; else all of them."""
    UNITS = "units"
    FORM = "form"
    TAGS = "tags"
    AUTHORS = "authors"
    LENGTH = "length"
    ENDORSEMENTS = "endorsements"
    TICK = "tick"
    SCORE = "score"
    POINTS = "points"
    """Another name of the score, as lists for machines have it."""
    SHARES = "shares"
    """Each unit with its points."""
    SUM = "sum"
    """The points of all that stand together, in one cell."""
    TEXT = "text"


class ItemColumn(Condition, frozen=True, kw_only=True):
    """A column of a table of adoptions; with a condition only briefs that fit fill a cell."""

    show: Annotated[Fact, described("what is told of the brief")]
    header: Annotated[
        LineOr | list[LineOr] | None, described("its head, or its heads from the top row down")
    ] = None
    width: Annotated[
        Count | None, described("its share of the page, relative to the other columns")
    ] = None
    track: Annotated[
        TrackName | list[TrackName] | None, described("on which track; none: those of the total")
    ] = None
    text: Annotated[
        Shown | None, described("what stands in every row, or the mark of a tick; default: ●")
    ] = None
    zero: Zero = None
    digits: Digits = None
    rounding: Rounded = field(name="round", default=None)
    style: Style = None

    @property
    def points_on(self) -> tuple[str, ...]:
        """Tracks whose points are meant; none: those of the total."""
        return listed(self.track) or listed(self.tracks)


class ListEntry(Strict, frozen=True):
    """The adoptions of the period, as running text or as a table."""

    by: Annotated[Arrangement, described("which stand together: outlet, unit, month or none")] = (
        Arrangement.OUTLET
    )
    criteria: Annotated[bool, described("print the scoring rules under the list")] = True
    points: Annotated[
        bool, described("print each unit's points where the units of a brief get different ones")
    ] = False
    columns: Annotated[
        list[ItemColumn], described("from left to right, for a table with a row for each brief")
    ] = []
    sort: Annotated[
        ItemOrder | None,
        described("the order of those that stand together: outlet, date or score"),
    ] = None
    groups: Annotated[
        Grouping | None,
        described("of a table by unit: how the groups of units are set apart; default: none"),
    ] = None
    numbers: Annotated[
        Numbering | None,
        described("of a table: group: running numbers begin anew; all: they run on (default)"),
    ] = None
    notes: Annotated[list[Line], described("lines under the table")] = []
