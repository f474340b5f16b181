"""Measures: what is counted or summed, for quotas, limits, vetoes and the columns of tables."""

from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import Annotated, Final, NamedTuple

import msgspec

from infoscore.messages import msg
from infoscore.reading.reading import Reading
from infoscore.reading.types import (
    Count,
    FormName,
    Line,
    LineOr,
    Number,
    QuotaName,
    RuleName,
    described,
    listed,
)
from infoscore.reading.yamltext import Path
from infoscore.rules.condition import AnyOf, Condition, Where, conditional
from infoscore.rules.phrases import Words, either, without


class State(StrEnum):
    """What became of a duty: a commission, a post in time, a column to be updated."""

    ON_TIME = "on-time"
    LATE = "late"
    MISSED = "missed"
    FALSE = "false"
    """Of an urgent matter: reported falsely."""


class Verdict(StrEnum):
    """What came of a step of a review chain."""

    PASSED = "passed"
    CHANGED = "changed"
    """Passed with changes."""
    RETURNED = "returned"
    HELD = "held"
    """Held back for doubt of secrecy."""


class Became(StrEnum):
    """What became of a quota in a span."""

    MET = "met"
    UNMET = "unmet"


class Of(StrEnum):
    """What is counted, or summed."""

    SUBMISSIONS = "submissions"
    FORWARDED = "forwarded"
    """Briefs passed on, each recipient once."""
    ADOPTIONS = "adoptions"
    COMMISSIONS = "commissions"
    URGENT = "urgent"
    """Urgent matters; with a state or a report, the reports of them."""
    ENDORSEMENTS = "endorsements"
    REVIEWS = "reviews"
    """Steps of review chains that were taken."""
    ADJUSTMENTS = "adjustments"
    POSTS = "posts"
    FAULTS = "faults"
    """Faults of the website that inspections found."""
    UPDATES = "updates"
    """Spans in which columns were to be updated."""
    QUOTAS = "quotas"
    """Spans in which quotas or conversions were met, or not."""
    POINTS = "points"
    RATE = "rate"
    """Adoptions for each submission."""
    COMPLETION = "completion"
    """Points for each point of the target."""


class Counted(Condition, frozen=True, kw_only=True):
    """Which records and points are counted."""

    state: Annotated[
        State | list[State] | None,
        described(
            "only what became this: of commissions, posts, faults and updates, of submissions"
            " that have a time, of reports of urgent matters"
        ),
    ] = None
    report: Annotated[
        AnyOf[LineOr], described("of urgent matters: only these reports, such as 续报")
    ] = None
    rule: Annotated[
        RuleName | list[RuleName] | None, described("of adjustments: only by these rules")
    ] = None
    verdict: Annotated[
        Verdict | list[Verdict] | None, described("of reviews: only these, such as returned")
    ] = None
    step: Annotated[AnyOf[LineOr], described("of reviews: only of these steps")] = None
    once: Annotated[
        bool, described("of adoptions: each brief once a year, however many outlets adopt it")
    ] = False
    quotas: Annotated[
        AnyOf[QuotaName], described("of quotas: each of these; a span counts on its last day")
    ] = None
    became: Annotated[Became, described("of quotas: spans in which it was so")] = Became.MET
    in_a_row: Annotated[
        Count, described("of quotas: only from so many such spans of a year in a row on")
    ] = 1
    clauses: Annotated[
        list[Line] | None,
        described("of points: only by these clauses, such as endorsements"),
    ] = None
    shared: Annotated[
        bool, described("a joint brief counts as equal parts, one for each of its units")
    ] = False
    weights: Annotated[
        dict[FormName, Number], described("by form: one brief counts as so many; default: 1")
    ] = {}


class Measured(Counted, frozen=True, kw_only=True):
    """A number that is found for each unit."""

    of: Annotated[Of, described("what is counted or summed")] = Of.POINTS


OF_A_BRIEF: Final = frozenset(
    {"form", "tag", "all_tags", "channel", "subject", "length", "numbers", "by", "unless"}
)
OF_A_COMMISSION: Final = frozenset({"tag", "all_tags", "unless"})
_OF_A_POST: Final = OF_A_COMMISSION | {"column"}
OF_AN_URGENT_MATTER: Final = frozenset({"tag", "all_tags", "level", "unless"})
_OF_AN_ADOPTION: Final = OF_A_BRIEF | {"outlet", "class", "tracks"}


class MeasureKind(NamedTuple):
    """One thing that can be counted or summed."""

    takes: frozenset[str]
    """The keys that mean something to it; others would fit nothing, or everything."""
    said: Callable[[Words, Measured, Condition], tuple[str, str]]
    """What is counted of what fits a condition, in words, and in what: ``报送简讯``, ``篇``."""
    head: str = ""
    """The head of a column that counts it; empty: no column does."""
    states: frozenset[State] = frozenset()
    """What may become of it."""


