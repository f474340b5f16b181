"""Moments (时刻): a date, with or without the time of day: ``2023-07-04 17:00``.

Where only the date is known, a duty's day lasts to its end, and what was done that day was done
in time.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import Final

MIDNIGHT: Final = time.max.replace(second=0, microsecond=0)
"""The last minute of a day."""

_MOMENT: Final = re.compile(r"(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d))?", re.ASCII)


def first(text: str) -> datetime:
    """Return the moment, or the first minute of the day.

    Raises:
        ValueError: it is no moment, or none that the calendar has.
    """
    return _read(text, time.min)


def last(text: str) -> datetime:
    """Return the moment, or the last minute of the day.

    Raises:
        ValueError: it is no moment, or none that the calendar has.
    """
    return _read(text, MIDNIGHT)


def begin_of(day: date) -> datetime:
    """Return the first minute of a day."""
    return datetime.combine(day, time.min)


def end_of(day: date) -> datetime:
    """Return the last minute of a day."""
    return datetime.combine(day, MIDNIGHT)


def days_between(start: datetime, end: datetime) -> int:
    """Return the number of days from one date to another, without the time of day."""
    return (end.date() - start.date()) // timedelta(days=1)


def in_words(moment: datetime) -> str:
    """Return the moment as messages write it; without a time of day if it has none."""
    if moment.time() in {time.min, MIDNIGHT}:
        return moment.date().isoformat()
    return moment.strftime("%Y-%m-%d %H:%M")


@lru_cache(maxsize=4096)  # a record's moments are asked for several times
def _read(text: str, otherwise: time) -> datetime:
    found = _MOMENT.fullmatch(unicodedata.normalize("NFKC", text).strip())
    if found is None:
        raise ValueError(text)
    clock = otherwise if found[2] is None else time.fromisoformat(found[2])
    return datetime.combine(date.fromisoformat(found[1]), clock)
