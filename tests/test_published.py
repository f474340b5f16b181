"""The real circular of the first quarter of 2021, figure for figure.

The figures below were copied from annex 1 of 攀住建发〔2021〕96号; the workspace at the top level
of the repository must give them, by the rules that the same document prints.
"""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path

import pytest

from tests.conftest import Run, copy_seed

NONE = "~"
"""As the document prints a track that is not assessed; "" is a track without a task."""

ANNEX_1 = {
    "机关各科室": """
        办公室（信访科） 16 6 3 0
        市住保办 16 2 3 0
        建筑行业管理科 16 4 3 0
        房地产市场监管科 16 6 3 9
        城市建设科 16 0 3 0
        村镇建设科 16 0 3 0
        行政审批科（政策法规科） 16 0 3 0
        工程质量安全管理与消防验收科 16 0 3 0
        勘察设计与消防审查科 16 0 3 0
        市政管理科 16 0 none 0
        机关党委办公室 8 0 ~ ~
        财务审计科 4 0 ~ ~
        人事科 4 0 ~ ~
        建设建材工会 4 0 ~ ~
    """,
    "局属各单位": """
        市房地产事务中心 12 0 3 0
        市节能绿建中心 12 4 3 0
        市住保和建设项目中心 12 0 3 0
        市市政服中心 12 0 3 0
        市质安站 8 0 ~ ~
        市建设工程审查中心 4 0 ~ ~
        市造价站 4 0 ~ ~
        市城建档案馆 4 0 ~ ~
        市城建资金中心 4 0 ~ ~
    """,
}

ANNEX_2 = [
    ("市住房城乡建设局做好第五届中国康养产业发展论坛召开岗位工作", "工作动态", "5", ["局办公室"]),
    (
        "“十三五”期间全市保障性安居工程建设见成效",
        "工作动态",
        "10",
        ["局办公室", "房产科", "住保办"],
    ),
    ("攀枝花市破解老旧小区改造治理难", "省委省政府信息", None, ["局房产科"]),
    ("我市切实做好利用工业固废发展绿色建材工作", "工作动态", "14", ["市节能绿建中心"]),
    ("我市老旧小区改造项目进展顺利", "工作动态", "33", ["局房产科"]),
    ("市住房城乡建设局力促建筑行业健康发展", "工作动态", "31", ["局建管科"]),
]


def _published() -> list[tuple[str, str, list[str]]]:
    return [
        (group, line.split()[0], line.split()[1:])
        for group, lines in ANNEX_1.items()
        for line in lines.strip().splitlines()
    ]


def _cells(tracks: dict[str, dict[str, object]]) -> list[str]:
    """A unit's four cells as the annex prints them."""
    cells: list[str] = []
    for track in ("市级", "省级"):
        standing = tracks[track]
        if not standing["assessed"]:
            cells += [NONE, NONE]
        else:
            target = standing["target"]
            cells += ["none" if target is None else str(target), str(standing["score"])]
    return cells


@pytest.mark.usefixtures("seed")
def test_annex_1_comes_out_cell_for_cell(run: Run) -> None:
    result = run("tally", "--year", "2021", "--quarter", "1", "--format", "json")
    told = json.loads(result.out)
    found = [
        (group["name"], unit["unit"], _cells(unit["tracks"]))
        for group in told["groups"]
        for unit in group["units"]
    ]
    assert found == _published()
    assert told["period"]["label"] == "2021年1—3月"
    assert sum(len(cells) for _, _, cells in found) == 2 * 46


@pytest.mark.usefixtures("seed")
def test_annex_2_lists_the_same_six_items(run: Run) -> None:
    told = json.loads(run("list", "--quarter", "1", "--format", "json").out)
    found = [
        (one["title"], one["outlet"], one["issue"], [unit["named"] for unit in one["units"]])
        for one in told
    ]
    assert sorted(found, key=str) == sorted(ANNEX_2, key=str)


def test_the_published_text_contradicts_its_own_annex(seed: Path, run: Run) -> None:
    """The text says 4 adoptions by 《工作动态》, the annex lists 5."""
    text = seed / "circulars" / "2021-Q1.md"
    typed = text.read_text("utf-8").replace('{{ adopted("工作动态") }}篇', "4篇")
    text.write_text(typed, "utf-8")
    result = run("check")
    assert result.code == 0
    assert "says 4 for adoptions by 工作动态, the records say 5 [contradiction]" in result.out
    assert "circulars/2021-Q1.md:9:" in result.out


@pytest.mark.parametrize(
    ("how", "shares"), [("none", "5.33"), ("down", "5"), ("half-up", "5"), ("up", "6")]
)
def test_only_rounding_up_gives_the_published_table(
    seed: Path, run: Run, how: str, shares: str
) -> None:
    rules = seed / "rules.yaml"
    rules.write_text(rules.read_text("utf-8").replace("round: up", f"round: {how}"), "utf-8")
    table = run("tally", "--quarter", "1", "--format", "csv").out
    office = next(line for line in table.splitlines() if "办公室（信访科）" in line)
    assert office.split(",")[3] == shares


def test_without_rounding_the_shares_are_exact(seed: Path, run: Run) -> None:
    rules = seed / "rules.yaml"
    rules.write_text(rules.read_text("utf-8").replace("round: up", "round: none"), "utf-8")
    told = json.loads(run("tally", "--quarter", "1", "--format", "json").out)
    office = told["groups"][0]["units"][0]["tracks"]["市级"]
    assert office["exact"] == "16/3"
    assert office["score"] == pytest.approx(16 / 3)


def test_the_circular_holds_every_part_of_the_original(seed: Path, run: Run) -> None:
    result = run("circular", "--quarter", "1", "-o", "q1.docx")
    assert (result.code, result.out) == (0, "")
    text = _text_of(seed / "q1.docx")
    parts = [
        "攀枝花市住房和城乡建设局文件",
        "攀住建发〔2021〕96号",
        "信息工作情况的通报",
        "局属各单位，机关各科室：",
        "共收到政务信息28篇",
        "报送15篇",
        "报送2篇",
        "《工作动态》采用5篇",
        "被省办专报采用1篇",
        "二、存在的问题",
        "三、工作要求",
        "附件：1.",
        "2021年4月15日",
        "附件1",
        "一、机关各科室",
        "二、局属各单位",
        "市城建资金中心",
        "附件2",
        "（工作动态〔2021〕第10期）（局办公室、房产科、住保办）",  # （2021） in the original
        "计分标准：",
        "多个科室、单位供稿的，平均计分",
    ]
    places = [text.find(part) for part in parts]
    assert -1 not in places, parts[places.index(-1)]
    assert places == sorted(places)


def test_the_same_records_make_the_same_bytes(tmp_path: Path, run: Run) -> None:
    made = []
    for name in ("one", "two"):
        copy_seed(tmp_path / name)
        run("-C", name, "circular", "--quarter", "1", "-o", f"{name}.docx")
        run("-C", name, "tally", "--quarter", "1", "-o", f"{name}.xlsx")
        made.append([(tmp_path / f"{name}.{kind}").read_bytes() for kind in ("docx", "xlsx")])
    assert made[0] == made[1]


def _text_of(path: Path) -> str:
    from lxml import etree

    with zipfile.ZipFile(io.BytesIO(path.read_bytes())) as package:
        root = etree.fromstring(package.read("word/document.xml"))
    name = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}t"
    return "".join(one.text or "" for one in root.iter(name))
