"""First letters of pinyin: ``fck`` is 房产科, by the order of GB 2312 and without a dictionary.

The standard's first 3,755 hanzi stand in the order of their readings. The others, and what is no
hanzi, fit any letter, so that a rare one never hides a name.
"""

from __future__ import annotations

from bisect import bisect
from functools import lru_cache
from typing import Final

from infoscore.names import fold

_FROM: Final = [
    character.encode("gb2312") for character in "啊芭擦搭蛾发噶哈击喀垃妈拿哦啪期然撒塌挖昔压匝"
]
"""The first hanzi of each letter of ``_LETTERS``."""
_LETTERS: Final = "abcdefghjklmnopqrstwxyz"
_UNORDERED: Final = b"\xd8"
"""Begins the second part of the standard, which is in the order of radicals."""
_SEVERAL: Final = {
    "ae": "阿",
    "bm": "秘",
    "bp": "堡埔便泊辟",
    "cj": "车",
    "cs": "参盛",
    "cx": "畜",
    "cz": "长重朝藏曾传查",
    "ds": "单",
    "dt": "调洞弹提",
    "fp": "番",
    "gh": "红",
    "gj": "给",
    "hg": "合",
    "hk": "会",
    "hx": "行巷",
    "jq": "奇强圈",
    "jx": "系校解降",
    "kq": "卡",
    "ls": "率",
    "ly": "乐",
    "oq": "区",
    "qy": "铅",
    "sc": "沈",
    "sd": "石",
    "sx": "省厦宿",
    "sy": "说",
    "sz": "属识折召",
    "tz": "屯",
    "wm": "万",
    "wy": "尉",
}
"""Hanzi with several readings, as far as names of offices hold them, by their first letters."""


def spells(initials: str, name: str) -> int | None:
    """Return where in ``name`` the run of characters begins that ``initials`` spell; 0 is best."""
    letters, folded = [_letters(one) for one in fold(name) if one.isalnum()], initials.casefold()
    for start in range(len(letters) - len(folded) + 1):
        run = zip(folded, letters[start:], strict=False)
        if all(not some or one in some for one, some in run):
            return start
    return None


@lru_cache(maxsize=4096)
def _letters(character: str) -> str:
    """Return the letters that a character may be typed by; none: any."""
    if character.isascii():
        return character
    code = character.encode("gb2312", "ignore")
    ordered = len(code) == 2 and _FROM[0] <= code < _UNORDERED
    several = next((some for some, hanzi in _SEVERAL.items() if character in hanzi), "")
    return several or (_LETTERS[bisect(_FROM, code) - 1] if ordered else "")
