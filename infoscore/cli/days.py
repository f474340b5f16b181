"""Dates as people type them at a question: 3.27, 3月27日, 昨天."""

from __future__ import annotations

import re
import unicodedata
from contextlib import suppress
from datetime import date, timedelta
from typing import Final

from infoscore.reading.typed import parse_day, parted

_NEAR: Final = {
    "前天": -2,
    **dict.fromkeys(("昨天", "昨日", "yesterday"), -1),
    **dict.fromkeys(("今天", "今日", "today"), 0),
    **dict.fromkeys(("明天", "明日", "tomorrow"), 1),
    "后天": 2,
}
_MONTH_DAY: Final = re.compile(r"(\d{1,2})[-/.月](\d{1,2})[日号]?", re.ASCII)
_AHEAD: Final = timedelta(days=31)
"""What is typed without a year may lie so far ahead; else it was last year."""


def day_near(text: str, today: date, since: date | None = None) -> date | None:
    """Return the date that was typed, the year left out or not; ``None``: it is none.

    What has no year is the last such day that is not far ahead; with ``since``, the first from
    then on.
    """
    typed = "".join(unicodedata.normalize("NFKC", text).split()).lower()
    if typed in _NEAR:
        return today + timedelta(days=_NEAR[typed])
    found = _MONTH_DAY.fullmatch(typed)
    if found is None:
        return parse_day(text)
    first = since or date(today.year - 1, 1, 1)
    days: list[date] = []
    for year in range(first.year, first.year + 5):
        with suppress(ValueError):  # not every year has a 29 February
            days.append(date(year, int(found[1]), int(found[2])))
    if since is not None:
        return next((day for day in days if day >= since), None)
    return next((day for day in reversed(days) if day <= today + _AHEAD), None)


def moment_near(text: str, today: date, since: date | None = None) -> str | None:
    """Return the date as :func:`day_near` does, with the time of day if one was typed."""
    typed, clock = parted(unicodedata.normalize("NFKC", text))
    day = day_near(typed, today, since)
    return None if day is None else f"{day} {clock}".rstrip()
