"""What a brief must have, briefs that were not taken, and briefs that answer commissions."""

from __future__ import annotations

from pathlib import Path

import pytest

from infoscore.rules.condition import Traits
from infoscore.rules.quality import QualityRule, faults
from tests.conftest import Run

UNITS = ("住房保障科", "住保科")


@pytest.mark.parametrize(
    ("pattern", "title", "fits"),
    [
        ("{unit}*第{issue}期", "住保科我市保障房开工第12期", True),
        ("{unit}*第{issue}期", "住房保障科（第十二期）", False),
        ("{unit}*第{issue}期", "住房保障科信息第１２期", True),
        ("{unit}*第{issue}期", "我市住保科第12期", False),
        ("{unit}+*", "住保科+题", True),
        ("{unit}+*", "住保科题", False),
        ("*", "", True),
        ("*一*二*三", "零一。二一二三", True),
        ("*一*二*三", "零一三二", False),
        ("关于*的报告", "关于的报告", True),
        ("[a-z]*", "x", False),
    ],
)
def test_forms_of_titles(pattern: str, title: str, fits: bool) -> None:
    rule = QualityRule(clause="第四条", title=pattern)
    assert ([*faults([rule], Traits(), title, UNITS, [])] == []) is fits


def test_no_title_takes_long() -> None:
    rule = QualityRule(clause="第四条", title="*一二" * 50 + "三")
    assert [*faults([rule], Traits(), "一二" * 1500, UNITS, [])]


RULES = """\
tracks: [分]
editions:
- effective: 2023-01-01
  tags: {简报: []}
  subjects: {落实: []}
  submissions: {track: 分, points: 1}
  commissions: {track: 分, on_time: 5, late: -5, missed: -9}
  quality:
  - {clause: 第四条, title: "{unit}*第{issue}期", severity: error}
  - {clause: 第四条（二）, length: 300-800, requires: [length, subjects]}
  - {clause: 第五条, for: {tag: 简报}, refuse: true, severity: error}
  reasons: {重复报送: [重复], 失实: []}
"""


@pytest.fixture
def office(tmp_path: Path) -> Path:
    (tmp_path / "units.yaml").write_text(
        "groups: [{name: 组, units: [{name: 甲科, aliases: [甲]}, {name: 乙科}]}]\n", "utf-8"
    )
    (tmp_path / "rules.yaml").write_text(RULES, "utf-8")
    (tmp_path / "circular.yaml").write_text(
        "issuer: 局\nnumber: 局〔{year}〕{number}号\ntitle: 通报\naddressees: 各科室\n", "utf-8"
    )
    return tmp_path


SUBMIT = ("submit", "--date", "2023-03-10", "--unit", "甲科")
GOOD = ("--length", "500", "--subject", "落实")


def test_submit_refuses_and_warns_with_the_clause(office: Path, run: Run) -> None:
    refused = run(*SUBMIT, *GOOD, "--title", "绝密事项", "--restricted")
    assert refused.code == 1
    assert "--title: error: the title is not as “第四条” asks" in refused.err
    assert "绝密事项" not in refused.err
    assert not (office / "submissions").exists()
    bulletin = run(*SUBMIT, *GOOD, "--title", "甲科第1期", "--tag", "简报")
    assert (bulletin.code, "by “第五条” such a brief is not taken" in bulletin.err) == (1, True)
    warned = run(*SUBMIT, "--title", "甲科第1期", "--length", "299")
    assert warned.code == 0
    assert "warning: 299 characters are not what “第四条（二）” asks for" in warned.err
    told = run("check").out
    assert "299 characters are not what “第四条（二）” asks for" in told
    assert "“subjects” is missing, which “第四条（二）” asks for" in told
    assert run("check").code == 0
    assert run(*SUBMIT, *GOOD, "--title", "甲第2期").code == 0
    assert "2 warnings" in run("check").err


