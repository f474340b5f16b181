"""Joint briefs: methods by which several units or authors share the points."""

from collections.abc import Iterator, Mapping
from enum import StrEnum
from fractions import Fraction
from typing import Annotated, Final, NamedTuple

from msgspec import field

from infoscore.formulas import exact
from infoscore.messages import msg
from infoscore.reading.reading import Reading
from infoscore.reading.types import Line, Number, NumberOr, Strict, described
from infoscore.reading.yamltext import Path
from infoscore.rounding import Rounding, percent
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
    ROLES = "roles"
    """Each unit by its role, such as 主报 and 协报."""


class Share(NamedTuple):
    """Place of a unit among those that wrote a brief."""

    place: int
    """Counted from 0, the first author."""
    of: int
    weight: Fraction | None
    """Part of all weights, from 0 to 1; ``None``: no weights are given."""
    role: str | None = None
    """``None``: as its place says."""


class OwnPoints(Strict, frozen=True):
    """Points that a role gets instead of a part of the brief's."""

    points: Annotated[Number, described("points for each unit of the role, whatever the brief's")]


Part = NumberOr | OwnPoints
"""Value of a role: a part of the points, 1 for all of them, or points of its own."""


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
    roles: Annotated[
        dict[Line, Part],
        described(
            "with method: roles, in order of the units: role → part of the points, such as 0.5, "
            "or {points: 2}"
        ),
    ] = {}

    @property
    def gives_points(self) -> bool:
        """Whether a unit may get points that are no part of the brief's."""
        return self.method is Method.FIXED or any(
            isinstance(part, OwnPoints) for part in self.roles.values()
        )


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
        case Method.ROLES:
            return _by_role(points, rule.roles, share)
        case Method.FULL:
            factor = Fraction(1)
        case Method.FIRST:
            factor = Fraction(share.place == 0)
        case Method.WEIGHTED:
            assert share.weight is not None or share.of == 1, "a problem when the record is read"
            factor = Fraction(1) if share.weight is None else share.weight
    return Step(Op.TIMES, factor, points * factor, clause)


def _by_role(points: Fraction, roles: Mapping[str, Part], share: Share) -> Step:
    """Return the step to the points of a role; without one the last is for all further units."""
    role = share.role or [*roles][min(share.place, len(roles) - 1)]
    part, clause = roles[role], f"joint.roles.{role}"
    if isinstance(part, OwnPoints):
        own = exact(part.points) if points else points  # nothing shared stays nothing
        return Step(Op.REPLACE, own, own, clause)
    return Step(Op.TIMES, exact(part), points * exact(part), clause)


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
    _check_roles(rule, reading, path)


def _check_roles(rule: Sharing, reading: Reading, path: Path) -> None:
    if rule.method is Method.ROLES and not rule.roles:
        reading.missing(
            "roles",
            path,
            msg("method: roles needs each role's part: “roles: {主报: 1, 协报: 0.5}”"),
        )
    if rule.method is not Method.ROLES and rule.roles:
        reading.conflict(
            (*path, "roles"),
            msg("“roles” goes with method: roles, not with {method}", method=rule.method),
            msg("delete one of the two"),
        )
    for role, part in rule.roles.items():
        if not isinstance(part, OwnPoints) and exact(part) < 0:
            reading.wrong(
                (*path, "roles", role),
                msg("no unit gets a part of {part} of the points", part=part),
                msg("write 1 for all of them, 0.5 for half, 0 for none"),
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
    roles = "，".join(f"{role}的{_role(part, words)}" for role, part in rule.roles.items())
    method = _SAID[rule.method].format(who=who, points=points, roles=roles)
    how = rounded(rule.rounding, rule.to)
    return f"{method}，每个{who}的得分{how}" if how else method


def _role(part: Part, words: Words) -> str:
    """Return what a role gets in words: ``计满分``, ``按分值的50%计``, ``各计2分``."""
    if isinstance(part, OwnPoints):
        return f"各{words.scores(part.points)}"
    if not exact(part):
        return "不计分"
    return "计满分" if exact(part) == 1 else f"按分值的{percent(exact(part), 6)}计"


_SAID: Final[Mapping[Method, str]] = {
    Method.AVERAGE: "平均计分",
    Method.FULL: "各计满分",
    Method.FIRST: "计入第一供稿的{who}",
    Method.WEIGHTED: "按各自承担的比例计分",
    Method.FIXED: "每个{who}各{points}",
    Method.HALF: "各计一半分值",
    Method.ROLES: "{roles}（未注明的按署名先后认定）",
}
