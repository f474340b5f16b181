"""Commissions (约稿): the entry in a file and the record made of it."""

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from fractions import Fraction
from typing import Annotated, Final, TypeAlias

from msgspec import Meta

from infoscore.messages import mark, msg
from infoscore.moments import begin_of, end_of, in_words
from infoscore.reading.reading import Reading
from infoscore.reading.types import (
    Count,
    Day,
    Line,
    LineOr,
    Moment,
    Strict,
    described,
    listed,
    typed,
)
from infoscore.reading.yamltext import Path
from infoscore.records import base, secrecy
from infoscore.records import resolve as named
from infoscore.records.duty import Duty
from infoscore.records.resolve import Contributor, Setup
from infoscore.roster import Unit
from infoscore.rules.commissions import Outcome, outcomes, points_for
from infoscore.rules.condition import Traits, placed
from infoscore.rules.measures import Measured, Of
from infoscore.rules.steps import Step


def delivery_days(parts: list[str]) -> object:
    """Return the value of dates, or of units with dates: ``办公室=2021-03-05``."""
    by_unit: dict[str, list[str]] = {}
    for first, second in map(base.paired, parts):
        unit, day = ("", first) if second is None else (first, second)
        by_unit.setdefault(unit, []).append(base.moment_text(day))
    if "" in by_unit and len(by_unit) > 1:
        return list(parts)
    found = {unit: days if len(days) > 1 else days[0] for unit, days in by_unit.items()}
    return found.get("", found)


Deliveries: TypeAlias = Moment | list[Moment] | dict[LineOr, Moment | list[Moment]]