def check(measured: Measured, reading: Reading, path: Path) -> None:
    """Note keys that mean nothing to what is measured."""
    of = f"of: {measured.of}"
    check_keys(measured, COUNTED, MEASURES[measured.of].takes, of, reading, path)
    states = MEASURES[measured.of].states
    for state in listed(measured.state) if states else ():
        if State(state) not in states:
            reading.conflict(
                (*path, "state"),
                msg("“{key}” means nothing to “{what}”", key=f"state: {state}", what=of),
                msg("states that do: {names}", names=sorted(states)),
            )
    if measured.of is Of.QUOTAS and not measured.quotas:
        reading.missing("quotas", path, msg("say of which: “quotas: [月报送]”"))


def check_keys(
    where: Where,
    keys: Mapping[str, str],
    takes: frozenset[str],
    what: str,
    reading: Reading,
    path: Path,
) -> None:
    """Note those of ``keys`` that are given but mean nothing to ``what``, here or in ``unless``.

    ``keys``: each as it is written → the field that holds it.
    """
    for key, name in keys.items():
        value = getattr(where, name, None)
        if value and value != _DEFAULTS.get(name) and key not in takes:
            reading.conflict(
                (*path, key),
                msg("“{key}” means nothing to “{what}”", key=key, what=what),
                msg("keys that do: {keys}", keys=sorted(takes)),
            )
    unless = getattr(where, "unless", None)
    if unless is not None:
        check_keys(unless, CONDITIONS, takes, what, reading, (*path, "unless"))


def check_part(part: Condition, of: Of, reading: Reading, path: Path) -> None:
    """Note conditions of a part that mean nothing to what is measured."""
    check_keys(part, CONDITIONS, MEASURES[of].takes, f"of: {of}", reading, path)


def _written(kind: type[Where]) -> dict[str, str]:
    return {field.encode_name: field.name for field in msgspec.structs.fields(kind)}


CONDITIONS: Final = _written(Condition)
COUNTED: Final = _written(Counted)
"""Each key as it is written → the field that holds it."""
_DEFAULTS: Final = {"became": Became.MET, "in_a_row": 1}
"""Values that mean nothing where the key means nothing."""


def measured(words: Words, rule: Measured, part: Condition | None = None) -> tuple[str, str]:
    """What a rule counts and in what: ``报送简讯``, ``篇``; of it only what fits ``part``."""
    what, unit = MEASURES[rule.of].said(words, rule, rule if part is None else part)
    return f"{what}（合写的由各单位平分）" if rule.shared else what, unit


def _submitted(words: Words, rule: Measured, where: Condition) -> tuple[str, str]:
    return f"{_states(rule) or '报送'}{words.brief(where)}", "篇"


def _forwarded(words: Words, _rule: Measured, where: Condition) -> tuple[str, str]:
    return f"向上报送{words.brief(where)}", "篇"


def _adopted(words: Words, _rule: Measured, where: Condition) -> tuple[str, str]:
    brief = words.brief(without(where, "outlet", "outlet_class"))
    return f"被{words.agents(where)}采用{brief}", "篇"


def _commissioned(words: Words, rule: Measured, where: Condition) -> tuple[str, str]:
    states = _states(rule)
    return f"{states}{'的' if states else ''}{words.brief(where, '约稿')}", "次"


def _urgent(words: Words, rule: Measured, where: Condition) -> tuple[str, str]:
    what = words.brief(without(where, "level"), f"{either(where.level)}紧急信息")
    if rule.state is None and rule.report is None:
        return f"发生{what}", "起"
    report = either(rule.report, "“{}”")
    what += f"的{report}" if report else ""
    states = _states(rule)
    return f"{states}{'的' if states else ''}{what}", "起" if rule.state is State.FALSE else "次"


def _states(rule: Measured) -> str:
    """Return what became of it, in words: ``迟报或未报``; empty: whatever became."""
    return "或".join(_STATES[State(state)] for state in listed(rule.state))


def _endorsed(words: Words, _rule: Measured, where: Condition) -> tuple[str, str]:
    return f"{words.brief(without(where, 'by'))}获{either(where.by) or '领导'}批示", "次"


def _reviewed(words: Words, rule: Measured, where: Condition) -> tuple[str, str]:
    how = "或".join(_VERDICTS[Verdict(one)] for one in listed(rule.verdict))
    step = f"在{either(rule.step, '“{}”')}环节" if rule.step else "审核"
    return words.brief(where) + step + how, "次"


def _adjusted(words: Words, rule: Measured, where: Condition) -> tuple[str, str]:
    return words.brief(where, "") + (either(rule.rule, "“{}”") or "加减分"), "次"


def _posted(words: Words, rule: Measured, where: Condition) -> tuple[str, str]:
    late = "、".join(_POSTED[State(state)] for state in listed(rule.state))
    return f"{late}{_there(rule)}发布{words.brief(where)}", "条"


def _faulty(words: Words, rule: Measured, where: Condition) -> tuple[str, str]:
    states = "或".join(_MENDED[State(state)] for state in listed(rule.state))
    what = f"{states}的" if states else "被查出"
    return f"{_there(rule)}{what}{words.brief(where, '问题')}", "个"


