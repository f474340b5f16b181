"""Spans of time that are reported on, and how they are called in documents.

An office's assessment year (考核年度) may begin with any month: :class:`Calendar` knows which.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from msgspec import Struct, structs

_QUARTERS: Final = ("一季度", "二季度", "三季度", "四季度")
_HALVES: Final = ("上半年", "下半年")
_DAY: Final = timedelta(days=1)
_WEEK: Final = timedelta(days=7)
_YEAR: Final = r"(?:19|2[012])\d\d"
"""In a key. No year here or beside it is past what dates can hold."""
_DAY_OF: Final = rf"{_YEAR}-\d\d-\d\d"


class Named(StrEnum):
    """The calendar year that an assessment year is called after: its end's or its start's."""

    END = "end"
    START = "start"


class Span(StrEnum):
    """The stretches of a year that a rule may count by."""

    WEEK = "week"
    HALF_MONTH = "half-month"
    MONTH = "month"
    TWO_MONTHS = "two-months"
    QUARTER = "quarter"
    HALF = "half"
    YEAR = "year"


_LENGTHS: Final = {
    Span.MONTH: 1,
    Span.TWO_MONTHS: 2,
    Span.QUARTER: 3,
    Span.HALF: 6,
    Span.YEAR: 12,
}
"""In months."""


class Period(Struct, frozen=True):
    """A span of days with its names; both ends belong to it."""

    year: int
    """The assessment year whose targets apply."""
    start: date
    end: date
    key: str
    """For file names and the command line's reader: ``2021-Q1``."""
    label: str
    """In full, as outputs name it: ``2021年1—3月``."""
    name: str
    """For a title: ``2021年一季度``."""
    short: str
    """For a column's head, without the year: ``1—3月``."""
    year_start: date
    """The first day that counts towards the year."""
    year_end: date
    """The last day of the assessment year."""

    def __contains__(self, day: date) -> bool:
        return self.start <= day <= self.end

    @property
    def part(self) -> str:
        """Its name in full without the year: ``第三季度``, ``上半年``; else as :attr:`short`."""
        found = re.search(r"-([QH])([1-4])\Z", self.key)
        if found is None:
            return self.short
        which = int(found[2]) - 1
        return f"第{_QUARTERS[which]}" if found[1] == "Q" else _HALVES[which]


