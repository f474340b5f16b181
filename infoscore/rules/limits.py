"""Limits on the running sum of points within a span of time."""

from collections.abc import Iterable, Iterator
from typing import Annotated

from infoscore.formulas import exact
from infoscore.messages import msg
from infoscore.period import Span
from infoscore.reading.reading import Reading
from infoscore.reading.types import Line, Number, Strict, TrackName, described, listed
from infoscore.reading.yamltext import Path
from infoscore.rules.condition import AnyOf
from infoscore.rules.phrases import PER, Words, bounded
from infoscore.rules.quotas import Quota, check_bounds


class Limit(Strict, frozen=True, kw_only=True):
    """Upper and lower bound on the points of a span."""

    name: Annotated[Line, described("what the limit is called")]
    wording: Annotated[bool, described("whether the printed rules tell it")] = True
    per: Annotated[Span, described("for each such span of the assessment year")]
    track: Annotated[
        AnyOf[TrackName],
        described("on these tracks, each by itself; default: every track of the total"),
    ] = None
    clauses: Annotated[
        list[Line] | None, described("only points by these clauses, such as endorsements")
    ] = None
    most: Annotated[Number | None, described("the most points")] = None
    least: Annotated[Number | None, described("the fewest points")] = None


def check(limits: Iterable[Limit], quotas: list[Quota], reading: Reading, path: Path) -> None:
    """Note limits without bounds, and quotas that give more than a limit allows."""
    for index, limit in enumerate(limits):
        _check(limit, quotas, reading, (*path, index))


def _check(limit: Limit, quotas: list[Quota], reading: Reading, path: Path) -> None:
    if limit.most is None and limit.least is None:
        reading.conflict(
            path,
            msg("“{name}” limits nothing", name=limit.name),
            msg("add one of: {keys}", keys=["most", "least"]),
        )
    check_bounds(limit.most, limit.least, reading, path)
    for quota in quotas:
        given = max((exact(one) for one in (quota.base, quota.met) if one is not None), default=0)
        on_it = limit.track is None or quota.track in listed(limit.track)
        named = limit.clauses is None or f"quotas.{quota.name}" in limit.clauses
        bounded = limit.most is not None and given > exact(limit.most)
        if quota.per == limit.per and on_it and named and bounded:
            reading.conflict(
                (*path, "most"),
                msg(
                    "“{quota}” gives {points}, but at most {most} count",
                    quota=quota.name,
                    points=str(given),
                    most=limit.most,
                ),
                msg("raise “most” or lower what the quota gives"),
            )


def said(limits: Iterable[Limit], words: Words) -> Iterator[str]:
    """Yield a sentence for each of them."""
    for limit in limits:
        measure = words.measure(limit.track)
        tracks = "".join(f"“{track}”" for track in listed(limit.track)) or words.each_track
        several = "分别" if tracks and len(listed(limit.track)) != 1 else ""
        points = words.points_by(limit.clauses) if limit.clauses else "得分"
        bounds = "，".join(bounded(limit.most, limit.least, measure))
        ending = "，扣完为止" if limit.least is not None and not exact(limit.least) else ""
        yield f"{PER[limit.per]}{tracks}{points}{several}{bounds}{ending}"
