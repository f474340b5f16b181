"""Quotas, vetoes and tables of posts, updates, faults and reviews; worked out by hand."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.conftest import Run
from tests.website.office import laid

FILES = {
    "units.yaml": """\
groups:
  - name: 机关
    units:
      - {name: 办公室, numbers: {信息员: 2}}
      - {name: 人事科, numbers: {信息员: 1}}
""",
    "rules.yaml": """\
tracks: [发布, 账号, 质量]
editions:
  - effective: 2023-01-01
    submissions: {track: 质量, points: 3}
    chains:
      - name: 日常
        steps: [{name: 审定, by: 负责人}, {name: 审核, by: 办公室主任, returns_to: 审定}]
    quotas:
      - {name: 人均发布, per: month, of: posts, require: 信息员×2, track: 发布, missing: -1}
      - {name: 微信, per: month, of: posts, column: 住建微信, require: 1, for: {unit: 办公室},
         track: 账号, missing: -2}
      - {name: 抖音, per: month, of: posts, column: 住建抖音, require: 1, for: {unit: 办公室},
         track: 账号, met: 1}
    vetoes:
      - {name: 屡被退回, per: quarter, of: reviews, verdict: returned, require: 2, track: 质量}
      - {name: 漏更, per: quarter, of: updates, state: missed, require: 2, track: 发布, zero: false}
""",
    "columns.yaml": """\
from: 2023-01-01
posted_within: [{within: 20日}]
mended_within: {错敏词: 24小时}
columns:
  - {name: 新闻, unit: 办公室, update: {each: month}}
  - {name: 住建微信, unit: 办公室, account: 微信, update: {gap: 14日}}
  - {name: 住建抖音, unit: 办公室, account: 抖音, update: exempt}
""",
    # 办公室 has to post 4 a month and posts 3 in January, 2 in February, none in March; 人事科 2,
    # and posts 2, 0, 3
    "posts/a.yaml": """\
- {date: 2023-01-04, column: 新闻, title: 一}
- {date: 2023-01-06, column: 住建微信, title: 二, event: 2022-12-01}
- {date: 2023-01-20, column: 住建微信, title: 三}
- {date: 2023-01-21, column: 新闻, title: 四, units: [人事科]}
- {date: 2023-01-22, column: 新闻, title: 五, units: [人事科]}
- {date: 2023-02-03, column: 住建微信, title: 六}
- {date: 2023-02-04, column: 住建抖音, title: 七}
- {date: 2023-03-01, column: 新闻, title: 八, units: [人事科]}
- {date: 2023-03-02, column: 新闻, title: 九, units: [人事科]}
- {date: 2023-03-03, column: 新闻, title: 十, units: [人事科]}
""",
    "inspections/a.yaml": "{date: 2023-02-01, column: 新闻, title: 错, kind: 错敏词}\n",
    "submissions/a.yaml": """\
- date: 2023-01-09
  title: 甲
  units: [人事科]
  reviews:
    - {step: 审定, by: 负责人, date: 2023-01-09}
    - {step: 审核, by: 办公室主任, date: 2023-01-10, verdict: returned, reason: 数字}
    - {step: 审定, by: 负责人, date: 2023-01-11}
    - {step: 审核, by: 办公室主任, date: 2023-01-12, verdict: returned, reason: 单位}
- {date: 2023-01-10, title: 乙, units: [办公室]}
""",
    "circular.yaml": """\
issuer: 某局
number: "{number}"
title: 通报
addressees: 各科室
annexes:
  - title: 表
    table:
      columns:
        - {show: unit}
        - {show: posts, column: 住建微信}
        - {show: posts, state: late}
        - {show: updates, state: missed}
        - {show: faults, state: missed}
        - {show: reviews, step: 审核, verdict: returned}
""",
}
PERIOD = ("--year", "2023", "--quarter", "1", "--as-of", "2023-04-02")


@pytest.fixture
def office(run: Run, tmp_path: Path) -> Run:
    laid(tmp_path, FILES)
    return run


def test_quotas_by_the_number_of_people_and_by_account_and_vetoes(office: Run) -> None:
    told = json.loads(office("tally", *PERIOD, "--format", "json").out)
    tracks = {one["unit"]: one["tracks"] for one in told["groups"][0]["units"]}
    scores = {
        unit: {name: track.get("score") or 0 for name, track in own.items()}
        for unit, own in tracks.items()
    }
    # missing 1 + 2 + 4; the account in March; a video in February
    assert [scores["办公室"][name] for name in ("发布", "账号", "质量")] == [-7, -2 + 1, 3]
    # missing 0 + 2 + 0; returned twice, so that the 3 points of the brief are gone
    assert [scores["人事科"][name] for name in ("发布", "账号", "质量")] == [-2, 0, 0]


def test_columns_of_tables(office: Run) -> None:
    made = office("tally", *PERIOD, "--layout", "1", "--format", "csv").out
    # three posts to the account, one event was late; of the account two gaps are too long: from
    # 3 February on one, which counts once; 新闻 was missed in February
    assert made.splitlines()[1:] == ["机关,办公室,3,1,2,1,0", "机关,人事科,0,0,0,0,2"]
