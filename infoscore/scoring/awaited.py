"""Measures of duties that are there without a record, counted when all records are in."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from typing import Final, NamedTuple

from infoscore.reading.types import listed
from infoscore.records.duty import Duty
from infoscore.records.kinds import Record
from infoscore.records.post import Post
from infoscore.rules.edition import RuleBook
from infoscore.rules.measures import Measured, Of
from infoscore.scoring.upkeep import moments_of, updates


class Awaited(NamedTuple):
    """A measure of duties that are there without a record."""

    reads: tuple[type[Record], ...]
    """Kinds of records that may answer them."""
    duties: Callable[[RuleBook, Measured, Sequence[Record], date], Iterator[Duty]]
    """Yields those that a rule counts, as known on a day."""


def _updates(
    book: RuleBook, rule: Measured, posts: Sequence[Record], until: date
) -> Iterator[Duty]:
    """Yield the updates of the columns that the rule is about."""
    moments = moments_of(posts, until)
    for column in () if book.site is None else book.site.columns:
        if rule.column is None or column.name in listed(rule.column):
            yield from updates(column, moments.get(column, ()), book.calendar, date.min, until)


AWAITED: Final[Mapping[Of, Awaited]] = {Of.UPDATES: Awaited((Post,), _updates)}
