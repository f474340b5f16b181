"""The figures of a period, and the postings of a unit."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from functools import cache
from typing import NamedTuple

from infoscore.period import Period
from infoscore.records.kinds import Record
from infoscore.records.resolve import Setup
from infoscore.roster import Unit
from infoscore.scoring.authors import by_author, without_rule
from infoscore.scoring.engine import Engine, needs_order
from infoscore.scoring.folding import Folding, Summary
from infoscore.scoring.measure import Measure
from infoscore.scoring.posting import Posting
from infoscore.workspace.checks import Records
from infoscore.workspace.load import Workspace
from infoscore.workspace.sums import sums


def summarise(
    workspace: Workspace,
    setup: Setup,
    period: Period,
    today: date,
    *,
    items: bool = False,
    measures: Iterable[Measure] = (),
    records: Iterable[Record] | None = None,
    cached: bool = False,
    seen: Records | None = None,
    told: bool = False,
    posted: bool = False,
) -> Summary | None:
    """Return the period's figures; ``None``: a record has errors, see ``workspace.problems``.

    Args:
        workspace: the source of the records.
        setup: the rules and roster to score by: the workspace's own, or those for authors.
        period: the period to sum up.
        today: the last day that is known; nothing of a later date counts.
        items: keep the period's adoptions, for a list.
        measures: further quantities to count.
        records: records to take instead of the workspace's own.
        cached: sums may be taken from the cache and put there.
        seen: gets the warnings about the workspace's own records.
        told: each warning is wanted, not only whether there are any.
        posted: the ledger keeps all postings.
    """
    folding = Folding(
        setup.book,
        setup.roster,
        today,
        measures=measures,
        items_of=(period,) if items else (),
    )
    if posted:
        folding.ledger.posted = []
    if records is not None:
        folding.fold(records)
    elif items or told or not sums.folded(workspace, folding.ledger, cached=cached, seen=seen):
        folding.fold(watched(workspace, seen))
    return folding.summary(period) if workspace.sound else None


def watched(workspace: Workspace, seen: Records | None) -> Iterable[Record]:
    """Return the workspace's records; ``seen`` gets the warnings about them."""
    own = workspace.records()
    return own if seen is None else seen.watched(own)


def people(workspace: Workspace, setup: Setup, today: date) -> Callable[[Period], Summary | None]:
    """Return what gives the figures of authors in a period, for which it reads the records.

    It gives ``None`` where the rules do not say how authors share points.
    """

    @cache
    def folded() -> Folding:
        found = by_author(workspace.records(), setup.book, setup.roster)
        folding = Folding(found.book, found.roster, today)
        folding.fold(found.records)
        return folding

    def of(period: Period) -> Summary | None:
        silent = without_rule(setup.book.in_force(period.year_start, period.end))
        return folded().summary(period) if silent is None else None

    return of


class Account(NamedTuple):
    """A unit's points in a period."""

    postings: list[Posting]
    summary: Summary


def account(
    workspace: Workspace,
    setup: Setup,
    period: Period,
    unit: Unit,
    today: date,
    seen: Records | None = None,
) -> Account | None:
    """Return the unit's postings and the period's figures; ``None``: a record has errors.

    ``seen`` gets the warnings about the records.
    """
    found: list[Posting] = []

    def watch(posting: Posting) -> None:
        if posting.unit is unit and posting.date in period and posting.date <= today:
            found.append(posting)

    folding = Folding(setup.book, setup.roster, today)
    folding.ledger.watch = watch
    own = workspace.records()
    folding.fold(own if seen is None else seen.watched(own))
    return Account(found, folding.summary(period)) if workspace.sound else None


def points_of(workspace: Workspace, setup: Setup, record: Record, today: date) -> list[Posting]:
    """Return the postings of one record, as known on a day, among those that it depends on."""
    engine = Engine(setup.book.calendar, today)
    records: Iterable[Record] = [record]
    if needs_order(setup.book):
        records = sorted(workspace.records(), key=lambda one: (one.date, one.place))
    found = [posting for one in records for posting in engine.post(one)]
    return [
        one
        for one in found
        if one.date <= today
        and one.record is not None
        and (type(one.record), one.record.place) == (type(record), record.place)
    ]
