"""What was done by when, the website and reviews, in a circular; worked out by hand."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conftest import Run
from tests.website.office import laid

FILES = {
    "rules.yaml": """\
tracks: [分]
editions:
  - effective: 2023-01-01
    subjects: {政策: [], 风险: []}
    commissions: {track: 分, late: -1}
    chains:
      - name: 日常
        steps:
          - {name: 审定, by: 负责人}
          - {name: 审核, by: 办公室主任, within: 1个工作日, returns_to: 审定}
""",
    "columns.yaml": """\
from: 2023-01-01
posted_within: [{within: 20日}]
mended_within: {错敏词: 24小时}
columns:
  - {name: 新闻, unit: 办公室, update: {each: month}}
  - {name: 会议, unit: 人事科, update: {each: quarter}}
  - {name: 旧栏, unit: 人事科, until: 2022-12-31, from: 2022-01-01}
""",
    # nothing in February, nothing at all in the other column; the second is late: by 2 March
    "posts/a.yaml": """\
- {date: 2023-01-10, column: 新闻, title: 一}
- {date: 2023-03-05, column: 新闻, title: 二, event: 2023-02-10}
- {date: 2023-04-02, column: 会议, title: 三}
""",
    # the first should have been mended by the end of 2 February; for the other no time is set
    "inspections/a.yaml": """\
- {date: 2023-02-01, column: 新闻, title: 错字, kind: 错敏词, mended: 2023-02-05}
- {date: 2023-03-20, column: 会议, title: 链接打不开, mended: 2023-04-03}
""",
    # 2 hours, returned; 23 hours; 48 hours, which is later than the workday allowed
    "submissions/a.yaml": """\
- date: 2023-02-06
  title: 甲稿
  units: [人事科]
  subjects: [政策]
  reviews:
    - {step: 审定, by: 负责人, date: 2023-02-06 09:00}
    - {step: 审核, by: 办公室主任, date: 2023-02-06 11:00, verdict: returned, reason: 数字}
    - {step: 审定, by: 负责人, date: 2023-02-07 10:00}
    - {step: 审核, by: 办公室主任, date: 2023-02-09 10:00}
