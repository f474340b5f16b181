"""Facts of some units: all of them, those of a group, those of a class.

Every public attribute is a word that a circular's text may use.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from types import FunctionType
from typing import Any, TypeVar

from infoscore.circular.dutyfacts import (
    Broken,
    broken_returns,
    late_briefs,
    rejections,
    reports,
)
from infoscore.circular.lists import Percentage, Tallied, names, shares
from infoscore.circular.sitefacts import SiteFacts
from infoscore.messages import Message, msg
from infoscore.names import Names
from infoscore.period import Period
from infoscore.records.base import HIDDEN_TITLE
from infoscore.records.submission import Rejection
from infoscore.roster import MEASURE, Unit
from infoscore.rounding import percent
from infoscore.rules.measures import State
from infoscore.scoring.folding import Summary
from infoscore.scoring.standings import GroupStanding, UnitStanding

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Behind:
    """A unit that has less than the elapsed share of its target."""

    unit: str
    track: str
    target: Fraction
    due: Fraction
    """The elapsed share of the target."""
    score: Fraction
    """Points of the year to date."""

    @property
    def missing(self) -> Fraction:
        return self.due - self.score


@dataclass(frozen=True, slots=True)
class Some:
    """Some of the units, and which share of all they are."""

    units: list[str]
    share: Percentage

    @property
    def count(self) -> int:
        return len(self.units)


@dataclass(frozen=True, slots=True)
class Progress:
    """Units by what they have reached of their targets; the three shares add up to 100%."""

    exceeded: Some
    reached: Some
    """Exactly."""
    short: Some
    silent: list[str]
    """Those of ``short`` that sent nothing in."""


@dataclass(frozen=True, slots=True)
class UnitTask:
    """What a quota asked of a unit."""

    name: str
    asked: Fraction
    reached: Fraction | None
    """``None``: a rate of nothing."""
    missing: Fraction


@dataclass(frozen=True, slots=True)
class Task:
    """What a quota asked of units, in the spans that ended in the period."""

    units: list[UnitTask]
    _share: bool

    @property
    def met(self) -> list[str]:
        """Units that have all of it."""
        return [one.name for one in self.units if one.reached is not None and not one.missing]

    @property
    def short(self) -> list[Tallied]:
        """Units that lack some of it, and how much."""
        lacking = (one for one in self.units if one.reached is not None and one.missing)
        return [Tallied(one.name, one.missing) for one in lacking]

    @property
    def asked(self) -> Fraction:
        return self._sum(one.asked for one in self.units)

    @property
    def reached(self) -> Fraction:
        return self._sum(one.reached or Fraction(0) for one in self.units)

    @property
    def missing(self) -> Fraction:
        """What units lack; what others have too much does not make up for it."""
        return self._sum(one.missing for one in self.units)

    def _sum(self, numbers: Iterable[Fraction]) -> Fraction:
        if self._share:
            raise ValueError("shares of units do not add up")
        return sum(numbers, Fraction(0))


@dataclass(frozen=True, slots=True)
class Commissioned:
    """The outcome of a commission for a unit."""

    name: str
    """The unit."""
    title: str
    due: date
    state: State
    count: int
    """Number of briefs."""


class UnknownNameError(LookupError):
    """A text asks for something that the workspace does not know."""

    def __init__(self, kind: Message, name: str, known: Names[Any]) -> None:
        super().__init__(name)
        self.kind = kind
        self.name = name
        self.nearest = known.nearest(name)


def found_in(kind: Message, known: Names[_T], name: str) -> Sequence[_T]:
    """Everything called ``name``, at least one thing.

    Raises:
        UnknownNameError: nothing is called so.
    """
    found = known.find(name)
    if not found:
        raise UnknownNameError(kind, name, known)
    return found


def valued(facts: Units, word: str) -> object:
    """What a word stands for.

    Raises:
        UnknownNameError: there is no such word.
    """
    known = Names((name, name) for name in facts.names())
    return getattr(facts, found_in(msg("word"), known, word)[0])


def listed_in(facts: Units, word: str) -> list[str]:
    """The names in the list that a word stands for, each once.

    Raises:
        UnknownNameError: there is no such word.
    """
    found = valued(facts, word)
    if not isinstance(found, list):
        raise TypeError(f"{word} holds no names")
    return list(dict.fromkeys(str(getattr(one, "name", one)) for one in found))


class Units(SiteFacts):
    """Facts of some units in a period."""

    _measure = MEASURE
    """The word with which they are counted."""

    def __init__(
        self,
        summary: Summary,
        units: Sequence[UnitStanding],
        tracks: Sequence[str],
        called: str = "",
    ) -> None:
        """``called``: what all of them are called, where they are not all of the office's."""
        super().__init__(summary)
        self._called = called or "各科室、单位"
        self._units = units
        self._tracks = tracks

    @property
    def units(self) -> list[str]:
        """All of them."""
        return [unit.unit.name for unit in self._units]

    @property
    def units_total(self) -> int:
        return len(self._units)

    @property
    def units_with_adoptions(self) -> list[str]:
        """Units with a brief adopted in the period."""
        return [unit.unit.name for unit in self._units if unit.counts.adoptions]

    @property
    def units_without_adoptions(self) -> list[str]:
        return [unit.unit.name for unit in self._units if not unit.counts.adoptions]

    @property
    def submissions_known(self) -> bool:
        """True if the records say which unit sent what, not only how many came in."""
        return self._summary.in_period.submissions.total() > 0

    @property
    def submissions_complete(self) -> bool:
        """True if the records name the units of every brief received."""
        return self.submissions_known and not self._summary.in_period.anonymous

    @property
    def units_with_submissions(self) -> list[str]:
        """Units that sent something."""
        return [unit.unit.name for unit in self._units if unit.counts.submissions]

    @property
    def units_without_submissions(self) -> list[str]:
        """Units that sent nothing; empty where only totals are known."""
        if not self.submissions_known:
            return []
        return [unit.unit.name for unit in self._units if not unit.counts.submissions]

    @property
    def units_silent(self) -> list[str]:
        """Units that sent nothing and had nothing adopted; empty where only totals are known."""
        adopted = set(self.units_with_adoptions)
        return [unit for unit in self.units_without_submissions if unit not in adopted]

    @property
    def received_by_unit(self) -> list[Tallied]:
        """Briefs sent in by each unit; a joint one counts one for each."""
        return self._each(lambda unit: unit.counts.submissions)

    @property
    def adopted_by_unit(self) -> list[Tallied]:
        """Briefs adopted of each unit, counted alike."""
        return self._each(lambda unit: unit.counts.adoptions)

    @property
    def scores(self) -> list[Tallied]:
        """Points of each unit in the period."""
        return self._each(lambda unit: unit.total)

    @property
    def scores_to_date(self) -> list[Tallied]:
        """Points of each unit in the year to date."""
        counted = self._summary.ledger.book.counted
        return self._each(
            lambda unit: sum((unit.tracks[track].year_to_date for track in counted), Fraction(0))
        )

    def scores_on(self, name: str) -> list[Tallied]:
        """``scores_on("市级")``: points of each unit in the period on that track.

        Raises:
            UnknownNameError: there is no such track.
        """
        track = self._track(name)
        return self._each(lambda unit: unit.tracks[track].score)

    @property
    def average_score(self) -> Fraction:
        """Points of the period for each unit."""
        return self._average(sum((unit.total for unit in self._units), Fraction(0)))

    @property
    def behind(self) -> list[Behind]:
        """Units behind the elapsed share of a target, track by track of the total."""
        elapsed = elapsed_share(self._summary.period)
        return [
            Behind(unit.unit.name, track, part.target, part.target * elapsed, part.year_to_date)
            for track in self._tasks
            for unit in self._units
            if (part := unit.tracks[track]).target is not None
            and part.year_to_date < part.target * elapsed
        ]

    @property
    def units_behind(self) -> list[str]:
        """Units behind on any track."""
        return list(dict.fromkeys(part.unit for part in self.behind))

    @property
    def units_on_course(self) -> list[str]:
        """Units with a target on some track of the total and behind on none."""
        behind = set(self.units_behind)
        return [
            unit.unit.name
            for unit in self._units
            if unit.unit.name not in behind
            and any(unit.tracks[track].target is not None for track in self._tasks)
        ]

    def progress(self, track: str | None = None, *, whole: bool = False) -> Progress:
        """``progress()``: units by what they have of the elapsed share of their targets.

        ``progress("市级")``: on that track; ``progress(whole=True)``: of the whole year's target.

        Raises:
            UnknownNameError: there is no such track.
        """
        tracks = self._tasks if track is None else [self._track(track)]
        elapsed = Fraction(1) if whole else elapsed_share(self._summary.period)
        found: tuple[list[str], list[str], list[str]] = ([], [], [])
        for unit in self._units:
            parts = [unit.tracks[name] for name in tracks]
            asked = [part for part in parts if part.target is not None]
            if asked:
                due = sum((part.target or 0 for part in asked), Fraction(0)) * elapsed
                score = sum((part.year_to_date for part in asked), Fraction(0))
                found[0 if score > due else 1 if score == due else 2].append(unit.unit.name)
        exceeded, reached, short = map(Some, found, shares([len(units) for units in found]))
        without = set(self.units_without_submissions)
        silent = [unit for unit in short.units if unit in without]
        return Progress(exceeded, reached, short, silent)

    @property
    def progress_in_words(self) -> str:
        """``超过序时任务的36个，占63.1%；未达到的21个，占36.9%，其中零报送4个``."""
        progress = self.progress()
        said = {
            "超过序时任务的": progress.exceeded,
            "达到序时任务的": progress.reached,
            "未达到序时任务的": progress.short,
        }
        words = "；".join(
            f"{what}{some.count}{self._measure}，占{percent(some.share)}"
            for what, some in said.items()
            if some.count
        )
        silent = len(progress.silent)
        return f"{words}，其中零报送{silent}{self._measure}" if silent else words

    def quota(self, name: str) -> Task:
        """``quota("月报送")``: what was asked, what is there, what is missing, unit by unit.

        Raises:
            UnknownNameError: there is no such quota.
        """
        summary, ledger = self._summary, self._summary.ledger
        known = Names(entry for edition in ledger.book.editions for entry in edition.quotas.entries)
        clause = found_in(msg("quota"), known, name)[0]
        own = ledger.book.calendar.unmoved(summary.period)
        days = own.start, own.end
        found = [
            (one.unit.name, asked)
            for one in self._units
            if (asked := ledger.outcome(clause, (one.unit,), *days)) is not None
        ]
        share = any(asked.share for _, asked in found)
        number = Percentage if share else Fraction
        units = [
            UnitTask(
                name,
                number(asked.number),
                None if asked.reached is None else number(asked.reached),
                number(asked.missing),
            )
            for name, asked in found
        ]
        return Task(units, share)

    @property
    def _tasks(self) -> Sequence[str]:
        """Tracks whose targets are the units' task: those of the total, unless it has no target."""
        counted = self._summary.ledger.book.counted
        year = self._summary.period.year
        set_for = {
            track
            for unit in self._summary.ledger.roster.units
            for track, target in unit.targets_in(year).items()
            if target is not None
        }
        return [track for track in self._tracks if track in counted or set_for.isdisjoint(counted)]

    @property
    def commissions(self) -> list[Commissioned]:
        """Outcomes of commissions in the period: ``name`` of the unit, ``title``, ``due``."""
        ledger, period = self._summary.ledger, self._summary.period
        members = self._members
        found = []
        for record in self._summary.kept.commissions:
            title = HIDDEN_TITLE if record.restricted else record.title
            for unit in (one.unit for one in record.contributors if one.unit in members):
                states: Counter[State] = Counter()
                for briefs, known in record.outcomes(unit, ledger.until):
                    became = [outcome for outcome in known if outcome.date in period]
                    if became:
                        states[became[-1].state] += briefs
                for state, count in states.items():
                    found.append(Commissioned(unit.name, title, record.due.date(), state, count))
        return sorted(found, key=lambda commission: commission.due)

    @property
    def commissions_on_time(self) -> list[Commissioned]:
        """Those delivered by the due date."""
        return self._commissions(State.ON_TIME)

    @property
    def commissions_late(self) -> list[Commissioned]:
        """Those delivered later."""
        return self._commissions(State.LATE)

    @property
    def commissions_missed(self) -> list[Commissioned]:
        """Those not delivered."""
        return self._commissions(State.MISSED)

    @property
    def late_submissions(self) -> list[Broken]:
        """Briefs that came late after their events: ``name``, ``title``, ``report``, ``due``."""
        return late_briefs(self._summary, self._members)

    @property
    def urgent_late(self) -> list[Broken]:
        """Reports of urgent matters that were late, said alike; ``report`` is which."""
        return reports(self._summary, self._members, State.LATE)

    @property
    def urgent_missed(self) -> list[Broken]:
        """Reports of urgent matters that were not made."""
        return reports(self._summary, self._members, State.MISSED)

    def returns_missing(self, name: str) -> list[Tallied]:
        """``returns_missing("月报")``: units that sent nothing by its days, and how often.

        Raises:
            UnknownNameError: no edition in force in the period has such a return.
        """
        return broken_returns(self._summary, self._members, self._return(name), State.MISSED)

    def returns_late(self, name: str) -> list[Tallied]:
        """``returns_late("月报")``: units that sent something after its days, and how often.

        Raises:
            UnknownNameError: no edition in force in the period has such a return.
        """
        return broken_returns(self._summary, self._members, self._return(name), State.LATE)

    def _return(self, name: str) -> str:
        period, book = self._summary.period, self._summary.ledger.book
        editions = book.in_force(period.start, period.end)
        rules = [rule.name for edition in editions for rule in edition.rules.returns]
        known = Names((rule, rule) for rule in dict.fromkeys(rules))
        return found_in(msg("return"), known, name)[0]

    @property
    def rejected_total(self) -> int:
        """Briefs that the office did not take."""
        return sum(1 for _ in self._rejections)

    @property
    def rejected_by_reason(self) -> list[Tallied]:
        """Such briefs by reason, the most first."""
        found = Counter(one.reason for one in self._rejections)
        return [Tallied(reason, count) for reason, count in found.most_common()]

    @property
    def _rejections(self) -> Iterable[Rejection]:
        return rejections(self._summary, self._members)

    def who(self, word: str) -> str:
        """``who("units_silent")``: ``各科室、单位均`` if all, ``除甲外，各科室、单位均`` if nearly.

        Otherwise their names. Nearly all are three quarters; of fewer than three units none.

        Raises:
            UnknownNameError: there is no such word.
        """
        said = listed_in(self, word)
        others = [unit for unit in self.units if unit not in said]
        if len(self._units) < 3 or 4 * len(others) > len(self._units):
            return names(said)
        return f"{f'除{names(others)}外，' if others else ''}{self._called}均"

    @classmethod
    def names(cls) -> list[str]:
        """Every word that a text may use of them."""
        return [
            name
            for kind in cls.__mro__
            for name, value in vars(kind).items()
            if isinstance(value, property | FunctionType) and not name.startswith("_")
        ]

    @property
    def _members(self) -> set[Unit]:
        """Units whose commissions are told."""
        return {one.unit for one in self._units}

    def _commissions(self, state: State) -> list[Commissioned]:
        return [commission for commission in self.commissions if commission.state is state]

    def _each(self, number: Callable[[UnitStanding], Fraction | int]) -> list[Tallied]:
        return [Tallied(unit.unit.name, number(unit)) for unit in self._units]

    def _average(self, number: Fraction | int) -> Fraction:
        return Fraction(number) / len(self._units) if self._units else Fraction(0)

    def _track(self, name: str) -> str:
        return found_in(msg("track"), self._summary.ledger.book.track_names, name)[0]


