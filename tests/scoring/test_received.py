"""Rows for what is received, endorsements of what is only sent in, and commissions of several.

Each is worked out by hand, for months, quarters and the year.
"""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from infoscore.period import CALENDAR
from infoscore.problems import Place
from infoscore.records.adoption import Adoption
from infoscore.records.endorsement import Endorsement
from infoscore.records.kinds import Record
from infoscore.records.submission import Submission
from infoscore.rules.edition import Edition, EditionEntry
from infoscore.rules.outlets import Outlet
from infoscore.workspace.checks import Records, repeated
from tests.conftest import Run

UNITS = "groups: [{name: 机关, units: [{name: 甲}, {name: 乙}]}, {name: 站, units: [{name: 丙}]}]\n"
EDITION = Edition(EditionEntry(effective=date(2021, 1, 1)), [])


def _laid(root: Path, files: Mapping[str, str]) -> None:
    for name, text in {"units.yaml": UNITS, **files}.items():
        (root / name).parent.mkdir(exist_ok=True)
        (root / name).write_text(text, "utf-8")


def _scores(run: Run, options: str) -> list[list[float]]:
    """The points of 甲 and 乙 on each track."""
    told = run("tally", "--year", "2021", "--format", "json", *options.split())
    assert told.code == 0, told.err
    found = json.loads(told.out)
    units = [unit for group in found["groups"] for unit in group["units"]]
    return [
        [unit["tracks"].get(track, {}).get("score") or 0 for track in found["tracks"]]
        for unit in units[:2]
    ]


SENT_IN = {
    "rules.yaml": """
        tracks: [分, 批示]
        editions:
        - effective: 2021-01-01
          outlets: {刊: {track: 分, points: 10}}
          joint: {method: average}
          endorsements:
          - {by: 省领导, track: 批示, points: 20}
          - {by: 市领导, points: 6, further: 3}
          submissions:
          - {tag: 约稿, track: 分, points: 3}
          - {form: 简讯, track: 分, points: 0.5, lapses: true}
          - {track: 分, points: {专报: 2, 动态: 1}, lapses: true}
          recipients:
            省办:
            - {by: 省领导, track: 批示, points: 5}
            - {track: 分, points: 2, lapses: true, aliases: [省政府办公厅]}
          quotas:
          - {name: 批示数, per: quarter, of: endorsements, track: 分, times: 1}
        """,
    "submissions/all.yaml": """
        - date: 2021-01-10
          title: 甲稿
          form: 专报
          units: [甲, 乙]
          forwarded: [省办]
          endorsements:
          - {by: 市领导, date: 2021-02-03}
          - {by: 市领导, date: 2021-04-05}
          - {by: 省领导}
        - {date: 2021-02-01, form: 简讯, count: 4, units: [甲]}
        - {date: 2021-02-02, title: 丙稿, form: 动态, tags: [约稿], units: [乙]}
        - {date: 2021-02-28, title: 丁稿, form: 动态, units: [甲], forwarded: [省政府办公厅]}
        """,
    "adoptions/all.yaml": """
        - {date: 2021-03-02, title: 甲稿, outlet: 刊, units: [甲, 乙]}
        - {date: 2021-05-01, title: 丁稿, outlet: 刊, units: [甲]}
        """,
}


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        # 甲稿 2 ÷ 2, and (5 + 20) ÷ 2 on 批示
        ("--month 1", [[1, 12.5], [1, 12.5]]),
        # 6 ÷ 2 for the endorsement; 甲 4 × 0.5, and 1 + 2 for 丁稿; 乙 3 for 丙稿, which is no 动态
        ("--month 2", [[8, 0], [6, 0]]),
        # 10 ÷ 2 − 2 ÷ 2: what was passed on to 省办 by the first row does not lapse; 2 endorsements
        ("--month 3", [[6, 0], [6, 0]]),
        ("--quarter 1", [[15, 12.5], [13, 12.5]]),
        # 3 ÷ 2 for the further endorsement, and 1 for it; 甲 10 − 1 − 2
        ("--month 4", [[1.5, 0], [1.5, 0]]),
        ("--month 5", [[7, 0], [0, 0]]),
        ("--quarter 2", [[9.5, 0], [2.5, 0]]),
        ("", [[24.5, 12.5], [15.5, 12.5]]),
    ],
)
def test_rows_and_endorsements_of_what_was_sent_in(
    run: Run, tmp_path: Path, options: str, expected: list[list[float]]
) -> None:
    _laid(tmp_path, SENT_IN)
    assert run("check").code == 0
    assert _scores(run, options) == expected


