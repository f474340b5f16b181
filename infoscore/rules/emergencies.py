"""Urgent matters (紧急信息): by level what has to be reported when, and what a report must say."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Annotated, Final, NamedTuple

from infoscore.deadlines import allowance
from infoscore.messages import msg
from infoscore.moments import begin_of, first
from infoscore.names import fold
from infoscore.reading.reading import Reading
from infoscore.reading.types import Allowed, Line, Strict, described
from infoscore.reading.yamltext import Path

MOST: Final = 200
"""Reports of one matter at intervals; more than anybody writes."""


class Deadline(Strict, frozen=True, kw_only=True):
    """Report of an urgent matter, and when it is due."""

    name: Annotated[Line, described("what the report is called: 电话, 书面, 续报, 终报")]
    within: Annotated[Allowed | None, described("in so much time after the event: 30分钟")] = None
    every: Annotated[
        Allowed | None, described("again after each such time: 24小时; needs “until”")
    ] = None
    until: Annotated[
        Line | None, described("until that report has come, or is due by its own “within”")
    ] = None


class UrgentRule(Strict, frozen=True, kw_only=True):
    """Reports and elements that urgent matters of a level need."""

    deadlines: Annotated[list[Deadline], described("the reports, in their order")] = []
    elements: Annotated[
        list[Line], described("what must be reported of it: [时间, 地点, 经过]")
    ] = []
    aliases: Annotated[list[Line], described("other names of the level that records may use")] = []


class Due(NamedTuple):
    """Report that is due once."""

    name: str
    since: datetime
    due: datetime
    done: datetime | None


def dues(
    rule: UrgentRule,
    happened: datetime,
    came: Mapping[str, Sequence[datetime]],
    closed: datetime | None,
) -> Iterator[Due]:
    """Yield each report that is due; of one that is due again, each time.

    Nothing is due any more once the matter is closed.

    Args:
        rule: what its level needs.
        happened: when it happened; the last minute of the day, if only the date is known.
        came: moments of the reports by name, in order.
        closed: when it was closed; ``None``: not yet.
    """
    for one in rule.deadlines:
        done = came.get(one.name, ())
        if one.every is None:
            due = happened if one.within is None else allowance(one.within).until(happened)
            if done or closed is None or due <= closed:
                yield Due(one.name, happened, due, done[0] if done else None)
            continue
        end = _end(rule, one.until, happened, came)
        end = end if closed is None else min(end, closed)
        before = begin_of(happened.date())
        for since, due in _times(one.every, happened, end):
            yield Due(one.name, since, due, next((at for at in done if at > before), None))
            before = due


def _times(every: str, since: datetime, end: datetime) -> Iterator[tuple[datetime, datetime]]:
    """Yield the spans after each of which a report is due, as long as that is before ``end``."""
    step = allowance(every)
    for _ in range(MOST):
        due = step.until(since)
        if due >= end:
            return
        yield since, due
        since = due


def _end(
    rule: UrgentRule,
    until: str | None,
    happened: datetime,
    came: Mapping[str, Sequence[datetime]],
) -> datetime:
    """Return when reports at intervals end: that report came or was due, whichever is first."""
    last = next((one for one in rule.deadlines if one.name == until), None)
    if last is None or last.within is None:
        return happened
    return min((*came.get(last.name, ()), allowance(last.within).until(happened)))


def said(levels: Mapping[str, UrgentRule]) -> Iterator[str]:
    """Yield a sentence for each level."""
    for name, rule in levels.items():
        asked = [
            f"在发生后{allowance(one.within).named}内报“{one.name}”"
            if one.within is not None
            else f"每{allowance(one.every or '').named}报“{one.name}”直至“{one.until}”"
            for one in rule.deadlines
        ]
        asked += [f"报明{'、'.join(rule.elements)}"] if rule.elements else []
        if asked:
            yield f"{name}紧急信息须{'，'.join(asked)}"


def check(levels: Mapping[str, UrgentRule], reading: Reading, path: Path) -> None:
    """Note reports without a time, without an end, too many, and names that stand for two."""
    for name, rule in levels.items():
        seen: set[str] = set()
        for index, one in enumerate(rule.deadlines):
            at = (*path, name, "deadlines", index)
            if fold(one.name) in seen:
                reading.conflict(
                    (*at, "name"),
                    msg("the report “{name}” stands here twice", name=one.name),
                    msg("keep one of the two"),
                )
            seen.add(fold(one.name))
            if (one.within is None) == (one.every is None):
                reading.conflict(
                    at,
                    msg("“{name}” needs one time: “within” or “every”", name=one.name),
                    msg("such as “within: 2小时” or “every: 24小时”"),
                )
            elif one.every is not None or one.until is not None:
                _check_end(rule, one, reading, at)


def _check_end(rule: UrgentRule, one: Deadline, reading: Reading, at: Path) -> None:
    ends = [other.name for other in rule.deadlines if other.within is not None]
    if one.every is None or one.until not in ends:
        reading.conflict(
            at,
            msg("“{name}” is due again without an end", name=one.name)
            if one.every is not None
            else msg("“until” means nothing to what is due once"),
            msg("let “until” name a report with “within”: {names}", names=ends),
        )
        return
    start = first("2021-01-01")
    spans = list(_times(one.every, start, _end(rule, one.until, start, {})))
    if len(spans) == MOST:
        reading.conflict(
            (*at, "every"),
            msg("“{name}” would be due {n} times and more", name=one.name, n=MOST),
            msg("name a longer time, or an earlier end"),
        )
