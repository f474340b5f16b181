"""Returns by hand-worked days, everyday briefs to the minute, and every duty day by day."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from infoscore.moments import begin_of, end_of, first, in_words, last
from infoscore.office.duties import duties
from infoscore.rules.measures import State
from infoscore.rules.returns import Moved, ReturnRule
from infoscore.rules.timeliness import TimelinessRule
from infoscore.workspace.load import load
from tests.conftest import Run


@pytest.mark.parametrize(
    ("on", "moved", "expected"),
    [
        # 29 January 2023 is a Sunday that makes up for the Spring Festival; 29 April a holiday
        ("29", None, ["01-29", "02-28", "03-29", "04-29", "05-29"]),
        ("29", "before", ["01-29", "02-28", "03-29", "04-28", "05-29"]),
        ("29", "after", ["01-29", "02-28", "03-29", "05-04", "05-29"]),
        ("31", None, ["01-31", "02-28", "03-31", "04-30", "05-31"]),
        ("1", "before", ["02-01", "03-01", "03-31", "04-28"]),
    ],
)
def test_days_of_months(on: str, moved: str | None, expected: list[str]) -> None:
    rule = ReturnRule(name="月报", on=on, moved=None if moved is None else Moved(moved))
    days = rule.days(date(2023, 1, 2), date(2023, 5, 31))
    assert [f"{day:%m-%d}" for day in days] == expected


def test_days_of_weeks() -> None:
    # the Thursday of 5 October lies in the holidays, and goes to the workday of the 28th: once
    rule = ReturnRule(name="周报", on="每周四", moved=Moved.BEFORE)
    days = [f"{day:%m-%d}" for day in rule.days(date(2023, 9, 20), date(2023, 10, 15))]
    assert days == ["09-21", "09-28", "10-12"]
    spans = list(rule.spans(date(2023, 10, 1), date(2023, 10, 15)))
    assert spans == [(date(2023, 9, 29), date(2023, 10, 12))]


@pytest.mark.parametrize(
    ("rule", "happened", "due"),
    [
        ({"within": "24小时"}, "2023-07-04 08:10", "2023-07-05 08:10"),
        ({"within": "24小时"}, "2023-07-04", "2023-07-05"),
        ({"within": "3个工作日"}, "2023-09-28 08:10", "2023-10-09"),
        ({"by": "17:00"}, "2023-07-04 16:59", "2023-07-04 17:00"),
        ({"by": "17:00"}, "2023-07-04 17:01", "2023-07-05 17:00"),
        ({"by": "17:00"}, "2023-07-04", "2023-07-04 17:00"),
    ],
)
def test_everyday_briefs_have_their_minute(rule: dict[str, str], happened: str, due: str) -> None:
    found = TimelinessRule(name="日常", **rule).due(last(happened))  # type: ignore[arg-type]
    assert in_words(found) == due


OFFICE = {
    "units.yaml": "groups: [{name: 组, units: [{name: 甲}, {name: 乙},"
    " {name: 丙, until: 2023-02-15}]}]\n",
    "rules.yaml": """\
tracks: [分]
editions:
- effective: 2023-01-01
  tags: {急: []}
  returns: [{name: 月报, on: 29}]
  timeliness:
  - {name: 急, for: {tag: 急}, within: 2小时}
  - {name: 日常, by: "17:00"}
  urgent:
    特大:
      deadlines:
      - {name: 电话, within: 30分钟}
      - {name: 续报, every: 24小时, until: 终报}
      - {name: 终报, within: 7日}
  quotas:
  - {name: 迟, per: quarter, of: submissions, state: late, track: 分, times: -1}
  - {name: 准, per: quarter, of: submissions, state: on-time, track: 分, times: 10}
  - {name: 收, per: quarter, of: submissions, track: 分, times: 100}
- {effective: 2023-07-01, returns: [{name: 周报, on: 周四, for: {unit: 甲}}]}
""",
    "submissions/2023/all.yaml": """\
- {date: 2023-01-10, title: 一, units: [甲, 丙]}
- {date: 2023-01-29, zero: true, units: [乙]}
- {date: 2023-03-05, time: "17:01", event: 2023-03-05 09:00, title: 二, units: [甲]}
- {date: 2023-03-06, time: "17:00", event: 2023-03-06 09:00, title: 三, units: [甲]}
- {date: 2023-03-07, event: 2023-03-07 09:00, title: 四, units: [甲], tags: [急], restricted: true}
- {date: 2023-03-08, time: "11:01", event: 2023-03-08 09:00, title: 五, units: [甲], tags: [急]}
- {date: 2023-07-06, title: 六, units: [甲]}
""",
    "commissions/all.yaml": """\