COMMISSIONED = {
    "rules.yaml": """
        tracks: [分]
        editions:
        - effective: 2021-01-01
          commissions:
          - {tag: 专题, unless: {tag: 急}, track: 分, on_time: 5, late: -5, missed: -10}
          - {track: 分, on_time: 2}
          quotas:
          - {name: 未报, per: quarter, of: commissions, state: missed, require: 1, track: 分,
             extra: -1}
        """,
    "commissions/all.yaml": """
        - date: 2021-03-01
          due: 2021-03-31
          title: 春耕
          count: 3
          tags: [专题]
          units: [甲, 乙]
          delivered: {甲: [2021-03-05, 2021-03-05, 2021-04-12], 乙: 2021-04-02}
        - {date: 2021-04-01, due: 2021-04-10, title: 防汛, count: 2, tags: [专题, 急], units: [甲],
           delivered: 2021-04-09}
        """,
    "circular.yaml": """
        issuer: 某办
        number: 某办〔{year}〕{number}号
        title: 通报
        addressees: 各单位
        annexes:
        - title: 约稿
          table:
            columns:
            - {show: unit}
            - {show: commissions, state: on-time, header: 按时}
            - {show: commissions, state: missed, header: 未报}
            groups: sections
            subtotals: {label: 计, at: last}
            totals: {label: 合计}
        """,
}


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        # nothing is late before the last day on which it is on time is over
        ("--month 3 --as-of 2021-03-31", [[10], [0]]),
        # 甲 2 × 5 − 10; 乙 3 × −10, and two more than one are missed
        ("--month 3", [[0], [-32]]),
        ("--quarter 1", [[0], [-32]]),
        # 甲 10 − 5, and 2 × 2 by the second row; 乙 3 × (10 − 5)
        ("--month 4", [[9], [15]]),
        ("--quarter 2", [[9], [15]]),
        ("", [[9], [-17]]),
    ],
)
def test_each_brief_of_a_commission_is_on_time_late_or_missed(
    run: Run, tmp_path: Path, options: str, expected: list[list[float]]
) -> None:
    _laid(tmp_path, COMMISSIONED)
    assert _scores(run, options) == expected


def test_groups_add_up_commissions(run: Run, tmp_path: Path) -> None:
    _laid(tmp_path, COMMISSIONED)
    told = run("tally", "--year", "2021", "--month", "3", "--layout", "1", "--format", "markdown")
    rows = [[cell.strip(" *") for cell in line.split("|")] for line in told.out.splitlines()]
    assert [row[1:4] for row in rows if len(row) > 1 and row[1] in "甲乙丙计合计"] == [
        *(["甲", "2", "1"], ["乙", "0", "3"], ["计", "2", "4"]),
        *(["丙", "0", "0"], ["计", "0", "0"], ["合计", "2", "4"]),
    ]


@pytest.mark.parametrize(
    ("adopted", "sent", "warned"),
    [
        ("2021-02-03", "2021-02-03", True),
        ("2021-02-03", None, True),  # on the day of the submission, or not said
        (None, "2021-02-03", True),
        ("2021-02-03", "2021-02-04", False),  # twice by the same leader
    ],
)
def test_an_endorsement_stands_with_the_submission_or_the_adoption(
    run: Run, tmp_path: Path, adopted: str | None, sent: str | None, warned: bool
) -> None:
    def by(day: str | None) -> str:
        return f"endorsements: [{{by: 市领导{f', date: {day}' if day else ''}}}]"

    record = "{date: 2021-02-01, title: 甲稿, units: [甲], "
    _laid(
        tmp_path,
        {
            "rules.yaml": SENT_IN["rules.yaml"],
            "adoptions/a.yaml": f"{record}outlet: 刊, {by(adopted)}}}\n",
            "submissions/a.yaml": f"{record}form: 专报, {by(sent)}}}\n",
        },
    )
    told = run("check")
    assert ("submissions/a.yaml:1: warning: the same endorsement" in told.out) == warned, told.out
    more = "duplicate_ok: true, outlet"
    text = (tmp_path / "adoptions/a.yaml").read_text("utf-8").replace("outlet", more)
    (tmp_path / "adoptions/a.yaml").write_text(text, "utf-8")
    assert "warning" not in run("check").out


