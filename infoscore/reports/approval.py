"""The approval form (审批表) of a brief, for signing on paper; always in Chinese."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final, NamedTuple

from infoscore.records.progress import Course
from infoscore.reports.dossier import Dossier, chinese, said
from infoscore.rules.chains import Before, ChainStep
from infoscore.rules.measures import Verdict
from infoscore.table import EMPTY, Cell, Column, Row, Section, Table

OPINIONS: Final[Mapping[Verdict, str]] = {
    Verdict.PASSED: "通过",
    Verdict.CHANGED: "修改后通过",
    Verdict.RETURNED: "退回",
    Verdict.HELD: "暂缓",
}
_TITLES: Final = {
    Before.FORWARDED: "政务信息报送审批表",
    Before.PUBLISHED: "政务信息发布审批表",
}
_ROOM: Final = "\n\n"
"""Two more lines in a cell in which somebody writes."""


class ApprovalForm(NamedTuple):
    """A form with its tables."""

    title: str
    about: Table
    steps: Table


def approval_form(found: Dossier, course: Course) -> ApprovalForm:
    """Return the form: what the brief is, the steps that were taken, and those to be taken."""
    record = found.record
    facts = [("编号", record.id)]
    facts += [(chinese(key, record), said(value)) for key, value in found.keys]
    facts.append(("审核流程", course.flow.chain.name))
    about = Table("", _columns({"项目": 20, "内容": 80}), (_section(facts),))
    heads = {"环节": 14, "审核人": 14, "审核内容": 22, "审核意见": 19, "签字": 17, "日期": 14}
    return ApprovalForm(
        _TITLES[course.flow.chain.before],
        about,
        Table("", _columns(heads), (_section(_lines(found, course)),)),
    )


def _lines(found: Dossier, course: Course) -> Iterator[tuple[str, ...]]:
    """The steps that were taken in order, then those that the brief still needs."""
    early = [one.review for one in course.early.values()]
    for one in found.reviews:
        if one in early:
            continue  # it has to be taken again
        (name,) = course.flow.names.find(one.step)
        opinion = OPINIONS[one.verdict] + (f"：{why}" if (why := found.reason(one)) else "")
        yield one.step, one.by, course.flow.step(name).checks or "", opinion, _ROOM, one.date
    for step in course.flow.steps:
        if course.needed(step) and not course.done(step):
            yield _called(step), step.who, step.checks or "", _ROOM, _ROOM, _ROOM


def _called(step: ChainStep) -> str:
    """Its name, with the time allowed."""
    allowed = step.allowed
    if allowed is None:
        return step.name
    return f"{step.name}\n（{'上报后' if step.later else ''}{allowed.named}内）"


def _columns(heads: Mapping[str, int]) -> tuple[Column, ...]:
    return tuple(Column((head,), width=width) for head, width in heads.items())


def _section(lines: Iterator[tuple[str, ...]] | list[tuple[str, str]]) -> Section:
    return Section(None, tuple(Row(tuple(map(_cell, line))) for line in lines))


def _cell(text: str) -> Cell:
    return Cell(text) if text else EMPTY
