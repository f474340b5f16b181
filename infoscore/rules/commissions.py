"""Commissions (约稿): briefs asked for by a due date."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from typing import Annotated, NamedTuple

from infoscore.formulas import exact
from infoscore.moments import end_of
from infoscore.reading.reading import Reading
from infoscore.reading.types import Number, TrackName, described
from infoscore.reading.yamltext import Path
from infoscore.rules.condition import Condition, Traits, conditional, fits, placed
from infoscore.rules.measures import CONDITIONS, OF_A_COMMISSION, State, check_keys
from infoscore.rules.phrases import Words
from infoscore.rules.steps import Step, begin


class CommissionRule(Condition, frozen=True, kw_only=True):
    """Points for each brief of a commission by its outcome."""

    track: Annotated[TrackName, described("the track on which it scores")]
    on_time: Annotated[Number, described("points for one delivered by the due date")] = "0"
    late: Annotated[Number, described("points for one delivered later")] = "0"
    missed: Annotated[Number, described("points for one not delivered")] = "0"


class Outcome(NamedTuple):
    """Outcome of a duty for one unit, with the date on which it counts."""

    state: State
    date: date


def outcomes(due: datetime, done: datetime | None, today: date) -> list[Outcome]:
    """Return the outcomes known at the end of ``today``; a later one takes the place of the first.

    What is not there when it is due is missed on that day, which is told from then on; late is what
    comes after that, on the day on which it comes.
    """
    now = end_of(today)
    known = done if done is not None and done <= now else None
    if known is not None and known <= due:
        return [Outcome(State.ON_TIME, known.date())]
    found = [Outcome(State.MISSED, due.date())] if due < now else []
    if known is None:
        return found
    late = Outcome(State.LATE, known.date())
    return [late] if late.date == due.date() else [*found, late]


def points_for(
    rules: Iterable[CommissionRule], traits: Traits, state: State
) -> tuple[str, Step] | None:
    """Return track and points by the first rule that fits a commission."""
    for rule in rules:
        if fits(rule, traits):
            key = state.name.lower()
            return rule.track, begin(exact(getattr(rule, key)), f"commissions.{key}")
    return None


def check(
    rules: CommissionRule | list[CommissionRule] | None, reading: Reading, path: Path
) -> None:
    """Note conditions that no commission can fit."""
    for rule, at in placed(rules, path):
        check_keys(rule, CONDITIONS, OF_A_COMMISSION, "commissions", reading, at)


def said(rules: Sequence[CommissionRule], words: Words) -> Iterator[str]:
    """Yield a sentence for each rule."""
    for rule in rules:
        outcomes = {"按时报送": rule.on_time, "迟报": rule.late, "未报": rule.missed}
        scores = "，".join(
            f"{what}的每篇{words.scores(points, rule.track)}"
            for what, points in outcomes.items()
            if exact(points)
        )
        other = "其他" if len(rules) > 1 and not conditional(rule) else ""
        into = words.into(rule.track) if scores else ""
        yield f"{other}{words.brief(rule, '约稿')}，{scores or '只记次数，不计分'}{into}"
