"""Part of a ledger as bytes, to be added to another ledger of the same rules and units.

Recipients of briefs are left out: only circulars tell them, and they read every record.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from fractions import Fraction

import msgspec

from infoscore.records.base import Who
from infoscore.roster import Unit
from infoscore.scoring.ledger import Ledger
from infoscore.scoring.tally import Tally


class _Day(msgspec.Struct, array_like=True, gc=False):
    """A day's tally; units, groups and measures by their places."""

    day: int
    posted: list[tuple[int, str, int, int]]
    """Unit, track, and points as numerator and denominator."""
    adoptions: list[tuple[int, int]]
    submissions: list[tuple[int, int]]
    adopted: dict[str, int]
    forms: dict[str, int]
    received: int
    forwarded: dict[str, int]
    amounts: list[tuple[int, int, int, int]]


_EVERYBODY = -1
_FIRST_GROUP = -2


def packed(ledger: Ledger) -> bytes:
    """The ledger as bytes.

    Raises:
        OverflowError: a number too large to be packed.
    """
    places = _places(ledger)
    measures = {measure: at for at, measure in enumerate(ledger.measures)}
    days = [
        _Day(
            day.toordinal(),
            [
                (unit, track, number, of)
                for (unit, track, of), number in _summed(tally, places).items()
            ],
            [(places[who], number) for who, number in tally.adoptions.items()],
            [(places[who], number) for who, number in tally.submissions.items()],
            tally.adopted,
            tally.forms,
            tally.received,
            tally.forwarded,
            [
                (measures[measure], places[who], number.numerator, number.denominator)
                for (measure, who), number in tally.amounts.items()
            ],
        )
        for day, tally in ledger.days.items()
    ]
    return msgspec.msgpack.encode(days)


def _summed(tally: Tally, places: Mapping[Who, int]) -> dict[tuple[int, str, int], int]:
    """Posted points by unit, track and denominator, as a numerator."""
    sums: defaultdict[tuple[int, str, int], int] = defaultdict(int)
    for (unit, track, number, of), times in tally.posted.items():
        sums[places[unit], track, of] += number * times
    return sums


def add(ledger: Ledger, data: bytes) -> None:
    """Add packed sums to the ledger.

    Raises:
        msgspec.DecodeError, LookupError: the bytes are something else.
    """
    days = msgspec.msgpack.decode(data, type=list[_Day])
    subjects = _subjects(ledger)
    units: dict[int, Unit] = {
        place: who for place, who in subjects.items() if isinstance(who, Unit)
    }
    for day in days:
        tally = ledger.day(date.fromordinal(day.day))
        tally.post(((units[unit], track, number, of), 1) for unit, track, number, of in day.posted)
        for counter, counts in (
            (tally.adoptions, day.adoptions),
            (tally.submissions, day.submissions),
        ):
            for place, count in counts:
                who = subjects[place]
                if who is not None:
                    counter[who] += count
        _count(tally, day)
        for at, place, number, of in day.amounts:
            key = ledger.measures[at], subjects[place]
            tally.amounts[key] += Fraction(number, of)


def _count(tally: Tally, day: _Day) -> None:
    for counter, counts in (
        (tally.adopted, day.adopted),
        (tally.forms, day.forms),
        (tally.forwarded, day.forwarded),
    ):
        for name, count in counts.items():
            counter[name] += count
    tally.received += day.received


def _subjects(ledger: Ledger) -> dict[int, Who]:
    found: dict[int, Who] = dict(enumerate(ledger.roster.units))
    found[_EVERYBODY] = None
    groups: Iterable[str] = dict.fromkeys(group.name for group in ledger.roster.groups)
    found.update((_FIRST_GROUP - at, name) for at, name in enumerate(groups))
    return found


def _places(ledger: Ledger) -> dict[Who, int]:
    return {who: place for place, who in _subjects(ledger).items()}
