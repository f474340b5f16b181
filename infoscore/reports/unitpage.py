"""A unit's points as a page to hand over (明细单): each item, its rules in words, the sum."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from fractions import Fraction
from itertools import count
from typing import Final

from infoscore.document import Block, Circular, Paragraph, Run, TableBlock
from infoscore.messages import Message, catalogue, translate
from infoscore.records.base import names_of
from infoscore.records.endorsement import Endorsable
from infoscore.records.kinds import Record, kind_of
from infoscore.reports.arithmetic import spelled
from infoscore.reports.explanation import order, rule_name, terms
from infoscore.roster import Unit
from infoscore.rounding import percent, printed
from infoscore.rules.sentences import criteria, heading, sentences_for
from infoscore.rules.tracks import Track
from infoscore.scoring.folding import Summary
from infoscore.scoring.posting import Posting
from infoscore.table import EMPTY, Cell, Column, Kind, Role, Row, Section, Table, number_cell

_OBJECTION: Final = "以上情况如与实际不符，请及时反馈。"


def slip(
    postings: Sequence[Posting], summary: Summary, unit: Unit, issuer: str, today: date
) -> Circular:
    """Return the page for a unit: ``postings`` are all of its points in the summary's period."""
    period = summary.period
    name = f"{unit.name}{period.label}政务信息得分明细"
    body: list[Block] = [_paragraph(_standing(summary, unit))]
    if postings:
        body.append(TableBlock(_table(postings, summary)))
    else:
        rules = heading(criteria(summary.ledger.book, period))
        body += map(_paragraph, rules)
    body.append(_paragraph(_OBJECTION))
    return Circular(
        letterhead="",
        number="",
        title=name,
        addressees=unit.name,
        body=tuple(body),
        annexes=(),
        issuer=issuer,
        issued=today,
        headless=True,
    )


def _paragraph(text: str) -> Paragraph:
    return Paragraph((Run(text),))


def _standing(summary: Summary, unit: Unit) -> str:
    """Return ``2021年1—3月，市级得6分（全年任务16分，累计6分，完成37.5%），省级得9分。``."""
    tracks = summary.ledger.book.tracks
    known = [track for track in tracks if _matters(track, summary, unit)]
    said = "，".join(_on(track, summary, unit, alone=len(tracks) == 1) for track in known)
    adopted = summary.in_period.adoptions[unit]
    briefs = f"被采用信息{printed(Fraction(adopted))}篇" if adopted else "没有信息被采用"
    return "，".join(filter(None, (summary.period.label, briefs, said))) + "。"


def _matters(track: Track, summary: Summary, unit: Unit) -> bool:
    """Tell if the unit is assessed on the track, or has points on it."""
    assessed = track.name in unit.targets_in(summary.period.year)
    return assessed or (unit, track.name) in summary.to_date.points


def _on(track: Track, summary: Summary, unit: Unit, *, alone: bool) -> str:
    score = summary.in_period.points.get((unit, track.name), Fraction(0))
    so_far = summary.to_date.points.get((unit, track.name), Fraction(0))
    target = unit.targets_in(summary.period.year).get(track.name)
    notes = [f"全年任务{printed(target)}{track.measure}"] if target is not None else []
    if summary.period.start != summary.period.year_start or target:
        notes.append(f"年初以来累计{printed(so_far)}{track.measure}")
    if target:
        notes.append(f"完成{percent(so_far / target)}")
    bracketed = f"（{'，'.join(notes)}）" if notes else ""
    return f"{'' if alone else track.name}得{printed(score)}{track.measure}{bracketed}"


def _table(postings: Sequence[Posting], summary: Summary) -> Table:
    tracks = summary.ledger.book.tracks
    columns = (
        Column(("序号",), Kind.NUMBER, width=6),
        Column(("日期",), width=11),
        Column(("事项",), width=28),
        Column(("依据",), width=30),
        Column(("计算",), width=19),
        Column(("得分",), Kind.NUMBER, width=8),
    )
    numbers = count(1)
    sections = []
    for track in tracks:
        found = sorted((one for one in postings if one.track == track.name), key=order)
        if found:
            rows = (_row(one, track, summary, next(numbers)) for one in found)
            title = None if len(tracks) == 1 else track.name
            sections.append(Section(title, (*rows, _sum(found))))
    return Table("", columns, tuple(sections))


def _row(posting: Posting, track: Track, summary: Summary, number: int) -> Row:
    day = posting.date
    return Row(
        (
            number_cell(number),
            Cell(f"{day.month}月{day.day}日", day=day),
            Cell(_said(posting)),
            Cell("".join(_grounds(posting, summary))),
            Cell(spelled(posting.steps, track.measure)),
            number_cell(posting.points),
        )
    )


def _said(posting: Posting) -> str:
    """Return what the points are for, and who shares them."""
    record = posting.record
    if record is None:
        return rule_name(posting.clause, _chinese)
    said = kind_of(record).said(record) + _others(record, posting.unit)
    answer = posting.answer
    return said if answer is None else f"{said}，后因{kind_of(answer).said(answer)}取消"


def _others(record: Record, unit: Unit) -> str:
    if not isinstance(record, Endorsable):
        return ""
    others = names_of([part for part in record.contributors if part.unit is not unit])
    return f"，与{others}合写" if others else ""


def _grounds(posting: Posting, summary: Summary) -> Iterator[str]:
    """Yield the sentences of the 计分标准 by which the points came about, each once."""
    book, record = summary.ledger.book, posting.record
    edition = getattr(record, "edition", None) or book.on(posting.date)
    if edition is None:
        return
    clauses = dict.fromkeys((posting.clause, *(step.clause for step in posting.steps)))
    told = (line for one in clauses for line in sentences_for(one, edition, book.tracks))
    yield from dict.fromkeys(told)


def _sum(postings: Sequence[Posting]) -> Row:
    total = sum((posting.points for posting in postings), Fraction(0))
    shown = terms(postings) if len(postings) > 1 else ""
    return Row((EMPTY, Cell("合计"), EMPTY, EMPTY, Cell(shown), number_cell(total)), Role.SUBTOTAL)


def _chinese(message: Message) -> str:
    return translate(message, catalogue("zh"))
