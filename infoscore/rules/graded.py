"""Points that grow with a number of the brief, step by step: 50 for each further 1,000 readers."""

from fractions import Fraction
from typing import Annotated

from msgspec import Meta, field

from infoscore.formulas import exact
from infoscore.messages import msg
from infoscore.reading.reading import Reading
from infoscore.reading.types import WHOLE, Number, NumberName, NumberOr, Strict, described
from infoscore.reading.yamltext import Path
from infoscore.rules.condition import Traits
from infoscore.rules.phrases import Words, bounded
from infoscore.rules.steps import Op, Step, begin


class Graded(Strict, frozen=True, kw_only=True):
    """Points by the full steps of a number beyond where they begin."""

    of: Annotated[
        NumberName | None, described("by this number of the record; default: its length")
    ] = None
    start: Annotated[
        int, Meta(ge=0, le=999_999_999, extra=WHOLE), described("steps begin here")
    ] = field(name="from", default=0)
    each: Annotated[int, Meta(ge=1, le=999_999_999, extra=WHOLE), described("the size of a step")]
    gives: Annotated[Number, described("points for each full step")]
    base: Annotated[Number, described("points beside those for steps")] = "0"
    least: Annotated[Number | None, described("at least so many points")] = None
    most: Annotated[Number | None, described("at most so many points")] = None


PointsOr = NumberOr | Graded
"""A number of points, or points that grow with a number of the brief."""


def steps_to(points: PointsOr, traits: Traits, clause: str) -> tuple[Step, ...] | None:
    """Return the steps to the points; ``None``: the brief lacks the number that they go by."""
    if isinstance(points, str):
        return (begin(exact(points), clause),)
    number = traits.number(points.of)
    if number is None:
        return None
    first = begin(exact(points.gives), clause)
    found = [first, first.times(Fraction(max(number - points.start, 0) // points.each), clause)]
    base = exact(points.base)
    if base:
        found.append(Step(Op.PLUS, base, found[-1].value + base, clause))
    value = found[-1].value
    kept = value if points.most is None else min(value, exact(points.most))
    kept = kept if points.least is None else max(kept, exact(points.least))
    if kept != value:
        found.append(Step(Op.REPLACE, kept, kept, clause))
    return tuple(found)


def check(points: PointsOr | None, reading: Reading, path: Path) -> None:
    """Note bounds that exclude each other or the points to begin with."""
    if not isinstance(points, Graded):
        return
    least, base, most = (
        None if number is None else exact(number)
        for number in (points.least, points.base, points.most)
    )
    assert base is not None, "it has a default"
    for key, below in (
        ("most", most is not None and most < base),
        ("least", least is not None and base < least),
    ):
        if below:
            reading.conflict(
                (*path, key),
                msg("the points begin at {base}, beyond “{key}”", base=points.base, key=key),
                msg("let “least” be below and “most” above it"),
            )


def said(points: PointsOr, words: Words, track: str | None, verb: str = "计") -> str:
    """Return points in words: ``计4分``, ``按阅读量超过3000的部分每满1000计50分``."""
    if isinstance(points, str):
        return words.scores(points, track, verb)
    beyond = f"超过{points.start}的部分" if points.start else ""
    step = f"每增加{points.each}" if points.each == 1 else f"每满{points.each}"
    base = f"{words.scores(points.base, track, verb)}并" if exact(points.base) else ""
    each = words.scores(points.gives, track, "加" if base else verb)
    limits = "，".join(bounded(points.most, points.least, words.measure(track)))
    return f"{base}按{points.of or '字数'}{beyond}{step}{each}{f'（{limits}）' if limits else ''}"
