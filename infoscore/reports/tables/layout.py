"""Tables of a summary along a layout: no table of units is made in another way."""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from itertools import chain, count, repeat
from typing import Final, TypeVar

from msgspec import Struct, structs

from infoscore.period import Period, chinese_date
from infoscore.reading.types import listed
from infoscore.records.base import Who
from infoscore.reports.tables.cells import cell, inheriting
from infoscore.reports.tables.columns import COLUMNS, Found, Missing, Subject
from infoscore.reports.tables.counting import (
    Amounts,
    Chosen,
    Days,
    Gauges,
    TableLine,
    of_unit,
)
from infoscore.reports.tables.entry import (
    ColumnEntry,
    Edge,
    Figure,
    Grouping,
    Numbering,
    Ranking,
    Show,
    Skip,
    Sorting,
    SumRow,
    TableEntry,
    figure,
    sorting,
)
from infoscore.reports.tables.ordering import chosen, ordered, ranked, sort_keys, within
from infoscore.roster import Unit
from infoscore.rules.awards import Within
from infoscore.scoring.folding import Summary
from infoscore.table import Cell, Column, Kind, Role, Row, Section, Table

_T = TypeVar("_T")

_BLANK: Final = re.compile(r"\{(\w+)\}")
_MONTH: Final = "{month}"
_UNSUMMED: Final = (Show.NUMBER, Show.RANK, Show.GROUP, Show.CLASS, Show.TEXT, Show.AWARDS)
_MEMBERS: Final = ("其中：", "　　　")
"""Before the names of units under the row of their group: of the first, and of the others."""


def blanks(period: Period) -> dict[str, str]:
    """Values that titles and heads may be filled in with."""
    return {
        "label": period.label,
        "period": period.name,
        "short": period.short,
        "part": period.part,
        "year": str(period.year),
        "month": str(period.end.month),
        "until": chinese_date(period.end),
        "until_day": f"{period.end.month}月{period.end.day}日",
    }


def fill(text: str, values: Mapping[str, str]) -> str:
    """``text`` with each ``{name}`` replaced; unknown ones stay."""
    return _BLANK.sub(lambda found: values.get(found[1], found[0]), text)


def tally_layout(tracks: Sequence[str]) -> TableEntry:
    """The table of ``tally``: for each track target, score, year to date and completion."""
    of_each = {
        Show.TARGET: "任务",
        Show.SCORE: "得分",
        Show.YEAR_TO_DATE: "累计",
        Show.COMPLETION: "完成",
    }
    columns = [
        ColumnEntry(show=Show.UNIT),
        *(
            ColumnEntry(show=show, track=track, header=[track, head])
            for track in tracks
            for show, head in of_each.items()
        ),
        ColumnEntry(show=Show.SCORE, header="合计"),
        ColumnEntry(show=Show.RANK),
    ]
    return TableEntry(columns=columns, groups=Grouping.SECTIONS, totals=True)


def authors_layout(tracks: Sequence[str]) -> TableEntry:
    """The table of ``tally --by author``: everybody by their points."""
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
    amounts = Amounts(summary, gauges, layout)
    groups = chosen(layout, amounts)
    everybody = [unit for group in groups for unit in group.units]
    apart = within(layout.apart, everybody, amounts) if layout.apart else []
    keys = sort_keys(layout.sort)
    units = ordered((unit for unit in everybody if unit not in apart), keys, amounts)

    def ranks(ranking: Ranking | None) -> dict[Unit, int]:
        return ranked(units, ranking or layout.rank or Ranking(), keys, amounts)

    columns = [
        structs.replace(column, ranks=ranks(column.entry.rank))
        if column.entry.show is Show.RANK
        else column
        for entry in layout.columns
        for column in _expanded(inheriting(entry, layout), amounts)
    ]
    top = units
    if layout.top is not None:
        places = ranks(None)
        top = [unit for unit in units if places[unit] <= layout.top]
    values = blanks(summary.period)
    sheet = _Sheet(layout, amounts, columns, groups, top, apart, values, _numbering(layout))
    return sheet.tables(title)


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


