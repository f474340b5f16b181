"""Rules for spans of time, worked out by hand."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any

from infoscore.period import CALENDAR, Span
from infoscore.problems import Place
from infoscore.records.adjustment import Adjustment
from infoscore.records.kinds import Record
from infoscore.records.resolve import Contributor
from infoscore.records.submission import Submission
from infoscore.roster import Group, Roster, Unit
from infoscore.rules.edition import Edition, EditionEntry, RuleBook
from infoscore.rules.limits import Limit
from infoscore.rules.measures import Of
from infoscore.rules.quotas import Quota, QuotaPart
from infoscore.rules.received import SubmissionRule
from infoscore.rules.tracks import Track
from infoscore.rules.vetoes import Veto
from infoscore.scoring.folding import Folding

UNIT = Unit("甲", "组")
ROSTER = Roster([Group("组", (UNIT,))])


def _points(
    records: list[Record], until: date, start: date, end: date, **rules: Any
) -> tuple[Fraction, list[tuple[str, str, Any]]]:
    """The unit's points from ``start`` to ``end``, and what no record alone gave."""
    edition = Edition(EditionEntry(effective=date(2021, 1, 1), **rules), [])
    folding = Folding(RuleBook([Track("分")], [edition]), ROSTER, until)
    given: list[tuple[str, str, Any]] = []
    folding.ledger.watch = lambda one: (
        given.append((one.date.isoformat(), one.clause, one.points)) if one.record is None else None
    )
    folding.fold(records)
    folding.ledger.settle(2021)
    tally = folding.ledger.over(start, end)
    return tally.points.get((UNIT, "分"), Fraction(0)), given


def _sent(month: int, day: int, count: int = 1, form: str = "") -> Record:
    return Submission(
        place=Place("s.yaml", month * 100 + day),
        date=date(2021, month, day),
        contributors=(Contributor("甲", UNIT),),
        count=count,
        form=form,
    )


def _given(month: int, day: int, points: int) -> Record:
    return Adjustment(
        place=Place("a.yaml", month * 100 + day),
        date=date(2021, month, day),
        rule="加减",
        track="分",
        points=Fraction(points),
        contributors=(Contributor("甲", UNIT),),
    )


MONTHLY = Quota(name="月", per=Span.MONTH, track="分", of=Of.SUBMISSIONS, require="2", missing="-5")


def test_a_month_that_is_not_over_is_not_short() -> None:
    """Asked on 20 March for the whole year: January and February are settled, no more."""
    year = CALENDAR.year(2021)
    points, given = _points(
        [_sent(1, 5)], date(2021, 3, 20), year.start, year.end, quotas=[MONTHLY]
    )
    assert given == [
        ("2021-01-31", "quotas.月.missing", -5),
        ("2021-02-28", "quotas.月.missing", -10),
    ]
    assert points == -15


def test_what_is_missing_is_asked_for_once_more_and_then_forgiven() -> None:
    """2 a month: 1 in January, 3 in February makes up for it, 2 in March are enough again."""
    import msgspec

    carried = msgspec.structs.replace(MONTHLY, carry=True)
    records = [_sent(1, 5), _sent(2, 5, 3), _sent(3, 5, 2), _sent(4, 5)]
    _, given = _points(
        records, date(2021, 5, 31), date(2021, 1, 1), date(2021, 5, 31), quotas=[carried]
    )
    # April lacks 1, so May asks for 3 and gets none
    assert given == [
        ("2021-01-31", "quotas.月.missing", -5),
        ("2021-04-30", "quotas.月.missing", -5),
        ("2021-05-31", "quotas.月.missing", -15),
    ]


def test_a_part_must_be_met_too() -> None:
    """年≥4 其中长篇≥2: four short ones lack two long ones; with two long ones it is met."""
    quota = Quota(
        name="年",
        per=Span.YEAR,
        track="分",
        of=Of.SUBMISSIONS,
        require="4",
        parts=[QuotaPart(form="长篇", require="2")],
        met="10",
        missing="-1",
    )
    start, end = date(2021, 1, 1), date(2021, 12, 31)
    short = [_sent(3, day) for day in range(1, 5)]
    assert _points(short, end, start, end, quotas=[quota])[0] == -2
    long = [_sent(4, day, form="长篇") for day in (1, 2)]
    assert _points(short[:2] + long, end, start, end, quotas=[quota])[0] == 10


