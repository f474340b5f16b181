"""Quotas and conversions: numbers measured over spans of time and turned into points.

A quota requires a number of briefs; a conversion maps points to another scale.
"""

from collections.abc import Container, Iterable, Iterator, Mapping
from fractions import Fraction
from typing import Annotated, Final, NamedTuple

from msgspec import field

from infoscore.formulas import exact
from infoscore.messages import msg
from infoscore.period import Calendar, Span
from infoscore.reading.reading import Reading
from infoscore.reading.types import (
    Amount,
    Line,
    Month,
    Number,
    QuotaName,
    Strict,
    TrackName,
    described,
)
from infoscore.reading.yamltext import Path
from infoscore.roster import Unit
from infoscore.rounding import Rounding, percent
from infoscore.rules import requirement
from infoscore.rules.adjustments import AdjustmentRule, check_tracks
from infoscore.rules.condition import AnyOf, Condition, Whom
from infoscore.rules.measures import Measured, Of, check_part, measured, quoted
from infoscore.rules.measures import check as check_measured
from infoscore.rules.phrases import PER, Words, bounded, figure, rounded, whom
from infoscore.rules.requirement import Requirement, depends_on_units, required
from infoscore.rules.steps import Op, Step, begin, kept_to
from infoscore.rules.steps import rounded as rounded_steps


class QuotaPart(Condition, frozen=True, kw_only=True):
    """Part of a quota with a requirement of its own."""

    require: Annotated[Amount, described("how many of them at least")]


class Tier(Strict, frozen=True, kw_only=True):
    """Points from a threshold on."""

    threshold: Annotated[Number, described("from this on")] = field(name="from")
    points: Annotated[Number, described("points")]


class Grade(NamedTuple):
    """Points for a span, with the steps to them."""

    steps: tuple[Step, ...]
    in_any_case: bool = False
    """Counts on the first day of the span; otherwise on its last, once it is over."""


class Quota(Measured, frozen=True, kw_only=True):
    """Requirement for a measured number in each span, and the points by how far it is met."""

    name: Annotated[Line, described("what the quota is called")]
    per: Annotated[Span, described("for each such span of the assessment year")]
    track: Annotated[
        TrackName | None,
        described("the track on which its points count; none: it is only reported"),
    ] = None
    require: Annotated[
        Requirement | None,
        described("how many are asked for: a number or formula, or one for each class of units"),
    ] = None
    whom: Annotated[Whom | None, described("for these units only")] = field(
        name="for", default=None
    )
    months: Annotated[list[Month] | None, described("only spans that begin in these months")] = None
    parts: Annotated[list[QuotaPart], described("parts of it that must be met too")] = []
    after: Annotated[
        AnyOf[QuotaName],
        described("only in spans, and for units, for which all of these quotas are met"),
    ] = None
    wording: Annotated[bool, described("whether the printed rules tell it")] = True
    authors: Annotated[bool, described("of conversions: for the authors of briefs, too")] = False
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
        """Return the number required of the unit; ``None``: the quota does not apply to it.

        Zero where the quota requires nothing and only grades.

        Raises:
            KeyError: a formula needs a number that the unit does not have.
        """
        if self.whom is not None and not self.whom.holds(unit):
            return None
        if self.name in unit.quotas:
            return unit.quotas[self.name]
        if self.require is None:
            return Fraction(0)
        return required(self.require, unit)

    def asks_in_part(self, unit: Unit) -> bool:
        """Return whether the quota applies if the unit exists for part of the span only.

        A requirement is for the whole span, unless it is the unit's own.
        """
        return self.require is None or self.name in unit.quotas

    def graded(
        self, clause: str, measured: Fraction | None, required: Fraction, missing: Fraction
    ) -> Iterator[Grade]:
        """Yield the points for a span.

        ``measured``: ``None`` if there is nothing to divide by; then only ``base`` is given.
        ``missing``: the number lacking, in parts or as a whole.
        """
        given = list(self._graded(clause, measured, required, missing))
        yield from given
        total = sum((one.steps[-1].value for one in given), Fraction(0))
        for key, bound in (("most", self.most), ("least", self.least)):
            limit = None if bound is None else exact(bound)
            if limit is None or (total <= limit if key == "most" else total >= limit):
                continue
            yield Grade((begin(total, clause), *kept_to(limit, total, f"{clause}.{key}")))
            total = limit

    def _graded(
        self, clause: str, measured: Fraction | None, required: Fraction, missing: Fraction
    ) -> Iterator[Grade]:
        if self.base is not None:
            yield Grade((begin(exact(self.base), f"{clause}.base"),), in_any_case=True)
        if measured is None:
            return
        if self.met is not None and not missing:
            yield Grade((begin(exact(self.met), f"{clause}.met"),))
        if self.unmet is not None and missing:
            yield Grade((begin(exact(self.unmet), f"{clause}.unmet"),))
        if self.missing is not None and missing:
            yield Grade(_product(f"{clause}.missing", missing, exact(self.missing)))
        if self.extra is not None and measured > required:
            yield Grade(_product(f"{clause}.extra", measured - required, exact(self.extra)))
        if self.pro_rata is not None:
            share = max(1 - missing / required, Fraction(0)) if required else Fraction(1)
            yield self._in_proportion(f"{clause}.pro_rata", exact(self.pro_rata), share)
        if self.times is not None:
            yield self._in_proportion(f"{clause}.times", measured, exact(self.times))
        reached = [tier for tier in self.tiers if measured >= exact(tier.threshold)]
        if reached:
            tier = max(reached, key=lambda tier: exact(tier.threshold))
            points = exact(tier.points)
            last = Step(Op.REPLACE, points, points, f"{clause}.tiers.{tier.threshold}")
            yield Grade((begin(measured, clause), last))

    def _in_proportion(self, path: str, number: Fraction, factor: Fraction) -> Grade:
        return Grade(rounded_steps(_product(path, number, factor), self.rounding, self.to, path))