def test_what_was_rejected_is_counted_by_reason(office: Path, run: Run) -> None:
    log = ("submit", "--unit", "甲科", *GOOD)
    for number, day in (("1", "2023-02-01"), ("2", "2023-03-10"), ("3", "2023-03-11")):
        assert run(*log, "--title", f"甲科第{number}期", "--date", day).code == 0
    reject = ("reject", "甲科第1期", "--reason", "重复", "--date", "2023-04-01")
    files = sorted((office / "submissions/2023").iterdir())
    before = files[0].read_bytes()
    assert run(*reject, "--dry-run").code == 0
    assert files[0].read_bytes() == before
    assert run(*reject).code == 0
    assert "rejected: {reason: 重复, date: 2023-04-01}" in files[0].read_text("utf-8")
    assert "already logged" in run(*reject).err
    again = run("reject", "甲科第1期", "--reason", "失实", "--date", "2023-04-01")
    assert (again.code, "it is rejected already: 重复报送, 2023-04-01" in again.err) == (1, True)
    assert run("reject", "甲科第2期", "--reason", "失实", "--date", "2023-03-10").code == 0
    assert run("reject", "甲科第3期", "--reason", "失实", "--date", "2023-03-12").code == 0
    unknown = run("reject", "甲科第3期", "--reason", "太长", "--date", "2023-03-12")
    assert unknown.code == 1
    (office / "circulars").mkdir()
    for quarter in ("Q1", "Q2"):
        (office / f"circulars/2023-{quarter}.md").write_text(
            "---\nnumber: 1\ndate: 2023-07-01\n---\n"
            "退{{ rejected_total }}篇：{{ rejected_by_reason | counts }}。",
            "utf-8",
        )
    command = ("circular", "--year", "2023", "--md", "-o", "-", "--quarter")
    assert "退2篇：失实2篇。" in run(*command, "1").out
    assert "退1篇：重复报送1篇。" in run(*command, "2").out
    assert run("reject", "--undo").code == 0
    # rejecting takes a brief out of the rules of quality: it is not as they ask, and that is told
    (office / "submissions/x.yaml").write_text(
        "{date: 2023-03-10, title: 简报, units: [甲], rejected: {reason: 失实}}", "utf-8"
    )
    assert run("check").code == 0


@pytest.mark.parametrize(
    ("keys", "told"),
    [
        ("rejected: {reason: 太长}", "there is no reason for rejecting called “太长”"),
        ("rejected: {reason: 失实, date: 2023-03-09}", "before it was received"),
        ("rejected: {reason: 失实}, forwarded: [市委办]", "passed on all the same"),
        ("rejected: 失实", "expected: keys and values"),
        ("event: 2023-03-11", "after it was received"),
        ("event: 昨天", "is not what belongs here"),
        ("zero: true", "has no “title”"),
    ],
)
def test_what_cannot_be_is_refused(office: Path, run: Run, keys: str, told: str) -> None:
    (office / "submissions").mkdir()
    (office / "submissions/a.yaml").write_text(
        f"{{date: 2023-03-10, title: 甲科第1期, units: [甲], {keys}}}", "utf-8"
    )
    found = run("check")
    assert (found.code, told in found.out) == (1, True), found.out


def test_an_answer_is_the_delivery_of_its_commission(office: Path, run: Run) -> None:
    asked = (
        "commission",
        "--title",
        "物业管理",
        "--date",
        "2023-03-01",
        "--due",
        "2023年3月10日 12:00",
    )
    assert run(*asked, "--asked-by", "市委办", "--unit", "甲科", "--unit", "乙科").code == 0
    (file,) = (office / "commissions/2023").iterdir()
    before = file.read_bytes()
    answer = (*SUBMIT, *GOOD, "--title", "甲科第1期", "--time", "11:30", "--answers", "物业管理")
    assert run(*answer, "--dry-run").code == 0
    assert file.read_bytes() == before
    logged = run(*answer)
    assert logged.code == 0
    assert "甲科  分 5" in logged.out  # in time, by half an hour
    assert 'delivered: {甲科: "2023-03-10 11:30"}' in file.read_text("utf-8")
    assert run(*answer).err.count("already logged") == 2
    assert run("check").code == 0
    assert run("check").out == ""
    file.write_text(file.read_text("utf-8").replace("11:30", "11:31"), "utf-8")
    assert "the commission says that 甲科 delivered on 2023-03-10 11:31" in run("check").out
    file.write_bytes(before)
    assert "the commission does not say that 甲科 delivered" in run("check").out
    file.unlink()
    assert "it answers a commission that is not recorded" in run("check").out


def test_both_are_written_or_none(office: Path, run: Run) -> None:
    answer = (*SUBMIT, *GOOD, "--title", "甲科第1期", "--answers", "物业管理")
    assert run(*answer).code == 1  # there is no such commission
    assert not (office / "submissions").exists()
    asked = ("commission", "--title", "物业管理", "--date", "2023-03-01", "--due", "2023-03-10")
    assert run(*asked, "--unit", "乙科").code == 0
    wrong = run(*answer)
    assert (wrong.code, "“甲科” was not asked for it" in wrong.err) == (1, True)
    assert not list(office.glob("submissions/**/*.yaml"))
    (file,) = (office / "commissions/2023").iterdir()
    file.write_text(file.read_text("utf-8").replace("[乙科]", "[甲科]"), "utf-8")
    before = file.read_bytes()
    assert run(*answer).code == 0
    assert run("submit", "--undo").code == 0
    assert file.read_bytes() == before
    assert not list(office.glob("submissions/**/*.yaml"))
