"""Words for amounts, spans, conditions and measures in the sentences of rules."""

import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final, TypeVar

import msgspec

from infoscore.formulas import exact
from infoscore.period import Span
from infoscore.reading.types import listed
from infoscore.rounding import Rounding, percent, printed
from infoscore.rules.condition import Where, Whom, bounds
from infoscore.rules.tracks import MEASURE, Track

BRIEF: Final = "信息"
PER: Final[Mapping[Span, str]] = {
    Span.WEEK: "每周",
    Span.HALF_MONTH: "每半月",
    Span.MONTH: "每月",
    Span.TWO_MONTHS: "每两个月",
    Span.QUARTER: "每季度",
    Span.HALF: "每半年",
    Span.YEAR: "全年",
}
THAT: Final[Mapping[Span, str]] = {
    Span.WEEK: "当周",
    Span.MONTH: "当月",
    Span.QUARTER: "当季度",
    Span.YEAR: "当年",
}
"""Words for a span that has been mentioned; other spans: 当期."""
_ROUNDINGS: Final[Mapping[Rounding, str]] = {
    Rounding.UP: "向上",
    Rounding.DOWN: "向下",
    Rounding.HALF_UP: "四舍五入",
    Rounding.HALF_EVEN: "四舍六入五成双",
}

_Where = TypeVar("_Where", bound=Where)


def figure(number: str) -> str:
    """Return a number without trailing zeros."""
    return printed(exact(number), 6)


def size(number: str) -> str:
    """Return a number without sign and trailing zeros."""
    return printed(abs(exact(number)), 6)


def either(names: str | Sequence[str] | None, quoted: str = "{}") -> str:
    """Return the names joined by 或."""
    return "或".join(quoted.format(name) for name in listed(names))


def rounded(rounding: Rounding, to: str, measure: str = MEASURE) -> str:
    """Return the rounding in words: ``向上取整``; empty: none."""
    if rounding is Rounding.NONE:
        return ""
    unit = "取整" if exact(to) == 1 else f"取到{figure(to)}{measure}的倍数"
    return _ROUNDINGS[rounding] + unit


def whom(units: Whom | None) -> str:
    """Return the units in words: ``一类、二类单位``; empty: all units."""
    if units is None:
        return ""
    parts = ["、".join(listed(part)) for part in (units.group, units.unit_class, units.unit)]
    said = "的".join(part for part in parts if part)
    return said + ("单位" if units.unit_class and not units.unit else "")


class Words:
    """Names of an edition's tracks, outlets and points in sentences."""

    def __init__(
        self, tracks: Iterable[Track], outlets: Mapping[str, str], points: Mapping[str, str]
    ) -> None:
        """``outlets``: name → name in sentences; ``points``: the same for points, by clause."""
        self._measures = {track.name: track.measure for track in tracks}
        self._outlets = outlets
        self._points = points

    def measure(self, tracks: str | Sequence[str] | None) -> str:
        """Return the measure of the tracks, such as 分."""
        measures = {self._measures.get(track, MEASURE) for track in listed(tracks)}
        return measures.pop() if len(measures) == 1 else MEASURE

    def scores(self, points: str, track: str | None = None, verb: str = "计") -> str:
        """Return points in words: ``计4分``, ``扣10分``, ``不计分``."""
        measure = self.measure(track)
        if not exact(points) and measure == MEASURE:
            return "不计分"
        sign = "扣" if exact(points) < 0 else verb
        return f"{sign}{size(points)}{measure}"

    def points_by(self, clauses: Iterable[str]) -> str:
        """Return the names of points by these clauses: ``采用分“工作动态”、批示分``."""
        names = []
        for clause in clauses:
            kind, _, rest = clause.partition(".")
            names.append(self._points.get(kind, kind) + (f"“{rest}”" if rest else ""))
        return "、".join(names)

    @property
    def each_track(self) -> str:
        """``各考核项`` if there are several tracks, else empty."""
        return "各考核项" if len(self._measures) > 1 else ""

    def into(self, track: str | None) -> str:
        """Return ``（计入“基础”）`` if there are several tracks, else an empty text."""
        return f"（计入“{track}”）" if track and len(self._measures) > 1 else ""

    def brief(self, where: Where, noun: str = BRIEF) -> str:
        """Return briefs in words: ``属于转报、省级刊物采用的简讯（属于约稿的除外）``."""
        qualities = [*self._qualities(where)]
        by = self.agents(where)
        if by:
            qualities.append(f"{by}采用")
        said = "、".join(qualities) + ("的" if qualities else "") + (either(where.form) or noun)
        unless = getattr(where, "unless", None)
        return f"{said}（{self.brief(unless, '')}除外）" if unless is not None else said

    def agents(self, where: Where) -> str:
        """Return the adopting outlets: ``省级刊物或市政府办公室《工作动态》``."""
        outlets = [self._outlets.get(name, name) for name in listed(where.outlet)]
        return "或".join((*listed(where.outlet_class), *outlets))

    def _qualities(self, where: Where) -> Iterator[str]:
        if where.by is not None:
            yield f"{either(where.by)}批示"
        if where.tracks is not None:
            yield f"计入{either(where.tracks, '“{}”')}"
        if where.tag is not None:
            yield f"属于{either(where.tag)}"
        if where.all_tags is not None:
            yield f"同时属于{'、'.join(where.all_tags)}"
        if where.channel is not None:
            yield f"以{either(where.channel)}方式报送"
        if where.subject is not None:
            yield f"反映{either(where.subject)}"
        if where.level is not None:
            yield either(where.level)
        if where.length is not None:
            yield ranged(where.length, "字")
        for name, wanted in (where.numbers or {}).items():
            yield f"{name}{ranged(wanted)}"

    def amount(self, formula: str, unit: str) -> str:
        """Return an amount in words: ``3篇``, ``30%``, ``（编制×2+20）篇``."""
        text = unicodedata.normalize("NFKC", formula).replace("*", "×")
        try:
            number = exact(text)
        except ValueError:
            return f"（{text}）{unit}" if "+" in text else f"{text}{unit}"
        return percent(number, 6) if unit == "%" else f"{printed(number, 6)}{unit}"


def ranged(wanted: str, unit: str = "") -> str:
    """Return a range in words: ``3000以上``, ``不足1000字``."""
    least, most = bounds(wanted)
    if most is None:
        return f"{least}{unit}以上"
    if least:
        return f"{least}至{most}{unit}" if least < most else f"{'' if unit else '为'}{most}{unit}"
    # 不足1000字 is more usual than 999字以内
    return f"{most}{unit}以内" if (most + 1) % 10 else f"不足{most + 1}{unit}"


def without(where: _Where, *keys: str) -> _Where:
    """Return the condition without these keys."""
    return msgspec.structs.replace(where, **dict.fromkeys(keys))


def bounded(most: str | None, least: str | None, measure: str) -> Iterator[str]:
    """Yield the bounds in words: ``最高计30分``, ``最多扣5分``."""
    if most is not None:
        yield f"最高计{figure(most)}{measure}"
    if least is not None:
        yield f"{'最多扣' if exact(least) < 0 else '最低计'}{size(least)}{measure}"
