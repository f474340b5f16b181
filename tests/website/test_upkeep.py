"""What columns were to show by when; worked out by hand, and walked day by day through a year."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from infoscore.deadlines import allowance
from infoscore.moments import end_of
from infoscore.office.duties import duties
from infoscore.period import CALENDAR, Span
from infoscore.rules.measures import State
from infoscore.rules.website import Each, WebColumn
from infoscore.scoring.upkeep import due_next, overdue, updates
from infoscore.workspace.load import load
from tests.conftest import Run
from tests.website.office import laid, posts, read_site

YEAR = [date(2023, 1, 1) + timedelta(number) for number in range(365)]


def _column(update: str, more: str = "") -> WebColumn:
    text = f"from: 2023-01-01\ncolumns:\n  - {{name: 新闻, unit: 办公室, update: {update}{more}}}\n"
    found, problems = read_site(text)
    assert found is not None, problems
    return found.columns[0]


def _missed(column: WebColumn, days: Sequence[date], today: date) -> list[tuple[str, str]]:
    """The spans that are known to be missed on a day, as month-day of their ends."""
    known = _moments(day for day in days if day <= today)
    return [
        (f"{duty.since:%m-%d}", f"{duty.due:%m-%d}")
        for duty in updates(column, known, CALENDAR, date(2023, 1, 1), today)
        if duty.state(end_of(today)) is State.MISSED
    ]


def _moments(days: Iterable[date]) -> list[datetime]:
    return [datetime.combine(day, time.min) for day in sorted(days)]


def _days(text: str) -> list[date]:
    return [date.fromisoformat(f"2023-{part}") for part in text.split()]


@pytest.mark.parametrize(
    ("update", "posted", "today", "missed"),
    [
        # 2 January 2023 is a Monday; the week of New Year's Day does not lie in the year
        ("{each: week}", "01-04 01-22", "01-22", [("01-09", "01-15")]),
        ("{each: week, at_least: 2}", "01-04 01-08 01-10", "01-16", [("01-09", "01-15")]),
        ("{each: month}", "01-31 03-01", "04-01", [("02-01", "02-28")]),
        ("{each: quarter}", "", "04-01", [("01-01", "03-31")]),
        ("{each: half}", "06-30", "07-01", []),
        # 7 October is a workday that makes up for the holidays; 2 October is none
        ("{each: workday}", "10-08", "10-09", None),
        ("{gap: 14日}", "01-10 01-24 02-08", "02-20", [("01-24", "02-07")]),
        # from 18 January ten workdays: 19, 20, 28, 29 (make-up days), 30, 31, 1, 2, 3, 6 February
        ("{gap: 10个工作日}", "01-05 01-18", "02-07", [("01-18", "02-06")]),
        ("on-change", "", "12-31", []),
        ("exempt", "", "12-31", []),
        # the week and the month in which the rule changes are not whole
        (
            "[{each: week}, {from: 2023-01-18, each: month}]",
            "01-04",
            "03-01",
            [("01-09", "01-15"), ("02-01", "02-28")],
        ),
        (
            "[{each: week}, {from: 2023-01-16, only: exempt}]",
            "",
            "12-31",
            [("01-02", "01-08"), ("01-09", "01-15")],
        ),
    ],
)
def test_missed_spans(
    update: str, posted: str, today: str, missed: list[tuple[str, str]] | None
) -> None:
    found = _missed(_column(update), _days(posted), _days(today)[0])
    if missed is not None:
        assert found == missed
        return
    ends = [end for _, end in found if end >= "10-01"]
    assert ends == ["10-07"]


def test_a_column_is_watched_while_it_is_there() -> None:
    column = _column("{each: month}", ", from: 2023-02-10, until: 2023-05-15")
    assert _missed(column, [], date(2023, 12, 31)) == [("03-01", "03-31"), ("04-01", "04-30")]
    assert overdue(column, [], CALENDAR, date(2023, 5, 15)) == end_of(date(2023, 4, 30))
    assert overdue(column, [], CALENDAR, date(2023, 5, 16)) is None


def test_the_next_deadline() -> None:
    column, monday = _column("{each: week}"), date(2023, 1, 9)
    assert due_next(column, [], CALENDAR, monday) == end_of(date(2023, 1, 15))
    assert due_next(column, _moments([monday]), CALENDAR, monday) == end_of(date(2023, 1, 22))
    gap = _column("{gap: 14日}")
    assert due_next(gap, _moments([monday]), CALENDAR, monday) == end_of(date(2023, 1, 23))
    assert due_next(_column("exempt"), [], CALENDAR, monday) is None


@settings(settings.get_profile("few"))
@given(
    st.sampled_from(["each: week", "each: week, at_least: 2", "each: month", "gap: 14日"]),
    st.lists(st.sampled_from(YEAR), max_size=30),
)
def test_a_span_is_missed_on_the_day_after_it_and_not_a_day_earlier(
    update: str, days: list[date]
) -> None:
    column = _column(f"{{{update}}}")
    broken = dict(_broken(update, sorted(days)))
    before: set[str] = set()
    for today in YEAR:
        found = {end for _, end in _missed(column, days, today)}
        told = {f"{due:%m-%d}" for due in broken if due < today}
        assert found == told, today
        assert before <= found
        before = found
        known = _moments(day for day in days if day <= today)
        late = overdue(column, known, CALENDAR, today)
        last = [due for due in (*broken, *_kept(update, sorted(days))) if due < today]
        if (
            last
            and max(last) in broken
            and not any(day > max(last) for day in days if day <= today)
        ):
            assert late == end_of(max(last))
        else:
            assert late is None


def _spans(update: str) -> list[tuple[date, date]]:
    span = Span.WEEK if "week" in update else Span.MONTH
    every = CALENDAR.spans(span, 2023)
    return [(start, end) for start, end in every if start >= date(2023, 1, 1)]


def _broken(update: str, days: list[date]) -> list[tuple[date, bool]]:
    """The last days of what was missed, reckoned the plain way."""
    if "gap" in update:
        points = [date(2023, 1, 1), *days, date(2099, 1, 1)]
        ends = [one + timedelta(14) for one, then in pairwise(points) if (then - one).days > 14]
        return [(end, True) for end in ends]
    least = 2 if "at_least" in update else 1
    return [
        (end, True)
        for start, end in _spans(update)
        if sum(start <= day <= end for day in days) < least
    ]


def _kept(update: str, days: list[date]) -> list[date]:
    if "gap" in update:
        points = [date(2023, 1, 1), *days]
        return [one + timedelta(14) for one, then in pairwise(points) if (then - one).days <= 14]
    missed = dict(_broken(update, days))
    return [end for _, end in _spans(update) if end not in missed]


COLUMNS = """\
from: 2023-01-01
posted_within: [{within: 24小时, tag: 转载}, {within: 20日}]
altered_within: {withdrawn: 1个工作日}
mended_within: {错敏词: 24小时}
columns:
  - {name: 住建新闻, unit: 办公室, update: {each: week}}
  - {name: 人事信息, unit: 人事科, update: {each: quarter}}
  - {name: 住建微信, unit: 办公室, account: 微信, update: {gap: 14日}}