class CommissionEntry(Strict, frozen=True):
    """Entry of a commission in a file."""

    date: Annotated[
        Day,
        described("the day on which it was asked for"),
        typed("--date -d DATE", mark("when it was asked for; default: today"), base.DATE_HEADS),
    ]
    due: Annotated[
        Moment,
        described("the last day, or minute, on which it is on time"),
        typed(
            "--due DATE",
            mark("the last day, or minute, on which it is on time"),
            "截止日期 交稿期限 截止时间",
        ),
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
    asked_by: Annotated[
        Line | None,
        described("who asks for it"),
        typed("--asked-by NAME", mark("who asks for it"), "约稿人 约稿部门"),
    ] = None
    count: Annotated[
        Count | None,
        described("so many briefs were asked for, from each unit"),
        typed("--count N", mark("so many briefs were asked for, or came"), base.COUNT_HEADS),
    ] = None
    delivered: Annotated[
        Deliveries | None,
        described("when all of it came, or a day or minute for each brief that did; or by unit"),
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

    due: dt.datetime
    """Last minute in which it is on time."""
    asked_by: str = ""
    count: int = 1
    """Number of briefs asked for, from each unit."""
    delivered: Mapping[str, tuple[dt.datetime, ...]] = {}
    """Moments of delivery by a unit's full name, one for each brief that came, in order."""
    tags: tuple[str, ...] = ()

    @property
    def traits(self) -> Traits:
        """Properties that conditions test."""
        return Traits(tags=frozenset(self.tags))

    def outcomes(self, unit: Unit, today: dt.date) -> Iterator[tuple[int, list[Outcome]]]:
        """Yield numbers of briefs with the outcomes that are known on ``today``, the last for good.

        Briefs that came on one day, or did not come at all, are one number.
        """
        came = self.delivered.get(unit.name, ())
        for day, briefs in Counter((*came, *(None,) * (self.count - len(came)))).items():
            yield briefs, outcomes(self.due, day, today)

    def credits(self, until: dt.date) -> Iterator[base.Credit]:
        """Yield the points for each outcome; a later one takes back those of the one before."""
        rules = [] if self.edition is None else self.edition.commissions
        for one in self.contributors:
            for briefs, became in self.outcomes(one.unit, until):
                before: tuple[str, Step] | None = None
                for found in became:
                    scored = points_for(rules, self.traits, found.state)
                    for given, back in ((before, True), (scored, False)):
                        if given is None or (back and not given[1].value):
                            continue
                        track, step = given
                        steps = (step, step.times(Fraction(-1), step.clause)) if back else (step,)
                        what = found.date, track, step.clause, steps
                        yield base.Credit(*what, briefs=briefs, unit=one.unit, takes_back=back)
                    before = scored

    @property
    def event(self) -> tuple[str, ...]:
        """Title."""
        return base.folded(self.title)


def resolve(entry: CommissionEntry, reading: Reading, setup: Setup) -> Commission | None:
    """Return the record, or ``None`` after noting problems."""
    before = len(reading.problems)
    due = reading.moment(entry.due, ("due",), last=True)
    if reading.day(entry.date, ("date",)) is None or due is None:
        return None
    edition = named.in_force(reading, entry.date, setup.book)
    if edition is None:
        return None
    contributors = named.contributors(reading, entry.units, entry.date, setup.roster)
    if due.date() < entry.date:
        reading.wrong(
            ("due",),
            msg("due on {due}, before it was asked for", due=entry.due),
            msg("check “date” and “due”"),
        )
    count = entry.count or 1
    delivered = _delivered(entry, count, contributors or (), reading, setup)
    tags = named.tags(reading, entry.tags, edition)
    restricted = secrecy.seen(entry.restricted, reading, setup.as_of)
    if len(reading.problems) > before or contributors is None:
        return None
    return Commission(
        place=reading.place,
        date=entry.date,
        title=entry.title,
        due=due,
        asked_by=entry.asked_by or "",
        contributors=contributors,
        edition=edition,
        count=count,
        delivered=delivered,
        tags=tags,
        restricted=restricted,
        note=entry.note or "",
    )


def _said(record: Commission) -> str:
    due = record.due
    day, clock = f"{due.month}月{due.day}日", "" if due == end_of(due) else f"{due:%H:%M}"
    return f"约稿：{base.headline(record)}（{day}{clock}前）"


def _duties(record: Commission) -> Iterator[Duty]:
    """Yield the delivery of each brief by each unit."""
    for one in record.contributors:
        came = record.delivered.get(one.unit.name, ())
        for number in range(record.count):
            yield Duty(
                clause="commissions",
                what=_said(record),
                since=begin_of(record.date),
                due=record.due,
                done=came[number] if number < len(came) else None,
                unit=one.unit,
                record=record.id,
                place=record.place,
            )


def _needed(_given: Mapping[str, object]) -> Sequence[str]:
    return "title", "due", "units"


def _became(rule: Measured, record: Commission, until: date) -> Iterator[base.Addition]:
    for one in record.contributors:
        for briefs, became in record.outcomes(one.unit, until):
            before = None
            for found in became:
                for state, number in ((before, -briefs), (found.state, briefs)):
                    if state is not None and (rule.state is None or state in listed(rule.state)):
                        for who in (one.unit, one.unit.group, None):
                            yield found.date, who, Fraction(number)
                before = found.state


def _delivered(
    entry: CommissionEntry,
    count: int,
    contributors: tuple[Contributor, ...],
    reading: Reading,
    setup: Setup,
) -> dict[str, tuple[dt.datetime, ...]]:
    """Return the moments of delivery by units' full names."""
    given: dict[str, tuple[str | list[str], Path]] = {}
    if isinstance(entry.delivered, dict):
        asked = {one.unit for one in contributors}
        for name, days in entry.delivered.items():
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
                given[unit.name] = (days, path)
    elif entry.delivered is not None:
        given = {one.unit.name: (entry.delivered, ("delivered",)) for one in contributors}
    return {name: _days(*days, count, entry.date, reading) for name, days in given.items()}


def _days(
    days: str | list[str], path: Path, count: int, asked: date, reading: Reading
) -> tuple[dt.datetime, ...]:
    """Return the moment of each brief that came, after noting problems; one is that of all."""
    found: list[dt.datetime] = []
    for text, at in placed(days, path):
        moment = reading.moment(text, at)
        found += [] if moment is None else [moment]
        if moment is not None and moment.date() < asked:
            reading.wrong(
                at,
                msg("delivered on {day}, before it was asked for", day=in_words(moment)),
                msg("check “date” and “delivered”"),
            )
    if not isinstance(days, list):
        return (*found,) * count
    if len(days) > count:
        reading.wrong(
            path,
            msg(
                "{delivered} briefs delivered, but only {count} asked for",
                delivered=len(days),
                count=count,
            ),
            msg("check “count”"),
        )
    return tuple(sorted(found))


KIND: Final = base.RecordKind(
    folder="commissions",
    name="commission",
    noun=msg("commission"),
    entry=CommissionEntry,
    record=Commission,
    resolve=resolve,
    options=(
        *("title", "date", "due", "units", "asked_by", "count", "delivered", "tags"),
        *("restricted", "note"),
    ),
    written=(
        *("date", "due", "title", "asked_by", "units", "count", "delivered", "tags"),
        *("restricted", "note"),
    ),
    said=_said,
    needed=_needed,
    counts={Of.COMMISSIONS: _became},
    called={"contributors": "units"},
    duties=_duties,
    sums_alone=False,  # the outcome depends on the day of the report
)
