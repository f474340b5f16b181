"""Sums and counts of what was posted and recorded."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from fractions import Fraction

from msgspec import Struct, field

from infoscore.records.adoption import Adoption
from infoscore.records.base import Who
from infoscore.records.kinds import Record
from infoscore.records.submission import Submission
from infoscore.roster import Unit
from infoscore.scoring.measure import Measure
from infoscore.scoring.posting import Posting

Posted = tuple[Unit, str, int, int]
"""A unit, a track and points, as numerator and denominator."""


def _counts() -> defaultdict[Posted, int]:
    return defaultdict(int)


def _amounts() -> defaultdict[tuple[Measure, Who], Fraction]:
    return defaultdict(Fraction)


class Tally(Struct):
    """得分汇总. Two tallies of different records merge into the tally of both, in any order."""

    _posted: defaultdict[Posted, int] = field(default_factory=_counts)
    """How often: adding fractions takes most of the time otherwise."""
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
    _points: Mapping[tuple[Unit, str], Fraction] | None = None
    """Worked out from ``posted`` when asked for, and then kept."""

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

    @property
    def points(self) -> Mapping[tuple[Unit, str], Fraction]:
        """By unit and track."""
        if self._points is None:
            found: defaultdict[tuple[Unit, str], Fraction] = defaultdict(Fraction)
            for (unit, track, number, of), times in self._posted.items():
                found[unit, track] += Fraction(number * times, of)
            self._points = found
        return self._points

    @property
    def posted(self) -> Mapping[Posted, int]:
        """How often the same points were posted."""
        return self._posted

    def credit(self, posting: Posting) -> None:
        """Add points."""
        number, of = posting.points.as_integer_ratio()
        self._posted[posting.unit, posting.track, number, of] += 1
        self._points = None

    def post(self, posted: Iterable[tuple[Posted, int]]) -> None:
        """Add points, each so many times."""
        mine = self._posted
        for key, times in posted:
            mine[key] += times
        self._points = None

    def merge(self, other: Tally) -> None:
        """Add all that ``other`` holds."""
        self.post(other.posted.items())
        self.adoptions.update(other.adoptions)
        self.submissions.update(other.submissions)
        self.adopted.update(other.adopted)
        self.forms.update(other.forms)
        self.received += other.received
        self.forwarded.update(other.forwarded)
        for what, amount in other.amounts.items():
            self.amounts[what] += amount