class _Shown(Struct, frozen=True):
    """A column as it will be printed."""

    entry: ColumnEntry
    figures: tuple[Figure, ...]
    """Those of a cell; several are set one after the other."""
    ranks: Mapping[Unit, int] = {}
    """With “show: rank”."""
    month: int | None = None
    days: Days | None = None
    """Instead of the figures' own; with a month ``None``: it is yet to come."""

    @property
    def kinds(self) -> list[Kind]:
        """Of each figure."""
        return [
            Kind.PERCENT if figure.percent else COLUMNS[figure.show].kind for figure in self.figures
        ]

    def found(self, line: TableLine, amounts: Amounts) -> list[Found]:
        """The line's numbers or words, one for each figure."""
        if self.month is not None and self.days is None:
            return [Found(missing=Missing.BLANK) for _ in self.figures]
        rank = None if line.unit is None else self.ranks.get(line.unit)
        subject = Subject(line, rank, amounts, self.days)
        return [COLUMNS[figure.show].show(subject, figure) for figure in self.figures]

    def column(self, values: Mapping[str, str], merged: Container[Show]) -> Column:
        """Its head filled in; ``merged``: what is one cell down the rows that stay together."""
        entry = self.entry
        header = [*listed(entry.header)] or [entry.source or COLUMNS[entry.show].header]
        if self.month is not None:
            values = {**values, "month": str(self.month)}
            if not any(_MONTH in part for part in header):
                header.append(f"{_MONTH}月")
        return Column(
            tuple(fill(part, values) for part in header),
            self.kinds[0] if len(self.figures) == 1 else Kind.NUMBER,
            width=entry.width or 0,
            merged=entry.show in merged if entry.merged is None else entry.merged,
        )


def _expanded(entry: ColumnEntry, amounts: Amounts) -> Iterator[_Shown]:
    """The columns that an entry stands for."""
    if entry.show is not Show.MONTHS or entry.of is None:
        yield _Shown(entry, (entry,))
        return
    of = entry.of if isinstance(entry.of, list) else [entry.of]
    end = amounts.period.end
    for month, (first, last, _) in amounts.months():
        days = Days(first, min(last, end)) if first <= end else None
        yield _Shown(entry, tuple(map(figure, of)), month=month, days=days)


def _numbering(layout: TableEntry) -> Callable[[], Iterator[int]]:
    """Gives the running numbers of rows that stand together."""
    default = Numbering.ALL if layout.groups is Grouping.NONE else Numbering.GROUP
    running = count(1)
    return lambda: count(1) if (layout.numbers or default) is Numbering.GROUP else running


def _mixed(layout: TableEntry) -> bool:
    """True if the rows of all groups are sorted among each other."""
    order = sorting(layout.sort)
    if order is None or layout.groups is not Grouping.NONE:
        return False
    return order.within is not Within.GROUP


