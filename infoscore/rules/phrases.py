"""Words for amounts, spans, conditions and measures, of which the sentences of rules are made."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Final, TypeVar

import msgspec

from infoscore.formulas import exact
from infoscore.period import Span
from infoscore.reading.types import listed
from infoscore.rounding import Rounding, percent, printed
from infoscore.rules.commissions import State
from infoscore.rules.condition import Condition, Where, Whom, bounds
from infoscore.rules.edition import MEASURE, Track
from infoscore.rules.measures import Measured, Of
from infoscore.rules.outlets import Outlet

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
    Span.HALF_MONTH: "当期",
    Span.MONTH: "当月",
    Span.TWO_MONTHS: "当期",
    Span.QUARTER: "当季度",
    Span.HALF: "当期",
    Span.YEAR: "当年",
}
_ROUNDINGS: Final[Mapping[Rounding, str]] = {
    Rounding.UP: "向上",
    Rounding.DOWN: "向下",
    Rounding.HALF_UP: "四舍五入",
    Rounding.HALF_EVEN: "四舍六入五成双",
}
_STATES: Final[Mapping[State, str]] = {
    State.ON_TIME: "按时报送",
    State.LATE: "迟报",
    State.MISSED: "未报",
}
_POINTS_BY: Final[Mapping[str, str]] = {
    "outlets": "采用分",
    "modifiers": "加权分",
    "endorsements": "批示分",
    "submissions": "报送分",
    "recipients": "上报分",
    "commissions": "约稿分",
    "adjustments": "加减分",
    "quotas": "报送任务分",
    "limits": "限额调整分",
    "vetoes": "否决扣分",
    "conversions": "折算分",
}
"""What points are called by the key of the rules that gives them."""


_Where = TypeVar("_Where", bound=Where)


def figure(number: str) -> str:
    """A number as it was written, without idle zeros."""
    return printed(exact(number), 6)


def size(number: str) -> str:
    """The same without its sign."""
    return printed(abs(exact(number)), 6)


def either(names: str | Sequence[str] | None, quoted: str = "{}") -> str:
    """One name or any of several."""
    return "或".join(quoted.format(name) for name in listed(names))


def rounded(rounding: Rounding, to: str, measure: str = MEASURE) -> str:
    """``向上取整``; empty: it is not rounded."""
    if rounding is Rounding.NONE:
        return ""
    unit = "取整" if exact(to) == 1 else f"取到{figure(to)}{measure}的倍数"
    return _ROUNDINGS[rounding] + unit


def whom(units: Whom | None) -> str:
    """``一类、二类单位``; empty: everybody."""
    if units is None:
        return ""
    parts = ["、".join(listed(part)) for part in (units.group, units.unit_class, units.unit)]
    said = "的".join(part for part in parts if part)
    return said + ("单位" if units.unit_class and not units.unit else "")


class Words:
    """How an edition calls its tracks and outlets."""

    def __init__(self, tracks: Iterable[Track], outlets: Iterable[Outlet]) -> None:
        self._measures = {track.name: track.measure for track in tracks}
        self._outlets = {outlet.name: called(outlet) for outlet in outlets}

    def measure(self, tracks: str | Sequence[str] | None) -> str:
        """What the tracks are counted in."""
        measures = {self._measures.get(track, MEASURE) for track in listed(tracks)}
        return measures.pop() if len(measures) == 1 else MEASURE

    def scores(self, points: str, track: str | None = None, verb: str = "计") -> str:
        """``计4分``, ``扣10分``, ``不计分``."""
        measure = self.measure(track)
        if not exact(points) and measure == MEASURE:
            return "不计分"
        sign = "扣" if exact(points) < 0 else verb
        return f"{sign}{size(points)}{measure}"

    @property
    def each_track(self) -> str:
        """``各考核项``, where there are several."""
        return "各考核项" if len(self._measures) > 1 else ""

    def into(self, track: str | None) -> str:
        """``（计入“基础”）``, where points may go to several tracks."""
        return f"（计入“{track}”）" if track and len(self._measures) > 1 else ""

    def brief(self, where: Where, noun: str = BRIEF) -> str:
        """``属于转报、省级刊物采用的简讯（属于约稿的除外）``."""
        qualities = [*self._qualities(where)]
        by = self.agents(where)
        if by:
            qualities.append(f"{by}采用")
        said = "、".join(qualities) + ("的" if qualities else "") + (either(where.form) or noun)
        unless = getattr(where, "unless", None)
        return f"{said}（{self.brief(unless, '')}除外）" if unless is not None else said

    def agents(self, where: Where) -> str:
        """Who adopts: ``省级刊物或市政府办公室《工作动态》``."""
        outlets = [self._outlets.get(name, name) for name in listed(where.outlet)]
        return "或".join((*listed(where.outlet_class), *outlets))

    def _qualities(self, where: Where) -> Iterator[str]:
        if where.by is not None:
            yield f"{either(where.by)}批示"
        if where.tracks is not None:
            yield f"计入{either(where.tracks, '“{}”')}"
        if where.tag is not None:
            yield f"属于{either(where.tag)}"
        if where.channel is not None:
            yield f"以{either(where.channel)}方式报送"
        if where.length is not None:
            least, most = bounds(where.length)
            if most is None:
                yield f"{least}字以上"
            elif least:
                yield f"{least}至{most}字"
            else:  # nobody writes 999字以下
                yield f"{most}字以内" if (most + 1) % 10 else f"不足{most + 1}字"

    def measured(self, rule: Measured, part: Condition | None = None) -> tuple[str, str]:
        """What is counted and in what: ``报送简讯``, ``篇``; of it only what fits ``part``."""
        return _MEASURED[rule.of](self, rule, rule if part is None else part)

    def submitted(self, _rule: Measured, where: Condition) -> tuple[str, str]:
        """Briefs sent in."""
        return f"报送{self.brief(where)}", "篇"

    def forwarded(self, _rule: Measured, where: Condition) -> tuple[str, str]:
        """Briefs passed on."""
        return f"向上报送{self.brief(where)}", "篇"

    def adopted(self, _rule: Measured, where: Condition) -> tuple[str, str]:
        """Briefs adopted."""
        brief = self.brief(without(where, "outlet", "outlet_class"))
        return f"被{self.agents(where)}采用{brief}", "篇"

    def commissioned(self, rule: Measured, where: Condition) -> tuple[str, str]:
        """What became of commissions."""
        states = "或".join(_STATES[State(state)] for state in listed(rule.state))
        return f"{states}{'的' if states else ''}{self.brief(where, '约稿')}", "次"

    def endorsed(self, _rule: Measured, where: Condition) -> tuple[str, str]:
        """Leaders' instructions."""
        return f"{self.brief(without(where, 'by'))}获{either(where.by) or '领导'}批示", "次"

    def adjusted(self, rule: Measured, where: Condition) -> tuple[str, str]:
        """Cases of a rule."""
        return self.brief(where, "") + (either(rule.rule, "“{}”") or "加减分"), "次"

    def rate(self, _rule: Measured, where: Condition) -> tuple[str, str]:
        """Adoptions for each submission."""
        return f"{self._of(where)}采用率", "%"

    def scored(self, rule: Measured, where: Condition) -> tuple[str, str]:
        """Points."""
        points = points_by(rule.clauses) if rule.clauses else "得分"
        points += "合计" if len(listed(where.tracks)) > 1 else ""
        return self._of(where) + points, self.measure(rule.tracks)

    def completed(self, _rule: Measured, where: Condition) -> tuple[str, str]:
        """Points for each point of the target."""
        return f"{self._of(where)}目标完成率", "%"

    def _of(self, where: Condition) -> str:
        """Whose points or rate: ``简讯的“市级”``."""
        tracks = "".join(f"“{track}”" for track in listed(where.tracks))
        rest = without(where, "tracks")
        return tracks if unconditional(rest) else f"{self.brief(rest)}的{tracks}"

    def amount(self, formula: str, unit: str) -> str:
        """``3篇``, ``30%``, ``（编制×2+20）篇``."""
        text = unicodedata.normalize("NFKC", formula).replace("*", "×")
        try:
            number = exact(text)
        except ValueError:
            return f"（{text}）{unit}" if "+" in text else f"{text}{unit}"
        return percent(number, 6) if unit == "%" else f"{printed(number, 6)}{unit}"


