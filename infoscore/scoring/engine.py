"""Engine that turns records into postings, by the edition in force on each record's date."""

from collections.abc import Iterable, Iterator
from datetime import date
from fractions import Fraction
from functools import lru_cache

from infoscore.period import CALENDAR, Calendar
from infoscore.records.adoption import Adoption
from infoscore.records.base import Credit
from infoscore.records.kinds import Record
from infoscore.records.resolve import Contributor
from infoscore.records.submission import Submission
from infoscore.roster import Unit
from infoscore.rules.condition import Traits, conditional
from infoscore.rules.edition import Edition, RuleBook
from infoscore.rules.endorsements import endorsed
from infoscore.rules.joint import Share, Sharing, rule_for, shared
from infoscore.rules.outlets import Outlet, steps_to_worth
from infoscore.rules.repeats import Repeats, Seen, scope_of
from infoscore.rules.steps import Op, Step
from infoscore.scoring.posting import Posting


def needs_order(book: RuleBook) -> bool:
    """Return whether the points of a record depend on the records before it."""
    return any(
        edition.rules.repeats not in (None, Repeats.SUM) or edition.lapsing
        for edition in book.editions
    )


class Engine:
    """Posts records one by one; in order of date if :func:`needs_order` is true."""

    def __init__(self, calendar: Calendar = CALENDAR, until: date = date.max) -> None:
        """``until``: last day known; commissions due later are not missed yet."""
        self._calendar = calendar
        self._until = until
        self._seen = Seen()
        self._open: dict[str, list[tuple[str, list[Posting]]]] = {}
        self._adopted: dict[str, set[Unit]] = {}

    def post(self, record: Record) -> list[Posting]:
        """Return the postings of ``record``."""
        if isinstance(record, Adoption):
            if record.endorsements or record.edition.rules.repeats is not None:
                postings = self._shared(record, self._adoption(record))
            else:
                postings = _usual(record)
            if record.edition.rules.submissions or record.edition.rules.recipients:
                postings += self._lapsed(record)
            return postings
        if isinstance(record, Submission):
            return self._submission(record)
        return self._shared(record, record.credits(self._until))

    def _adoption(self, record: Adoption) -> Iterator[Credit]:
        outlet, rules, traits = record.outlet, record.edition.rules, record.traits
        worths, sharing = _valued(outlet, traits, record.edition)
        endorsements = list(
            endorsed(rules.endorsements, record.endorsements, record.date, traits, traits.track)
        )
        for track, steps in worths:
            day, clause, count = record.date, steps[0].clause, record.count
            instead = next((one for one in endorsements if one.replaces(track)), None)
            if instead is not None:
                endorsements.remove(instead)
                day, clause, count = instead.date, instead.step.clause, 1
                steps = (*steps, instead.step._replace(op=Op.REPLACE))  # noqa: PLW2901
            scope = None
            if rules.repeats is not None:
                year = self._calendar.year_of(record.date)
                scope = scope_of(rules.repeats, year, record.brief, outlet, track)
            shares = sharing if instead is None else instead.row.joint or sharing
            yield Credit(day, track, clause, steps, shares, count, scope)
        for one in endorsements:
            step = one.step
            yield Credit(one.date, one.track, step.clause, (step,), one.row.joint or sharing)

    def _submission(self, record: Submission) -> list[Posting]:
        postings: list[Posting] = []
        for one in record.credits(self._until):
            brief = record.brief if one.lapses else ""
            if not self._adopted.get(brief, set()).isdisjoint(_units(record)):
                continue
            given = self._shared(record, [one])
            if brief:
                self._open.setdefault(brief, []).append((one.lapses, given))
            postings += given
        return postings

    def _lapsed(self, record: Adoption) -> list[Posting]:
        """Return postings that take back the brief's points as a submission."""
        if not record.brief:
            return []
        units = _units(record)
        self._adopted.setdefault(record.brief, set()).update(units)
        taken: list[Posting] = []
        still: list[tuple[str, list[Posting]]] = []
        for clause, postings in self._open.pop(record.brief, ()):
            # a brief of the same title by other units is another brief
            if units.isdisjoint(posting.unit for posting in postings):
                still.append((clause, postings))
            else:
                taken += [_taken_back(posting, record, clause) for posting in postings]
        if still:
            self._open[record.brief] = still
        return taken

    def _shared(self, record: Record, given: Iterable[Credit]) -> list[Posting]:
        """Return postings for each credit, shared among the units of the record."""
        postings: list[Posting] = []
        for day, track, clause, steps, sharing, count, scope, alone, _ in given:
            ways = (
                _divided(steps, sharing, record.contributors)
                if alone is None
                else ((alone, steps),)
            )
            for unit, share in ways:
                again = scope and self._seen.step(scope, unit, share[-1].value)
                way = _many((*share, again) if again else share, count)
                postings.append(Posting(day, unit, track, way[-1].value, clause, record, way))
        return postings


