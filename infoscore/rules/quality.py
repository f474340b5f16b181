"""Quality (信息质量): what a brief must have, each rule with the clause that asks for it."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from enum import StrEnum
from functools import lru_cache
from typing import Annotated, Final, NamedTuple

from msgspec import field

from infoscore.messages import Message, msg
from infoscore.problems import Severity
from infoscore.reading.reading import Reading
from infoscore.reading.types import Length, Line, Strict, described
from infoscore.reading.yamltext import Path
from infoscore.rules.condition import Condition, Traits, bounds, fits
from infoscore.rules.measures import CONDITIONS, OF_A_BRIEF, check_keys
from infoscore.rules.phrases import BRIEF, Words, ranged

_ISSUE: Final = "[0-9一二三四五六七八九十百零〇]+"
_PLACES: Final = re.compile(r"\{(\w*)\}|(\*)")


class BriefKey(StrEnum):
    """Key of a submission that a rule may ask for."""

    FORM = "form"
    LENGTH = "length"
    SUBJECTS = "subjects"
    TAGS = "tags"
    CHANNEL = "channel"
    AUTHORS = "authors"
    EVENT = "event"
    TIME = "time"


class QualityRule(Strict, frozen=True, kw_only=True):
    """What briefs must have, or that some are not taken."""

    clause: Annotated[Line, described("where the office's rules ask for it: 第四条")]
    where: Annotated[Condition | None, described("of these briefs only")] = field(
        name="for", default=None
    )
    title: Annotated[
        Line | None,
        described("how their titles look; {unit}: a unit's name, {issue}: a number, *: anything"),
    ] = None
    length: Annotated[
        Length | None, described("how long they are, in characters: 300-800, -1500")
    ] = None
    requires: Annotated[list[BriefKey], described("what must be recorded of them")] = []
    refuse: Annotated[bool, described("whether such briefs are not taken at all")] = False
    severity: Annotated[
        Severity, described("error: not logged otherwise; warning: told, and logged")
    ] = Severity.WARNING


class Shortfall(NamedTuple):
    """What a brief lacks by a rule."""

    rule: QualityRule
    key: str
    """The key of the submission that it is about."""
    message: Message
    hint: Message


def faults(
    rules: Iterable[QualityRule],
    traits: Traits,
    title: str,
    units: Sequence[str],
    lacking: Iterable[str],
) -> Iterator[Shortfall]:
    """Yield what a brief lacks; never its title, which may be restricted.

    ``units``: any names of its units; ``lacking``: keys that are not recorded.
    """
    for rule in rules:
        if rule.where is not None and not fits(rule.where, traits):
            continue
        clause = rule.clause
        if rule.refuse:
            what = msg("by “{clause}” such a brief is not taken", clause=clause)
            yield Shortfall(rule, "title", what, msg("reject it: infoscore reject"))
        if rule.title is not None and not _pattern(rule.title, tuple(units)).fullmatch(
            _plain(title)
        ):
            what = msg("the title is not as “{clause}” asks", clause=clause)
            yield Shortfall(rule, "title", what, msg("it asks for: {pattern}", pattern=rule.title))
        if rule.length is not None and traits.length is not None:
            least, most = bounds(rule.length)
            if not least <= traits.length <= (most if most is not None else traits.length):
                what = msg(
                    "{n} characters are not what “{clause}” asks for",
                    n=traits.length,
                    clause=clause,
                )
                yield Shortfall(
                    rule, "length", what, msg("it asks for: {pattern}", pattern=rule.length)
                )
        for key in rule.requires:
            if key in lacking:
                what = msg(
                    "“{key}” is missing, which “{clause}” asks for", key=key.value, clause=clause
                )
                yield Shortfall(rule, key.value, what, msg("add a line “{key}: …”", key=key.value))


def check(rules: Sequence[QualityRule], reading: Reading, path: Path) -> None:
    """Note rules that ask for nothing, unknown places in titles, and conditions without meaning."""
    for index, rule in enumerate(rules):
        at = (*path, index)
        if not (rule.title or rule.length or rule.requires or rule.refuse):
            reading.conflict(
                at,
                msg("“{clause}” asks for nothing", clause=rule.clause),
                msg("add one of: {keys}", keys=["title", "length", "requires", "refuse"]),
            )
        for place in _PLACES.finditer(rule.title or ""):
            if place[1] is not None and place[1] not in {"unit", "issue"}:
                reading.wrong(
                    (*at, "title"),
                    msg("there is no {kind} called “{name}”", kind=msg("place"), name=place[1]),
                    msg("one of: {names}", names=["{unit}", "{issue}", "*"]),
                )
        if rule.where is not None:
            check_keys(rule.where, CONDITIONS, OF_A_BRIEF, "quality", reading, (*at, "for"))


def said(rules: Iterable[QualityRule], words: Words) -> Iterator[str]:
    """Yield a sentence for each rule."""
    for rule in rules:
        brief = BRIEF if rule.where is None else words.brief(rule.where)
        asked = ["不予收取"] if rule.refuse else []
        if rule.title is not None:
            asked.append(f"标题写作“{_PLACES.sub(lambda place: _SAID[place[0]], rule.title)}”")
        if rule.length is not None:
            asked.append(f"篇幅{ranged(rule.length, '字')}")
        if rule.requires:
            asked.append(f"须注明{'、'.join(_KEYS[key] for key in rule.requires)}")
        yield f"{brief}{'，'.join(asked)}（{rule.clause}）"


_SAID: Final = {"{unit}": "单位名称", "{issue}": "×", "*": "……"}
_KEYS: Final = {
    BriefKey.FORM: "体裁",
    BriefKey.LENGTH: "字数",
    BriefKey.SUBJECTS: "反映的方面",
    BriefKey.TAGS: "标签",
    BriefKey.CHANNEL: "报送渠道",
    BriefKey.AUTHORS: "作者",
    BriefKey.EVENT: "事件发生时间",
    BriefKey.TIME: "报送时间",
}


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text)


@lru_cache(maxsize=512)
def _pattern(title: str, units: tuple[str, ...]) -> re.Pattern[str]:
    """Return the pattern of a title; what stands between two ``*`` is met where it comes first."""
    unit = "|".join(sorted(map(re.escape, map(_plain, units)), key=len, reverse=True)) or "(?!)"
    named = {"unit": f"(?:{unit})", "issue": _ISSUE}

    def part(text: str) -> str:
        found, at = "", 0
        for place in _PLACES.finditer(text):
            found += re.escape(text[at : place.start()]) + named.get(place[1], "(?!)")
            at = place.end()
        return found + re.escape(text[at:])

    begin, *others = map(part, _plain(title).split("*"))
    if not others:
        return re.compile(begin, re.DOTALL)
    middle = "".join(f"(?>.*?{one})" for one in others[:-1])  # so that no text takes long
    return re.compile(f"{begin}{middle}.*{others[-1]}", re.DOTALL)
