"""Quotas and conversions: a number over a span of time, turned into points.

A quota asks for so many briefs; a conversion turns points into those of another scale. Both
measure something over each span and grade it.
"""

from collections.abc import Iterator
from fractions import Fraction
from typing import Annotated, Final

from msgspec import field

from infoscore.formulas import amount, exact
from infoscore.messages import msg
from infoscore.period import Calendar, Span
from infoscore.problems import Code
from infoscore.reading.reading import Reading
from infoscore.reading.types import (
    Amount,
    Line,
    Month,
    Number,
    Strict,
    TrackName,
    UnitClass,
    described,
)
from infoscore.reading.yamltext import Path
from infoscore.roster import Unit
from infoscore.rounding import Rounding, percent, round_to
from infoscore.rules.condition import Condition, Whom
from infoscore.rules.measures import Measured, Of, check_part
from infoscore.rules.measures import check as check_measured
from infoscore.rules.steps import Op, Step


class Part(Condition, frozen=True, kw_only=True):
    """A part of what a quota asks for that must itself be met."""

    require: Annotated[Amount, described("how many of them at least")]


class Tier(Strict, frozen=True, kw_only=True):
    """Points for whatever reaches a threshold."""

    threshold: Annotated[Number, described("from this on")] = field(name="from")
    points: Annotated[Number, described("points")]


