"""A table with a row for each adoption: what its columns may show, and how it is made."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import count
from typing import Final, NamedTuple

from msgspec import Struct, to_builtins

from infoscore.messages import msg
from infoscore.reading.reading import Reading
from infoscore.reading.types import listed
from infoscore.reading.yamltext import Path
from infoscore.records.base import headline, names_of
from infoscore.reports.itemized import Arrangement, Fact, ItemColumn, ListEntry
from infoscore.reports.listing import Item, Together, arranged, month_of
from infoscore.reports.tables.cells import cell
from infoscore.reports.tables.columns import Found
from infoscore.reports.tables.entry import ColumnEntry, Grouping, Numbering, Show
from infoscore.reports.tables.layout import fill
from infoscore.roster import Roster
from infoscore.rounding import printed
from infoscore.rules.condition import Condition, conditional, fits
from infoscore.rules.measures import CONDITIONS
from infoscore.rules.phrases import without
from infoscore.rules.tracks import MEASURE
from infoscore.table import EMPTY, Cell, Column, Kind, Row, Section, Table

_TICK: Final = "●"


class _Line(NamedTuple):
    """A row that is being made."""

    item: Item
    number: int
    together: Together
    years: bool
    """Days and months are told with their year."""


class FactKind(Struct, frozen=True):
    header: str
    """The column's head where the list does not say."""
    tell: Callable[[_Line, ItemColumn], str | Fraction | int | None]
    """Words or a number; ``None``: it is not known."""
    takes: frozenset[str] = frozenset()
    """The keys that mean something here, beside those of every column."""
    kind: Kind = Kind.TEXT


def _day(line: _Line, _column: ItemColumn) -> str:
    day = line.item.adoption.date
    return f"{day.year}年" * line.years + f"{day.month}月{day.day}日"


def _month(line: _Line, _column: ItemColumn) -> str:
    return month_of(line.item) if line.years else f"{line.item.adoption.date.month}月"


def _outlet(line: _Line, _column: ItemColumn) -> str:
    adoption = line.item.adoption
    return adoption.outlet_named if adoption.outlet.unlisted else adoption.outlet.name


def _unit(line: _Line, _column: ItemColumn) -> str:
    unit = line.together.unit
    return names_of(line.item.adoption.contributors) if unit is None else unit.name


def _endorsed(line: _Line, column: ItemColumn) -> str:
    wanted = listed(column.by)
    leaders = (one.by for one in line.item.adoption.endorsements)
    return "、".join(dict.fromkeys(name for name in leaders if not wanted or name in wanted))


def _score(line: _Line, column: ItemColumn) -> Fraction:
    return line.item.points(line.together.unit, column.points_on)


def _shares(line: _Line, column: ItemColumn) -> str:
    return "、".join(
        f"{one.named}{printed(line.item.points(one.unit, column.points_on))}{MEASURE}"
        for one in line.item.adoption.contributors
    )


def _sum(line: _Line, column: ItemColumn) -> Fraction:
    """The same in each row of those that stand together, and so one cell."""
    unit, tracks = line.together.unit, column.points_on
    found = (item.points(unit, tracks) for item in line.together.items if _fills(column, item))
    return sum(found, Fraction(0))


_OF_NUMBERS: Final = frozenset({"zero", "digits", "round", "style"})
_OF_POINTS: Final = _OF_NUMBERS | {"track"}
FACTS: Final[Mapping[Fact, FactKind]] = {
    Fact.NUMBER: FactKind("序号", lambda line, _: line.number, kind=Kind.NUMBER),
    Fact.TITLE: FactKind("标题", lambda line, _: headline(line.item.adoption)),
    Fact.OUTLET: FactKind("刊物", _outlet),
    Fact.ISSUE: FactKind("期号", lambda line, _: line.item.adoption.issue),
    Fact.DATE: FactKind("日期", _day),
    Fact.MONTH: FactKind("月份", _month),
    Fact.UNIT: FactKind("单位", _unit),
    Fact.UNITS: FactKind("单位", lambda line, _: names_of(line.item.adoption.contributors)),
    Fact.FORM: FactKind("体裁", lambda line, _: line.item.adoption.form),
    Fact.TAGS: FactKind("标签", lambda line, _: "、".join(line.item.adoption.tags)),
    Fact.AUTHORS: FactKind("作者", lambda line, _: "、".join(line.item.adoption.authors)),
    Fact.LENGTH: FactKind("字数", lambda line, _: line.item.adoption.length, kind=Kind.NUMBER),
    Fact.ENDORSEMENTS: FactKind("批示", _endorsed),
    Fact.TICK: FactKind("", lambda _, column: column.text or _TICK, frozenset({"text"})),
    Fact.SCORE: FactKind("得分", _score, _OF_POINTS, Kind.NUMBER),
    Fact.POINTS: FactKind("得分", _score, _OF_POINTS, Kind.NUMBER),
    Fact.SHARES: FactKind("各单位得分", _shares, frozenset({"track"})),
    Fact.SUM: FactKind("合计得分", _sum, _OF_POINTS, Kind.NUMBER),
    Fact.TEXT: FactKind("备注", lambda _, column: column.text or "", frozenset({"text"})),
}
_NAMED_BY: Final = {
    Arrangement.OUTLET: Fact.OUTLET,
    Arrangement.UNIT: Fact.UNIT,
    Arrangement.MONTH: Fact.MONTH,
}
"""The fact that tells which of those that stand together a row belongs to."""
_OF_EVERY: Final = frozenset({"show", "header", "width", *CONDITIONS})
_OF_TABLES: Final = ("groups", "numbers", "notes")