"""


def test_measures_in_quotas_vetoes_and_tables(run: Run, tmp_path: Path) -> None:
    rules = """\
tracks: [发布, 迟发, 漏更, 问题]
editions:
  - effective: 2023-01-01
    tags: {转载: []}
    quotas:
      - {name: 发布, of: posts, per: quarter, times: 1, track: 发布}
      - {name: 迟发, of: posts, state: late, per: quarter, times: -3, track: 迟发}
      - {name: 漏更, of: updates, state: missed, column: 新闻, per: quarter, times: -1, track: 漏更}
      - {name: 错词, of: faults, tag: 错敏词, per: quarter, times: -2, track: 问题}
      - {name: 未改, of: faults, state: [late, missed], per: quarter, times: -5, track: 问题}
    vetoes:
      - {name: 漏更, of: updates, state: missed, column: 人事信息, per: quarter, track: 发布}
"""
    weekly = [date(2023, 1, 2) + timedelta(weeks=number) for number in range(13)]
    more = """\
- {date: 2023-01-30, column: 人事信息, title: 迟, event: 2023-01-09, units: [人事科]}
- {date: 2023-01-29, column: 住建微信, title: 准, event: 2023-01-09, units: [人事科, 办公室]}
- {date: 2023-02-02, column: 住建微信, title: 转, event: 2023-02-01 09:00, tags: [转载]}
- {date: 2023-02-03, time: "09:01", column: 住建微信, title: 转迟, event: 2023-02-02 09:00,
   tags: [转载]}
