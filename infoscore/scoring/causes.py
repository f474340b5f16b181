"""What the points of a period come from, and how that differs from what was known before."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from enum import StrEnum
from fractions import Fraction

from msgspec import Struct, structs

from infoscore.document import Entry
from infoscore.period import Period
from infoscore.records.adoption import Adoption, source
from infoscore.records.base import headline
from infoscore.records.kinds import Record, kind_of
from infoscore.records.resolve import Contributor
from infoscore.roster import Unit
from infoscore.rules.outlets import Outlet
from infoscore.scoring.ledger import Ledger
from infoscore.scoring.posting import Posting

Places = Mapping[tuple[Unit, str], Fraction]
"""Points by unit and track."""
Key = tuple[str, str]
"""Kind and digest of a record; of a rule for spans of time "" and its clause."""
_NOTHING = Fraction(0)
_NOT_SAID = frozenset({"place", "edition", "note"})
"""Fields of a record that are not what it says of an event."""


class Cause(Struct, frozen=True, kw_only=True):
    """A record, or a rule for spans of time, with the points that it gives in a period."""

    key: Key
    what: str
    """What it is, in words; a restricted title is not told."""
    points: Places
    """Without zeros."""
    id: str = ""
    date: date | None = None
    file: str = ""
    content: str = ""
    """Digest of all that the record says."""
    there: bool = True
    """``False``: it was known, and is gone."""
    record: Record | None = None
    """``None``: a rule, or a record that is known from an issued circular."""
    postings: Sequence[Posting] = ()

    @property
    def adopts(self) -> bool:
        """Whether it is an adoption, which is listed whatever its points."""
        return self.key[0] == "adoption"


class Turn(StrEnum):
    """How what a period counts differs from what was known."""

    LATE = "late"
    """It was not known."""
    CHANGED = "changed"
    GONE = "gone"


class Difference(Struct, frozen=True):
    """A cause whose points are not what was known."""

    of: Period
    turn: Turn
    cause: Cause
    """As it is now; one that is gone as it was."""
    before: Places
    after: Places
    edited: bool
    """The record itself says something else."""
    ruled: bool
    """Rules or units are others than those that were known."""

    @property
    def points(self) -> Places:
        """Points that are more than before, below zero those that are fewer."""
        places = dict.fromkeys((*self.before, *self.after))
        return _without_zeros(
            {at: self.after.get(at, _NOTHING) - self.before.get(at, _NOTHING) for at in places}
        )

    def posting(self, at: tuple[Unit, str], points: Fraction, day: date) -> Posting:
        """Return the posting that carries points of the difference over to ``day``."""
        return Posting(day, *at, points, f"issued.{self.of.key}", self.cause.record, ())


def causes(ledger: Ledger, records: Iterable[Record], period: Period) -> dict[Key, Cause]:
    """Return what the period's points come from, and every record of its days.

    The ledger has kept its postings, and the period's year is settled.
    """
    assert ledger.posted is not None
    own = ledger.book.calendar.unmoved(period)
    found: dict[Key, list[Posting]] = {}
    of: dict[Key, Record] = {}
    keys: dict[int, Key] = {}
    for record in records:
        if record.date in period and record.date <= ledger.until:
            keys[id(record)] = key = _key(record)
            of[key], found[key] = record, []
    for posting, by_calendar in ledger.posted:
        if posting.date > ledger.until or posting.date not in (own if by_calendar else period):
            continue
        made_by = posting.record
        key = ("", posting.clause) if made_by is None else keys.get(id(made_by)) or _key(made_by)
        if made_by is not None:
            of.setdefault(key, made_by)
        found.setdefault(key, []).append(posting)
    return {key: _cause(key, of.get(key), postings) for key, postings in found.items()}


def differences(
    of: Period, known: Mapping[Key, Cause], now: Mapping[Key, Cause], *, ruled: bool
) -> Iterator[Difference]:
    """Yield what differs; a record is the same one if it is the same event, or in its file alone.

    ``ruled``: rules or units are others than those by which the points were known.
    """
    pairs = {key: key for key in known if key in now}
    pairs.update(_by_file(known, now, pairs))
    for key, old in known.items():
        new = now.get(pairs.get(key, key))
        there = new is not None
        turn = Turn.GONE if not there else Turn.CHANGED if old.there else Turn.LATE
        cause = old if new is None else _renamed(new, key)
        edited = new is not None and new.content != old.content
        after = {} if new is None else new.points
        found = Difference(of, turn, cause, old.points, after, edited, ruled)
        if found.points or (old.adopts and there != old.there):
            yield found
    met = set(pairs.values())
    for key, new in now.items():
        if key not in met and (new.points or new.adopts):
            yield Difference(of, Turn.LATE, new, {}, new.points, edited=False, ruled=ruled)


def added(*several: Places) -> Places:
    """Return the sums of points, without zeros."""
    total: dict[tuple[Unit, str], Fraction] = {}
    for places in several:
        for at, points in places.items():
            total[at] = total.get(at, _NOTHING) + points
    return _without_zeros(total)


def _cause(key: Key, record: Record | None, postings: Sequence[Posting]) -> Cause:
    points = added(*({(one.unit, one.track): one.points} for one in postings))
    if record is None:
        return Cause(key=key, what=key[1], points=points, postings=postings)
    return Cause(
        key=key,
        what=_what(record),
        points=points,
        id=record.id,
        date=record.date,
        file=record.place.file,
        content=_digest(*_said(record)),
        record=record,
        postings=postings,
    )


def _what(record: Record) -> str:
    if isinstance(record, Adoption):
        return Entry("", headline(record), source(record), "").text
    return kind_of(record).said(record)


def _key(record: Record) -> Key:
    return kind_of(record).name, _digest(record.date.isoformat(), *record.identity)


def _said(record: Record) -> Iterator[str]:
    for name in record.__struct_fields__:
        if name not in _NOT_SAID:
            yield f"{name} {_plain(getattr(record, name))}"


def _plain(value: object) -> str:
    match value:
        case Outlet() | Unit():
            return value.name
        case Contributor():
            return f"{value.unit.name} {value.weight} {value.role}"
        case tuple():
            return ", ".join(map(_plain, value))
        case Mapping():
            return ", ".join(f"{key} {_plain(part)}" for key, part in value.items())
        case _:
            return str(value)


def _digest(*texts: str) -> str:
    text = "\0".join(texts).encode("utf-8", "surrogatepass")
    return hashlib.blake2b(text, digest_size=8).hexdigest()


def _by_file(
    known: Mapping[Key, Cause], now: Mapping[Key, Cause], pairs: Mapping[Key, Key]
) -> dict[Key, Key]:
    """Return the pairs of an old and a new record that lie alone in the same file."""
    old = _alone(cause for key, cause in known.items() if key not in pairs and cause.there)
    new = _alone(cause for key, cause in now.items() if key not in pairs.values())
    return {old[at]: new[at] for at in old if at in new}


def _alone(causes: Iterable[Cause]) -> dict[tuple[str, str], Key]:
    found = [((cause.key[0], cause.file), cause.key) for cause in causes if cause.file]
    times = Counter(at for at, _ in found)
    return {at: key for at, key in found if times[at] == 1}


def _renamed(cause: Cause, key: Key) -> Cause:
    """Return a cause under the key by which it was known."""
    return structs.replace(cause, key=key)


def _without_zeros(places: Places) -> Places:
    return {at: points for at, points in places.items() if points}