class _Sheet(Struct, frozen=True):
    """A table of which units and columns are settled; the rows are still to be printed."""

    layout: TableEntry
    amounts: Amounts
    columns: list[_Shown]
    groups: list[Chosen]
    units: list[Unit]
    """In their order, without those apart."""
    apart: list[Unit]
    values: Mapping[str, str]
    """For the blanks of heads, titles, labels and notes."""
    numbers: Callable[[], Iterator[int]]

    def tables(self, title: str) -> list[Table]:
        layout = self.layout
        if layout.groups is Grouping.TABLES:
            made = [
                self._table(group.name, [self._section(group), self._below(_of(group, self.apart))])
                for group in self.groups
            ]
            return made or [self._table(title, [])]
        if _mixed(layout):
            above = [Section(None, tuple(self._rows(self.units)))]
        else:
            above = [self._section(group) for group in self.groups]
        sections = [*above, self._below(self.apart)]
        total = _sum_row(layout.totals)
        if total is not None:
            row = self._row(self._total(total), Role.TOTAL)
            sections = _with(sections, Section(None, (row,)), total.at)
        return [self._table(title, sections)]

    def _table(self, title: str, sections: Iterable[Section]) -> Table:
        """The table; sections without rows are left out."""
        order = sorting(self.layout.sort)
        merged = set() if _mixed(self.layout) else {Show.GROUP}
        if order is not None and order.within is Within.CLASS:
            merged.add(Show.CLASS)
        return Table(
            title,
            tuple(column.column(self.values, merged) for column in self.columns),
            tuple(section for section in sections if section.rows),
            tuple(fill(note, self.values) for note in self.layout.notes),
        )

    def _section(self, group: Chosen) -> Section:
        """A group's rows, and their sum."""
        layout = self.layout
        units = tuple(_of(group, self.units))
        headed = layout.groups is Grouping.ROWS
        rows = self._rows(units, _MEMBERS if headed else ())
        given = layout.subtotals
        if headed:
            given = SumRow(label=group.name, at=Edge.FIRST)
        elif given is None:
            given = layout.groups is not Grouping.NONE and bool(layout.totals)
        subtotal = _sum_row(given)
        if subtotal is not None and rows:
            whole: tuple[Who, ...] = units
            if self._sums_whole and group.whole and not self.apart:
                whole = (group.name,)
            label = fill(subtotal.label or "小计", {**self.values, "group": group.name})
            line = TableLine(label, units, whole)
            rows = _with(rows, self._row(line, Role.SUBTOTAL), subtotal.at)
        title = group.name if headed or layout.groups is Grouping.SECTIONS else None
        return Section(title, tuple(rows), headed)

    def _below(self, units: Iterable[Unit]) -> Section:
        """Rows that stand below the others."""
        apart = self.layout.apart
        title = fill(apart.title, self.values) if apart else None
        return Section(title, tuple(self._rows(units)))

    def _total(self, total: SumRow) -> TableLine:
        label = fill(total.label or "合计", self.values)
        if self._sums_whole:
            return self.amounts.everybody._replace(label=label)
        units = (*self.units, *self.apart)
        return TableLine(label, units, units)

    @property
    def _sums_whole(self) -> bool:
        """True if no row is left out because of its numbers."""
        return not (self.layout.where or self.layout.top)

    def _rows(self, units: Iterable[Unit], leads: Sequence[str] = ()) -> list[Row]:
        """A row for each; ``leads``: what stands before the first name, and before the others."""
        numbers = self.numbers()
        skip = self.layout.skip is Skip.ZERO
        shown = [unit for unit in units if not (skip and self._all_zero(unit))]
        before = chain(leads, repeat(leads[-1] if leads else ""))
        return [
            self._row(of_unit(unit, next(numbers))._replace(lead=lead), Role.BODY)
            for unit, lead in zip(shown, before, strict=False)
        ]

    def _all_zero(self, unit: Unit) -> bool:
        line = of_unit(unit)
        counting = {Show.NUMBER, Show.RANK, Show.TARGET}
        return not any(
            found.number
            for column in self.columns
            for part, found in zip(column.figures, column.found(line, self.amounts), strict=True)
            if part.show not in counting
        )

    def _row(self, line: TableLine, role: Role) -> Row:
        cells = [
            cell(column.entry, column.found(line, self.amounts), column.kinds)
            for column in self.columns
        ]
        if role is not Role.BODY and (place := _label_at(self.columns)) is not None:
            cells[place] = Cell(line.label)
        return Row(tuple(cells), role)


def _label_at(columns: Sequence[_Shown]) -> int | None:
    """Where a row of sums is named: in the units' column, or the first that it leaves empty."""
    shows = [column.entry.show for column in columns]
    empty = (place for place, show in enumerate(shows) if show in _UNSUMMED)
    return shows.index(Show.UNIT) if Show.UNIT in shows else next(empty, None)


def _of(group: Chosen, units: Iterable[Unit]) -> Iterator[Unit]:
    return (unit for unit in units if unit.group == group.name)


def _sum_row(given: bool | SumRow | None) -> SumRow | None:
    if isinstance(given, SumRow):
        return given
    return SumRow() if given else None


def _with(parts: Sequence[_T], added: _T, at: Edge) -> list[_T]:
    return [added, *parts] if at is Edge.FIRST else [*parts, added]
