"""A summary along a described layout into tables: the one way to every table of units."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import chain, count
from typing import Final, NamedTuple

from msgspec import Struct, structs

from infoscore.formulas import exact
from infoscore.period import Period
from infoscore.reading.types import listed
from infoscore.records.base import Who
from infoscore.reports.tables.cells import Printing
from infoscore.reports.tables.columns import COLUMNS, Found, Missing, Subject
from infoscore.reports.tables.counting import Amounts, Days, Gauges, TableLine, of_unit
from infoscore.reports.tables.entry import (
    Bounds,
    ColumnEntry,
    Edge,
    Figure,
    Grouping,
    Numbering,
    Order,
    Ranking,
    Show,
    Skip,
    Sorting,
    SortKey,
    SumRow,
    TableEntry,
    figure,
    sorting,
)
from infoscore.roster import Unit
from infoscore.rules.awards import Within
from infoscore.rules.condition import Whom
from infoscore.scoring.folding import Summary
from infoscore.scoring.ranking import places
from infoscore.table import Column, Kind, Role, Row, Section, Table

_BLANK: Final = re.compile(r"\{(\w+)\}")
_MONTH: Final = "{month}"


def blanks(period: Period) -> dict[str, str]:
    """What titles and heads may be filled in with."""
    return {
        "label": period.label,
        "period": period.name,
        "short": period.short,
        "year": str(period.year),
        "month": str(period.end.month),
    }


def fill(text: str, values: Mapping[str, str]) -> str:
    """``text`` with each ``{name}`` replaced; unknown ones stay."""
    return _BLANK.sub(lambda found: values.get(found[1], found[0]), text)


def tally_layout(tracks: Sequence[str]) -> TableEntry:
    """What ``tally`` shows: for each track target, score, year to date and completion."""
    columns = [ColumnEntry(show=Show.UNIT)]
    for track in tracks:
        columns += [
            ColumnEntry(show=Show.TARGET, track=track, header=[track, "任务"]),
            ColumnEntry(show=Show.SCORE, track=track, header=[track, "得分"]),
            ColumnEntry(show=Show.YEAR_TO_DATE, track=track, header=[track, "累计"]),
            ColumnEntry(show=Show.COMPLETION, track=track, header=[track, "完成"]),
        ]
    columns += [
        ColumnEntry(show=Show.SCORE, header="合计"),
        ColumnEntry(show=Show.RANK),
    ]
    return TableEntry(columns=columns, groups=Grouping.SECTIONS, totals=True)


def authors_layout(tracks: Sequence[str]) -> TableEntry:
    """What ``tally --by author`` shows: everybody by their points."""
    points = [ColumnEntry(show=Show.SCORE, track=track, header=track) for track in tracks]
    return TableEntry(
        columns=[
            ColumnEntry(show=Show.RANK),
            ColumnEntry(show=Show.UNIT, header="作者"),
            ColumnEntry(show=Show.GROUP, header="单位"),
            ColumnEntry(show=Show.ADOPTIONS),
            *(points if len(points) > 1 else ()),
            ColumnEntry(show=Show.SCORE, header="得分"),
        ],
        groups=Grouping.NONE,
        sort=Sorting(by=Show.SCORE, then=[Show.ADOPTIONS]),
        rank=Ranking(within=Within.ALL),
        skip=Skip.ZERO,
        unassessed="0",
    )


def tables(summary: Summary, gauges: Gauges, layout: TableEntry, title: str) -> list[Table]:
    """The table, or one for each group where the layout sets them apart.

    ``gauges`` must hold what the layout counts, and the summary's ledger must have counted it.
    """
    return _Making(summary, gauges, layout).tables(title)


def joined(parts: Sequence[Table], title: str) -> Table:
    """Tables of the same columns as one, the title of each in a row above its own rows."""
    sections = [
        section
        if part.title == title
        else structs.replace(section, title="：".join(filter(None, (part.title, section.title))))
        for part in parts
        for section in part.sections
    ]
    return structs.replace(parts[0], title=title, sections=tuple(sections))


class _Group(NamedTuple):
    """Units that stand together."""

    name: str
    units: list[Unit]
    whole: bool
    """Whether these are all of the roster's group."""


class _Shown(Struct, frozen=True):
    """A column as it will be printed."""

    entry: ColumnEntry
    figures: tuple[Figure, ...]
    """What a cell shows; several are set one after the other."""
    month: int | None = None
    days: Days | None = None
    """Instead of the figures' own; with a month ``None``: it is yet to come."""

    @property
    def kinds(self) -> list[Kind]:
        """Of each figure."""
        return [COLUMNS[one.show].kind for one in self.figures]

    @property
    def kind(self) -> Kind:
        """How it is aligned and typed."""
        return self.kinds[0] if len(self.figures) == 1 else Kind.NUMBER