class Calendar(Struct, frozen=True):
    """Assessment years that begin with the first day of ``month`` (1 to 12)."""

    month: int = 1
    named: Named = Named.END

    def year_of(self, day: date) -> int:
        """The assessment year in which ``day`` lies."""
        begun = day.year if day.month >= self.month else day.year - 1
        return begun + self._ahead

    def year(self, number: int) -> Period:
        """The whole assessment year."""
        if self.month == 1:
            name = f"{number}年"
            return self._whole(number, 0, 11, key=str(number), name=name, label=name, short="全年")
        return self._whole(number, 0, 11, key=str(number), name=f"{number}年度", short="全年")

    def half(self, number: int, which: int) -> Period:
        """Half ``which`` (1, 2) of a year."""
        first = which * 6 - 6
        name = f"{self._called(number)}{_HALVES[which - 1]}"
        return self._whole(number, first, first + 5, key=f"{number}-H{which}", name=name)

    def quarter(self, number: int, which: int) -> Period:
        """Quarter ``which`` (1 to 4) of a year."""
        first = which * 3 - 3
        ordinal = "" if self.month == 1 else "第"  # 年度一季度 would read as 年, 度一季度
        name = f"{self._called(number)}{ordinal}{_QUARTERS[which - 1]}"
        return self._whole(number, first, first + 2, key=f"{number}-Q{which}", name=name)

    def months(self, number: int, first: int, last: int) -> Period:
        """The whole calendar months ``first`` to ``last`` (1 to 12) that lie in one year.

        Raises:
            ValueError: the year ends between them.
        """
        if not self.in_order(first, last):
            raise ValueError(f"month {last} comes before month {first}")
        return self._months(number, self._place(first), self._place(last))

    def nth_month(self, number: int, which: int) -> Period:
        """Month ``which`` (1 to 12) of a year, counted from the year's first."""
        return self._months(number, which - 1, which - 1)

    def in_order(self, first: int, last: int) -> bool:
        """True if calendar month ``last`` follows ``first``, or is it, in the same year."""
        return self._place(first) <= self._place(last)

    def between(self, start: date, end: date) -> Period:
        """Any two dates; the year is the one in which it ends. Whole months are called so."""
        number = self.year_of(end)
        if start.day == 1 and (end + _DAY).day == 1 and self.year_of(start) == number:
            first, last = self._place(start.month), self._place(end.month)
            return self.year(number) if last - first == 11 else self._months(number, first, last)
        begin = f"{start.month}月{start.day}日"
        finish = f"{end.month}月{end.day}日"
        if start.year == end.year:
            label, short = f"{end.year}年{begin}—{finish}", f"{begin}—{finish}"
        else:
            label = short = f"{chinese_date(start)}—{chinese_date(end)}"
        if start == end:
            label, short = chinese_date(end), finish
        key = f"{start.isoformat()}..{end.isoformat()}"
        return Period(number, start, end, key, label, label, short, *self._ends(number))

    def of_key(self, key: str) -> Period | None:
        """The period with this :attr:`Period.key`; ``None`` if there is none."""
        if re.fullmatch(rf"{_YEAR}(-H[12]|-Q[1-4])?", key, re.ASCII) is not None:
            return self._part(int(key[:4]), key[5:])
        start, _, end = key.partition("..")
        try:
            if re.fullmatch(rf"{_YEAR}-\d\d(\.\.({_YEAR}-)?\d\d)?", key, re.ASCII) is not None:
                return self._of_months(start, end or start)
            if re.fullmatch(rf"{_DAY_OF}\.\.{_DAY_OF}", key, re.ASCII) is not None:
                first, last = date.fromisoformat(start), date.fromisoformat(end)
                return self.between(first, last) if first <= last else None
        except (ValueError, OverflowError):
            pass
        return None

    def _of_months(self, start: str, end: str) -> Period | None:
        """``2021-01`` to ``2021-02``, ``02`` for short."""
        first = date.fromisoformat(f"{start}-01")
        last = date.fromisoformat(f"{start[:4]}-{end}-01" if len(end) == 2 else f"{end}-01")
        number = self.year_of(first)
        if first > last or self.year_of(last) != number:
            return None
        return self.months(number, first.month, last.month)

    def unmoved(self, period: Period) -> Period:
        """The period without what closing dates moved."""
        return self.of_key(period.key) or period

    def last_of_year_before(self, period: Period) -> Period | None:
        """The last period of the same kind in the year before; ``None`` for any two dates."""
        earlier = self.before(period)
        while earlier is not None and earlier.year == period.year:
            earlier = self.before(earlier)
        return earlier

    def before(self, period: Period) -> Period | None:
        """The period of the same kind that ends where this one begins.

        ``None`` for any two dates, and for months that the year's beginning would cut.
        """
        if period.key.count("-") > 2:
            return None
        if period.key == str(period.year):
            return self.year(period.year - 1)
        last = period.start - _DAY
        number, place = self.year_of(last), self._place(last.month)
        if "-H" in period.key:
            return self.half(number, place // 6 + 1)
        if "-Q" in period.key:
            return self.quarter(number, place // 3 + 1)
        longer = self._place(period.end.month) - self._place(period.start.month)
        return self._months(number, place - longer, place) if place >= longer else None

    def year_before(self, period: Period) -> Period:
        """The same stretch of the year before; of any two dates the same days."""
        part = period.key[5:]
        if part[:1] in {"", "H", "Q"}:
            return self._part(period.year - 1, part)
        if period.key.count("-") <= 2:
            first, last = self._place(period.start.month), self._place(period.end.month)
            return self._months(period.year - 1, first, last)
        return self.between(_year_before(period.start), _year_before(period.end))

    def last_ended(self, of: Callable[[int, int], Period], parts: int, today: date) -> Period:
        """The latest that has ended before ``today``; ``of(year, n)``, n from 1 to ``parts``."""
        this = self.year_of(today)
        for number in (this, this - 1):
            for which in range(parts, 0, -1):
                period = of(number, which)
                if period.end < today:
                    return period
        raise AssertionError("the year before always holds a period that has ended")

    def spans(self, span: Span, number: int) -> list[tuple[date, date]]:
        """The first and last days of a year's spans, in order.

        A week is Monday to Sunday and belongs to the year in which it ends: the first may begin in
        the year before.
        """
        if span is Span.WEEK:
            start, end = self._ends(number)
            sunday = start + timedelta(days=6 - start.weekday())
            sundays = (sunday + week * _WEEK for week in range((end - sunday) // _WEEK + 1))
            return [(last - 6 * _DAY, last) for last in sundays]
        length = _LENGTHS.get(span, 1)
        whole = [
            (self._first_day(number, place), self._first_day(number, place + length) - _DAY)
            for place in range(0, 12, length)
        ]
        if span is not Span.HALF_MONTH:
            return whole
        return [
            half
            for start, end in whole
            for half in ((start, start.replace(day=15)), (start.replace(day=16), end))
        ]

    @property
    def _ahead(self) -> int:
        """A year's number less that of the calendar year of its start."""
        return 1 if self.month > 1 and self.named is Named.END else 0

    def _part(self, number: int, part: str) -> Period:
        """A year's half or quarter, such as ``H1`` or ``Q3``; "" is the whole year."""
        if not part:
            return self.year(number)
        of = self.half if part[0] == "H" else self.quarter
        return of(number, int(part[1]))

    def _called(self, number: int) -> str:
        """A year in the names of its parts: no calendar year is meant where years begin late."""
        return f"{number}年" if self.month == 1 else f"{number}年度"

    def _place(self, month: int) -> int:
        """Months of the year (0 to 11) that lie before a calendar month."""
        return (month - self.month) % 12

    def _first_day(self, number: int, place: int) -> date:
        """The first day of a year's month, ``place`` (0 to 12) months after its beginning."""
        months = self.month - 1 + place
        return date(number - self._ahead + months // 12, months % 12 + 1, 1)

    def _ends(self, number: int) -> tuple[date, date]:
        """The first and the last day of a year."""
        return self._first_day(number, 0), self._first_day(number, 12) - _DAY

    def _months(self, number: int, first: int, last: int) -> Period:
        """Whole months of a year by their places (0 to 11), called by the calendar."""
        start, end = self._first_day(number, first), self._first_day(number, last)
        key = f"{start.year}-{start.month:02d}"
        if start.year != end.year:
            key += f"..{end.year}-{end.month:02d}"
        elif first != last:
            key += f"..{end.month:02d}"
        return self._whole(number, first, last, key=key)

    def _whole(
        self,
        number: int,
        first: int,
        last: int,
        *,
        key: str,
        name: str | None = None,
        label: str | None = None,
        short: str | None = None,
    ) -> Period:
        """From month to month of a year (places 0 to 11), named by its days if not otherwise."""
        start, end = self._first_day(number, first), self._first_day(number, last + 1) - _DAY
        if start.year != end.year:
            days = brief = f"{start.year}年{start.month}月—{end.year}年{end.month}月"
        else:
            brief = f"{start.month}月" if first == last else f"{start.month}—{end.month}月"
            days = f"{start.year}年{brief}"
        label, short = label or days, short or brief
        return Period(number, start, end, key, label, name or label, short, *self._ends(number))


CALENDAR: Final = Calendar()
"""Assessment years that are calendar years."""


def moved(period: Period, start: date, end: date, year_start: date) -> Period:
    """``period`` with other days: an office may count late issues in. Its names stay."""
    return structs.replace(period, start=start, end=end, year_start=year_start)


def _year_before(day: date) -> date:
    """The same day a year earlier; 29 February is not in every year."""
    last = (day + _DAY).day == 1
    if last:
        return (day + _DAY).replace(year=day.year - (day.month < 12)) - _DAY
    return day.replace(year=day.year - 1)


def chinese_date(day: date) -> str:
    """A date as a 公文 writes it: no leading zeros (GB/T 9704-2012, 7.3.5.4)."""
    return f"{day.year}年{day.month}月{day.day}日"
