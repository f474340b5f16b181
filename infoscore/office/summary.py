"""A period of a workspace as sums, and a unit's postings in it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from infoscore.period import Period
from infoscore.records.kinds import Record
from infoscore.records.resolve import Setup
from infoscore.roster import Unit
from infoscore.scoring.folding import Folding, Summary
from infoscore.scoring.measure import Measure
from infoscore.scoring.posting import Posting
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
    remembered: int | None = None,
) -> Summary | None:
    """The period's figures; ``None``: a record cannot be used, its problems are the workspace's.

    Args:
        workspace: where the records lie.
        setup: by which they are scored: the workspace's own, or that of its authors.
        period: what is reported.
        today: what is due later is not yet missed.
        items: keep the period's adoptions, for a list.
        measures: what is counted beside the points.
        records: take these instead of the workspace's own.
        remembered: the time in nanoseconds since 1970, where sums of unchanged files may be
            remembered; ``None``: they may not.
    """
    folding = Folding(
        setup.book,
        setup.roster,
        min(period.end, today),
        measures=measures,
        items_of=(period,) if items else (),
    )
    if records is not None or items or not sums.folded(workspace, folding.ledger, remembered):
        folding.fold(workspace.records() if records is None else records)
    return folding.summary(period) if workspace.sound else None


def postings(
    workspace: Workspace, setup: Setup, period: Period, unit: Unit, today: date
) -> list[Posting] | None:
    """Every posting of the unit in the period; ``None``: a record cannot be used."""
    found: list[Posting] = []

    def watch(posting: Posting) -> None:
        if posting.unit is unit and posting.date in period:
            found.append(posting)

    folding = Folding(setup.book, setup.roster, min(period.end, today))
    folding.ledger.watch = watch
    folding.fold(workspace.records())
    if not workspace.sound:
        return None
    folding.summary(period)
    return found
