"""The figures and names that a circular's text may use; each is a sum, count or filter.

Every public attribute of :class:`Facts` is a word that a clerk may write in ``{{ … }}``.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from fractions import Fraction

from infoscore.messages import Message, msg
from infoscore.names import Names
from infoscore.period import Period
from infoscore.scoring.clauses.outlets import Outlet
from infoscore.scoring.rules import RuleBook
from infoscore.scoring.standings import Standings, UnitStanding
from infoscore.scoring.summary import Summary


@dataclass(frozen=True, slots=True)
class OutletCount:
    """How many briefs an outlet adopted."""

    name: str
    issuer: str
    count: int


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
        """Points up to the elapsed share."""
        return self.due - self.score


class UnknownNameError(LookupError):
    """A text asks for something that the workspace does not know."""

    def __init__(self, kind: Message, name: str, known: Names[str]) -> None:
        super().__init__(name)
        self.kind = kind
        self.name = name
        self.nearest = known.nearest(name)


class Facts:
    """What is known of a period."""

    def __init__(self, summary: Summary, standings: Standings, book: RuleBook) -> None:
        self._summary = summary
        self._standings = standings
        self._outlets = _outlets(book, summary.period)

    @property
    def period(self) -> Period:
        """Its ``label`` is 2021年1—3月, ``name`` 2021年一季度, ``short`` 1—3月, ``year`` 2021."""
        return self._summary.period

    @property
    def received(self) -> int:
        """Briefs that the office received."""
        return self._summary.in_period.received

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
        parts = [
            f"{one.issuer}《{one.name}》采用{one.count}篇" for one in self.outlets if one.count
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
    def adopted_total(self) -> int:
        """Briefs adopted, by any outlet."""
        return self._summary.in_period.adopted.total()

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
    def units_total(self) -> int:
        """Units in the table."""
        return len(self._standings.total.units)

    @property
    def units_with_adoptions(self) -> list[str]:
        """Units with a brief adopted in the period."""
        return [unit.unit.name for unit in self._units() if unit.counts.adoptions]

    @property
    def units_without_adoptions(self) -> list[str]:
        """Units with none."""
        return [unit.unit.name for unit in self._units() if not unit.counts.adoptions]

    @property
    def submissions_known(self) -> bool:
        """Whether the records say which unit sent what, not only how many came in."""
        return self._summary.in_period.submissions.total() > 0

    @property
    def units_without_submissions(self) -> list[str]:
        """Units that sent nothing; empty where only totals are known."""
        if not self.submissions_known:
            return []
        return [unit.unit.name for unit in self._units() if not unit.counts.submissions]

    @property
    def behind(self) -> list[Behind]:
        """Units behind the elapsed share of a target, track by track."""
        elapsed = elapsed_share(self.period)
        found = []
        for track in self._standings.tracks:
            for unit in self._units():
                standing = unit.tracks[track]
                if standing.target is None or standing.year_to_date >= standing.target * elapsed:
                    continue
                found.append(
                    Behind(
                        unit.unit.name,
                        track,
                        standing.target,
                        standing.target * elapsed,
                        standing.year_to_date,
                    )
                )
        return found

    @property
    def units_behind(self) -> list[str]:
        """Units behind on any track."""
        return list(dict.fromkeys(part.unit for part in self.behind))

    @property
    def units_on_course(self) -> list[str]:
        """Units with a target on some track and behind on none."""
        behind = set(self.units_behind)
        return [
            unit.unit.name
            for unit in self._units()
            if unit.unit.name not in behind
            and any(part.target is not None for part in unit.tracks.values())
        ]

    @classmethod
    def names(cls) -> list[str]:
        """Every word that a text may use."""
        return [name for name in vars(cls) if not name.startswith("_") and name != "names"]

    def __iter__(self) -> Iterator[tuple[str, object]]:
        for name in self.names():
            yield name, getattr(self, name)

    def _units(self) -> tuple[UnitStanding, ...]:
        return self._standings.total.units


def _counter(kind: Message, known: Names[str], counts: Counter[str]) -> Callable[[str], int]:
    """What a text calls to learn a count by any of a thing's names."""

    def count(name: str) -> int:
        found = known.find(name)
        if not found:
            raise UnknownNameError(kind, name, known)
        return sum(counts[one] for one in found)

    return count


def elapsed_share(period: Period) -> Fraction:
    """How much of the year is over at the period's end: by whole months, else by days."""
    if period.end >= period.year_end:  # late issues may be counted in
        return Fraction(1)
    after, over = (day + timedelta(days=1) for day in (period.end, period.year_end))
    if after.day == 1:
        return 1 - Fraction((over.year - after.year) * 12 + over.month - after.month, 12)
    start = over.replace(year=over.year - 1)  # ``year_start`` may be moved
    return Fraction((after - start).days, (over - start).days)


def _outlets(book: RuleBook, period: Period) -> Mapping[str, Outlet]:
    return {
        outlet.name: outlet
        for edition in book.in_force(period.start, period.end)
        for outlet in edition.outlets
    }
