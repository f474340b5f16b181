"""A commission as it is written, into the record that is scored by its due date."""

import datetime as dt
from collections.abc import Mapping
from datetime import date
from typing import Annotated

from msgspec import Meta

from infoscore.messages import msg
from infoscore.problems import Code
from infoscore.reading.reading import Reading
from infoscore.reading.typed import parse_day, texts
from infoscore.reading.types import Day, Line, Prose, Strict, described
from infoscore.reading.yamltext import Path
from infoscore.records import resolve as named
from infoscore.records.base import Contributor, Dated, folded
from infoscore.records.resolve import Setup
from infoscore.roster import Unit
from infoscore.rules.commissions import Outcome, outcome
from infoscore.rules.condition import Traits
from infoscore.rules.edition import Edition


class CommissionEntry(Strict, frozen=True):
    date: Annotated[Day, described("the day on which it was asked for")]
    due: Annotated[Day, described("the last day on which it is on time")]
    title: Annotated[Line, described("what was asked for")]
    units: Annotated[list[Line], Meta(min_length=1), described("the units that were asked")]
    delivered: Annotated[
        Day | dict[Line, Day] | None,
        described("the day of delivery, or one for each unit; left out: not delivered"),
    ] = None
    tags: Annotated[list[Line], described("marks such as 头版头条, 转报")] = []
    restricted: Annotated[bool, described("counts, but its title is never published")] = False
    note: Annotated[Prose | None, described("for the office; never printed")] = None


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
        return folded(self.title)


def resolve(entry: CommissionEntry, reading: Reading, setup: Setup) -> Commission | None:
    """The record, or ``None`` with the reasons among the problems."""
    before = len(reading.problems)
    days = (reading.day(entry.date, ("date",)), reading.day(entry.due, ("due",)))
    if None in days:
        return None
    edition = named.in_force(reading, entry.date, setup.book)
    if edition is None:
        return None
    contributors = named.contributors(reading, entry.units, entry.date, setup.roster)
    if entry.due < entry.date:
        reading.note(
            Code.WRONG_VALUE,
            ("due",),
            msg("due on {due}, before it was asked for", due=entry.due),
            msg("check “date” and “due”"),
        )
    delivered = _delivered(entry, contributors or (), reading, setup)
    tags = named.tags(reading, entry.tags, edition)
    if len(reading.problems) > before or contributors is None:
        return None
    return Commission(
        place=reading.place,
        date=entry.date,
        title=entry.title,
        due=entry.due,
        contributors=contributors,
        edition=edition,
        delivered=delivered,
        tags=tags,
        restricted=entry.restricted,
        note=entry.note or "",
    )


def glance(value: Mapping[str, object], reading: Reading, setup: Setup) -> None:
    """The names in a record that is at fault elsewhere, so that all faults are told at once."""
    day = parse_day(str(value.get("date")))
    named.contributors(reading, texts(value.get("units")), day, setup.roster)


def _delivered(
    entry: CommissionEntry,
    contributors: tuple[Contributor, ...],
    reading: Reading,
    setup: Setup,
) -> dict[str, date]:
    """By a unit's full name."""
    if entry.delivered is None:
        return {}
    given: dict[str, tuple[date, Path]]
    if isinstance(entry.delivered, date):
        given = {one.unit.name: (entry.delivered, ("delivered",)) for one in contributors}
    else:
        given = {}
        asked = {one.unit for one in contributors}
        for name, day in entry.delivered.items():
            path: Path = ("delivered", name)
            found = setup.roster.find(name, entry.date)
            unit = reading.one(name, path, found, msg("unit"), setup.roster.nearest, "units.yaml")
            if unit is not None and unit not in asked:
                reading.note(
                    Code.WRONG_VALUE,
                    path,
                    msg("“{unit}” was not asked for it", unit=unit.name),
                    msg("add it to “units”, or delete it here"),
                )
            elif unit is not None:
                given[unit.name] = (day, path)
    for day, path in given.values():
        if reading.day(day, path) is not None and day < entry.date:
            reading.note(
                Code.WRONG_VALUE,
                path,
                msg("delivered on {day}, before it was asked for", day=day),
                msg("check “date” and “delivered”"),
            )
    return {name: day for name, (day, _) in given.items()}
