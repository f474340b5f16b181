"""What a text states, held against the records: figures typed into it, lists of who was silent."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from fractions import Fraction
from typing import NamedTuple

from infoscore.characters import half_width
from infoscore.circular.facts import Facts
from infoscore.circular.texts import Text
from infoscore.formulas import counted
from infoscore.messages import Message, msg, msgn
from infoscore.problems import Code, Place, Problem, Severity
from infoscore.rules.edition import RuleBook
from infoscore.workspace.checks import of_marks

_NUMBER = r"\d{1,9}(?:\.\d{1,2})?"
_COUNT = rf"({_NUMBER})\s*(?:余\s*)?(?:篇|条|件|则)"
_GAP = r"[^，。；！？：\d\n]"
_ANY = rf"(?:{_NUMBER}|※+)\s*(?:篇|条|件|则)"
_WHAT = r"(?:政务)?(?:信息)?(?:稿件)?(?:共)?\s*"
_ADOPTED = rf"(?:共|累计|合计)?被?(?:采用|采纳|录用){_WHAT}"
_OPENING = re.compile(r"\{[{%#]")
_CLOSING = {"{{": "}}", "{%": "%}", "{#": "#}"}
_SILENT = re.compile(
    r"(?P<other>\b(?:last_year|before)(?:\s*\.\s*\w+(?:\s*\([^()]*\))?)+)"
    r"|\b(?:units_without_submissions|units_silent|silent|progress_in_words)\b"
)
"""Words for units of which the records of the period hold no submission; those of another one."""


class Claim(NamedTuple):
    """A figure that a text states."""

    what: Message
    stated: Fraction | int
    computed: Fraction | int
    line: int
    column: int


def claims(text: str, facts: Facts, book: RuleBook) -> Iterator[Claim]:
    """The figures in ``text`` that are known to count something; those in braces are computed."""
    plain = _without_braces(_narrow(text))
    for pattern, what, computed in _patterns(facts, book):
        for found in re.finditer(pattern, plain):
            at = found.start(1)
            line = plain.count("\n", 0, at) + 1
            column = at - plain.rfind("\n", 0, at)
            yield Claim(what, counted(found[1]), computed, line, column)


def contradictions(text: Text, facts: Facts, book: RuleBook) -> Iterator[Problem]:
    """A warning for each figure that differs from the records."""
    for claim in claims(text.body, facts, book):
        if claim.stated != claim.computed:
            yield Problem(
                Code.CONTRADICTION,
                Place(text.file, text.first_line + claim.line, claim.column),
                msg(
                    "the text says {stated} for {what}, the records say {computed}",
                    stated=claim.stated,
                    what=claim.what,
                    computed=claim.computed,
                ),
                msg("write a placeholder instead of the number, or mend the records"),
                Severity.WARNING,
            )


def doubts(text: Text, facts: Facts) -> Iterator[Problem]:
    """A warning where a text says who sent nothing, and the records do not tell for sure."""
    without = facts.units_without_submissions
    if not without:
        return
    adopted = [unit for unit in without if unit in facts.units_with_adoptions]
    for start, end in _braces(text.body):
        for found in _SILENT.finditer(text.body, start, end):
            if found["other"]:
                continue
            place = _place(text, found.start())
            if facts.anonymous:
                yield Problem(
                    Code.DOUBTFUL,
                    place,
                    msgn(
                        "who sent nothing is not known for sure: {n} brief received names no unit",
                        "who sent nothing is not known for sure: {n} briefs received name no unit",
                        n=facts.anonymous,
                    ),
                    msg("name the units in submissions/, or leave the sentence out"),
                    Severity.WARNING,
                )
            if adopted and found[0] != "units_silent":
                yield Problem(
                    Code.DOUBTFUL,
                    place,
                    msg(
                        "no submission is recorded of units with adoptions: {names}", names=adopted
                    ),
                    msg("log what they sent in, or write units_silent, which leaves them out"),
                    Severity.WARNING,
                )


def marks(text: Text) -> Iterator[Problem]:
    """A warning for each line with half-width marks in Chinese text."""
    head = (text.head.title, text.head.addressees, text.head.remark)
    for said in filter(None, head):
        yield from of_marks(said, Place(text.file))
    for number, line in enumerate(_without_braces(text.body).split("\n"), text.first_line + 1):
        column = min(half_width(line).values(), default=0) + 1
        yield from of_marks(line, Place(text.file, number, column))


def _patterns(facts: Facts, book: RuleBook) -> Iterator[tuple[str, Message, Fraction | int]]:
    yield rf"收到{_GAP}{{0,20}}{_COUNT}", msg("briefs received"), facts.received
    yield (
        rf"收到{_GAP}{{0,20}}{_ANY}(?:，向{_GAP}{{1,20}}{_ANY}){{0,9}}[，；]{_ADOPTED}{_COUNT}",
        msg("briefs adopted"),
        facts.adopted_total,
    )
    for group in facts.groups:
        # a group's name right before the verb: “机关向市委办报送” is about something else
        name = re.escape(group.name) + r"(?:共|累计|合计)?"
        if facts.submissions_known:
            yield (
                rf"{name}(?:报送|上报){_WHAT}{_COUNT}",
                msg("briefs received from {group}", group=group.name),
                group.received,
            )
        yield (
            rf"{name}{_ADOPTED}{_COUNT}",
            msg("adoptions of {group}", group=group.name),
            group.adopted_total,
        )
    for name in facts.recipients:
        yield (
            rf"{re.escape(name)}{_GAP}{{0,4}}(?:报送|上报|报){_GAP}{{0,6}}{_COUNT}",
            msg("briefs forwarded to {to}", to=name),
            facts.forwarded(name),
        )
    for edition in book.in_force(facts.period.start, facts.period.end):
        for outlet in edition.outlets:
            names = "|".join(re.escape(name) for name in (outlet.name, *outlet.aliases))
            yield (
                rf"(?:{names})》?{_GAP}{{0,4}}(?:采用|采纳|刊发|刊登|录用){_GAP}{{0,6}}{_COUNT}",
                msg("adoptions by {outlet}", outlet=outlet.name),
                facts.adopted(outlet.name),
            )


def _without_braces(text: str) -> str:
    """``※`` for every character in braces; each keeps its place."""
    parts: list[str] = []
    at = 0
    for start, end in _braces(text):
        parts += [text[at:start], re.sub(r"[^\n]", "※", text[start:end])]
        at = end
    return "".join([*parts, text[at:]])


def _braces(text: str) -> Iterator[tuple[int, int]]:
    """Where braces open, and where they are closed."""
    at = 0
    while (opening := _OPENING.search(text, at)) is not None:
        at = text.find(_CLOSING[opening[0]], opening.end()) + 2
        if at < 2:
            return
        yield opening.start(), at


def _place(text: Text, at: int) -> Place:
    """The place in the file of a character of the body."""
    line = text.body.count("\n", 0, at) + 1
    return Place(text.file, text.first_line + line, at - text.body.rfind("\n", 0, at))


def _narrow(text: str) -> str:
    """Full-width digits and points as plain ones; every character keeps its place."""
    return "".join(
        unicodedata.normalize("NFKC", character)
        if character.isdecimal() or character == "．"
        else character
        for character in text
    )
