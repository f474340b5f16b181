"""The dated records an office keeps, their names resolved to units, outlets and forms."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from fractions import Fraction
from functools import lru_cache
from typing import Final, NamedTuple

import msgspec

from infoscore.names import fold
from infoscore.problems import Place
from infoscore.roster import Unit
from infoscore.rules.commissions import Outcome, outcome
from infoscore.rules.condition import Traits
from infoscore.rules.edition import Edition
from infoscore.rules.outlets import Outlet

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


class Forwarding(NamedTuple):
    """Briefs that the office passed up."""

    to: str
    briefs: int


class Endorsement(NamedTuple):
    """批示: a leader's written instruction on an adopted brief."""

    by: str
    date: date | None


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


class Adoption(Dated, frozen=True, kw_only=True, gc=False):
    """采用: one outlet published one brief on one date; ``count`` of them if only that is known."""

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
    length: int | None = None
    """In characters."""
    channel: str = ""
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
    def traits(self) -> Traits:
        """What conditions look at."""
        outlet = self.outlet
        return Traits(
            outlet.name,
            outlet.outlet_class,
            outlet.track,
            self.form,
            frozenset(self.tags),
            self.channel,
            self.length,
            frozenset(one.by for one in self.endorsements),
        )

    @property
    def brief(self) -> str:
        """What the adoptions of one brief share; empty: a total, which is no brief."""
        return fold(self.item or self.title)

    @property
    def event(self) -> tuple[str, ...]:
        """Outlet, issue and title; where there is no title, form and units tell totals apart."""
        outlet = self.outlet_named if self.outlet.unlisted else self.outlet.name
        if self.title:
            return _fold(outlet), fold(self.issue), fold(self.title)
        units = _units(self.contributors)
        return _folded(outlet, self.issue, "", self.form, *units)


class Submission(Dated, frozen=True, kw_only=True, gc=False):
    """报送: a unit's brief received, and where the office forwarded it."""

    title: str = ""
    edition: Edition | None = None
    """The rules in force on its date; ``None``: it was received before the first."""
    contributors: tuple[Contributor, ...] = ()
    """Empty where only the office's total is known."""
    count: int = 1
    form: str = ""
    length: int | None = None
    channel: str = ""
    item: str = ""
    tags: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    forwarded: tuple[Forwarding, ...] = ()
    restricted: bool = False
    note: str = ""

    @property
    def traits(self) -> Traits:
        """What conditions look at."""
        return Traits(
            form=self.form, tags=frozenset(self.tags), channel=self.channel, length=self.length
        )

    @property
    def brief(self) -> str:
        """What it shares with the adoptions of the same brief."""
        return fold(self.item or self.title)

    @property
    def event(self) -> tuple[str, ...]:
        """Its title and units; of a total, the form, too."""
        units = _units(self.contributors)
        return _folded(self.title, *units, *(() if self.title else (self.form,)))


class Commission(Dated, frozen=True, kw_only=True, gc=False):
    """约稿: a brief asked for by a due date."""

    title: str
    due: dt.date
    """The last day on which it is on time."""
    contributors: tuple[Contributor, ...]
    edition: Edition | None = None
    delivered: Mapping[str, dt.date] = {}
    """By a unit's full name; a unit that is not there has not delivered."""
    tags: tuple[str, ...] = ()
    restricted: bool = False
    note: str = ""
    count: int = 1

    @property
    def traits(self) -> Traits:
        """What conditions look at."""
        return Traits(tags=frozenset(self.tags))

    def outcome(self, unit: Unit, until: dt.date) -> Outcome | None:
        """What became of it for the unit, as far as is known at ``until``."""
        return outcome(self.due, self.delivered.get(unit.name), until)

    @property
    def event(self) -> tuple[str, ...]:
        """Its title."""
        return _folded(self.title)


class Adjustment(Dated, frozen=True, kw_only=True, gc=False):
    """加减分: points given or taken by a named rule, by hand."""

    rule: str
    track: str
    points: Fraction
    """For each unit, for one case."""
    contributors: tuple[Contributor, ...]
    """The units that it is about."""
    edition: Edition | None = None
    count: int = 1
    """So many cases."""
    title: str = ""
    """The reason."""
    restricted: bool = False
    note: str = ""

    @property
    def traits(self) -> Traits:
        """What conditions look at."""
        return Traits(track=self.track)

    @property
    def event(self) -> tuple[str, ...]:
        """The rule, the reason and the units."""
        return _folded(self.rule, self.title, *_units(self.contributors))


Record = Adoption | Submission | Commission | Adjustment
"""Whatever is dated and kept; each kind has place, date, title, contributors, count and traits."""


def names_of(contributors: Sequence[Contributor]) -> str:
    """The contributors as a document lists them."""
    return "、".join(contributor.named for contributor in contributors)


def _units(contributors: Iterable[Contributor]) -> list[str]:
    return [one.unit.name for one in contributors]


_fold = lru_cache(maxsize=4096)(fold)
"""For names of which there are few."""


def _folded(*parts: str) -> tuple[str, ...]:
    return tuple(map(fold, parts))
