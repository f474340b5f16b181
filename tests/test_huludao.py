"""Seed 003's year of records: what is broken is found on its day, and not a day earlier."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import pytest

from infoscore.moments import end_of
from infoscore.office.check import review
from infoscore.office.duties import duties
from infoscore.problems import Code
from infoscore.reports.ready import topic
from infoscore.rules.measures import State
from infoscore.workspace.load import load
from tests.conftest import ROOT

OFFICE = ROOT / "examples" / "huludao-003"
FIRST, LAST = date(2023, 7, 4), date(2024, 6, 30)
BROKEN = {
    "2023-08-23 missed chains.日常信息.审核",
    "2023-09-20 late columns.便民信息.posted_within",  # nothing tells of the event before the post
    "2023-09-20 missed chains.重要信息.审签",
    "2023-10-09 missed columns.住建新闻",
    "2023-10-13 missed commissions",  # due at 17:00
    "2023-11-14 late timeliness.急事要事",
    "2023-12-08 missed commissions",
    "2023-12-11 late commissions",
    "2023-12-18 late urgent.重大突发事件.书面",
    "2023-12-19 missed urgent.重大突发事件.续报",
    "2023-12-20 missed urgent.重大突发事件.续报",
    "2024-02-01 missed columns.部门会议",
    "2024-03-20 late chains.日常信息.审核",
    "2024-03-27 missed mended_within.错敏词",
    "2024-03-29 late mended_within.错敏词",
    "2024-04-01 missed columns.工程质量",
    "2024-05-16 missed altered_within.withdrawn",
    "2024-05-17 late altered_within.withdrawn",
}
"""By the day on which it is found; what is done late after that is late from then on."""
REFUSED = [
    ("2023-08-22", Code.UNREVIEWED, "submissions/2023/all.yaml"),
    ("2023-09-19", Code.UNREVIEWED, "submissions/2023/all.yaml"),
    ("2023-10-23", Code.BELOW_STANDARD, "submissions/2023/all.yaml"),
    ("2023-11-08", Code.UNREVIEWED, "posts/2023/all.yaml"),
    ("2023-12-12", Code.RESTRICTED, "posts/2023/all.yaml"),
    ("2023-12-18", Code.BELOW_STANDARD, "urgent/2023/all.yaml"),
    ("2024-01-10", Code.NOT_REPORTED, "posts/2024/all.yaml"),
    ("2024-03-01", Code.VACANT_ROLE, "units.yaml"),
]


def _days(step: int = 1) -> Iterator[date]:
    for number in range(0, (LAST - FIRST).days + 1, step):
        yield FIRST + timedelta(number)


def test_what_is_not_done_in_time_is_found_on_the_day() -> None:
    workspace = load(OFFICE)
    records = list(workspace.records())
    assert workspace.sound, workspace.problems
    found: dict[str, str] = {}
    for day in _days():
        for duty in duties(workspace, records, day):
            state = duty.state(end_of(day))
            if state in {State.LATE, State.MISSED}:
                key = f"{state.value} {duty.clause} {duty.record} {duty.due}"
                found.setdefault(key, f"{day} {state.value} {duty.clause}")
    assert set(found.values()) == BROKEN
    assert len(found) == len(BROKEN)


def test_every_kind_of_duty_is_kept_and_broken() -> None:
    workspace = load(OFFICE)
    asked = list(duties(workspace, list(workspace.records()), LAST))
    kinds = {state: set[str]() for state in State}
    for duty in asked:
        state = duty.state(end_of(LAST))
        if state is not None:
            kinds[state].add(topic(duty))
    assert kinds[State.ON_TIME] == kinds[State.LATE] | kinds[State.MISSED]
    assert len(kinds[State.ON_TIME]) == 8


def _told(day: date) -> set[tuple[Code, str]]:
    """What check tells on a day, with its place."""
    problems = review(load(OFFICE), day)
    return {(one.code, str(one.place)) for one in problems if one.code is not Code.FUTURE_DATE}


@pytest.mark.parametrize(("day", "code", "file"), REFUSED, ids=[one[0] for one in REFUSED])
def test_what_check_refuses_is_found_on_the_day(day: str, code: Code, file: str) -> None:
    then = date.fromisoformat(day)
    news = _told(then) - _told(then - timedelta(1))
    assert {(found, place.partition(":")[0]) for found, place in news} == {(code, file)}


def test_check_tells_nothing_on_the_other_days() -> None:
    for day in _days(12):
        due = {(code, file) for when, code, file in REFUSED if when <= str(day)}
        told = {(code, place.partition(":")[0]) for code, place in _told(day)}
        assert told - {(Code.VACANT_ROLE, "units.yaml")} <= due
