"""Standings along a described layout into tables: the one way to every table of units."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import count
from typing import Final

from infoscore.circular.columns import COLUMNS, Line, of_sum, of_unit
from infoscore.period import Period
from infoscore.scoring.standings import GroupStanding, Standings
from infoscore.table import Column, Role, Row, Section, Table
from infoscore.workspace.schema import ColumnEntry, Grouping, Show, TableEntry

_BLANK: Final = re.compile(r"\{(\w+)\}")


def blanks(period: Period) -> dict[str, str]:
    """What titles and heads may be filled in with."""
    return {
        "label": period.label,
        "period": period.name,
        "short": period.short,
        "year": str(period.year),
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


def tables(standings: Standings, layout: TableEntry, title: str) -> list[Table]:
    """The table, or one for each group where the layout sets them apart."""
    columns = tuple(_column(entry, standings.period) for entry in layout.columns)
    values = blanks(standings.period)
    notes = tuple(fill(note, values) for note in layout.notes)
    numbers = count(1)
    if layout.groups is Grouping.TABLES:
        return [
            Table(group.name, columns, (Section(None, _rows(group, layout, count(1))),), notes)
            for group in standings.groups
        ]
    sections = [
        Section(
            group.name if layout.groups is Grouping.SECTIONS else None,
            _rows(group, layout, count(1) if layout.groups is Grouping.SECTIONS else numbers),
        )
        for group in standings.groups
    ]
    if layout.totals:
        total = _row(of_sum(standings.total, "合计"), layout, Role.TOTAL)
        sections.append(Section(None, (total,)))
    return [Table(title, columns, tuple(sections), notes)]


def _column(entry: ColumnEntry, period: Period) -> Column:
    kind = COLUMNS[entry.show]
    if isinstance(entry.header, list):
        header = tuple(entry.header)
    else:
        header = (entry.header or kind.header,)
    values = blanks(period)
    return Column(tuple(fill(part, values) for part in header), kind.kind, width=entry.width or 0)


def _rows(group: GroupStanding, layout: TableEntry, numbers: Iterator[int]) -> tuple[Row, ...]:
    rows = [_row(of_unit(unit, next(numbers)), layout, Role.BODY) for unit in group.units]
    if layout.totals and layout.groups is not Grouping.NONE:
        rows.append(_row(of_sum(group, "小计"), layout, Role.SUBTOTAL))
    return tuple(rows)


def _row(line: Line, layout: TableEntry, role: Role) -> Row:
    cells = tuple(COLUMNS[entry.show].cell(line, entry.track or "") for entry in layout.columns)
    return Row(cells, role)