"""
    faults = """\
- {date: 2023-02-01, column: 住建新闻, title: 错字, kind: 错敏词, mended: 2023-02-02}
- {date: 2023-02-05, column: 住建新闻, title: 错词, kind: 错敏词, mended: 2023-02-08}
- {date: 2023-03-01, title: 打不开, kind: 错链, units: [人事科], mend_by: 2023-03-10}
"""
    files = {
        "columns.yaml": COLUMNS.replace("name: 住建新闻", "name: 住建新闻, aliases: [新闻]"),
        "rules.yaml": rules,
        "posts/a.yaml": posts("住建新闻", weekly[:3] + weekly[5:]),
        "posts/b.yaml": more,
        "inspections/a.yaml": faults,
    }
    laid(tmp_path, files)
    assert run("check", "--as-of", "2023-04-01").out == ""
    told = run("tally", "--year", "2023", "--as-of", "2023-04-01", "--format", "json")
    units = json.loads(told.out)["groups"][0]["units"]
    scores = {
        unit["unit"]: [track.get("score") or 0 for track in unit["tracks"].values()]
        for unit in units
    }
    # 11 weekly posts, one joint, two copied; late is what took 24 hours and a minute; two weeks
    # are missing; one wrong word was mended within 24 hours of the end of its day, one was not
    assert scores["办公室"] == [14, -3, -2, -9]
    # one joint, one late by a day (29 January would have been in time); a link is still broken
    assert scores["人事科"] == [2, -3, 0, -5]
    # without its post the quarter of 人事信息 is missed, and the veto takes what 人事科 posted
    laid(
        tmp_path,
        files | {"posts/b.yaml": more.replace("人事信息, title: 迟", "住建微信, title: 迟")},
    )
    told = run("tally", "--year", "2023", "--as-of", "2023-04-01", "--format", "json")
    units = json.loads(told.out)["groups"][0]["units"]
    assert not units[1]["tracks"]["发布"].get("score")


def test_duties_of_posts_and_faults_are_broken_when_their_time_is_over(
    run: Run, tmp_path: Path
) -> None:
    laid(
        tmp_path,
        {
            "columns.yaml": COLUMNS.replace("each: week", "each: year").replace("14日", "99周"),
            "posts/a.yaml": "date: 2023-01-06\ncolumn: 住建新闻\ntitle: 误\n"
            "states: [{state: withdrawn, asked: 2023-01-06, reason: 有误}]\n",
            "inspections/a.yaml": "date: 2023-02-01\ncolumn: 人事信息\ntitle: 错\nkind: 错敏词\n",
        },
    )
    # one workday after Friday is Monday; 24 hours from the end of 1 February
    codes = {
        day: run("columns", "--as-of", f"2023-{day}").code
        for day in ("01-05", "01-06", "01-09", "01-10", "02-02", "02-03")
    }
    assert codes == {"01-05": 0, "01-06": 0, "01-09": 0, "01-10": 1, "02-02": 1, "02-03": 1}
    told = json.loads(run("columns", "--as-of", "2023-02-03", "-f", "json").out)
    broken = {one["column"]: len(one["overdue_faults"]) for one in told["columns"]}
    assert broken == {"住建新闻": 1, "人事信息": 1, "住建微信": 0}
    assert (
        run("mark", "误", "--as", "withdrawn", "--reason", "有误", "--date", "2023-01-09").code == 0
    )


def test_each_and_gap_are_said_in_words() -> None:
    assert {allowance(text).named for text in ("14天", "2周", "10个工作日")} == {
        "14日",
        "2周",
        "10个工作日",
    }
    assert [one.value for one in Each] == ["workday", "week", "month", "quarter", "half", "year"]


def test_duties_of_columns_posts_and_faults(tmp_path: Path) -> None:
    laid(
        tmp_path,
        {
            "columns.yaml": COLUMNS,
            "posts/a.yaml": "date: 2023-01-24\ncolumn: 住建新闻\ntitle: 甲\nevent: 2023-01-03\n",
            "inspections/a.yaml": "date: 2023-01-10\ncolumn: 人事信息\ntitle: 错\nkind: 错敏词\n",
        },
    )
    workspace = load(tmp_path)
    assert workspace.setup is not None
    today = date(2023, 1, 25)
    found = duties(workspace, list(workspace.records()), today)
    told = [(one.clause, f"{one.due:%m-%d}", one.state(end_of(today))) for one in found]
    assert told == [
        ("columns.住建新闻.posted_within", "01-23", State.LATE),
        ("mended_within.错敏词", "01-11", State.MISSED),
        ("columns.住建新闻", "01-08", State.MISSED),
        ("columns.住建新闻", "01-15", State.MISSED),
        ("columns.住建新闻", "01-22", State.MISSED),
        ("columns.住建新闻", "01-29", State.ON_TIME),
        ("columns.住建新闻", "02-05", None),
        ("columns.人事信息", "03-31", None),
        ("columns.住建微信", "01-15", State.MISSED),
    ]


def test_the_rules_say_it(run: Run, tmp_path: Path) -> None:
    rules = """\
