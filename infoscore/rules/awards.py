"""Awards (评先) for the best units of each class or group, or for the best authors."""

from collections import Counter
from collections.abc import Iterator, Mapping
from enum import StrEnum
from typing import Annotated, Final

from msgspec import field

from infoscore.messages import msg
from infoscore.period import Span
from infoscore.reading.reading import Reading
from infoscore.reading.types import (
    AwardName,
    Count,
    Line,
    Number,
    NumberOr,
    QuotaName,
    Strict,
    TrackName,
    VetoName,
    described,
    listed,
)
from infoscore.reading.yamltext import Path
from infoscore.rules import requirement
from infoscore.rules.condition import AnyOf, Whom
from infoscore.rules.measures import quoted
from infoscore.rules.phrases import PER, Words, whom
from infoscore.rules.requirement import Requirement, depends_on_units
from infoscore.rules.tracks import MEASURE


class Within(StrEnum):
    """Units that compete for the same places."""

    GROUP = "group"
    CLASS = "class"
    ALL = "all"


class Ties(StrEnum):
    """Treatment of several units on the last place."""

    KEEP = "keep"
    """Give it to all of them."""
    DROP = "drop"
    """Give it to none of them."""


class AwardGrade(Strict, frozen=True, kw_only=True):
    """Grade of an award (等次): the places after those of the grades above."""

    top: Annotated[
        Count | None, described("how many places there are; default: for all who have the points")
    ] = None
    require: Annotated[Requirement | None, described("only with at least so many points")] = None
    points: Annotated[Number | None, described("points or money for each who gets it")] = None


class Award(Strict, frozen=True, kw_only=True):
    """Award for those with the most points."""

    top: Annotated[
        Count | None, described("how many places there are; default: for all who have the points")
    ] = None
    grades: Annotated[
        dict[Line, Count | AwardGrade],
        described("grades from the highest down, each with the number of its places"),
    ] = {}
    per: Annotated[Span, described("by the points of such a span of the assessment year")] = (
        Span.YEAR
    )
    by: Annotated[AnyOf[TrackName], described("by these tracks; default: the total")] = None
    then: Annotated[
        AnyOf[TrackName], described("of those with as many points by these tracks, one by one")
    ] = None
    within: Annotated[Within, described("places among the group, the class or all")] = Within.GROUP
    ties: Annotated[Ties, described("whether all or none of those on the last place get it")] = (
        Ties.KEEP
    )
    require: Annotated[Requirement | None, described("only with at least so many points")] = None
    after: Annotated[
        AnyOf[QuotaName],
        described("only for units for which all of these quotas are met in the span"),
    ] = None
    unless: Annotated[
        AnyOf[AwardName], described("not for those who get one of these other awards or grades")
    ] = None
    whom: Annotated[Whom | None, described("for these units only")] = field(
        name="for", default=None
    )
    authors: Annotated[bool, described("for the authors of briefs instead of units")] = False
    barred: Annotated[
        list[VetoName] | None,
        described("by which vetoes a unit is barred; default: by those of the same span"),
    ] = None
    points: Annotated[
        NumberOr | list[Number] | None,
        described("points or money for each who gets it, or a list: for each place"),
    ] = None
    track: Annotated[
        TrackName | None,
        described("the track of its points, none of those by which it is given"),
    ] = None
    wording: Annotated[bool, described("whether the printed rules tell it")] = True

    @property
    def ladder(self) -> Mapping[str, AwardGrade]:
        """The grades from the highest down; an award without any is its only one, without name."""
        if not self.grades:
            return {"": AwardGrade(top=self.top)}
        return {
            name: AwardGrade(top=one) if isinstance(one, int) else one
            for name, one in self.grades.items()
        }

    @property
    def gives(self) -> bool:
        """Whether it gives points."""
        return self.points is not None or any(one.points for one in self.ladder.values())

    @property
    def requirements(self) -> list[Requirement]:
        """The award's own, and those of its grades."""
        each = (self.require, *(grade.require for grade in self.ladder.values()))
        return [one for one in each if one is not None]

    def worth(self, grade: str, place: int) -> tuple[str, str] | None:
        """Return the points for a place in a grade, and the end of the rule's path."""
        if isinstance(self.points, list):
            return (self.points[place - 1], f".{place}") if place <= len(self.points) else None
        points = self.ladder[grade].points or self.points
        return None if points is None else (points, f".{grade or 'points'}")

    def bars(self, veto: str, per: Span) -> bool:
        """Return whether the veto of this name and span bars a unit from the award."""
        if self.authors:
            return False
        return per is self.per if self.barred is None else veto in self.barred


