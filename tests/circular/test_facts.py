"""The words of a circular's text: splits that agree, comparisons with their sign, ties, nothing."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from infoscore.circular.build import Figures, figures_of
from infoscore.circular.claims import claims
from infoscore.circular.facts import Facts
from infoscore.circular.lists import (
    Percentage,
    Tallied,
    arrows,
    bottom,
    change,
    counts,
    grouped,
    names,
    shares,
    top,
)
from infoscore.circular.text import expand
from infoscore.period import CALENDAR, Calendar, Period
from infoscore.problems import errors_in
from infoscore.rounding import printed
from infoscore.workspace.load import load
from tests.summaries import summarise

UNITS = """\
groups:
- name: 机关
  units:
  - {name: 甲, class: 一类, targets: {2021: {市级: 20}}}
  - {name: 乙, class: 二类, targets: {2021: {市级: 8}}}
- name: 局属
  measure: 所
  units:
  - {name: 丙, class: 一类, targets: {2021: {市级: 7}}}
  - {name: 丁, targets: {2021: {省级: 4}}}
classes: {一类: {targets: {}}, 二类: {targets: {}}}
"""
RULES = """\
tracks: [市级, 省级]
editions:
- effective: 2020-01-01
  outlets:
    动态: {issuer: 市府办, track: 市级, class: 市级刊物, points: {简讯: 2, 专报: 4}}
    要情: {issuer: 市委办, track: 市级, class: 市级刊物, points: 2}
    省刊: {track: 省级, points: 5}
  modifiers: [{tag: [经验, 专题], plus: 0}]
  subjects: {政策: [政策落实], 重点: [], 突发: []}
  joint: {method: full}
  endorsements: [{by: 市领导, points: 1, joint: {method: full}}]
  commissions: {track: 市级, on_time: 0, missed: -1}
  adjustments: {漏报: {track: 市级, points: 0}}
  vetoes: [{name: 漏报, per: year, of: adjustments, rule: 漏报, require: 1}]
  awards: {先进: {top: 1, within: all, ties: keep}}
"""
ADOPTIONS = """\
- {date: 2021-04-02, title: 一, outlet: 动态, form: 简讯, units: [甲], tags: [经验]}
- {date: 2021-05-02, title: 二, outlet: 动态, form: 专报, units: [甲, 丙],
  endorsements: [{by: 市领导, date: 2021-06-03}, {by: 市领导, date: 2021-07-03}]}
- {date: 2021-06-02, title: 三, outlet: 省刊, units: [丁], restricted: true,
  endorsements: [{by: 市领导}]}
- {date: 2021-06-02, title: 四, outlet: 要情, units: [丙], tags: [专题, 经验],
  subjects: [重点, 政策落实]}
