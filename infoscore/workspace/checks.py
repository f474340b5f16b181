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
from infoscore.reading.yamltext import Document
from infoscore.records.adoption import Adoption
from infoscore.records.kinds import Record
from infoscore.records.resolve import Setup
from infoscore.rules.edition import RuleBook, scored


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
            yield from self._alike.endorsed(record)


def of_setup(setup: Setup, rules: Document) -> Iterator[Problem]:
    """Warnings about units that have no targets in a year, and tracks on which nothing scores."""
    for year in setup.roster.years():
        span = setup.book.calendar.year(year)
        for unit in setup.roster.units:
            if unit.exists_in(span) and year not in unit.targets:
                yield _warning(
                    Code.NO_TARGET,
                    unit.place,
                    msg("“{unit}” has no targets for {year}", unit=unit.name, year=year),
                    msg(
                        "add them under “targets”, “{year}: null” if it has none,"
                        " or “until” if the unit is gone",
                        year=year,
                    ),
                )

    yield from _idle(setup.book, rules)


def _idle(book: RuleBook, rules: Document) -> Iterator[Problem]:
    entries = [edition.rules for edition in book.editions]
    if any(rule.track is None for entry in entries for rule in entry.adjustments.values()):
        return  # a record may name any track
    known = {track for entry in entries for track in scored(entry)}
    for index, track in enumerate(book.tracks):
        if track.name not in known:
            yield _warning(
                Code.NOT_SCORED,
                rules.place(("tracks", index)),
                msg("no rule gives points on the track “{track}”", track=track.name),
                msg("let a rule name it as its “track”, or delete it"),
            )


def _misplaced(record: Record, calendar: Calendar) -> Iterator[Problem]:
    """``adoptions/2021/…`` holds what happened in 2021, or in the assessment year 2021."""
    years = {record.date.year, calendar.year_of(record.date)}
    for part in record.place.file.split("/")[1:-1]:
        if part.isdecimal() and len(part) == 4 and int(part) not in years:
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
        self._endorsements: dict[tuple[str, str, date | None], Place] = {}
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

    def endorsed(self, record: Adoption) -> Iterator[Problem]:
        """Warnings about endorsements that stand with another adoption of the brief, too."""
        for endorsement in record.endorsements if record.brief else ():
            event = record.brief, endorsement.by, endorsement.date
            earlier = self._endorsements.setdefault(event, record.place)
            if earlier != record.place and not record.duplicate_ok:
                yield _warning(
                    Code.LIKELY_DUPLICATE,
                    record.place,
                    msg(
                        "the same endorsement by “{leader}” stands in {place}",
                        leader=endorsement.by,
                        place=str(earlier),
                    ),
                    msg("record it once, or if it is another event: “duplicate_ok: true”"),
                )


def _warning(code: Code, place: Place, message: Message, hint: Message) -> Problem:
    return Problem(code, place, message, hint, Severity.WARNING)
