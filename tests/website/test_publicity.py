"""No post of a restricted brief or before it was reported, and no such title in a report."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conftest import Run
from tests.website.office import laid

SECRET = "“绝密”事项——甲乙"
SITE = "from: 2023-01-01\ncolumns: [{name: 新闻, unit: 办公室, update: {each: week}}]\n"
RULES = """\
tracks: [分]
editions:
  - effective: 2023-01-01
    outlets: {刊: {track: 分, points: {简讯: 1}}}
"""


def _office(root: Path, post: str, sent: str = "", adopted: str = "") -> None:
    files = {"columns.yaml": SITE, "rules.yaml": RULES, "posts/a.yaml": post}
    files |= {"submissions/a.yaml": sent} if sent else {}
    laid(root, files | ({"adoptions/a.yaml": adopted} if adopted else {}))


def _post(title: str, more: str = "") -> str:
    return f'date: 2023-01-06\ncolumn: 新闻\ntitle: "{title}"\n{more}'


@pytest.mark.parametrize(
    "title",
    [SECRET, "绝密事项－甲乙", "‘绝密’ 事项—甲乙。", "绝密事项 -- 甲乙", "《绝密》事项──甲乙"],
)
@pytest.mark.parametrize("adopted", [False, True])
def test_a_restricted_title_is_met_however_it_is_written(
    run: Run, tmp_path: Path, title: str, adopted: bool
) -> None:
    brief = f'date: 2023-01-03\ntitle: "{SECRET}"\nunits: [办公室]\nrestricted: true\n'
    where = {"adopted": f"{brief}outlet: 刊\nform: 简讯\n"} if adopted else {"sent": brief}
    _office(tmp_path, _post(title), **where)
    told = run("check", "--as-of", "2023-02-01")
    assert told.code == 1
    assert "[restricted]" in told.out
    assert "甲乙" not in told.out + told.err
    for form in ("table", "markdown", "csv", "json", "html", "xlsx"):
        shown = run("columns", "--as-of", "2023-02-01", "--format", form)
        assert "甲乙".encode() not in shown.raw
        assert "甲乙" not in shown.err


def test_a_restricted_brief_is_met_under_another_title(run: Run, tmp_path: Path) -> None:
    sent = f'date: 2023-01-03\ntitle: "{SECRET}"\nunits: [办公室]\nrestricted: true\n'
    _office(tmp_path, _post("别的", "submission: 绝密事项-甲乙\n"), sent)
    assert "[restricted]" in run("check", "--as-of", "2023-02-01").out


@pytest.mark.parametrize(
    ("received", "forwarded", "code"),
    [
        ("2023-01-06", "", 0),
        ("2023-01-07", "", 1),
        ("2023-01-03", "[市政府]", 0),
        ("2023-01-03", "[{to: 市政府, date: 2023-01-06}]", 0),
        ("2023-01-03", "[{to: 市政府, date: 2023-01-07}]", 1),
        ("2023-01-03", "[{to: 省厅, date: 2023-01-09}, {to: 市政府, date: 2023-01-05}]", 0),
    ],
)
def test_a_brief_is_reported_first(
    run: Run, tmp_path: Path, received: str, forwarded: str, code: int
) -> None:
    sent = f"date: {received}\ntitle: 我局开展检查\nunits: [办公室]\n"
    sent += f"forwarded: {forwarded}\n" if forwarded else ""
    _office(tmp_path, _post("我局开展检查。"), sent)
    told = run("check", "--as-of", "2023-02-01")
    assert told.code == code
    assert ("[not-reported]" in told.out) == bool(code)


def test_a_brief_passed_on_later_is_logged_with_its_date(run: Run, tmp_path: Path) -> None:
    laid(tmp_path, {})
    what = ("--title", "题", "--unit", "办公室", "--date", "2023-01-03")
    logged = run("submit", *what, "--forwarded", "市政府=2023年1月6日", "--forwarded", "省厅")
    text = (tmp_path / logged.out.splitlines()[0]).read_text("utf-8")
    assert "forwarded: [{to: 市政府, date: 2023-01-06}, 省厅]" in text


def test_a_post_is_not_refused_before_its_day(run: Run, tmp_path: Path) -> None:
    laid(
        tmp_path,
        {
            "columns.yaml": "from: 2023-01-01\ncolumns: [{name: 新闻, unit: 办公室}]\n",
            "submissions/a.yaml": "{date: 2023-01-03, title: 甲, units: [人事科],"
            " restricted: true}\n",
            "posts/a.yaml": "{date: 2023-01-06, column: 新闻, title: 甲}\n",
        },
    )
    found = [run("check", "--as-of", f"2023-01-0{day}").out for day in (5, 6)]
    assert ["[restricted]" in one for one in found] == [False, True]
