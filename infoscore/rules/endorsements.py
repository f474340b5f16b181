"""Endorsements: a leader's instruction on an adopted brief, by rank."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Annotated, NamedTuple

from infoscore.formulas import exact
from infoscore.messages import msg
from infoscore.reading.reading import Reading
from infoscore.reading.types import LeaderName, Number, TrackName, described, listed
from infoscore.reading.yamltext import Path
from infoscore.rules.condition import Condition, Traits, fits
from infoscore.rules.joint import Method, Sharing, check_one, shares
from infoscore.rules.joint import rows as joint_rows
from infoscore.rules.phrases import Words, either, without
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


def said(rows: Iterable[EndorsementRow], words: Words) -> Iterator[str]:
    """A sentence for each row."""
    for row in rows:
        subject = words.brief(without(row, "by"))
        shared = ""
        if row.joint is not None:
            shared = f"，多个科室、单位供稿的{shares(row.joint, words, '科室、单位')}"
        into = words.into(row.track)
        yield f"{subject}被{either(row.by)}批示的，{_worth(row, words)}{shared}{into}"


def _worth(row: EndorsementRow, words: Words) -> str:
    if not exact(row.points) and row.further is None and not row.instead:
        return "不另加分"
    verb = "计" if row.instead else "另加"
    scores = f"每次{words.scores(row.points, row.track, verb)}"
    if row.further is not None:
        further = words.scores(row.further, row.track, verb)
        scores = f"首次{words.scores(row.points, row.track, verb)}，再获批示的每次{further}"
    return f"{scores}，不再计采用分" if row.instead else scores


def check(
    rows: Sequence[EndorsementRow],
    joint: Sharing | list[Sharing] | None,
    reading: Reading,
    path: Path,
) -> None:
    """Note rows that do not say how units share, where those of a brief get fixed points."""
    fixed = any(rule.method is Method.FIXED for rule in joint_rows(joint))
    for index, row in enumerate(rows):
        if row.joint is not None:
            check_one(row.joint, reading, (*path, index, "joint"))
        elif fixed:
            reading.conflict(
                (*path, index),
                msg("units of a joint brief get fixed points; how do they share an endorsement's?"),
                msg("add here “joint: {method: full}” or “joint: {method: average}”"),
            )
