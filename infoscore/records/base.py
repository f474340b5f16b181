"""What every record has: date and place, the units that it names, what makes it one event."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from datetime import date
from fractions import Fraction
from functools import lru_cache
from typing import Final, NamedTuple

import msgspec

from infoscore.names import fold
from infoscore.problems import Place
from infoscore.roster import Unit

ID_DIGITS: Final = 6
"""Hexadecimal digits in a record's name; longer only where two events would share it."""
UNIQUE_DIGITS: Final = 16
"""So many that no two events share them."""


class Contributor(NamedTuple):
    """A unit that wrote a brief, alone or with others."""

    named: str
    """As the record names it; documents print this."""
    unit: Unit
    weight: Fraction | None = None
    """Its part of a jointly written brief, relative to the others'."""


class Dated(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """What every record has."""

    place: Place
    date: date

    @property
    def event(self) -> tuple[str, ...]:
        """What makes it this event, beside its date, however its names are typed."""
        raise NotImplementedError

    @property
    def id(self) -> str:
        """The date and a short hash of what makes it this event and no other."""
        return self.id_of(ID_DIGITS)

    def id_of(self, digits: int) -> str:
        """The id with so many hexadecimal digits; the same event gives the same id."""
        text = "\0".join(self.event)
        return f"{self.date.isoformat()}-{hashlib.sha256(text.encode()).hexdigest()[:digits]}"


def names_of(contributors: Sequence[Contributor]) -> str:
    """The contributors as a document lists them."""
    return "、".join(contributor.named for contributor in contributors)


def unit_names(contributors: Iterable[Contributor]) -> list[str]:
    """The full names of the contributors' units, in their order."""
    return [one.unit.name for one in contributors]


fold_name = lru_cache(maxsize=4096)(fold)
"""Folds names of which there are few, such as those of outlets."""


def folded(*parts: str) -> tuple[str, ...]:
    """Each part as it is compared with others."""
    return tuple(map(fold, parts))
