"""Comparing two states: what was issued, other rules, a revision of git, and what is today."""

from __future__ import annotations

from datetime import date

from infoscore.circular.carrying import series, unissued
from infoscore.circular.issued import Issued, setup_digests
from infoscore.office.summary import summarise
from infoscore.period import Period
from infoscore.records.kinds import Record
from infoscore.reports.comparison import Comparison, of_roster
from infoscore.scoring.causes import Cause, Key, added, causes, differences
from infoscore.scoring.ledger import Ledger
from infoscore.workspace.load import Workspace


class _Fold:
    """The records of a workspace, and what they come to."""

    def __init__(self, workspace: Workspace, period: Period, today: date) -> None:
        assert workspace.setup is not None, "the caller has checked the setup"
        self.records: list[Record] = list(workspace.records())
        setup = workspace.setup
        summary = summarise(workspace, setup, period, today, records=self.records, posted=True)
        self.ledger: Ledger | None = None if summary is None else summary.ledger

    def causes(self, period: Period) -> dict[Key, Cause]:
        """What the period's points come from."""
        assert self.ledger is not None
        return causes(self.ledger, self.records, period)


def with_issued(
    workspace: Workspace, issued: list[Issued], wanted: list[Issued], today: date
) -> list[Comparison] | None:
    """Compare issued circulars with what they would print today, but for what was made up for.

    ``None``: a record has errors.
    """
    found = []
    folds: dict[int, _Fold] = {}
    digests = setup_digests(workspace)
    for one in wanted:
        fold = folds.get(one.period.year)
        if fold is None:
            fold = folds[one.period.year] = _Fold(workspace, one.period, today)
        if fold.ledger is None:
            return None
        others = series(issued, one.period)
        differing = unissued(one, others, fold.ledger, fold.records, digests)
        found.append(Comparison(one.period, one.scores, differing))
    return found


def with_other(
    workspace: Workspace, other: Workspace, period: Period, today: date, *, earlier: bool
) -> Comparison | None:
    """Compare a workspace with another state of it.

    ``earlier``: the other one was before; else it is what would be. ``None``: one of them has
    errors.
    """
    ours, theirs = (_Fold(one, period, today) for one in (workspace, other))
    if ours.ledger is None or theirs.ledger is None:
        return None
    mine = ours.causes(period)
    foreign = of_roster(theirs.causes(period), ours.ledger.roster)
    before, after = (foreign, mine) if earlier else (mine, foreign)
    ruled = workspace.setup_texts != other.setup_texts
    found = list(differences(period, before, after, ruled=ruled))
    return Comparison(period, added(*(one.points for one in before.values())), found)
