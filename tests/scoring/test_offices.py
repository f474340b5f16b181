"""Published regulations where several clauses meet, each worked out by hand before it was run.

The twelve of ``examples/`` stand there in full; these are cut down to what is told apart here.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.conftest import Run


class Office(NamedTuple):
    """A workspace, and what ``tally`` must say: options → unit → track → points."""

    files: Mapping[str, str]
    expected: Mapping[str, Mapping[str, Mapping[str, float]]]


# 某法院: 每人2条，简报1篇算2条、简讯4条算1条；头版加倍，头版头条再加倍；直报省的另加2
COURT = Office(
    {
        "units.yaml": """
            groups:
            - name: 庭室
              units:
              - {name: 甲庭, numbers: {编制: 5}, targets: {2021: {分: 编制×2}}}
              - {name: 乙庭, numbers: {编制: 4}, targets: {2021: {分: 编制×2}}}
            """,
        "rules.yaml": """
            tracks: [分]
            editions:
            - effective: 2021-01-01
              outlets:
                高院: {track: 分, class: 省级, points: {简报: 10, 简讯: 4}}
                法制报: {track: 分, class: 报纸, points: 6}
              modifiers:
              - {tag: [头版头条, 整版], times: 4, one_of: 版面}
              - {tag: [头版, 头条], times: 2, one_of: 版面}
              - {channel: 直报, class: 省级, plus: 2}
              quotas:
              - {name: 条数, per: year, of: submissions, weights: {简报: 2, 简讯: 0.25},
                 require: 编制×2, track: 分, missing: -1, extra: 1}
            """,
        "adoptions/all.yaml": """
            - {date: 2021-02-01, title: 甲, outlet: 法制报, tags: [头版头条, 头版], units: [甲庭]}
            - {date: 2021-02-02, title: 乙, outlet: 高院, form: 简报, channel: 直报, units: [甲庭]}
            - {date: 2021-02-03, title: 丙, outlet: 法制报, tags: [头版], units: [乙庭]}
            """,
        "submissions/all.yaml": """
            - {date: 2021-02-01, form: 简报, count: 6, units: [甲庭]}
            - {date: 2021-02-01, form: 简讯, count: 8, units: [甲庭]}
            - {date: 2021-02-01, form: 简讯, count: 1, units: [乙庭]}
            """,
    },
    {
        "--half 1": {"甲庭": {"分": 36}, "乙庭": {"分": 12}},
        # 甲: 6×2 + 8×0.25 = 14 of 10; 乙: 0.25 of 8
        "": {"甲庭": {"分": 40}, "乙庭": {"分": 4.25}},
    },
)

# 天台: 每月不少于2条，少1条扣0.5；按完成比例得基准分100，扣完为止；加分最高10
TIANTAI = Office(
    {
        "units.yaml": "groups: [{name: 科室, units: [{name: 甲科}, {name: 乙科}]}]",
        "rules.yaml": """
            tracks: [基准, 加分]
            editions:
            - effective: 2021-01-01
              outlets: {县信息: {track: 加分, points: 2}, 市信息: {track: 加分, points: 5}}
              quotas:
              - {name: 月报送, per: month, of: submissions, require: 2, track: 基准, missing: -0.5}
              - {name: 基准, per: year, of: submissions, require: 24, track: 基准, pro_rata: 100}
              limits:
              - {name: 加分上限, per: year, track: 加分, most: 10}
              - {name: 扣完为止, per: year, track: 基准, least: 0}
            """,
        "adoptions/all.yaml": """
            - {date: 2021-02-01, title: 甲, outlet: 县信息, units: [甲科]}
            - {date: 2021-02-05, title: 乙, outlet: 市信息, units: [甲科]}
            - {date: 2021-07-05, title: 丙, outlet: 市信息, units: [甲科]}
            """,
        "submissions/all.yaml": "\n".join(
            f"            - {{date: 2021-{month:02}-10, count: 2, units: [甲科]}}"
            for month in range(1, 10)
        ),
    },
    {
        # nothing is there yet to take 乙's twelve points from
        "--half 1": {"甲科": {"基准": 0, "加分": 7}, "乙科": {"基准": 0}},
        # 18 of 24, and three months without any, which were forgiven before there was anything
        "": {"甲科": {"基准": 72, "加分": 10}, "乙科": {"基准": 0}},
    },
)

# 乌海: 学期每半月1条、寒假2条；一稿就高；报送加分每月最多5；折算入综合考核
WUHAI = Office(
    {
        "units.yaml": "groups: [{name: 学校, units: [{name: 一中}, {name: 二中}]}]",
        "rules.yaml": """
            tracks: [分, {name: 考核, total: false}]
            editions:
            - effective: 2021-01-01
              outlets: {教育厅: {track: 分, points: 9}, 市信息: {track: 分, points: 4}}
              submissions: {track: 分, points: 1}
              repeats: highest
              joint: {method: average, round: up}
              quotas:
              - {name: 学期, per: half-month, months: [3, 4, 5, 6], of: submissions, require: 1,
                 track: 分, missing: -2}
              - {name: 寒假, per: two-months, months: [1], of: submissions, require: 2, track: 分,
                 missing: -2}
              limits:
              - {name: 报送封顶, per: month, track: 分, clauses: [submissions], most: 5}
              conversions:
              - {name: 报送, per: half, clauses: [submissions], track: 考核, times: 10}
            """,
        "adoptions/all.yaml": """
            - {date: 2021-02-01, title: 甲, outlet: 市信息, units: [一中, 二中]}
            - {date: 2021-03-01, title: 甲, outlet: 教育厅, units: [一中, 二中]}
            """,
        "submissions/all.yaml": """
            - {date: 2021-01-10, count: 7, units: [一中]}
            - {date: 2021-03-15, units: [一中]}
            """,
    },
    {
        "--month 1": {"一中": {"分": 5}},
        # 5 + 2 by February; then 5 instead of 2, one sent in the first half of March, none after
        "--quarter 1": {"一中": {"分": 9}, "二中": {"分": 5 - 4 - 4}},
        "--half 1": {"一中": {"分": 9 - 12, "考核": 60}},
    },
)

# 人社局: 月未完成的分加倍扣年度分；有负面报道的当月得0分；年度分高的评先
RENSHE = Office(
    {
        "units.yaml": "groups: [{name: 单位, units: [{name: 甲}, {name: 乙}]}]",
        "rules.yaml": """
            tracks: [{name: 宣传, total: false}, 年度分]
            editions:
            - effective: 2021-01-01
              outlets: {市信息: {track: 宣传, points: 3}}
              adjustments:
                负面报道: {track: 宣传, points: 0}
                未完成约稿: {track: 年度分, points: -5}
              quotas: [{name: 基础, per: year, track: 年度分, base: 100}]
              vetoes:
              - {name: 负面, per: month, of: adjustments, rule: 负面报道, track: 宣传}
              conversions:
              - {name: 月任务, per: month, tracks: 宣传, require: 5, track: 年度分, missing: -2}
            """,
        "adoptions/all.yaml": """
            - {date: 2021-01-01, count: 2, outlet: 市信息, units: [甲]}
            - {date: 2021-02-03, count: 2, outlet: 市信息, units: [甲]}
            """,
        "adjustments/all.yaml": """
            - {date: 2021-02-10, rule: 负面报道, units: [甲]}
            - {date: 2021-02-10, rule: 未完成约稿, units: [甲]}
            """,
    },
    {
        "--month 1": {"甲": {"宣传": 6, "年度分": 100}, "乙": {"年度分": 90}},
        "--as-of 2021-02-09 --month 2": {"甲": {"宣传": 6}},
        "--month 2": {"甲": {"宣传": 0, "年度分": -15}},
        "--quarter 1": {"甲": {"宣传": 6, "年度分": 100 - 10 - 5 - 10}, "乙": {"年度分": 70}},
    },
)

# 供销社: 按字数分档，年终每分10元；单位年中成立、撤销的照付
COOPERATIVE = Office(
    {
        "units.yaml": """
            groups:
            - name: 科室
              units: [{name: 老科, until: 2021-06-30}, {name: 新科, from: 2021-07-01}]
            """,
        "rules.yaml": """
            tracks: [分, {name: 稿酬, measure: 元, total: false}]
            editions:
            - effective: 2021-01-01
              outlets:
                市报: {track: 分, points: [{length: 1000-, points: 6}, {length: -999, points: 3}]}
              conversions: [{name: 稿酬, per: year, tracks: 分, track: 稿酬, times: 10}]
            """,
        "adoptions/all.yaml": """
            - {date: 2021-02-01, title: 甲, outlet: 市报, length: 1000, units: [老科]}
            - {date: 2021-08-01, title: 乙, outlet: 市报, length: 999, units: [新科]}
            """,
    },
    {
        "--half 1": {"老科": {"分": 6, "稿酬": 60}},
        "": {"老科": {"分": 6, "稿酬": 60}, "新科": {"分": 3, "稿酬": 30}},
        "--as-of 2021-11-30": {"老科": {"稿酬": 60}, "新科": {"分": 3, "稿酬": 0}},
    },
)

# 联合供稿: 主报计满分，协报减半，参与的各1分；没有注明的按署名先后，作者也照此
LEADING = Office(
    {
        "units.yaml": """
            groups:
            - name: 科室
              units: [{name: 甲}, {name: 乙}, {name: 丙}, {name: 丁}]
            """,
        "rules.yaml": """
            tracks: [分]
            editions:
            - effective: 2021-01-01
              outlets: {要情: {track: 分, points: 4}}
              modifiers: [{tag: 转载, times: 0}]
              joint: {method: roles, roles: {主报: 1, 协报: 0.5, 参与: {points: 1}}}
              authors: {method: roles, roles: {第一作者: 1, 其他作者: 0.25}}
              endorsements: [{by: 市长, points: 2, joint: {method: full}}]
            """,
        "adoptions/all.yaml": """
            - {date: 2021-02-01, title: 一, outlet: 要情, units: [甲, 乙, 丙],
               authors: [张, 王, 李]}
            - {date: 2021-02-20, title: 二, outlet: 要情, units: [乙, 甲, 丙, 丁],
               roles: [协报, 主报, 协报, 参与], endorsements: [{by: 市长, date: 2021-03-05}]}
            - {date: 2021-05-10, title: 三, outlet: 要情, units: [丁], roles: [协报]}  # 外单位主报
            - {date: 2021-05-11, title: 四, outlet: 要情, tags: [转载], units: [甲, 乙, 丙]}
            - {date: 2021-06-01, count: 3, outlet: 要情, units: [丙, 甲]}
            """,
    },
    {
        "--month 2": {
            "甲": {"分": 4 + 4},
            "乙": {"分": 2 + 2},
            "丙": {"分": 1 + 2},
            "丁": {"分": 1},
        },
        "--month 3": {"甲": {"分": 2}, "乙": {"分": 2}, "丙": {"分": 2}, "丁": {"分": 2}},
        "--quarter 1": {"甲": {"分": 10}, "乙": {"分": 6}, "丙": {"分": 5}, "丁": {"分": 3}},
        "--quarter 2": {"甲": {"分": 2 * 3}, "乙": {"分": 0}, "丙": {"分": 4 * 3}, "丁": {"分": 2}},
        "": {"甲": {"分": 16}, "乙": {"分": 6}, "丙": {"分": 17}, "丁": {"分": 5}},
        "--by author": {"张": {"分": 4}, "王": {"分": 1}, "李": {"分": 1}},
    },
)

# 融媒体: 阅读量从3000起每满1000计50分，最高500；3000字以上每满500字加1分，最多加2；图片3张以上另加
READERS = Office(
    {
        "units.yaml": "groups: [{name: 科室, units: [{name: 甲}, {name: 乙}, {name: 丙}]}]",
        "rules.yaml": """
            tracks: [分, {name: 稿酬, measure: 元, total: false}]
            editions:
            - effective: 2021-01-01
              numbers: {阅读量: [阅读数, 点击量], 图片数: []}
              outlets:
                融媒:
                  track: 分
                  points:
                  - {numbers: {阅读量: -2999}, points: 1}
                  - {points: {of: 点击量, from: 3000, each: 1000, gives: 50, most: 500}}
                  - {points: 2}
                  also: {稿酬: [{points: {each: 500, gives: 10, base: 20, most: 60}}, {points: 5}]}
                日报: {track: 分, points: 3}
              modifiers:
              - {outlet: 日报, plus: {from: 3000, each: 500, gives: 1, most: 2}}
              - {numbers: {图片数: 3-, 阅读量: 100-}, tracks: 分, plus: 0.5}
              joint: {method: average}
              submissions:
                track: 分
                points: [{numbers: {图片数: 3-5}, points: 1}, {points: 0.25}]
              quotas:
              - {name: 图文, per: quarter, of: submissions, numbers: {图片数: 3-}, require: 1,
                 track: 分, missing: -1}
              - {name: 报送, per: month, of: submissions, shared: true, require: 1, track: 分,
                 for: {unit: 丙}, extra: 3}
            """,
        "adoptions/all.yaml": """
            - {date: 2021-01-05, title: 一, outlet: 融媒, units: [甲], numbers: {阅读量: 2999}}
            - {date: 2021-01-06, title: 二, outlet: 融媒, units: [甲], numbers: {阅读数: 3999}}
            - {date: 2021-02-07, title: 三, outlet: 融媒, units: [甲, 乙], length: 1200,
               numbers: {点击量: 6500, 图片数: 3}}
            - {date: 2021-02-08, title: 四, outlet: 融媒, units: [乙], length: 90000,
               numbers: {阅读量: 60000, 图片数: 2}}
            - {date: 2021-04-09, title: 五, outlet: 融媒, units: [乙]}
            - {date: 2021-04-10, title: 六, outlet: 日报, units: [甲], length: 2999}
            - {date: 2021-04-11, title: 七, outlet: 日报, units: [甲], length: 3999, count: 2}
            - {date: 2021-04-12, title: 八, outlet: 日报, units: [甲], length: 30000}
            - {date: 2021-04-13, title: 九, outlet: 日报, units: [甲]}
            """,
        "submissions/all.yaml": """
            - {date: 2021-01-31, title: 一, units: [甲, 乙, 丙], count: 4, numbers: {图片数: 5}}
            - {date: 2021-04-30, title: 二, units: [甲, 乙], numbers: {图片数: 6}}
            """,
    },
    {
        # 一 1, 二 0; 甲 also sent in 4 of 3 units, 4 × 1/3; 稿酬 5 + 5
        "--month 1": {
            "甲": {"分": 1 + 0 + 4 / 3, "稿酬": 10},
            "乙": {"分": 4 / 3},
            # 丙: 4/3 sent in, 1/3 more than 1
            "丙": {"分": 4 / 3 + 1},
        },
        # 三 (3 × 50 + 0.5) / 2, 稿酬 (20 + 2 × 10) / 2; 四 57 × 50, at most 500, 稿酬 at most 60
        "--month 2": {"甲": {"分": 75.25, "稿酬": 20}, "乙": {"分": 575.25, "稿酬": 80}},
        "--quarter 1": {"甲": {"分": 1 + 4 / 3 + 75.25}, "乙": {"分": 4 / 3 + 575.25}},
        # 六 3, 七 2 × (3 + 1), 八 3 + 2, 九 3; sent in 0.25 / 2. 乙: 五 2
        "--quarter 2": {
            "甲": {"分": 3 + 8 + 5 + 3 + 0.125, "稿酬": 0},
            "乙": {"分": 2.125, "稿酬": 5},
            "丙": {"分": -1},
        },
        # nobody sent any pictures in the second half: −2
        "": {
            "甲": {"分": 1 + 4 / 3 + 75.25 + 19.125 - 2},
            "乙": {"分": 4 / 3 + 575.25 + 2.125 - 2},
            "丙": {"分": 4 / 3 + 1 - 3},
        },
    },
)


@pytest.mark.parametrize(
    "office",
    [COURT, TIANTAI, WUHAI, RENSHE, COOPERATIVE, LEADING, READERS],
    ids=["法院", "天台", "乌海", "人社", "供销", "主报", "阅读量"],
)
def test_what_an_office_would_work_out(office: Office, run: Run, tmp_path: Path) -> None:
    for name, text in office.files.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text, "utf-8")
    for options, units in office.expected.items():
        result = run("tally", "--year", "2021", "--format", "json", *options.split())
        assert not result.code, result.err
        groups = json.loads(result.out)["groups"]
        told = {one["unit"]: one["tracks"] for group in groups for one in group["units"]}
        for unit, tracks in units.items():
            found = {track: told[unit][track].get("score", 0) for track in tracks}
            assert found == pytest.approx(tracks), (options, unit)
