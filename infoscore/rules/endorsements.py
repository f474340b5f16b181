"""Endorsements (批示): leaders' instructions on briefs."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date
from typing import Annotated, NamedTuple

from infoscore.formulas import exact
from infoscore.messages import msg
from infoscore.reading.reading import Reading
from infoscore.reading.types import LeaderName, Number, TrackName, described, listed
from infoscore.reading.yamltext import Path
from infoscore.rules.condition import Condition, Traits, fits, rows_of
from infoscore.rules.joint import Joint, Sharing, check_one, shares
from infoscore.rules.phrases import Words, either, without
from infoscore.rules.steps import Step, begin


class EndorsementRow(Condition, frozen=True, kw_only=True):
    """Points for an endorsement by certain leaders."""

    by: Annotated[LeaderName | list[LeaderName], described("by these leaders or ranks")]
    points: Annotated[Number, described("points for the first endorsement of this row")]
    further: Annotated[
        Number | None, described("points for each further one on the same brief; default: as many")
    ] = None
    instead: Annotated[
        bool, described("counts instead of the adoption's own points, not on top of them")
    ] = False
    track: Annotated[
        TrackName | None, described("on this track; default: that of the outlet or submission")
    ] = None
    joint: Annotated[
        Sharing | None, described("how units share these points; default: as the others")
    ] = None


class Endorsed(NamedTuple):
    """Points for one endorsement."""

    date: date
    track: str
    step: Step
    row: EndorsementRow

    def replaces(self, track: str, tracks: Collection[str]) -> bool:
        """Return whether it replaces the adoption's points on ``track``.

        ``tracks``: those on which the adoption has points, its outlet's own first. That one is
        replaced by points on any other track.
        """
        own = next(iter(tracks))
        return self.row.instead and track == (self.track if self.track in tracks else own)


def row_for(
    rows: Sequence[EndorsementRow], leader: str, traits: Traits
) -> tuple[int, EndorsementRow] | None:
    """Return the first row that fits an endorsement by ``leader``, with its place from 1."""
    alone = traits._replace(leaders=frozenset((leader,)))
    for place, row in enumerate(rows, start=1):
        if fits(row, alone):
            return place, row
    return None


def endorsed(
    rows: Sequence[EndorsementRow],
    endorsements: Iterable[tuple[str, date | None]],
    day: date,
    traits: Traits,
    track: str,
) -> Iterator[Endorsed]:
    """Yield the points for each endorsement that a row fits, by date.

    ``endorsements``: leaders with the day; ``None``: the ``day`` of the record. ``track``: where
    they count unless the row says so.
    """
    seen: set[int] = set()
    dated = [(leader, own or day) for leader, own in endorsements]
    for leader, when in sorted(dated, key=lambda one: one[1]):
        found = row_for(rows, leader, traits)
        if found is None:
            continue
        place, row = found
        key = "further" if place in seen and row.further is not None else "points"
        seen.add(place)
        step = begin(exact(getattr(row, key)), f"endorsements.{listed(row.by)[0]}.{key}")
        yield Endorsed(when, row.track or track, step, row)


def said(rows: Iterable[EndorsementRow], words: Words) -> Iterator[str]:
    """Yield a sentence for each row."""
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
    scores = words.scores(row.points, row.track, verb)
    if row.further is None:
        scores = f"每次{scores}"
    else:
        scores = f"首次{scores}，再获批示的每次{words.scores(row.further, row.track, verb)}"
    return f"{scores}，不再计采用分" if row.instead else scores


def check(
    rows: Sequence[EndorsementRow],
    joint: Joint,
    reading: Reading,
    path: Path,
) -> None:
    """Note rows without ``joint`` where units get fixed points for a joint brief."""
    fixed = any(rule.gives_points for rule in rows_of(joint))
    for index, row in enumerate(rows):
        if row.joint is not None:
            check_one(row.joint, reading, (*path, index, "joint"))
        elif fixed:
            reading.conflict(
                (*path, index),
                msg("units of a joint brief get fixed points; how do they share an endorsement's?"),
                msg("add here “joint: {method: full}” or “joint: {method: average}”"),
            )
