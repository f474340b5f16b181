"""What quotas count, worked out by hand; and tracks that an outlet scores on besides its own."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any

import pytest

from infoscore.period import CALENDAR, Span
from infoscore.problems import Place
from infoscore.records.adoption import Adoption
from infoscore.records.endorsement import Endorsement
from infoscore.records.resolve import Contributor
from infoscore.roster import Group, Roster, Unit, targets_of
from infoscore.rules.condition import Where
from infoscore.rules.edition import Edition, EditionEntry, RuleBook
from infoscore.rules.measures import Of
from infoscore.rules.outlets import Outlet
from infoscore.rules.points import PointsRow
from infoscore.rules.quotas import Quota
from infoscore.rules.tracks import Track
from infoscore.scoring.engine import post
from infoscore.scoring.folding import Folding

TARGETS: dict[str, Fraction | None] = {"分": Fraction(3), "另": Fraction(4), "空": None}
UNIT = Unit("甲", "组", targets={2021: TARGETS})
ROSTER = Roster([Group("组", (UNIT,))])
OUTLET = Outlet("刊", "分", points="0")


def _adopted(edition: Edition, outlet: Outlet = OUTLET, **more: Any) -> Adoption:
    return Adoption(
        place=Place("a.yaml", 1),
        date=date(2021, 2, 10),
        title="题",
        outlet=outlet,
        outlet_named="刊",
        edition=edition,
        contributors=(Contributor("甲", UNIT),),
        **more,
    )


@pytest.mark.parametrize(
    ("by", "expected"),
    [
        (None, {2: 20, 3: 10}),  # what has no date counts on the brief's
        ("市长", {2: 10, 3: 10}),
        (["市长", "书记"], {2: 20, 3: 10}),
        ("省长", {}),
    ],
    ids=str,
)
def test_endorsements_count_in_the_month_of_their_date(by: Any, expected: dict[int, int]) -> None:
    quota = Quota(name="批", per=Span.MONTH, track="分", of=Of.ENDORSEMENTS, by=by, times="10")
    edition = Edition(EditionEntry(effective=date(2021, 1, 1), quotas=[quota]), [OUTLET])
    folding = Folding(RuleBook([Track("分")], [edition]), ROSTER, date(2021, 12, 31))
    given = (
        Endorsement("市长", None),
        Endorsement("书记", date(2021, 2, 28)),
        Endorsement("市长", date(2021, 3, 1)),
    )
    folding.fold([_adopted(edition, endorsements=given)])
    found = {}
    for month in range(1, 13):
        period = CALENDAR.months(2021, month, month)
        points = folding.summary(period).in_period.points.get((UNIT, "分"), Fraction(0))
        if points:
            found[month] = points
    assert found == expected


@pytest.mark.parametrize("part", [{"unless": Where(by="市长")}, {"by": "书记"}], ids=str)
def test_each_endorsement_of_a_brief_is_counted_by_itself(part: dict[str, Any]) -> None:
    """Of two by 市长 and one by 书记 one is not 市长's."""
    quota = Quota(name="批", per=Span.YEAR, track="分", of=Of.ENDORSEMENTS, times="10", **part)
    edition = Edition(EditionEntry(effective=date(2021, 1, 1), quotas=[quota]), [OUTLET])
    folding = Folding(RuleBook([Track("分")], [edition]), ROSTER, date(2021, 12, 31))
    given = tuple(Endorsement(leader, None) for leader in ("市长", "书记", "市长"))
    folding.fold([_adopted(edition, endorsements=given)])
    assert folding.summary(CALENDAR.year(2021)).in_period.points == {(UNIT, "分"): 10}


def test_a_track_for_which_no_row_fits_gets_nothing() -> None:
    rows = [PointsRow(form="专报", points="2")]
    outlet = Outlet("刊", "分", points="3", also={"另": rows})
    edition = Edition(EditionEntry(effective=date(2021, 1, 1)), [outlet])
    for form, expected in (("简讯", {"分": 3}), ("专报", {"分": 3, "另": 2})):
        record = _adopted(edition, outlet, form=form)
        assert {one.track: one.points for one in post(record)} == expected


@pytest.mark.parametrize(
    ("tracks", "expected"),
    [(["分"], 3), (["分", "另"], 7), (["分", "空", "无"], 3), (["空"], None), ([], None)],
    ids=str,
)
def test_targets_are_added_up_where_there_are_any(tracks: list[str], expected: int | None) -> None:
    assert targets_of((UNIT,), 2021, tracks) == expected
    assert targets_of((UNIT,), 2020, tracks) is None