tracks: [分]
editions:
  - effective: 2023-01-01
    quotas:
      - {name: 一, of: posts, column: 住建新闻, tag: 转载, per: month, require: 2, missing: -1,
         track: 分}
      - {name: 二, of: posts, state: late, per: quarter, times: -1, track: 分}
      - {name: 三, of: updates, state: missed, per: year, times: -2, track: 分}
      - {name: 四, of: faults, state: [late, missed], tag: 错敏词, per: quarter, times: -2,
         track: 分}
    vetoes:
      - {name: 五, of: faults, per: year, require: 3}
"""
    laid(tmp_path, {"columns.yaml": COLUMNS, "rules.yaml": rules})
    told = run("list", "--year", "2023", "--as-of", "2023-12-31").out
    assert told[told.index("1.") :].splitlines() == [
        "1.每月在“住建新闻”发布属于转载的信息不少于2条，每少1条扣1分。",
        "2.每季度按超过时限在网站和政务新媒体发布信息计分，每1条扣1分。",
        "3.全年按所维护栏目应更新未更新计分，每1次扣2分。",
        "4.每季度按在网站和政务新媒体超期整改或到期未整改的属于错敏词的问题计分，每1个扣2分。",
        "5.全年在网站和政务新媒体被查出问题满3个的，当年得分归零。",
    ]


def test_tables_show_it(run: Run, tmp_path: Path) -> None:
    settings = """\
issuer: 某局
number: 某〔{year}〕{number}号
title: 通报
addressees: 各单位
annexes:
  - title: 网站
    table:
      groups: none
      columns:
        - {show: unit}
        - {show: posts}
        - {show: posts, column: 住建微信, header: 微信}
        - {show: posts, state: late, header: 迟发}
        - {show: updates, state: missed, header: 漏更}
        - {show: faults, header: 问题}
"""
    sent = "- {date: 2023-01-30, column: 住建微信, title: 迟, event: 2023-01-09}\n"
    faults = "{date: 2023-02-01, column: 人事信息, title: 错字}\n"
    files = {"circular.yaml": settings, "posts/a.yaml": posts("住建新闻", ["2023-01-04"])}
    laid(
        tmp_path,
        {**files, "columns.yaml": COLUMNS, "posts/b.yaml": sent, "inspections/a.yaml": faults},
    )
    told = run("tally", "--year", "2023", "--as-of", "2023-02-05", "--layout", "1", "-f", "csv")
    # by 4 February three whole weeks and 14 days without a post to 微信 have gone by
    assert told.out.splitlines()[1:3] == ["办公室,2,1,1,4,0", "人事科,0,0,0,0,1"]
