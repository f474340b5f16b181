"""Facts of duties that units kept or broke: in time, late, missed, in a period."""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Iterator
from dataclasses import dataclass
from datetime import date, datetime

from infoscore.circular.lists import Tallied
from infoscore.records.base import headline
from infoscore.records.submission import Rejection
from infoscore.roster import Unit
from infoscore.rules.commissions import outcomes
from infoscore.rules.measures import State
from infoscore.scoring.folding import Summary
from infoscore.scoring.returned import returns


@dataclass(frozen=True, slots=True)
class Broken:
    """A duty that a unit did not keep in time."""

    name: str
    """The unit."""
    title: str
    report: str
    """Which report of an urgent matter; of a brief the rule that says when it was to come."""
    due: date


def reports(summary: Summary, members: Container[Unit], state: State) -> list[Broken]:
    """Return the reports of urgent matters that became so in the period."""
    found = [
        Broken(one.unit.name, headline(record), due.name, due.due.date())
        for record in summary.kept.urgent
        for due in record.dues
        if _became(summary, due.due, due.done) is state
        for one in record.contributors
        if one.unit in members
    ]
    return sorted(found, key=lambda one: one.due)


def late_briefs(summary: Summary, members: Container[Unit]) -> list[Broken]:
    """Return the briefs of the period that came later after their events than the rules allow."""
    found = []
    for record in summary.kept.submissions:
        deadline = record.deadline
        if deadline is None or record.state is not State.LATE or record.date not in summary.period:
            continue
        rule, due = deadline
        members_of = [one.unit.name for one in record.contributors if one.unit in members]
        found += [Broken(name, headline(record), rule.name, due.date()) for name in members_of]
    return sorted(found, key=lambda one: one.due)


def broken_returns(
    summary: Summary, members: Container[Unit], name: str, state: State
) -> list[Tallied]:
    """Return units with the number of returns of that name that became so in the period."""
    ledger = summary.ledger
    known = [record for record in summary.kept.submissions if record.date <= ledger.until]
    owed = Counter[str]()
    for duty in returns(known, ledger.book, ledger.roster, ledger.until):
        mine = duty.clause == f"returns.{name}" and duty.unit in members
        if mine and duty.unit and _became(summary, duty.due, duty.done) is state:
            owed[duty.unit.name] += 1
    order = [unit.name for unit in ledger.roster.units]
    return [Tallied(unit, owed[unit]) for unit in order if owed[unit]]


def rejections(summary: Summary, members: Container[Unit] | None) -> Iterator[Rejection]:
    """Yield the rejections of the period; ``members``: only of briefs by one of these units."""
    until = min(summary.ledger.until, summary.period.end)
    for record in summary.kept.submissions:
        one = record.rejected
        if one is not None and summary.period.start <= one.date <= until:
            units = [part.unit for part in record.contributors]
            if members is None or any(unit in members for unit in units):
                yield one


def _became(summary: Summary, due: datetime, done: datetime | None) -> State | None:
    """Return what became of a duty in the period, the last for good; ``None``: nothing in it."""
    known = [one for one in outcomes(due, done, summary.ledger.until) if one.date in summary.period]
    return known[-1].state if known else None
