"""The figures and names that a circular's text may use.

Every public attribute of :class:`Facts` is a word that a clerk may write in ``{{ … }}``.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from itertools import starmap

from infoscore.circular.dutyfacts import rejections
from infoscore.circular.lists import BRIEFS, STEADY, Tallied, change, counts
from infoscore.circular.unitfacts import GroupFacts, Units, Whole, found_in, listed_in, valued
from infoscore.messages import Message, msg
from infoscore.names import Names
from infoscore.period import Period, moved
from infoscore.records.adoption import Adoption
from infoscore.records.base import headline
from infoscore.records.submission import Rejection
from infoscore.reports import differing
from infoscore.roster import Unit
from infoscore.rounding import printed
from infoscore.rules.awards import prizes as award_names
from infoscore.rules.outlets import Outlet
from infoscore.scoring.folding import Summary
from infoscore.scoring.standings import standings
from infoscore.scoring.tally import Briefs
from infoscore.scoring.winners import prizes

_SENT = {"received", "forwarded_total", "adoption_rate", "average_received"}
"""Words that are known where submissions are recorded."""
_SENT_BY = {"units_with_submissions", "units_without_submissions", "units_silent"}
"""Words that are known where the records say which unit sent what."""
_POSTED = {"posts_total", "posts_late", "posts_late_total"}
"""Words that are known where posts are recorded."""

People = Callable[[Period], Summary | None]
"""Figures of authors in a period; ``None``: the rules do not say how they share points."""


@dataclass(frozen=True, slots=True)
class OutletCount:
    """An outlet and the number of briefs that it adopted."""

    name: str
    issuer: str
    count: Fraction | int


@dataclass(frozen=True, slots=True)
class EndorsedBrief:
    """A leader's instruction."""

    by: str
    title: str
    outlet: str
    """Empty: no outlet has printed it."""
    units: list[str]
    date: date


@dataclass(frozen=True, slots=True)
class Awarded:
    """An award, or a grade of one, and who gets it, the best first."""

    name: str
    units: list[str]
    """Names of units; of an award for authors, theirs."""
    award: str
    """The award's own name, of which there are several grades."""


@dataclass(frozen=True, slots=True)
class CarriedItem:
    """A record or rule whose points an earlier circular does not have, or has otherwise."""

    name: str
    """The title."""
    period: str
    """That of the earlier circular: 2021年一季度."""
    units: str
    points: Fraction
    """On the tracks of the total, all units together; what is taken away is below zero."""
    change: str
    """``甲科4分``, ``甲科由4分改为2分``."""
    why: str


@dataclass(frozen=True, slots=True)
class VetoedUnit:
    """A unit whose points are gone, or that no award may go to."""

    name: str
    veto: str