def test_a_cap_is_kept_day_by_day_and_the_rest_is_not_made_up_for() -> None:
    """At most 10 a month: 8, then 5 more count 2; −4 afterwards takes from 13, which leaves 9."""
    limit = Limit(name="月", per=Span.MONTH, most="10")
    records = [_given(1, 5, 8), _given(1, 6, 5), _given(1, 7, -4)]
    spans = [(date(2021, 1, 5), 8), (date(2021, 1, 6), 10), (date(2021, 1, 7), 9)]
    for end, expected in spans:
        points, _ = _points(records, date(2021, 1, 31), date(2021, 1, 1), end, limits=[limit])
        assert points == expected


def test_a_veto_takes_back_what_was_there_and_what_comes() -> None:
    veto = Veto(name="否决", per=Span.YEAR, of=Of.ADJUSTMENTS, rule="加减", require="2")
    records = [_given(1, 5, 8), _given(2, 6, 5), _given(3, 7, 4)]
    end = date(2021, 12, 31)
    points, given = _points(records, end, date(2021, 1, 1), end, vetoes=[veto])
    assert points == 0
    assert given == [("2021-02-06", "vetoes.否决", -13), ("2021-03-07", "vetoes.否决", -4)]


def test_what_is_not_adopted_scores_and_lapses_with_the_adoption() -> None:
    rule = SubmissionRule(track="分", points={"简讯": "1", "详讯": "2"}, lapses=True)
    edition = Edition(EditionEntry(effective=date(2021, 1, 1), submissions=rule), [])
    folding = Folding(RuleBook([Track("分")], [edition]), ROSTER, date(2021, 12, 31))
    folding.fold(
        [
            Submission(
                place=Place("s.yaml", line),
                date=date(2021, 1, line),
                title=title,
                form=form,
                edition=edition,
                contributors=(Contributor("甲", UNIT),),
            )
            for line, title, form in ((1, "一", "简讯"), (2, "二", "详讯"))
        ]
    )
    assert folding.ledger.over(date(2021, 1, 1), date(2021, 1, 2)).points[UNIT, "分"] == 3


def test_what_a_cap_takes_back_belongs_to_the_points_that_it_caps() -> None:
    """月最多5、年最多12: 9, 9, 9 in three months are 5, 5, 2, not 5, 5 and −3 for a sum of 27."""
    limits = [
        Limit(name="月", per=Span.MONTH, clauses=["adjustments"], most="5"),
        Limit(name="年", per=Span.YEAR, clauses=["adjustments"], most="12"),
    ]
    records = [_given(month, 5, 9) for month in (1, 2, 3)]
    for month, expected in ((1, 5), (2, 10), (3, 12)):
        end = date(2021, month, 28)
        points, _ = _points(records, end, date(2021, 1, 1), end, limits=limits)
        assert points == expected


def test_a_unit_is_paid_for_the_part_of_a_year_in_which_it_was_there() -> None:
    """Founded in April, closed in September: asked for nothing, but its points are converted."""
    unit = Unit("乙", "组", since=date(2021, 4, 1), until=date(2021, 9, 30))
    own = Unit("丙", "组", since=date(2021, 4, 1), quotas={"年": Fraction(3)})
    rules = EditionEntry(
        effective=date(2021, 1, 1),
        quotas=[
            Quota(
                name="年", per=Span.YEAR, track="分", of=Of.SUBMISSIONS, require="9", missing="-1"
            )
        ],
        conversions=[Quota(name="稿酬", per=Span.YEAR, track="元", tracks="分", times="4")],
    )
    book = RuleBook([Track("分"), Track("元", in_total=False)], [Edition(rules, [])])
    given = Adjustment(
        place=Place("a.yaml", 1),
        date=date(2021, 5, 1),
        rule="加减",
        track="分",
        points=Fraction(10),
        contributors=(Contributor("乙", unit), Contributor("丙", own)),
    )

    def points(until: date) -> list[Fraction]:
        folding = Folding(book, Roster([Group("组", (unit, own))]), until)
        folding.fold([given])
        folding.ledger.settle(2021)
        tally = folding.ledger.over(date(2021, 1, 1), until)
        return [tally.points[who, track] for who in (unit, own) for track in ("分", "元")]

    assert points(date(2021, 9, 29)) == [10, 0, 10, 0]
    assert points(date(2021, 9, 30)) == [10, 40, 10, 0]
    # 丙 has a requirement of its own, which it missed by 3
    assert points(date(2021, 12, 31)) == [10, 40, 7, 28]
