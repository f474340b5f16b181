"""Assessment years: whatever month they begin with, nothing is left out and nothing told twice."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction
from itertools import chain, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from infoscore.circular.unitfacts import elapsed_share
from infoscore.period import CALENDAR, Calendar, Named, Period, Span, moved

CALENDARS = st.builds(Calendar, st.integers(1, 12), st.sampled_from(Named))
YEARS = st.integers(1950, 2198)
DECEMBER = Calendar(12)
DAY = timedelta(days=1)


def _all_periods(calendar: Calendar, year: int) -> list[Period]:
    return [
        calendar.year(year),
        *(calendar.half(year, n) for n in (1, 2)),
        *(calendar.quarter(year, n) for n in range(1, 5)),
        *(
            calendar.months(year, a, b)
            for a in range(1, 13)
            for b in range(1, 13)
            if calendar.in_order(a, b)
        ),
    ]


@given(CALENDARS, YEARS)
def test_the_parts_of_a_year_tile_it(calendar: Calendar, number: int) -> None:
    year = calendar.year(number)
    assert calendar.year(number + 1).start == year.end + DAY
    for of, parts in ((calendar.half, 2), (calendar.quarter, 4), (calendar.nth_month, 12)):
        periods = [of(number, n + 1) for n in range(parts)]
        assert (periods[0].start, periods[-1].end) == (year.start, year.end)
        assert all(a.end + DAY == b.start for a, b in pairwise(periods))
    for period in _all_periods(calendar, number):
        assert (period.year, period.year_start, period.year_end) == (number, year.start, year.end)
        assert year.start <= period.start <= period.end <= year.end
        assert calendar.year_of(period.start) == calendar.year_of(period.end) == number


@given(CALENDARS, YEARS)
def test_every_period_is_found_by_its_key_alone(calendar: Calendar, number: int) -> None:
    periods = _all_periods(calendar, number)
    for period in periods:
        assert calendar.of_key(period.key) == period
    assert len({period.key for period in periods}) == len(periods) == 7 + 78


@given(CALENDARS, YEARS)
def test_the_period_before_ends_where_this_one_begins(calendar: Calendar, number: int) -> None:
    year = calendar.year(number)
    for period in _all_periods(calendar, number):
        before = calendar.before(period)
        if before is None:  # as many months do not lie in one year
            assert ".." in period.key
            continue
        assert before.end + DAY == period.start
        assert before in _all_periods(calendar, before.year)
        last = calendar.last_of_year_before(period)
        assert last is None or last.end <= year.start - DAY


@given(CALENDARS, st.dates(date(1950, 1, 1), date(2199, 12, 31)), st.integers(0, 800))
def test_any_two_dates_belong_to_the_year_of_the_last(
    calendar: Calendar, start: date, days: int
) -> None:
    end = start + timedelta(days=days)
    period = calendar.between(start, end)
    assert (period.start, period.end, period.year) == (start, end, calendar.year_of(end))
    assert period.year_start <= end <= period.year_end
    assert calendar.of_key(period.key) == period


@given(CALENDARS, YEARS, st.sampled_from(Span))
def test_spans_cover_each_day_once(calendar: Calendar, number: int, span: Span) -> None:
    parts = [calendar.spans(span, year) for year in (number, number + 1)]
    assert all(a[1] + DAY == b[0] for a, b in pairwise(chain.from_iterable(parts)))
    year = calendar.year(number)
    assert all(start <= end and calendar.year_of(end) == number for start, end in parts[0])
    if span is Span.WEEK:
        assert {(start.weekday(), end.weekday()) for start, end in parts[0]} == {(0, 6)}
        assert year.start - parts[0][0][0] <= timedelta(days=6)
    else:
        assert (parts[0][0][0], parts[0][-1][1]) == (year.start, year.end)


def test_how_many_spans_a_year_has() -> None:
    counts = {span: len(DECEMBER.spans(span, 2009)) for span in Span}
    assert list(counts.values()) == [52, 24, 12, 6, 4, 2, 1]
    assert DECEMBER.spans(Span.WEEK, 2009)[0] == (date(2008, 12, 1), date(2008, 12, 7))
    assert CALENDAR.spans(Span.WEEK, 2021)[0] == (date(2020, 12, 28), date(2021, 1, 3))
    assert DECEMBER.spans(Span.HALF_MONTH, 2009)[5] == (date(2009, 2, 16), date(2009, 2, 28))
    assert DECEMBER.spans(Span.TWO_MONTHS, 2009)[0] == (date(2008, 12, 1), date(2009, 1, 31))


@pytest.mark.parametrize(
    ("period", "key", "label", "name", "short"),
    [
        (
            DECEMBER.quarter(2009, 1),
            "2009-Q1",
            "2008年12月—2009年2月",
            "2009年度第一季度",
            "2008年12月—2009年2月",
        ),
        (DECEMBER.quarter(2009, 2), "2009-Q2", "2009年3—5月", "2009年度第二季度", "3—5月"),
        (
            DECEMBER.half(2009, 1),
            "2009-H1",
            "2008年12月—2009年5月",
            "2009年度上半年",
            "2008年12月—2009年5月",
        ),
        (DECEMBER.year(2009), "2009", "2008年12月—2009年11月", "2009年度", "全年"),
        (DECEMBER.months(2009, 12, 12), "2008-12", "2008年12月", "2008年12月", "12月"),
        (DECEMBER.nth_month(2009, 2), "2009-01", "2009年1月", "2009年1月", "1月"),
        (
            DECEMBER.months(2009, 12, 2),
            "2008-12..2009-02",
            "2008年12月—2009年2月",
            "2008年12月—2009年2月",
            "2008年12月—2009年2月",
        ),
        (
            DECEMBER.between(date(2008, 12, 1), date(2009, 1, 15)),
            "2008-12-01..2009-01-15",
            "2008年12月1日—2009年1月15日",
            "2008年12月1日—2009年1月15日",
            "2008年12月1日—2009年1月15日",
        ),
        (
            Calendar(12, Named.START).quarter(2008, 1),
            "2008-Q1",
            "2008年12月—2009年2月",
            "2008年度第一季度",
            "2008年12月—2009年2月",
        ),
        (Calendar(1, Named.START).year(2021), "2021", "2021年", "2021年", "全年"),
    ],
)
def test_names_tell_the_days_where_years_begin_late(
    period: Period, key: str, label: str, name: str, short: str
) -> None:
    assert (period.key, period.label, period.name, period.short) == (key, label, name, short)


def test_whole_months_and_years_are_called_so() -> None:
    between = DECEMBER.between
    assert between(date(2008, 12, 1), date(2009, 11, 30)) == DECEMBER.year(2009)
    assert between(date(2008, 12, 1), date(2009, 1, 31)) == DECEMBER.months(2009, 12, 1)
    over_the_end = between(date(2009, 11, 1), date(2009, 12, 31))
    assert (over_the_end.year, over_the_end.label) == (2010, "2009年11月1日—12月31日")


def test_months_of_two_years_are_no_period() -> None:
    with pytest.raises(ValueError, match="comes before"):
        DECEMBER.months(2009, 11, 12)
    for key in ("2008-11..12", "2009-12..02", "2008-12..2009-12", "2009-13", "1009-12", "2009-H3"):
        assert DECEMBER.of_key(key) is None


@pytest.mark.parametrize(
    ("today", "quarter", "month"),
    [
        ("2008-12-01", "2008-Q4", "2008-11"),
        ("2009-01-01", "2008-Q4", "2008-12"),
        ("2009-03-01", "2009-Q1", "2009-02"),
    ],
)
def test_the_last_that_has_ended(today: str, quarter: str, month: str) -> None:
    day = date.fromisoformat(today)
    assert DECEMBER.last_ended(DECEMBER.quarter, 4, day).key == quarter
    assert DECEMBER.last_ended(DECEMBER.nth_month, 12, day).key == month


def test_the_elapsed_share_of_the_year() -> None:
    quarter = DECEMBER.quarter(2009, 1)
    assert elapsed_share(quarter) == Fraction(1, 4)
    assert elapsed_share(DECEMBER.year(2009)) == 1
    assert elapsed_share(DECEMBER.between(date(2009, 1, 1), date(2009, 1, 10))) == Fraction(41, 365)
    late = moved(quarter, date(2008, 12, 9), date(2009, 3, 1), date(2008, 12, 9))
    assert elapsed_share(late) == Fraction(91, 365)  # of the year as it is, not as it is counted
    fourth = DECEMBER.quarter(2009, 4)
    assert elapsed_share(moved(fourth, fourth.start, date(2009, 12, 31), fourth.year_start)) == 1
