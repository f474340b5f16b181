"""Adjustments: points given or taken by a named rule."""

from collections.abc import Iterator, Mapping
from typing import Annotated

from infoscore.formulas import exact
from infoscore.messages import msg
from infoscore.reading.reading import Reading
from infoscore.reading.types import (
    Line,
    Number,
    QuotaName,
    Strict,
    TrackName,
    described,
    listed,
)
from infoscore.reading.yamltext import Path
from infoscore.rules.condition import AnyOf
from infoscore.rules.measures import Measured, Of, quoted
from infoscore.rules.phrases import Words, figure, size


class Range(Strict, frozen=True, kw_only=True):
    """Range of points from which a record chooses."""

    least: Annotated[Number, described("the fewest points")]
    most: Annotated[Number, described("the most points")]


class AdjustmentRule(Strict, frozen=True, kw_only=True):
    """Rule for points that are given or taken by hand."""

    points: Annotated[Number | Range, described("points for one case, or a range to choose from")]
    track: Annotated[TrackName | None, described("the track; none: each record names one")] = None
    aliases: Annotated[list[Line], described("other names that records may use")] = []
    after: Annotated[
        AnyOf[QuotaName],
        described("only once the unit has met all of these quotas in the span of the case"),
    ] = None
    wording: Annotated[bool, described("whether the printed rules tell it")] = True


def check(rules: Mapping[str, AdjustmentRule], reading: Reading, path: Path) -> None:
    """Note empty ranges."""
    for name, rule in rules.items():
        span = rule.points
        if isinstance(span, Range) and exact(span.least) > exact(span.most):
            reading.conflict(
                (*path, name, "points"),
                msg("the range from {least} to {most} is empty", least=span.least, most=span.most),
                msg("write the smaller number as “least”: -100 is smaller than -50"),
            )


def check_tracks(
    counted: Measured, rules: Mapping[str, AdjustmentRule], reading: Reading, path: Path
) -> None:
    """Note ``tracks`` by which cases of the named rules cannot differ.

    They select cases by the tracks on which their points count; most rules have one track only.
    """
    if counted.of is not Of.ADJUSTMENTS or counted.tracks is None:
        return
    names = listed(counted.rule) or rules
    fixed = {rules[name].track if name in rules else None for name in names}
    among = fixed & set(listed(counted.tracks))
    if not fixed or None in fixed or (among and among != fixed):
        return
    reading.conflict(
        (*path, "tracks"),
        msg("all cases of these rules count on “tracks”: it selects nothing")
        if among
        else msg("no case of these rules counts on “tracks”: nothing is ever counted"),
        msg("delete it; “track” names where points are given or taken"),
    )


def said(rules: Mapping[str, AdjustmentRule], words: Words) -> Iterator[str]:
    """Yield a sentence for each rule."""
    for name, rule in rules.items():
        points = rule.points
        if isinstance(points, Range):
            scores = f"每次{_between(points, words.measure(rule.track))}，酌情确定"
        elif exact(points):
            scores = f"每次{words.scores(points, rule.track, '加')}"
        else:
            scores = ""
        into = words.into(rule.track) if scores else ""
        first = f"且{quoted(rule.after)}已完成" if rule.after else ""
        yield f"有“{name}”情形{first}的，{scores or '只记次数，不计分'}{into}"


def _between(points: Range, measure: str) -> str:
    least, most = exact(points.least), exact(points.most)
    if least >= 0:
        return f"加{figure(points.least)}至{figure(points.most)}{measure}"
    if most <= 0:
        return f"扣{size(points.most)}至{size(points.least)}{measure}"
    return f"最多扣{size(points.least)}{measure}、最多加{size(points.most)}{measure}"