def prizes(awards: Mapping[str, Award]) -> dict[str, tuple[str, str]]:
    """Return the award and the grade that each printed name stands for.

    A grade is called by its own name, with the award's before it where others are called so.
    """
    grades = Counter(grade for award in awards.values() for grade in award.grades)
    return {
        (grade if grades[grade] == 1 and grade not in awards else f"{name}{grade}"): (name, grade)
        for name, award in awards.items()
        for grade in award.ladder
    }


def check(awards: Mapping[str, Award], reading: Reading, path: Path, *, authors: bool) -> None:
    """Note awards that contradict themselves; ``authors``: whether authors share points."""
    for name, award in awards.items():
        _check_grades(award, reading, (*path, name))
        _check_points(award, reading, (*path, name))
        _check_others(award, awards, reading, (*path, name))
        if award.authors:
            _check_authors(award, reading, (*path, name))
            if not authors:
                hint = msg("add “authors: {{method: average}}” to the edition")
                reading.missing("authors", (*path[:-1], "authors"), hint)


def _check_grades(award: Award, reading: Reading, path: Path) -> None:
    """Note what goes with no grades, and grades below one that takes all."""
    for key, example in (("top", "{一等奖: 2}"), ("points", "{一等奖: {top: 2, points: 10}}")):
        if award.grades and getattr(award, key) is not None:
            reading.conflict(
                (*path, key),
                msg("“{key}” is for an award without grades", key=key),
                msg("say it of each grade: {example}", example=example),
            )
    for name in list(award.grades)[:-1]:
        if award.ladder[name].top is None and award.ladder[name].require is None:
            reading.conflict(
                (*path, "grades", name),
                msg("“{name}” takes all; no grade below it is ever given", name=name),
                msg("add “top” or “require”, or put it last"),
            )


def _check_points(award: Award, reading: Reading, path: Path) -> None:
    """Note points without a track, a track without points, and points for places that are none."""
    if award.gives and award.track is None:
        reading.missing("track", path, msg("say on which track its points count: “track: …”"))
    if award.track is not None and not award.gives:
        hint = msg("say how many: “points: 10”, or for each place: “points: [10, 8, 5]”")
        reading.missing("points", path, hint)
    places = len(award.points) if isinstance(award.points, list) else 0
    if award.top is not None and places > award.top:
        reading.conflict(
            (*path, "points"),
            msg("points for {n} places, and there are {top}", n=places, top=award.top),
            msg("raise “top”, or shorten the list"),
        )


def _check_others(award: Award, awards: Mapping[str, Award], reading: Reading, path: Path) -> None:
    """Note other awards that are not found at the same time for the same people."""
    known = prizes(awards)
    for name in listed(award.unless):
        other = awards.get(known.get(name, (name, ""))[0])
        if other is not None and (other.per, other.authors) != (award.per, award.authors):
            reading.conflict(
                (*path, "unless"),
                msg("“{name}” is not given for the same span, or not among the same", name=name),
                msg("let “per” and “authors” of the two be the same"),
            )


