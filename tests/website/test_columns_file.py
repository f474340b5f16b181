"""``columns.yaml``: what it may say, what contradicts itself, the national limits."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from infoscore.problems import Code
from infoscore.rules.website import Lack, Realm
from tests.conftest import Run
from tests.website.office import laid, posts, read_site

HEAD = "from: 2023-01-01\ncolumns:\n"


@pytest.mark.parametrize(
    ("rows", "code", "line"),
    [
        ("- {name: 甲, unit: 老科}", Code.UNIT_INACTIVE, 3),
        ("- {name: 甲, unit: 无科}", Code.UNKNOWN_NAME, 3),
        (
            "- {name: 甲, unit: 局办}\n- {name: 乙, aliases: [甲], unit: 人事科}",
            Code.NAME_COLLISION,
            4,
        ),
        ("- {name: 甲, aliases: [《甲》], unit: 局办}", Code.NAME_COLLISION, 3),
        ("- {name: 甲, unit: 局办, from: 2023-05-01, until: 2023-04-01}", Code.WRONG_VALUE, 3),
        ("- {name: 甲, unit: 局办, update: {each: fortnight}}", Code.WRONG_VALUE, 3),
        ("- {name: 甲, unit: 局办, update: sometimes}", Code.WRONG_VALUE, 3),
        ("- {name: 甲, unit: 局办, update: {}}", Code.MISSING_KEY, 3),
        ("- {name: 甲, unit: 局办, update: {each: week, gap: 14日}}", Code.CONFLICTING_RULES, 3),
        ("- {name: 甲, unit: 局办, update: {at_least: 2, gap: 14日}}", Code.CONFLICTING_RULES, 3),
        ("- {name: 甲, unit: 局办, update: [{each: week}, {each: month}]}", Code.MISSING_KEY, 3),
        ("- {name: 甲, unit: 局办, update: {gap: 两周}}", Code.WRONG_VALUE, 3),
        ("- {name: 甲, unit: 局办, posted_within: 快}", Code.WRONG_VALUE, 3),
        ("- {name: 甲, unit: 局办}\nprofiles: [国办函]", Code.UNKNOWN_NAME, 4),
        (
            "- {name: 甲, unit: 局办, category: 动态}\nprofiles: [国办秘函〔2019〕19号]",
            Code.UNKNOWN_NAME,
            3,
        ),
        ("- {name: 甲, unit: 局办}\nindicators: [{name: 乙, parts: [{}]}]", Code.MISSING_KEY, 4),
        ("- {name: 甲, unit: 局办}\nmended_within: {错: 5}", Code.WRONG_VALUE, 4),
    ],
)
def test_a_fault_has_its_place(rows: str, code: Code, line: int) -> None:
    found, problems = read_site(HEAD + rows + "\n")
    assert found is None
    assert [(one.code, one.place.line) for one in problems] == [(code, line)]


def test_a_name_may_go_from_one_keeper_to_the_next() -> None:
    found, problems = read_site(
        f"{HEAD}- {{name: 甲, unit: 老科, until: 2023-06-30}}\n"
        "- {name: 甲, unit: 局办, from: 2023-07-01}\n"
    )
    assert problems == []
    assert found is not None
    assert [one.unit.name for one in found.columns] == ["老科", "办公室"]


def test_the_national_limits_take_other_numbers() -> None:
    given = "profiles: [{name: 国办秘函（2019）19号, news: 1周, together: 3, accounts: 7日}]\n"
    found, problems = read_site(
        HEAD + "- {name: 甲, unit: 局办}\n" + given.replace("（", "〔").replace("）", "〕")
    )
    assert found is not None, problems
    parts = [
        (one.limit, part.of, part.lack, part.within)
        for one in found.indicators
        for part in one.parts
    ]
    assert parts == [
        (1, Realm.HOME, Lack.STALE, "2周"),
        (3, Realm.COLUMNS, Lack.STALE, "1周"),
        (3, Realm.COLUMNS, Lack.STALE, "6个月"),
        (10, Realm.COLUMNS, Lack.NEGLECTED, None),
        (5, Realm.COLUMNS, Lack.EMPTY, None),
        (1, Realm.ACCOUNTS, Lack.STALE, "7日"),
    ]


def test_the_national_limits_count_together(run: Run, tmp_path: Path) -> None:
    names = "".join(f"- {{name: 动态{n}, unit: 局办, category: 动态要闻}}\n" for n in range(4))
    text = f"{HEAD}{names}- {{name: 通知, unit: 局办, category: 通知公告}}\n"
    laid(
        tmp_path,
        {
            "columns.yaml": f"{text}profiles: [国办秘函〔2019〕19号]\n",
            **{f"posts/{n}.yaml": posts(f"动态{n}", ["2023-07-03"]) for n in range(4)},
            "posts/n.yaml": posts("通知", ["2023-01-16"]),
        },
    )

    def counted(day: str) -> tuple[int, dict[str, int]]:
        told = run("columns", "--as-of", day, "--format", "json")
        found = json.loads(told.out)["indicators"]
        return told.code, {one["indicator"]: len(one["columns"]) for one in found}

    # six months after 16 January are over on 16 July, two weeks after 3 July on the 17th
    assert counted("2023-07-16")[1]["栏目不更新"] == 0
    assert counted("2023-07-17") == (0, {**_NONE, "栏目不更新": 1})
    assert counted("2023-07-18") == (1, {**_NONE, "栏目不更新": 5, "首页不更新": 1})


_NONE = dict.fromkeys(
    ("首页不更新", "栏目不更新", "应更新但长期未更新", "空白栏目", "政务新媒体不更新"), 0
)


def test_rules_and_tables_name_columns_that_are_there(run: Run, tmp_path: Path) -> None:
    rules = """\
tracks: [分]
editions:
  - effective: 2023-01-01
    quotas: [{name: 发布, of: posts, column: 新文, per: month, times: 1, track: 分}]
"""
    laid(tmp_path, {"columns.yaml": HEAD + "- {name: 新闻, unit: 局办}\n", "rules.yaml": rules})
    assert "there is no website column called “新文” [unknown-name]" in run("check").out
    (tmp_path / "columns.yaml").unlink()
    assert "there is no website column called “新文” [unknown-name]" in run("check").out
    assert run("columns").code == 1


def test_all_faults_of_the_setup_are_told_at_once(run: Run, tmp_path: Path) -> None:
    limits = "[{name: 限, per: year, track: 无}]"
    rules = f"tracks: [分]\neditions:\n  - {{effective: 2023-01-01, limits: {limits}}}\n"
    laid(
        tmp_path,
        {
            "columns.yaml": HEAD + "- {name: 新闻, unit: 无科}\n",
            "rules.yaml": rules,
            "posts/a.yaml": "date: 2023-01-01\ncolumn: 新闻\n",
        },
    )
    told = run("check").out
    assert "columns.yaml:3:20: error: there is no unit called “无科”" in told
    assert "there is no track called “无”" in told
    assert "posts/a.yaml:1:1: error: “title” is missing" in told
    assert "there is no website column" not in told
