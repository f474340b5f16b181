"""The fonts for the classes of type that the standard names."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import astuple, dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Fonts:
    """The standard names classes of type, not font files (GB/T 9704-2012, 5.2.2, 7.2, 7.3)."""

    title: str
    """小标宋体: 发文机关标志 and titles."""
    body: str
    """仿宋体: the text."""
    kai: str
    """楷体: headings of the second level."""
    hei: str
    """黑体: headings of the first level, 附件 labels, heads of tables."""
    song: str
    """宋体: page numbers."""

    def names(self) -> tuple[str, ...]:
        """Each font once."""
        return tuple(dict.fromkeys(astuple(self)))


TIMES: Final = "Times New Roman"
"""Some offices set digits and Latin letters in it; its digits too are half a 字 wide."""

GB2312: Final = Fonts("方正小标宋简体", "仿宋_GB2312", "楷体_GB2312", "黑体", "宋体")
"""Fonts that offices have by habit: those of the GB 2312 character set and 方正小标宋."""

WINDOWS: Final = Fonts("华文中宋", "仿宋", "楷体", "黑体", "宋体")
"""Fonts that come with Windows and Office."""

SUBSTITUTES: Final[Mapping[str, str]] = {
    "仿宋_GB2312": "仿宋",
    "楷体_GB2312": "楷体",
    "方正小标宋简体": "方正小标宋_GBK",
}
"""Fonts of the same forms and widths, for Word to take where the first is missing."""

_GB: Final = "00000001 080E0000 00000010 00000000 00040000 00000000"
_GBK: Final = "800002BF 38CF7CFA 00000016 00000000 00040001 00000000"
DESCRIBED: Final[Mapping[str, tuple[str, str]]] = {
    "方正小标宋简体": ("02010601030101010101", _GB),
    "仿宋_GB2312": ("02010609030101010101", _GB),
    "楷体_GB2312": ("02010609030101010101", _GB),
    "仿宋": ("02010609060101010101", _GBK),
    "楷体": ("02010609060101010101", _GBK),
    "黑体": ("02010609060101010101", _GBK),
    "宋体": (
        "02010600030101010101",
        "00000003 288F0000 00000016 00000000 00040001 00000000",
    ),
    "华文中宋": (
        "02010600040101010101",
        "00000287 080F0000 00000010 00000000 0004009F 00000000",
    ),
    TIMES: (
        "02020603050405020304",
        "E0002EFF C000785B 00000009 00000000 000001FF 00000000",
    ),
}
"""PANOSE and character ranges, by which Word finds what is alike where a font is missing."""
