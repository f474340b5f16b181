"""Spans of time that are reported on, and how they are called in documents."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final

_QUARTERS: Final = ("一季度", "二季度", "三季度", "四季度")
_HALVES: Final = ("上半年", "下半年")


@dataclass(frozen=True, slots=True)
class Period:
    """Both ends belong to it. ``year`` is the assessment year whose targets apply."""

    year: int
    start: date
    end: date
    key: str
    """For file names and the command line's reader: ``2021-Q1``."""
    label: str
    """In full, as outputs name it: ``2021年1—3月``."""
    name: str
    """As a title says it: ``2021年一季度``."""
    short: str
    """For a column's head, without the year: ``1—3月``."""
    year_start: date
    """The first day that counts towards the year."""

    def __contains__(self, day: date) -> bool:
        return self.start <= day <= self.end


def year(number: int) -> Period:
    """The whole assessment year."""
    name = f"{number}年"
    first = date(number, 1, 1)
    return Period(number, first, date(number, 12, 31), str(number), name, name, "全年", first)


def half(number: int, which: int) -> Period:
    """Half ``which`` (1, 2) of a year."""
    first = 1 if which == 1 else 7
    return _span(number, first, first + 5, f"{number}-H{which}", f"{number}年{_HALVES[which - 1]}")


def quarter(number: int, which: int) -> Period:
    """Quarter ``which`` (1 to 4) of a year."""
    first = which * 3 - 2
    return _span(
        number, first, first + 2, f"{number}-Q{which}", f"{number}年{_QUARTERS[which - 1]}"
    )


def months(number: int, first: int, last: int) -> Period:
    """Whole months ``first`` to ``last`` (1 to 12) of one year."""
    key = f"{number}-{first:02d}" if first == last else f"{number}-{first:02d}..{last:02d}"
    return _span(number, first, last, key, None)


def between(start: date, end: date) -> Period:
    """Any two dates; the year is the one in which it ends. Whole months are called so."""
    if start.year == end.year and start.day == 1 and (end + timedelta(days=1)).day == 1:
        if (start.month, end.month) == (1, 12):
            return year(end.year)
        return months(end.year, start.month, end.month)
    begin = f"{start.month}月{start.day}日"
    finish = f"{end.month}月{end.day}日"
    if start.year == end.year:
        label, short = f"{end.year}年{begin}—{finish}", f"{begin}—{finish}"
    else:
        label = short = f"{chinese_date(start)}—{chinese_date(end)}"
    if start == end:
        label, short = chinese_date(end), finish
    key = f"{start.isoformat()}..{end.isoformat()}"
    return Period(end.year, start, end, key, label, label, short, date(end.year, 1, 1))


def of_key(key: str) -> Period | None:
    """The period with this :attr:`Period.key`; ``None`` if there is none."""
    import re

    if (found := re.fullmatch(r"(\d{4})", key, re.ASCII)) is not None:
        return year(int(key)) if int(key) else None
    if (found := re.fullmatch(r"(\d{4})-([HQ])([1-4])", key, re.ASCII)) is not None:
        number, which = int(found[1]), int(found[3])
        if found[2] == "Q":
            return quarter(number, which)
        return half(number, which) if which <= 2 else None
    if (found := re.fullmatch(r"(\d{4})-(\d\d)(?:\.\.(\d\d))?", key, re.ASCII)) is not None:
        first, last = int(found[2]), int(found[3] or found[2])
        return months(int(found[1]), first, last) if 1 <= first <= last <= 12 else None
    start, dots, end = key.partition("..")
    try:
        return between(date.fromisoformat(start), date.fromisoformat(end)) if dots else None
    except ValueError:
        return None


def moved(period: Period, start: date, end: date, year_start: date) -> Period:
    """``period`` with other days: an office may count late issues in. Its names stay."""
    return replace(period, start=start, end=end, year_start=year_start)


def last_of_year_before(period: Period) -> Period | None:
    """The last period of the same kind in the year before; ``None`` for any two dates."""
    earlier = before(period)
    while earlier is not None and earlier.year == period.year:
        earlier = before(earlier)
    return earlier


def before(period: Period) -> Period | None:
    """The period of the same kind that ends where this one begins; ``None`` for any two dates."""
    if ".." in period.key and period.key.count("-") > 1:
        return None
    last = period.start - timedelta(days=1)
    first, final = period.start.month, period.end.month
    if period.key == str(period.year):
        return year(period.year - 1)
    if "-H" in period.key:
        return half(last.year, 1 if last.month <= 6 else 2)
    if "-Q" in period.key:
        return quarter(last.year, (last.month + 2) // 3)
    length = final - first + 1
    return months(last.year, last.month - length + 1, last.month) if last.month >= length else None


def last_ended(of: Callable[[int, int], Period], parts: int, today: date) -> Period:
    """The latest period that has ended before ``today``; ``of(year, n)``, n from 1 to ``parts``."""
    for number in (today.year, today.year - 1):
        for which in range(parts, 0, -1):
            period = of(number, which)
            if period.end < today:
                return period
    raise AssertionError("the year before always holds a period that has ended")


def chinese_date(day: date) -> str:
    """A date as a 公文 writes it: no leading zeros (GB/T 9704-2012, 7.3.5.4)."""
    return f"{day.year}年{day.month}月{day.day}日"


def _span(number: int, first: int, last: int, key: str, name: str | None) -> Period:
    end = date(number + last // 12, last % 12 + 1, 1) - timedelta(days=1)
    short = f"{first}月" if first == last else f"{first}—{last}月"
    label = f"{number}年{short}"
    start = date(number, first, 1)
    return Period(number, start, end, key, label, name or label, short, date(number, 1, 1))
