"""What counts or is given once for a brief, however many outlets adopt it; worked out by hand."""

from __future__ import annotations

import json
from pathlib import Path

from tests.conftest import Run

UNITS = "groups: [{name: 组, units: [{name: 甲}, {name: 乙}]}]\n"
RULES = """
tracks: [分, {name: 篇, total: false}]
editions:
- effective: 2021-01-01
  outlets: {市刊: {track: 分, points: 4}, 省刊: {track: 分, points: 6}}
  joint: {method: full}
  modifiers:
  - {tag: 图片, plus: 1}
  - {tag: 原创, plus: 2, once: true}
  quotas:
  - {name: 篇数, per: month, of: adoptions, once: true, times: 1, track: 篇}
  - {name: 采用率, per: year, of: rate, once: true, require: 0.5, met: 10, track: 篇}
"""
SENT = "- {date: 2021-01-03, count: 4, units: [甲]}\n"
ADOPTED = """
- {date: 2021-01-05, title: 一, outlet: 市刊, units: [甲], tags: [原创]}
- {date: 2021-01-09, title: “一”, outlet: 省刊, units: [甲], tags: [原创, 图片]}
- {date: 2021-02-05, title: 一, outlet: 市刊, issue: 2, units: [乙], tags: [原创]}
- {date: 2021-02-06, title: 一, outlet: 省刊, issue: 9, units: [甲, 乙], tags: [原创]}
- {date: 2021-02-07, title: 二, outlet: 市刊, units: [甲]}
- {date: 2021-02-08, title: 二, outlet: 省刊, units: [甲], tags: [原创]}
- {date: 2021-02-09, count: 3, outlet: 省刊, units: [乙], tags: [原创]}
- {date: 2022-01-05, title: 一, outlet: 市刊, units: [甲], tags: [原创]}
"""


def _told(run: Run, track: str, *options: str) -> list[float]:
    result = run("tally", *options, "--format", "json")
    assert result.code == 0, result.err
    units = json.loads(result.out)["groups"][0]["units"]
    return [unit["tracks"][track].get("score", 0) for unit in units]


def _office(root: Path) -> None:
    files = {"units.yaml": UNITS, "rules.yaml": RULES}
    files |= {"adoptions/a.yaml": ADOPTED, "submissions/a.yaml": SENT}
    for name, text in files.items():
        (root / name).parent.mkdir(exist_ok=True)
        (root / name).write_text(text, "utf-8")


def test_a_modifier_is_given_once(run: Run, tmp_path: Path) -> None:
    """Of 一 the first adoption has 2 more, not those after it, nor what 甲 wrote of it with 乙.

    二 has them with its second adoption, which alone fits; totals each time; a new year once more.
    """
    _office(tmp_path)
    assert _told(run, "分", "--month", "1", "--year", "2021") == [4 + 2 + 6 + 1, 0]
    assert _told(run, "分", "--month", "2", "--year", "2021") == [6 + 4 + 6 + 2, 4 + 2 + 6 + 24]
    assert _told(run, "分", "--year", "2022") == [6, 0]


def test_briefs_are_counted_instead_of_adoptions(run: Run, tmp_path: Path) -> None:
    """甲 has 一 and 二, 乙 一 and three of a total; 2 of the 4 that 甲 sent are half."""
    _office(tmp_path)
    assert _told(run, "篇", "--month", "1", "--year", "2021") == [1, 0]
    assert _told(run, "篇", "--month", "2", "--year", "2021") == [1, 4]
    assert _told(run, "篇", "--year", "2021") == [2 + 10, 4]


def test_the_printed_rules_say_once(run: Run, tmp_path: Path) -> None:
    _office(tmp_path)
    told = run("list", "--year", "2021").out
    assert "属于原创的信息，另加2分（同一篇信息年度内只计1次）。" in told
    assert "每月按被采用信息计分（同一篇信息年度内只计1次），每1篇计1分（计入“篇”）。" in told
