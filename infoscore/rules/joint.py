"""Joint briefs: methods by which several units or authors share the points."""

from collections.abc import Iterator, Mapping
from enum import StrEnum
from fractions import Fraction
from typing import Annotated, Final, NamedTuple

from msgspec import field

from infoscore.formulas import exact
from infoscore.messages import msg
from infoscore.reading.reading import Reading
from infoscore.reading.types import Number, described
from infoscore.reading.yamltext import Path
from infoscore.rounding import Rounding
from infoscore.rules.condition import Condition, Traits, conditional, fits, placed, rows_of
from infoscore.rules.phrases import Words, rounded
from infoscore.rules.steps import Op, Step
from infoscore.rules.steps import rounded as rounded_steps


class Method(StrEnum):
    """Method of sharing the points of a brief among its units."""

    AVERAGE = "average"
    FULL = "full"
    FIRST = "first"
    WEIGHTED = "weighted"
    FIXED = "fixed"
    HALF = "half"


class Share(NamedTuple):
    """Place of a unit among those that wrote a brief."""

    place: int
    """Counted from 0, the first author."""
    of: int
    weight: Fraction | None
    """Part of all weights, from 0 to 1; ``None``: no weights are given."""


class Sharing(Condition, frozen=True, kw_only=True):
    """Rule for sharing the points of the briefs that it fits.

    With a condition it also applies to briefs of one unit: 综合采用 may include work of others.
    """

    method: Annotated[Method, described("how several units share the points of one brief")]
    rounding: Annotated[Rounding, described("how each share is rounded")] = field(
        name="round", default=Rounding.NONE
    )
    to: Annotated[Number, described("shares are rounded to a multiple of this")] = "1"
    points: Annotated[Number | None, described("points for each unit, with method: fixed")] = None


Joint = Sharing | list[Sharing] | None
"""Value of the key ``joint`` of an edition."""


def rule_for(joint: Joint, traits: Traits) -> Sharing | None:
    """Return the rule for sharing such a brief; ``None``: there is none."""
    return next((row for row in rows_of(joint) if fits(row, traits)), None)


def shared(points: Fraction, rule: Sharing, share: Share) -> tuple[Step, ...]:
    """Return the steps from a brief's points to one unit's, including rounding."""
    return rounded_steps([_share(points, rule, share)], rule.rounding, rule.to, "joint.round")


def _share(points: Fraction, rule: Sharing, share: Share) -> Step:
    clause = "joint.method"
    match rule.method:
        case Method.AVERAGE:
            return Step(Op.DIVIDE, Fraction(share.of), points / share.of, clause)
        case Method.HALF:
            return Step(Op.DIVIDE, Fraction(2), points / 2, clause)
        case Method.FIXED:
            assert rule.points is not None, "a problem when the rules are read"
            each = exact(rule.points) if points else points  # nothing shared stays nothing
            return Step(Op.REPLACE, each, each, "joint.points")
        case Method.FULL:
            factor = Fraction(1)
        case Method.FIRST:
            factor = Fraction(share.place == 0)
        case Method.WEIGHTED:
            assert share.weight is not None, "a problem when the record is read"
            factor = share.weight
    return Step(Op.TIMES, factor, points * factor, clause)


def check(joint: Joint, reading: Reading, path: Path) -> None:
    """Note missing and contradictory keys of the rules for sharing."""
    for rule, at in placed(joint, path):
        check_one(rule, reading, at)


def check_authors(rule: Sharing | None, reading: Reading, path: Path) -> None:
    """Note missing and contradictory keys of the rule for sharing among authors."""
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
    """Note missing and contradictory keys of a rule for sharing."""
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


def said(joint: Joint, words: Words) -> Iterator[str]:
    """Yield a sentence for each rule for sharing among units."""
    several = rows_of(joint)
    for row in several:
        other = "其他信息，" if not conditional(row) and len(several) > 1 else ""
        # with a condition these methods also apply to a brief of one unit
        single = row.method in {Method.FIXED, Method.HALF} and conditional(row)
        who = "不论由几个科室、单位供稿" if single else "多个科室、单位供稿的"
        yield f"{_of(row, words)}{other}{who}，{shares(row, words, '科室、单位')}"


def said_of_authors(rule: Sharing | None, words: Words) -> Iterator[str]:
    """Yield the sentence on authors' points."""
    if rule is not None:
        how = shares(rule, words, "作者")
        yield f"{_of(rule, words)}得分同时记入作者个人，有多名作者的，{how}"


def _of(where: Condition, words: Words) -> str:
    return f"{words.brief(where)}，" if conditional(where) else ""


def shares(rule: Sharing, words: Words, who: str) -> str:
    """Return the method in words: ``平均计分，每个科室、单位的得分向上取整``."""
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
