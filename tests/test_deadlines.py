"""Times allowed, workdays and duties, by dates worked out with a calendar in hand."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from infoscore import workdays
from infoscore.deadlines import allowance
from infoscore.moments import first, in_words, last
from infoscore.reading.typed import parse_moment
from infoscore.records.duty import Duty
from infoscore.rules.measures import State


@pytest.mark.parametrize(
    ("allowed", "since", "until"),
    [
        ("30分钟", "2023-07-04 23:50", "2023-07-05 00:20"),
        ("2小时", "2023-07-04 08:00", "2023-07-04 10:00"),
        ("20日", "2023-07-04", "2023-07-24"),
        ("20天", "2023-07-04 08:00", "2023-07-24"),
        ("2周", "2023-12-25", "2024-01-08"),
        ("6个月", "2023-08-31", "2024-02-29"),
        # 29 September to 6 October 2023 are holidays, 7 and 8 October make up for them
        ("1个工作日", "2023-09-28", "2023-10-07"),
        ("5工作日", "2023-09-28", "2023-10-11"),
    ],
)
def test_times_allowed(allowed: str, since: str, until: str) -> None:
    assert allowance(allowed).until(first(since)) == last(until)


def test_times_are_named_as_documents_do() -> None:
    assert [allowance(text).named for text in ("5工作日", "6月", "3天")] == [
        "5个工作日",
        "6个月",
        "3日",
    ]


def test_years_without_published_holidays_have_weeks_of_five_days() -> None:
    assert not workdays.published(2199)
    assert list(workdays.workdays(date(2199, 1, 1), date(2199, 1, 7))) == [
        date(2199, 1, day) for day in (1, 2, 3, 4, 7)
    ]


@pytest.mark.parametrize("text", ["2023-02-29", "2023-07-04 24:00", "2023-7-4", "now"])
def test_what_is_no_moment_is_an_error(text: str) -> None:
    with pytest.raises(ValueError, match=r"^"):
        first(text)


def test_moments_in_words() -> None:
    assert in_words(last("2023-07-04")) == in_words(first("2023-07-04")) == "2023-07-04"
    assert in_words(first("2023-07-04T08:05")) == "2023-07-04 08:05"


@pytest.mark.parametrize(
    ("done", "now", "state"),
    [
        (None, "2023-07-04 17:00", None),
        (None, "2023-07-04 17:01", State.MISSED),
        ("2023-07-04 17:00", "2023-07-04 17:00", State.ON_TIME),
        ("2023-07-05", "2023-07-04 18:00", State.MISSED),
        ("2023-07-05", "2023-07-05", State.LATE),
    ],
)
def test_a_duty_is_due_done_late_or_missed(done: str | None, now: str, state: State | None) -> None:
    duty = Duty(
        clause="commissions",
        what="约稿",
        since=first("2023-07-01"),
        due=last("2023-07-04 17:00"),
        done=None if done is None else first(done),
    )
    assert duty.state(first(now)) is state


MOMENTS = st.from_regex(r"\d{4}[-/年]\d\d?[-/月]\d\d?日?[T ]?\d\d?[:：]\d\d", fullmatch=True)


@given(st.text(max_size=30) | MOMENTS)
def test_whatever_is_typed_is_a_moment_or_none(text: str) -> None:
    found = parse_moment(text)
    if found is not None:
        assert parse_moment(found) == found
        assert first(found) <= last(found)


@pytest.mark.parametrize(
    ("typed", "moment"),
    [
        ("2023/7/4 9:05", "2023-07-04 09:05"),
        ("2023年7月4日 17：00", "2023-07-04 17:00"),
        ("2023-07-04T17:00:00", "2023-07-04 17:00"),
        ("20230704", "2023-07-04"),
        ("2023-07-04 24:00", None),
        ("2023-02-29 08:00", None),
        ("17:00", None),
        ("2023年7月4日5点", "2023-07-04 05:00"),
        ("2023-07-04 17点30分", "2023-07-04 17:30"),
        ("2023-07-04 5刻", None),
    ],
)
def test_moments_as_people_type_them(typed: str, moment: str | None) -> None:
    assert parse_moment(typed) == moment
