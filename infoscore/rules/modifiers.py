"""Modifiers that multiply, raise or replace the points of a brief."""

from collections.abc import Container, Iterable, Iterator, Sequence
from enum import StrEnum
from fractions import Fraction
from typing import Annotated

from infoscore.formulas import exact
from infoscore.messages import msg
from infoscore.reading.reading import Reading
from infoscore.reading.types import Line, Number, described, listed
from infoscore.reading.yamltext import Path
from infoscore.rules import graded
from infoscore.rules.condition import Condition, Traits, conditional, fits
from infoscore.rules.graded import PointsOr, steps_to
from infoscore.rules.phrases import Words, either, figure, without
from infoscore.rules.steps import Op, Step


class Factor(StrEnum):
    """Points that a factor multiplies."""

    VALUE = "value"
    """Points so far, so that factors multiply each other."""
    BASE = "base"
    """Points of the outlet, so that factors add up: twice ×2 is three times as much."""


class Modifier(Condition, frozen=True, kw_only=True):
    """Change of the points so far: exactly one of times, plus and points."""

    times: Annotated[Number | None, described("multiplies the points")] = None
    plus: Annotated[
        PointsOr | None, described("is added to the points, or how that grows with a number")
    ] = None
    points: Annotated[Number | None, described("counts instead of the points")] = None
    of: Annotated[
        Factor, described("value: times the points so far; base: times the outlet's points, added")
    ] = Factor.VALUE
    once: Annotated[
        bool, described("only for the first adoption of a brief in the year that it fits")
    ] = False
    one_of: Annotated[
        Line | None, described("of the modifiers of one such name only the first that fits applies")
    ] = None

    def applied(self, base: Fraction, value: Fraction, traits: Traits, clause: str) -> Step | None:
        """Return the step from ``value``; ``base``: the outlet's points.

        ``None``: the brief lacks the number that the points go by.
        """
        if self.points is not None:
            return Step(Op.REPLACE, exact(self.points), exact(self.points), clause)
        if self.plus is not None:
            added = steps_to(self.plus, traits, clause)
            if added is None:
                return None
            plus = added[-1].value
        else:
            assert self.times is not None, "a modifier without effect is a problem when it is read"
            times = exact(self.times)
            if self.of is Factor.VALUE:
                return Step(Op.TIMES, times, value * times, clause)
            plus = base * (times - 1)
        return Step(Op.PLUS, plus, value + plus, clause)


def modified(
    modifiers: Sequence[Modifier],
    track: str,
    traits: Traits,
    base: Fraction,
    given: Container[int] = (),
) -> Iterator[Step]:
    """Yield the steps that modify an adoption's points on ``track``.

    ``given``: places of modifiers that the brief has had, of those that it has once.
    """
    value = base
    used: set[str] = set()
    for place, modifier in enumerate(modifiers, start=1):
        if place in given or modifier.one_of in used or not _applies(modifier, track, traits):
            continue
        step = modifier.applied(base, value, traits, f"modifiers.{called(modifier, place)}")
        if step is None:
            continue
        if modifier.one_of is not None:
            used.add(modifier.one_of)
        yield step
        value = step.value


def once(modifiers: Sequence[Modifier], tracks: Iterable[str], traits: Traits) -> tuple[int, ...]:
    """Return the places of the modifiers that apply to a brief once, and apply to this adoption."""
    every = list(tracks)
    return tuple(
        place
        for place, one in enumerate(modifiers, start=1)
        if one.once and any(_applies(one, track, traits) for track in every)
    )


def _applies(modifier: Modifier, track: str, traits: Traits) -> bool:
    # without tracks a modifier applies to the outlet's own only, so fees are not doubled
    own = listed(modifier.tracks) or track == traits.track
    return bool(own) and fits(modifier, traits._replace(track=track))


def check(modifiers: Sequence[Modifier], reading: Reading, path: Path) -> None:
    """Note modifiers without an effect or with several."""
    for index, modifier in enumerate(modifiers):
        given = [key for key in ("times", "plus", "points") if getattr(modifier, key) is not None]
        if len(given) != 1:
            reading.conflict(
                (*path, index),
                msg("a modifier has {keys}", keys=given)
                if given
                else msg("this modifier does nothing"),
                msg("give exactly one of times, plus and points"),
            )
        graded.check(modifier.plus, reading, (*path, index, "plus"))
        if modifier.of is Factor.BASE and modifier.times is None:
            reading.conflict(
                (*path, index, "of"),
                msg("“of: base” goes with times only"),
                msg("delete one of the two"),
            )


def called(row: object, place: int) -> str:
    """Return the clause's name: its own, or its first condition, else its place."""
    keys = ("name", "tag", "all_tags", "channel", "subject", "by", "form")
    for names in (getattr(row, key, None) for key in keys):
        if names is not None:
            return listed(names)[0]
    return str(place)


def said(modifiers: Iterable[Modifier], words: Words) -> Iterator[str]:
    """Yield a sentence for each of them."""
    for one in modifiers:
        where = without(one, "tracks")
        subject = words.brief(where) if conditional(where) else "所有信息"
        aimed = f"的{either(one.tracks, '“{}”')}" if one.tracks else "，"
        notes = [f"“{one.one_of}”各条只按最先符合的一条计"] if one.one_of else []
        notes += ["同一篇信息年度内只计1次"] if one.once else []
        bracketed = f"（{'；'.join(notes)}）" if notes else ""
        yield f"{subject}{aimed}{_modified(one, words)}{bracketed}"


def _modified(one: Modifier, words: Words) -> str:
    track = listed(one.tracks)[0] if one.tracks else None
    if one.points is not None:
        return words.scores(one.points, track)
    if one.plus is not None:
        return graded.said(one.plus, words, track, "另加")
    times = one.times or "1"
    if one.of is Factor.BASE:
        return f"按原分值的{figure(times)}倍计，与其他倍数相加、不连乘"
    if not exact(times):
        return "不计分"
    how = "按原分值计" if exact(times) == 1 else f"按{figure(times)}倍计"
    return how if track else f"{how}分"
