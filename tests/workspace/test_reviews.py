"""Review chains: what was done, what comes next, what check refuses, and on which day."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from infoscore.moments import end_of, first
from infoscore.problems import Code, Place, Problem, Severity
from infoscore.records.progress import Course, duties, in_order, progress
from infoscore.records.resolve import Contributor
from infoscore.records.review import Review
from infoscore.records.submission import Forwarding, Submission
from infoscore.roster import Group, Roster, Term, Unit
from infoscore.rules.chains import Chain, ChainStep, Flow, Matters
from infoscore.rules.condition import Condition
from infoscore.rules.edition import Edition, EditionEntry
from infoscore.rules.measures import State, Verdict
from infoscore.workspace.load import load
from infoscore.workspace.passing import breaches

DAY = date(2023, 7, 3)  # a Monday
UNIT = Unit("房产科", "机关", people=(Term("负责人", "甲", until=date(2023, 7, 31)),))
ROSTER = Roster([Group("机关", (UNIT,))], [Term("主任", "乙"), Term("局长", "甲")])


def _chain(*steps: ChainStep, **more: object) -> Chain:
    return Chain(name="流程", steps=list(steps), **more)  # type: ignore[arg-type]


def _step(name: str, by: str = "主任", **more: object) -> ChainStep:
    return ChainStep(name=name, by=by, **more)  # type: ignore[arg-type]


TWO = _chain(_step("审定", "负责人"), _step("审核", within="1个工作日", returns_to="审定"))


def _brief(
    *reviews: Review, chain: Chain = TWO, out: str | None = None, tags: Sequence[str] = ()
) -> Submission:
    edition = Edition(EditionEntry(effective=date(2023, 1, 1), chains=[chain]), [])
    return Submission(
        place=Place("a.yaml", 1),
        date=DAY,
        title="题",
        edition=edition,
        contributors=(Contributor("房产科", UNIT),),
        tags=tuple(tags),
        reviews=reviews,
        forwarded=() if out is None else (Forwarding("市府", 1, out),),
    )


def _course(brief: Submission) -> Course:
    found = progress(brief)
    assert found is not None
    return found


def _next(brief: Submission) -> list[str]:
    return [step.name for step in _course(brief).next()]


def _found(brief: Submission, today: date = date(2023, 12, 31)) -> list[tuple[Code, Severity]]:
    return [(one.code, one.severity) for one in breaches(brief, ROSTER, today)]


FIRST = Review("审定", "负责人", "2023-07-03")
BACK = Review("审核", "主任", "2023-07-04 09:30", Verdict.RETURNED, "数字有误")
AGAIN = Review("审定", "负责人", "2023-07-05 11:00")
SECOND = Review("审核", "主任", "2023-07-06")
UNREVIEWED, WRONG = (Code.UNREVIEWED, Severity.ERROR), Severity.ERROR


def test_a_returned_brief_starts_again_where_the_step_says() -> None:
    assert _next(_brief()) == ["审定"]
    assert _next(_brief(FIRST)) == ["审核"]
    assert _next(_brief(FIRST, BACK)) == ["审定"]
    assert _next(_brief(FIRST, BACK, SECOND)) == ["审定"]  # that came too early
    assert _next(_brief(FIRST, BACK, AGAIN)) == ["审核"]
    assert _next(_brief(FIRST, BACK, AGAIN, SECOND)) == []
    three = _chain(_step("一"), _step("二"), _step("三", returns_to="二"))
    back = Review("三", "主任", "2023-07-04", Verdict.RETURNED, "错")
    done = [Review(name, "主任", "2023-07-04") for name in "一二"]
    assert _next(_brief(*done, back, chain=three)) == ["二"]


def test_what_was_passed_on_needs_every_step_by_then() -> None:
    day = "2023-07-06"
    assert _found(_brief(FIRST, SECOND)) == []
    assert _found(_brief(FIRST, SECOND, out=day)) == []
    assert _found(_brief(FIRST, SECOND, out="")) == []
    assert _found(_brief(FIRST, out=day)) == [UNREVIEWED]
    assert _found(_brief(FIRST, SECOND, out="2023-07-05 17:00")) == [UNREVIEWED]
    assert _found(_brief(out=day)) == [UNREVIEWED, UNREVIEWED]
    assert _found(_brief(SECOND, AGAIN._replace(date="2023-07-07"), out="2023-07-08")) == [
        UNREVIEWED
    ]
    assert _found(_brief(SECOND, AGAIN._replace(date="2023-07-07"))) == [
        (Code.UNREVIEWED, Severity.WARNING)
    ]
    # on one day without times, what stands first came first
    same = [FIRST._replace(date=day), SECOND]
    assert _found(_brief(*same, out=day)) == []


def test_a_doubt_of_secrecy_holds_a_brief_back_until_the_same_step_is_passed() -> None:
    doubt = Review("审核", "主任", "2023-07-04", Verdict.HELD)
    assert _found(_brief(FIRST, doubt, out="2023-07-05")) == [UNREVIEWED]
    assert _found(_brief(FIRST, doubt, SECOND, out="2023-07-06")) == []
    only = _chain(_step("审定", "负责人"), _step("保密", when=Condition(tag="密")))
    held = doubt._replace(step="保密")
    assert _found(_brief(FIRST, chain=only, out="")) == []
    assert _found(_brief(FIRST, chain=only, out="", tags=["密"])) == [UNREVIEWED]
    assert _found(_brief(FIRST, held, chain=only, out="")) == [UNREVIEWED]


def test_steps_that_may_follow_later() -> None:
    urgent = _chain(_step("审定", "负责人"), _step("补审", later=True, within="2小时"))
    out = "2023-07-03 10:00"
    brief = _brief(FIRST, chain=urgent, out=out)
    assert _found(brief) == []
    (duty,) = duties([brief], ROSTER)
    assert duty.due == first("2023-07-03 12:00")
    assert duty.state(first("2023-07-03 12:00")) is None
    assert duty.state(first("2023-07-03 12:01")) is State.MISSED
    late = _brief(FIRST, Review("补审", "主任", "2023-07-03 12:05"), chain=urgent, out=out)
    (duty,) = duties([late], ROSTER)
    assert duty.state(end_of(DAY)) is State.LATE
    assert list(duties([_brief(FIRST, chain=urgent)], ROSTER)) == []  # not passed on yet


def test_every_round_of_a_step_with_a_time_is_a_duty() -> None:
    brief = _brief(FIRST, BACK, AGAIN, SECOND._replace(date="2023-07-07 08:00"))
    back, passed = duties([brief], ROSTER)
    assert (back.clause, back.role, back.unit) == ("chains.流程.审核", "主任", None)
    assert (back.due, back.done) == (end_of(date(2023, 7, 4)), first("2023-07-04 09:30"))
    assert (passed.since, passed.due) == (first("2023-07-05 11:00"), end_of(date(2023, 7, 6)))
    assert passed.state(end_of(date(2023, 7, 6))) is None
    assert passed.state(end_of(date(2023, 7, 7))) is State.LATE


def test_roles_of_a_step() -> None:
    either = _chain(_step("审签", ["副局长", "局长"]))  # type: ignore[arg-type]
    both = _chain(_step("审签", ["副局长", "局长"], every=True))  # type: ignore[arg-type]
    one, two = (Review("审签", role, "2023-07-04") for role in ("局长", "副局长"))
    assert _next(_brief(one, chain=either)) == []
    assert _next(_brief(one, chain=both)) == ["审签"]
    assert _next(_brief(one, two, chain=both)) == []
    assert _found(_brief(one, one._replace(date="2023-07-05"), two, chain=both, out="")) == []


def test_persons() -> None:
    chief = _step("审定", "负责人")
    three = _chain(chief, _step("审签", "局长"), _step("校对", "局长", proof=True))
    taken = [Review(*pair, "2023-07-04") for pair in (("审定", "负责人"), ("审签", "局长"))]
    proof = Review("校对", "局长", "2023-07-04")
    same, vacant = (Code.SAME_PERSON, WRONG), (Code.VACANT_ROLE, WRONG)
    assert _found(_brief(*taken, proof, chain=three, out="")) == [same]
    august = [one._replace(date="2023-08-01") for one in taken]  # nobody is 负责人 any more
    assert _found(_brief(*august, proof._replace(date="2023-08-01"), chain=three, out="")) == [
        vacant
    ]
    free = _chain(_step("审定", "负责人", not_same_as=[]), _step("审签", "局长"))
    assert _found(_brief(*taken, chain=free, out="")) == []
    told = _chain(chief, _step("审签", "局长", proof=True, not_same_as=["审定"]))
    assert _found(_brief(*taken, chain=told, out="")) == [same]
    elsewhere = Roster([Group("机关", (Unit("房产科", "机关"),))])
    assert list(breaches(_brief(*august, chain=free, out=""), elsewhere, date.max)) == []


def test_which_chain_counts() -> None:
    special = _chain(_step("特审"), matters=Matters(tag="重要", group="机关"))
    edition = Edition(EditionEntry(effective=DAY, chains=[special, TWO]), [])
    assert [flow.chain for flow in edition.flows] == [special, TWO]
    assert special.matters is not None
    brief = _brief(tags=["重要"])
    assert special.matters.holds(brief.traits, [UNIT])
    assert not special.matters.holds(brief.traits, [Unit("三站", "下属")])
    assert not special.matters.holds(_brief().traits, [UNIT])


def test_steps_side_by_side() -> None:
    chain = _chain(_step("初审"), _step("法审", after=["初审"]), _step("密审", after=["初审"]),
                   _step("审签", after=["法审", "密审"]))  # fmt: skip
    taken = [Review(name, "主任", "2023-07-04") for name in ("初审", "密审")]
    assert _next(_brief(*taken[:1], chain=chain)) == ["法审", "密审"]
    assert _next(_brief(*taken, chain=chain)) == ["法审"]
    assert Flow(chain).before["审签"] == {"初审", "法审", "密审"}


STEPS = "一二三四"
EVENTS = st.lists(st.tuples(st.sampled_from(STEPS), st.sampled_from(list(Verdict))), max_size=12)


@given(EVENTS, st.integers(1, 14))
def test_a_chain_in_a_row_by_another_reckoning(events: list[tuple[str, Verdict]], out: int) -> None:
    """Reviews day by day; a number says how many steps are done."""
    reviews = [
        Review(step, "主任", (DAY + timedelta(days=day)).isoformat(), verdict)
        for day, (step, verdict) in enumerate(events, start=1)
    ]
    done = [0]
    for step, verdict in events:
        at, now = STEPS.index(step), done[-1]
        if verdict is Verdict.RETURNED:
            now = 0
        elif verdict is Verdict.HELD:
            now = min(now, at)
        else:
            now += at == now
        done.append(now)
    chain = _chain(*(_step(name) for name in STEPS))
    brief = _brief(*reviews, chain=chain)
    assert [one.name for one in _course(brief).missing()] == list(STEPS[done[-1] :])
    assert _next(brief) == list(STEPS[done[-1] :][:1])
    # passed on, it is refused from that very day on if a step was missing then
    day = DAY + timedelta(days=out)
    sent = _brief(*reviews, chain=chain, out=day.isoformat())
    missing = done[min(out, len(events))] < len(STEPS)
    for number in range(16):
        today = DAY + timedelta(days=number)
        refused = [one for one in _found(sent, today) if one[1] is Severity.ERROR]
        assert bool(refused) == (missing and today >= day)


@given(st.lists(st.integers(0, 4000), min_size=1, max_size=6), st.integers(0, 6000))
def test_no_duty_is_broken_before_its_time(minutes: list[int], now: int) -> None:
    start = first("2023-07-03")
    moments = [start + timedelta(minutes=sum(minutes[: at + 1])) for at in range(len(minutes))]
    chain = _chain(*(_step(f"步{at}", within="1日") for at in range(7)))
    reviews = [
        Review(f"步{at}", "主任", moment.strftime("%Y-%m-%d %H:%M"))
        for at, moment in enumerate(moments)
    ]
    found = list(duties([_brief(*reviews, chain=chain)], ROSTER))
    assert len(found) == len(moments) + 1
    before = first("2023-07-03")
    for duty, moment in zip(found, [*moments, None], strict=True):
        assert duty.since == before
        assert duty.due == end_of(before.date() + timedelta(days=1))
        state = duty.state(start + timedelta(minutes=now))
        if start + timedelta(minutes=now) <= duty.due:
            assert state in {None, State.ON_TIME}
        before = moment or before


def test_order_of_a_day() -> None:
    earlier = Review("一", "主任", "2023-07-04 10:00")
    second = Review("二", "主任", "2023-07-04 09:00")
    assert in_order([earlier, second]) == [second, earlier]
    assert in_order([earlier, second._replace(date="2023-07-04")])[0] is earlier


RULES = """
tracks: [分]
editions:
  - effective: 2023-01-01
    submissions: {track: 分, points: 1}
    tags: {急: []}
    chains: %s
