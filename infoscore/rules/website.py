"""Columns and accounts of a website: who keeps them, and how up to date they have to be.

How columns.yaml says it stands in :mod:`infoscore.rules.sitefile`, which only a workspace with that
file loads.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from enum import StrEnum
from typing import Annotated, Final, NamedTuple

from msgspec import Meta, Struct, field

from infoscore.deadlines import WORKDAYS, Allowance, allowance
from infoscore.names import Names
from infoscore.problems import Place
from infoscore.reading.types import Allowed, Count, Day, Line, LineOr, Strict, described, listed
from infoscore.roster import Unit
from infoscore.rules.condition import AnyOf

FILE: Final = "columns.yaml"


class Each(StrEnum):
    """Spans of time in each of which a column is to be updated."""

    WORKDAY = "workday"
    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    HALF = "half"
    YEAR = "year"


class Unasked(StrEnum):
    """Reasons for which a column need not be updated by any day."""

    ON_CHANGE = "on-change"
    EXEMPT = "exempt"


class Alteration(StrEnum):
    """What may be done to a post later."""

    CORRECTED = "corrected"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"


class Lack(StrEnum):
    """What an indicator counts columns by."""

    STALE = "stale"
    """Nothing was posted within a time."""
    NEGLECTED = "neglected"
    """Its own rule is broken, and nothing has been posted since."""
    EMPTY = "empty"
    """Nothing was ever posted."""


class Realm(StrEnum):
    """What an indicator counts."""

    COLUMNS = "columns"
    ACCOUNTS = "accounts"
    HOME = "home"
    """The home page as one: all columns that show there."""


class UpdateEntry(Strict, frozen=True):
    """How often a column must be updated, as it is written."""

    since: Annotated[Day | None, described("first day of this rule")] = field(
        name="from", default=None
    )
    at_least: Annotated[Count, described("at least so many posts in each such span")] = 1
    each: Annotated[
        Each | None, described("workday, week (from Monday), month, quarter, half or year")
    ] = None
    gap: Annotated[
        Allowed | None, described("never more than this between two posts: 14日, 10个工作日")
    ] = None
    only: Annotated[
        Unasked | None, described("on-change: when something changes; exempt: not asked for")
    ] = None


class PostedEntry(Strict, frozen=True):
    """The time from an event to its post, as it is written."""

    within: Annotated[Allowed, described("the time allowed: 20日, 20个工作日, 24小时")]
    tag: Annotated[AnyOf[LineOr], described("only for posts with one of these tags")] = None


class PartEntry(Strict, frozen=True):
    """What an indicator counts, as it is written."""

    of: Annotated[Realm, described("columns, accounts, or home: the home page as one")] = (
        Realm.COLUMNS
    )
    category: Annotated[AnyOf[LineOr], described("only of these categories")] = None
    lack: Annotated[
        Lack, described("stale: nothing posted “within”; neglected: its rule is broken; empty")
    ] = Lack.STALE
    within: Annotated[Allowed | None, described("of stale: nothing posted for so long")] = None


class IndicatorEntry(Strict, frozen=True):
    """A number of columns that must not be reached, as it is written."""

    name: Annotated[Line, described("what the indicator is called")]
    parts: Annotated[list[PartEntry], Meta(min_length=1), described("what is counted together")]
    limit: Annotated[Count, described("from so many on it is not met")] = 1


class Phase(NamedTuple):
    """Days on which one rule holds for a column."""

    start: date
    end: date
    rule: UpdateEntry | None
    """``None``: no rule says anything."""


class WebColumn(Struct, frozen=True, eq=False):
    """A column of the site or an account. There is one object for each."""

    name: str
    aliases: tuple[str, ...]
    unit: Unit
    account: str
    """Platform; empty: a column of the site."""
    start: date
    """First day on which it is watched."""
    end: date
    """Last day; the calendar's if it is open."""
    phases: tuple[Phase, ...]
    """Rules for updates, in order of time."""
    within: tuple[PostedEntry, ...]
    """Times from an event to its post; the first that fits counts."""
    category: str
    home: bool
    place: Place

    @property
    def clause(self) -> str:
        """Path of what asks for its updates."""
        return f"columns.{self.name}"

    def phase(self, day: date) -> Phase | None:
        """Return the rule in force on a day; ``None``: the column is not there."""
        return next((one for one in self.phases if one.start <= day <= one.end), None)

    def posted_within(self, tags: Iterable[str]) -> Allowance | None:
        """Return the time allowed from an event to a post with such tags."""
        has = frozenset(tags)
        for one in self.within:
            if one.tag is None or not has.isdisjoint(listed(one.tag)):
                return allowance(one.within)
        return None


class Site(Struct, frozen=True):
    """All columns and accounts, and what is asked of them together."""

    columns: tuple[WebColumn, ...]
    names: Names[WebColumn]
    indicators: tuple[IndicatorEntry, ...] = ()
    altered_within: Mapping[Alteration, Allowance] = {}
    mended_within: Mapping[str, Allowance] = {}
    """Time to mend by the folded kind of fault."""

    @property
    def counts_workdays(self) -> bool:
        """Whether any time or span is one of workdays, which holidays change."""
        rules = [phase.rule for one in self.columns for phase in one.phases if phase.rule]
        texts = [rule.gap for rule in rules if rule.gap is not None]
        texts += [each.within for one in self.columns for each in one.within]
        parts = (part for one in self.indicators for part in one.parts)
        texts += [part.within for part in parts if part.within is not None]
        times = [*map(allowance, texts), *self.altered_within.values()]
        return any(rule.each is Each.WORKDAY for rule in rules) or any(
            time.unit == WORKDAYS for time in (*times, *self.mended_within.values())
        )

    def find(self, name: str, on: date | None = None) -> Sequence[WebColumn]:
        """Return the columns called so; where several were in turn, those there on that day."""
        found = self.names.find(name)
        if len(found) > 1 and on is not None:
            return [one for one in found if one.start <= on <= one.end] or found
        return found


_SPANS: Final[Mapping[Each, str]] = {
    Each.WORKDAY: "每个工作日",
    Each.WEEK: "每周",
    Each.MONTH: "每月",
    Each.QUARTER: "每季度",
    Each.HALF: "每半年",
    Each.YEAR: "每年",
}


def said(rule: UpdateEntry | None) -> str:
    """Return a rule for updates in words, as documents print it."""
    if rule is None:
        return "未作规定"
    if rule.each is not None:
        return f"{_SPANS[rule.each]}至少{rule.at_least}条"
    if rule.gap is not None:
        return f"间隔不超过{allowance(rule.gap).named}"
    return "有变化时更新" if rule.only is Unasked.ON_CHANGE else "不作要求"