class Quota(Measured, frozen=True, kw_only=True):
    """Over each span: what is measured, what is asked for, and the points that come of it."""

    name: Annotated[Line, described("what the quota is called")]
    per: Annotated[Span, described("for each such span of the assessment year")]
    track: Annotated[TrackName, described("the track on which its points count")]
    require: Annotated[
        Amount | dict[UnitClass, Amount] | None,
        described("how many are asked for: a number or formula, or one for each class of units"),
    ] = None
    whom: Annotated[Whom | None, described("for these units only")] = field(
        name="for", default=None
    )
    months: Annotated[list[Month] | None, described("only spans that begin in these months")] = None
    parts: Annotated[list[Part], described("parts of it that must be met too")] = []
    carry: Annotated[
        bool, described("what is missing is asked for again in the next span of the year")
    ] = False
    base: Annotated[Number | None, described("points given in any case")] = None
    met: Annotated[Number | None, described("points if it is met, else none")] = None
    unmet: Annotated[Number | None, described("points if it is not met")] = None
    missing: Annotated[Number | None, described("points for each one missing")] = None
    extra: Annotated[Number | None, described("points for each one more than asked for")] = None
    pro_rata: Annotated[
        Number | None, described("times the share that is reached, at most all of it")
    ] = None
    times: Annotated[Number | None, described("times what is measured")] = None
    tiers: Annotated[list[Tier], described("points by what is measured, the highest reached")] = []
    rounding: Annotated[Rounding, described("how points in proportion are rounded")] = field(
        name="round", default=Rounding.NONE
    )
    to: Annotated[Number, described("they are rounded to a multiple of this")] = "1"
    most: Annotated[Number | None, described("the most points that it gives in a span")] = None
    least: Annotated[Number | None, described("the fewest points that it gives in a span")] = None

    def required_of(self, unit: Unit) -> Fraction | None:
        """What is asked of the unit in a span; ``None``: nothing, the quota is not for it.

        Zero where the quota asks nobody for anything and only grades.
        """
        if self.whom is not None and not self.whom.holds(unit):
            return None
        if self.name in unit.quotas:
            return unit.quotas[self.name]
        if self.require is None:
            return Fraction(0)
        if isinstance(self.require, str):
            return amount(self.require, unit.numbers)
        asked = self.require.get(unit.unit_class or "")
        return None if asked is None else amount(asked, unit.numbers)

    def asks_in_part(self, unit: Unit) -> bool:
        """Whether it holds for a span in a part of which only the unit is there.

        What is required is required of the whole span, unless it is this unit's own.
        """
        return self.require is None or self.name in unit.quotas

    def graded(
        self, clause: str, measured: Fraction | None, required: Fraction, missing: Fraction
    ) -> Iterator[tuple[str, tuple[Step, ...]]]:
        """Clauses and steps of the points for a span.

        ``measured``: ``None`` where there is nothing to measure (a rate of nothing); then only
        ``base`` is given. ``missing`` is what parts and whole together lack.
        """
        given = list(self._graded(clause, measured, required, missing))
        yield from given
        total = sum((steps[-1].value for _, steps in given), Fraction(0))
        for key, bound in (("most", self.most), ("least", self.least)):
            limit = None if bound is None else exact(bound)
            if limit is None or (total <= limit if key == "most" else total >= limit):
                continue
            path = f"{clause}.{key}"
            difference = limit - total
            yield (
                path,
                (
                    Step(Op.BASE, total, total, clause),
                    Step(Op.BOUND, limit, limit, path),
                    Step(Op.PLUS, -total, difference, path),
                ),
            )
            total = limit

    def _graded(
        self, clause: str, measured: Fraction | None, required: Fraction, missing: Fraction
    ) -> Iterator[tuple[str, tuple[Step, ...]]]:
        if self.base is not None:
            yield _fixed(f"{clause}.base", self.base)
        if measured is None:
            return
        if self.met is not None and not missing:
            yield _fixed(f"{clause}.met", self.met)
        if self.unmet is not None and missing:
            yield _fixed(f"{clause}.unmet", self.unmet)
        if self.missing is not None and missing:
            yield _each(f"{clause}.missing", missing, self.missing)
        if self.extra is not None and measured > required:
            yield _each(f"{clause}.extra", measured - required, self.extra)
        if self.pro_rata is not None:
            share = max(1 - missing / required, Fraction(0)) if required else Fraction(1)
            points = exact(self.pro_rata)
            path = f"{clause}.pro_rata"
            base = Step(Op.BASE, points, points, path)
            yield path, self._rounded(base, Step(Op.TIMES, share, points * share, path))
        if self.times is not None:
            path, steps = _each(f"{clause}.times", measured, self.times)
            yield path, self._rounded(*steps)
        reached = [tier for tier in self.tiers if measured >= exact(tier.threshold)]
        if reached:
            tier = max(reached, key=lambda tier: exact(tier.threshold))
            path = f"{clause}.tiers.{tier.threshold}"
            points = exact(tier.points)
            yield (
                path,
                (
                    Step(Op.BASE, measured, measured, clause),
                    Step(Op.REPLACE, points, points, path),
                ),
            )

    def _rounded(self, *steps: Step) -> tuple[Step, ...]:
        if self.rounding is Rounding.NONE:
            return steps
        to = exact(self.to)
        value = round_to(steps[-1].value, self.rounding, to)
        return (*steps, Step(Op.ROUND, to, value, steps[-1].clause, self.rounding))


def _fixed(path: str, points: str) -> tuple[str, tuple[Step, ...]]:
    return path, (Step(Op.BASE, exact(points), exact(points), path),)


def _each(path: str, number: Fraction, points: str) -> tuple[str, tuple[Step, ...]]:
    each = exact(points)
    return path, (Step(Op.BASE, number, number, path), Step(Op.TIMES, each, number * each, path))


_ASKS = ("met", "unmet", "missing", "extra", "pro_rata")
_GIVES = ("base", *_ASKS, "times")