class Facts(Whole):
    """All facts of a period."""

    def __init__(self, summary: Summary, people: People | None = None) -> None:
        """``people``: figures of authors."""
        self._people = people
        self._standings = standings(summary)
        super().__init__(summary, self._standings.total, self._standings.tracks)
        self._book = summary.ledger.book
        editions = self._book.in_force(summary.period.start, summary.period.end)
        self._outlets = {outlet.name: outlet for edition in editions for outlet in edition.outlets}

    @property
    def period(self) -> Period:
        """Its ``label`` is 2021年1—3月, ``name`` 2021年一季度, ``short`` 1—3月, ``year`` 2021."""
        return self._summary.period

    @property
    def known(self) -> bool:
        """True if the records hold any brief of the period."""
        return bool(self.received or self.adopted_total)

    @property
    def anonymous(self) -> Fraction | int:
        """Briefs that came in without the name of a unit."""
        return self._summary.in_period.anonymous

    def forwarded(self, name: str) -> Fraction | int:
        """``forwarded("住房城乡建设厅")``: briefs passed on to that office.

        Raises:
            UnknownNameError: no record of any year passes anything on to it.
        """
        known = Names((to, to) for to in self._summary.ledger.recipients)
        counts = self._summary.in_period.forwarded
        return _counted(msg("recipient of briefs"), known, counts, name)

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
            f"{outlet.called}采用{printed(counts[name])}篇"
            for name, outlet in self._outlets.items()
            if counts[name]
        ]
        return f"，其中{'，'.join(parts)}" if parts else ""

    @property
    def recipients(self) -> list[str]:
        """Offices that briefs were passed on to."""
        return list(self._summary.in_period.forwarded)

    def adopted(self, name: str) -> Fraction | int:
        """``adopted("工作动态")``: briefs adopted by that outlet, by any of its names.

        Raises:
            UnknownNameError: no edition in force in the period has such an outlet.
        """
        known = Names(
            (called, outlet.name)
            for outlet in self._outlets.values()
            for called in (outlet.name, *outlet.aliases)
        )
        return _counted(msg("outlet"), known, self._summary.in_period.adopted, name)

    @property
    def outlets(self) -> list[OutletCount]:
        """All outlets of the rules with their numbers of adoptions, zero included."""
        counts = self._summary.in_period.adopted
        return [
            OutletCount(outlet.name, outlet.issuer, counts[outlet.name])
            for outlet in self._outlets.values()
        ]

    @property
    def outlets_with_adoptions(self) -> list[OutletCount]:
        return [outlet for outlet in self.outlets if outlet.count]

    @property
    def outlets_without_adoptions(self) -> list[OutletCount]:
        return [outlet for outlet in self.outlets if not outlet.count]

    @property
    def adopted_by_class(self) -> list[Tallied]:
        """Adoptions by the class of the outlet; outlets without a class are 其他刊物, put last."""
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
        """Adoptions by form, the most first; those without a form are 其他体裁."""
        forms = _parts(self._summary.in_period.forms)
        return [Tallied(form.name or "其他体裁", form.count) for form in forms if form.count]

    @property
    def adopted_by_tag(self) -> list[Tallied]:
        """Adoptions by tag, the most first; one with several counts for each, others for none."""
        return _parts(self._summary.in_period.tags)

    @property
    def adopted_by_subject(self) -> list[Tallied]:
        """Adoptions by subject, in the order of the rules; one with several counts for each."""
        return self._by_subject("adoptions")

    @property
    def received_by_subject(self) -> list[Tallied]:
        """Briefs received by subject, counted alike."""
        return self._by_subject("submissions")

    @property
    def subjects_without_submissions(self) -> list[str]:
        """Subjects about which nothing came in; empty where no brief's subject is known."""
        found = self.received_by_subject
        known = {one.name for one in found if one.count}
        return [one.name for one in found if one.name not in known] if known else []

    @property
    def scores_by_track(self) -> list[Tallied]:
        """Points of all units in the period by track."""
        tracks = self._standing.tracks
        return [Tallied(track, tracks[track].score) for track in self._tracks]

    @property
    def groups(self) -> list[GroupFacts]:
        """The groups: of each its ``name``, and all words about units."""
        return [GroupFacts(self._summary, group, self._tracks) for group in self._standings.groups]

    def group(self, name: str) -> GroupFacts:
        """``group("机关各科室")``: all words about one of them.

        Raises:
            UnknownNameError: there is none with units in the period.
        """
        known = Names((group.name, group) for group in self.groups)
        return found_in(msg("group"), known, name)[0]

    def unit_class(self, name: str) -> Units:
        """``unit_class("一类")``: all words about the units of a class.

        Raises:
            UnknownNameError: no unit of the period is of that class.
        """
        classes = dict.fromkeys(unit.unit.unit_class for unit in self._units)
        known = Names((found, found) for found in classes if found)
        (found, *_) = found_in(msg("class of units"), known, name)
        units = [unit for unit in self._units if unit.unit.unit_class == found]
        return Units(self._summary, units, self._tracks, f"{found}单位")

    def by_group(self, word: str = "units") -> str:
        """``by_group("units_silent")``: ``乡镇21个、学校3所``, whatever words for units are listed.

        Groups without any are left out.

        Raises:
            UnknownNameError: there is no such word.
        """
        numbers = [(group, len(listed_in(group, word))) for group in self.groups]
        return "、".join(f"{group.name}{n}{group.measure}" for group, n in numbers if n)

    @property
    def received_by_group(self) -> list[Tallied]:
        """Briefs sent in by each group; one of two groups counts for both."""
        return [Tallied(group.name, group.received) for group in self.groups]

    @property
    def adopted_by_group(self) -> list[Tallied]:
        """Briefs adopted of each group, counted alike."""
        return [Tallied(group.name, group.adopted_total) for group in self.groups]

    @property
    def received_by_group_in_words(self) -> str:
        """``，其中机关各科室20篇、局属各单位8篇``; says why, where that is not the total."""
        return _split(self.received_by_group, self.received)

    @property
    def adopted_by_group_in_words(self) -> str:
        """``，其中机关各科室2篇、局属各单位3篇``, said alike."""
        return _split(self.adopted_by_group, self.adopted_total)

    @property
    def endorsements(self) -> list[EndorsedBrief]:
        """Leaders' instructions: ``by``, ``title``, ``outlet``, ``units``, ``date``."""
        found = [
            EndorsedBrief(
                endorsement.by,
                headline(record),
                record.outlet_named if isinstance(record, Adoption) else "",
                [contributor.unit.name for contributor in record.contributors],
                endorsement.date or record.date,
            )
            for record in self._summary.kept.endorsed
            for endorsement in record.endorsements
        ]
        in_period = (brief for brief in found if brief.date in self.period)
        return sorted(in_period, key=lambda brief: brief.date)

    @property
    def endorsed_by_leader(self) -> list[Tallied]:
        """Leaders with the number of their instructions, the most first."""
        return _parts(Counter(brief.by for brief in self.endorsements))

    @property
    def awards(self) -> list[Awarded]:
        """The awards for units, grade by grade, each with ``name`` and ``units``."""
        return _awarded(self._summary)

    @property
    def awards_of_authors(self) -> list[Awarded]:
        """The awards for authors, alike; ``units`` are the authors."""
        edition = self._book.on(self.period.end)
        rules = {} if edition is None else edition.rules.awards
        none = [
            Awarded(name, [], award)
            for name, (award, _) in award_names(rules).items()
            if rules[award].authors
        ]
        summary = self._people(self.period) if none and self._people is not None else None
        return none if summary is None else _awarded(summary)

    def awarded(self, name: str) -> list[str]:
        """``awarded("先进单位")``, ``awarded("一等奖")``: who gets it, the best first.

        Raises:
            UnknownNameError: the rules have no such award.
        """
        given = [*self.awards, *self.awards_of_authors]
        known = Names(
            (called, at) for at, one in enumerate(given) for called in (one.name, one.award)
        )
        found = found_in(msg("award"), known, name)
        return [unit for at in found for unit in given[at].units]

    @property
    def vetoes(self) -> list[VetoedUnit]:
        """Units whose points a veto took in the period: ``name`` of the unit, ``veto``."""
        period = self.period
        return [
            VetoedUnit(veto.unit.name, veto.name)
            for veto in self._summary.ledger.vetoed
            if veto.since <= period.end and veto.end >= period.start
        ]

    @property
    def late_items(self) -> list[CarriedItem]:
        """What was recorded late for an issued circular: ``name``, ``period``, ``change``."""
        return self._carried(late=True)

    @property
    def corrections(self) -> list[CarriedItem]:
        """What an issued circular has otherwise, alike."""
        return self._carried(late=False)

    @property
    def last_year(self) -> Facts:
        """All words of the same period of the year before."""
        return self._of(self._book.calendar.year_before(self._whole_period))

    @property
    def before(self) -> Facts | None:
        """All words of the period before this one; any two dates have none."""
        period = self._book.calendar.before(self._whole_period)
        if period is None:
            return None
        if self._whole_period.start != self.period.start:  # the last circular closed on another day
            end = self.period.start - timedelta(days=1)
            period = moved(period, period.start, end, period.year_start)
        return self._of(period)

    def on_year(self, word: str, unit: str | None = None) -> str:
        """``on_year("received")``: ``比上年同期减少134篇，下降5.2%``; of lists the number of names.

        Raises:
            UnknownNameError: there is no such word.
        """
        return self._against("上年同期", self.last_year, word, unit)

    def on_period(self, word: str, unit: str | None = None) -> str:
        """``on_period("adoption_rate")``: ``比2021年一季度上升10个百分点``.

        Raises:
            UnknownNameError: there is no such word.
        """
        before = self.before
        return self._against(before.period.name if before else "上期", before, word, unit)

    def trend(self, word: str, periods: int = 3) -> list[Tallied]:
        """``trend("units_without_submissions", 3)``: the number in each of the last periods.

        Those that lie before the first record of it are left out.

        Raises:
            UnknownNameError: there is no such word.
        """
        facts: Facts | None = self
        found: list[Tallied] = []
        while facts is not None and len(found) < periods and (_holds(facts, word) or not found):
            found.insert(0, Tallied(facts.period.name, figure(facts, word)))
            facts = facts.before
        return found

    def _carried(self, *, late: bool) -> list[CarriedItem]:
        counted = self._book.counted
        return [
            CarriedItem(
                differing.title_of(one),
                one.of.name,
                differing.units_of(one),
                sum((n for (_, on), n in one.points.items() if on in counted), Fraction(0)),
                differing.moves(one, self._book.tracks),
                differing.why(one, differing.chinese),
            )
            for one in self._summary.differences
            if differing.is_late(one) is late
        ]

    def _by_subject(self, what: str) -> list[Tallied]:
        editions = self._book.in_force(self.period.start, self.period.end)
        names = dict.fromkeys(name for edition in editions for name in edition.rules.subjects)
        counts = self._summary.in_period.subjects
        return [Tallied(name, counts[what, name]) for name in names]

    @property
    def _rejections(self) -> Iterable[Rejection]:
        return rejections(self._summary, None)  # also those of no unit

    @property
    def _members(self) -> set[Unit]:
        return set(self._summary.ledger.roster.units)  # also those that are gone

    def _by_outlet(self, key: Callable[[Outlet], str]) -> Briefs[str]:
        found: Briefs[str] = Briefs()
        for name, count in self._summary.in_period.adopted.items():
            if count:
                found[key(self._outlets[name])] += count
        return found

    @property
    def _whole_period(self) -> Period:
        """The period by the calendar, whatever circulars closed when."""
        return self._book.calendar.of_key(self.period.key) or self.period

    def _of(self, period: Period) -> Facts:
        return Facts(self._summary.of(period), self._people)

    def _against(self, label: str, other: Facts | None, word: str, unit: str | None) -> str:
        now = figure(self, word)
        if other is None or not _holds(other, word):
            return f"{label}没有记录可比"
        if not _holds(self, word):
            return f"本期没有记录，不能与{label}比较"
        if unit is None:
            unit = "个" if isinstance(getattr(self, word), list) else BRIEFS
        said = change(now, figure(other, word), unit)
        return f"与{label}持平" if said == STEADY else f"比{label}{said}"


