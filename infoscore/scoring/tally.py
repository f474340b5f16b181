"""Sums and counts of postings and records."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import TypeVar

from msgspec import Struct, field

from infoscore.records.adoption import Adoption
from infoscore.records.base import Who
from infoscore.records.kinds import Record
from infoscore.records.submission import Submission
from infoscore.roster import Unit
from infoscore.scoring.measure import Measure
from infoscore.scoring.posting import Posting

K = TypeVar("K")

Posted = tuple[Unit, str, int, int]
"""Unit, track, and points as numerator and denominator."""


class Briefs(dict[K, Fraction | int]):
    """Numbers of briefs by what has them; totals may add up parts of joint ones."""

    def __missing__(self, key: K) -> int:
        """Return 0, and keep it out."""
        return 0

    def total(self) -> Fraction | int:
        """Return the sum of all numbers."""
        return sum(self.values())

    def merge(self, other: Mapping[K, Fraction | int]) -> None:
        """Add the numbers of ``other``."""
        for key, number in other.items():
            self[key] += number


class Tally(Struct):
    """得分汇总; tallies of different records can be merged in any order."""

    _posted: defaultdict[Posted, int] = field(default_factory=lambda: defaultdict(int))
    """Number of times that the points were posted; counting is faster than adding fractions."""
    adoptions: Briefs[Unit | str] = field(default_factory=Briefs)
    """Briefs adopted, by unit and by name of group; a joint brief counts once for each."""
    submissions: Briefs[Unit | str] = field(default_factory=Briefs)
    """Briefs sent in, by unit and by name of group."""
    adopted: Briefs[str] = field(default_factory=Briefs)
    """Briefs adopted, by outlet."""
    forms: Briefs[str] = field(default_factory=Briefs)
    """Briefs adopted, by form; empty: no form is recorded."""
    received: Fraction | int = 0
    """Briefs received by the office."""
    anonymous: Fraction | int = 0
    """Briefs of these whose record names no unit; not in sums that are remembered."""
    tags: Briefs[str] = field(default_factory=Briefs)
    """Briefs adopted, by tag, each once for each of its tags; not in such sums either."""
    subjects: Briefs[tuple[str, str]] = field(default_factory=Briefs)
    """Briefs adopted and sent in, by measure and subject, alike."""
    forwarded: Counter[str] = field(default_factory=Counter)
    """Briefs passed on, by recipient."""
    amounts: defaultdict[tuple[Measure, Who], Fraction] = field(
        default_factory=lambda: defaultdict(Fraction)
    )
    """Sums of the measures of rules and tables."""
    _points: Mapping[tuple[Unit, str], Fraction] | None = None
    """Cache of :attr:`points`."""

    def count(self, record: Record) -> None:
        """Count a record."""
        if isinstance(record, Adoption):
            counter = self.adoptions
            self.adopted[record.outlet.name] += record.count
            self.forms[record.form] += record.count
            for tag in dict.fromkeys(record.tags):
                self.tags[tag] += record.count
            for subject in record.subjects:
                self.subjects["adoptions", subject] += record.count
        elif isinstance(record, Submission):
            counter = self.submissions
            self.received += record.count
            for subject in record.subjects:
                self.subjects["submissions", subject] += record.count
            self.anonymous += 0 if record.contributors else record.count
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
        """Points by unit and track."""
        if self._points is None:
            found: defaultdict[tuple[Unit, str], Fraction] = defaultdict(Fraction)
            for (unit, track, number, of), times in self._posted.items():
                found[unit, track] += Fraction(number * times, of)
            self._points = found
        return self._points

    def total(self, unit: Unit, tracks: Iterable[str]) -> Fraction:
        """Return the unit's points on the tracks, added up."""
        return sum((self.points.get((unit, track), Fraction(0)) for track in tracks), Fraction(0))

    @property
    def posted(self) -> Mapping[Posted, int]:
        """Number of times that the same points were posted."""
        return self._posted

    def credit(self, posting: Posting) -> None:
        """Add the points of a posting."""
        number, of = posting.points.as_integer_ratio()
        self._posted[posting.unit, posting.track, number, of] += 1
        self._points = None

    def post(self, posted: Iterable[tuple[Posted, int]]) -> None:
        """Add points with the number of times that they were posted."""
        mine = self._posted
        for key, times in posted:
            mine[key] += times
        self._points = None

    def merge(self, other: Tally) -> None:
        """Add the contents of ``other``."""
        self.post(other.posted.items())
        self.adoptions.merge(other.adoptions)
        self.submissions.merge(other.submissions)
        self.adopted.merge(other.adopted)
        self.forms.merge(other.forms)
        self.received += other.received
        self.anonymous += other.anonymous
        self.tags.merge(other.tags)
        self.subjects.merge(other.subjects)
        self.forwarded.update(other.forwarded)
        for what, amount in other.amounts.items():
            self.amounts[what] += amount