def without(where: _Where, *keys: str) -> _Where:
    """The condition but for these keys."""
    return msgspec.structs.replace(where, **dict.fromkeys(keys))


def unconditional(where: Condition) -> bool:
    """Whether it fits everything."""
    return all(getattr(where, key) is None for key in Condition.__struct_fields__)


def called(outlet: Outlet) -> str:
    """``市政府办公室《工作动态》``; what is no title has no marks: ``市政府网站``."""
    return outlet.issuer + (f"《{outlet.name}》" if outlet.titled else outlet.name)


def points_by(clauses: Sequence[str]) -> str:
    """What points by these clauses are called."""
    names = []
    for clause in clauses:
        kind, _, rest = clause.partition(".")
        names.append(_POINTS_BY.get(kind, kind) + (f"“{rest}”" if rest else ""))
    return "、".join(names)


_MEASURED: Final[Mapping[Of, Callable[[Words, Measured, Condition], tuple[str, str]]]] = {
    Of.SUBMISSIONS: Words.submitted,
    Of.FORWARDED: Words.forwarded,
    Of.ADOPTIONS: Words.adopted,
    Of.COMMISSIONS: Words.commissioned,
    Of.ENDORSEMENTS: Words.endorsed,
    Of.ADJUSTMENTS: Words.adjusted,
    Of.RATE: Words.rate,
    Of.POINTS: Words.scored,
    Of.COMPLETION: Words.completed,
}
