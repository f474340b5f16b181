"""计分标准 in words, generated from the rules that score, so that text and arithmetic agree."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Final

from infoscore.amounts import exact
from infoscore.period import Period, chinese_date
from infoscore.rounding import Rounding, printed
from infoscore.scoring.clauses import joint
from infoscore.scoring.clauses.joint import Method, Sharing
from infoscore.scoring.clauses.outlets import Outlet
from infoscore.scoring.rules import Edition, RuleBook


def criteria(book: RuleBook, period: Period) -> list[str]:
    """The numbered sentences of every edition in force in the period."""
    editions = book.in_force(period.start, period.end)
    lines: list[str] = []
    for edition in editions:
        if len(editions) > 1:
            lines.append(f"自{chinese_date(edition.effective)}起：")
        sentences = edition.rules.wording or sentences_of(edition)
        lines += [f"{number}.{sentence}" for number, sentence in enumerate(sentences, start=1)]
    return lines


def sentences_of(edition: Edition) -> list[str]:
    """One sentence for outlets that score alike, one for each other rule."""
    alike: dict[tuple[str, object], list[Outlet]] = {}
    for outlet in edition.outlets:
        alike.setdefault((outlet.track, repr(outlet.points)), []).append(outlet)
    lines = [
        f"被{'、'.join(_called(outlet) for outlet in outlets)}{_scores(outlets[0])}。"
        for outlets in alike.values()
    ]
    lines += [
        f"多个科室、单位供稿的，{_shares(rule)}。" for rule in joint.rows(edition.rules.joint)
    ]
    return lines


def _called(outlet: Outlet) -> str:
    return f"{outlet.issuer}《{outlet.name}》"


def _scores(outlet: Outlet) -> str:
    points = outlet.points
    if isinstance(points, str):
        return f"每采用1篇计{printed(exact(points))}分"
    if isinstance(points, list):
        return "，".join(f"每采用1篇计{printed(exact(row.points))}分" for row in points)
    return "，".join(
        f"采用1篇{form}计{printed(exact(number))}分" for form, number in points.items()
    )


def _shares(rule: Sharing) -> str:
    sentence = _METHODS[rule.method]
    if rule.points is not None:
        sentence = sentence.format(points=printed(exact(rule.points)))
    return sentence + _rounded(rule.rounding, exact(rule.to))


def _rounded(rounding: Rounding, to: Fraction) -> str:
    if rounding is Rounding.NONE:
        return ""
    unit = "取整" if to == 1 else f"取到{printed(to, 6)}分的倍数"
    return f"，每个科室、单位的得分{_ROUNDINGS[rounding]}{unit}"


_METHODS: Final[Mapping[Method, str]] = {
    Method.AVERAGE: "平均计分",
    Method.FULL: "各计满分",
    Method.FIRST: "计入第一供稿的科室、单位",
    Method.WEIGHTED: "按各自承担的比例计分",
    Method.FIXED: "每个科室、单位各计{points}分",
    Method.HALF: "各计一半分值",
}
_ROUNDINGS: Final[Mapping[Rounding, str]] = {
    Rounding.UP: "向上",
    Rounding.DOWN: "向下",
    Rounding.HALF_UP: "四舍五入",
    Rounding.HALF_EVEN: "四舍六入五成双",
}


def heading(lines: Sequence[str]) -> list[str]:
    """The sentences under their heading, ready to print."""
    return ["计分标准：", *lines] if lines else []
