"""The scoring rules of an office, edition by edition. What they mean in points: ``scoring/``."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from fractions import Fraction

from infoscore.names import Names
from infoscore.period import CALENDAR, Calendar
from infoscore.rounding import Rounding


@dataclass(frozen=True, slots=True)
class Track:
    """考核项: a score column with its own annual target."""

    name: str
    aliases: tuple[str, ...] = ()


def track_names(tracks: Iterable[Track]) -> Names[Track]:
    """What each track's name and aliases stand for."""
    return Names((name, track) for track in tracks for name in (track.name, *track.aliases))


@dataclass(frozen=True, slots=True, eq=False)
class Outlet:
    """刊物、载体 as one edition of the rules has it."""

    name: str
    track: str
    issuer: str = ""
    aliases: tuple[str, ...] = ()
    points: Mapping[str, Fraction] | Fraction = field(default_factory=dict)
    """By form, or one number whatever the form."""


class Method(StrEnum):
    """How a brief written by several units is shared among them."""

    AVERAGE = "average"
    FULL = "full"
    FIRST = "first"
    WEIGHTED = "weighted"
    FIXED = "fixed"
    HALF = "half"


@dataclass(frozen=True, slots=True)
class Joint:
    """The rule for briefs of several units."""

    method: Method
    points: Fraction | None = None
    """What each unit gets, for :attr:`Method.FIXED` only."""
    rounding: Rounding = Rounding.NONE
    to: Fraction = Fraction(1)
    """Each share is rounded to a multiple of this many points."""


class Edition:
    """版本: the rules in force from a date until the next edition."""

    __slots__ = ("_forms", "_outlets", "effective", "forms", "joint", "outlets", "wording")

    def __init__(
        self,
        effective: date,
        outlets: Iterable[Outlet],
        joint: Joint | None = None,
        forms: Mapping[str, Sequence[str]] | None = None,
        wording: Sequence[str] | None = None,
    ) -> None:
        """``forms``: aliases of forms; ``wording``: 计分标准 in the office's own words."""
        self.effective = effective
        self.outlets = tuple(outlets)
        self.joint = joint
        self.wording = None if wording is None else tuple(wording)
        aliases = dict(forms or {})
        scored = (
            form
            for outlet in self.outlets
            if not isinstance(outlet.points, Fraction)
            for form in outlet.points
        )
        self.forms = {form: tuple(aliases.get(form, ())) for form in (*aliases, *scored)}
        """体裁 with their aliases, in the order in which the rules name them."""
        self._outlets = Names(
            (name, outlet) for outlet in self.outlets for name in (outlet.name, *outlet.aliases)
        )
        self._forms = Names(
            (name, form) for form, names in self.forms.items() for name in (form, *names)
        )

    def find_outlet(self, name: str) -> Sequence[Outlet]:
        """The outlets called ``name``."""
        return self._outlets.find(name)

    def find_form(self, name: str) -> Sequence[str]:
        """The forms called ``name``."""
        return self._forms.find(name)

    def nearest_outlet(self, name: str) -> list[str]:
        """Names of outlets that look like ``name``."""
        return self._outlets.nearest(name)

    def nearest_form(self, name: str) -> list[str]:
        """Names of forms that look like ``name``."""
        return self._forms.nearest(name)


class RuleBook:
    """All editions. A record is scored by the one in force on its date."""

    __slots__ = ("_starts", "_tracks", "calendar", "editions", "forms", "outlets", "tracks")

    def __init__(
        self,
        tracks: Sequence[Track],
        editions: Iterable[Edition],
        *,
        calendar: Calendar = CALENDAR,
    ) -> None:
        self.calendar = calendar
        self.tracks = tuple(tracks)
        self._tracks = track_names(self.tracks)
        self.editions = tuple(sorted(editions, key=lambda edition: edition.effective))
        self._starts = [edition.effective for edition in self.editions]
        self.outlets = Names(
            (name, outlet.name)
            for edition in self.editions
            for outlet in edition.outlets
            for name in (outlet.name, *outlet.aliases)
        )
        """Full names of the outlets of all editions."""
        self.forms = Names(
            (name, form)
            for edition in self.editions
            for form, names in edition.forms.items()
            for name in (form, *names)
        )
        """Full names of the forms of all editions."""

    def on(self, day: date) -> Edition | None:
        """The edition in force on ``day``; ``None`` before the first."""
        index = bisect_right(self._starts, day)
        return self.editions[index - 1] if index else None

    def find_track(self, name: str) -> Sequence[Track]:
        """The tracks called ``name``."""
        return self._tracks.find(name)

    def nearest_track(self, name: str) -> list[str]:
        """Names of tracks that look like ``name``."""
        return self._tracks.nearest(name)

    def in_force(self, start: date, end: date) -> list[Edition]:
        """Every edition that is in force on any day from ``start`` to ``end``."""
        first = max(bisect_right(self._starts, start) - 1, 0)
        return list(self.editions[first : bisect_right(self._starts, end)])
