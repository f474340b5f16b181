"""A circular's text: Markdown into numbered blocks, facts that cannot become markup, claims."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from infoscore.characters import stray
from infoscore.circular import texts
from infoscore.circular.build import Figures, figures_of
from infoscore.circular.claims import claims
from infoscore.circular.text import TextError, _as_text, blocks, chinese_numeral, draft, expand
from infoscore.circular.unitfacts import elapsed_share
from infoscore.document import Heading, Paragraph, Run
from infoscore.period import CALENDAR
from infoscore.problems import Code, Place, Problem
from infoscore.workspace.load import load
from tests.conftest import ROOT
from tests.summaries import summarise


@pytest.fixture(scope="module")
def figures() -> Figures:
    workspace = load(ROOT)
    assert workspace.setup is not None
    setup = workspace.setup
    quarter = CALENDAR.quarter(2021, 1)
    return figures_of(summarise(workspace.records(), quarter, setup.book, setup.roster, items=True))


@pytest.mark.parametrize("text", ["甲&#8203;乙", "甲&zwnj;乙", "甲&shy;乙"])
def test_no_entity_brings_what_no_text_needs(text: str) -> None:
    problems: list[Problem] = []
    blocks(f"起首\n\n{text}", "f.md", 3, problems)
    assert [(one.code, one.place) for one in problems] == [
        (Code.CONTROL_CHARACTER, Place("f.md", 6))
    ]


def test_headings_and_lists_are_numbered() -> None:
    text = """\
起首一段，
接着写。

# 基本情况
## 总数
## （二）分项
# 二、问题

1. 第一条
2. **重点**第二条
   1. 下一级
   1. 再一条

