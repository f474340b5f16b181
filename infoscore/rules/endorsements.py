"""Endorsements: a leader's instruction on an adopted brief, by rank."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Annotated, NamedTuple

from infoscore.formulas import exact
from infoscore.reading.types import LeaderName, Number, TrackName, described, listed
from infoscore.rules.condition import Condition, Traits, fits
from infoscore.rules.joint import Sharing
from infoscore.rules.steps import Op, Step


class EndorsementRow(Condition, frozen=True, kw_only=True):
    """Points for an endorsement by those whom it names."""

    by: Annotated[LeaderName | list[LeaderName], described("by these leaders or ranks")]
    points: Annotated[Number, described("points for the first endorsement of this row")]
    further: Annotated[
        Number | None, described("points for each further one on the same brief; default: as many")
    ] = None
    instead: Annotated[
        bool, described("counts instead of the adoption's own points, not on top of them")
    ] = False
    track: Annotated[TrackName | None, described("on this track; default: the outlet's")] = None
    joint: Annotated[
        Sharing | None, described("how units share these points; default: as the others")
    ] = None


class Endorsed(NamedTuple):
    """What one endorsement is worth."""

    date: date
    track: str
    step: Step
    row: EndorsementRow

    def replaces(self, track: str) -> bool:
        """Whether it counts instead of the adoption's own points there."""
        return self.row.instead and self.track == track


def row_for(
    rows: Sequence[EndorsementRow], leader: str, traits: Traits
) -> tuple[int, EndorsementRow] | None:
    """The first row that fits an endorsement by ``leader``, with its place from 1."""
    alone = traits._replace(leaders=frozenset((leader,)))
    for place, row in enumerate(rows, start=1):
        if fits(row, alone):
            return place, row
    return None


def endorsed(
    rows: Sequence[EndorsementRow],
    endorsements: Iterable[tuple[str, date | None]],
    adopted: date,
    traits: Traits,
) -> Iterator[Endorsed]:
    """Each endorsement in order of date; one that no row fits is worth nothing.

    ``endorsements``: leaders with the day, ``None``: that on which the brief was ``adopted``.
    """
    seen: set[int] = set()
    dated = [(leader, day or adopted) for leader, day in endorsements]
    for leader, day in sorted(dated, key=lambda one: one[1]):
        found = row_for(rows, leader, traits)
        if found is None:
            continue
        place, row = found
        key = "further" if place in seen and row.further is not None else "points"
        seen.add(place)
        points = exact(row.further if key == "further" and row.further else row.points)
        clause = f"endorsements.{listed(row.by)[0]}.{key}"
        step = Step(Op.BASE, points, points, clause)
        yield Endorsed(day, row.track or traits.track, step, row)
