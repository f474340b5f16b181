"""Commissions (约稿): the entry in a file and the record made of it."""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from fractions import Fraction
from typing import Annotated, Final

from msgspec import Meta

from infoscore.messages import mark, msg
from infoscore.reading.reading import Reading
from infoscore.reading.types import Day, Line, Strict, described, listed, typed
from infoscore.reading.yamltext import Path
from infoscore.records import base
from infoscore.records import resolve as named
from infoscore.records.resolve import Contributor, Setup
from infoscore.roster import Unit
from infoscore.rules.commissions import Outcome, outcomes, points_for
from infoscore.rules.condition import Traits
from infoscore.rules.measures import Measured, Of
from infoscore.rules.steps import Step


def delivery_days(parts: list[str]) -> object:
    """Return the value of one date, or of units with a date each: ``办公室=2021-03-05``."""
    pairs = [base.paired(part) for part in parts]
    if len(pairs) == 1 and pairs[0][1] is None:
        return base.day_text(parts[0])
    by_unit = {unit: base.day_text(day) for unit, day in pairs if day is not None}
    return by_unit if len(by_unit) == len(parts) else list(parts)


class CommissionEntry(Strict, frozen=True):
    """Entry of a commission in a file."""

    date: Annotated[
        Day,
        described("the day on which it was asked for"),
        typed("--date -d DATE", mark("when it was asked for; default: today"), base.DATE_HEADS),
    ]
    due: Annotated[
        Day,
        described("the last day on which it is on time"),
        typed("--due DATE", mark("the last day on which it is on time"), "截止日期 交稿期限"),
    ]
    title: Annotated[
        Line,
        described("what was asked for"),
        typed("--title -t TEXT", mark("what was asked for"), base.TITLE_HEADS),
    ]
    units: Annotated[
        list[Line],
        Meta(min_length=1),
        described("the units that were asked"),
        typed("--unit -u NAME", mark("a unit that was asked (repeatable)"), base.UNIT_HEADS),
    ]
    delivered: Annotated[
        Day | dict[Line, Day] | None,
        described("the day of delivery, or one for each unit; left out: not delivered"),
        typed(
            "--delivered [UNIT=]DATE",
            mark("when it came, from all or one of the units (repeatable)"),
            base.DELIVERY_HEADS,
            parts=delivery_days,
        ),
    ] = None
    tags: base.Tags = []
    restricted: base.Restricted = False
    note: base.Note = None


class Commission(base.Dated, frozen=True, kw_only=True, gc=False):
    """约稿: brief asked for by a due date."""

    due: dt.date
    """Last day on which it is on time."""
    delivered: Mapping[str, dt.date] = {}
    """Day of delivery by a unit's full name; absent: not delivered."""
    tags: tuple[str, ...] = ()

    @property
    def traits(self) -> Traits:
        """Properties that conditions test."""
        return Traits(tags=frozenset(self.tags))

    def outcomes(self, unit: Unit, today: dt.date) -> list[Outcome]:
        """Return the outcomes for the unit that are known on ``today``, the last one for good."""
        return outcomes(self.due, self.delivered.get(unit.name), today)

    def credits(self, until: dt.date) -> Iterator[base.Credit]:
        """Yield the points for each outcome; a later one takes back those of the one before."""
        rules = [] if self.edition is None else self.edition.commissions
        for contributor in self.contributors:
            before: tuple[str, Step] | None = None
            for found in self.outcomes(contributor.unit, until):
                scored = points_for(rules, self.tags, found.state)
                for given, back in ((before, True), (scored, False)):
                    if given is None or (back and not given[1].value):
                        continue
                    track, step = given
                    steps = (step, step.times(Fraction(-1), step.clause)) if back else (step,)
                    yield base.Credit(
                        found.date,
                        track,
                        step.clause,
                        steps,
                        unit=contributor.unit,
                        takes_back=back,
                    )
                before = scored

    @property
    def event(self) -> tuple[str, ...]:
        """Title."""
        return base.folded(self.title)


def resolve(entry: CommissionEntry, reading: Reading, setup: Setup) -> Commission | None:
    """Return the record, or ``None`` after noting problems."""
    before = len(reading.problems)
    if None in (reading.day(entry.date, ("date",)), reading.day(entry.due, ("due",))):
        return None
    edition = named.in_force(reading, entry.date, setup.book)
    if edition is None:
        return None
    contributors = named.contributors(reading, entry.units, entry.date, setup.roster)
    if entry.due < entry.date:
        reading.wrong(
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


def _said(record: Commission) -> str:
    return f"约稿：{base.headline(record)}（{record.due.month}月{record.due.day}日前）"


def _needed(_given: Mapping[str, object]) -> Sequence[str]:
    return "title", "due", "units"


def _became(rule: Measured, record: Commission, until: date) -> Iterator[base.Addition]:
    for contributor in record.contributors:
        before = None
        for found in record.outcomes(contributor.unit, until):
            for state, number in ((before, -1), (found.state, 1)):
                if state is not None and (rule.state is None or state in listed(rule.state)):
                    for who in (contributor.unit, contributor.unit.group, None):
                        yield found.date, who, Fraction(number)
            before = found.state


def _delivered(
    entry: CommissionEntry, contributors: tuple[Contributor, ...], reading: Reading, setup: Setup
) -> dict[str, date]:
    """Return the days of delivery by units' full names."""
    if entry.delivered is None:
        return {}
    given: dict[str, tuple[date, Path]] = {}
    if isinstance(entry.delivered, date):
        given = {one.unit.name: (entry.delivered, ("delivered",)) for one in contributors}
    else:
        asked = {one.unit for one in contributors}
        for name, day in entry.delivered.items():
            path: Path = ("delivered", name)
            found = setup.roster.find(name, entry.date)
            unit = reading.find(name, path, setup.roster.names, msg("unit"), "units.yaml", found)
            if unit is not None and unit not in asked:
                reading.wrong(
                    path,
                    msg("“{unit}” was not asked for it", unit=unit.name),
                    msg("add it to “units”, or delete it here"),
                )
            elif unit is not None:
                given[unit.name] = (day, path)
    for day, path in given.values():
        if reading.day(day, path) is not None and day < entry.date:
            reading.wrong(
                path,
                msg("delivered on {day}, before it was asked for", day=day),
                msg("check “date” and “delivered”"),
            )
    return {name: day for name, (day, _) in given.items()}


KIND: Final = base.RecordKind(
    folder="commissions",
    name="commission",
    noun=msg("commission"),
    entry=CommissionEntry,
    record=Commission,
    resolve=resolve,
    options=("title", "date", "due", "units", "delivered", "tags", "restricted", "note"),
    written=("date", "due", "title", "units", "delivered", "tags", "restricted", "note"),
    said=_said,
    needed=_needed,
    counts={Of.COMMISSIONS: _became},
    called={"contributors": "units"},
    sums_alone=False,  # the outcome depends on the day of the report
)
