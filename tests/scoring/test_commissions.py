"""What becomes of a commission, day by day and rule by rule."""

from __future__ import annotations

from datetime import date

import pytest

from infoscore.period import CALENDAR
from infoscore.problems import Place
from infoscore.records.commission import Commission
from infoscore.records.resolve import Contributor
from infoscore.roster import Unit
from infoscore.rules.commissions import CommissionRule
from infoscore.rules.edition import Edition, EditionEntry
from infoscore.rules.measures import State
from infoscore.scoring.engine import Engine

UNIT = Unit("甲", "组")
DUE = date(2021, 3, 10)
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
        delivered={} if delivered is None else {"甲": date(2021, 3, delivered)},
        tags=tags,
    )


@pytest.mark.parametrize(
    ("delivered", "until", "expected"),
    [
        (None, 10, None),  # the last day on which it is on time is not yet over
        (None, 11, (State.MISSED, 10)),
        (9, 8, None),  # nobody knows yet
        (9, 9, (State.ON_TIME, 9)),
        (10, 31, (State.ON_TIME, 10)),
        (12, 11, (State.MISSED, 10)),
        (12, 12, (State.LATE, 10)),
    ],
)
def test_outcome(delivered: int | None, until: int, expected: tuple[State, int] | None) -> None:
    found = _commission(delivered).outcome(UNIT, date(2021, 3, until))
    assert found == (expected and (expected[0], date(2021, 3, expected[1])))


@pytest.mark.parametrize(
    ("tags", "delivered", "expected"),
    [
        (("急稿",), 9, [4]),
        (("特稿", "专题"), None, [-4]),  # the first rule that fits
        (("专题",), 12, [1]),
        ((), 9, []),
        (("其他",), 9, []),
    ],
)
def test_only_a_rule_that_fits_scores(
    tags: tuple[str, ...], delivered: int | None, expected: list[int]
) -> None:
    postings = Engine(CALENDAR, date(2021, 12, 31)).post(_commission(delivered, *tags))
    assert [posting.points for posting in postings] == expected
