"""One table that has a bit of everything, and hostile text."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import strategies as st

from infoscore.table import EMPTY, NOT_ASSESSED, Cell, Column, Kind, Role, Row, Section, Table

# Whatever a file in UTF-8 may hold.
hostile = st.text(st.characters(codec="utf-8"), max_size=40)


def number(text: str, value: Fraction | None = None) -> Cell:
    return Cell(text, Fraction(text) if value is None else value)


SAMPLE = Table(
    "信息采用情况",
    (
        Column(("科室、单位",), key="unit"),
        Column(("市级", "任务"), Kind.NUMBER),
        Column(("市级", "得分"), Kind.NUMBER),
        Column(("省级", "任务"), Kind.NUMBER),
        Column(("省级", "得分"), Kind.NUMBER),
        Column(("完成率",), Kind.PERCENT),
    ),
    (
        Section(
            "一、机关各科室（含直属机构）",
            (
                Row(
                    (
                        Cell("办公室（信访科）"),
                        number("16"),
                        number("5.33", Fraction(16, 3)),
                        EMPTY,
                        number("-3"),
                        number("33.3%", Fraction(1, 3)),
                    )
                ),
                Row(
                    (
                        Cell("人事科"),
                        number("4"),
                        number("2.5"),
                        NOT_ASSESSED,
                        NOT_ASSESSED,
                        number("62.5%", Fraction(5, 8)),
                    )
                ),
            ),
        ),
        Section(
            "二、局属单位",
            (
                Row(
                    (
                        Cell("市质安站"),
                        number("8"),
                        number("0"),
                        number("3"),
                        number("9"),
                        number("0%", Fraction(0)),
                    )
                ),
            ),
        ),
        Section(
            None,
            (
                Row(
                    (
                        Cell("合计"),
                        number("28"),
                        number("7.83", Fraction(47, 6)),
                        number("3"),
                        number("6"),
                        number("28%", Fraction(47, 168)),
                    ),
                    Role.TOTAL,
                ),
            ),
        ),
    ),
    ("注：—表示未下达任务。",),
)


def titled(text: str, rows: int = 2) -> Table:
    """A table in which ``text`` stands everywhere."""
    row = Row((Cell(text), number("16"), Cell(text)))
    columns = (Column((text,)), Column(("甲", "得分"), Kind.NUMBER), Column(("甲", text)))
    return Table(text, columns, (Section(text, (row,) * rows), Section(None, (row,))), (text,))
