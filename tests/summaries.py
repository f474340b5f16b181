"""A period's figures in one step."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from infoscore.period import Period
from infoscore.records.kinds import Record
from infoscore.roster import Roster
from infoscore.rules.edition import RuleBook
from infoscore.scoring.folding import Folding, Summary


def summarise(
    records: Iterable[Record],
    period: Period,
    book: RuleBook,
    roster: Roster,
    *,
    items: bool = False,
    until: date = date.max,
) -> Summary:
    """``items``: keep the period's adoptions, for a list."""
    folding = Folding(book, roster, min(period.end, until), items_of=(period,) if items else ())
    folding.fold(records)
    return folding.summary(period)
