"""Rounding, periods and names: what the rest stands on."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import ROUND_DOWN, ROUND_HALF_EVEN, ROUND_HALF_UP, ROUND_UP, Decimal
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from infoscore.names import Names, fold
from infoscore.period import CALENDAR, Period
from infoscore.rounding import Rounding, percent, printed, round_to

MODES = {
    Rounding.UP: ROUND_UP,
    Rounding.DOWN: ROUND_DOWN,
    Rounding.HALF_UP: ROUND_HALF_UP,
    Rounding.HALF_EVEN: ROUND_HALF_EVEN,
}


@given(st.decimals(-(10**6), 10**6, places=3), st.sampled_from(sorted(MODES)))
def test_rounding_agrees_with_decimal(value: Decimal, how: Rounding) -> None:
    expected = value.quantize(Decimal("0.01"), rounding=MODES[how])
    assert round_to(Fraction(value), how, Fraction(1, 100)) == Fraction(expected)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (Fraction(16, 3), "5.33"),
        (Fraction(1, 200), "0.01"),
        (Fraction(-1, 200), "-0.01"),
        (Fraction(-1, 1000), "0"),
        (Fraction(11, 2), "5.5"),
        (Fraction(6), "6"),
        (Fraction(-5, 2), "-2.5"),
        (Fraction(4785, 1000), "4.79"),
    ],
)
def test_printing_rounds_half_up_to_two_places(value: Fraction, text: str) -> None:
    assert printed(value) == text


def test_percentages() -> None:
    assert [percent(Fraction(*part)) for part in ((3, 8), (4, 7), (1, 1))] == [
        "37.5%",
        "57.1%",
        "100%",
    ]


def _all_periods(year: int) -> list[Period]:
    return [
        CALENDAR.year(year),
        *(CALENDAR.half(year, n) for n in (1, 2)),
        *(CALENDAR.quarter(year, n) for n in range(1, 5)),
        *(CALENDAR.months(year, a, b) for a in range(1, 13) for b in range(a, 13)),
    ]


@given(st.integers(1950, 2198))
def test_periods_are_whole_and_found_by_their_key(year: int) -> None:
    for period in _all_periods(year):
        assert period.start.day == 1
        assert (period.end + timedelta(days=1)).day == 1
        assert CALENDAR.of_key(period.key) == period
    quarters = [CALENDAR.quarter(year, n) for n in range(1, 5)]
    assert [after.start - before.end for before, after in pairwise(quarters)] == [
        timedelta(days=1)
    ] * 3


@given(st.dates(date(1950, 1, 1), date(2199, 12, 31)), st.integers(0, 800))
def test_any_two_dates(start: date, days: int) -> None:
    period = CALENDAR.between(start, min(start + timedelta(days=days), date(2199, 12, 31)))
    assert start in period
    assert period.end in period
    assert period.start - timedelta(days=1) not in period
    found = CALENDAR.of_key(period.key)
    assert found is not None
    assert (found.start, found.end) == (period.start, period.end)


@given(st.text(max_size=30))
def test_no_file_name_breaks_the_key_parser(text: str) -> None:
    period = CALENDAR.of_key(text)
    assert period is None or period.start <= period.end


@pytest.mark.parametrize(
    ("period", "label", "name"),
    [
        (CALENDAR.quarter(2021, 1), "2021年1—3月", "2021年一季度"),
        (CALENDAR.half(2021, 2), "2021年7—12月", "2021年下半年"),
        (CALENDAR.months(2021, 2, 2), "2021年2月", "2021年2月"),
        (CALENDAR.year(2021), "2021年", "2021年"),
        (
            CALENDAR.between(date(2021, 1, 5), date(2021, 2, 1)),
            "2021年1月5日—2月1日",
            "2021年1月5日—2月1日",
        ),
        (
            CALENDAR.between(date(2020, 12, 1), date(2021, 1, 3)),
            "2020年12月1日—2021年1月3日",
            "2020年12月1日—2021年1月3日",
        ),
    ],
)
def test_periods_are_named_in_full(period: Period, label: str, name: str) -> None:
    assert (period.label, period.name) == (label, name)


@pytest.mark.parametrize(
    ("today", "key"),
    [("2021-04-01", "2021-Q1"), ("2021-03-31", "2020-Q4"), ("2021-12-31", "2021-Q3")],
)
def test_the_last_quarter_is_one_that_has_ended(today: str, key: str) -> None:
    assert CALENDAR.last_ended(CALENDAR.quarter, 4, date.fromisoformat(today)).key == key


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("办公室(信访科)", "办公室（信访科）"),
        ("《工作 动态》", "工作动态"),
        ("ＡＢ科", "ab科"),
        ("房产科　", "房产科"),
        ("甲\u200b科", "甲科"),
        ("甲\xad科\u3164", "甲科"),
        ("甲\ufe0e\u2060科\U000e0041", "甲科"),
    ],
)
def test_names_match_whatever_their_width_and_marks(typed: str, meant: str) -> None:
    assert fold(typed) == fold(meant)


@given(st.text(max_size=20))
def test_folding_twice_changes_nothing_for_a_name_that_matches(name: str) -> None:
    names = Names([(name, "it")])
    assert names.find(name) == ["it"]
    assert names.find(f" {name}　") == ["it"]


def test_nearest_names_come_first_and_once() -> None:
    names = Names([("房产科", 1), ("局房产科", 1), ("人事科", 2), ("市政管理科", 3)])
    assert names.nearest("房产可")[0] == "房产科"
    assert names.nearest("市政") == ["市政管理科"]
    assert names.nearest("") == []
