"""Limits and vetoes: bounds on the running sum of points within a span of time."""

from typing import Annotated

from infoscore.formulas import exact
from infoscore.messages import msg
from infoscore.period import Span
from infoscore.problems import Code
from infoscore.reading.reading import Reading
from infoscore.reading.types import Amount, Line, Number, Strict, TrackName, described, listed
from infoscore.reading.yamltext import Path
from infoscore.rules.measures import Measured, Of
from infoscore.rules.measures import check as check_measured
from infoscore.rules.quotas import Quota


class Limit(Strict, frozen=True, kw_only=True):
    """No more, and no less, than so many points in a span."""

    name: Annotated[Line, described("what the limit is called")]
    per: Annotated[Span, described("for each such span of the assessment year")]
    track: Annotated[
        TrackName | list[TrackName] | None,
        described("on these tracks, each by itself; default: every track of the total"),
    ] = None
    clauses: Annotated[
        list[Line] | None, described("only points by these clauses, such as endorsements")
    ] = None
    most: Annotated[Number | None, described("the most points")] = None
    least: Annotated[Number | None, described("the fewest points")] = None


class Veto(Measured, frozen=True, kw_only=True):
    """Once something has happened so often in a span, its points are gone."""

    name: Annotated[Line, described("what the veto is called")]
    per: Annotated[Span, described("counted within each such span of the assessment year")]
    require: Annotated[Amount, described("after so many of them")] = "1"
    track: Annotated[
        TrackName | list[TrackName] | None,
        described("on these tracks; default: every track of the total"),
    ] = None
    zero: Annotated[bool, described("whether the points of the span are gone")] = True


def check_limit(limit: Limit, quotas: list[Quota], reading: Reading, path: Path) -> None:
    """Note a limit that bounds nothing, or less than a quota gives."""
    if limit.most is None and limit.least is None:
        reading.note(
            Code.CONFLICTING_RULES,
            path,
            msg("“{name}” limits nothing", name=limit.name),
            msg("add one of: {keys}", keys=["most", "least"]),
        )
    if limit.most is None:
        return
    most = exact(limit.most)
    if limit.least is not None and exact(limit.least) > most:
        reading.note(
            Code.CONFLICTING_RULES,
            (*path, "least"),
            msg("at least {least} and at most {most}", least=limit.least, most=limit.most),
            msg("swap the two, or delete one"),
        )
    for quota in quotas:
        given = max((exact(one) for one in (quota.base, quota.met) if one is not None), default=0)
        on_it = limit.track is None or quota.track in listed(limit.track)
        named = limit.clauses is None or f"quotas.{quota.name}" in limit.clauses
        if quota.per == limit.per and on_it and named and given > most:
            reading.note(
                Code.CONFLICTING_RULES,
                (*path, "most"),
                msg(
                    "“{quota}” gives {points}, but at most {most} count",
                    quota=quota.name,
                    points=str(given),
                    most=limit.most,
                ),
                msg("raise “most” or lower what the quota gives"),
            )


def check_veto(veto: Veto, reading: Reading, path: Path) -> None:
    """Note a veto that counts what is not counted."""
    check_measured(veto, reading, path)
    if veto.of in {Of.RATE, Of.COMPLETION}:
        reading.note(
            Code.CONFLICTING_RULES,
            (*path, "of"),
            msg("a veto counts up to a number, and “of: {of}” is a share", of=veto.of),
            msg("let a quota give 1 on a track of its own by “unmet”, and the veto count that"),
        )