def check(quota: Quota, reading: Reading, path: Path, *, conversion: bool) -> None:
    """Note a quota that gives nothing, asks for nothing, or contradicts itself."""
    check_measured(quota, reading, path)
    asks = [key for key in _ASKS if getattr(quota, key) is not None]
    if not quota.tiers and not any(getattr(quota, key) is not None for key in _GIVES):
        reading.note(
            Code.CONFLICTING_RULES,
            path,
            msg("“{name}” gives no points", name=quota.name),
            msg("add one of: {keys}", keys=[*_GIVES, "tiers"]),
        )
    if asks and quota.require is None:
        reading.note(
            Code.MISSING_KEY,
            path,
            msg("“{key}” is missing", key="require"),
            msg("“{key}” depends on how many are asked for", key=asks[0]),
        )
    if quota.of is Of.COMPLETION and not conversion:
        reading.note(
            Code.CONFLICTING_RULES,
            (*path, "of"),
            msg("the share of a target is known only after all points are"),
            msg("move this under “conversions”"),
        )
    for index, part in enumerate(quota.parts):
        check_part(part, quota.of, reading, (*path, "parts", index))
    _check_bounds(quota, reading, path)
    _check_tiers(quota, reading, path)
    _check_shares(quota, reading, path)


def check_months(quota: Quota, calendar: Calendar, reading: Reading, path: Path) -> None:
    """Note months in which none of its spans begins."""
    begins = {start.month for start, _ in calendar.spans(quota.per, _ANY_YEAR)}
    for index, month in enumerate(quota.months or ()):
        # a week begins in every month of some year
        if month not in begins and quota.per is not Span.WEEK:
            reading.note(
                Code.CONFLICTING_RULES,
                (*path, "months", index),
                msg("no span of “per: {per}” begins in month {month}", per=quota.per, month=month),
                msg("they begin in: {months}", months=[str(month) for month in sorted(begins)]),
            )


_ANY_YEAR: Final = 2021
_FAR: Final = Fraction(10)
"""A share of 1000%: whoever writes 30 means 30%."""


def _check_shares(quota: Quota, reading: Reading, path: Path) -> None:
    if quota.of not in {Of.RATE, Of.COMPLETION}:
        return
    asked: list[tuple[str, Path]] = [
        (tier.threshold, ("tiers", at, "from")) for at, tier in enumerate(quota.tiers)
    ]
    if isinstance(quota.require, str):
        asked.append((quota.require, ("require",)))
    for number, key in asked:
        try:
            far = exact(number) > _FAR
        except ValueError:
            continue
        if far:
            reading.note(
                Code.WRONG_VALUE,
                (*path, *key),
                msg("{number} is {share} here", number=number, share=percent(exact(number))),
                msg("write 30% as 0.3"),
            )


def _check_bounds(quota: Quota, reading: Reading, path: Path) -> None:
    most = None if quota.most is None else exact(quota.most)
    if most is not None and quota.least is not None and exact(quota.least) > most:
        reading.note(
            Code.CONFLICTING_RULES,
            (*path, "least"),
            msg("at least {least} and at most {most}", least=quota.least, most=quota.most),
            msg("swap the two, or delete one"),
        )
    for key in ("base", "met", "pro_rata"):
        given = getattr(quota, key)
        if most is not None and given is not None and exact(given) > most:
            reading.note(
                Code.CONFLICTING_RULES,
                (*path, "most"),
                msg(
                    "“{key}” gives {points}, but at most {most} count",
                    key=key,
                    points=given,
                    most=quota.most,
                ),
                msg("raise “most” or lower “{key}”", key=key),
            )


def _check_tiers(quota: Quota, reading: Reading, path: Path) -> None:
    thresholds = [exact(tier.threshold) for tier in quota.tiers]
    for index, threshold in enumerate(thresholds):
        if threshold in thresholds[:index]:
            reading.note(
                Code.CONFLICTING_RULES,
                (*path, "tiers", index, "from"),
                msg("two tiers begin at {threshold}", threshold=quota.tiers[index].threshold),
                msg("delete one of the two"),
            )
    if thresholds and min(thresholds) > 0:
        reading.note(
            Code.CONFLICTING_RULES,
            (*path, "tiers"),
            msg("no tier is for less than {threshold}", threshold=str(min(thresholds))),
            msg("add the lowest: {tier}", tier="{from: 0, points: 0}"),
        )
