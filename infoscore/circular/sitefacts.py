"""Facts of the website and of reviews, and how much of anything was late or not done.

Lists of units hold those with a number above zero, in the order of units.yaml.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from infoscore.circular.lists import Tallied
from infoscore.moments import end_of
from infoscore.records.duty import Duty
from infoscore.records.inspection import Inspection
from infoscore.records.kinds import Record
from infoscore.records.post import Post
from infoscore.records.review import Review, Reviewed
from infoscore.reports.ready import became
from infoscore.roster import Unit
from infoscore.rules.measures import State, Verdict
from infoscore.rules.website import WebColumn
from infoscore.scoring.folding import Summary


@dataclass(frozen=True, slots=True)
class LapsedColumn(Tallied):
    """A column or account in which too little was posted, and in how many spans."""

    unit: str
    """Who keeps it."""


class SiteFacts:
    """Facts of the website and of reviews, and how much of anything was late or not done."""

    def __init__(self, summary: Summary) -> None:
        self._summary = summary

    @property
    def columns(self) -> list[str]:
        """Names of the columns and accounts that were kept in the period."""
        return [column.name for column in self._columns]

    @property
    def columns_total(self) -> int:
        return len(self._columns)

    @property
    def columns_lapsed(self) -> list[LapsedColumn]:
        """Columns and accounts with missed updates: ``name``, ``unit``, ``count``."""
        missed = Counter(duty.clause for duty in self._broken("columns."))
        found = {one.clause: (one, missed[one.clause]) for one in self._columns}.values()
        return [LapsedColumn(one.name, count, one.unit.name) for one, count in found if count]

    @property
    def posts_total(self) -> int:
        """Posts to the website and accounts; one of several units counts once."""
        return sum(isinstance(record, Post) for record in self._own)

    @property
    def posts_by_unit(self) -> list[Tallied]:
        return self._by_unit(record for record in self._own if isinstance(record, Post))

    @property
    def posts_by_column(self) -> list[Tallied]:
        """Posts by column and account, in the order of columns.yaml, zeros included."""
        found = Counter(record.column.name for record in self._own if isinstance(record, Post))
        names = dict.fromkeys((*self.columns, *found))
        return [Tallied(name, found[name]) for name in names]

    @property
    def posts_late(self) -> list[Tallied]:
        """Units with the number of their posts that came too late after their events."""
        return self._by_unit(self._late_posts)

    @property
    def posts_late_total(self) -> int:
        return len(self._late_posts)

    @property
    def faults_total(self) -> int:
        """Faults of the website that inspections found in the period."""
        return sum(isinstance(record, Inspection) for record in self._own)

    @property
    def faults_open(self) -> list[Tallied]:
        """Units with the number of faults that were not mended when the period ended."""
        return self._by_unit(self._open_faults)

    @property
    def faults_open_total(self) -> int:
        return len(self._open_faults)

    @property
    def faults_late(self) -> list[Tallied]:
        """Units with the number of faults that were not mended by the day set for it."""
        return self._tallied(duty.unit for duty in self._broken("mended_within"))

    @property
    def reviews_total(self) -> int:
        """Steps of reviews that were taken."""
        return len(self._reviews)

    @property
    def reviews_returned(self) -> list[Tallied]:
        """Units with the number of times that their briefs were returned in reviews."""
        returned = self._returned
        return self._by_unit(record for record, _ in returned)

    @property
    def reviews_returned_total(self) -> int:
        return len(self._returned)

    @property
    def units_late(self) -> list[Tallied]:
        """Units with the number of things that they did after the time set, of any kind."""
        return self._that_became(State.LATE)

    @property
    def units_missed(self) -> list[Tallied]:
        """Units with the number of things that they did not do though the time was over."""
        return self._that_became(State.MISSED)

    @property
    def _members(self) -> Collection[Unit]:
        """Units of which it is told."""
        raise NotImplementedError

    @property
    def _columns(self) -> list[WebColumn]:
        site, period = self._summary.ledger.book.site, self._summary.period
        columns = () if site is None else site.columns
        there = (one for one in columns if one.start <= period.end and one.end >= period.start)
        members = self._members
        return [one for one in there if one.unit in members]

    @property
    def _known(self) -> list[Record]:
        """Records of these units up to the period's end, without adoptions."""
        until, members = min(self._summary.period.end, self._summary.ledger.until), self._members
        return [
            record
            for record in self._summary.kept.others
            if record.date <= until and any(one.unit in members for one in record.contributors)
        ]

    @property
    def _own(self) -> list[Record]:
        """Those of the period."""
        return [record for record in self._known if record.date in self._summary.period]

    @property
    def _late_posts(self) -> list[Record]:
        posts = (record for record in self._own if isinstance(record, Post))
        return [one for one in posts if one.due is not None and one.moment > one.due]

    @property
    def _open_faults(self) -> list[Record]:
        now: datetime = end_of(min(self._summary.period.end, self._summary.ledger.until))
        return [one for one in self._known if isinstance(one, Inspection) and one.open(now)]

    @property
    def _reviews(self) -> list[tuple[Record, Review]]:
        until = self._summary.ledger.until
        return [
            (record, one)
            for record in self._known
            if isinstance(record, Reviewed)
            for one in record.reviews
            if (day := one.first.date()) in self._summary.period and day <= until
        ]

    @property
    def _returned(self) -> list[tuple[Record, Review]]:
        return [found for found in self._reviews if found[1].verdict is Verdict.RETURNED]

    def _broken(self, clause: str) -> list[Duty]:
        """Return what these units did not do in time in the period."""
        return [
            duty
            for duty in self._summary.kept.duties()
            if duty.clause.startswith(clause)
            and duty.unit in self._members
            and became(duty, self._summary) in {State.LATE, State.MISSED}
        ]

    def _that_became(self, state: State) -> list[Tallied]:
        broken = self._broken("")
        return self._tallied(one.unit for one in broken if became(one, self._summary) is state)

    def _by_unit(self, records: Iterable[Record]) -> list[Tallied]:
        return self._tallied(one.unit for record in records for one in record.contributors)

    def _tallied(self, units: Iterable[Unit | None]) -> list[Tallied]:
        found: Counter[Unit | None] = Counter(units)
        members = self._members
        ordered = (unit for unit in self._summary.ledger.roster.units if unit in members)
        return [Tallied(unit.name, found[unit]) for unit in ordered if found[unit]]
