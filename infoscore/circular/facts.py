"""The figures and names that a circular's text may use; each is a sum, count or filter.

Every public attribute of :class:`Facts` is a word that a clerk may write in ``{{ … }}``.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from infoscore.circular.lists import BRIEFS, STEADY, Tallied, change, counts
from infoscore.circular.unitfacts import GroupFacts, Units, Whole, found_in
from infoscore.messages import Message, msg
from infoscore.names import Names
from infoscore.period import Period, moved
from infoscore.records.base import HIDDEN_TITLE, headline
from infoscore.rules.edition import RuleBook
from infoscore.rules.measures import State
from infoscore.rules.outlets import Outlet
from infoscore.scoring.folding import Summary
from infoscore.scoring.standings import Standings, standings


@dataclass(frozen=True, slots=True)
class OutletCount:
    """How many briefs an outlet adopted."""

    name: str
    issuer: str
    count: int


@dataclass(frozen=True, slots=True)
class EndorsedBrief:
    """A leader's instruction."""

    by: str
    title: str
    outlet: str
    units: list[str]
    date: date


@dataclass(frozen=True, slots=True)
class Commissioned:
    """What became of a commission for a unit."""

    name: str
    """The unit."""
    title: str
    due: date
    state: State


@dataclass(frozen=True, slots=True)
class Awarded:
    """An award and who gets it, the best first."""

    name: str
    units: list[str]


@dataclass(frozen=True, slots=True)
class VetoedUnit:
    """A unit whose points are gone, or that no award may go to."""

    name: str
    veto: str


