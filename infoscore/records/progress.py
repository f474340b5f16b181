"""The place of a brief in its review chain: what was done, what comes next, by when.

Of two steps on one day of which a time is not known, the one that stands first came first.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from typing import NamedTuple

from msgspec import Struct, field

from infoscore import moments
from infoscore.names import fold
from infoscore.records.base import Dated, headline
from infoscore.records.duty import Duty
from infoscore.records.review import Review, Reviewed, chain_of
from infoscore.roster import Roster, Unit
from infoscore.rules.chains import ChainStep, Flow
from infoscore.rules.condition import Traits, fits
from infoscore.rules.measures import Verdict


class Answered(NamedTuple):
    """A step that was asked for, and what answered it."""

    step: ChainStep
    since: str
    """The moment from which on it could be taken, as written."""
    answer: Review | None


class Early(NamedTuple):
    """A review that came before a step which it had to follow."""

    review: Review
    lacking: ChainStep


class Course(Struct):
    """The way of a brief through its chain, as far as it is known."""

    flow: Flow
    traits: Traits
    start: str
    """The moment from which on its first step could be taken, as written."""
    went_out: str | None
    """When it was passed on or published, as written; ``None``: not yet, or not known yet."""
    taken: dict[str, list[Review]] = field(default_factory=dict)
    """Reviews that passed a step and still hold, by its name; one for each role."""
    held: dict[str, Review] = field(default_factory=dict)
    """Steps that hold the brief back."""
    early: dict[str, Early] = field(default_factory=dict)
    """Reviews that count for nothing, by step."""
    asked: list[Answered] = field(default_factory=list)
    """Steps that were answered, in order."""
    again: dict[str, str] = field(default_factory=dict)
    """Steps that a return or a hold opened again → when."""

    def needed(self, step: ChainStep) -> bool:
        """Return whether the brief has to take a step."""
        return step.when is None or step.name in self.held or fits(step.when, self.traits)

    def done(self, step: ChainStep) -> bool:
        """Return whether a step was passed, by every role that has to."""
        taken = self.taken.get(step.name)
        if taken is None or not step.every:
            return taken is not None
        return {one.by for one in taken}.issuperset(step.roles)

    def missing(self) -> list[ChainStep]:
        """Return the steps without which the brief may not go out."""
        return [one for one in self.flow.steps if not one.later and self._open(one)]

    def next(self) -> list[ChainStep]:
        """Return the steps that may be taken now."""
        return [one for one in self.flow.steps if self._open(one) and not self._lacking(one)]

    def since(self, step: ChainStep) -> str:
        """Return when a step could be taken, as written: after the steps before it."""
        before = self.flow.before[step.name]
        found = [one.date for name in before for one in self.taken.get(name, ())]
        if step.later:
            found = [self.went_out or self.start]
        found += [self.again[step.name]] if step.name in self.again else []
        return max([self.start, *found], key=moments.first)

    def take(self, review: Review) -> None:
        """Go on by a review."""
        (name,) = self.flow.names.find(review.step)
        step = self.flow.step(name)
        taken = self.taken.get(name, [])
        if review.verdict in {Verdict.RETURNED, Verdict.HELD}:
            self.asked.append(Answered(step, self.since(step), review))
            self._open_again(step, review)
        elif lacking := self._lacking(step):
            self.early[name] = Early(review, lacking[0])
        elif not self.done(step) and all(one.by != review.by for one in taken):
            self.early.pop(name, None)
            self.held.pop(name, None)
            self.taken[name] = [*taken, review]
            if self.done(step):
                self.asked.append(Answered(step, self.since(step), review))

    def _open_again(self, step: ChainStep, review: Review) -> None:
        if review.verdict is Verdict.HELD:
            behind = [one for one in self.flow.steps if step.name in self.flow.before[one.name]]
            names = [step.name, *(one.name for one in behind)]
            self.held[step.name] = review
        else:
            names = [one.name for one in self.flow.again(step)]
        for name in names:
            self.again[name] = review.date
            self.taken.pop(name, None)
            self.early.pop(name, None)
            if review.verdict is Verdict.RETURNED:
                self.held.pop(name, None)

    def _open(self, step: ChainStep) -> bool:
        return self.needed(step) and not self.done(step)

    def _lacking(self, step: ChainStep) -> list[ChainStep]:
        before = self.flow.before[step.name]
        return [one for one in self.flow.steps if one.name in before and self._open(one)]


def progress(
    record: Dated, until: datetime | None = None, *, before: datetime | None = None
) -> Course | None:
    """Return how far a brief has come; ``None``: no chain concerns it.

    Args:
        record: the brief.
        until: the last moment that is known; ``None``: all is.
        before: reviews that came after it for sure are left out.
    """
    if not isinstance(record, Reviewed):
        return None
    traits = record.traits
    flow = chain_of(record.edition, record.before, traits, record.contributors, record.title)
    if flow is None:
        return None
    known = record.went_out
    if known is not None and not _by(moments.first(known or record.date.isoformat()), until):
        known = None
    made = Course(flow, traits, record.date.isoformat(), known)
    for review in in_order(record.reviews):
        if _by(review.first, until) and _by(review.first, before):
            made.take(review)
    return made


def _by(moment: datetime, end: datetime | None) -> bool:
    return end is None or moment <= end


def in_order(reviews: Iterable[Review]) -> list[Review]:
    """Return the reviews by date; those of a day by time if all have one, else as they stand."""
    days: dict[date, list[Review]] = {}
    for one in reviews:
        days.setdefault(one.first.date(), []).append(one)
    found: list[Review] = []
    for _, some in sorted(days.items()):
        timed = all(one.timed for one in some)
        found += sorted(some, key=lambda one: one.first) if timed else some
    return found


def duties(records: Iterable[Dated], roster: Roster) -> Iterator[Duty]:
    """Yield the steps of review chains that have to be taken within a time."""
    for record in records:
        made = progress(record)
        if made is None:
            continue
        opened = [Answered(one, made.since(one), None) for one in _asked_now(made)]
        for step, since, answer in (*made.asked, *opened):
            allowed = step.allowed
            if allowed is None:
                continue
            yield Duty(
                clause=f"chains.{made.flow.chain.name}.{step.name}",
                what=f"{headline(record)}：{step.name}（{step.who}）",
                since=moments.first(since),
                due=allowed.until(moments.last(since)),
                done=None if answer is None else answer.first,
                unit=_whose(step, record, roster),
                role=step.who,
                record=record.id,
                place=record.place,
            )


def _asked_now(made: Course) -> list[ChainStep]:
    """Return the steps that wait to be taken; what is held back waits for nobody's hours."""
    out = made.went_out is not None
    return [one for one in made.next() if one.name not in made.held and (out or not one.later)]


def _whose(step: ChainStep, record: Dated, roster: Roster) -> Unit | None:
    """Return the unit whose own people take a step; ``None``: the office or the bureau does."""
    if any(fold(term.role) == fold(role) for term in roster.people for role in step.roles):
        return None
    own = [
        one.unit
        for one in record.contributors
        if any(fold(term.role) == fold(role) for term in one.unit.people for role in step.roles)
    ]
    return own[0] if own else None


def persons(review: Review, record: Dated, roster: Roster) -> tuple[frozenset[str], Sequence[Unit]]:
    """Return who may have taken a step, folded, and the units that had nobody to take it."""
    day = review.first.date()
    found: set[str] = set()
    vacant: list[Unit] = []
    for one in record.contributors:
        held = roster.holders(review.by, one.unit, day)
        found |= {fold(term.name) for term in held}
        if not held and roster.declares(review.by, one.unit):
            vacant.append(one.unit)
    return frozenset(found), vacant
