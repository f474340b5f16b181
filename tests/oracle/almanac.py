"""Days: assessment years, the spans in them, and which edition of the rules is in force.

docs/rules.md, “Spans of a year”, “Editions and years”.
"""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise
from typing import Any

Office = dict[str, Any]
"""``rules``, ``units``: the two files; ``adoptions`` and so on: lists of records."""
Span = tuple[date, date]

DAY = timedelta(days=1)
MONTHS = {"month": 1, "two-months": 2, "quarter": 3, "half": 6, "year": 12}
SHORT_FIRST = ("week", "half-month", *MONTHS)


def listed(value: Any) -> list[Any]:
    """One value or a list of them: everywhere the same."""
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def year_of(office: Office, day: date) -> int:
    """“the year 2009 … is December 2008 to November 2009”, with ``year_named: start`` 2008's."""
    month = int(office["rules"].get("year_start", "01-01")[:2])
    begun = day.year if day.month >= month else day.year - 1
    return begun + _ahead(office)


def _ahead(office: Office) -> int:
    month = int(office["rules"].get("year_start", "01-01")[:2])
    return int(month > 1 and office["rules"].get("year_named", "end") == "end")


def month_start(office: Office, year: int, place: int) -> date:
    """The first day of a year's month, 0 to 12."""
    months = int(office["rules"].get("year_start", "01-01")[:2]) - 1 + place
    return date(year - _ahead(office) + months // 12, months % 12 + 1, 1)


def spans(office: Office, per: str, year: int) -> list[Span]:
    """The spans of a year, in order."""
    start, end = month_start(office, year, 0), month_start(office, year, 12) - DAY
    if per == "week":  # “Monday to Sunday; it belongs to the year in which it ends”
        days = [start + n * DAY for n in range((end - start).days + 1)]
        return [(day - 6 * DAY, day) for day in days if day.weekday() == 6]
    if per == "half-month":  # “the 1st to the 15th, the 16th to the month's last day”
        firsts = [month_start(office, year, place) for place in range(13)]
        return [
            half
            for first, after in pairwise(firsts)
            for half in ((first, first.replace(day=15)), (first.replace(day=16), after - DAY))
        ]
    length = MONTHS[per]  # “so many months, counted from the beginning of the assessment year”
    return [
        (month_start(office, year, place), month_start(office, year, place + length) - DAY)
        for place in range(0, 12, length)
    ]


def edition(office: Office, day: date) -> Any:
    """“A record is scored by the edition in force on its date”; ``None`` before the first."""
    begun = [one for one in office["rules"]["editions"] if one["effective"] <= day]
    return max(begun, key=lambda one: one["effective"], default=None)


def tracks(office: Office) -> list[str]:
    return [one if isinstance(one, str) else one["name"] for one in office["rules"]["tracks"]]


def total_tracks(office: Office) -> list[str]:
    """“``total: false``: not in the total nor the ranking”."""
    return [
        one if isinstance(one, str) else one["name"]
        for one in office["rules"]["tracks"]
        if isinstance(one, str) or one.get("total", True)
    ]


def units(office: Office) -> list[Any]:
    """Each unit, with the name of its ``group``."""
    return [
        {**unit, "group": group["name"]}
        for group in office["units"]["groups"]
        for unit in group["units"]
    ]
