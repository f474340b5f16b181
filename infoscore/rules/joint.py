"""Joint briefs: how several units (or authors) share the points of one; a method each."""

from collections.abc import Callable, Iterator, Mapping
from enum import StrEnum
from fractions import Fraction
from typing import Annotated, Final, NamedTuple

from msgspec import field

from infoscore.formulas import exact
from infoscore.messages import msg
from infoscore.reading.reading import Reading
from infoscore.reading.types import Number, described
from infoscore.reading.yamltext import Path
from infoscore.rounding import Rounding, round_to
from infoscore.rules.condition import Condition, Traits, conditional, fits
from infoscore.rules.phrases import Words, rounded
from infoscore.rules.steps import Op, Step


class Method(StrEnum):
    """How a brief written by several units is shared among them."""

    AVERAGE = "average"
    FULL = "full"
    FIRST = "first"
    WEIGHTED = "weighted"
    FIXED = "fixed"
    HALF = "half"


class Share(NamedTuple):
    """One unit's place among those that wrote a brief."""

    place: int
    """From 0; 0 is the first author."""
    of: int
    weight: Fraction | None
    """Its part of all weights, from 0 to 1; ``None``: none given."""


class Sharing(Condition, frozen=True, kw_only=True):
    """The way in which the points of the briefs that it fits are shared.

    With a condition it is also for a brief of one unit: 综合采用 may hold the work of others, too.
    """

    method: Annotated[Method, described("how several units share the points of one brief")]
    rounding: Annotated[Rounding, described("how each share is rounded")] = field(
        name="round", default=Rounding.NONE
    )
    to: Annotated[Number, described("shares are rounded to a multiple of this")] = "1"
    points: Annotated[Number | None, described("points for each unit, with method: fixed")] = None


def rows(joint: Sharing | list[Sharing] | None) -> list[Sharing]:
    """Every way of sharing that the rule has."""
    if joint is None:
        return []
    return joint if isinstance(joint, list) else [joint]


def rule_for(joint: Sharing | list[Sharing] | None, traits: Traits) -> Sharing | None:
    """How the points of such a brief are shared; ``None``: the rules do not say."""
    return next((row for row in rows(joint) if fits(row, traits)), None)


def shared(points: Fraction, rule: Sharing, share: Share) -> list[Step]:
    """The steps from a brief's points to one unit's, rounding included."""
    steps = [_METHODS[rule.method](points, rule, share)]
    if rule.rounding is not Rounding.NONE:
        to = exact(rule.to)
        value = round_to(steps[-1].value, rule.rounding, to)
        steps.append(Step(Op.ROUND, to, value, "joint.round", rule.rounding))
    return steps


def check(joint: Sharing | list[Sharing] | None, reading: Reading, path: Path) -> None:
    """Note what the ways of sharing lack or say twice."""
    for index, rule in enumerate(rows(joint)):
        check_one(rule, reading, (*path, index) if isinstance(joint, list) else path)


def check_authors(rule: Sharing | None, reading: Reading, path: Path) -> None:
    """Note what authors' sharing lacks, or cannot be."""
    if rule is None:
        return
    check_one(rule, reading, path)
    if rule.method is Method.WEIGHTED:
        reading.conflict(
            (*path, "method"),
            msg("records give the weights of units, not those of authors"),
            msg("take another method, such as average"),
        )


def check_one(rule: Sharing, reading: Reading, path: Path) -> None:
    """Note what a way of sharing lacks or says twice."""
    if exact(rule.to) <= 0:
        reading.wrong(
            (*path, "to"),
            msg("shares cannot be rounded to a multiple of {to}", to=rule.to),
            msg("write a number above zero, such as 1 or 0.5"),
        )
    fixed = rule.method is Method.FIXED
    if fixed and rule.points is None:
        reading.missing(
            "points", path, msg("method: fixed needs the points that each unit gets: “points: 3”")
        )
    if not fixed and rule.points is not None:
        reading.conflict(
            (*path, "points"),
            msg("“points” goes with method: fixed, not with {method}", method=rule.method),
            msg("delete one of the two"),
        )


def _average(points: Fraction, _rule: Sharing, share: Share) -> Step:
    return Step(Op.DIVIDE, Fraction(share.of), points / share.of, _CLAUSE)


def _full(points: Fraction, _rule: Sharing, _share: Share) -> Step:
    return _times(points, Fraction(1))


def _first(points: Fraction, _rule: Sharing, share: Share) -> Step:
    return _times(points, Fraction(1 if share.place == 0 else 0))


def _weighted(points: Fraction, _rule: Sharing, share: Share) -> Step:
    assert share.weight is not None, "a record without weights is a problem when it is read"
    return _times(points, share.weight)


def _fixed(_points: Fraction, rule: Sharing, _share: Share) -> Step:
    assert rule.points is not None, "rules without these points are a problem when they are read"
    return Step(Op.REPLACE, exact(rule.points), exact(rule.points), "joint.points")


def _half(points: Fraction, _rule: Sharing, _share: Share) -> Step:
    return Step(Op.DIVIDE, Fraction(2), points / 2, _CLAUSE)


def _times(points: Fraction, factor: Fraction) -> Step:
    return Step(Op.TIMES, factor, points * factor, _CLAUSE)


_CLAUSE: Final = "joint.method"
_METHODS: Final[Mapping[Method, Callable[[Fraction, Sharing, Share], Step]]] = {
    Method.AVERAGE: _average,
    Method.FULL: _full,
    Method.FIRST: _first,
    Method.WEIGHTED: _weighted,
    Method.FIXED: _fixed,
    Method.HALF: _half,
}


def said(joint: Sharing | list[Sharing] | None, words: Words) -> Iterator[str]:
    """A sentence for each way of sharing among units."""
    several = rows(joint)
    for row in several:
        other = "其他信息，" if not conditional(row) and len(several) > 1 else ""
        # with a condition it is also for a brief of one unit: to these methods that is no matter
        single = row.method in {Method.FIXED, Method.HALF} and conditional(row)
        who = "不论由几个科室、单位供稿" if single else "多个科室、单位供稿的"
        yield f"{_of(row, words)}{other}{who}，{shares(row, words, '科室、单位')}"


def said_of_authors(rule: Sharing | None, words: Words) -> Iterator[str]:
    """The sentence on authors' points."""
    if rule is not None:
        how = shares(rule, words, "作者")
        yield f"{_of(rule, words)}得分同时记入作者个人，有多名作者的，{how}"


def _of(where: Condition, words: Words) -> str:
    return f"{words.brief(where)}，" if conditional(where) else ""


def shares(rule: Sharing, words: Words, who: str) -> str:
    """How points are shared: ``平均计分，每个科室、单位的得分向上取整``."""
    points = words.scores(rule.points) if rule.points is not None else ""
    method = _SAID[rule.method].format(who=who, points=points)
    how = rounded(rule.rounding, rule.to)
    return f"{method}，每个{who}的得分{how}" if how else method


_SAID: Final[Mapping[Method, str]] = {
    Method.AVERAGE: "平均计分",
    Method.FULL: "各计满分",
    Method.FIRST: "计入第一供稿的{who}",
    Method.WEIGHTED: "按各自承担的比例计分",
    Method.FIXED: "每个{who}各{points}",
    Method.HALF: "各计一半分值",
}
