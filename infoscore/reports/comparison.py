"""Two states of a period side by side: each unit's points, and what makes them differ."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from fractions import Fraction

from msgspec import Struct, structs

from infoscore.messages import Message, msg
from infoscore.period import Period
from infoscore.reports.differing import reason, what
from infoscore.roster import Roster, Unit
from infoscore.rounding import number, printed
from infoscore.scoring.causes import Cause, Difference, Key, Places, added
from infoscore.table import Cell, Column, Kind, Row, Section, Table, number_cell

_NOTHING = Fraction(0)


class Comparison(Struct, frozen=True):
    """A period's points before and after, and what makes the difference."""

    period: Period
    before: Places
    differences: Sequence[Difference]

    @property
    def after(self) -> Places:
        """The points afterwards."""
        return added(self.before, *(one.points for one in self.differences))

    @property
    def places(self) -> list[tuple[Unit, str]]:
        """Units and tracks whose points differ, also where differences make up for each other."""
        places = dict.fromkeys(at for one in self.differences for at in one.points)
        return sorted(places, key=lambda at: (at[0].place, at[1]))


def of_roster(causes: Mapping[Key, Cause], roster: Roster) -> dict[Key, Cause]:
    """The causes with the units of another roster, where they are called the same."""
    units = {unit.name: unit for unit in roster.units}

    def moved(cause: Cause) -> Cause:
        points = {(units.get(unit.name, unit), on): n for (unit, on), n in cause.points.items()}
        return structs.replace(cause, points=points)

    return {key: moved(cause) for key, cause in causes.items()}


def table(
    comparisons: Iterable[Comparison],
    title: str,
    text: Callable[[Message], str],
    heads: tuple[Message, Message],
) -> Table:
    """A section for each period, a row for each unit and track that differs."""
    columns = (
        Column((text(msg("Unit")),)),
        Column((text(msg("Track")),)),
        *(Column((text(head),), Kind.NUMBER) for head in (*heads, msg("Difference"))),
        Column((text(msg("Why")),)),
    )
    sections = tuple(
        Section(one.period.label, tuple(_row(one, at, text) for at in one.places))
        for one in comparisons
        if one.places
    )
    return Table(title, columns, sections)


def _row(
    comparison: Comparison, at: tuple[Unit, str], text: Callable[[Message], str] | None
) -> Row:
    before, after = comparison.before.get(at, _NOTHING), comparison.after.get(at, _NOTHING)
    cells = (Cell(at[0].name), Cell(at[1]), *map(number_cell, (before, after, after - before)))
    if text is None:
        return Row(cells)
    why = (
        f"{what(one, text)}: {_signed(one.points[at])}; {text(reason(one))}"
        for one in comparison.differences
        if at in one.points
    )
    return Row((*cells, Cell("\n".join(why))))


def corrections(comparison: Comparison) -> Table:
    """The table of a correction: before and after."""
    heads = ("单位", "考核项", "更正前", "更正后", "增减")
    kinds = (Kind.TEXT, Kind.TEXT, *[Kind.NUMBER] * 3)
    columns = tuple(Column((head,), kind) for head, kind in zip(heads, kinds, strict=True))
    rows = tuple(_row(comparison, at, None) for at in comparison.places)
    return Table("", columns, (Section(None, rows),))


def machine(comparisons: Iterable[Comparison], text: Callable[[Message], str]) -> object:
    """The comparisons as JSON."""
    return {
        "comparisons": [
            {
                "period": one.period.key,
                "label": one.period.label,
                "units": [_unit(one, at, text) for at in one.places],
            }
            for one in comparisons
        ]
    }


def _unit(
    comparison: Comparison, at: tuple[Unit, str], text: Callable[[Message], str]
) -> dict[str, object]:
    before, after = comparison.before.get(at, _NOTHING), comparison.after.get(at, _NOTHING)
    return {
        "unit": at[0].name,
        "track": at[1],
        "before": number(before),
        "after": number(after),
        "difference": number(after - before),
        "exact": str(after - before),
        "causes": [
            {
                "what": what(one, text),
                "record": one.cause.file or None,
                "id": one.cause.id or None,
                "turn": one.turn.value,
                "points": number(one.points[at]),
                "why": text(reason(one)),
            }
            for one in comparison.differences
            if at in one.points
        ],
    }


def _signed(points: Fraction) -> str:
    return f"{'+' if points > 0 else '−'}{printed(abs(points))}"
