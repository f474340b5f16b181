"""Commissions: briefs asked for by a due date."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Annotated, NamedTuple

from infoscore.formulas import exact
from infoscore.reading.types import Number, Strict, TagName, TrackName, described, listed
from infoscore.rules.measures import State
from infoscore.rules.phrases import Words, either
from infoscore.rules.steps import Op, Step


class CommissionRule(Strict, frozen=True, kw_only=True):
    """Points for what became of a commission."""

    track: Annotated[TrackName, described("the track on which it scores")]
    tag: Annotated[TagName | list[TagName] | None, described("only with one of these tags")] = None
    on_time: Annotated[Number, described("points for one delivered by the due date")] = "0"
    late: Annotated[Number, described("points for one delivered later")] = "0"
    missed: Annotated[Number, described("points for one not delivered")] = "0"


class Outcome(NamedTuple):
    """What became of a commission for one unit, and the date at which it counts."""

    state: State
    date: date


def outcome(due: date, delivered: date | None, until: date) -> Outcome | None:
    """What became of it; ``None``: not delivered, and not overdue before ``until`` has passed."""
    if delivered is not None and delivered <= until:
        if delivered <= due:
            return Outcome(State.ON_TIME, delivered)
        return Outcome(State.LATE, due)
    return Outcome(State.MISSED, due) if due < until else None


def points_for(
    rules: Sequence[CommissionRule], tags: Iterable[str], state: State
) -> tuple[str, Step] | None:
    """The track and the points of the first rule that fits a commission with these tags."""
    for rule in rules:
        if rule.tag is None or not set(listed(rule.tag)).isdisjoint(tags):
            key = state.name.lower()
            points = exact(getattr(rule, key))
            return rule.track, Step(Op.BASE, points, points, f"commissions.{key}")
    return None


def said(rules: Sequence[CommissionRule], words: Words) -> Iterator[str]:
    """A sentence for each rule."""
    for rule in rules:
        outcomes = {"按时报送": rule.on_time, "迟报": rule.late, "未报": rule.missed}
        scores = "，".join(
            f"{what}的每篇{words.scores(points, rule.track)}"
            for what, points in outcomes.items()
            if exact(points)
        )
        tags = f"属于{either(rule.tag)}的" if rule.tag else ""
        into = words.into(rule.track) if scores else ""
        tags = tags or ("其他" if len(rules) > 1 else "")
        yield f"{tags}约稿，{scores or '只记次数，不计分'}{into}"