- {date: 2023-02-01, due: 2023-02-10 12:00, title: 约一, units: [甲, 乙], asked_by: 市委办,
   delivered: {甲: 2023-02-10 12:00, 乙: 2023-02-10 12:01}}
- {date: 2023-02-01, due: 2023-02-11, title: 约二, units: [乙]}
""",
    "urgent/all.yaml": """\
- {date: 2023-05-05, time: "08:10", level: 特大, title: 坍塌, units: [乙],
   reports: [{name: 电话, at: 2023-05-05 09:00}, {name: 续报, at: 2023-05-08 07:00},
     {name: 终报, at: 2023-05-20}]}
""",
    "circulars/2023-Q1.md": """\
---
number: 1
date: 2023-04-01
---
迟报{{ late_submissions | names }}{{ late_submissions | length }}篇，\
如{{ late_submissions[0].title }}；\
月报缺{{ returns_missing("月报") | counts("次") }}，迟{{ returns_late("月报") | counts("次") }}。
""",
    "circulars/2023-Q2.md": """\
---
number: 2
date: 2023-07-01
---
紧急迟{% for one in urgent_late %}{{ one.name }}{{ one.report }}{% endfor %}，\
漏{{ urgent_missed | length }}；退稿{{ rejected_total }}篇；\
月报缺{{ returns_missing("月报") | counts("次") }}。
""",
    "circular.yaml": "issuer: 局\nnumber: 局〔{year}〕{number}号\ntitle: 通报\n"
    "addressees: 各科室\n",
}


@pytest.fixture
def office(tmp_path: Path) -> Path:
    for file, text in OFFICE.items():
        (tmp_path / file).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / file).write_text(text, "utf-8")
    return tmp_path


def _returned(root: Path, today: str) -> list[tuple[str, str, str]]:
    """Name, due day and unit of each return with what became of it by the end of a day."""
    workspace = load(root)
    records = list(workspace.records())
    assert workspace.sound
    day = date.fromisoformat(today)
    return [
        (f"{duty.due:%m-%d}", duty.unit.name, str(duty.state(end_of(day)) or "open"))
        for duty in duties(workspace, records, day)
        if duty.clause == "returns.月报" and duty.unit is not None
    ]


def test_returns_are_kept_late_or_missing(office: Path) -> None:
    assert _returned(office, "2023-01-29") == [
        ("01-29", "甲", "on-time"),
        ("01-29", "乙", "on-time"),  # a 零报告 on the very day
        ("01-29", "丙", "on-time"),
    ]
    assert _returned(office, "2023-02-28")[3:] == [("02-28", "甲", "open"), ("02-28", "乙", "open")]
    assert _returned(office, "2023-03-04")[3:5] == [
        ("02-28", "甲", "missed"),
        ("02-28", "乙", "missed"),
    ]
    # what came on 5 March is late for February, and in time for March
    assert _returned(office, "2023-03-05")[3:] == [
        ("02-28", "甲", "late"),
        ("02-28", "乙", "missed"),
        ("03-29", "甲", "on-time"),
        ("03-29", "乙", "open"),
    ]


def test_nothing_is_asked_before_the_first_record(tmp_path: Path, run: Run) -> None:
    for file in ("units.yaml", "rules.yaml"):
        (tmp_path / file).write_text(OFFICE[file], "utf-8")
    assert _returned(tmp_path, "2023-12-31") == []
    assert run("status", "--as-of", "2023-12-31").code == 0


def test_every_duty_is_overdue_from_the_minute_after_it_was_due(office: Path) -> None:
    workspace = load(office)
    records = list(workspace.records())
    assert workspace.sound
    year = list(duties(workspace, records, date(2023, 12, 31)))
    assert len(year) > 40
    kinds = {duty.clause.partition(".")[0] for duty in year}
    assert kinds == {"commissions", "returns", "timeliness", "urgent"}
    day = date(2023, 1, 1)
    while day <= date(2023, 12, 31):
        now = end_of(day)
        told = {
            (duty.clause, duty.due, duty.unit, duty.record)
            for duty in duties(workspace, records, day)
            if duty.state(now) is State.MISSED
        }
        assert told == {
            (duty.clause, duty.due, duty.unit, duty.record)
            for duty in year
            if duty.due < now and (duty.done is None or duty.done > now)
        }, day
        day += timedelta(1)
    for duty in year:
        assert duty.state(duty.due) is not State.MISSED
        if duty.done is None:
            assert duty.state(duty.due + timedelta(minutes=1)) is State.MISSED


def test_commissions_are_late_by_the_minute(office: Path, run: Run) -> None:
    workspace = load(office)
    records = list(workspace.records(["commissions"]))
    found = {
        (duty.what, duty.unit.name): duty.state(begin_of(date(2023, 3, 1)))
        for duty in duties(workspace, records, date(2023, 2, 28))
        if duty.unit is not None
    }
    assert found == {
        ("约稿：约一（2月10日12:00前）", "甲"): State.ON_TIME,
        ("约稿：约一（2月10日12:00前）", "乙"): State.LATE,
        ("约稿：约二（2月11日前）", "乙"): State.MISSED,
    }
    assert run("status", "--as-of", "2023-02-11").code == 0
    assert "约二" in run("status", "--as-of", "2023-02-12 00:00").out
    assert first("2023-02-10 12:00") == workspace_due(workspace)


def workspace_due(workspace: object) -> object:
    """When the first commission is due."""
    (record, *_) = workspace.records(["commissions"])  # type: ignore[attr-defined]
    return record.due


def test_quotas_and_texts_tell_it(office: Path, run: Run) -> None:
    told = run("explain", "甲", "--year", "2023", "--quarter", "1", "--format", "csv").out
    # in time: 三 at 17:00, and 四, of which only the day is known; late: 二 and 五
    for points in ("2 × -1 = -2", "2 × 10 = 20", "5 × 100 = 500"):
        assert points in told
    assert "0 × 100" in run("explain", "乙", "--year", "2023", "--quarter", "1").out  # 零报告
    text = run("circular", "--year", "2023", "--quarter", "1", "--md", "-o", "-").out
    assert "迟报甲2篇，如二；月报缺乙2次，迟甲1次。" in text
    text = run("circular", "--year", "2023", "--quarter", "2", "--md", "-o", "-").out
    # the call came 20 minutes late and the last report, due on the 12th, on the 20th; of the
    # reports after each 24 hours the third, till the 8th, came in time: 6th and 7th came late by it
    assert "紧急迟乙电话乙续报乙续报乙终报，漏4；退稿0篇；月报缺甲3次、乙3次。" in text
    (office / "circulars/2023-Q1.md").write_text(
        "---\nnumber: 1\ndate: 2023-04-01\n---\n{{ returns_missing('季报') }}", "utf-8"
    )
    wrong = run("check")
    assert (wrong.code, "there is no return called “季报”" in wrong.out) == (1, True)


@pytest.mark.parametrize(
    ("rules", "told"),
    [
        ("returns: [{name: 月报, on: 32}]", "a day of the month such as 29"),
        ("returns: [{name: 月报, on: 周八}]", "a day of the month such as 29"),
        ("returns: [{name: 月报, on: 1}, {name: 月报, on: 2}]", "names more than one return"),
        ("returns: [{name: 月报, on: 1, for: {unit: 戊}}]", "there is no unit called “戊”"),
        ("timeliness: [{name: 甲}]", "needs one time"),
        ('timeliness: [{name: 甲, by: "9:00"}]', "a time of day such as 09:30"),
        ("timeliness: [{name: 甲, within: 1周, for: {outlet: 刊}}]", "means nothing to"),
        ("quotas: [{name: 甲, per: year, of: submissions, state: missed}]", "means nothing to"),
        ("quotas: [{name: 甲, per: year, of: adoptions, state: late}]", "means nothing to"),
    ],
)
def test_rules_that_cannot_be_are_refused(tmp_path: Path, run: Run, rules: str, told: str) -> None:
    (tmp_path / "units.yaml").write_text(OFFICE["units.yaml"], "utf-8")
    outlets = "outlets: {刊: {track: 分, points: 1}}"
    (tmp_path / "rules.yaml").write_text(
        f"tracks: [分]\neditions:\n- effective: 2023-01-01\n  {outlets}\n  {rules}\n", "utf-8"
    )
    found = run("check")
    assert (found.code, told in found.out) == (1, True), found.out