def _check_authors(award: Award, reading: Reading, path: Path) -> None:
    """Note what authors do not have: tasks, vetoes, classes, numbers."""
    asked = {
        "for": award.whom is not None,
        "after": award.after is not None,
        "barred": award.barred is not None,
        "within": award.within is Within.CLASS,
        "require": any(map(depends_on_units, award.requirements)),
    }
    for key in filter(asked.get, asked):
        reading.conflict(
            (*path, key),
            msg("“{key}” depends on units, and this is for authors", key=key),
            msg("delete “authors”, or what depends on units"),
        )


def said(awards: Mapping[str, Award], words: Words) -> Iterator[str]:
    """Yield a sentence for each of them."""
    for name, award in awards.items():
        tracks = "".join(f"“{track}”" for track in listed(award.by)) or "合计"
        who = "各作者" if award.authors else whom(award.whom)
        parts = [f"{who}{PER[award.per]}按{tracks}得分", *_admitted(award)]
        then = "".join(f"“{track}”" for track in listed(award.then))
        if then:
            one_by_one = "依次" if len(listed(award.then)) > 1 else ""
            parts.append(f"得分相同的{one_by_one}比较{then}得分")
        parts += _graded(award, words) if award.grades else _chosen(award, words)
        yield f"{name}：{'，'.join(parts)}{words.into(award.track)}"


def _admitted(award: Award) -> Iterator[str]:
    """Yield who competes at all."""
    if award.after:
        yield f"完成{quoted(award.after)}的方可参评"
    if award.unless:
        yield f"已获{'或'.join(f'“{one}”' for one in listed(award.unless))}的不再参评"


def _chosen(award: Award, words: Words) -> Iterator[str]:
    least = _least(award.require, award, words)
    if award.top is None:
        yield f"{least or '有得分'}的均入选"
    else:
        yield f"{_within(award)}取前{award.top}名"
        yield f"末位得分{'仍' if award.then else ''}相同的{_TIES[award.ties]}"
        if least:
            yield least
    if isinstance(award.points, list):
        each = enumerate(award.points, start=1)
        yield "、".join(f"第{at}名{_prize(points, award, words)}" for at, points in each)
    elif award.points is not None:
        yield f"入选的各{_prize(award.points, award, words)}"


def _graded(award: Award, words: Words) -> Iterator[str]:
    sorts = []
    for name, grade in award.ladder.items():
        notes = [_least(grade.require, award, words)] if grade.require is not None else []
        if grade.points is not None:
            each_of = "" if grade.top == 1 else "各"
            notes.append(f"{each_of}{_prize(grade.points, award, words)}")
        places = f"{grade.top}名" if grade.top is not None else ""
        sorts.append(f"{name}{places}" + (f"（{'，'.join(notes)}）" if notes else ""))
    if any(grade.top is not None for grade in award.ladder.values()):
        yield f"{_within(award)}按名次依次评定{'、'.join(sorts)}"
        yield f"各等次末位得分{'仍' if award.then else ''}相同的{_TIES_OF_GRADES[award.ties]}"
    else:
        yield f"评定{'、'.join(sorts)}"
    if award.require is not None:
        yield _least(award.require, award, words)


def _least(asked: Requirement | None, award: Award, words: Words) -> str:
    if asked is None:
        return ""
    return f"得分不低于{requirement.said(asked, words.measure(award.by), words)}"


def _prize(points: str, award: Award, words: Words) -> str:
    verb = "加" if words.measure(award.track) == MEASURE else "奖"
    return words.scores(points, award.track, verb)


def _within(award: Award) -> str:
    if award.authors and award.within is Within.GROUP:
        return "各单位分别"
    return _WITHIN[award.within]


_WITHIN: Final[Mapping[Within, str]] = {
    Within.GROUP: "各组分别",
    Within.CLASS: "各类分别",
    Within.ALL: "全体统一",
}
_TIES: Final[Mapping[Ties, str]] = {Ties.KEEP: "一并入选", Ties.DROP: "均不入选"}
_TIES_OF_GRADES: Final[Mapping[Ties, str]] = {
    Ties.KEEP: "一并列入该等次",
    Ties.DROP: "均列入下一等次，没有下一等次的不入选",
}
