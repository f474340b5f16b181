"""Drafted sentences: none says what the records do not hold."""

from __future__ import annotations

from pathlib import Path

import pytest

from infoscore.circular.build import Figures, figures_of
from infoscore.circular.claims import doubts
from infoscore.circular.text import draft, expand
from infoscore.circular.texts import parse_text, template
from infoscore.period import CALENDAR
from infoscore.problems import errors_in
from infoscore.workspace.load import load
from tests.summaries import summarise

UNITS = """\
groups:
- name: 机关
  units:
  - {name: 办公室, targets: {2021: {市级: 8}}}
  - {name: 人事科, targets: {2021: {市级: 4}}}
"""
RULES = """\
tracks: [市级, {name: 稿酬, measure: 元, total: false}]
editions:
- effective: 2020-01-01
  outlets: {动态: {track: 市级, points: 4}}
  joint: {method: full}
"""
ADOPTED = "- {date: 2021-01-05, title: 一, outlet: 动态, units: [办公室]}\n"
BOTH = "- {date: 2021-01-05, title: 一, outlet: 动态, units: [办公室, 人事科]}\n"


def figures(
    folder: Path,
    *,
    adopted: str = ADOPTED,
    sent: str = "[]\n",
    units: str = UNITS,
    quarter: tuple[int, int] = (2021, 1),
) -> Figures:
    files = {
        "units.yaml": units,
        "rules.yaml": RULES,
        "adoptions/a.yaml": adopted,
        "submissions/a.yaml": sent,
    }
    for name, text in files.items():
        if text != "[]\n":
            (folder / name).parent.mkdir(exist_ok=True)
            (folder / name).write_text(text, "utf-8")
    workspace = load(folder)
    setup = workspace.setup
    assert setup is not None, workspace.problems
    period = CALENDAR.quarter(*quarter)
    summary = summarise(workspace.records(), period, setup.book, setup.roster, items=True)
    assert errors_in(workspace.problems) == 0, workspace.problems
    return figures_of(summary)


def said(made: Figures) -> str:
    """The text that is drafted, with its figures filled in."""
    file, ours = template(Path("/nowhere"), [])
    return expand(draft(ours, file, made.facts), "f.md", 0, made.facts).replace("\\", "")


@pytest.mark.parametrize(
    ("targets", "told"),
    [
        (("", ""), "均有信息被采用。"),
        (
            (", targets: {2021: {市级: 8}}", ", targets: {2021: {市级: null}}"),
            "均有信息被采用，有年度任务的得分均达到序时进度。",
        ),
        (
            (", targets: {2021: {市级: 8}}", ", targets: {2021: {市级: 8}}"),
            "均有信息被采用，得分均达到年度任务的序时进度。",
        ),
    ],
    ids=["no targets", "one without", "all"],
)
def test_nobody_reaches_a_target_that_is_not_set(
    tmp_path: Path, targets: tuple[str, str], told: str
) -> None:
    units = "groups:\n- name: 机关\n  units:\n" + "".join(
        f"  - {{name: {name}{target}}}\n"
        for name, target in zip(("办公室", "人事科"), targets, strict=True)
    )
    text = said(figures(tmp_path, adopted=BOTH, units=units))
    assert f"1. 各科室、单位{told}\n" in text
    assert "未达到" not in text


def test_a_track_outside_the_total_puts_nobody_behind(tmp_path: Path) -> None:
    # 市级: 4 of 8 and of 4, a quarter of the year over; 稿酬: 0 of 400 元
    units = UNITS.replace("{市级: 8}", "{市级: 8, 稿酬: 400}")
    facts = figures(tmp_path, adopted=BOTH, units=units).facts
    assert (facts.units_behind, facts.units_on_course) == ([], ["办公室", "人事科"])
    assert facts.progress().exceeded.units == ["办公室", "人事科"]  # not 4 of 408
    assert facts.progress("稿酬").short.units == ["办公室"]


def test_targets_outside_the_total_count_where_there_are_no_others(tmp_path: Path) -> None:
    units = UNITS.replace("{市级: 8}", "{稿酬: 8}").replace("{市级: 4}", "{稿酬: null}")
    assert figures(tmp_path, adopted=BOTH, units=units).facts.units_behind == ["办公室"]