- {date: 2021-02-02, title: 五, outlet: 要情, units: [甲]}
- {date: 2021-02-03, title: 六, outlet: 要情, units: [甲]}
- {date: 2020-05-02, title: 七, outlet: 动态, form: 专报, count: 5, units: [甲]}
"""
SUBMISSIONS = """\
- {date: 2021-04-01, count: 4, units: [甲]}
- {date: 2021-04-01, count: 3, units: [丙], subjects: [重点]}
- {date: 2021-04-01, count: 1}
- {date: 2021-02-01, count: 5, units: [甲]}
- {date: 2020-04-01, count: 10, units: [甲]}
"""
COMMISSIONS = """\
- {date: 2021-04-01, due: 2021-04-10, title: 约一, units: [甲, 乙], delivered: {甲: 2021-04-09}}
- {date: 2021-04-01, due: 2021-05-10, title: 约二, units: [丙], delivered: 2021-05-12}
- {date: 2021-04-01, due: 2021-07-10, title: 约三, units: [丙]}
"""
ADJUSTMENTS = "[{date: 2021-05-01, rule: 漏报, units: [丁]}]"


@pytest.fixture(scope="module")
def figures(tmp_path_factory: pytest.TempPathFactory) -> Figures:
    return counted(tmp_path_factory.mktemp("workspace"), CALENDAR.quarter(2021, 2))


@pytest.fixture
def facts(figures: Figures) -> Facts:
    return figures.facts


def counted(folder: Path, period: Period) -> Figures:
    (folder / "units.yaml").write_text(UNITS, "utf-8")
    (folder / "rules.yaml").write_text(RULES, "utf-8")
    kinds = {
        "adoptions": ADOPTIONS,
        "submissions": SUBMISSIONS,
        "commissions": COMMISSIONS,
        "adjustments": ADJUSTMENTS,
    }
    for kind, text in kinds.items():
        (folder / kind).mkdir()
        (folder / kind / "a.yaml").write_text(text, "utf-8")
    workspace = load(folder)
    setup = workspace.setup
    assert setup is not None, workspace.problems
    summary = summarise(workspace.records(), period, setup.book, setup.roster, items=True)
    assert errors_in(workspace.problems) == 0
    return figures_of(summary)


GROUP = "{{ group('局属').adopted_total }} {{ group('局属').units_without_submissions | names }}"
GROUPS = "{% for one in groups %}{{ one.name }}{{ one.scores | counts('分') }}。{% endfor %}"
COMMISSIONED = (
    "{{ commissions_on_time | names }} {{ commissions_late | names }} "
    "{{ commissions_missed | names }} {{ commissions_missed[0].due }}"
)
ENDORSED = "{{ endorsed_by_leader | counts('次') }} {{ endorsements[0].title }}"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{{ received_by_group_in_words }}", "，其中机关4篇、局属3篇，另有1篇未分单位"),
        (
            "{{ adopted_by_group_in_words }}",
            "，其中机关2篇、局属3篇（几组合写的，各组分别计算）",
        ),
        (GROUP, "3 丁"),
        (GROUPS, "机关甲7分、乙-1分。局属丙7分、丁0分。"),
        ("{{ adopted_by_class | counts }}", "市级刊物3篇、其他刊物1篇"),
        ("{{ adopted_by_track | counts }}", "市级3篇、省级1篇"),
        ("{{ adopted_by_form | counts }}", "其他体裁2篇、简讯1篇、专报1篇"),
        ("{{ scores_by_track | counts('分') }}", "市级13分、省级0分"),
        (
            "{{ adopted_in_words }}",
            "，其中市府办《动态》采用2篇，市委办《要情》采用1篇，《省刊》采用1篇",
        ),
        ("{{ adoption_rate }} {{ average_received }} {{ average_score }}", "50% 2 3.25"),
        ("{{ on_year('received') }}", "比上年同期减少2篇，下降20%"),
        ("{{ on_year('adoption_rate') }}", "与上年同期持平"),
        ("{{ on_period('adoption_rate') }}", "比2021年一季度上升10个百分点"),
        (
            "{{ on_period('units_without_submissions') }}",
            "比2021年一季度减少1个，下降33.3%",
        ),
        ("{{ on_period('commissions_missed', '次') }}", "比2021年一季度增加1次（对比期为0）"),
        ("{{ last_year.on_year('received') }}", "上年同期没有记录可比"),
        ("{{ trend('units_without_submissions', 3) | arrows }}", "3→2"),
        ("{{ before.received }} {{ last_year.adopted_by_form | names }}", "5 专报"),
        ("{{ scores | top(1) | counts('分') }}", "甲7分、丙7分"),
        ("{{ scores_to_date | top(1) | counts('分') }}", "甲11分"),
        ("{{ scores | bottom(1) | names }} {{ scores_on('省级') | top(3) | names }}", "乙 "),
        ("{{ unit_class('一类').scores | grouped('分') }}", "甲、丙各7分"),
        ("{{ adopted_by_unit | grouped('条') }}", "甲、丙各2条，丁1条"),
        ("{{ progress('市级').exceeded.units | names }}", "甲、丙"),
        ("{{ progress('市级').short.share }}", "33.3%"),
        (
            "{{ progress_in_words }}",
            "超过序时任务的2个，占50%；未达到序时任务的2个，占50%，其中零报送2个",
        ),
        ("{{ progress('市级', whole=True).reached.units | names }}", "丙"),
        ("{{ adopted_by_tag | counts('条') }}", "经验2条、专题1条"),
        ("{{ adopted_by_subject | counts('条') }}", "政策1条、重点1条、突发0条"),
        ("{{ received_by_subject | top(1) | counts('篇') }}", "重点3篇"),
        ("{{ subjects_without_submissions | names }}", "政策、突发"),
        ("{{ before.subjects_without_submissions | names }}", ""),
        ("{{ group('局属').commissions_late | names }}", "丙"),
        ("{{ group('局属').commissions_missed | names }}", ""),
        (
            "{{ group('机关').who('commissions') }}{{ unit_class('一类').who('scores') }}",
            "甲、乙甲、丙",
        ),
        ("{{ units_silent | names }}", "乙"),
        # 乙 and 丁 sent nothing; 丁 had a brief adopted
        (
            "{{ by_group() }} {{ by_group('units_without_submissions') }}",
            "机关2个、局属2所 机关1个、局属1所",
        ),
        ("{{ by_group('units_silent') }} {{ groups[1].units | names }}", "机关1个 丙、丁"),
        ("{{ group('局属').measure }}{{ by_group('commissions_missed') }}", "所机关1个"),
        (
            "{{ who('units_silent') }} {{ who('units_with_adoptions') }}",
            "乙 除乙外，各科室、单位均",
        ),
        ("{{ who('scores') }} {{ who('units_behind') }}", "各科室、单位均 乙、丁"),
        ("{{ who('outlets') }}", "动态、要情、省刊"),
        ("{{ adoption_rate | percent(0) }} {{ (1 / 3) | percent(2) }}", "50% 33.33%"),
        ("{{ (received / 3 / 4) | percent }} {{ 0.125 | percent(0) }}", "66.7% 13%"),
        (COMMISSIONED, "甲 丙 乙 2021年4月10日"),
        (ENDORSED, "市领导2次 （标题不公开）"),
        ("{{ awarded('先进') | names }} {{ vetoes | names }} {{ vetoes[0].veto }}", "甲 丁 漏报"),
    ],
)
def test_words(facts: Facts, text: str, expected: str) -> None:
    assert expand(text, "f.md", 0, facts).replace("\\", "") == expected


def test_every_word_can_be_worked_out(facts: Facts) -> None:
    assert len({name: getattr(facts, name) for name in Facts.names()}) > 50


def test_two_dates_have_no_period_before(tmp_path: Path) -> None:
    april = CALENDAR.between(date(2021, 4, 1), date(2021, 4, 20))
    facts = counted(tmp_path, april).facts
    assert facts.before is None
    text = (
        "{{ on_period('received') }}；{{ on_year('received') }}；{{ trend('received') | arrows }}"
    )
    said = "上期没有记录可比；比上年同期减少2篇，下降20%；8"
    assert expand(text, "f.md", 0, facts) == said


@pytest.mark.parametrize(
    ("text", "stated"),
    [
        ("机关报送信息5条，局属上报4篇", [5, 4]),
        ("机关共报送5条", [5]),
        ("机关被采用信息2条", [2]),
        ("机关向市委办报送5篇", []),
        ("机关报送及时，采用5篇", []),
        ("共收到政务信息8篇，向省厅报送2篇；被采用5篇", [8, 5]),
        ("共收到政务信息8篇，其中甲采用5篇", [8]),
    ],
)
def test_typed_totals_of_groups_are_recognised(facts: Facts, text: str, stated: list[int]) -> None:
    found = claims(text, facts, facts._book)
    assert sorted(claim.stated for claim in found) == sorted(stated)


PARTS = st.lists(
    st.builds(Tallied, st.sampled_from("甲乙丙丁戊己"), st.integers(0, 5)),
    unique_by=lambda part: part.name,
)


@given(st.lists(st.integers(0, 60), min_size=1, max_size=6))
def test_shares_add_up_as_they_are_printed(numbers: list[int]) -> None:
    found = shares(numbers)
    total = sum(numbers)
    assert sum(found) == (1 if total else 0)
    for number, share in zip(numbers, found, strict=True):
        assert (share * 1000).denominator == 1
        if total:
            assert abs(share - Fraction(number, total)) < Fraction(1, 1000)


@given(PARTS, st.integers(1, 7))
def test_places_are_never_cut_between_equals(parts: list[Tallied], most: int) -> None:
    for found, rest_is in ((top(parts, most), "lower"), (bottom(parts, most), "higher")):
        taken = {part.name for part in found}
        left = [part for part in parts if part.name not in taken]
        assert len(found) >= min(most, sum(p.count > 0 for p in parts))
        for inside in found:
            for outside in left:
                assert (
                    inside.count > outside.count
                    if rest_is == "lower"
                    else inside.count < outside.count
                )


@given(PARTS)
def test_an_enumeration_leaves_nobody_out(parts: list[Tallied]) -> None:
    said = grouped(parts)
    for part in parts:
        assert (part.name in said) == (part.count > 0)
    assert counts(parts).count("篇") == len(parts)
    assert names(parts) == "、".join(part.name for part in parts)
    assert arrows(parts).count("→") == max(len(parts) - 1, 0)


@given(st.integers(0, 999), st.integers(0, 999))
def test_a_change_has_its_sign(now: int, then: int) -> None:
    said = change(now, then)
    words = {
        "增加": now > then,
        "减少": now < then,
        "持平": now == then,
        "对比期为0": not then < now,
    }
    for word in ("增加", "减少", "持平"):
        assert (word in said) == words[word]
    assert ("增长" in said) == (now > then > 0)
    assert ("下降" in said) == (now < then)
    if now != then:
        assert f"{printed(Fraction(abs(now - then)))}篇" in said
    assert change(Percentage(1, 2), Percentage(2, 5)) == "上升10个百分点"


@given(st.sampled_from([1, 3, 7, 12]), st.integers(2000, 2100), st.data())
def test_the_year_before_is_the_same_stretch(month: int, year: int, data: st.DataObject) -> None:
    calendar = Calendar(month)
    period = data.draw(st.sampled_from(list(_periods(calendar, year))))
    before = calendar.year_before(period)
    assert before.year == year - 1
    assert (before.start.month, before.end.month) == (period.start.month, period.end.month)
    assert before.start.day == period.start.day
    assert before.key.count("-") == period.key.count("-")


def _periods(calendar: Calendar, year: int) -> Iterable[Period]:
    yield calendar.year(year)
    yield from (calendar.half(year, which) for which in (1, 2))
    yield from (calendar.quarter(year, which) for which in (1, 2, 3, 4))
    yield from (calendar.nth_month(year, which) for which in range(1, 13))
    start = calendar.nth_month(year, 2).start
    yield calendar.between(start, start.replace(day=19))
