"""Circulars of all kinds, for rendering: what offices write, and words in any order."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from random import Random
from typing import Final

from infoscore.document import (
    Annex,
    Block,
    Circular,
    Entry,
    Heading,
    Listing,
    Paragraph,
    Run,
    TableBlock,
)
from infoscore.render import circular_docx
from infoscore.render.docx.looks import Layout
from infoscore.table import EMPTY, NOT_ASSESSED, Cell, Column, Kind, Row, Section, Table


@dataclass(frozen=True)
class Case:
    """A circular and its Word file."""

    circular: Circular
    docx: bytes
    sealed: bool = True


def case(circular: Circular, *, sealed: bool = True) -> Case:
    return Case(circular, circular_docx.render(circular, Layout(sealed=sealed)), sealed)


_TEXT: Final = (
    "各科室、单位要把政务信息报送作为反映工作、服务决策的重要途径，明确专人负责收集、撰写和报送，"
    "经负责人审核后按时报送。对重点工作、亮点做法和存在的问题，要深入调研、如实反映，做到情况准确、"
    "条理清楚、文字精练。"
)
_PLAIN: Final = (
    "要围绕中心工作开展调查研究报送有情况有分析有建议的信息并对采用情况定期进行统计和通报以便各单位"
    "及时了解任务完成进度和存在的差距进一步提高信息工作的质量和水平"
)
_UNITS: Final = (
    "办公室（信访科）",
    "人事科",
    "行政审批科（政策法规科）",
    "工程质量安全管理与消防验收科",
    "市住保和建设项目中心",
    "市质安站",
)
_COLUMNS: Final = (
    Column(("单位",)),
    Column(("市级", "任务（分）"), Kind.NUMBER),
    Column(("市级", "1—3月得分"), Kind.NUMBER),
    Column(("省级", "任务（分）"), Kind.NUMBER),
    Column(("省级", "1—3月得分"), Kind.NUMBER),
)


def body(text: str) -> Paragraph:
    return Paragraph((Run(text),))


def table(rows: int, title: str = "") -> TableBlock:
    lines = tuple(
        Row(
            (
                Cell(f"{_UNITS[index % len(_UNITS)]}"),
                Cell("16", Fraction(16)),
                Cell(str(index), Fraction(index)),
                EMPTY if index % 4 else NOT_ASSESSED,
                NOT_ASSESSED if index % 3 else Cell("5.33", Fraction(16, 3)),
            )
        )
        for index in range(rows)
    )
    sections = (Section("一、机关各科室", lines[:2]), Section("二、局属各单位", lines[2:]))
    return TableBlock(Table(title, _COLUMNS, sections, ("注：“—”表示未下达任务。",)))


def wide_table(rows: int) -> TableBlock:
    """Three figures for each of four months: too wide for an upright page."""
    columns = (
        Column(("单位",)),
        *(
            Column((f"{month}月", name), Kind.NUMBER)
            for month in range(1, 5)
            for name in ("任务（分）", "得分（分）", "完成率（%）")
        ),
    )
    lines = tuple(
        Row((Cell(_UNITS[index % len(_UNITS)]), *(Cell(str(n + index)) for n in range(12))))
        for index in range(rows)
    )
    return TableBlock(Table("", columns, (Section(None, lines),)))


def entries(count: int) -> tuple[Entry, ...]:
    titles = (
        "我市老旧小区改造项目进展顺利",
        "“十三五”期间全市保障性安居工程建设见成效并在全省作经验交流",
        "市住房城乡建设局力促建筑行业健康发展",
    )
    return tuple(
        Entry(f"{n}.", titles[n % 3], f"工作动态（2021）第{n}期", _UNITS[n % len(_UNITS)])
        for n in range(1, count + 1)
    )


BASE: Final = Circular(
    letterhead="攀枝花市住房和城乡建设局文件",
    number="攀住建发〔2021〕96号",
    title="攀枝花市住房和城乡建设局关于2021年一季度信息工作情况的通报",
    addressees="局属各单位，机关各科室",
    body=(
        body(_TEXT),
        Heading(1, "一、", "基本情况"),
        body(_PLAIN * 3),
        Heading(2, "（一）", "报送情况"),
        Heading(3, "1.", "数量"),
        Heading(4, "（1）", "简讯"),
        body(_TEXT * 2),
        Heading(1, "二、", "工作要求"),
        body(_PLAIN * 5),
        Paragraph((Run("一是突出重点。", strong=True), Run(_TEXT)), "1."),
    ),
    annexes=(
        Annex("信息采用情况", (Heading(1, "一、", "机关各科室"), table(10))),
        Annex(
            "2021年1—3月政务信息采用详细条目",
            (Listing("《工作动态》采用：", entries(6)), body("计分标准：")),
        ),
    ),
    issuer="攀枝花市住房和城乡建设局",
    issued=date(2021, 4, 15),
    copies=(
        "市委办公室",
        "市人民政府办公室",
        "省住房和城乡建设厅办公室",
        "各县（区）住房和城乡建设局",
    ),
    printer="攀枝花市住房和城乡建设局办公室",
    printed=date(2021, 4, 16),
)
_LONG: Final = "某某彝族自治州住房和城乡建设与城市管理行政执法局"
_CHARS: Final = (
    "信息工作报送采用情况任务完成提高质量通报单位科室城市建设管理服务群众项目资金安全检查"
)
_MARKS: Final = "，，，、、。；：？！（）《》“”"


def any_circular(seed: int) -> Circular:
    """Any words in any order, as many as come."""
    chance = Random(seed)

    def words(low: int, high: int, marks: float = 0.0) -> str:
        text = ""
        while len(text) < low or (len(text) < high and chance.random() < 0.97):
            roll = chance.random()
            last = text[-1:]
            if roll < marks and last and last not in _MARKS:
                text += chance.choice(_MARKS)
            elif roll < marks * 1.4:
                text += chance.choice(("2021年", "12.5%", "Word", "1—3月", "28篇", "（试行）"))
            else:
                text += chance.choice(_CHARS)
        return text

    def block() -> Block:
        match chance.randrange(8):
            case 0:
                return Heading(chance.randint(1, 4), "一、", words(2, 40))
            case 1:
                return Listing(
                    words(4, 20) + "：",
                    tuple(
                        Entry(f"{n}.", words(4, 60, 0.1), words(4, 12), words(2, 12))
                        for n in range(1, chance.randint(2, 30))
                    ),
                )
            case 2:
                return table(chance.randint(3, 50), words(4, 20))
            case _:
                return body(words(1, 400, 0.12) + "。")

    annexes = tuple(
        Annex(words(4, 44), tuple(block() for _ in range(chance.randint(1, 5))))
        for _ in range(chance.randint(0, 4))
    )
    name = words(4, 24)
    return replace(
        BASE,
        letterhead=name + "文件",
        number=f"{words(2, 6)}〔{chance.randint(1990, 2030)}〕{chance.randint(1, 2000)}号",
        title=f"{name}关于{words(4, 36)}的通报",
        addressees=words(4, 80),
        body=(
            body(words(30, 200)),
            *(block() for _ in range(chance.randint(1, 14))),
            body("特此通报。"),
        ),
        annexes=annexes,
        issuer=name,
        issued=date(chance.randint(1990, 2030), chance.randint(1, 12), chance.randint(1, 28)),
        copies=tuple(words(4, 16) for _ in range(chance.randint(0, 8))),
    )


RANDOM: Final = range(10)
CASES: Final = {
    "all parts": case(BASE),
    "60 rows": case(replace(BASE, annexes=(Annex("信息采用情况", (table(60),)),))),
    "300 items": case(
        replace(BASE, annexes=(Annex("采用条目", (Listing("采用：", entries(300)),)),))
    ),
    "long name": case(
        replace(
            BASE, letterhead=_LONG + "文件", issuer=_LONG, title=f"{_LONG}关于信息工作情况的通报"
        )
    ),
    "long title": case(
        replace(
            BASE,
            title="攀枝花市住房和城乡建设局关于2021年第一季度局属各单位和机关各科室政务信息报送采用情况的通报",
        )
    ),
    "one annex": case(replace(BASE, annexes=BASE.annexes[:1])),
    "no annex": case(replace(BASE, annexes=())),
    "no imprint": case(replace(BASE, copies=(), printer="")),
    "one line of imprint": case(replace(BASE, copies=())),
    "no seal": case(BASE, sealed=False),
    "no seal, short name": case(replace(BASE, issuer="某县教育局"), sealed=False),
    "no seal, long name": case(replace(BASE, issuer=_LONG), sealed=False),
    "printed paper": case(replace(BASE, letterhead="")),
    "text of many pages": case(replace(BASE, body=(body(_PLAIN * 25), body(_PLAIN * 20)))),
    "secret and urgent": case(
        replace(BASE, serial="000001", secrecy="机密★1年", urgency="特急", remark="此件公开发布")
    ),
    "wide table": case(
        replace(BASE, annexes=(Annex("信息采用情况", (wide_table(12),)), BASE.annexes[1]))
    ),
    "wide table over pages": case(
        replace(BASE, annexes=(Annex("信息采用情况", (wide_table(45),)),))
    ),
    "wide table at the end": case(
        replace(BASE, annexes=(BASE.annexes[1], Annex("信息采用情况", (wide_table(12),)))),
    ),
    "wide table in the text": case(replace(BASE, body=(*BASE.body, wide_table(8), body(_TEXT)))),
    # The text ends anywhere on a page, so the signature meets the page's foot in every way.
    **{
        f"text of {lines} lines": case(
            replace(BASE, body=(body(_TEXT), body(_PLAIN[:28] * lines)), annexes=())
        )
        for lines in range(1, 12, 2)
    },
    **{f"random {seed}": case(any_circular(seed), sealed=seed % 2 == 0) for seed in RANDOM},
}
