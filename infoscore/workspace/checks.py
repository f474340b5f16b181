"""Checks beyond what a single file can tell: records against each other, the calendar, the plan.

Each check is a function from what it needs to problems; :class:`Records` and :func:`of_setup`
list them. They warn: nothing they find makes a number wrong by itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from typing import Final

from infoscore.messages import msg
from infoscore.names import fold
from infoscore.period import Calendar
from infoscore.problems import Code, Place, Problem, Severity
from infoscore.records.adoption import Adoption
from infoscore.records.kinds import Record
from infoscore.records.resolve import Setup


class Records:
    """Warnings about records, found while they stream by."""

    def __init__(self, calendar: Calendar, today: date) -> None:
        self._calendar = calendar
        self._today = today
        self._alike = _Alike()

    def check(self, record: Record) -> Iterator[Problem]:
        """What is odd about ``record``, by itself or beside those before it."""
        yield from _future(record, self._today)
        yield from _misplaced(record, self._calendar)
        if isinstance(record, Adoption):
            yield from self._alike.see(record)
            yield from self._alike.endorsed(record)


def of_setup(setup: Setup) -> Iterator[Problem]:
    """Warnings about units.yaml."""
    for check in _SETUP_CHECKS:
        yield from check(setup)


def _future(record: Record, today: date) -> Iterator[Problem]:
    if record.date > today:
        yield _warning(
            Problem(
                Code.FUTURE_DATE,
                record.place,
                msg("the date {day} is yet to come", day=record.date),
                msg("check the date"),
            )
        )


def _misplaced(record: Record, calendar: Calendar) -> Iterator[Problem]:
    """``adoptions/2021/…`` holds what happened in 2021, or in the assessment year 2021."""
    years = {record.date.year, calendar.year_of(record.date)}
    for part in record.place.file.split("/")[1:-1]:
        if part.isdigit() and len(part) == 4 and int(part) not in years:
            yield _warning(
                Problem(
                    Code.MISPLACED_RECORD,
                    record.place,
                    msg(
                        "a record of {year} lies in the folder {folder}",
                        year=record.date.year,
                        folder=part,
                    ),
                    msg("check the date, or move the file"),
                )
            )


class _Alike:
    """Adoptions and endorsements that may be one event recorded twice."""

    __slots__ = ("_endorsements", "_issues", "_titles")

    def __init__(self) -> None:
        self._endorsements: dict[tuple[str, str, date | None], Place] = {}
        self._titles: dict[str, Adoption] = {}
        self._issues: dict[tuple[str, int, str], Adoption] = {}

    def see(self, record: Adoption) -> Iterator[Problem]:
        """The warning about ``record`` against all that came before."""
        what, earlier = msg("the same title stands in {place}"), record
        told = record.edition.rules.repeats is not None
        if record.title and not record.item:
            earlier = self._titles.setdefault(fold(record.title), record)
        if record.issue and earlier is record:
            what = msg("the same outlet and issue stand in {place}")
            issue = (record.outlet.name, record.date.year, fold(record.issue))
            earlier = self._issues.setdefault(issue, record)
        if earlier is record:
            return  # as nearly always
        if told and earlier.outlet is not record.outlet:
            return  # the rules say what several outlets come to
        if record.duplicate_ok or earlier.id == record.id:
            return  # two records of the very same event are an error, told elsewhere
        yield _warning(
            Problem(
                Code.LIKELY_DUPLICATE,
                record.place,
                what._replace(args={"place": str(earlier.place)}),
                msg("if it is another event, say so: “duplicate_ok: true”"),
            )
        )

    def endorsed(self, record: Adoption) -> Iterator[Problem]:
        """The warning about an endorsement that stands with another adoption of the brief, too."""
        for one in record.endorsements if record.brief else ():
            event = record.brief, one.by, one.date
            earlier = self._endorsements.setdefault(event, record.place)
            if earlier != record.place and not record.duplicate_ok:
                yield _warning(
                    Problem(
                        Code.LIKELY_DUPLICATE,
                        record.place,
                        msg(
                            "the same endorsement by “{leader}” stands in {place}",
                            leader=one.by,
                            place=str(earlier),
                        ),
                        msg("record it once, or if it is another event: “duplicate_ok: true”"),
                    )
                )


def _without_targets(setup: Setup) -> Iterator[Problem]:
    for year in setup.roster.years():
        span = setup.book.calendar.year(year)
        for unit in setup.roster.units:
            if unit.exists_in(span) and not unit.targets_in(year):
                yield _warning(
                    Problem(
                        Code.NO_TARGET,
                        unit.place,
                        msg("“{unit}” has no targets for {year}", unit=unit.name, year=year),
                        msg("add them under “targets”, or give “until” if the unit is gone"),
                    )
                )


_SETUP_CHECKS: Final[tuple[Callable[[Setup], Iterator[Problem]], ...]] = (_without_targets,)


def _warning(problem: Problem) -> Problem:
    return problem._replace(severity=Severity.WARNING)