def _product(path: str, number: Fraction, factor: Fraction) -> tuple[Step, Step]:
    first = begin(number, path)
    return first, first.times(factor, path)


_ASKS = ("met", "unmet", "missing", "extra", "pro_rata")
_GIVES = ("base", *_ASKS, "times")


def check(
    quotas: Iterable[Quota],
    rules: Mapping[str, AdjustmentRule],
    calendar: Calendar,
    reading: Reading,
    path: Path,
    *,
    conversion: bool,
) -> None:
    """Note quotas that give no points, require nothing or contradict themselves."""
    for index, quota in enumerate(quotas):
        _check(quota, reading, (*path, index), conversion=conversion)
        check_tracks(quota, rules, reading, (*path, index))
        _check_months(quota, calendar, reading, (*path, index))


def _check(quota: Quota, reading: Reading, path: Path, *, conversion: bool) -> None:
    check_measured(quota, reading, path)
    asks = [key for key in _ASKS if getattr(quota, key) is not None]
    gives = quota.tiers or any(getattr(quota, key) is not None for key in _GIVES)
    if gives and quota.track is None:
        reading.missing("track", path, msg("say on which track its points count: “track: …”"))
    if not gives and (quota.require is None or quota.track is not None):
        reading.conflict(
            path,
            msg("“{name}” gives no points", name=quota.name),
            msg(
                "add one of: {keys}; or if it is only reported: “require” without “track”",
                keys=[*_GIVES, "tiers"],
            ),
        )
    if quota.authors:
        _check_authors(quota, reading, path, conversion=conversion)
    if asks and quota.require is None:
        reading.missing(
            "require", path, msg("“{key}” depends on how many are asked for", key=asks[0])
        )
    if quota.of is Of.COMPLETION and not conversion:
        reading.conflict(
            (*path, "of"),
            msg("the share of a target is known only after all points are"),
            msg("move this under “conversions”"),
        )
    for index, part in enumerate(quota.parts):
        check_part(part, quota.of, reading, (*path, "parts", index))
    _check_bounds(quota, reading, path)
    _check_tiers(quota, reading, path)
    _check_shares(quota, reading, path)


def _check_authors(quota: Quota, reading: Reading, path: Path, *, conversion: bool) -> None:
    """Note what authors cannot have: tasks, numbers, classes, targets, commissions."""
    if not conversion:
        reading.conflict(
            (*path, "authors"),
            msg("authors are known by their briefs only: nobody can be asked for any"),
            msg("delete the line “{key}”", key="authors"),
        )
    asks = {
        "require": quota.require is not None and depends_on_units(quota.require),
        "parts": any(depends_on_units(part.require) for part in quota.parts),
        "for": quota.whom is not None,
        "of": quota.of
        in {
            *(Of.COMPLETION, Of.COMMISSIONS, Of.ADJUSTMENTS, Of.URGENT),
            *(Of.POSTS, Of.FAULTS, Of.UPDATES),
        },
    }
    for key in filter(asks.get, asks):
        reading.conflict(
            (*path, key),
            msg("“{key}” depends on units, and this is for authors, too", key=key),
            msg("delete “authors”, or what depends on units"),
        )


def _check_months(quota: Quota, calendar: Calendar, reading: Reading, path: Path) -> None:
    """Note months in which no span of the quota begins."""
    begins = {start.month for start, _ in calendar.spans(quota.per, _ANY_YEAR)}
    for index, month in enumerate(quota.months or ()):
        # a week begins in every month of some year
        if month not in begins and quota.per is not Span.WEEK:
            reading.conflict(
                (*path, "months", index),
                msg("no span of “per: {per}” begins in month {month}", per=quota.per, month=month),
                msg("they begin in: {months}", months=[str(month) for month in sorted(begins)]),
            )


_ANY_YEAR: Final = 2021
_FAR: Final = Fraction(10)
"""Largest plausible share, 1000%; a larger number is a percentage without its sign."""


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
            reading.wrong(
                (*path, *key),
                msg("{number} is {share} here", number=number, share=percent(exact(number))),
                msg("write 30% as 0.3"),
            )


def check_bounds(most: str | None, least: str | None, reading: Reading, path: Path) -> None:
    """Note bounds that exclude each other."""
    if most is not None and least is not None and exact(least) > exact(most):
        reading.conflict(
            (*path, "least"),
            msg("at least {least} and at most {most}", least=least, most=most),
            msg("swap the two, or delete one"),
        )