- {date: 2023-03-30, title: 乙稿, units: [办公室], restricted: true}
""",
    "commissions/a.yaml": "{date: 2023-03-01, due: 2023-03-10, title: 约, units: [办公室],"
    " delivered: 2023-03-09}\n",
}
SETTINGS = """\
issuer: 某局
number: 〔{year}〕{number}号
title: 通报
addressees: 各科室
annexes:
"""
HEAD = "---\nnumber: 1\ndate: 2023-04-10\n---\n"
ANNEXES = ("columns", "reviews", "subjects", "timeliness")


def _made(run: Run, root: Path, text: str, *annexes: str, as_of: str = "2023-04-10") -> str:
    settings = SETTINGS.replace("annexes:\n", "") if not annexes else SETTINGS
    lines = "".join(f"  - {{title: {name}, report: {name}}}\n" for name in annexes)
    files = {**FILES, "circular.yaml": settings + lines}
    laid(root, {**files, "circulars/2023-Q1.md": HEAD + text} if text else files)
    period = ("--year", "2023", "--quarter", "1", "--as-of", as_of)
    result = run("-C", str(root), "circular", *period, "--md", "--output", "-")
    assert result.code == 0, result.err
    return result.out


WORDS = [
    ("{{ columns | names }} {{ columns_total }}", "新闻、会议 2"),
    ("{{ columns_lapsed | counts('次') }}", "新闻1次、会议1次"),
    ("{{ columns_lapsed[1].unit }}", "人事科"),
    ("{{ posts_total }} {{ posts_by_unit | counts('条') }}", "2 办公室2条"),
    ("{{ posts_by_column | counts('条') }}", "新闻2条、会议0条"),
    ("{{ posts_late | counts('条') }} {{ posts_late_total }}", "办公室1条 1"),
    ("{{ faults_total }} {{ faults_open_total }}", "2 1"),
    ("{{ faults_open | names }} {{ faults_late | names }}", "人事科 办公室"),
    ("{{ reviews_total }} {{ reviews_returned_total }}", "4 1"),
    ("{{ reviews_returned | counts('次') }}", "人事科1次"),
    # a post and a fault of 办公室; the review is late by the 办公室主任, who is no unit
    ("{{ units_late | counts('项') }}", "办公室2项"),
    ("{{ units_missed | counts('项') }}", "办公室1项、人事科1项"),
    ("{{ group('机关').posts_total }}", "2"),
]


@pytest.mark.parametrize(("text", "expected"), WORDS)
def test_words(text: str, expected: str, run: Run, tmp_path: Path) -> None:
    assert f"\n{expected}。\n" in _made(run, tmp_path, f"{text}。\n")


def test_what_the_last_day_missed_is_known_on_the_next_one(run: Run, tmp_path: Path) -> None:
    said = [
        _made(run, tmp_path, "漏更{{ columns_lapsed | length }}个。\n", as_of=day)
        for day in ("2023-02-28", "2023-03-01", "2023-03-31", "2023-04-01")
    ]
    found = [next(n for n in range(3) if f"漏更{n}个" in one) for one in said]
    assert found == [0, 1, 1, 2]


def _rows(made: str) -> list[str]:
    """The cells of all tables, without their heads and the look of Markdown."""
    lines = [line for line in made.splitlines() if line.startswith("|")]
    cells = [[cell.strip(" *") for cell in line.strip("|").split("|")] for line in lines]
    return [" ".join(row) for row in cells if not set("".join(row)) <= set(":-")]


def test_annexes(run: Run, tmp_path: Path) -> None:
    made = _made(run, tmp_path, "如下。\n", *ANNEXES)
    assert _rows(made) == [
        "栏目 维护单位 更新要求 最近发布 距今天数 下次期限 漏更 迟发 待整改 状况",
        "新闻 办公室 每月至少1条 2023-03-05 26 2023-04-30 1 1 0 正常",
        "会议 人事科 每季度至少1条   2023-06-30 1 0 1 逾期未更新（期限2023-03-31）",
        "单位 审核流程 环节 通过 退回 暂缓 待审 平均用时（小时）",
        "办公室 日常 审定 0 0 0 1 ",
        "人事科 日常 审定 2 0 0 0 23",
        " 日常 审核 1 1 0 0 25",
        "方面 收到 采用",
        "政策 1 0",
        "风险 0 0",
        "单位 事项 应办 按时 超时限 未办 按时率",
        "办公室 约稿 1 1 0 0 100%",
        " 信息发布 1 0 1 0 0%",
        " 栏目更新 3 2 0 1 66.7%",
        " 问题整改 1 0 1 0 0%",
        "人事科 栏目更新 1 0 0 1 0%",
        "办公室主任 审核 2 1 1 0 50%",
        "合计  9 4 3 2 44.4%",
    ]
    assert "甲稿" not in made
    assert "乙稿" not in made


def test_annexes_of_an_office_without_any_of_it(run: Run, tmp_path: Path) -> None:
    plain = "tracks: [分]\neditions:\n  - effective: 2023-01-01\n"
    lines = "".join(f"  - {{title: {name}, report: {name}}}\n" for name in ANNEXES)
    laid(tmp_path, {"rules.yaml": plain, "circular.yaml": SETTINGS + lines})
    period = ("--year", "2023", "--quarter", "1", "--as-of", "2023-04-10")
    made = run("-C", str(tmp_path), "circular", *period, "--md", "--output", "-")
    assert made.out.count("2023年1—3月没有可列的内容。") == 4, made


def test_drafted(run: Run, tmp_path: Path) -> None:
    made = _made(run, tmp_path, "")
    problems = made.split("存在的问题")[1].split("## ")[0]
    lines = (line for line in problems.split("\n") if line[:1].isdigit())
    assert [line.partition(".")[2] for line in lines] == [
        "老科未报送政务信息。",
        "未按要求更新的栏目、账号共2个：新闻1次、会议1次。",
        "超过时限发布信息的有：办公室1条。",
        "未按时整改网站问题的有：办公室1个。",
        "信息在审核中被退回的有：人事科1次。",
    ]