def item_tables(
    items: Sequence[Item], entry: ListEntry, roster: Roster, values: Mapping[str, str]
) -> Iterator[tuple[str, Table]]:
    """The table, or one for each group of units with its name (empty: there is but one).

    ``values``: for the blanks of heads and notes.
    """
    columns = tuple(_column(column, entry.by, values) for column in entry.columns)
    notes = tuple(fill(note, values) for note in entry.notes)
    years = len({item.adoption.date.year for item in items}) > 1
    running = count(1)

    def section(part: Together, above: str) -> Section:
        numbers = count(1) if entry.numbers is Numbering.GROUP else running
        return Section(above or None, tuple(_rows(part, entry.columns, numbers, years=years)))

    shown = any(column.show is _NAMED_BY.get(entry.by) for column in entry.columns)
    made: dict[str, list[Section]] = {}
    for group, parts in arranged(items, entry.by, roster, entry.sort):
        sections = made.setdefault(group if entry.groups is Grouping.TABLES else "", [])
        above = group if entry.groups is Grouping.SECTIONS else ""
        for part in parts:
            named = "" if shown else part.called
            sections.append(section(part, "：".join(filter(None, (above, named)))))
            above = above if named else ""
    for group, sections in made.items():
        yield group, Table("", columns, tuple(sections), notes)


def _column(entry: ItemColumn, by: Arrangement, values: Mapping[str, str]) -> Column:
    """Its head filled in; a unit and what adds up all that stand together are one cell."""
    kind = FACTS[entry.show]
    header = listed(entry.header) or (kind.header or _condition_named(entry),)
    # An outlet or a month goes over pages, where one cell would leave them without its name.
    merged = entry.show is Fact.SUM or (by is Arrangement.UNIT and entry.show is Fact.UNIT)
    heads = tuple(fill(part, values) for part in header)
    return Column(
        heads,
        kind.kind,
        width=entry.width or 0,
        merged=merged,
        titles=entry.show is Fact.TITLE,
    )


def _condition_named(entry: ItemColumn) -> str:
    """What a tick is for, where no head says it."""
    keys = ("outlet", "outlet_class", "form", "tag", "channel", "subject", "by")
    return "、".join(name for key in keys for name in listed(getattr(entry, key)))


def _rows(
    part: Together, columns: Sequence[ItemColumn], numbers: Iterator[int], *, years: bool
) -> Iterator[Row]:
    for item in part.items:
        line = _Line(item, next(numbers), part, years)
        yield Row(tuple(_cell(line, column) for column in columns))


def _cell(line: _Line, column: ItemColumn) -> Cell:
    """What the column tells; empty where the brief does not fit its condition."""
    kind = FACTS[column.show]
    told = None
    if column.show is Fact.SUM or _fills(column, line.item):
        told = kind.tell(line, column)
    if told is None:
        return EMPTY
    if isinstance(told, str):
        return Cell(told)
    printing = ColumnEntry(
        show=Show.SCORE,
        zero=column.zero,
        digits=column.digits,
        rounding=column.rounding,
        style=column.style,
    )
    return cell(printing, [Found(Fraction(told))], [kind.kind])


def _fills(column: ItemColumn, item: Item) -> bool:
    """True if the brief fits; “tracks” of points say which points, not which briefs."""
    scored = "track" in FACTS[column.show].takes
    condition: Condition = without(column, "tracks") if scored else column
    return fits(condition, item.adoption.traits)


def check(entry: ListEntry, reading: Reading) -> None:
    """Note keys that mean nothing where they stand, and ticks for nothing."""
    given = to_builtins(entry).keys()
    nothing = ("points",) if entry.columns else _OF_TABLES
    for key in nothing:
        if key in given:
            reading.conflict(
                (key,),
                msg("“{key}” means nothing to a table of adoptions", key=key)
                if entry.columns
                else msg("“{key}” means nothing to a list without “columns”", key=key),
                msg("show each unit's points in a column: “show: shares”")
                if entry.columns
                else msg("delete the line “{key}”", key=key),
            )
    if entry.groups is not None and entry.columns and entry.by is not Arrangement.UNIT:
        reading.conflict(
            ("groups",),
            msg("“{key}” means nothing to “{what}”", key="groups", what=f"by: {entry.by}"),
            msg("groups of units are set apart with “by: unit”"),
        )
    for index, column in enumerate(entry.columns):
        _check_column(column, reading, ("columns", index))


def _check_column(column: ItemColumn, reading: Reading, path: Path) -> None:
    takes = FACTS[column.show].takes
    for key in to_builtins(column):
        if key not in takes and key not in _OF_EVERY:
            reading.conflict(
                (*path, key),
                msg("“{key}” means nothing to “{what}”", key=key, what=f"show: {column.show}"),
                msg("keys that do: {keys}", keys=sorted(takes))
                if takes
                else msg("delete the line “{key}”", key=key),
            )
    if column.show is Fact.TICK and not conditional(column):
        reading.missing(
            "tag", path, msg("say which briefs are ticked: “tag: …”, “outlet: …” or the like")
        )
