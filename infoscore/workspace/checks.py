"""Checks beyond what a single file can tell: records against each other, the calendar, the plan.

They warn: nothing they find makes a number wrong by itself.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from difflib import SequenceMatcher
from typing import Final

from infoscore.messages import Message, msg
from infoscore.names import fold
from infoscore.period import Calendar
from infoscore.problems import Code, Place, Problem, Severity
from infoscore.records.adoption import Adoption
from infoscore.records.kinds import Record
from infoscore.records.resolve import Setup
from infoscore.records.submission import Submission


class Records:
    """Warnings about records, found while they stream by."""

    def __init__(self, calendar: Calendar, today: date) -> None:
        self._calendar = calendar
        self._today = today
        self._alike = _Alike()

    def check(self, record: Record) -> Iterator[Problem]:
        """Warnings about ``record``, by itself or beside those before it."""
        if record.date > self._today:
            what = msg("the date {day} is yet to come", day=record.date)
            yield _warning(Code.FUTURE_DATE, record.place, what, msg("check the date"))
        yield from _misplaced(record, self._calendar)
        if isinstance(record, Adoption):
            yield from self._alike.see(record)
        if isinstance(record, Adoption | Submission):
            yield from self._alike.endorsed(record)


def of_setup(setup: Setup) -> Iterator[Problem]:
    """Warnings about units.yaml: units that exist in a year and have no targets for it."""
    for year in setup.roster.years():
        span = setup.book.calendar.year(year)
        for unit in setup.roster.units:
            if unit.exists_in(span) and not unit.targets_in(year):
                yield _warning(
                    Code.NO_TARGET,
                    unit.place,
                    msg("“{unit}” has no targets for {year}", unit=unit.name, year=year),
                    msg("add them under “targets”, or give “until” if the unit is gone"),
                )


def _misplaced(record: Record, calendar: Calendar) -> Iterator[Problem]:
    """``adoptions/2021/…`` holds what happened in 2021, or in the assessment year 2021."""
    years = {record.date.year, calendar.year_of(record.date)}
    for part in record.place.file.split("/")[1:-1]:
        if part.isdigit() and len(part) == 4 and int(part) not in years:
            year = record.date.year
            yield _warning(
                Code.MISPLACED_RECORD,
                record.place,
                msg("a record of {year} lies in the folder {folder}", year=year, folder=part),
                msg("check the date, or move the file"),
            )


_MOST_OF_AN_ISSUE: Final = 50
"""Adoptions of one issue with which another is compared."""
_MUCH: Final = 0.6
"""Share of two titles' characters that stand in both, from which on they are alike."""


def _may_be_one(record: Adoption, other: Adoption) -> bool:
    """Tell if two adoptions of one issue may be one: their titles are alike, or one is missing."""
    if not record.title or not other.title:
        return True
    matcher = SequenceMatcher(None, fold(record.title), fold(other.title), autojunk=False)
    return matcher.quick_ratio() >= _MUCH and matcher.ratio() >= _MUCH


class _Alike:
    """Adoptions and endorsements that may be one event recorded twice."""

    __slots__ = ("_endorsements", "_issues", "_titles")

    def __init__(self) -> None:
        self._endorsements: dict[tuple[str, str], dict[date | None, tuple[Place, bool]]] = {}
        """By brief and leader, those of adoptions by date: where, and if it is another event."""
        self._titles: dict[str, Adoption] = {}
        self._issues: dict[tuple[str, int, str], list[Adoption]] = {}

    def see(self, record: Adoption) -> Iterator[Problem]:
        """A warning if one before has the same title, or a like one in the same issue."""
        same_issue, earlier = False, record
        if record.title and not record.item:
            earlier = self._titles.setdefault(fold(record.title), record)
        if record.issue and earlier is record:
            outlet = record.outlet_named if record.outlet.unlisted else record.outlet.name
            issue = (fold(outlet), record.date.year, fold(record.issue))
            others = self._issues.setdefault(issue, [])
            earlier = next((other for other in others if _may_be_one(record, other)), record)
            same_issue = earlier is not record
            if len(others) < _MOST_OF_AN_ISSUE:
                others.append(record)
        if earlier is record:
            return  # as nearly always
        if record.edition.rules.repeats is not None and earlier.outlet is not record.outlet:
            return  # the rules say what several outlets come to
        if record.duplicate_ok or earlier.id == record.id:
            return  # two records of the very same event are an error, told elsewhere
        place = str(earlier.place)
        yield _warning(
            Code.LIKELY_DUPLICATE,
            record.place,
            msg("the same outlet and issue stand in {place}", place=place)
            if same_issue
            else msg("the same title stands in {place}", place=place),
            msg("if it is another event, say so: “duplicate_ok: true”"),
        )

    def endorsed(self, record: Adoption | Submission) -> Iterator[Problem]:
        """Warnings about endorsements that stand with another record of the brief, too."""
        for one in record.endorsements if record.brief else ():
            known = self._endorsements.setdefault((record.brief, one.by), {})
            if isinstance(record, Adoption):
                earlier, confirmed = known.setdefault(one.date, (record.place, record.duplicate_ok))
                if earlier == record.place or record.duplicate_ok:
                    continue
                hint = msg("record it once, or if it is another event: “duplicate_ok: true”")
            else:  # each record of one without a date means its own
                dates = known if one.date is None else {one.date, None} & known.keys()
                earlier, confirmed = next(map(known.__getitem__, dates), (record.place, True))
                if confirmed:
                    continue
                hint = msg(
                    "keep it where the brief was when it was endorsed, or if it is another event, "
                    "say so in the adoption: “duplicate_ok: true”"
                )
            what = msg(
                "the same endorsement by “{leader}” stands in {place}",
                leader=one.by,
                place=str(earlier),
            )
            yield _warning(Code.LIKELY_DUPLICATE, record.place, what, hint)


def _warning(code: Code, place: Place, message: Message, hint: Message) -> Problem:
    return Problem(code, place, message, hint, Severity.WARNING)