def _holds(facts: Facts, word: str) -> bool:
    """True if the records of the period hold what the word tells."""
    if word in _SENT_BY:
        return facts.submissions_known
    if word in _POSTED:
        return bool(facts.posts_total)
    return bool(facts.received) if word in _SENT else facts.known


def figure(facts: Facts, word: str) -> Fraction | int:
    """A word's number; of a list its length.

    Raises:
        UnknownNameError: there is no such word.
    """
    value = valued(facts, word)
    if isinstance(value, list):
        return len(value)
    if not isinstance(value, Fraction | int):
        raise TypeError(f"{word} is no number")
    return value


def _awarded(summary: Summary) -> list[Awarded]:
    given = prizes(summary.ledger, summary.period)
    return [Awarded(one.name, [unit.name for unit in one.units], one.award) for one in given]


def _counted(
    kind: Message, known: Names[str], counts: Mapping[str, Fraction | int], name: str
) -> Fraction | int:
    return sum(counts[found] for found in found_in(kind, known, name))


def _parts(counts: Mapping[str, Fraction | int]) -> list[Tallied]:
    """The most first."""
    return sorted(starmap(Tallied, counts.items()), key=lambda part: -part.count)


def _split(parts: Sequence[Tallied], total: Fraction | int) -> str:
    if len(parts) < 2 or not any(part.count for part in parts):
        return ""
    rest = total - sum(part.count for part in parts)
    note = f"，另有{printed(rest)}篇未分单位" if rest > 0 else ""
    if rest < 0:
        note = "（几组合写的，各组分别计算）"
    return f"，其中{counts(parts)}{note}"
