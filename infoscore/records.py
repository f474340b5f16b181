"""The dated records an office keeps, their names resolved to units, outlets and forms."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import date
from fractions import Fraction
from typing import Final, NamedTuple

import msgspec

from infoscore.names import fold
from infoscore.problems import Place
from infoscore.roster import Unit
from infoscore.rules import Edition, Outlet

ID_DIGITS: Final = 6
"""Hexadecimal digits in a record's name; longer only where two events would share it."""


class Contributor(NamedTuple):
    """A unit that wrote a brief, alone or with others."""

    named: str
    """As the record names it; documents print this."""
    unit: Unit
    weight: Fraction | None = None
    """Its part of a jointly written brief, relative to the others'."""


class Forwarding(NamedTuple):
    """Briefs that the office passed up."""

    to: str
    briefs: int


class Endorsement(NamedTuple):
    """批示: a leader's written instruction on an adopted brief."""

    by: str
    date: date | None


class Adoption(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """采用: one outlet published one brief on one date; ``count`` of them if only that is known."""

    place: Place
    date: date
    title: str
    outlet: Outlet
    outlet_named: str
    """As the record names it."""
    edition: Edition
    """The rules in force on its date."""
    contributors: tuple[Contributor, ...]
    issue: str = ""
    form: str = ""
    count: int = 1
    item: str = ""
    """Names the brief where several outlets adopted it; empty: its title does."""
    restricted: bool = False
    """Counts, but its title appears in no public output."""
    duplicate_ok: bool = False
    """The clerk has looked: it is not the other record that it resembles."""
    tags: tuple[str, ...] = ()
    endorsements: tuple[Endorsement, ...] = ()
    authors: tuple[str, ...] = ()
    submission: str = ""
    note: str = ""

    @property
    def id(self) -> str:
        """The date and a short hash of what makes it this event and no other."""
        return self.id_of(ID_DIGITS)

    def id_of(self, digits: int) -> str:
        """The id with so many hexadecimal digits.

        The same event gives the same id, however its names are typed. Where there is no title,
        form and units tell totals apart.
        """
        event = [self.outlet.name, self.issue, self.title]
        if not self.title:
            event += [self.form, *(one.unit.name for one in self.contributors)]
        text = "\0".join(fold(part) for part in event)
        return f"{self.date.isoformat()}-{hashlib.sha256(text.encode()).hexdigest()[:digits]}"


class Submission(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """报送: a unit's brief received, and where the office forwarded it."""

    place: Place
    date: date
    title: str = ""
    contributors: tuple[Contributor, ...] = ()
    """Empty where only the office's total is known."""
    count: int = 1
    forwarded: tuple[Forwarding, ...] = ()
    restricted: bool = False
    note: str = ""


Record = Adoption | Submission
"""Whatever is dated and kept; each kind has date, contributors and count."""


def names_of(contributors: Sequence[Contributor]) -> str:
    """The contributors as a document lists them."""
    return "、".join(contributor.named for contributor in contributors)