def _check_bounds(quota: Quota, reading: Reading, path: Path) -> None:
    check_bounds(quota.most, quota.least, reading, path)
    for key in ("base", "met", "pro_rata"):
        given = getattr(quota, key)
        if quota.most is not None and given is not None and exact(given) > exact(quota.most):
            reading.conflict(
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
            reading.conflict(
                (*path, "tiers", index, "from"),
                msg("two tiers begin at {threshold}", threshold=quota.tiers[index].threshold),
                msg("delete one of the two"),
            )
    if thresholds and min(thresholds) > 0:
        reading.conflict(
            (*path, "tiers"),
            msg("no tier is for less than {threshold}", threshold=str(min(thresholds))),
            msg("add the lowest: {tier}", tier="{from: 0, points: 0}"),
        )


def said(
    quotas: Iterable[Quota], words: Words, verb: str, named: Container[str] = ()
) -> Iterator[str]:
    """Yield a sentence for each quota.

    ``verb``: 计分 or 折算, for a number without requirement; ``named``: begun with their names.
    """
    for quota in quotas:
        what, unit = measured(words, quota)
        asked = [_asked(quota, what, unit, words, verb) + _counted(quota)]
        for part in quota.parts:
            name, least = measured(words, quota, part)[0], words.amount(part.require, unit)
            asked.append(f"其中{name}{_least(quota)}{least}")
        first = f"{quoted(quota.after)}完成后" if quota.after else ""
        sentence = "，".join(filter(None, (first, *asked, *_grades(quota, unit, words))))
        name = f"{quota.name}：" if quota.name in named else ""
        yield f"{name}{whom(quota.whom)}{PER[quota.per]}{sentence}{words.into(quota.track)}"


def _asked(quota: Quota, what: str, unit: str, words: Words, verb: str) -> str:
    if quota.require is None:
        counts = quota.times is not None or quota.tiers
        return f"按{what}{verb}" if counts else ""
    # without points for reaching it, the number is only where extra points begin
    asks = (quota.met, quota.unmet, quota.missing, quota.pro_rata)
    reached = any(points is not None for points in asks)
    least = _least(quota) if reached or quota.parts or quota.extra is None else "超过"
    asked = f"{what}{least}{requirement.said(quota.require, unit, words)}"
    return f"{asked}的" if least == "超过" else asked


def _least(quota: Quota) -> str:
    return "不低于" if quota.of in {Of.POINTS, Of.RATE, Of.COMPLETION} else "不少于"


def _counted(quota: Quota) -> str:
    """Return months and weights in brackets."""
    notes = []
    if quota.months is not None:
        months = "、".join(f"{month}月" for month in quota.months)
        longer = quota.per in {Span.TWO_MONTHS, Span.QUARTER, Span.HALF, Span.YEAR}
        notes.append(f"只计从{months}开始的" if longer else f"只计{months}")
    notes += [f"1篇{form}折合{figure(number)}篇" for form, number in quota.weights.items()]
    notes += ["同一篇信息年度内只计1次"] if quota.once else []
    return f"（{'，'.join(notes)}）" if notes else ""


_GRADES: Final[Mapping[str, tuple[str, str]]] = {
    "met": ("计", "达到的{points}"),
    "unmet": ("计", "未达到的{points}"),
    "missing": ("计", "每少{one}{points}"),
    "extra": ("加", "每多{one}{points}"),
    "pro_rata": ("计", "达到的{points}，未达到的按比例计"),
}
"""Verb and sentence for the points by each key."""


def _grades(quota: Quota, unit: str, words: Words) -> Iterator[str]:
    """Yield the points by each key in words."""
    one = "100个百分点" if unit == "%" else f"1{unit}"
    if quota.base is not None:
        yield f"基础分{figure(quota.base)}{words.measure(quota.track)}"
    for key, (verb, sentence) in _GRADES.items():
        points = getattr(quota, key)
        if points is not None:
            yield sentence.format(one=one, points=words.scores(points, quota.track, verb))
    if quota.times is not None:
        each = f"每{one}{words.scores(quota.times, quota.track)}"
        yield f"乘以{figure(quota.times)}计" if unit == "%" else each
    yield from _tiers(quota, unit, words)
    how = rounded(quota.rounding, quota.to, words.measure(quota.track))
    if how:
        yield f"按比例所得的分{how}"
    yield from bounded(quota.most, quota.least, words.measure(quota.track))
    if quota.carry:
        yield "欠额结转下期"
    if quota.authors:
        yield "对作者同样折算"


def _tiers(quota: Quota, unit: str, words: Words) -> Iterator[str]:
    above = ""
    for tier in sorted(quota.tiers, key=lambda tier: -exact(tier.threshold)):
        points = words.scores(tier.points, quota.track)
        threshold = words.amount(tier.threshold, unit)
        lowest = above and exact(tier.threshold) <= 0
        yield f"不足{above}的{points}" if lowest else f"达到{threshold}的{points}"
        above = threshold
