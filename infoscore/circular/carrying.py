"""What circulars issued before did not have, for the next circular to make up for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from msgspec import structs

from infoscore.circular.issued import Issued
from infoscore.period import Period
from infoscore.records.kinds import Record
from infoscore.scoring.causes import Cause, Difference, added, causes, differences
from infoscore.scoring.ledger import Ledger


def series(issued: Iterable[Issued], like: Period) -> list[Issued]:
    """The circulars of a year that share no day, those of the same kind of period first.

    An office may issue circulars of each month and of each quarter: those of months make up for
    what those of months did not have.
    """
    found: list[Issued] = []
    in_year = (one for one in issued if one.period.year == like.year)
    for one in sorted(in_year, key=lambda one: _kind(one.period) != _kind(like)):
        if all(_apart(one.period, other.period) for other in found):
            found.append(one)
    return sorted(found, key=lambda one: one.period.start)


def _kind(period: Period) -> str:
    """What its key is made of: ``####-Q#``."""
    key = period.key
    return "".join("#" if character.isdigit() else character for character in key)


def _apart(one: Period, other: Period) -> bool:
    return one.end < other.start or other.end < one.start


def known(of: Issued, others: Iterable[Issued]) -> dict[tuple[str, str], Cause]:
    """What circulars have printed of the days of one of them: itself, and others later."""
    found = dict(of.causes)
    for other in others:
        for one in other.carried:
            if one.key == of.period.key:
                key = one.cause.key
                before = found[key].points if key in found else {}
                found[key] = structs.replace(one.cause, points=added(before, one.cause.points))
    return found


def unissued(
    of: Issued,
    others: Sequence[Issued],
    ledger: Ledger,
    records: Iterable[Record],
    digests: Mapping[str, str],
) -> list[Difference]:
    """What an issued circular would print otherwise today, and no other one has made up for.

    ``digests``: those of the setup files today.
    """
    now = causes(ledger, records, of.period)
    ruled = any(of.digests.get(file) != digest for file, digest in digests.items())
    return list(differences(of.period, known(of, others), now, ruled=ruled))


def to_carry(
    period: Period,
    issued: Iterable[Issued],
    ledger: Ledger,
    records: Sequence[Record],
    digests: Mapping[str, str],
) -> list[Difference]:
    """What the circular of a period makes up for: of all that were issued of days before it."""
    chain = series((one for one in issued if one.period.end < period.start), period)
    return [found for one in chain for found in unissued(one, chain, ledger, records, digests)]
