"""Urgent matters, to the minute, by hand: what is due when, and what became of it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from infoscore.moments import first, in_words, last
from infoscore.rules.emergencies import MOST, Deadline, UrgentRule, dues
from tests.conftest import Run

RULE = UrgentRule(
    deadlines=[
        Deadline(name="电话", within="30分钟"),
        Deadline(name="书面", within="2小时"),
        Deadline(name="续报", every="24小时", until="终报"),
        Deadline(name="终报", within="3日"),
    ]
)


def _due(at: str, closed: str | None = None, **came: list[str]) -> dict[str, list[str]]:
    """By report: when each is due, and after “=” when it was made."""
    moments = {name: [first(text) for text in texts] for name, texts in came.items()}
    found: dict[str, list[str]] = {}
    for one in dues(RULE, last(at), moments, None if closed is None else last(closed)):
        done = "" if one.done is None else f"={in_words(one.done)}"
        found.setdefault(one.name, []).append(f"{in_words(one.due)}{done}")
    return found


def test_each_report_has_its_minute() -> None:
    assert _due("2023-03-05 08:10", 电话=["2023-03-05 08:40"]) == {
        "电话": ["2023-03-05 08:40=2023-03-05 08:40"],
        "书面": ["2023-03-05 10:10"],
        # three days are over at the end of the 8th, and so is what is reported again
        "续报": ["2023-03-06 08:10", "2023-03-07 08:10", "2023-03-08 08:10"],
        "终报": ["2023-03-08"],
    }


def test_further_reports_count_for_the_span_in_which_they_come() -> None:
    found = _due("2023-03-05 08:10", 续报=["2023-03-05 09:00", "2023-03-07 08:11"])
    assert found["续报"] == [
        "2023-03-06 08:10=2023-03-05 09:00",
        "2023-03-07 08:10=2023-03-07 08:11",  # a minute late, and for the next in time
        "2023-03-08 08:10=2023-03-07 08:11",
    ]


@pytest.mark.parametrize(
    ("final", "times"),
    [("2023-03-06 08:00", 0), ("2023-03-06 08:10", 0), ("2023-03-06 08:11", 1), ("2023-03-20", 3)],
)
def test_they_end_with_the_last_report(final: str, times: int) -> None:
    assert len(_due("2023-03-05 08:10", 终报=[final]).get("续报", [])) == times


def test_nothing_is_due_once_it_is_closed() -> None:
    assert _due("2023-03-05 08:10", "2023-03-05 09:00") == {"电话": ["2023-03-05 08:40"]}


def test_of_a_day_without_a_time_nobody_is_late_before_it_is_over() -> None:
    found = _due("2023-03-05", 电话=["2023-03-05 23:00"])
    assert found["电话"] == ["2023-03-06 00:29=2023-03-05 23:00"]
    assert found["续报"][0].startswith("2023-03-06")


def test_minutes_over_years_do_not_explode() -> None:
    ever = Deadline(name="续报", every="1分钟", until="终报")
    rule = UrgentRule(deadlines=[ever, Deadline(name="终报", within="9999个月")])
    assert sum(one.name == "续报" for one in dues(rule, first("2023-03-05"), {}, None)) == MOST


UNITS = "groups: [{name: 组, units: [{name: 甲}, {name: 乙}]}]\n"
RULES = """\
tracks: [分]
editions:
- effective: 2023-01-01
  urgent:
    特别重大:
      aliases: [一级]
      deadlines:
      - {name: 电话, within: 30分钟}
      - {name: 书面, within: 2小时}
      - {name: 续报, every: 24小时, until: 终报}
      - {name: 终报, within: 3日}
      elements: [时间, 地点]
    一般: {deadlines: [{name: 书面, within: 1个工作日}]}
  quotas:
  - {name: 起数, per: quarter, of: urgent, track: 分, times: 100}
  - {name: 按时, per: quarter, of: urgent, state: on-time, level: 特别重大, track: 分, times: 1}
  - {name: 迟报, per: quarter, of: urgent, state: late, track: 分, times: -2}
  - {name: 漏报, per: quarter, of: urgent, state: missed, track: 分, times: -10}
  - {name: 电话, per: quarter, of: urgent, report: 电话, state: [late, missed], track: 分,
     times: -0.5}
  - {name: 误报, per: quarter, of: urgent, state: false, track: 分, times: -7}
  vetoes: [{name: 否决, per: year, of: urgent, state: missed}]
"""
MATTERS = """\
- {date: 2023-03-05, time: "08:10", level: 一级, title: 坍塌, units: [甲], elements: [时间],
   reports: [{name: 电话, at: 2023-03-05 08:50}, {name: 书面, at: 2023-03-05 10:00},
     {name: 续报, at: 2023-03-06 07:00}, {name: 终报, at: 2023-03-07 07:00}]}
