"""Urgent matters (紧急信息): the entry in a file and the record made of it."""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from fractions import Fraction
from itertools import pairwise
from typing import Annotated, Final, NamedTuple

from msgspec import Meta, field

from infoscore.messages import mark, msg
from infoscore.moments import begin_of, end_of, in_words
from infoscore.problems import Code, Problem, Severity
from infoscore.reading.reading import Reading
from infoscore.reading.types import Clock, Day, Line, Moment, Strict, described, listed, typed
from infoscore.records import base, secrecy
from infoscore.records import resolve as named
from infoscore.records.duty import Duty
from infoscore.records.resolve import Setup
from infoscore.rules.commissions import outcomes
from infoscore.rules.condition import Traits
from infoscore.rules.edition import Edition
from infoscore.rules.emergencies import Due, UrgentRule, dues
from infoscore.rules.measures import Measured, Of, State


class ReportEntry(Strict, frozen=True):
    """Entry of a report within an urgent matter."""

    name: Annotated[Line, described("which report, as rules.yaml names it: 电话, 续报")]
    at: Annotated[Moment, described("when it was made: 2023-07-04 08:30")]


def reports(parts: list[str]) -> list[object]:
    """Return the value of reports with their moments: ``电话=2023-07-04 08:30``."""
    pairs = map(base.paired, parts)
    return [
        {"name": name} if at is None else {"name": name, "at": base.moment_text(at)}
        for name, at in pairs
    ]


ReportEntries = Annotated[
    list[ReportEntry],
    described("the reports that were made, each with its moment"),
    typed(
        "--report NAME=MOMENT",
        mark("a report that was made: 电话=2023-07-04 08:30 (repeatable)"),
        "报告 报告情况",
        parts=reports,
        between=";；\n",
    ),
]
Elements = Annotated[
    list[Line],
    described("what was reported of it, as rules.yaml names its elements"),
    typed("--element NAME", mark("what was reported of it: 时间, 地点 (repeatable)"), "要素"),
]
Closed = Annotated[
    Moment | None,
    described("when it was closed: no report is due any more"),
    typed("--closed MOMENT", mark("when it was closed"), "办结时间"),
]
FalseAlarm = Annotated[
    bool,
    described("it was reported falsely; no report is due"),
    typed("--false", mark("it was reported falsely"), "误报"),
]


class UrgentEntry(Strict, frozen=True):
    """Entry of an urgent matter in a file."""

    date: Annotated[
        Day,
        described("the day on which it happened"),
        typed("--date -d DATE", mark("when it happened; default: today"), base.DATE_HEADS),
    ]
    level: Annotated[
        Line,
        described("its level, as rules.yaml names it under “urgent”"),
        typed("--level NAME", mark("its level, as the rules name it"), "级别 等级"),
    ]
    title: Annotated[
        Line,
        described("what happened"),
        typed("--title -t TEXT", mark("what happened"), base.TITLE_HEADS),
    ]
    units: Annotated[
        list[Line],
        Meta(min_length=1),
        described("the units that have to report it"),
        typed("--unit -u NAME", mark("a unit that has to report it (repeatable)"), base.UNIT_HEADS),
    ]
    time: Annotated[
        Clock | None,
        described("the time of day at which it happened: 08:10"),
        typed("--time HH:MM", mark("the time of day at which it happened"), "时间 发生时间"),
    ] = None
    reports: ReportEntries = []
    elements: Elements = []
    closed: Closed = None
    false_alarm: FalseAlarm = field(name="false", default=False)
    tags: base.Tags = []
    restricted: base.Restricted = False
    note: base.Note = None


class UrgentReport(NamedTuple):
    """Report of an urgent matter."""

    name: str
    at: dt.datetime


class UrgentMatter(base.Dated, frozen=True, kw_only=True, gc=False):
    """紧急信息: what has to be reported at once, again and at last."""

    happened: dt.datetime
    """When it happened; the last minute of the day, if only the date is known."""
    level: str
    reports: tuple[UrgentReport, ...] = ()
    """In the order of their moments."""
    elements: tuple[str, ...] = ()
    closed: dt.datetime | None = None
    false_alarm: bool = False
    tags: tuple[str, ...] = ()

    @property
    def traits(self) -> Traits:
        """Properties that conditions test."""
        return Traits(tags=frozenset(self.tags), level=self.level)

    @property
    def rule(self) -> UrgentRule:
        """What its level needs; where the rules know no levels, nothing."""
        known = {} if self.edition is None else self.edition.rules.urgent
        return known.get(self.level) or UrgentRule()

    @property
    def dues(self) -> Iterator[Due]:
        """Each report that is due, with the moment at which it was made."""
        if self.false_alarm:
            return
        came: dict[str, list[dt.datetime]] = {}
        for one in self.reports:
            came.setdefault(one.name, []).append(one.at)
        yield from dues(self.rule, self.happened, came, self.closed)

    @property
    def event(self) -> tuple[str, ...]:
        """Title."""
        return base.folded(self.title)


