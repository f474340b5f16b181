"""Endorsements: a leader's instruction on an adopted brief, by rank."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING, Annotated, NamedTuple

from infoscore.amounts import exact
from infoscore.reading.types import LeaderName, Number, TrackName, described, listed
from infoscore.scoring.clauses.condition import Condition, Traits, fits
from infoscore.scoring.clauses.joint import Sharing
from infoscore.scoring.steps import Op, Step

if TYPE_CHECKING:
    from infoscore.scoring.records import Adoption, Endorsement


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
    rows: Sequence[EndorsementRow], endorsement: "Endorsement", traits: Traits
) -> tuple[int, EndorsementRow] | None:
    """The first row that fits, with its place from 1."""
    alone = traits._replace(leaders=frozenset((endorsement.by,)))
    for place, row in enumerate(rows, start=1):
        if fits(row, alone):
            return place, row
    return None


def endorsed(
    rows: Sequence[EndorsementRow], record: "Adoption", traits: Traits
) -> Iterator[Endorsed]:
    """Each of the record's endorsements in order of date; one that no row fits is worth nothing."""
    seen: set[int] = set()
    for one in sorted(record.endorsements, key=lambda one: one.date or record.date):
        found = row_for(rows, one, traits)
        if found is None:
            continue
        place, row = found
        key = "further" if place in seen and row.further is not None else "points"
        seen.add(place)
        points = exact(row.further if key == "further" and row.further else row.points)
        clause = f"endorsements.{listed(row.by)[0]}.{key}"
        step = Step(Op.BASE, points, points, clause)
        yield Endorsed(one.date or record.date, row.track or traits.track, step, row)
