"""Figures of a period, and of the year up to its end."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from functools import cache

from msgspec import Struct, field, structs

from infoscore.period import Period
from infoscore.records.adoption import Adoption
from infoscore.records.commission import Commission
from infoscore.records.duty import Duty
from infoscore.records.kinds import Record
from infoscore.records.submission import Submission
from infoscore.records.urgent import UrgentMatter
from infoscore.roster import Roster, Unit
from infoscore.rules.edition import RuleBook
from infoscore.scoring.causes import Difference
from infoscore.scoring.engine import Engine
from infoscore.scoring.ledger import Ledger, fold
from infoscore.scoring.measure import Measure
from infoscore.scoring.posting import Posting
from infoscore.scoring.spans import span_clauses
from infoscore.scoring.tally import Tally

Items = list[tuple[Adoption, list[Posting]]]


class Kept(Struct, frozen=True):
    """Records that texts mention individually, or tables of what had to be done."""

    endorsed: list[Adoption | Submission] = field(default_factory=list)
    """Briefs with endorsements."""
    commissions: list[Commission] = field(default_factory=list)
    submissions: list[Submission] = field(default_factory=list)
    """Those rejected, those that have a time in which to come, and where returns are due, all."""
    urgent: list[UrgentMatter] = field(default_factory=list)
    others: list[Record] = field(default_factory=list)
    """What may ask for something by a moment; of submissions only what has to be known."""
    duties: Callable[[], Sequence[Duty]] = tuple
    """Returns what they ask for, as known on the ledger's last day."""


class Summary(Struct, frozen=True):
    """Figures of a period and of the year up to its end, with the period's adoptions."""

    period: Period
    ledger: Ledger
    in_period: Tally
    to_date: Tally
    items: Items = field(default_factory=list)
    kept: Kept = field(default_factory=Kept)
    differences: Sequence[Difference] = ()
    """Of circulars issued before, to be made up for in this one."""
    carried: Sequence[Posting] = ()
    """Points of these differences, which are among those of the period."""

    def carrying(self, differences: Sequence[Difference]) -> Summary:
        """Return the summary with points that circulars issued before do not have."""
        carried = [
            one.posting(at, points, self.period.start)
            for one in differences
            for at, points in one.points.items()
        ]
        in_period = Tally()
        in_period.merge(self.in_period)
        for posting in carried:
            in_period.credit(posting)
        return structs.replace(self, in_period=in_period, differences=differences, carried=carried)

    def lists(self, unit: Unit) -> bool:
        """Return whether the unit is there in the period, or gets points of an earlier one."""
        return unit.exists_in(self.period) or any(one.unit is unit for one in self.carried)

    def of(self, period: Period) -> Summary:
        """Return the summary of another period, without its adoptions."""
        return _summed(self.ledger, period, [], self.kept)


def _summed(ledger: Ledger, period: Period, items: Items, kept: Kept) -> Summary:
    ledger.settle(period.year)
    own = ledger.book.calendar.unmoved(period)
    in_period = ledger.over(period.start, period.end, (own.start, own.end))
    to_date = in_period
    if period.start != period.year_start:
        to_date = ledger.over(period.year_start, period.end, (own.year_start, own.end))
    return Summary(period, ledger, in_period, to_date, items, kept)


class Folding:
    """Collects records in a ledger; summaries are made when all are in."""

    def __init__(
        self,
        book: RuleBook,
        roster: Roster,
        until: date,
        *,
        measures: Iterable[Measure] = (),
        items_of: Iterable[Period] = (),
    ) -> None:
        """``items_of``: periods whose adoptions are kept for lists."""
        self.ledger = Ledger(book, roster, until, span_clauses(book), tuple(measures))
        self._engine = Engine(book.calendar, until)
        self._items: dict[Period, Items] = {period: [] for period in items_of}
        self._kept = Kept(duties=cache(self._duties))
        rules = [edition.rules for edition in book.editions]
        self._returns = any(one.returns for one in rules)
        self._owed = self._returns or any(one.chains for one in rules)

    def fold(self, records: Iterable[Record]) -> None:
        """Add all records to the ledger."""
        fold(records, self.ledger, self._engine, self._keep if self._items else None)

    def _keep(self, record: Record, postings: list[Posting]) -> None:
        if isinstance(record, Adoption):
            postings = [posting for posting in postings if posting.record is record]
            for period, items in self._items.items():
                if record.date in period and record.date <= self.ledger.until:
                    items.append((record, postings))
        if isinstance(record, Adoption | Submission) and record.endorsements:
            self._kept.endorsed.append(record)
        elif isinstance(record, Commission):
            self._kept.commissions.append(record)
        elif isinstance(record, UrgentMatter):
            self._kept.urgent.append(record)
        if isinstance(record, Submission) and (record.happened or record.rejected or self._returns):
            self._kept.submissions.append(record)
        owes = not isinstance(record, Adoption)
        if isinstance(record, Submission):
            owes = self._owed or record.happened is not None
        if owes:
            self._kept.others.append(record)

    def _duties(self) -> Sequence[Duty]:
        from infoscore.scoring.asked import asked  # a score table needs none of it

        ledger = self.ledger
        return tuple(asked(ledger.book, ledger.roster, self._kept.others, ledger.until))

    def summary(self, period: Period) -> Summary:
        """Return the period's figures."""
        return _summed(self.ledger, period, self._items.get(period, []), self._kept)
