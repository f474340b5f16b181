"""A period's figures: what was posted and counted in it, and in the year up to its end."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from infoscore.period import Period
from infoscore.roster import Roster
from infoscore.scoring.engine import Engine
from infoscore.scoring.ledger import Ledger, fold
from infoscore.scoring.measure import Measure
from infoscore.scoring.posting import Posting
from infoscore.scoring.records import Adoption, Record
from infoscore.scoring.rules import RuleBook
from infoscore.scoring.tally import Tally

Items = list[tuple[Adoption, list[Posting]]]


@dataclass(frozen=True, slots=True)
class Summary:
    """A period, the year up to its end, and the adoptions of the period with their postings."""

    period: Period
    ledger: Ledger
    in_period: Tally
    to_date: Tally
    items: Items = field(default_factory=list)


class Folding:
    """Records on their way into a ledger; periods are summed up once all are in."""

    def __init__(
        self,
        book: RuleBook,
        roster: Roster,
        until: date,
        *,
        measures: Iterable[Measure] = (),
        items_of: Iterable[Period] = (),
    ) -> None:
        """``items_of``: periods whose adoptions are kept, for lists."""
        self.ledger = Ledger(book, roster, until, tuple(measures))
        self._engine = Engine(book.calendar, until)
        self._items: dict[Period, Items] = {period: [] for period in items_of}

    def fold(self, records: Iterable[Record]) -> None:
        """Take every record in."""
        fold(records, self.ledger, self._engine, self._keep if self._items else None)

    def _keep(self, record: Record, postings: list[Posting]) -> None:
        if isinstance(record, Adoption):
            for period, items in self._items.items():
                if record.date in period:
                    items.append((record, postings))

    def summary(self, period: Period) -> Summary:
        """The period's figures."""
        self.ledger.settle(period.year)
        return Summary(
            period,
            self.ledger,
            self.ledger.over(period.start, period.end),
            self.ledger.over(period.year_start, period.end),
            self._items.get(period, []),
        )


def summarise(
    records: Iterable[Record],
    period: Period,
    book: RuleBook,
    roster: Roster,
    *,
    items: bool = False,
    until: date = date.max,
) -> Summary:
    """Fold the records once; ``items``: keep the period's adoptions, for a list."""
    folding = Folding(book, roster, min(period.end, until), items_of=(period,) if items else ())
    folding.fold(records)
    return folding.summary(period)
