"""The columns that a units' table may have: what each shows of a line, and how it is headed.

A new kind of column is an entry in :data:`COLUMNS` (and its name in ``workspace/schema.py``).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Final, NamedTuple

from infoscore.rounding import percent, printed
from infoscore.scoring.standings import Standing, TrackStanding, UnitStanding
from infoscore.table import EMPTY, NOT_ASSESSED, Cell, Kind
from infoscore.workspace.schema import Show


class Line(NamedTuple):
    """A row's subject: a unit, or what several units add up to."""

    label: str
    number: int | None
    """Running number; ``None`` for a sum."""
    rank: int | None
    standing: Standing


def of_unit(standing: UnitStanding, number: int) -> Line:
    """A unit's line."""
    return Line(standing.unit.name, number, standing.rank, standing)


def of_sum(standing: Standing, label: str) -> Line:
    """The line of a group's, or everyone's, sum."""
    return Line(label, None, None, standing)


@dataclass(frozen=True, slots=True)
class ColumnKind:
    """One thing that can be shown of a line."""

    header: str
    """What heads it where the layout does not say; ``{short}`` is the period."""
    kind: Kind
    cell: Callable[[Line, str], Cell]
    """The cell for a line; the second argument is a track, "" for all of them."""


def number_cell(value: Fraction | int) -> Cell:
    """A number for people and for spreadsheets."""
    exact = Fraction(value)
    return Cell(printed(exact), exact)


def _number(line: Line, _track: str) -> Cell:
    return EMPTY if line.number is None else number_cell(line.number)


def _rank(line: Line, _track: str) -> Cell:
    return EMPTY if line.rank is None else number_cell(line.rank)


def _unit(line: Line, _track: str) -> Cell:
    return Cell(line.label)


def _target(line: Line, track: str) -> Cell:
    if not track:
        targets = [part.target for part in line.standing.tracks.values() if part.target is not None]
        return number_cell(sum(targets)) if targets else EMPTY
    standing = line.standing.tracks[track]
    if not standing.assessed:
        return NOT_ASSESSED
    return EMPTY if standing.target is None else number_cell(standing.target)


def _score(line: Line, track: str) -> Cell:
    if not track:
        return number_cell(line.standing.total)
    return _points(line.standing.tracks[track], line.standing.tracks[track].score)


def _year_to_date(line: Line, track: str) -> Cell:
    if not track:
        return number_cell(sum(part.year_to_date for part in line.standing.tracks.values()))
    return _points(line.standing.tracks[track], line.standing.tracks[track].year_to_date)


def _points(standing: TrackStanding, points: Fraction) -> Cell:
    """Points are never hidden: a unit that is not assessed may still have earned some."""
    if not (standing.assessed or points):
        return NOT_ASSESSED
    share = points / standing.target if standing.target else None
    return number_cell(points)._replace(share=share)


def _completion(line: Line, track: str) -> Cell:
    parts = [line.standing.tracks[track]] if track else list(line.standing.tracks.values())
    if not any(part.assessed for part in parts):
        return NOT_ASSESSED
    target = sum(part.target for part in parts if part.target is not None)
    if not target:
        return EMPTY
    share = sum((part.year_to_date for part in parts), Fraction(0)) / target
    return Cell(percent(share), share)


def _adoptions(line: Line, _track: str) -> Cell:
    return number_cell(line.standing.counts.adoptions)


def _submissions(line: Line, _track: str) -> Cell:
    return number_cell(line.standing.counts.submissions)


COLUMNS: Final[Mapping[Show, ColumnKind]] = {
    Show.NUMBER: ColumnKind("序号", Kind.NUMBER, _number),
    Show.RANK: ColumnKind("名次", Kind.NUMBER, _rank),
    Show.UNIT: ColumnKind("单位", Kind.TEXT, _unit),
    Show.TARGET: ColumnKind("任务", Kind.NUMBER, _target),
    Show.SCORE: ColumnKind("{short}得分", Kind.NUMBER, _score),
    Show.YEAR_TO_DATE: ColumnKind("累计得分", Kind.NUMBER, _year_to_date),
    Show.COMPLETION: ColumnKind("完成", Kind.PERCENT, _completion),
    Show.ADOPTIONS: ColumnKind("采用", Kind.NUMBER, _adoptions),
    Show.SUBMISSIONS: ColumnKind("报送", Kind.NUMBER, _submissions),
}
