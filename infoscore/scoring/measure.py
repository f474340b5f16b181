"""Values of measures: the part of each record and posting, day by day."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from fractions import Fraction

import msgspec
from msgspec import Struct

from infoscore.formulas import exact
from infoscore.reading.types import listed
from infoscore.records.base import Addition, Who
from infoscore.records.endorsement import Endorsable
from infoscore.records.kinds import Record, kind_of
from infoscore.rules.condition import Condition, Traits, conditional, fits
from infoscore.rules.measures import Measured, Of
from infoscore.scoring.posting import Posting


class Measure(Struct, frozen=True, eq=False):
    """Measured number to which records or postings add."""

    rule: Measured
    tracks: frozenset[str] | None = None
    """Tracks, for points; ``None``: all."""
    also: Condition | None = None
    """Further condition."""
    sign: int = 0
    """For points: 1 counts only those above zero, -1 only those below, 0 all."""

    def of_record(self, record: Record, until: date) -> Iterator[Addition]:
        """Yield the numbers that the record adds."""
        count = kind_of(record).counts.get(self.rule.of)
        if count is None:
            return
        weights = self.rule.weights
        weight = weights.get(record.traits.form) if weights else None
        for part in self._apart(record):
            found = count(self.rule, part, until) if self._holds(part.traits) else ()
            for day, who, number in found:
                yield day, who, number * (exact(weight) if weight is not None else 1)

    def _apart(self, record: Record) -> Iterable[Record]:
        """Return the record, with each endorsement by itself where those are counted."""
        if self.rule.of is not Of.ENDORSEMENTS or not isinstance(record, Endorsable):
            return (record,)
        each = record.endorsements
        return (msgspec.structs.replace(record, endorsements=(one,)) for one in each)

    def counts(self, posting: Posting) -> bool:
        """Return whether a posting is part of the sum."""
        clauses = self.rule.clauses
        if not self._near(posting) or not (clauses is None or _among(posting.clause, clauses)):
            return False
        traits = posting.record.traits if posting.record is not None else Traits()
        return self._holds(traits._replace(track=posting.track))

    def sums(self, path: str, track: str) -> bool:
        """Return whether points on a track by the clause of that path may be part of the sum."""
        named = self.rule.clauses
        if self.rule.of is Of.QUOTAS:
            return path in listed(self.rule.quotas)
        by = named is None or _among(path, named) or any(_among(one, (path,)) for one in named)
        return self.on(track) and by and self._holds(Traits(track=track))

    def on(self, track: str) -> bool:
        """Return whether it sums points on the track."""
        return self.rule.of is Of.POINTS and (self.tracks is None or track in self.tracks)

    def corrected_by(self, posting: Posting) -> bool:
        """Return whether all points of a correction count, whatever postings it corrects."""
        clauses = self.rule.clauses
        return self._near(posting) and (
            not self.filters or (clauses is not None and _among(posting.clause, clauses))
        )

    @property
    def filters(self) -> bool:
        """Whether it sums only some of the points on its tracks."""
        rule = self.rule
        where = msgspec.structs.replace(rule, tracks=None)
        some = rule.clauses is not None or conditional(where) or self.also is not None
        return rule.of is Of.POINTS and some

    def _near(self, posting: Posting) -> bool:
        return self.on(posting.track) and (not self.sign or self.sign * posting.points > 0)

    def _holds(self, traits: Traits) -> bool:
        return fits(self.rule, traits) and (self.also is None or fits(self.also, traits))


def _among(path: str, clauses: Iterable[str]) -> bool:
    """Return whether the path is one of the clauses or below one."""
    return any(path == clause or path.startswith(f"{clause}.") for clause in clauses)


class Gauge(Struct, frozen=True):
    """Measured number: a measure, or a measure divided by another or by targets."""

    of: Measure
    by: Measure | None = None
    """Divisor."""
    targets: frozenset[str] | None = None
    """Tracks whose targets of the year are the divisor."""

    @property
    def is_share(self) -> bool:
        """Whether it is divided by something, so that values of several spans do not add up."""
        return self.by is not None or self.targets is not None

    @property
    def measures(self) -> tuple[Measure, ...]:
        """Measures that have to be counted."""
        return (self.of,) if self.by is None else (self.of, self.by)

    def value(
        self, amounts: Mapping[tuple[Measure, Who], Fraction], who: Who, target: Fraction | None
    ) -> Fraction | None:
        """Return the value for ``who``; ``None``: the divisor is zero or missing.

        ``target``: sum of the year's targets on :attr:`targets`.
        """
        number = amounts.get((self.of, who), Fraction(0))
        if self.by is not None:
            divisor = amounts.get((self.by, who), Fraction(0))
            return number / divisor if divisor else None
        if self.targets is not None:
            return number / target if target else None
        return number


def gauge(rule: Measured, total: Iterable[str]) -> Gauge:
    """Return the gauge of a rule; ``total``: tracks of the total, the default for points."""
    if rule.of is Of.RATE:
        # submissions have no outlet and no track
        unasked = {"outlet": None, "outlet_class": None, "tracks": None, "once": False}
        return Gauge(
            Measure(msgspec.structs.replace(rule, of=Of.ADOPTIONS)),
            Measure(msgspec.structs.replace(rule, of=Of.SUBMISSIONS, **unasked)),
        )
    tracks = frozenset(listed(rule.tracks) or total)
    if rule.of is Of.COMPLETION:
        points = msgspec.structs.replace(rule, of=Of.POINTS)
        return Gauge(Measure(points, tracks), targets=tracks)
    return Gauge(Measure(rule, tracks if rule.of is Of.POINTS else None))