@pytest.mark.parametrize(
    ("days", "warned"),
    [
        (["sent 03-01", "sent 03-01"], False),  # each of its own units
        (["adopted 03-01", "sent 03-02"], False),
        (["adopted 03-01", "sent 03-01"], True),
        (["sent", "adopted 03-01"], True),
        (["sent 03-01", "adopted"], True),
        (["adopted 03-01", "adopted 03-01"], True),
    ],
)
def test_sums_of_files_know_of_endorsements_that_stand_twice(days: list[str], warned: bool) -> None:
    """Whatever is read together or first; worked out by hand."""
    records: list[Record] = []
    for told in days:
        kind, _, day = told.partition(" ")
        common: dict[str, Any] = {
            "place": Place(f"{len(records)}.yaml"),
            "date": date(2021, 2, len(records) + 1),
            "item": "稿",
            "endorsements": (
                Endorsement("领导", date.fromisoformat(f"2021-{day}") if day else None),
            ),
        }
        outlet: dict[str, Any] = {
            "outlet": Outlet("刊", "分"),
            "outlet_named": "刊",
            "edition": EDITION,
        }
        records.append(Adoption(**common, **outlet) if kind == "adopted" else Submission(**common))
    for some in (records, records[::-1]):
        together = Records(CALENDAR, date.max)
        deque(together.watched(some), 0)
        assert bool(together.found) == warned
        each = [Records(CALENDAR, date.max) for _ in some]
        for seen, record in zip(each, some, strict=True):
            deque(seen.watched([record]), 0)
        assert repeated([sign for seen in each for sign in seen.signs()]) == warned


def _errors(run: Run) -> list[str]:
    lines = run("check").out.splitlines()
    return [line.split("error: ")[1] for line in lines if "error: " in line]


def test_rows_that_can_never_apply_are_told(run: Run, tmp_path: Path) -> None:
    rules = """
        tracks: [分]
        editions:
        - effective: 2021-01-01
          outlets: {刊: {track: 分, class: 省级, points: 10}}
          submissions:
          - {form: 简讯, track: 分, points: 1}
          - {length: 1000-, track: 分, points: 2}
          recipients: {省办: [{track: 分, points: 1}, {class: 省级, track: 分, points: 2}]}
          commissions: {unless: {length: 1000-}, track: 分, on_time: 1}
        """
    _laid(tmp_path, {"rules.yaml": rules})
    assert _errors(run) == [
        "no row fits a length from 0 to 999 [conflicting-rules]",
        "this row fits everything; those below it never apply [conflicting-rules]",
        "“class” means nothing to “recipients” [conflicting-rules]",
        "“length” means nothing to “commissions” [conflicting-rules]",
    ]


