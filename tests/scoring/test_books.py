"""What must hold for any records and any rules."""

from __future__ import annotations

import random
from datetime import date, timedelta
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from infoscore.period import CALENDAR, Period
from infoscore.problems import Place
from infoscore.records.adoption import Adoption
from infoscore.records.kinds import Record
from infoscore.records.resolve import Contributor
from infoscore.records.submission import Submission
from infoscore.roster import Group, Roster, Unit
from infoscore.rounding import Rounding
from infoscore.rules.edition import Edition, EditionEntry, RuleBook
from infoscore.rules.joint import Method, OwnPoints, Sharing
from infoscore.rules.outlets import Outlet
from infoscore.rules.tracks import Track
from infoscore.scoring.engine import post
from infoscore.scoring.folding import Summary
from infoscore.scoring.standings import standings
from infoscore.scoring.tally import Tally
from tests.scoring.arithmetic import recomputed
from tests.summaries import summarise

UNITS = [
    Unit(name, group, targets={2021: {"市级": Fraction(16), "省级": None}})
    for group in ("机关", "局属")
    for name in (f"{group}甲", f"{group}乙", f"{group}丙")
]
ROSTER = Roster(
    [Group(name, tuple(u for u in UNITS if u.group == name)) for name in ("机关", "局属")]
)
POINTS = st.fractions(min_value=0, max_value=100, max_denominator=20)


@st.composite
def editions(draw: st.DrawFn) -> Edition:
    outlets = [
        Outlet(name, track, points={"简讯": str(draw(POINTS)), "专报": str(draw(POINTS))})
        for name, track in (("动态", "市级"), ("要情", "市级"), ("省办", "省级"))
    ]
    joint = Sharing(
        method=draw(st.sampled_from(Method)),
        points=str(draw(POINTS)),
        roles={"主报": "1", "协报": str(draw(POINTS)), "参与": OwnPoints(points=str(draw(POINTS)))},
        rounding=draw(st.sampled_from(Rounding)),
        to=draw(st.sampled_from(["1", "0.5", "0.1", "5"])),
    )
    return Edition(EditionEntry(effective=date(2021, 1, 1), joint=joint), outlets)


@st.composite
def adoptions(draw: st.DrawFn, edition: Edition) -> Adoption:
    units = draw(st.lists(st.sampled_from(UNITS), min_size=1, max_size=4, unique=True))
    weights = st.fractions(min_value=Fraction(1, 9), max_value=9, max_denominator=9)
    joint = edition.rules.joint
    assert isinstance(joint, Sharing)
    roles = st.sampled_from([None, *joint.roles] if joint.method is Method.ROLES else [None])
    return Adoption(
        place=Place("a.yaml", draw(st.integers(1, 9999))),
        date=date(2021, 1, 1) + timedelta(days=draw(st.integers(0, 364))),
        title=draw(st.text(min_size=1, max_size=5)),
        outlet=draw(st.sampled_from(edition.outlets)),
        outlet_named="动态",
        edition=edition,
        contributors=tuple(
            Contributor(unit.name, unit, draw(weights), draw(roles)) for unit in units
        ),
        form=draw(st.sampled_from(["简讯", "专报"])),
        count=draw(st.integers(1, 30)),
    )


@st.composite
def books(draw: st.DrawFn) -> tuple[Edition, list[Record]]:
    edition = draw(editions())
    records: list[Record] = list(draw(st.lists(adoptions(edition), max_size=12)))
    for day in draw(st.lists(st.integers(0, 364), max_size=4)):
        when = date(2021, 1, 1) + timedelta(days=day)
        unit = draw(st.sampled_from(UNITS))
        place = Place("s.yaml", day)
        records.append(
            Submission(place=place, date=when, contributors=(Contributor(unit.name, unit),))
        )
    return edition, records


def _book(edition: Edition) -> RuleBook:
    return RuleBook([Track("市级"), Track("省级")], [edition])


def _summary(book: tuple[Edition, list[Record]], period: Period) -> Summary:
    edition, records = book
    return summarise(records, period, _book(edition), ROSTER)


def _tally(book: tuple[Edition, list[Record]], period: Period) -> Tally:
    return _summary(book, period).in_period


def _content(tally: Tally) -> object:
    return (
        {key: points for key, points in tally.points.items() if points},
        {who: number for who, number in tally.adoptions.items() if number},
        {who: number for who, number in tally.submissions.items() if number},
        {outlet: number for outlet, number in tally.adopted.items() if number},
        tally.received,
    )