class _Making:
    """Tables of one layout that are being made."""

    def __init__(self, summary: Summary, gauges: Gauges, layout: TableEntry) -> None:
        self._layout = layout
        self._printing = Printing(layout)
        self._amounts = Amounts(summary, gauges)
        self._values = blanks(summary.period)
        self._shown = list(chain.from_iterable(map(self._expanded, layout.columns)))
        self._groups = self._all_groups(summary)
        self._apart = self._set_apart()
        self._positions = self._sorted_units()
        self._ranks: dict[int, dict[Unit, int]] = {}
        self._keep_top()
        together = layout.groups is not Grouping.NONE or self._within is not Within.ALL
        self._columns = tuple(self._column(one, merged=together) for one in self._shown)
        self._sums_whole = not (layout.where or layout.top)

    # rows

    def _all_groups(self, summary: Summary) -> list[_Group]:
        only = self._layout.only
        whom = only if isinstance(only, Whom) else Whom(group=list(listed(only)) or None)
        where = self._layout.where
        groups = []
        for group in summary.ledger.roster.groups:
            there = [unit for unit in group.units if unit.exists_in(summary.period)]
            wanted = [unit for unit in there if whom.holds(unit)]
            if where is not None:
                wanted = [unit for unit in wanted if self._lies(unit, where)]
            if wanted:
                groups.append(_Group(group.name, wanted, len(wanted) == len(there)))
        return groups

    def _lies(self, unit: Unit, bounds: Bounds) -> bool:
        number = self._number(bounds.by, unit)
        return (
            number is not None
            and (bounds.least is None or number >= exact(bounds.least))
            and (bounds.most is None or number <= exact(bounds.most))
        )

    def _set_apart(self) -> dict[Unit, str]:
        """The units that stand below the others, and their group."""
        apart = self._layout.apart
        if apart is None:
            return {}
        found = {
            unit: group.name
            for group in self._groups
            for unit in group.units
            if self._lies(unit, apart)
        }
        self._groups = [
            group._replace(units=[unit for unit in group.units if unit not in found])
            for group in self._groups
        ]
        return found

    @property
    def _within(self) -> Within:
        """Which rows are sorted among each other."""
        order = sorting(self._layout.sort)
        if order is None:
            return Within.GROUP
        if self._layout.groups is not Grouping.NONE:
            return Within.GROUP
        return order.within or Within.ALL

    def _sorted_units(self) -> dict[Unit, int]:
        """Each unit's position before rows are left out; the groups are sorted alike."""
        order = sorting(self._layout.sort)
        if order is not None:
            keys = [order, *(_key(one, order.order) for one in order.then)]
            for group in self._groups:
                self._sort(group.units, keys)
        units = [unit for group in self._groups for unit in group.units]
        if order is not None:
            self._sort(units, keys)
        return {unit: place for place, unit in enumerate(units)}

    def _sort(self, units: list[Unit], keys: Sequence[SortKey]) -> None:
        for key in reversed(keys):
            down = key.order is Order.DESCENDING
            units.sort(key=lambda unit: self._height(key.by, unit), reverse=down)

    def _number(self, by: Show | Figure, unit: Unit) -> Fraction | None:
        wanted = figure(by)
        subject = Subject(of_unit(unit), None, self._amounts)
        return COLUMNS[wanted.show].show(subject, wanted).number

    def _height(self, by: Show | Figure, unit: Unit) -> tuple[bool, Fraction]:
        """To compare by; what has no number is below all that have one."""
        number = self._number(by, unit)
        return (number is not None, number or Fraction(0))

    def _rank(self, ranking: Ranking, unit: Unit) -> int | None:
        found = self._ranks.get(id(ranking))
        if found is None:
            order = sorting(self._layout.sort)
            by = ranking.by or (order.by if order else Show.SCORE)
            down = ranking.by is not None or order is None or order.order is Order.DESCENDING
            found = places(
                self._positions,
                ranking.within,
                ranking.method,
                lambda unit: self._height(by, unit),
                down=down,
            )
            self._ranks[id(ranking)] = found
        return found.get(unit)

    @property
    def _ranking(self) -> Ranking:
        return self._layout.rank or _RANKING

    def _keep_top(self) -> None:
        top = self._layout.top
        if top is None:
            return
        for group in self._groups:
            group.units[:] = [
                unit for unit in group.units if (self._rank(self._ranking, unit) or 0) <= top
            ]

    # tables

    def tables(self, title: str) -> list[Table]:
        layout = self._layout
        notes = tuple(fill(note, self._values) for note in layout.notes)
        running = count(1)
        restart = layout.numbers or (
            Numbering.ALL if layout.groups is Grouping.NONE else Numbering.GROUP
        )

        def numbers() -> Iterator[int]:
            return count(1) if restart is Numbering.GROUP else running

        if layout.groups is Grouping.TABLES:
            made = []
            for group in self._groups:
                apart = [unit for unit, name in self._apart.items() if name == group.name]
                sections = [self._section(group, None, numbers()), *self._below(apart, numbers())]
                filled = tuple(section for section in sections if section.rows)
                made.append(Table(group.name, self._columns, filled, notes))
            return made or [Table(title, self._columns, (), notes)]
        sections = []
        if layout.groups is Grouping.NONE and self._within is Within.ALL:
            units = [unit for group in self._groups for unit in group.units]
            units.sort(key=self._positions.__getitem__)
            sections.append(Section(None, tuple(self._rows(units, numbers()))))
        else:
            for group in self._groups:
                name = group.name if layout.groups is Grouping.SECTIONS else None
                sections.append(self._section(group, name, numbers()))
        sections = [section for section in sections if section.rows]
        sections += self._below(list(self._apart), numbers())
        total = _sum_row(layout.totals)
        if total is not None:
            row = self._row(self._total(total), Role.TOTAL)
            sections.insert(0 if total.at is Edge.FIRST else len(sections), Section(None, (row,)))
        return [Table(title, self._columns, tuple(sections), notes)]

    def _section(self, group: _Group, title: str | None, numbers: Iterator[int]) -> Section:
        rows = list(self._rows(group.units, numbers))
        given = self._layout.subtotals
        if given is None and self._layout.groups is not Grouping.NONE:
            given = bool(self._layout.totals)
        subtotal = _sum_row(given)
        if subtotal is not None and rows:
            whole: tuple[Who, ...] = tuple(group.units)
            if self._sums_whole and group.whole and not self._apart:
                whole = (group.name,)
            label = self._label(subtotal, "小计")
            row = self._row(TableLine(label, tuple(group.units), whole), Role.SUBTOTAL)
            rows.insert(0 if subtotal.at is Edge.FIRST else len(rows), row)
        return Section(title, tuple(rows))

    def _below(self, units: Sequence[Unit], numbers: Iterator[int]) -> list[Section]:
        apart = self._layout.apart
        rows = tuple(self._rows(units, numbers))
        return [Section(fill(apart.title, self._values), rows)] if apart and rows else []

    def _total(self, total: SumRow) -> TableLine:
        units = (*chain.from_iterable(group.units for group in self._groups), *self._apart)
        whole: tuple[Who, ...] = units
        if self._sums_whole and all(group.whole for group in self._groups):
            names: tuple[Who, ...] = tuple(group.name for group in self._groups)
            whole = (None,) if self._layout.only is None else names
        return TableLine(self._label(total, "合计"), units, whole)

    def _label(self, row: SumRow, default: str) -> str:
        return fill(row.label or default, self._values)

    def _rows(self, units: Iterable[Unit], numbers: Iterator[int]) -> Iterator[Row]:
        for unit in units:
            if self._layout.skip is Skip.ZERO and self._all_zero(unit):
                continue
            yield self._row(of_unit(unit, next(numbers)), Role.BODY)

    def _all_zero(self, unit: Unit) -> bool:
        line = of_unit(unit)
        counting = {Show.NUMBER, Show.RANK, Show.TARGET}
        return not any(
            found.number
            for column in self._shown
            for one, found in zip(column.figures, self._found(column, line), strict=True)
            if one.show not in counting
        )

    # cells

    def _expanded(self, entry: ColumnEntry) -> Iterator[_Shown]:
        """The columns that an entry stands for."""
        if entry.show is not Show.MONTHS or entry.of is None:
            yield _Shown(entry, (entry,))
            return
        of = entry.of if isinstance(entry.of, list) else [entry.of]
        end = self._amounts.period.end
        for month, (first, last) in self._amounts.months():
            days = Days(first, min(last, end)) if first <= end else None
            yield _Shown(entry, tuple(map(figure, of)), month, days)

    def _column(self, shown: _Shown, *, merged: bool) -> Column:
        entry = shown.entry
        header = [entry.header] if isinstance(entry.header, str) else list(entry.header or ())
        if not header:
            header = [COLUMNS[entry.show].header]
        values = self._values
        if shown.month is not None:
            values = {**values, "month": str(shown.month)}
            if not any(_MONTH in part for part in header):
                header.append(f"{_MONTH}月")
        return Column(
            tuple(fill(part, values) for part in header),
            shown.kind,
            width=entry.width or 0,
            merged=merged and entry.show is Show.GROUP,
        )

    def _row(self, line: TableLine, role: Role) -> Row:
        return Row(
            tuple(
                self._printing.cell(column.entry, self._found(column, line), column.kinds)
                for column in self._shown
            ),
            role,
        )

    def _found(self, column: _Shown, line: TableLine) -> list[Found]:
        ranking = column.entry.rank or self._ranking

        rank = (
            self._rank(ranking, line.unit) if line.unit and column.entry.show is Show.RANK else None
        )
        if column.month is not None and column.days is None:
            return [Found(missing=Missing.BLANK) for _ in column.figures]
        subject = Subject(line, rank, self._amounts, column.days)
        return [COLUMNS[one.show].show(subject, one) for one in column.figures]


_RANKING: Final = Ranking()


def _key(given: Show | Figure | SortKey, order: Order) -> SortKey:
    return given if isinstance(given, SortKey) else SortKey(by=given, order=order)


def _sum_row(given: bool | SumRow | None) -> SumRow | None:
    if isinstance(given, SumRow):
        return given
    return SumRow() if given else None