def test_what_no_row_fits_is_told(run: Run, tmp_path: Path) -> None:
    rules = """
        tracks: [分]
        editions:
        - effective: 2021-01-01
          outlets: {刊: {track: 分, points: 10}}
          endorsements: [{by: 市领导, points: 6}, {by: 省领导, outlet: 刊, points: 9}]
          submissions:
          - {form: 简讯, track: 分, points: 1}
          - {tag: 约稿, track: 分, points: {专报: 2}}
          recipients: {省办: {track: 分, points: 1}, 国办: [{form: 专报, track: 分, points: 2}]}
        """
    sent = """
        - {date: 2021-01-01, title: 甲稿, form: 专报, units: [甲]}
        - {date: 2021-01-02, title: 乙稿, tags: [约稿], units: [甲]}
        - {date: 2021-01-03, title: 丙稿, form: 简讯, units: [甲], endorsements: [{by: 省领导}]}
        - {date: 2021-01-04, title: 丁稿, form: 简讯, units: [甲], forwarded: [省办, 国办]}
        - {date: 2021-01-05, title: 戊稿, form: 专报, tags: [约稿], units: [甲], forwarded: [国办]}
        """
    came = "{date: 2021-01-01, due: 2021-01-02, title: 题, units: [甲], count: 2, delivered: "
    came += "[2021-01-01, 2021-01-01, 2021-01-02]}\n"
    files = {"rules.yaml": rules, "submissions/a.yaml": sent, "commissions/a.yaml": came}
    _laid(tmp_path, files)
    assert _errors(run) == [
        "3 briefs delivered, but only 2 asked for [wrong-value]",
        "no row of points of “submissions” fits this [not-scored]",
        "“form” is missing [missing-key]",
        "no rule gives points for an endorsement by “省领导” here [not-scored]",
        "no row of points of “国办” fits this [not-scored]",
    ]
    # without a row for what is received nothing says where an endorsement counts
    _laid(tmp_path, {"rules.yaml": rules.partition("          submissions:")[0]})
    (tmp_path / "commissions/a.yaml").unlink()
    sent = "{date: 2021-01-01, title: 甲稿, units: [甲], endorsements: [{by: 市领导}]}\n"
    _laid(tmp_path, {"submissions/a.yaml": sent})
    (error,) = _errors(run)
    assert error.startswith("an endorsement by “市领导” counts on the outlet's track, and there is")


def test_endorsements_shared_by_weights_need_them(run: Run, tmp_path: Path) -> None:
    rules = SENT_IN["rules.yaml"].replace("points: 20", "points: 20, joint: {method: weighted}")
    signed = "form: 专报, endorsements: [{by: 省领导}]"
    sent = f"- {{date: 2021-01-10, title: 甲稿, units: [甲, 乙], {signed}}}\n"
    sent += f"- {{date: 2021-01-11, title: 乙稿, units: [甲], {signed}}}\n"
    _laid(tmp_path, {"rules.yaml": rules, "submissions/a.yaml": sent})
    assert _errors(run) == ["the rules share by weights, and none are given [weights]"]
    (tmp_path / "submissions/a.yaml").write_text(sent.partition("\n")[2], "utf-8")
    assert _scores(run, "") == [[3, 20], [0, 0]]


@pytest.mark.parametrize(
    ("files", "sentences"),
    [
        (
            SENT_IN,
            """\
3.信息被省领导批示的，每次另加20分（计入“批示”）。
4.信息被市领导批示的，首次另加6分，再获批示的每次另加3分。
5.属于约稿的信息每报送1篇计3分（计入“分”）。
6.简讯每报送1篇计0.5分，被采用后不再计（计入“分”）。
7.其他信息报送1篇专报计2分，报送1篇动态计1分，被采用后不再计（计入“分”）。
8.省领导批示的信息每上报省办1篇计5分（计入“批示”）。
9.其他信息每上报省办1篇计2分，被采用后不再计（计入“分”）。
""",
        ),
        (
            COMMISSIONED,
            """\
1.属于专题的约稿（属于急的除外），按时报送的每篇计5分，迟报的每篇扣5分，未报的每篇扣10分。
2.其他约稿，按时报送的每篇计2分。
""",
        ),
    ],
)
def test_each_row_has_its_sentence(
    run: Run, tmp_path: Path, files: Mapping[str, str], sentences: str
) -> None:
    _laid(tmp_path, files)
    assert sentences in run("list", "--year", "2021").out


def test_texts_list_them(run: Run, tmp_path: Path) -> None:
    text = """\
        {% for one in endorsements %}{{ one.by }}{{ one.title }}{{ one.outlet }}；{% endfor %}

        {% for one in commissions_missed %}{{ one.name }}{{ one.count }}篇；{% endfor %}
        """
    more = "commissions: {track: 分, tag: [专题, 急]}\n          quotas:"
    rules = SENT_IN["rules.yaml"].replace("quotas:", more)
    text = "---\nnumber: 1\ndate: 2021-04-15\n---\n" + text.replace("        ", "")
    _laid(
        tmp_path,
        {**COMMISSIONED, **SENT_IN, "rules.yaml": rules, "circulars/2021-Q1.md": text},
    )
    told = run("circular", "--quarter", "1", "--year", "2021", "--md", "-o", "-")
    assert "省领导甲稿；市领导甲稿；" in told.out, told.err
    assert "甲1篇；乙3篇；" in told.out
