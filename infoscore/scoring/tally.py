"""Sums and counts of what was posted and recorded over a span of time."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from fractions import Fraction

from infoscore.period import Period
from infoscore.records import Adoption, Record, Submission
from infoscore.roster import Unit
from infoscore.scoring.engine import post
from infoscore.scoring.posting import Posting


def _zeros() -> defaultdict[tuple[Unit, str], Fraction]:
    return defaultdict(Fraction)


@dataclass(slots=True)
class Tally:
    """得分汇总. Two tallies of different records merge into the tally of both, in any order."""

    points: defaultdict[tuple[Unit, str], Fraction] = field(default_factory=_zeros)
    """By unit and track."""
    adoptions: Counter[Unit | str] = field(default_factory=Counter)
    """Briefs adopted, by unit and by the name of its group; a joint one counts one for each."""
    submissions: Counter[Unit | str] = field(default_factory=Counter)
    """Briefs sent in, counted alike."""
    adopted: Counter[str] = field(default_factory=Counter)
    """By outlet; every adoption once."""
    received: int = 0
    """Briefs that the office received."""
    forwarded: Counter[str] = field(default_factory=Counter)
    """By where the office passed them on to."""

    def add(self, record: Record, postings: Iterable[Posting]) -> None:
        """Count a record and what it is worth."""
        for posting in postings:
            self.points[posting.unit, posting.track] += posting.points
        counter = self.adoptions if isinstance(record, Adoption) else self.submissions
        for contributor in record.contributors:
            counter[contributor.unit] += record.count
        for group in {contributor.unit.group for contributor in record.contributors}:
            counter[group] += record.count
        if isinstance(record, Adoption):
            self.adopted[record.outlet.name] += record.count
        else:
            self.received += record.count
            for part in record.forwarded:
                self.forwarded[part.to] += part.briefs

    def merge(self, other: Tally) -> None:
        """Add all that ``other`` holds."""
        for key, points in other.points.items():
            self.points[key] += points
        self.adoptions += other.adoptions
        self.submissions += other.submissions
        self.adopted += other.adopted
        self.received += other.received
        self.forwarded += other.forwarded


@dataclass(slots=True)
class Summary:
    """A period, the year up to its end, and the adoptions of the period with their postings."""

    period: Period
    in_period: Tally = field(default_factory=Tally)
    to_date: Tally = field(default_factory=Tally)
    items: list[tuple[Adoption, list[Posting]]] = field(default_factory=list)
    recipients: dict[str, None] = field(default_factory=dict)
    """To whom anything was ever passed on, in the order of the records."""

    def add(self, record: Record, postings: list[Posting], *, items: bool) -> None:
        """Count the record where its date belongs; ``items``: keep it for a list."""
        if isinstance(record, Submission):
            self.recipients.update(dict.fromkeys(part.to for part in record.forwarded))
        if record.date in self.period:
            self.in_period.add(record, postings)
            if items and isinstance(record, Adoption):
                self.items.append((record, postings))
        if self.period.year_start <= record.date <= self.period.end:
            self.to_date.add(record, postings)


def summarise(records: Iterable[Record], period: Period, *, items: bool = False) -> Summary:
    """Fold the records once; ``items``: keep the period's adoptions, for a list."""
    summary = Summary(period)
    for record in records:
        summary.add(record, post(record), items=items)
    return summary