def _usual(record: Adoption) -> list[Posting]:
    """Return the postings of an adoption that depend on its own values only."""
    ways = _ways(
        record.outlet,
        record.edition,
        record.form,
        record.tags,
        record.channel,
        record.length,
        record.contributors,
        record.count,
    )
    return [
        Posting(record.date, unit, track, points, clause, record, way)
        for unit, track, points, clause, way in ways
    ]


@lru_cache(maxsize=2048)
def _ways(
    outlet: Outlet,
    edition: Edition,
    form: str,
    tags: tuple[str, ...],
    channel: str,
    length: int | None,
    contributors: tuple[Contributor, ...],
    count: int,
) -> list[tuple[Unit, str, Fraction, str, tuple[Step, ...]]]:
    """Return unit, track, points, clause and steps of each posting; cached for equal adoptions."""
    traits = Traits(
        outlet.name, outlet.outlet_class, outlet.track, form, frozenset(tags), channel, length
    )
    worths, sharing = _valued(outlet, traits, edition)
    return [
        (unit, track, way[-1].value, steps[0].clause, way)
        for track, steps in worths
        for unit, share in _divided(steps, sharing, contributors)
        for way in (_many(share, count),)
    ]


@lru_cache(maxsize=1024)
def _valued(
    outlet: Outlet, traits: Traits, edition: Edition
) -> tuple[tuple[tuple[str, tuple[Step, ...]], ...], Sharing | None]:
    """Return the steps on each track and the rule for sharing; cached for equal adoptions."""
    worths = tuple(steps_to_worth(outlet, traits, edition.rules.modifiers))
    return worths, rule_for(edition.rules.joint, traits)


def _divided(
    steps: tuple[Step, ...], sharing: Sharing | None, contributors: tuple[Contributor, ...]
) -> tuple[tuple[Unit, tuple[Step, ...]], ...]:
    """Return each unit with the steps to its points."""
    total = sum((one.weight for one in contributors if one.weight is not None), Fraction(0))
    ways = []
    for index, one in enumerate(contributors):
        weight = one.weight / total if one.weight is not None else None
        share = Share(index, len(contributors), weight)
        way = steps
        if sharing is not None and (share.of > 1 or conditional(sharing)):
            way = (*way, *shared(way[-1].value, sharing, share))
        ways.append((one.unit, way))
    return tuple(ways)


def _many(steps: tuple[Step, ...], count: int) -> tuple[Step, ...]:
    return steps if count == 1 else (*steps, steps[-1].times(Fraction(count), "count"))


def _units(record: Record) -> set[Unit]:
    return {contributor.unit for contributor in record.contributors}


def _taken_back(posting: Posting, record: Adoption, clause: str) -> Posting:
    step = posting.steps[-1].times(Fraction(-1), clause)
    steps = (*posting.steps, step)
    return posting._replace(date=record.date, points=step.value, record=record, steps=steps)


def post(record: Record) -> list[Posting]:
    """Return the postings of ``record`` without regard to other records."""
    return Engine().post(record)