class Facts(Whole):
    """What is known of a period."""

    def __init__(self, summary: Summary, standings: Standings, book: RuleBook) -> None:
        super().__init__(summary, standings.total, standings.tracks)
        self._standings = standings
        self._book = book
        self._outlets = _outlets(book, summary.period)

    @property
    def period(self) -> Period:
        """Its ``label`` is 2021年1—3月, ``name`` 2021年一季度, ``short`` 1—3月, ``year`` 2021."""
        return self._summary.period

    @property
    def known(self) -> bool:
        """Whether the records hold any brief of the period."""
        return bool(self.received or self.adopted_total)

    @property
    def forwarded(self) -> Callable[[str], int]:
        """``forwarded("住房城乡建设厅")``: briefs passed on to that office.

        Raises:
            UnknownNameError: no record of any year passes anything on to it.
        """
        known = Names((name, name) for name in self._summary.ledger.recipients)
        return _counter(msg("recipient of briefs"), known, self._summary.in_period.forwarded)

    @property
    def forwarded_total(self) -> int:
        """Briefs passed on, to anyone."""
        return self._summary.in_period.forwarded.total()

    @property
    def forwarded_in_words(self) -> str:
        """``，向住房城乡建设厅报送2篇``; empty if nothing was passed on."""
        counts = self._summary.in_period.forwarded
        return "".join(f"，向{to}报送{count}篇" for to, count in counts.items())

    @property
    def adopted_in_words(self) -> str:
        """``，其中市政府办公室《工作动态》采用5篇``; empty if nothing was adopted."""
        counts = self._summary.in_period.adopted
        parts = [
            f"{outlet.called}采用{counts[name]}篇"
            for name, outlet in self._outlets.items()
            if counts[name]
        ]
        return f"，其中{'，'.join(parts)}" if parts else ""

    @property
    def recipients(self) -> list[str]:
        """To whom briefs were passed on."""
        return list(self._summary.in_period.forwarded)

    @property
    def adopted(self) -> Callable[[str], int]:
        """``adopted("工作动态")``: briefs adopted by that outlet, by any of its names.

        Raises:
            UnknownNameError: no edition in force in the period has such an outlet.
        """
        known = Names(
            (name, outlet.name)
            for outlet in self._outlets.values()
            for name in (outlet.name, *outlet.aliases)
        )
        return _counter(msg("outlet"), known, self._summary.in_period.adopted)

    @property
    def outlets(self) -> list[OutletCount]:
        """Every outlet of the rules with its number of adoptions, zero included."""
        counts = self._summary.in_period.adopted
        return [
            OutletCount(outlet.name, outlet.issuer, counts[outlet.name])
            for outlet in self._outlets.values()
        ]

    @property
    def outlets_with_adoptions(self) -> list[OutletCount]:
        """Those that adopted something."""
        return [outlet for outlet in self.outlets if outlet.count]

    @property
    def outlets_without_adoptions(self) -> list[OutletCount]:
        """Those that adopted nothing."""
        return [outlet for outlet in self.outlets if not outlet.count]

    @property
    def adopted_by_class(self) -> list[Tallied]:
        """Adoptions by the class of the outlet; outlets without one are 其他刊物, put last."""
        found = self._by_outlet(lambda outlet: outlet.outlet_class)
        other = found.pop("", 0)
        return _parts(found) + ([Tallied("其他刊物", other)] if found and other else [])

    @property
    def adopted_by_track(self) -> list[Tallied]:
        """Adoptions by the outlet's track, in the order of the rules."""
        found = self._by_outlet(lambda outlet: outlet.track)
        return [Tallied(track, found[track]) for track in self._tracks if track in found]

    @property
    def adopted_by_form(self) -> list[Tallied]:
        """Adoptions by form, the most first; those without one are 其他体裁."""
        forms = self._summary.in_period.forms
        return [Tallied(form or "其他体裁", count) for form, count in forms.most_common() if count]

    @property
    def scores_by_track(self) -> list[Tallied]:
        """Each track with the points of all units in the period."""
        tracks = self._standing.tracks
        return [Tallied(track, tracks[track].score) for track in self._tracks]

    @property
    def groups(self) -> list[GroupFacts]:
        """Every group: its ``name``, and of it whatever is known of units."""
        return [GroupFacts(self._summary, group, self._tracks) for group in self._standings.groups]

    @property
    def group(self) -> Callable[[str], GroupFacts]:
        """``group("机关各科室")``: one of them.

        Raises:
            UnknownNameError: there is none with units in the period.
        """

        def group(name: str) -> GroupFacts:
            groups = {one.name: one for one in self.groups}
            return groups[found_in(msg("group"), Names((one, one) for one in groups), name)]

        return group

    @property
    def unit_class(self) -> Callable[[str], Units]:
        """``unit_class("一类")``: what is known of the units of a class.

        Raises:
            UnknownNameError: no unit of the period is of that class.
        """

        def unit_class(name: str) -> Units:
            classes = dict.fromkeys(one.unit.unit_class for one in self._units)
            known = Names((one, one) for one in classes if one)
            found = found_in(msg("class of units"), known, name)
            units = [one for one in self._units if one.unit.unit_class == found]
            return Units(self._summary, units, self._tracks)

        return unit_class

    @property
    def received_by_group(self) -> list[Tallied]:
        """Each group with the briefs that it sent in; one of two groups counts for both."""
        return [Tallied(group.name, group.received) for group in self.groups]

    @property
    def adopted_by_group(self) -> list[Tallied]:
        """Each group with its briefs that were adopted, counted alike."""
        return [Tallied(group.name, group.adopted_total) for group in self.groups]

    @property
    def received_by_group_in_words(self) -> str:
        """``，其中机关各科室20篇、局属各单位8篇``; says why, where that is not the total."""
        return _split(self.received_by_group, self.received)

    @property
    def adopted_by_group_in_words(self) -> str:
        """The same of adoptions."""
        return _split(self.adopted_by_group, self.adopted_total)

    @property
    def endorsements(self) -> list[EndorsedBrief]:
        """Leaders' instructions: ``by``, ``title``, ``outlet``, ``units``, ``date``."""
        found = [
            EndorsedBrief(
                one.by,
                headline(record),
                record.outlet_named,
                [contributor.unit.name for contributor in record.contributors],
                one.date or record.date,
            )
            for record in self._summary.kept.endorsed
            for one in record.endorsements
        ]
        return sorted((one for one in found if one.date in self.period), key=lambda one: one.date)

    @property
    def endorsed_by_leader(self) -> list[Tallied]:
        """Leaders with the number of their instructions, the most first."""
        return _parts(Counter(one.by for one in self.endorsements))

    @property
    def commissions(self) -> list[Commissioned]:
        """What became of commissions in the period: ``name`` of the unit, ``title``, ``due``."""
        ledger = self._summary.ledger
        found = []
        for record in self._summary.kept.commissions:
            title = HIDDEN_TITLE if record.restricted else record.title
            for contributor in record.contributors:
                became = record.outcome(contributor.unit, ledger.until)
                if became is not None and became.date in self.period:
                    unit = contributor.unit.name
                    found.append(Commissioned(unit, title, record.due, became.state))
        return sorted(found, key=lambda one: one.due)

    @property
    def commissions_on_time(self) -> list[Commissioned]:
        """Those delivered by the due date."""
        return [one for one in self.commissions if one.state is State.ON_TIME]

    @property
    def commissions_late(self) -> list[Commissioned]:
        """Those delivered later."""
        return [one for one in self.commissions if one.state is State.LATE]

    @property
    def commissions_missed(self) -> list[Commissioned]:
        """Those not delivered."""
        return [one for one in self.commissions if one.state is State.MISSED]

    @property
    def awards(self) -> list[Awarded]:
        """Each award with its ``name`` and ``units``."""
        return [
            Awarded(name, [unit.name for unit in units])
            for name, units in self._standings.awards.items()
        ]

    @property
    def awarded(self) -> Callable[[str], list[str]]:
        """``awarded("先进单位")``: the units that get it, the best first.

        Raises:
            UnknownNameError: the rules have no such award.
        """

        def awarded(name: str) -> list[str]:
            found = {one.name: one.units for one in self.awards}
            return found[found_in(msg("award"), Names((one, one) for one in found), name)]

        return awarded

    @property
    def vetoes(self) -> list[VetoedUnit]:
        """Units whose points a veto took in the period: ``name`` of the unit, ``veto``."""
        period = self.period
        return [
            VetoedUnit(one.unit.name, one.name)
            for one in self._summary.ledger.vetoed
            if one.since <= period.end and one.end >= period.start
        ]

    @property
    def last_year(self) -> Facts:
        """All of these words for the same period of the year before."""
        return self._of(self._book.calendar.year_before(self._whole_period))

    @property
    def before(self) -> Facts | None:
        """All of these words for the period before this one; of any two dates there is none."""
        period = self._book.calendar.before(self._whole_period)
        if period is None:
            return None
        if self._whole_period.start != self.period.start:  # the last circular closed on another day
            end = self.period.start - timedelta(days=1)
            period = moved(period, period.start, end, period.year_start)
        return self._of(period)

    @property
    def on_year(self) -> Callable[..., str]:
        """``on_year("received")``: ``比上年同期减少134篇，下降5.2%``; of lists the number of names.

        Raises:
            UnknownNameError: there is no such word.
        """

        def on_year(word: str, unit: str | None = None) -> str:
            return self._against("上年同期", self.last_year, word, unit)

        return on_year

    @property
    def on_period(self) -> Callable[..., str]:
        """``on_period("adoption_rate")``: ``比2021年一季度上升10个百分点``.

        Raises:
            UnknownNameError: there is no such word.
        """

        def on_period(word: str, unit: str | None = None) -> str:
            before = self.before
            return self._against(before.period.name if before else "上期", before, word, unit)

        return on_period

    @property
    def trend(self) -> Callable[[str, int], list[Tallied]]:
        """``trend("units_without_submissions", 3)``: the number in each of the last periods.

        Those that lie before the first record are left out.

        Raises:
            UnknownNameError: there is no such word.
        """

        def trend(word: str, periods: int = 3) -> list[Tallied]:
            facts: Facts | None = self
            found: list[Tallied] = []
            while facts is not None and len(found) < periods and (facts.known or not found):
                found.insert(0, Tallied(facts.period.name, figure(facts, word)))
                facts = facts.before
            return found

        return trend

    @classmethod
    def names(cls) -> list[str]:
        """Every word that a text may use."""
        return [
            name
            for kind in (Facts, Whole, Units)
            for name, value in vars(kind).items()
            if isinstance(value, property) and not name.startswith("_")
        ]

    def _by_outlet(self, key: Callable[[Outlet], str]) -> Counter[str]:
        found: Counter[str] = Counter()
        for name, count in self._summary.in_period.adopted.items():
            if count:
                found[key(self._outlets[name])] += count
        return found

    @property
    def _whole_period(self) -> Period:
        """The period by the calendar, whatever circulars closed when."""
        return self._book.calendar.of_key(self.period.key) or self.period

    def _of(self, period: Period) -> Facts:
        summary = self._summary.of(period)
        return Facts(summary, standings(summary), self._book)

    def _against(self, label: str, other: Facts | None, word: str, unit: str | None) -> str:
        now = figure(self, word)
        if other is None or not other.known:
            return f"{label}没有记录可比"
        if unit is None:
            unit = "个" if isinstance(getattr(self, word), list) else BRIEFS
        said = change(now, figure(other, word), unit)
        return f"与{label}持平" if said == STEADY else f"比{label}{said}"


