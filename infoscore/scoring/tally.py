"""Sums and counts of what was posted and recorded."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from fractions import Fraction

from infoscore.roster import Unit
from infoscore.scoring.measure import Measure, Who
from infoscore.scoring.posting import Posting
from infoscore.scoring.records import Adoption, Record, Submission


def _zeros() -> defaultdict[tuple[Unit, str], Fraction]:
    return defaultdict(Fraction)


def _amounts() -> defaultdict[tuple[Measure, Who], Fraction]:
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
    forms: Counter[str] = field(default_factory=Counter)
    """Briefs adopted, by form; empty: no form is recorded."""
    received: int = 0
    """Briefs that the office received."""
    forwarded: Counter[str] = field(default_factory=Counter)
    """By where the office passed them on to."""
    amounts: defaultdict[tuple[Measure, Who], Fraction] = field(default_factory=_amounts)
    """Whatever else the rules or a table ask for."""

    def count(self, record: Record) -> None:
        """Count a record."""
        if isinstance(record, Adoption):
            counter = self.adoptions
            self.adopted[record.outlet.name] += record.count
            self.forms[record.form] += record.count
        elif isinstance(record, Submission):
            counter = self.submissions
            self.received += record.count
            for part in record.forwarded:
                self.forwarded[part.to] += part.briefs
        else:
            return
        for contributor in record.contributors:
            counter[contributor.unit] += record.count
        for group in {contributor.unit.group for contributor in record.contributors}:
            counter[group] += record.count

    def credit(self, postings: Iterable[Posting]) -> None:
        """Add points."""
        for posting in postings:
            self.points[posting.unit, posting.track] += posting.points

    def merge(self, other: Tally) -> None:
        """Add all that ``other`` holds."""
        for key, points in other.points.items():
            self.points[key] += points
        self.adoptions.update(other.adoptions)
        self.submissions.update(other.submissions)
        self.adopted.update(other.adopted)
        self.forms.update(other.forms)
        self.received += other.received
        self.forwarded.update(other.forwarded)
        for what, amount in other.amounts.items():
            self.amounts[what] += amount