def resolve(entry: UrgentEntry, reading: Reading, setup: Setup) -> UrgentMatter | None:
    """Return the record, or ``None`` after noting problems."""
    before = len(reading.problems)
    if reading.day(entry.date, ("date",)) is None:
        return None
    edition = named.in_force(reading, entry.date, setup.book)
    if edition is None:
        return None
    clock = None if entry.time is None else dt.time.fromisoformat(entry.time)
    happened = end_of(entry.date) if clock is None else dt.datetime.combine(entry.date, clock)
    contributors = named.contributors(reading, entry.units, entry.date, setup.roster)
    tags = named.tags(reading, entry.tags, edition)
    level = entry.level
    if edition.levels.entries:
        kind = msg("level of urgent matters")
        level = named.known(reading, entry.level, ("level",), edition.levels, kind) or level
    since = begin_of(entry.date) if clock is None else happened
    made = tuple(_reports(entry, level, since, edition, reading))
    closed = None if entry.closed is None else reading.moment(entry.closed, ("closed",), last=True)
    if closed is not None and closed < since:
        reading.wrong(
            ("closed",),
            msg("closed on {day}, before it happened", day=in_words(closed)),
            msg("check “date”, “time” and “closed”"),
        )
    restricted = secrecy.seen(entry.restricted, reading, setup.as_of)
    if len(reading.problems) > before or contributors is None:
        return None
    return UrgentMatter(
        place=reading.place,
        date=entry.date,
        title=entry.title,
        happened=happened,
        level=level,
        contributors=contributors,
        edition=edition,
        reports=tuple(sorted(made, key=lambda one: one.at)),
        elements=tuple(entry.elements),
        closed=closed,
        false_alarm=entry.false_alarm,
        tags=tags,
        restricted=restricted,
        note=entry.note or "",
    )


def _reports(
    entry: UrgentEntry, level: str, since: dt.datetime, edition: Edition, reading: Reading
) -> Iterator[UrgentReport]:
    """Yield the reports; note those that the level does not know, or from before the event."""
    rule = edition.rules.urgent.get(level)
    names = [] if rule is None else [one.name for one in rule.deadlines]
    for index, one in enumerate(entry.reports):
        path = ("reports", index)
        at = reading.moment(one.at, (*path, "at"))
        if names and one.name not in names:
            reading.note(
                Code.UNKNOWN_NAME,
                (*path, "name"),
                msg("there is no {kind} called “{name}”", kind=msg("report"), name=one.name),
                msg("the reports of “{level}” are: {names}", level=level, names=names),
            )
        if at is None:
            continue
        if at < since and (at != begin_of(at.date()) or at.date() < since.date()):
            reading.wrong(
                (*path, "at"),
                msg("reported on {day}, before it happened", day=in_words(at)),
                msg("check “date”, “time” and “reports”"),
            )
        yield UrgentReport(one.name, at)


def _said(record: UrgentMatter) -> str:
    return f"{record.level}紧急信息：{base.headline(record)}"


def _needed(_given: Mapping[str, object]) -> Sequence[str]:
    return "level", "title", "units"


def _duties(record: UrgentMatter) -> Iterator[Duty]:
    """Yield each report that is due, for each unit that has to make it."""
    for one in record.dues:
        for part in record.contributors:
            yield Duty(
                clause=f"urgent.{record.level}.{one.name}",
                what=f"{_said(record)}（{one.name}）",
                since=one.since,
                due=one.due,
                done=one.done,
                unit=part.unit,
                record=record.id,
                place=record.place,
            )


def _became(rule: Measured, record: UrgentMatter, until: date) -> Iterator[base.Addition]:
    """Yield one for each matter; with a state or a report, one for each report that became so."""
    states = listed(rule.state)
    if not states and rule.report is None:
        yield from base.for_everyone(record.date, record.contributors, 1)
        return
    if record.false_alarm and State.FALSE in states:
        yield from base.for_everyone(record.date, record.contributors, 1)
    for one in record.dues:
        if rule.report is not None and one.name not in listed(rule.report):
            continue
        before = None
        for found in outcomes(one.due, one.done, until):
            for state, number in ((before, -1), (found.state, 1)):
                if state is not None and (not states or state in states):
                    yield from base.for_everyone(found.date, record.contributors, Fraction(number))
            before = found.state


def _doubts(record: UrgentMatter) -> Iterator[Problem]:
    """Yield warnings about elements that are missing, and reports out of their order."""
    rule = record.rule
    missing = [name for name in rule.elements if name not in record.elements]
    if missing and record.reports and not record.false_alarm:
        what = msg(
            "what “{level}” must report is missing: {names}", level=record.level, names=missing
        )
        hint = msg("add it under “elements”, or let it follow: infoscore urgent --element")
        yield Problem(Code.BELOW_STANDARD, record.place, what, hint, Severity.WARNING)
    order = [one.name for one in rule.deadlines]
    made = [one for one in record.reports if one.name in order]
    for earlier, later in pairwise(made):
        if order.index(earlier.name) > order.index(later.name):
            what = msg(
                "the report “{later}” of {day} comes after “{earlier}”",
                later=later.name,
                day=in_words(later.at),
                earlier=earlier.name,
            )
            hint = msg("check the moments under “reports”; their order is: {names}", names=order)
            yield Problem(Code.BELOW_STANDARD, record.place, what, hint, Severity.WARNING)


KIND: Final = base.RecordKind(
    folder="urgent",
    name="urgent",
    noun=msg("urgent matter"),
    entry=UrgentEntry,
    record=UrgentMatter,
    resolve=resolve,
    options=(
        *("title", "level", "date", "time", "units", "reports", "elements", "closed", "false"),
        *("tags", "restricted", "note"),
    ),
    written=(
        *("date", "time", "level", "title", "units", "reports", "elements", "closed", "false"),
        *("tags", "restricted", "note"),
    ),
    said=_said,
    needed=_needed,
    counts={Of.URGENT: _became},
    called={"contributors": "units", "happened": "time", "false_alarm": "false"},
    duties=_duties,
    doubts=_doubts,
    sums_alone=False,  # what was missed depends on the day of the report
)
