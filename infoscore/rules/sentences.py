"""计分标准 in words, generated from the rules that score, so that text and arithmetic agree.

One function for each kind of clause; :data:`_KINDS` holds them in the order of the sentences.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Final

from infoscore.formulas import exact
from infoscore.period import Period, Span, chinese_date
from infoscore.reading.types import listed
from infoscore.rules import joint
from infoscore.rules.adjustments import Range
from infoscore.rules.awards import Award, Ties, Within
from infoscore.rules.condition import Condition
from infoscore.rules.edition import Edition, RuleBook, Track
from infoscore.rules.endorsements import EndorsementRow
from infoscore.rules.joint import Method, Sharing
from infoscore.rules.limits import Veto
from infoscore.rules.measures import Of
from infoscore.rules.modifiers import Factor, Modifier
from infoscore.rules.outlets import Outlet
from infoscore.rules.phrases import (
    PER,
    THAT,
    Words,
    called,
    either,
    figure,
    points_by,
    rounded,
    size,
    unconditional,
    whom,
    without,
)
from infoscore.rules.points import Points
from infoscore.rules.quotas import Quota
from infoscore.rules.received import RecipientRule
from infoscore.rules.repeats import Repeats


def criteria(book: RuleBook, period: Period) -> list[str]:
    """The numbered sentences of every edition in force in the period."""
    editions = book.in_force(period.start, period.end)
    lines: list[str] = []
    for edition in editions:
        if len(editions) > 1:
            lines.append(f"自{chinese_date(edition.effective)}起：")
        sentences = edition.rules.wording or sentences_of(edition, book.tracks)
        lines += [f"{number}.{sentence}" for number, sentence in enumerate(sentences, start=1)]
    return lines


def heading(lines: Sequence[str]) -> list[str]:
    """The sentences under their heading, ready to print."""
    return ["计分标准：", *lines] if lines else []


def sentences_of(edition: Edition, tracks: Sequence[Track]) -> list[str]:
    """One sentence for outlets that score alike, one for each other rule."""
    words = Words(tracks, edition.outlets)
    return [f"{sentence}。" for kind in _KINDS for sentence in kind(edition, words)]


def _outlets(edition: Edition, words: Words) -> Iterator[str]:
    alike: dict[tuple[str, object], list[Outlet]] = {}
    for outlet in edition.outlets:
        worth = repr((outlet.points, outlet.also))
        alike.setdefault((outlet.track, worth), []).append(outlet)
    for outlets in alike.values():
        one = outlets[0]
        names = "、".join(
            called(outlet) + ("（未列名的）" if outlet.unlisted else "") for outlet in outlets
        )
        also = "".join(_also(track, points, words) for track, points in one.also.items())
        yield f"被{names}{_worth(one.points, words, '采用', one.track)}{also}"


def _worth(points: Points, words: Words, verb: str, track: str) -> str:
    if isinstance(points, str):
        said = words.scores(points, track)
        return f"每{verb}1篇{said}" if exact(points) else f"{verb}的，{said}"
    return "，".join(
        f"{verb}1篇{what}{words.scores(number, track)}" for what, number in _each(points, words)
    )


def _also(track: str, points: Points, words: Words) -> str:
    measure = words.measure(track)
    if isinstance(points, str):
        return f"，另计“{track}”{figure(points)}{measure}"
    each = (f"1篇{what}{figure(number)}{measure}" for what, number in _each(points, words))
    return f"，另计“{track}”{'、'.join(each)}"


def _each(points: Points, words: Words) -> Iterator[tuple[str, str]]:
    """What is worth how much, form by form or row by row."""
    if isinstance(points, dict):
        yield from points.items()
    elif isinstance(points, list):
        for row in points:
            if unconditional(row):
                yield "其他信息" if len(points) > 1 else "信息", row.points
            else:
                yield words.brief(row), row.points


def _modifiers(edition: Edition, words: Words) -> Iterator[str]:
    for one in edition.rules.modifiers:
        where = without(one, "tracks")
        subject = words.brief(where) if not unconditional(where) else "所有信息"
        aimed = f"的{either(one.tracks, '“{}”')}" if one.tracks else "，"
        alternative = f"（“{one.one_of}”各条只按最先符合的一条计）" if one.one_of else ""
        yield f"{subject}{aimed}{_modified(one, words)}{alternative}"


def _modified(one: Modifier, words: Words) -> str:
    track = listed(one.tracks)[0] if one.tracks else None
    if one.points is not None:
        return words.scores(one.points, track)
    if one.plus is not None:
        return words.scores(one.plus, track, "另加")
    times = one.times or "1"
    if one.of is Factor.BASE:
        return f"按原分值的{figure(times)}倍计，与其他倍数相加、不连乘"
    if not exact(times):
        return "不计分"
    said = "按原分值计" if exact(times) == 1 else f"按{figure(times)}倍计"
    return said if track else f"{said}分"


def _repeats(edition: Edition, _words: Words) -> Iterator[str]:
    if edition.rules.repeats is not None:
        yield f"同一条信息被多家刊物采用的，{_REPEATS[edition.rules.repeats]}"


_REPEATS: Final[Mapping[Repeats, str]] = {
    Repeats.SUM: "累加计分",
    Repeats.HIGHEST: "年度内只计最高分，不重复计分",
    Repeats.HIGHEST_PER_TRACK: "年度内同一考核项只计最高分",
    Repeats.HIGHEST_PER_CLASS: "年度内同类刊物只计最高分",
    Repeats.FIRST: "年度内只计首次采用的得分",
}


def _joint(edition: Edition, words: Words) -> Iterator[str]:
    rows = joint.rows(edition.rules.joint)
    for row in rows:
        other = "其他信息，" if unconditional(row) and len(rows) > 1 else ""
        # with a condition it is also for a brief of one unit: to these methods that is no matter
        single = row.method in {Method.FIXED, Method.HALF} and not unconditional(row)
        who = "不论由几个科室、单位供稿" if single else "多个科室、单位供稿的"
        yield f"{_of(row, words)}{other}{who}，{_shares(row, words, '科室、单位')}"


def _authors(edition: Edition, words: Words) -> Iterator[str]:
    rule = edition.rules.authors
    if rule is not None:
        shares = _shares(rule, words, "作者")
        yield f"{_of(rule, words)}得分同时记入作者个人，有多名作者的，{shares}"


def _of(where: Condition, words: Words) -> str:
    return "" if unconditional(where) else f"{words.brief(where)}，"


def _shares(rule: Sharing, words: Words, who: str) -> str:
    points = words.scores(rule.points) if rule.points is not None else ""
    said = _METHODS[rule.method].format(who=who, points=points)
    how = rounded(rule.rounding, rule.to)
    return f"{said}，每个{who}的得分{how}" if how else said


_METHODS: Final[Mapping[Method, str]] = {
    Method.AVERAGE: "平均计分",
    Method.FULL: "各计满分",
    Method.FIRST: "计入第一供稿的{who}",
    Method.WEIGHTED: "按各自承担的比例计分",
    Method.FIXED: "每个{who}各{points}",
    Method.HALF: "各计一半分值",
}


def _endorsements(edition: Edition, words: Words) -> Iterator[str]:
    for row in edition.rules.endorsements:
        subject = words.brief(without(row, "by"))
        shared = ""
        if row.joint is not None:
            shared = f"，多个科室、单位供稿的{_shares(row.joint, words, '科室、单位')}"
        into = words.into(row.track)
        yield f"{subject}被{either(row.by)}批示的，{_endorsed(row, words)}{shared}{into}"


def _endorsed(row: EndorsementRow, words: Words) -> str:
    if not exact(row.points) and row.further is None and not row.instead:
        return "不另加分"
    verb = "计" if row.instead else "另加"
    said = f"每次{words.scores(row.points, row.track, verb)}"
    if row.further is not None:
        further = words.scores(row.further, row.track, verb)
        said = f"首次{words.scores(row.points, row.track, verb)}，再获批示的每次{further}"
    return f"{said}，不再计采用分" if row.instead else said


def _submissions(edition: Edition, words: Words) -> Iterator[str]:
    rule = edition.rules.submissions
    if rule is not None:
        lapses = "，被采用后不再计" if rule.lapses else ""
        worth = _worth(rule.points, words, "报送", rule.track)
        yield f"{worth}{lapses}{words.into(rule.track)}"


def _recipients(edition: Edition, words: Words) -> Iterator[str]:
    alike: dict[tuple[str, str], list[tuple[str, RecipientRule]]] = {}
    for name, rule in edition.rules.recipients.items():
        alike.setdefault((rule.track, repr(rule.points)), []).append((name, rule))
    for rules in alike.values():
        names = "、".join(name for name, _ in rules)
        rule = rules[0][1]
        worth = _worth(rule.points, words, f"上报{names}", rule.track)
        yield f"信息{worth}{words.into(rule.track)}"


def _commissions(edition: Edition, words: Words) -> Iterator[str]:
    for rule in edition.commissions:
        outcomes = {"按时报送": rule.on_time, "迟报": rule.late, "未报": rule.missed}
        said = "，".join(
            f"{what}的每篇{words.scores(points, rule.track)}"
            for what, points in outcomes.items()
            if exact(points)
        )
        tags = f"属于{either(rule.tag)}的" if rule.tag else ""
        into = words.into(rule.track) if said else ""
        tags = tags or ("其他" if len(edition.commissions) > 1 else "")
        yield f"{tags}约稿，{said or '只记次数，不计分'}{into}"


def _adjustments(edition: Edition, words: Words) -> Iterator[str]:
    for name, rule in edition.rules.adjustments.items():
        points = rule.points
        if isinstance(points, Range):
            said = f"每次{_between(points, words.measure(rule.track))}，酌情确定"
        elif exact(points):
            said = f"每次{words.scores(points, rule.track, '加')}"
        else:
            said = ""
        into = words.into(rule.track) if said else ""
        yield f"有“{name}”情形的，{said or '只记次数，不计分'}{into}"


def _between(points: Range, measure: str) -> str:
    least, most = exact(points.least), exact(points.most)
    if least >= 0:
        return f"加{figure(points.least)}至{figure(points.most)}{measure}"
    if most <= 0:
        return f"扣{size(points.most)}至{size(points.least)}{measure}"
    return f"最多扣{size(points.least)}{measure}、最多加{size(points.most)}{measure}"


def _quotas(edition: Edition, words: Words) -> Iterator[str]:
    for quota in edition.rules.quotas:
        yield _graded(quota, words, "计分")


def _conversions(edition: Edition, words: Words) -> Iterator[str]:
    for conversion in edition.rules.conversions:
        yield _graded(conversion, words, "折算")


def _graded(quota: Quota, words: Words, verb: str) -> str:
    what, unit = words.measured(quota)
    parts = (
        f"其中{words.measured(quota, part)[0]}{_least(quota)}{words.amount(part.require, unit)}"
        for part in quota.parts
    )
    asked = _asked(quota, what, unit, words, verb) + _counted(quota)
    said = "，".join(filter(None, (asked, *parts, *_grades(quota, unit, words))))
    return f"{whom(quota.whom)}{PER[quota.per]}{said}{words.into(quota.track)}"


def _asked(quota: Quota, what: str, unit: str, words: Words, verb: str) -> str:
    if quota.require is None:
        measured = quota.times is not None or quota.tiers
        return f"按{what}{verb}" if measured else ""
    # where nothing hangs on reaching it, the number is one up to which nothing happens
    asks = (quota.met, quota.unmet, quota.missing, quota.pro_rata)
    reached = any(points is not None for points in asks)
    least = _least(quota) if reached or quota.parts or quota.extra is None else "超过"
    if isinstance(quota.require, str):
        asked = f"{what}{least}{words.amount(quota.require, unit)}"
    else:
        each = (f"{kind}{words.amount(one, unit)}" for kind, one in quota.require.items())
        asked = f"{what}{least}：{'、'.join(each)}"
    return f"{asked}的" if least == "超过" else asked


def _least(quota: Quota) -> str:
    return "不低于" if quota.of in {Of.POINTS, Of.RATE, Of.COMPLETION} else "不少于"


def _counted(quota: Quota) -> str:
    """How it is counted, in brackets."""
    notes = []
    if quota.months is not None:
        months = "、".join(f"{month}月" for month in quota.months)
        longer = quota.per in {Span.TWO_MONTHS, Span.QUARTER, Span.HALF, Span.YEAR}
        notes.append(f"只计从{months}开始的" if longer else f"只计{months}")
    notes += [f"1篇{form}折合{figure(number)}篇" for form, number in quota.weights.items()]
    return f"（{'，'.join(notes)}）" if notes else ""


_GRADES: Final[Mapping[str, tuple[str, str]]] = {
    "met": ("计", "达到的{points}"),
    "unmet": ("计", "未达到的{points}"),
    "missing": ("计", "每少{one}{points}"),
    "extra": ("加", "每多{one}{points}"),
    "pro_rata": ("计", "达到的{points}，未达到的按比例计"),
}
"""What points are given for, and with which verb."""


def _grades(quota: Quota, unit: str, words: Words) -> Iterator[str]:
    """What the points are, for whatever was reached."""
    one = "100个百分点" if unit == "%" else f"1{unit}"
    if quota.base is not None:
        yield f"基础分{figure(quota.base)}{words.measure(quota.track)}"
    for key, (verb, said) in _GRADES.items():
        points = getattr(quota, key)
        if points is not None:
            yield said.format(one=one, points=words.scores(points, quota.track, verb))
    if quota.times is not None:
        each = f"每{one}{words.scores(quota.times, quota.track)}"
        yield f"乘以{figure(quota.times)}计" if unit == "%" else each
    yield from _tiers(quota, unit, words)
    how = rounded(quota.rounding, quota.to, words.measure(quota.track))
    if how:
        yield f"按比例所得的分{how}"
    yield from _bounds(quota.most, quota.least, words.measure(quota.track))
    if quota.carry:
        yield "欠额结转下期"


def _tiers(quota: Quota, unit: str, words: Words) -> Iterator[str]:
    above = ""
    for tier in sorted(quota.tiers, key=lambda tier: -exact(tier.threshold)):
        points = words.scores(tier.points, quota.track)
        threshold = words.amount(tier.threshold, unit)
        lowest = above and exact(tier.threshold) <= 0
        yield f"不足{above}的{points}" if lowest else f"达到{threshold}的{points}"
        above = threshold


def _bounds(most: str | None, least: str | None, measure: str) -> Iterator[str]:
    if most is not None:
        yield f"最高计{figure(most)}{measure}"
    if least is not None:
        yield f"{'最多扣' if exact(least) < 0 else '最低计'}{size(least)}{measure}"


def _limits(edition: Edition, words: Words) -> Iterator[str]:
    for limit in edition.rules.limits:
        measure = words.measure(limit.track)
        tracks = "".join(f"“{track}”" for track in listed(limit.track)) or words.each_track
        several = "分别" if tracks and len(listed(limit.track)) != 1 else ""
        points = points_by(limit.clauses) if limit.clauses else "得分"
        bounds = "，".join(_bounds(limit.most, limit.least, measure))
        ending = "，扣完为止" if limit.least is not None and not exact(limit.least) else ""
        yield f"{PER[limit.per]}{tracks}{points}{several}{bounds}{ending}"


def _vetoes(edition: Edition, words: Words) -> Iterator[str]:
    for veto in edition.rules.vetoes:
        what, unit = words.measured(veto)
        loss = []
        if veto.zero:
            tracks = "".join(f"“{track}”" for track in listed(veto.track))
            loss.append(f"{THAT[veto.per]}{tracks}得分归零")
        if any(_bars(award, veto) for award in edition.rules.awards.values()) or not veto.zero:
            loss.append("取消评先资格")
        times = words.amount(veto.require, unit)
        yield f"{PER[veto.per]}{what}满{times}的，{'，'.join(loss)}"


def _bars(award: Award, veto: Veto) -> bool:
    return award.barred is None or veto.name in award.barred


def _awards(edition: Edition, words: Words) -> Iterator[str]:
    for name, award in edition.rules.awards.items():
        tracks = "".join(f"“{track}”" for track in listed(award.by)) or "合计"
        least = ""
        if award.require is not None:
            least = f"得分不低于{figure(award.require)}{words.measure(award.by)}"
        if award.top is None:
            chosen = f"{least or '有得分'}的均入选"
        else:
            chosen = f"{_WITHIN[award.within]}取前{award.top}名，末位得分相同的{_TIES[award.ties]}"
            chosen += f"，{least}" if least else ""
        yield f"{name}：{whom(award.whom)}{PER[award.per]}按{tracks}得分，{chosen}"


_WITHIN: Final[Mapping[Within, str]] = {
    Within.GROUP: "各组分别",
    Within.CLASS: "各类分别",
    Within.ALL: "全体统一",
}
_TIES: Final[Mapping[Ties, str]] = {Ties.KEEP: "一并入选", Ties.DROP: "均不入选"}
_KINDS: Final[Sequence[Callable[[Edition, Words], Iterator[str]]]] = (
    _outlets,
    _modifiers,
    _repeats,
    _joint,
    _authors,
    _endorsements,
    _submissions,
    _recipients,
    _commissions,
    _adjustments,
    _quotas,
    _limits,
    _vetoes,
    _conversions,
    _awards,
)
