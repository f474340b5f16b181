"""Engine that turns records into postings, by the edition in force on each record's date."""

from collections.abc import Iterable, Iterator
from datetime import date
from fractions import Fraction
from functools import lru_cache

from msgspec import Struct, field

from infoscore.names import fold_title
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
from infoscore.rules.modifiers import once
from infoscore.rules.outlets import Outlet, steps_to_worth
from infoscore.rules.repeats import Repeats, Seen, scope_of
from infoscore.rules.steps import Op, Step
from infoscore.scoring.posting import Posting
from infoscore.scoring.tally import Briefs


def needs_order(book: RuleBook) -> bool:
    """Return whether the points of a record depend on the records before it."""
    return any(
        edition.rules.repeats not in (None, Repeats.SUM) or edition.gives_once or edition.lapsing
        for edition in book.editions
    )


class Engine:
    """Posts records one by one; in order of date if :func:`needs_order` is true."""

    def __init__(self, calendar: Calendar = CALENDAR, until: date = date.max) -> None:
        """``until``: last day known; commissions due later are not missed yet."""
        self._calendar = calendar
        self._until = until
        self._seen = Seen()
        self._given: dict[tuple[int, str, Edition, int], set[Unit]] = {}
        """Units of the briefs of a year that have had a modifier, of those that they have once."""
        self._sent: dict[str, list[_Sent]] = {}
        """Submissions that lapse, by id and by brief."""
        self._early: dict[str, list[Adoption]] = {}
        """Adoptions before any submission that they may answer."""

    def post(self, record: Record) -> list[Posting]:
        """Return the postings of ``record``."""
        if isinstance(record, Adoption):
            alone = record.edition.rules.repeats is None and not record.edition.gives_once
            if record.endorsements or not alone:
                postings = self._shared(record, self._adoption(record))
            else:
                postings = _usual(record)
            if self._sent or record.edition.rules.submissions or record.edition.rules.recipients:
                postings += self._answered(record)
            return postings
        if isinstance(record, Submission):
            return self._submission(record)
        return self._shared(record, record.credits(self._until))

    def _adoption(self, record: Adoption) -> Iterator[Credit]:
        outlet, rules, traits = record.outlet, record.edition.rules, record.traits
        worths, sharing = _valued(outlet, traits, record.edition, self._had(record))
        endorsements = list(
            endorsed(rules.endorsements, record.endorsements, record.date, traits, traits.track)
        )
        tracks = [track for track, _ in worths]
        for track, steps in worths:
            instead = next((one for one in endorsements if one.replaces(track, tracks)), None)
            counts_on = track if instead is None else instead.track
            scope = None
            if rules.repeats is not None:
                year = self._calendar.year_of(record.date)
                scope = scope_of(rules.repeats, year, record.brief, outlet, track, counts_on)
            replaced = 0 if instead is None else min(record.count, 1)
            briefs = record.count - replaced
            if briefs:
                yield Credit(record.date, track, steps[0].clause, steps, sharing, briefs, scope)
            if instead is not None:
                endorsements.remove(instead)
                way = (*steps, instead.step._replace(op=Op.REPLACE))
                what = instead.date, counts_on, instead.step.clause, way
                yield Credit(*what, instead.row.joint or sharing, replaced, scope)
        for one in endorsements:
            step = one.step
            yield Credit(one.date, one.track, step.clause, (step,), one.row.joint or sharing)

    def _had(self, record: Adoption) -> tuple[int, ...]:
        """Return the places of the modifiers that the brief has had, of those that it has once."""
        modifiers = record.edition.rules.modifiers
        if not record.brief or not record.edition.gives_once:
            return ()
        units = _units(record)
        year = self._calendar.year_of(record.date)
        had: list[int] = []
        tracks = [track for track, _, _ in record.outlet.worths]
        for place in once(modifiers, tracks, record.traits):
            given = self._given.setdefault((year, record.brief, record.edition, place), set())
            if not given.isdisjoint(units):
                had.append(place)
            given |= units
        return tuple(had)

    def _submission(self, record: Submission) -> list[Posting]:
        postings: list[Posting] = []
        given: list[tuple[Credit, list[Posting]]] = []
        for one in record.credits(self._until):
            given.append((one, self._shared(record, [one])))
            postings += given[-1][1]
        if given and record.brief and record.edition is not None and record.edition.lapsing:
            sent = _Sent(record, tuple(pair for pair in given if pair[0].lapses))
            for key in (record.id, record.brief):
                self._sent.setdefault(key, []).append(sent)
                for adoption in self._early.pop(key, ()):
                    postings += self._answered(adoption)
        return postings

    def _answered(self, record: Adoption) -> list[Posting]:
        """Return postings that take back points of the submission that the adoption answers.

        It answers the last one that its outlet has not printed yet: the one that it names, or one
        of its title by one of its units, for another brief may have the same title.
        """
        named = record.submission
        keys = (named, fold_title(named)) if named else (record.brief,)
        units = _units(record)
        found = [
            sent
            for key in keys
            for sent in self._sent.get(key, ())
            if named or not units.isdisjoint(_units(sent.record))
        ]
        if not found:
            for key in filter(None, keys):
                self._early.setdefault(key, []).append(record)
        postings: list[Posting] = []
        left = record.count
        for sent in reversed(found):
            briefs = min(left, sent.record.count - sent.printed[record.outlet.name])
            postings += sent.lapsed(record, briefs)
            left -= briefs
        return postings

    def _shared(self, record: Record, given: Iterable[Credit]) -> list[Posting]:
        """Return postings for each credit, shared among the units of the record."""
        postings: list[Posting] = []
        for day, track, clause, steps, sharing, count, scope, alone, back, _ in given:
            ways = (
                _divided(steps, sharing, record.contributors)
                if alone is None
                else ((alone, steps),)
            )
            for unit, share in ways:
                again = scope and self._seen.step(scope, unit, share[-1].value)
                way = _many((*share, again) if again else share, count)
                takes = postings[-1] if back else None
                points = way[-1].value
                postings.append(Posting(day, unit, track, points, clause, record, way, takes))
        return postings