末段
"""
    problems: list[Problem] = []
    assert blocks(text, "f.md", 0, problems) == (
        Paragraph((Run("起首一段，"), Run("接着写。"))),
        Heading(1, "一、", "基本情况"),
        Heading(2, "（一）", "总数"),
        Heading(2, "（二）", "分项"),
        Heading(1, "二、", "问题"),
        Paragraph((Run("第一条"),), "1."),
        Paragraph((Run("重点", strong=True), Run("第二条")), "2."),
        Paragraph((Run("下一级"),), "（1）"),
        Paragraph((Run("再一条"),), "（2）"),
        Paragraph((Run("末段"),)),
    )
    assert problems == []


@pytest.mark.parametrize(
    "markdown",
    [
        "- 圆点",
        "> 引用",
        "```\n代码\n```",
        "### 三级",
        "![图](x.png)",
        "[链](http://x)",
        "***",
        "    缩进",
    ],
)
def test_what_a_circular_has_no_place_for(markdown: str) -> None:
    problems: list[Problem] = []
    blocks(f"一段\n\n{markdown}\n", "f.md", 4, problems)
    assert [(found.code.value, found.place.line) for found in problems] == [
        ("unsupported-markdown", 7)
    ]


PLAIN = st.text(st.characters(exclude_categories=["Cs", "Cc", "Zs", "Zl", "Zp"]), min_size=1)


@given(PLAIN.filter(lambda name: stray(name) is None))
def test_no_name_becomes_markup(name: str) -> None:
    assume(stray(f"前{name}后") is None)  # else no record has it
    problems: list[Problem] = []
    (block,) = blocks(f"前{_as_text(name)}后", "f.md", 0, problems)
    assert isinstance(block, Paragraph)
    assert (block.text, problems) == (f"前{name}后", [])


def test_the_facts_of_the_first_quarter(figures: Figures) -> None:
    text = (
        "{{ received }} {{ forwarded('市委、市政府 办公室') }} {{ forwarded_total }} "
        "{{ adopted_total }} {{ adopted('《工作动态》') }} {{ adopted('省办') }} "
        "{{ adopted('每日要情') }} {{ units_with_adoptions | names }} "
        "{{ behind | length }} {{ units_on_course | names }}"
    )
    assert expand(text, "f.md", 0, figures.facts) == (
        "28 15 17 6 5 1 0 办公室（信访科）、市住保办、建筑行业管理科、房地产市场监管科、"
        "市节能绿建中心 31 房地产市场监管科"
    )


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("一\n\n{{ recieved }}", 3, "nothing is called “{name}”"),
        ("{{ adopted('没有的') }}", 1, "there is no {kind} called “{name}”"),
        ("{{ forwarded('市政府') }}", 1, "there is no {kind} called “{name}”"),
        ("{% if %}", 1, "this is not a placeholder: “{found}”"),
        ("{{ received", 1, "this is not a placeholder: “{found}”"),
        ("一\n{{ period.__class__.__mro__ }}", 2, "this cannot be computed: “{found}”"),
        ("{{ adopted }}", 1, "this cannot be computed: “{found}”"),
        ("{{ units_behind }}", 1, "this cannot be computed: “{found}”"),
        ("{{ recipients | names | names }}", 1, "this cannot be computed: “{found}”"),
        ("{{ '1e999999999' | percent }}", 1, "this cannot be computed: “{found}”"),
        ("{{ adoption_rate | percent(3) }}", 1, "this cannot be computed: “{found}”"),
        ("{{ who('received') }}", 1, "this cannot be computed: “{found}”"),
        ("{{ who('recieved') }}", 1, "there is no {kind} called “{name}”"),
        ("{{ received / 0 }}", 1, "this cannot be computed: “{found}”"),
        ("{{ received + '甲' }}", 1, "this cannot be computed: “{found}”"),
        ("{% for i in range(10**9) %}{% endfor %}", 1, "this is not a placeholder: “{found}”"),
        ("{% include '/etc/passwd' %}", 1, "this is not a placeholder: “{found}”"),
    ],
)
def test_faults_in_braces_have_a_line(figures: Figures, text: str, line: int, words: str) -> None:
    with pytest.raises(TextError) as caught:
        expand(text, "f.md", 10, figures.facts)
    problem = caught.value.problem
    assert (problem.place.line, problem.message.id) == (10 + line, words)


@pytest.mark.parametrize("text", ["共｛｛ received ｝｝篇", "共｛{ received }}篇", "共{｛ x"])
def test_full_width_braces_are_told(figures: Figures, text: str) -> None:
    with pytest.raises(TextError) as caught:
        expand(f"起首\n{text}", "f.md", 3, figures.facts)
    assert caught.value.problem.place == Place("f.md", 5, 2)


@pytest.mark.parametrize(
    ("text", "filled"),
    [
        ("甲、{% if received < 1 %}乙{% endif %}、丙。", "甲、丙。"),
        ("{% if received < 1 %}甲{% endif %}、乙，", "乙，"),
        (
            "有{% for o in outlets %}{% if o.count %}{{ o.count }}篇、{% endif %}{% endfor %}。",
            "有5篇、1篇。",
        ),
        (
            "1. {{ adopted_by_class | names }}、乙\n2. 甲、{{ adopted_by_class | names }}\n",
            "1. 乙\n2. 甲\n",
        ),
        (
            "一：{{ adopted_by_class | names }}、甲、\n乙（{{ adopted_by_class | names }}、丙、）",
            "一：甲、\n乙（丙）",
        ),
        ("甲、{{ adopted_by_class | names }}\n\n{{ adopted_by_class | names }}、乙", "甲\n\n乙"),
        ("其中{% if received < 1 %}甲{% endif %}、乙，丙、", "其中乙，丙"),
        ("甲、{{ adopted_by_class | names }}等2个科室", "甲等2个科室"),
        ("{{ 1 }}的分数、等级", "1的分数、等级"),
        ("甲、、乙、", "甲、、乙、"),  # as it was typed
    ],
)
def test_no_comma_stays_of_a_part_that_is_nothing(figures: Figures, text: str, filled: str) -> None:
    assert figures.facts.adopted_by_class == []
    assert expand(text, "f.md", 0, figures.facts) == filled


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("{{ period.received }}", "“{name}” is not a part of what stands before the dot"),
        ("{{ groups[0].forwarded_total }}", "“{name}” is not a part of what stands before the dot"),
        ("{{ recieved }}", "did you mean {names}?"),
        (
            "{{ commissions_missed[0].title }}",
            "ask first whether it has any: {% if commissions %}…{% endif %}",
        ),
    ],
)
def test_no_hint_suggests_what_was_refused(figures: Figures, text: str, hint: str) -> None:
    with pytest.raises(TextError) as caught:
        expand(text, "f.md", 0, figures.facts)
    assert caught.value.problem.hint.id == hint


def test_two_dates_are_told_to_have_no_period_before() -> None:
    workspace = load(ROOT)
    assert workspace.setup is not None
    days = CALENDAR.between(date(2021, 2, 10), date(2021, 3, 31))
    made = figures_of(
        summarise(workspace.records(), days, workspace.setup.book, workspace.setup.roster)
    )
    with pytest.raises(TextError) as caught:
        expand("{{ before.adopted_total }}", "f.md", 0, made.facts)
    assert caught.value.problem.message.id.startswith("there is no period before this one")


def test_a_draft_keeps_the_figures_open(figures: Figures) -> None:
    template = (
        '<% for to in recipients %>向<< to >>{{ forwarded("<< to >>") }}篇。<% endfor %>。\n'
        "<% if units_without_submissions %>\n没有报送\n<% endif %>\n{{ received }}\n"
    )
    assert draft(template, "template.md", figures.facts) == (
        '向市委、市政府办公室{{ forwarded("市委、市政府办公室") }}篇。'
        '向住房城乡建设厅{{ forwarded("住房城乡建设厅") }}篇。。\n{{ received }}\n'
    )


@pytest.mark.parametrize(
    ("typed", "drafted"),
    [
        ("<< received >>", "28"),
        ("<< adoption_rate >>", "21.4%"),  # 6 of 28
        ("<< average_received >>", "1.22"),  # 28 of 23 units
    ],
)
def test_a_draft_prints_as_a_text_does(figures: Figures, typed: str, drafted: str) -> None:
    text = typed.replace("<<", "{{").replace(">>", "}}")
    assert draft(typed, "template.md", figures.facts).rstrip() == drafted
    assert expand(text, "f.md", 0, figures.facts).rstrip() == drafted


@pytest.mark.parametrize("typed", ["scores", "period", "outlets | first", "received > 1"])
def test_what_is_no_text_is_never_printed(figures: Figures, typed: str) -> None:
    with pytest.raises(TextError):
        draft(f"<< {typed} >>", "template.md", figures.facts)
    with pytest.raises(TextError):
        expand(f"{{{{ {typed} }}}}", "f.md", 0, figures.facts)


@pytest.mark.parametrize(
    ("text", "stated"),
    [
        ("共收到政务信息共计30条（篇），", 30),
        ("被市政府办公室《工作动态》采用4篇，", 4),
        ("被市政府办《工作动态》采用\n", None),
        ("被《工作动态》采用了信息４条", 4),
        ("被省办专报采用 2 篇", 2),
        ("向市委、市政府办公室报送信息16篇", 16),
        ("向住房城乡建设厅报送信息2篇", 2),
        ("《工作动态》采用{{ adopted('工作动态') }}篇，收到28封来信", None),
        ("《工作动态》第10期采用", None),
    ],
)
def test_typed_figures_are_recognised(figures: Figures, text: str, stated: int | None) -> None:
    found = [claim.stated for claim in claims(text, figures.facts, figures.book)]
    assert found == ([] if stated is None else [stated])


def test_claims_know_their_place(figures: Figures) -> None:
    (claim,) = claims("一\n二《工作动态》采用4篇", figures.facts, figures.book)
    assert (claim.line, claim.column, claim.computed) == (2, 10, 5)


def test_elapsed_share_by_months_or_days() -> None:
    assert str(elapsed_share(CALENDAR.quarter(2021, 1))) == "1/4"
    assert str(elapsed_share(CALENDAR.between(date(2021, 1, 1), date(2021, 1, 1)))) == "1/365"


def test_numerals() -> None:
    assert [chinese_numeral(n) for n in (1, 10, 11, 20, 21, 99, 100)] == [
        "一",
        "十",
        "十一",
        "二十",
        "二十一",
        "九十九",
        "100",
    ]


def test_what_one_circular_counted_late_the_next_year_does_not_count(seed: Path) -> None:
    (seed / "circulars" / "2020-Q4.md").write_text(
        "---\ndate: 2021-02-01\nclosing: 2021-01-29\n---\n", "utf-8"
    )
    problems: list[Problem] = []
    for number in (1, 2):
        span = texts.counted(seed, CALENDAR.quarter(2021, number), CALENDAR, None, problems)
        assert span.year_start == date(2021, 1, 30)
    assert texts.counted(seed, CALENDAR.quarter(2021, 1), CALENDAR, None, problems).start == date(
        2021, 1, 30
    )
    assert texts.counted(seed, CALENDAR.quarter(2020, 4), CALENDAR, None, problems).end == date(
        2020, 12, 31
    )
    workspace = load(seed)
    assert workspace.setup is not None
    summary = summarise(
        workspace.records(),
        texts.counted(seed, CALENDAR.quarter(2021, 2), CALENDAR, None, []),
        workspace.setup.book,
        workspace.setup.roster,
    )
    assert summary.to_date.adopted.total() == 5  # that of 29 January is last year's
    assert problems == []
