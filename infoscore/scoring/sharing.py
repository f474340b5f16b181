"""How several units share the points of one brief: one function for each method."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Final, NamedTuple

from infoscore.rounding import Rounding, round_to
from infoscore.rules import Joint, Method
from infoscore.scoring.posting import Op, Step


class Share(NamedTuple):
    """One unit's place among those that wrote a brief."""

    place: int
    """From 0; 0 is the first author."""
    of: int
    weight: Fraction | None
    """Its part of all weights, from 0 to 1; ``None``: none given."""


def shared(points: Fraction, joint: Joint, share: Share) -> list[Step]:
    """The steps from a brief's points to one unit's, rounding included."""
    steps = [_METHODS[joint.method](points, joint, share)]
    if joint.rounding is not Rounding.NONE:
        value = round_to(steps[-1].value, joint.rounding, joint.to)
        steps.append(Step(Op.ROUND, joint.to, value, "joint.round", joint.rounding))
    return steps


def _average(points: Fraction, _joint: Joint, share: Share) -> Step:
    return Step(Op.DIVIDE, Fraction(share.of), points / share.of, _CLAUSE)


def _full(points: Fraction, _joint: Joint, _share: Share) -> Step:
    return _times(points, Fraction(1))


def _first(points: Fraction, _joint: Joint, share: Share) -> Step:
    return _times(points, Fraction(1 if share.place == 0 else 0))


def _weighted(points: Fraction, _joint: Joint, share: Share) -> Step:
    assert share.weight is not None, "a record without weights is a problem when it is read"
    return _times(points, share.weight)


def _fixed(_points: Fraction, joint: Joint, _share: Share) -> Step:
    assert joint.points is not None, "rules without these points are a problem when they are read"
    return Step(Op.REPLACE, joint.points, joint.points, "joint.points")


def _half(points: Fraction, _joint: Joint, _share: Share) -> Step:
    return Step(Op.DIVIDE, Fraction(2), points / 2, _CLAUSE)


def _times(points: Fraction, factor: Fraction) -> Step:
    return Step(Op.TIMES, factor, points * factor, _CLAUSE)


_CLAUSE: Final = "joint.method"
_METHODS: Final[Mapping[Method, Callable[[Fraction, Joint, Share], Step]]] = {
    Method.AVERAGE: _average,
    Method.FULL: _full,
    Method.FIRST: _first,
    Method.WEIGHTED: _weighted,
    Method.FIXED: _fixed,
    Method.HALF: _half,
}