def _usual(record: Adoption) -> list[Posting]:
    """Return the postings of an adoption that depend on its own values only."""
    ways = _ways(
        record.outlet,
        record.edition,
        record.form,
        record.tags,
        record.subjects,
        record.channel,
        record.length,
        record.numbers,
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
    subjects: tuple[str, ...],
    channel: str,
    length: int | None,
    numbers: tuple[tuple[str, int], ...],
    contributors: tuple[Contributor, ...],
    count: Fraction | int,
) -> list[tuple[Unit, str, Fraction, str, tuple[Step, ...]]]:
    """Return unit, track, points, clause and steps of each posting; cached for equal adoptions."""
    traits = Traits(
        outlet.name,
        outlet.outlet_class,
        outlet.track,
        form,
        frozenset(tags),
        channel,
        length,
        numbers=numbers,
        subjects=frozenset(subjects),
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
    outlet: Outlet, traits: Traits, edition: Edition, had: tuple[int, ...] = ()
) -> tuple[tuple[tuple[str, tuple[Step, ...]], ...], Sharing | None]:
    """Return the steps on each track and the rule for sharing; cached for equal adoptions."""
    worths = tuple(steps_to_worth(outlet, traits, edition.rules.modifiers, had))
    return worths, rule_for(edition.rules.joint, traits)


def _divided(
    steps: tuple[Step, ...], sharing: Sharing | None, contributors: tuple[Contributor, ...]
) -> tuple[tuple[Unit, tuple[Step, ...]], ...]:
    """Return each unit with the steps to its points."""
    total = sum((one.weight for one in contributors if one.weight is not None), Fraction(0))
    ways = []
    for index, one in enumerate(contributors):
        weight = one.weight / total if one.weight is not None else None
        share = Share(index, len(contributors), weight, one.role)
        way = steps
        if sharing is not None and (share.of > 1 or share.role or conditional(sharing)):
            way = (*way, *shared(way[-1].value, sharing, share))
        ways.append((one.unit, way))
    return tuple(ways)


def _many(steps: tuple[Step, ...], count: Fraction | int) -> tuple[Step, ...]:
    return steps if count == 1 else (*steps, steps[-1].times(Fraction(count), "count"))


def _units(record: Record) -> set[Unit]:
    return {contributor.unit for contributor in record.contributors}


class _Sent(Struct, frozen=True):
    """Submission whose points lapse with the adoption of its briefs."""

    record: Submission
    given: tuple[tuple[Credit, list[Posting]], ...]
    """What lapses of its points."""
    printed: Briefs[str] = field(default_factory=Briefs)
    """Briefs that each outlet printed; those of several outlets may be the same."""

    def lapsed(self, adoption: Adoption, briefs: Fraction | int) -> Iterator[Posting]:
        """Yield the postings that take back the points of briefs not adopted before."""
        before = max(self.printed.values(), default=0)
        self.printed[adoption.outlet.name] += briefs
        after = max(self.printed.values())
        day = max(adoption.date, self.record.date)
        for credit, postings in self.given:
            # what was passed on is taken to be what is adopted first
            new = min(after, credit.briefs) - min(before, credit.briefs)
            for posting in postings if new else ():
                one = posting.steps[:-1] if credit.briefs != 1 else posting.steps
                step = one[-1].times(Fraction(-new), credit.lapses)
                yield posting._replace(
                    date=day, points=step.value, steps=(*one, step), takes=posting, answer=adoption
                )


def post(record: Record) -> list[Posting]:
    """Return the postings of ``record`` without regard to other records."""
    return Engine().post(record)