"""
BRIEF = "{date: 2023-07-03, title: 题, units: [甲], reviews: [%s]}"


def _problems(root: Path, chains: str, reviews: str = "") -> list[Problem]:
    units = "groups: [{name: 组, units: [{name: 甲}]}]"
    files = {"units.yaml": units, "rules.yaml": RULES % chains}
    files["submissions/a.yaml"] = BRIEF % reviews
    for name, text in files.items():
        (root / name).parent.mkdir(exist_ok=True)
        (root / name).write_text(text, "utf-8")
    workspace = load(root)
    for _ in workspace.records():
        pass
    return workspace.problems


ONE = "[{name: 审, for: {tag: 急}, steps: [{name: 一, by: 甲}]}, {name: 常, steps: [%s]}]"


@pytest.mark.parametrize(
    ("steps", "code"),
    [
        ("{name: 一, by: 甲, after: [一]}", Code.CONFLICTING_RULES),
        ("{name: 一, by: 甲, after: [二]}, {name: 二, by: 乙}", Code.CONFLICTING_RULES),
        ("{name: 一, by: 甲, later: true}", Code.CONFLICTING_RULES),
        (
            "{name: 一, by: 甲, later: true, within: 1日}, {name: 二, by: 乙}",
            Code.CONFLICTING_RULES,
        ),
        ("{name: 一, by: 甲, returns_to: 二}, {name: 二, by: 乙}", Code.CONFLICTING_RULES),
        ("{name: 一, by: 甲, when: {outlet: 刊}}", Code.CONFLICTING_RULES),
        ("{name: 一, by: 甲}, {name: 一, by: 乙}", Code.NAME_COLLISION),
        ("{name: 一, by: 甲, returns_to: 三}", Code.UNKNOWN_NAME),
        ("{name: 一, by: 甲, within: 很快}", Code.WRONG_VALUE),
        ("{name: 一}", Code.MISSING_KEY),
        ("", Code.WRONG_VALUE),
    ],
)
def test_chains_that_come_to_nothing(steps: str, code: Code, tmp_path: Path) -> None:
    assert code in {problem.code for problem in _problems(tmp_path, ONE % steps)}


@pytest.mark.parametrize(
    ("review", "code"),
    [
        ("{step: 一, by: 甲, date: 2023-07-04}", None),
        ("{step: 一, by: 甲, date: 2023-07-04 17:00, verdict: held}", None),
        ("{step: 二, by: 甲, date: 2023-07-04}", Code.UNKNOWN_NAME),
        ("{step: 一, by: 乙, date: 2023-07-04}", Code.WRONG_VALUE),
        ("{step: 一, by: 甲, date: 2023-02-29}", Code.WRONG_VALUE),
        ("{step: 一, by: 甲, date: 2023-07-04, verdict: returned}", Code.MISSING_KEY),
        ("{step: 一, by: 甲, date: 2023-07-04, verdict: 好}", Code.WRONG_VALUE),
    ],
)
def test_reviews_that_cannot_be(review: str, code: Code | None, tmp_path: Path) -> None:
    found = _problems(tmp_path, ONE % "{name: 一, by: 甲}", review)
    assert [problem.code for problem in found] == ([] if code is None else [code])
