"""Workdays (工作日) with the State Council's holidays and the days that make up for them.

The holidays of a year are published in the year before; of later years, and of those before 2004,
the package that keeps them knows nothing: there Monday to Friday are workdays, and
:func:`published` says so.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from functools import lru_cache

_DAY = timedelta(days=1)


@lru_cache(maxsize=256)
def published(year: int) -> bool:
    """Return whether the holidays of a calendar year are known."""
    from chinese_calendar import constants

    known = constants.holidays
    return year in range(min(known).year, max(known).year + 1)


@lru_cache(maxsize=4096)  # each column asks for the days of the same year
def is_workday(day: date) -> bool:
    """Return whether offices work on that day."""
    if not published(day.year):
        return day.weekday() < 5
    import chinese_calendar

    return bool(chinese_calendar.is_workday(day))


def workdays(start: date, end: date) -> Iterator[date]:
    """Yield the workdays from ``start`` to ``end``."""
    for number in range((end - start).days + 1):
        day = start + number * _DAY
        if is_workday(day):
            yield day


@lru_cache(maxsize=4096)
def after(day: date, number: int) -> date:
    """Return the workday that is the ``number``-th after ``day``; the day itself for 0."""
    while number:
        day += _DAY
        number -= is_workday(day)
    return day
