"""Part of a ledger as bytes, to be added to another ledger of the same rules and units.

Recipients of briefs, tags, and how many name no unit, are left out: only circulars tell them, and
they read every record.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import date
from fractions import Fraction

import msgspec

from infoscore.records.base import Who
from infoscore.scoring.ledger import Ledger
from infoscore.scoring.tally import Tally

_Ratio = int | tuple[int, int]
"""A number of briefs; one that is not whole as numerator and denominator."""


class _Day(msgspec.Struct, array_like=True, gc=False):
    """A day's tally; units, groups and measures by their places."""

    day: int
    posted: list[tuple[int, str, int, int]]
    """Unit, track, and points as numerator and denominator."""
    adoptions: dict[int, _Ratio]
    submissions: dict[int, _Ratio]
    adopted: dict[str, _Ratio]
    forms: dict[str, _Ratio]
    received: _Ratio
    forwarded: dict[str, int]
    amounts: list[tuple[int, int, int, int]]


_EVERYBODY = -1
_FIRST_GROUP = -2


class Packing:
    """Packs ledgers of the same rules and units, and adds what was packed."""

    def __init__(self, ledger: Ledger) -> None:
        units = ledger.roster.units
        groups = dict.fromkeys(group.name for group in ledger.roster.groups)
        self._units = dict(enumerate(units))
        self._subjects: dict[int, Who] = {**self._units, _EVERYBODY: None}
        self._subjects.update((_FIRST_GROUP - at, name) for at, name in enumerate(groups))
        self._places = {who: place for place, who in self._subjects.items()}
        self._measures = ledger.measures
        self._measured = {measure: at for at, measure in enumerate(ledger.measures)}
        self._decode = msgspec.msgpack.Decoder(list[_Day]).decode

    def packed(self, ledger: Ledger) -> bytes:
        """The ledger as bytes.

        Raises:
            OverflowError: a number too large to be packed.
        """
        places = self._places
        days = [
            _Day(
                day.toordinal(),
                [
                    (unit, track, number, of)
                    for (unit, track, of), number in _summed(tally, places).items()
                ],
                {places[who]: _ratio(number) for who, number in tally.adoptions.items()},
                {places[who]: _ratio(number) for who, number in tally.submissions.items()},
                {name: _ratio(number) for name, number in tally.adopted.items()},
                {name: _ratio(number) for name, number in tally.forms.items()},
                _ratio(tally.received),
                tally.forwarded,
                [
                    (self._measured[measure], places[who], number.numerator, number.denominator)
                    for (measure, who), number in tally.amounts.items()
                ],
            )
            for day, tally in ledger.days.items()
        ]
        return msgspec.msgpack.encode(days)

    def add(self, ledger: Ledger, data: bytes) -> None:
        """Add packed sums to the ledger.

        Raises:
            msgspec.DecodeError, LookupError: the bytes are something else.
        """
        units = self._units
        for day in self._decode(data):
            tally = ledger.day(date.fromordinal(day.day))
            tally.post(
                ((units[unit], track, number, of), 1) for unit, track, number, of in day.posted
            )
            for counter, counts in (
                (tally.adoptions, day.adoptions),
                (tally.submissions, day.submissions),
            ):
                for place, ratio in counts.items():
                    who = self._subjects[place]
                    if who is not None:
                        counter[who] += _number(ratio)
            _count(tally, day)
            for at, place, number, of in day.amounts:
                key = self._measures[at], self._subjects[place]
                tally.amounts[key] += Fraction(number, of)


def _summed(tally: Tally, places: Mapping[Who, int]) -> dict[tuple[int, str, int], int]:
    """Posted points by unit, track and denominator, as a numerator."""
    sums: defaultdict[tuple[int, str, int], int] = defaultdict(int)
    for (unit, track, number, of), times in tally.posted.items():
        sums[places[unit], track, of] += number * times
    return sums


def _count(tally: Tally, day: _Day) -> None:
    for counter, counts in ((tally.adopted, day.adopted), (tally.forms, day.forms)):
        for name, ratio in counts.items():
            counter[name] += _number(ratio)
    tally.received += _number(day.received)
    tally.forwarded.update(day.forwarded)


def _number(ratio: _Ratio) -> Fraction | int:
    return ratio if isinstance(ratio, int) else Fraction(*ratio)


def _ratio(number: Fraction | int) -> _Ratio:
    return number if isinstance(number, int) else number.as_integer_ratio()