@given(books(), st.randoms(use_true_random=False))
def test_the_order_of_files_does_not_matter(
    book: tuple[Edition, list[Record]], order: random.Random
) -> None:
    edition, records = book
    mixed = list(records)
    order.shuffle(mixed)
    year = CALENDAR.year(2021)
    here, there = _summary(book, year), _summary((edition, mixed), year)
    assert _content(here.in_period) == _content(there.in_period)
    assert standings(here) == standings(there)


@given(books())
def test_quarters_halves_and_months_add_up_to_the_year(book: tuple[Edition, list[Record]]) -> None:
    whole = _content(_tally(book, CALENDAR.year(2021)))
    for parts in (
        [CALENDAR.quarter(2021, n) for n in range(1, 5)],
        [CALENDAR.half(2021, n) for n in (1, 2)],
        [CALENDAR.months(2021, n, n) for n in range(1, 13)],
    ):
        merged = Tally()
        for part in parts:
            merged.merge(_tally(book, part))
        assert _content(merged) == whole


@given(books())
def test_the_year_to_date_is_the_sum_of_its_quarters(book: tuple[Edition, list[Record]]) -> None:
    merged = Tally()
    for number in range(1, 5):
        summary = _summary(book, CALENDAR.quarter(2021, number))
        merged.merge(summary.in_period)
        assert _content(summary.to_date) == _content(merged)


@given(editions().flatmap(adoptions))
def test_unrounded_shares_add_up_to_the_points(adoption: Adoption) -> None:
    joint = adoption.edition.rules.joint
    assert isinstance(joint, Sharing)
    shares = sum(posting.points for posting in post(adoption))
    points = adoption.outlet.points
    assert isinstance(points, dict)
    whole = Fraction(points[adoption.form]) * adoption.count
    divided = joint.method in (Method.AVERAGE, Method.FIRST, Method.WEIGHTED)
    alone = len(adoption.contributors) == 1 and not adoption.contributors[0].role
    if alone or (joint.rounding is Rounding.NONE and divided):
        assert shares == whole


@given(editions().flatmap(adoptions))
def test_every_posting_can_be_recomputed_from_its_steps(adoption: Adoption) -> None:
    postings = post(adoption)
    assert [posting.unit for posting in postings] == [one.unit for one in adoption.contributors]
    for posting in postings:
        assert recomputed(posting) == posting.points
        assert posting.clause == posting.steps[0].clause
        assert posting.track == adoption.outlet.track


@given(books())
def test_what_is_printed_is_the_sum_of_the_postings(book: tuple[Edition, list[Record]]) -> None:
    _, records = book
    period = CALENDAR.quarter(2021, 2)
    standing = standings(_summary(book, period))
    postings = [one for record in records if record.date in period for one in post(record)]
    for group in standing.groups:
        for unit in group.units:
            own = [one for one in postings if one.unit is unit.unit]
            assert unit.total == sum((one.points for one in own), Fraction(0))
            for track, part in unit.tracks.items():
                assert part.score == sum(
                    (one.points for one in own if one.track == track), Fraction(0)
                )
        assert group.total == sum(unit.total for unit in group.units)
        ranks = sorted(unit.rank for unit in group.units)
        assert ranks[0] == 1
        for unit in group.units:  # 1, 2, 2, 4
            assert unit.rank == 1 + sum(other.total > unit.total for other in group.units)
    assert standing.total.total == sum((one.points for one in postings), Fraction(0))
    adopted = sum(one.count for one in records if isinstance(one, Adoption) and one.date in period)
    assert standing.total.counts.adoptions == adopted


@given(
    starts=st.lists(st.integers(0, 40), min_size=1, max_size=5, unique=True).map(sorted),
    span=st.tuples(st.integers(-5, 50), st.integers(0, 20)),
)
def test_the_editions_in_force_are_those_of_each_day(
    starts: list[int], span: tuple[int, int]
) -> None:
    day = date(2021, 1, 1)
    editions = [Edition(EditionEntry(effective=day + timedelta(n)), []) for n in starts]
    book = RuleBook([Track("市级")], editions)
    days = [day + timedelta(span[0] + n) for n in range(span[1] + 1)]
    expected = list(dict.fromkeys(one for d in days if (one := book.on(d)) is not None))
    assert book.in_force(days[0], days[-1]) == expected
