"""The itemized adoptions as documents list them: what stands together, in which order."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from fractions import Fraction
from functools import partial
from itertools import chain, count, groupby
from typing import Final, NamedTuple

from infoscore.document import Entry, Listing
from infoscore.names import fold_title
from infoscore.records.adoption import Adoption, source
from infoscore.records.base import headline, names_of
from infoscore.reports.itemized import Arrangement, ItemOrder, ListEntry
from infoscore.roster import Roster, Unit
from infoscore.rounding import printed
from infoscore.rules.tracks import MEASURE, Track
from infoscore.scoring.folding import Summary
from infoscore.scoring.posting import Posting
from infoscore.table import Cell, Column, Kind, Row, Section, Table, date_cell, number_cell


class Item(NamedTuple):
    """An adoption of the period with its points."""

    adoption: Adoption
    postings: Sequence[Posting]
    tracks: tuple[Track, ...]

    def points(self, unit: Unit | None = None, tracks: Sequence[str] = ()) -> Fraction:
        """Of a unit (``None``: of all) on these tracks (none: on those of the total)."""
        total = tracks or [track.name for track in self.tracks if track.in_total]
        return self._sum(lambda posting: posting.track in total and unit in (None, posting.unit))

    def on(self, track: Track) -> Fraction:
        """Points of all its units on the track."""
        return self._sum(lambda posting: posting.track == track.name)

    def _sum(self, counts: Callable[[Posting], bool]) -> Fraction:
        return sum((part.points for part in self.postings if counts(part)), Fraction(0))


def items_of(summary: Summary) -> list[Item]:
    tracks = summary.ledger.book.tracks
    return [Item(adoption, postings, tracks) for adoption, postings in summary.items]


def holds(adoption: Adoption, word: str) -> bool:
    """True if the title, the item, the outlet, a unit or the note has it, however it is written."""
    wanted = fold_title(word)
    names = (
        name
        for one in adoption.contributors
        for name in (one.named, one.unit.name, *one.unit.aliases)
    )
    outlet = adoption.outlet
    texts = (adoption.title, adoption.item, outlet.name, adoption.outlet_named, adoption.note)
    return any(wanted in fold_title(text) for text in (*texts, *names))


def _apart(items: Sequence[Item]) -> list[Track]:
    """Tracks that are left out of the total (fees, say) and have something on them."""
    tracks = items[0].tracks if items else ()
    return [
        track for track in tracks if not track.in_total and any(item.on(track) for item in items)
    ]


class Together(NamedTuple):
    """Adoptions that stand together in a list."""

    called: str
    """The outlet, unit or month; empty: all of them."""
    items: list[Item]
    unit: Unit | None = None


def by_outlet(items: Iterable[Item]) -> list[list[Item]]:
    """The items, those of an outlet together in the order of the rules, then by date and issue."""
    groups: dict[str, list[Item]] = {}
    for item in sorted(items, key=_order):
        groups.setdefault(item.adoption.outlet.name, []).append(item)
    return list(groups.values())


def arranged(
    items: Iterable[Item], by: Arrangement, roster: Roster, sort: ItemOrder | None = None
) -> Iterator[tuple[str, list[Together]]]:
    """What stands together, by the name of the group of units (empty: not by unit).

    By unit a joint brief stands under each of its units. ``sort``: default for months and for all
    is the date, else the order of the rules.
    """
    in_order = list(chain.from_iterable(by_outlet(items)))
    if by is Arrangement.UNIT:
        by_unit: dict[Unit, list[Item]] = {}
        for item in in_order:
            for unit in {contributor.unit for contributor in item.adoption.contributors}:
                by_unit.setdefault(unit, []).append(item)
        for group in roster.groups:
            parts = [
                Together(unit.name, _sorted(by_unit[unit], sort, unit), unit)
                for unit in group.units
                if unit in by_unit
            ]
            if parts:
                yield group.name, parts
        return
    if by is Arrangement.OUTLET:
        some = [Together(group[0].adoption.outlet.called, group) for group in by_outlet(items)]
    else:
        in_order = _sorted(in_order, ItemOrder.DATE)
        months = groupby(in_order, month_of if by is Arrangement.MONTH else lambda _: "")
        some = [Together(month, list(group)) for month, group in months]
    yield "", [part._replace(items=_sorted(part.items, sort)) for part in some]


def month_of(item: Item) -> str:
    """The month of the calendar: ``2021年3月``."""
    day = item.adoption.date
    return f"{day.year}年{day.month}月"


def _sorted(items: list[Item], sort: ItemOrder | None, unit: Unit | None = None) -> list[Item]:
    """Items in another order; those that are equal in it stay as they are."""
    if sort is ItemOrder.DATE:
        return sorted(items, key=lambda item: item.adoption.date)
    if sort is ItemOrder.SCORE:
        return sorted(items, key=lambda item: -item.points(unit))
    return sorted(items, key=_order) if sort is ItemOrder.OUTLET else items


_AFTER: Final = {Arrangement.OUTLET: "采用："}
"""What stands behind the name of those that stand together, where it is not ``：``."""


def listings(
    items: Iterable[Item], entry: ListEntry, roster: Roster
) -> Iterator[tuple[str, list[Listing]]]:
    """The running lists by the name of the group of units (empty: not by unit).

    By unit each unit's numbers begin anew, else they run on.
    """
    running = count(1)
    told = partial(_entry, points=entry.points)
    for group, parts in arranged(items, entry.by, roster, entry.sort):
        yield (
            group,
            [
                Listing(
                    part.called and part.called + _AFTER.get(entry.by, "："),
                    tuple(map(told, part.items, running if part.unit is None else count(1))),
                )
                for part in parts
            ],
        )


def _entry(item: Item, number: int, *, points: bool = False) -> Entry:
    adoption = item.adoption
    units = names_of(adoption.contributors)
    if points and len({item.points(one.unit) for one in adoption.contributors}) > 1:
        units = "、".join(
            f"{one.named}{printed(item.points(one.unit))}{MEASURE}" for one in adoption.contributors
        )
    return Entry(f"{number}.", headline(adoption), source(adoption), units)


def listings_by_unit(
    items: Iterable[Item], roster: Roster, *, points: bool = False
) -> Iterator[tuple[str, list[Listing]]]:
    """The lists of each group's units by the group's name; each unit's numbers begin anew.

    A joint brief stands under each of its units, with all of them named; ``points``: see
    :func:`listings`.
    """
    entry = partial(_entry, points=points)
    by_unit: dict[Unit, list[Item]] = {}
    for item in chain.from_iterable(by_outlet(items)):
        for unit in {contributor.unit for contributor in item.adoption.contributors}:
            by_unit.setdefault(unit, []).append(item)
    for group in roster.groups:
        lists = [
            Listing(f"{unit.name}：", tuple(map(entry, by_unit[unit], count(1))))
            for unit in group.units
            if unit in by_unit
        ]
        if lists:
            yield group.name, lists


def reading_table(
    items: Iterable[Item], title: str, notes: Sequence[str], *, ids: bool = False
) -> Table:
    """The list for reading: each item as one line, as a circular prints it; ``ids``: its id."""
    items = list(items)
    apart = _apart(items)
    columns = (
        Column(("序号",), Kind.NUMBER),
        Column(("采用条目",)),
        Column(("得分",), Kind.NUMBER),
        *map(_track_column, apart),
        *(Column((_ID,)) for _ in range(ids)),
    )
    numbers = count(1)

    def row(item: Item, number: int) -> Row:
        cells = (number_cell(number), Cell(_entry(item, number).text), number_cell(item.points()))
        more = [number_cell(item.on(track)) for track in apart]
        return Row((*cells, *more, *(Cell(item.adoption.id) for _ in range(ids))))

    sections = (
        Section(f"{group[0].adoption.outlet.called}采用：", tuple(map(row, group, numbers)))
        for group in by_outlet(items)
    )
    return Table(title, columns, tuple(sections), tuple(notes))


_ID: Final = "编号"


def data_table(items: Iterable[Item], title: str, *, ids: bool = False) -> Table:
    """The list for spreadsheets: each fact in a column of its own."""
    heads = ("日期", "标题", "刊物", "期号", "体裁", "单位", "考核项", "篇数", "得分", "文件")
    numeric = {"篇数", "得分"}
    items = list(items)
    apart = _apart(items)
    columns = (
        *(Column((head,), Kind.NUMBER if head in numeric else Kind.TEXT) for head in heads),
        *map(_track_column, apart),
        *(Column((_ID,)) for _ in range(ids)),
    )

    def row(item: Item) -> Row:
        adoption = item.adoption
        return Row(
            (
                date_cell(adoption.date),
                Cell(headline(adoption)),
                Cell(adoption.outlet.name),
                Cell(adoption.issue),
                Cell(adoption.form),
                Cell(names_of(adoption.contributors)),
                Cell(adoption.outlet.track),
                number_cell(adoption.count),
                number_cell(item.points()),
                Cell(adoption.place.file),
                *(number_cell(item.on(track)) for track in apart),
                *(Cell(adoption.id) for _ in range(ids)),
            )
        )

    rows = map(row, chain.from_iterable(by_outlet(items)))
    return Table(title, columns, (Section(None, tuple(rows)),))


def _track_column(track: Track) -> Column:
    return Column((f"{track.name}（{track.measure}）",), Kind.NUMBER)


def _order(item: Item) -> tuple[int, str, str, int, str, str]:
    adoption = item.adoption
    names = [outlet.name for outlet in adoption.edition.outlets]
    issue = adoption.issue
    return (
        names.index(adoption.outlet.name),
        adoption.outlet.name,
        adoption.date.isoformat(),
        int(issue) if issue.isascii() and issue.isdecimal() else 0,
        issue,
        adoption.id,
    )