class Whole(Units):
    """Facts of units whose briefs are counted together, one of several units once."""

    def __init__(self, summary: Summary, standing: GroupStanding, tracks: Sequence[str]) -> None:
        super().__init__(summary, standing.units, tracks, standing.name)
        self._standing = standing

    @property
    def received(self) -> Fraction | int:
        """Briefs that the office received."""
        return self._standing.counts.submissions

    @property
    def adopted_total(self) -> Fraction | int:
        """Briefs adopted, by any outlet."""
        return self._standing.counts.adoptions

    @property
    def adoption_rate(self) -> Percentage:
        """Briefs adopted as a share of those received; 0 where nothing was received."""
        return Percentage(self.adopted_total, self.received) if self.received else Percentage(0)

    @property
    def average_received(self) -> Fraction:
        """Briefs received for each unit."""
        return self._average(self.received)

    @property
    def average_adopted(self) -> Fraction:
        """Briefs adopted for each unit."""
        return self._average(self.adopted_total)


class GroupFacts(Whole):
    """Facts of a group."""

    def __init__(self, summary: Summary, standing: GroupStanding, tracks: Sequence[str]) -> None:
        super().__init__(summary, standing, tracks)
        groups = summary.ledger.roster.groups
        self._measure = next(
            (group.measure for group in groups if group.name == standing.name), MEASURE
        )

    @property
    def name(self) -> str:
        return self._standing.name

    @property
    def measure(self) -> str:
        """``所``: the word with which its units are counted."""
        return self._measure


def elapsed_share(period: Period) -> Fraction:
    """The share of the year that is over at the period's end: by whole months, else by days."""
    if period.end >= period.year_end:  # late issues may be counted in
        return Fraction(1)
    after, over = (day + timedelta(days=1) for day in (period.end, period.year_end))
    if after.day == 1:
        return 1 - Fraction((over.year - after.year) * 12 + over.month - after.month, 12)
    start = over.replace(year=over.year - 1)  # ``year_start`` may be moved
    return Fraction((after - start).days, (over - start).days)