def figure(facts: Facts, word: str) -> Fraction | int:
    """A word's number; of a list how long it is.

    Raises:
        UnknownNameError: there is no such word.
    """
    known = Names((name, name) for name in Facts.names())
    value = getattr(facts, found_in(msg("word"), known, word))
    if isinstance(value, list):
        return len(value)
    if not isinstance(value, Fraction | int):
        raise TypeError(f"{word} is no number")
    return value


def _counter(kind: Message, known: Names[str], counts: Counter[str]) -> Callable[[str], int]:
    """What a text calls to learn a count by any of a thing's names."""

    def count(name: str) -> int:
        found_in(kind, known, name)
        return sum(counts[one] for one in known.find(name))

    return count


def _parts(counts: Counter[str]) -> list[Tallied]:
    """The most first."""
    return [Tallied(name, count) for name, count in counts.most_common()]


def _split(parts: Sequence[Tallied], total: int) -> str:
    if len(parts) < 2 or not any(part.count for part in parts):
        return ""
    rest = total - sum(part.count for part in parts)
    note = f"，另有{rest}篇未分单位" if rest > 0 else ""
    if rest < 0:
        note = "（几组合写的，各组分别计算）"
    return f"，其中{counts(parts)}{note}"


def _outlets(book: RuleBook, period: Period) -> Mapping[str, Outlet]:
    return {
        outlet.name: outlet
        for edition in book.in_force(period.start, period.end)
        for outlet in edition.outlets
    }
