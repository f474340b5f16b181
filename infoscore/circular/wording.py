"""计分标准 in words, generated from the rules that score, so that text and arithmetic agree."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Final

from infoscore.period import Period, chinese_date
from infoscore.rounding import Rounding, printed
from infoscore.rules import Edition, Joint, Method, Outlet, RuleBook


def criteria(book: RuleBook, period: Period) -> list[str]:
    """The numbered sentences of every edition in force in the period."""
    editions = book.in_force(period.start, period.end)
    lines: list[str] = []
    for edition in editions:
        if len(editions) > 1:
            lines.append(f"自{chinese_date(edition.effective)}起：")
        sentences = edition.wording if edition.wording is not None else sentences_of(edition)
        lines += [f"{number}.{sentence}" for number, sentence in enumerate(sentences, start=1)]
    return lines


def sentences_of(edition: Edition) -> list[str]:
    """One sentence for outlets that score alike, one for each other rule."""
    alike: dict[tuple[str, object], list[Outlet]] = {}
    for outlet in edition.outlets:
        points = (
            outlet.points if isinstance(outlet.points, Fraction) else tuple(outlet.points.items())
        )
        alike.setdefault((outlet.track, points), []).append(outlet)
    lines = [
        f"被{'、'.join(_called(outlet) for outlet in outlets)}{_scores(outlets[0])}。"
        for outlets in alike.values()
    ]
    if edition.joint is not None:
        lines.append(f"多个科室、单位供稿的，{_shares(edition.joint)}。")
    return lines


def _called(outlet: Outlet) -> str:
    return f"{outlet.issuer}《{outlet.name}》"


def _scores(outlet: Outlet) -> str:
    if isinstance(outlet.points, Fraction):
        return f"每采用1篇计{printed(outlet.points)}分"
    return "，".join(
        f"采用1篇{form}计{printed(points)}分" for form, points in outlet.points.items()
    )


def _shares(joint: Joint) -> str:
    sentence = _METHODS[joint.method]
    if joint.points is not None:
        sentence = sentence.format(points=printed(joint.points))
    return sentence + _rounded(joint.rounding, joint.to)


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