- {date: 2023-03-06, level: 一级, title: 谎传, units: [甲, 乙], false: true, note: 经查为谣言}
- {date: 2023-03-10, level: 一般, title: 积水, units: [乙], restricted: true}
"""


@pytest.fixture
def office(tmp_path: Path) -> Path:
    for file, text in {
        "units.yaml": UNITS,
        "rules.yaml": RULES,
        "urgent/all.yaml": MATTERS,
        "circular.yaml": "issuer: 局\nnumber: 局〔{year}〕{number}号\ntitle: 通报\n"
        "addressees: 各科室\n"
        "annexes: [{title: 表, table: {columns: [{show: unit}, {show: urgent, state: late}]}}]\n",
    }.items():
        (tmp_path / file).parent.mkdir(exist_ok=True)
        (tmp_path / file).write_text(text, "utf-8")
    return tmp_path


def _points(run: Run, unit: str, *options: str) -> dict[str, float]:
    told = json.loads(run("explain", unit, "--year", "2023", "--format", "json", *options).out)
    return {one["clause"].split(".")[1]: one["points"] for one in told if one["points"]}


@pytest.mark.usefixtures("office")
def test_quotas_count_what_became_of_them(run: Run) -> None:
    # 甲: the call came ten minutes late, three reports in time; 1 false alarm, 2 matters in all
    assert _points(run, "甲", "--quarter", "1") == {
        "起数": 200,
        "按时": 3,
        "迟报": -2,
        "电话": -0.5,
        "误报": -7,
    }
    # 乙: what is due on Monday the 13th is missed from the 14th on
    assert _points(run, "乙", "--quarter", "1") == {
        "起数": 200,
        "漏报": -10,
        "误报": -7,
        "否决": -183,
    }
    assert run(
        "tally", "--year", "2023", "--quarter", "1", "--layout", "1", "--format", "csv"
    ).out.splitlines()[1:] == [
        "组,甲,1",
        "组,乙,0",
    ]


@pytest.mark.usefixtures("office")
def test_what_is_missed_is_told_from_the_minute_after(run: Run) -> None:
    for moment, code in (("2023-03-13", 0), ("2023-03-14 00:00", 1), ("2023-03-14", 1)):
        found = run("status", "--as-of", moment)
        assert found.code == code, moment
        assert ("一般紧急信息：（标题不公开）（书面）" in found.out) is (
            code == 1 or moment == "2023-03-13"
        )
        assert "积水" not in found.out


def test_elements_and_order_are_told(office: Path, run: Run) -> None:
    told = run("check").out
    assert "what “特别重大” must report is missing: 地点" in told
    assert told.count("below-standard") == 1
    file = office / "urgent/all.yaml"
    file.write_text(MATTERS.replace("2023-03-05 10:00", "2023-03-05 08:30"), "utf-8")
    assert "the report “电话” of 2023-03-05 08:50 comes after “书面”" in run("check").out


def test_it_is_logged_and_amended_by_a_command(office: Path, run: Run) -> None:
    log = (
        "urgent",
        "--title",
        "火情",
        "--level",
        "一级",
        "--date",
        "2023-04-01",
        "--time",
        "09:00",
    )
    logged = run(*log, "--unit", "乙", "--report", "电话=2023/4/1 9:20")
    (file,) = (office / "urgent/2023").iterdir()
    assert logged.code == 0
    assert 'reports: [{name: 电话, at: "2023-04-01 09:20"}]' in file.read_text("utf-8")
    before = file.read_bytes()
    amend = ("urgent", "--title", "火情", "--report", "书面=2023-04-01 10:30", "--element", "时间")
    assert run(*amend, "--dry-run").code == 0
    assert file.read_bytes() == before
    assert run(*amend).code == 0
    assert '{name: 书面, at: "2023-04-01 10:30"}]' in file.read_text("utf-8")
    assert "elements: [时间]" in file.read_text("utf-8")
    assert "already logged" in run(*amend).err
    assert run("urgent", "--title", "火情", "--closed", "2023-04-02", "--false").code == 0
    assert "false: true" in file.read_text("utf-8")
    assert run("urgent", "--undo").code == 0
    assert run("urgent", "--undo").code == 0
    assert file.read_bytes() == before


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ("level: 二级", "there is no level of urgent matters called “二级”"),
        ("reports: [{name: 传真, at: 2023-03-11}]", "there is no report called “传真”"),
        ("reports: [{name: 书面, at: 2023-03-10 07:59}]", "before it happened"),
        ("reports: [{name: 书面, at: 2023-02-30}]", "is not what belongs here"),
        ("reports: [{name: 书面, at: 07-10}]", "is not what belongs here"),
        ("reports: [{name: 书面}]", "“at” is missing"),
        ("closed: 2023-03-09", "closed on 2023-03-09, before it happened"),
        ("time: 24:00", "is not what belongs here"),
        ("time: 9点", "is not what belongs here"),
    ],
)
def test_what_cannot_be_is_refused(office: Path, run: Run, wrong: str, told: str) -> None:
    key = wrong.partition(":")[0]
    good = {"time": 'time: "08:00"', "level": "level: 一般"}
    lines = {**good, key: wrong.replace("24:00", '"24:00"')}
    (office / "urgent/wrong.yaml").write_text(
        "date: 2023-03-10\ntitle: 题\nunits: [甲]\n" + "\n".join(lines.values()), "utf-8"
    )
    found = run("check")
    assert found.code == 1
    assert told in found.out


@pytest.mark.parametrize(
    ("deadlines", "told"),
    [
        ("{name: 续报, every: 24小时}", "“续报” is due again without an end"),
        ("{name: 续报, every: 24小时, until: 终报}", "“续报” is due again without an end"),
        ("{name: 书面}", "“书面” needs one time"),
        ("{name: 书面, within: 2小时, every: 1日}", "“书面” needs one time"),
        ("{name: 书面, within: 2小时, until: 终报}", "means nothing to what is due once"),
        ("{name: 书面, within: 2小时}, {name: 书面, within: 3小时}", "stands here twice"),
        ("{name: 书面, within: 0小时}", "is not what belongs here"),
        (
            "{name: 续报, every: 1分钟, until: 终报}, {name: 终报, within: 9999个月}",
            "would be due 200 times and more",
        ),
    ],
)
def test_rules_that_cannot_be_are_refused(
    office: Path, run: Run, deadlines: str, told: str
) -> None:
    (office / "rules.yaml").write_text(
        "tracks: [分]\neditions:\n- effective: 2023-01-01\n"
        f"  urgent: {{一般: {{deadlines: [{deadlines}]}}}}\n",
        "utf-8",
    )
    found = run("check")
    assert found.code == 1
    assert told in found.out