def _updated(_words: Words, rule: Measured, _where: Condition) -> tuple[str, str]:
    states = "或".join(_UPDATED[State(state)] for state in listed(rule.state)) or "应更新"
    columns = "".join(f"“{name}”" for name in listed(rule.column)) or "所维护栏目"
    return f"{columns}{states}", "次"


def _there(rule: Measured) -> str:
    """Where something was posted or found: ``在“住建新闻”栏目``."""
    columns = "".join(f"“{name}”" for name in listed(rule.column))
    return f"在{columns}" if columns else "在网站和政务新媒体"


def _became(_words: Words, rule: Measured, _where: Condition) -> tuple[str, str]:
    row = f"连续{rule.in_a_row}次" if rule.in_a_row > 1 else ""
    done = "完成" if rule.became is Became.MET else "未完成"
    return f"{row}{done}{quoted(rule.quotas)}", "次"


def quoted(quotas: AnyOf[str]) -> str:
    """Return the names of quotas and conversions: ``“月报送”“季采用”``."""
    return "".join(f"“{path.partition('.')[2]}”" for path in listed(quotas))


def _rated(words: Words, _rule: Measured, where: Condition) -> tuple[str, str]:
    return f"{_of(words, where)}采用率", "%"


def _scored(words: Words, rule: Measured, where: Condition) -> tuple[str, str]:
    points = words.points_by(rule.clauses) if rule.clauses else "得分"
    points += "合计" if len(listed(where.tracks)) > 1 else ""
    return _of(words, where) + points, words.measure(rule.tracks)


def _completed(words: Words, _rule: Measured, where: Condition) -> tuple[str, str]:
    return f"{_of(words, where)}目标完成率", "%"


def _of(words: Words, where: Condition) -> str:
    """Whose points or rate: ``简讯的“市级”``."""
    tracks = "".join(f"“{track}”" for track in listed(where.tracks))
    rest = without(where, "tracks")
    return f"{words.brief(rest)}的{tracks}" if conditional(rest) else tracks


_STATES: Final[Mapping[State, str]] = {
    State.ON_TIME: "按时报送",
    State.LATE: "迟报",
    State.MISSED: "未报",
    State.FALSE: "误报",
}
_VERDICTS: Final[Mapping[Verdict, str]] = {
    Verdict.PASSED: "通过",
    Verdict.CHANGED: "修改后通过",
    Verdict.RETURNED: "被退回",
    Verdict.HELD: "被暂缓",
}
_POSTED: Final[Mapping[State, str]] = {
    State.ON_TIME: "按时",
    State.LATE: "超过时限",
    State.MISSED: "未按时",
}
_MENDED: Final[Mapping[State, str]] = {
    State.ON_TIME: "按时整改",
    State.LATE: "超期整改",
    State.MISSED: "到期未整改",
}
_UPDATED: Final[Mapping[State, str]] = {
    State.ON_TIME: "按时更新",
    State.LATE: "超期更新",
    State.MISSED: "应更新未更新",
}
_WEIGHED: Final = frozenset({"weights", "shared"})
MEASURES: Final[Mapping[Of, MeasureKind]] = {
    Of.SUBMISSIONS: MeasureKind(
        OF_A_BRIEF | _WEIGHED | {"state"},
        _submitted,
        "报送",
        frozenset({State.ON_TIME, State.LATE}),
    ),
    Of.FORWARDED: MeasureKind(OF_A_BRIEF | _WEIGHED, _forwarded, "上报"),
    Of.ADOPTIONS: MeasureKind(_OF_AN_ADOPTION | _WEIGHED | {"once"}, _adopted, "采用"),
    Of.COMMISSIONS: MeasureKind(
        OF_A_COMMISSION | {"state"}, _commissioned, "约稿", frozenset(set(State) - {State.FALSE})
    ),
    Of.URGENT: MeasureKind(
        OF_AN_URGENT_MATTER | {"state", "report"}, _urgent, "紧急信息", frozenset(State)
    ),
    Of.ENDORSEMENTS: MeasureKind(_OF_AN_ADOPTION | _WEIGHED, _endorsed, "批示"),
    Of.REVIEWS: MeasureKind(OF_A_BRIEF | {"verdict", "step", "shared"}, _reviewed, "审核"),
    Of.ADJUSTMENTS: MeasureKind(frozenset({"rule", "tracks", "unless"}), _adjusted, "加减分"),
    Of.POSTS: MeasureKind(_OF_A_POST | {"state", "shared"}, _posted, "发布"),
    Of.FAULTS: MeasureKind(_OF_A_POST | {"state", "shared"}, _faulty, "网站问题"),
    Of.UPDATES: MeasureKind(frozenset({"state", "column"}), _updated, "栏目更新"),
    Of.QUOTAS: MeasureKind(frozenset({"quotas", "became", "in_a_row"}), _became, "任务完成"),
    Of.POINTS: MeasureKind(_OF_AN_ADOPTION | {"clauses"}, _scored),
    Of.RATE: MeasureKind(_OF_AN_ADOPTION | _WEIGHED | {"once"}, _rated),
    Of.COMPLETION: MeasureKind(_OF_AN_ADOPTION, _completed),
}