@pytest.mark.parametrize(
    ("sent", "told"),
    [
        ("[]\n", "2021年1—3月，被采用政务信息1篇，"),
        ("- {date: 2021-02-01, count: 3}\n", "2021年1—3月，共收到政务信息3篇；被采用1篇，"),
    ],
)
def test_what_is_not_recorded_is_not_counted(tmp_path: Path, sent: str, told: str) -> None:
    assert told in said(figures(tmp_path, sent=sent))


def test_nothing_is_compared_with_what_is_not_recorded(tmp_path: Path) -> None:
    adopted = ADOPTED + ADOPTED.replace("2021", "2020").replace("一", "二")
    made = figures(tmp_path, adopted=adopted, sent="- {date: 2021-02-01, count: 3}\n")
    assert "共收到政务信息3篇；被采用1篇，与上年同期持平，" in said(made)
    facts = made.facts
    assert facts.on_year("received") == "上年同期没有记录可比"
    assert facts.on_year("units_without_submissions") == "上年同期没有记录可比"
    assert [part.count for part in facts.trend("received")] == [3]


def test_a_period_without_records_is_no_fall(tmp_path: Path) -> None:
    adopted = ADOPTED + ADOPTED.replace("01-05", "04-05").replace("一", "二")
    facts = figures(
        tmp_path, adopted=adopted, sent="- {date: 2021-02-01, count: 3}\n", quarter=(2021, 2)
    ).facts
    assert facts.on_period("received") == "本期没有记录，不能与2021年一季度比较"


ONE_KNOWN = "- {date: 2021-02-01, count: 27}\n- {date: 2021-02-01, units: [质安站], title: 二}\n"
SILENT = UNITS + "  - {name: 质安站, targets: {2021: {市级: 4}}}\n"


@pytest.mark.parametrize(
    ("sent", "told"),
    [
        (ONE_KNOWN, ""),  # 27 may be anybody's
        (ONE_KNOWN.split("\n")[1] + "\n", "1. 人事科未报送政务信息。"),  # 办公室 had one adopted
    ],
)
def test_nobody_is_said_to_have_sent_nothing_without_knowing(
    tmp_path: Path, sent: str, told: str
) -> None:
    found = [
        line
        for line in said(figures(tmp_path, sent=sent, units=SILENT)).split("\n")
        if "未报送政务信息" in line
    ]
    assert found == ([told] if told else [])


@pytest.mark.parametrize(
    ("body", "found"),
    [
        ("{{ units_without_submissions | names }}未报送", [(4, 4, 27), (4, 4, ["办公室"])]),
        ("好\n{% if units_silent %}有{% endif %}", [(5, 7, 27)]),
        ("{{ received }} units_silent {{ before.units_silent }}", []),
        ("{{ progress().silent | names }}", [(4, 15, 27), (4, 15, ["办公室"])]),
    ],
)
def test_a_total_of_unknown_origin_is_told(
    tmp_path: Path, body: str, found: list[tuple[int, int, object]]
) -> None:
    facts = figures(tmp_path, sent=ONE_KNOWN, units=SILENT).facts
    text = parse_text(f"---\ndate: 2021-04-05\n---\n{body}".encode(), "f.md", [])
    assert text is not None
    told = list(doubts(text, facts))
    assert [(one.place.line, one.place.column, *one.message.args.values()) for one in told] == found


@pytest.mark.parametrize(
    ("fourth", "told"),
    [
        (", targets: {2021: {市级: 16}}", "除丁外，各科室、单位均未达到年度任务的序时进度，共3个"),
        (
            ", targets: {2021: {市级: null}}",
            "甲、乙、丙未达到年度任务的序时进度，共3个",
        ),  # 丁 has none
    ],
)
def test_nearly_all_are_those_but_a_few(tmp_path: Path, fourth: str, told: str) -> None:
    targets = ", targets: {2021: {市级: 8}}"
    units = "groups:\n- name: 机关\n  units:\n" + "".join(
        f"  - {{name: {name}{fourth if name == '丁' else targets}}}\n" for name in "甲乙丙丁"
    )
    text = said(figures(tmp_path, adopted=ADOPTED.replace("办公室", "丁"), units=units))
    assert f"1. {told}科室、单位。" in text
    assert "1. 1—3月，除丁外，各科室、单位均没有信息被采用，共3个科室、单位。" in text
