"""Laws of the rules for spans of time, for any mixture of clauses and records."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from infoscore.moments import begin_of, end_of
from infoscore.period import CALENDAR, Span
from infoscore.problems import Place
from infoscore.records.adjustment import Adjustment
from infoscore.records.adoption import Adoption
from infoscore.records.commission import Commission
from infoscore.records.endorsement import Endorsement
from infoscore.records.kinds import Record
from infoscore.records.resolve import Contributor
from infoscore.records.submission import Forwarding, Submission
from infoscore.roster import Group, Roster, Unit
from infoscore.rounding import Rounding
from infoscore.rules.awards import Award, AwardGrade
from infoscore.rules.commissions import CommissionRule
from infoscore.rules.edition import CLAUSES, Edition, EditionEntry, RuleBook
from infoscore.rules.endorsements import EndorsementRow
from infoscore.rules.joint import Method, Sharing
from infoscore.rules.limits import Limit
from infoscore.rules.measures import Measured, Of, State
from infoscore.rules.modifiers import Modifier
from infoscore.rules.outlets import Outlet
from infoscore.rules.quotas import Quota, Tier
from infoscore.rules.received import RecipientRule, SubmissionRule
from infoscore.rules.repeats import Repeats
from infoscore.rules.tracks import Track
from infoscore.rules.vetoes import Veto
from infoscore.scoring.folding import Folding
from infoscore.scoring.measure import Measure
from infoscore.scoring.posting import Posting
from tests.scoring.arithmetic import recomputed

UNITS = [
    Unit(name, "组", unit_class=kind, targets={2021: {"市级": Fraction(16)}})
    for name, kind in (("甲", "一类"), ("乙", "二类"), ("丙", "二类"))
]
ROSTER = Roster([Group("组", tuple(UNITS))])
TRACKS = (
    Track("市级"),
    Track("报送"),
    Track("考核", in_total=False),
    Track("奖励", in_total=False),
)
NUMBERS = st.sampled_from(["0.5", "1", "2", "5", "10"])
SPANS = st.sampled_from([Span.WEEK, Span.MONTH, Span.TWO_MONTHS, Span.QUARTER, Span.YEAR])
DAYS = st.integers(0, 364).map(lambda day: date(2021, 1, 1) + timedelta(days=day))


@st.composite
def quotas(draw: st.DrawFn, name: str) -> Quota:
    return Quota(
        name=name,
        per=draw(SPANS),
        track=draw(st.sampled_from(["市级", "报送"])),
        of=draw(st.sampled_from([Of.SUBMISSIONS, Of.ADOPTIONS, Of.POINTS, Of.RATE])),
        require=draw(st.just("2") | st.just({"一类": "3", "二类": "1"})),
        carry=draw(st.booleans()),
        base=draw(st.none() | NUMBERS),
        met=draw(st.none() | NUMBERS),
        missing=draw(st.none() | NUMBERS.map("-{}".format)),
        extra=draw(st.none() | NUMBERS),
        pro_rata=draw(st.none() | NUMBERS),
        rounding=draw(st.sampled_from(Rounding)),
        most=draw(st.none() | NUMBERS),
    )


@st.composite
def editions(draw: st.DrawFn) -> Edition:
    outlets = [
        Outlet(
            "动态", "市级", points={"简讯": "4", "专报": "8"}, outlet_class="市", also={"考核": "1"}
        ),
        Outlet("要情", "市级", points="3", outlet_class="市"),
        Outlet("报纸", "市级", points="5"),
    ]
    rules = EditionEntry(
        effective=date(2021, 1, 1),
        joint=Sharing(method=draw(st.sampled_from([Method.AVERAGE, Method.FULL, Method.FIRST]))),
        modifiers=draw(
            st.lists(
                st.sampled_from(
                    [
                        Modifier(tag="头版", times="2"),
                        Modifier(tag=["头版", "图片"], plus="1"),
                        Modifier(outlet_class="市", times="1.5", one_of="倍"),
                        Modifier(form="专报", times="3", one_of="倍"),
                    ]
                ),
                max_size=3,
                unique_by=repr,
            )
        ),
        repeats=draw(st.none() | st.sampled_from(Repeats)),
        endorsements=[EndorsementRow(by="领导", points="5", further="2")],
        submissions=[
            SubmissionRule(form="专报", track="市级", points="2", lapses=draw(st.booleans())),
            SubmissionRule(track="报送", points="1", lapses=draw(st.booleans())),
        ],
        recipients={"市委": RecipientRule(track="报送", points="2", lapses=draw(st.booleans()))},
        commissions=CommissionRule(track="市级", on_time="2", late="-1", missed="-5"),
        quotas=[draw(quotas(name)) for name in ("一", "二")],
        limits=draw(
            st.lists(
                st.sampled_from(
                    [
                        Limit(name="月", per=Span.MONTH, track="市级", most="10"),
                        Limit(name="年", per=Span.YEAR, most="30", least="0"),
                        Limit(name="批", per=Span.YEAR, clauses=["endorsements"], most="6"),
                    ]
                ),
                unique_by=repr,
            )
        ),
        vetoes=draw(
            st.lists(
                st.sampled_from(
                    [
                        Veto(name="约稿", per=Span.YEAR, of=Of.COMMISSIONS, state=State.MISSED),
                        Veto(name="否决", per=Span.MONTH, of=Of.ADJUSTMENTS, rule="否决"),
                    ]
                ),
                unique_by=repr,
            )
        ),
        conversions=[
            Quota(
                name="折",
                per=Span.QUARTER,
                track="考核",
                of=Of.POINTS,
                tiers=[Tier(threshold="0", points="1"), Tier(threshold="10", points="5")],
            )
        ],
        awards={
            "季": Award(per=Span.QUARTER, by="市级", top=2, points=["3", "1"], track="奖励"),
            "年": Award(
                by=["市级", "奖励"],
                grades={"一等奖": 1, "二等奖": AwardGrade(require="9", points="-2")},
                track="考核",
            ),
        },
    )
    return Edition(rules, outlets)


@st.composite
def records(draw: st.DrawFn, edition: Edition) -> Record:
    day = draw(DAYS)
    units = draw(st.lists(st.sampled_from(UNITS), min_size=1, max_size=2, unique=True))
    contributors = tuple(Contributor(unit.name, unit) for unit in units)
    place = Place("a.yaml", draw(st.integers(1, 9999)))
    title = draw(st.sampled_from(["一", "二", "三", "四"]))
    match draw(st.integers(0, 4)):
        case 0:
            return Submission(
                place=place,
                date=day,
                title=title,
                form=draw(st.sampled_from(["简讯", "专报"])),
                edition=edition,
                contributors=contributors,
                count=draw(st.integers(1, 3)),
                forwarded=draw(st.sampled_from([(), (Forwarding("市委", 1),)])),
                endorsements=tuple(
                    Endorsement("领导", one) for one in draw(st.lists(DAYS, max_size=2))
                ),
            )
        case 1:
            due = draw(st.dates(day, date(2022, 2, 1)))
            count = draw(st.integers(1, 3))
            delivered = draw(st.lists(st.dates(day, date(2022, 2, 1)), max_size=count))
            return Commission(
                place=place,
                date=day,
                title=title,
                due=end_of(due),
                contributors=contributors,
                edition=edition,
                count=count,
                delivered={units[0].name: tuple(map(begin_of, delivered))},
            )
        case 2:
            return Adjustment(
                place=place,
                date=day,
                rule=draw(st.sampled_from(["否决", "差错"])),
                track="市级",
                points=Fraction(draw(st.integers(-5, 5))),
                contributors=contributors,
                edition=edition,
            )
        case _:
            return Adoption(
                place=place,
                date=day,
                title=title,
                outlet=draw(st.sampled_from(edition.outlets)),
                outlet_named="动态",
                edition=edition,
                contributors=contributors,
                form=draw(st.sampled_from(["简讯", "专报"])),
                count=draw(st.integers(1, 3)),
                tags=tuple(draw(st.lists(st.sampled_from(["头版", "图片"]), unique=True))),
                endorsements=tuple(
                    Endorsement("领导", one) for one in draw(st.lists(DAYS, max_size=3))
                ),
            )


BOOKS = editions().flatmap(
    lambda edition: st.tuples(st.just(edition), st.lists(records(edition), max_size=25))
)
Book = tuple[Edition, list[Record]]


GIVING = [key for key, kind in CLAUSES.items() if kind.called and key not in {"limits", "vetoes"}]
BY_CLAUSE = {
    (key, track.name): Measure(Measured(of=Of.POINTS, clauses=[key]), frozenset((track.name,)))
    for key in GIVING
    for track in TRACKS
}
"""Points by each kind of clause on each track."""


def _fold(book: Book, until: date) -> tuple[Folding, list[Posting]]:
    edition, kept = book
    postings: list[Posting] = []
    rules = RuleBook(TRACKS, [edition])
    folding = Folding(rules, ROSTER, until, measures=BY_CLAUSE.values())
    folding.ledger.watch = postings.append
    folding.fold(kept)
    folding.ledger.settle(2021)
    return folding, postings


def _points(book: Book, start: date, end: date, until: date) -> dict[tuple[Unit, str], Fraction]:
    """Recounted from the postings."""
    found: dict[tuple[Unit, str], Fraction] = {}
    for one in _fold(book, until)[1]:
        if start <= one.date <= end:
            key = one.unit, one.track
            found[key] = found.get(key, Fraction(0)) + one.points
    return {key: points for key, points in found.items() if points}


CUTS = st.lists(DAYS, max_size=8, unique=True).map(sorted)


@settings(deadline=None, max_examples=60)
@given(BOOKS, CUTS)
def test_what_spans_published_adds_up_to_the_year(book: Book, ends: list[date]) -> None:
    """Each span is computed when it ends, the year when it ends: no published number moves.

    Whatever comes later, an endorsement, a delivery, an adoption by which points lapse.
    """
    last = date(2021, 12, 31)
    whole = _points(book, date(2021, 1, 1), last, date(2022, 1, 1))
    added: dict[tuple[Unit, str], Fraction] = {}
    start = date(2021, 1, 1)
    for end in [*(day for day in ends if day != last), last]:
        for key, points in _points(book, start, end, end + timedelta(days=1)).items():
            added[key] = added.get(key, Fraction(0)) + points
        start = end + timedelta(days=1)
    assert {key: points for key, points in added.items() if points} == whole


@settings(deadline=None, max_examples=60)
@given(BOOKS, CUTS)
def test_sums_by_clauses_add_up_to_what_stands(book: Book, ends: list[date]) -> None:
    """What limits, vetoes and lapses take is taken from the clauses that gave it."""
    ledger = _fold(book, date(2022, 1, 1))[0].ledger
    spans = [(date(2021, 1, 1), end) for end in [*ends, date(2021, 12, 31)]]
    spans += [(one.since, one.end) for one in ledger.vetoed]
    for start, end in spans:
        points = ledger.over(start, end).points
        sums = ledger.amounts(BY_CLAUSE.values(), start, end)
        for unit in UNITS:
            for track in TRACKS:
                by = [sums[BY_CLAUSE[key, track.name], unit] for key in GIVING]
                assert sum(by) == points.get((unit, track.name), 0)
    yearly = [limit for limit in book[0].rules.limits if limit.per is Span.YEAR]
    for one in ledger.vetoed:
        if one.per is Span.YEAR or not (yearly or any(o.per is Span.YEAR for o in ledger.vetoed)):
            sums = ledger.amounts(BY_CLAUSE.values(), one.start, one.end)
            for key in GIVING:
                assert not sums[BY_CLAUSE[key, "市级"], one.unit]
                assert not sums[BY_CLAUSE[key, "报送"], one.unit]


@settings(deadline=None, max_examples=40)
@given(BOOKS)
def test_postings_recompute_and_add_up_to_the_tally(book: Book) -> None:
    folding, postings = _fold(book, date(2022, 1, 1))
    tally = folding.summary(CALENDAR.year(2021)).in_period
    recounted: dict[tuple[Unit, str], Fraction] = {}
    for one in postings:
        assert recomputed(one) == one.points
        if one.date.year == 2021:
            key = one.unit, one.track
            recounted[key] = recounted.get(key, Fraction(0)) + one.points
    assert {k: v for k, v in recounted.items() if v} == {k: v for k, v in tally.points.items() if v}


@settings(deadline=None, max_examples=40)
@given(BOOKS)
def test_limits_and_vetoes_hold_on_every_day(book: Book) -> None:
    edition, _ = book
    folding, _ = _fold(book, date(2022, 1, 1))
    ledger = folding.ledger
    vetoed = {(one.unit, one.end) for one in ledger.vetoed if one.end.month == 12}
    yearly = [limit for limit in edition.rules.limits if limit.name == "年"]
    for unit in UNITS:
        total = Fraction(0)
        for offset in range(365):
            day = date(2021, 1, 1) + timedelta(days=offset)
            for days in (ledger.days, ledger.given):
                if day in days:
                    total += days[day].points.get((unit, "报送"), Fraction(0))
            if yearly and not vetoed:
                assert 0 <= total <= 30
    for one in ledger.vetoed:
        whole_year = one.start == date(2021, 1, 1) and one.end == date(2021, 12, 31)
        if not whole_year and (yearly or vetoed):
            continue  # what the year takes back falls into some month, too
        tally = ledger.over(one.start, one.end)
        for track in ("市级", "报送"):
            assert tally.points.get((one.unit, track), 0) == 0


def test_a_limit_takes_nothing_back_that_a_veto_took() -> None:
    """Of 7 for endorsements the veto leaves none, and the limit of 6 then takes 1: −1."""
    limit = Limit(name="批", per=Span.YEAR, clauses=["endorsements"], most="6")
    veto = Veto(name="否决", per=Span.MONTH, of=Of.ADJUSTMENTS, rule="否决")
    rules = EditionEntry(
        effective=date(2021, 1, 1),
        endorsements=[EndorsementRow(by="领导", points="5", further="2")],
        limits=[limit],
        vetoes=[veto],
    )
    outlet = Outlet("动态", "市级", points="4")
    edition = Edition(rules, [outlet])
    unit = UNITS[0]
    common: dict[str, Any] = {
        "place": Place("a.yaml", 1),
        "date": date(2021, 1, 1),
        "edition": edition,
        "contributors": (Contributor(unit.name, unit),),
    }
    twice = (Endorsement("领导", date(2021, 1, 1)),) * 2
    records: list[Record] = [
        Adjustment(rule="否决", track="市级", points=Fraction(0), **common),
        Adoption(title="一", outlet=outlet, outlet_named="动态", endorsements=twice, **common),
    ]
    folding, _ = _fold((edition, records), date(2022, 1, 1))
    assert [one.name for one in folding.ledger.vetoed] == ["否决"]
    month = folding.ledger.over(date(2021, 1, 1), date(2021, 1, 31))
    assert month.points.get((unit, "市级"), 0) == 0


@settings(deadline=None, max_examples=40)
@given(BOOKS, st.randoms(use_true_random=False))
def test_the_order_of_files_does_not_matter(book: Book, order: object) -> None:
    edition, kept = book
    mixed = list(kept)
    order.shuffle(mixed)  # type: ignore[attr-defined]
    days = date(2021, 1, 1), date(2021, 12, 31), date(2022, 1, 1)
    if len({(one.date, one.place) for one in kept}) == len(kept):
        assert _points((edition, mixed), *days) == _points(book, *days)
