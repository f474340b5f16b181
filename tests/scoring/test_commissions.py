"""What becomes of a commission, day by day and rule by rule."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from infoscore.moments import begin_of, last
from infoscore.period import CALENDAR
from infoscore.problems import Place
from infoscore.records.commission import Commission
from infoscore.records.resolve import Contributor
from infoscore.roster import Unit
from infoscore.rules.commissions import CommissionRule
from infoscore.rules.edition import Edition, EditionEntry
from infoscore.rules.measures import State
from infoscore.scoring.engine import Engine
from tests.conftest import Run

UNIT = Unit("甲", "组")
DUE = last("2021-03-10")
RULES = [
    CommissionRule(track="约稿", tag=["急稿", "特稿"], on_time="4", missed="-4"),
    CommissionRule(track="约稿", tag="专题", on_time="2", late="1", missed="-2"),
]
EDITION = Edition(EditionEntry(effective=date(2021, 1, 1), commissions=RULES), [])


def _commission(delivered: int | None, *tags: str) -> Commission:
    return Commission(
        place=Place("c.yaml"),
        date=date(2021, 3, 1),
        title="题",
        due=DUE,
        contributors=(Contributor("甲", UNIT),),
        edition=EDITION,
        delivered={} if delivered is None else {"甲": (begin_of(date(2021, 3, delivered)),)},
        tags=tags,
    )


@pytest.mark.parametrize(
    ("delivered", "until", "expected"),
    [
        (None, 10, []),  # the last day on which it is on time is not yet over
        (None, 11, [(State.MISSED, 10)]),
        (9, 8, []),  # nobody knows yet
        (9, 9, [(State.ON_TIME, 9)]),
        (10, 31, [(State.ON_TIME, 10)]),
        (12, 11, [(State.MISSED, 10)]),
        (12, 12, [(State.MISSED, 10), (State.LATE, 12)]),
    ],
)
def test_outcomes(delivered: int | None, until: int, expected: list[tuple[State, int]]) -> None:
    ((briefs, found),) = _commission(delivered).outcomes(UNIT, date(2021, 3, until))
    assert briefs == 1
    assert found == [(state, date(2021, 3, day)) for state, day in expected]


@pytest.mark.parametrize(
    ("tags", "delivered", "expected"),
    [
        (("急稿",), 9, [4]),
        (("特稿", "专题"), None, [-4]),  # the first rule that fits
        (("专题",), 12, [-2, 2, 1]),  # missed, and that taken back when it came late
        ((), 9, []),
        (("其他",), 9, []),
    ],
)
def test_only_a_rule_that_fits_scores(
    tags: tuple[str, ...], delivered: int | None, expected: list[int]
) -> None:
    postings = Engine(CALENDAR, date(2021, 12, 31)).post(_commission(delivered, *tags))
    assert [posting.points for posting in postings] == expected


WORKSPACE = {
    "units.yaml": "groups: [{name: 组, units: [{name: 甲}]}]\n",
    "rules.yaml": """
        tracks: [分]
        editions:
        - effective: 2021-01-01
          commissions: {track: 分, on_time: 5, late: -5, missed: -10}
        """,
    "commissions/late.yaml": "{date: 2021-07-01, due: 2021-07-10, title: 甲稿, units: [甲],"
    " delivered: 2021-09-03}\n",
    "commissions/last.yaml": "{date: 2021-03-01, due: 2021-03-31, title: 乙稿, units: [甲]}\n",
}


@pytest.mark.parametrize(
    ("options", "points"),
    [
        # missed on the day it was due, which the next day tells, whatever period is asked for
        ("--month 3", -10),
        ("--quarter 1", -10),
        ("--quarter 1 --as-of 2021-03-31", 0),
        ("--quarter 2", 0),
        # late on the day on which it came: what missed took is given back, and late counts
        ("--month 7", -10),
        ("--month 8", 0),
        ("--month 9", 5),
        ("--quarter 3", -5),
        ("--quarter 3 --as-of 2021-09-02", -10),
        ("--quarter 4", 0),
        ("", -15),
    ],
)
def test_what_is_due_or_late_counts_in_its_own_period(
    run: Run, tmp_path: Path, options: str, points: int
) -> None:
    for name, text in WORKSPACE.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text, "utf-8")
    told = run("tally", "--year", "2021", "--format", "json", *options.split())
    (unit,) = json.loads(told.out)["groups"][0]["units"]
    assert unit["tracks"]["分"].get("score", 0) == points
