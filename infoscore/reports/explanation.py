"""“Why 6 points?”: a unit's postings, each with its arithmetic, its clause and its record."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from fractions import Fraction
from typing import Final

from infoscore.messages import Message, msg
from infoscore.problems import Place
from infoscore.records.kinds import Record, kind_of
from infoscore.reports.arithmetic import arithmetic
from infoscore.rounding import printed
from infoscore.rules.edition import CLAUSES
from infoscore.scoring.posting import Posting
from infoscore.table import (
    EMPTY,
    Cell,
    Column,
    Kind,
    Role,
    Row,
    Section,
    Table,
    date_cell,
    number_cell,
)

RULES: Final = "rules.yaml"
MOST_TERMS: Final = 12
"""A sum of more terms is printed without them."""


def table(
    postings: Iterable[Posting], tracks: Sequence[str], title: str, text: Callable[[Message], str]
) -> Table:
    """A section for each track, its sum below; ``text`` translates."""
    columns = (
        Column((text(msg("Date")),)),
        Column((text(msg("Points")),), Kind.NUMBER),
        Column((text(msg("How")),)),
        Column((text(msg("Record")),)),
        Column((text(msg("Clause and file")),)),
    )
    by_track: dict[str, list[Posting]] = {track: [] for track in tracks}
    for posting in sorted(postings, key=_order):
        by_track[posting.track].append(posting)
    sections = [
        Section(track, (*(_row(posting, text) for posting in found), _sum(found, text)))
        for track, found in by_track.items()
        if found
    ]
    return Table(title, columns, tuple(sections))


def _row(posting: Posting, text: Callable[[Message], str]) -> Row:
    clauses = "; ".join(dict.fromkeys(step.clause for step in posting.steps))
    record = posting.record
    where = RULES
    if record is not None:
        if record.edition is not None:
            clauses = f"{record.edition.effective} {clauses}"
        where = record.place.file if record.place.line <= 2 else str(record.place)
    return Row(
        (
            date_cell(posting.date),
            number_cell(posting.points),
            Cell(arithmetic(posting.steps, text)),
            Cell(rule(posting.clause, text) if record is None else _said(posting, record, text)),
            Cell(f"{clauses}\n{where}"),
        )
    )


def _said(posting: Posting, record: Record, text: Callable[[Message], str]) -> str:
    """Return what the record is, and the one by which its points lapse."""
    said = kind_of(record).said(record)
    if posting.answer is None:
        return said
    answer = kind_of(posting.answer).said(posting.answer)
    return text(msg("{record}; lapses by: {answer}", record=said, answer=answer))


def _order(posting: Posting) -> tuple[date, bool, Place]:
    """By date; points for a span stand after those for records of its last day."""
    record = posting.record
    return posting.date, record is None, Place("") if record is None else record.place


_KEY: Final = re.compile(r"\.[a-z_]+$")


def rule(clause: str, text: Callable[[Message], str]) -> str:
    """The name of a rule that gave points for a span of time."""
    kind, _, name = clause.partition(".")
    what = CLAUSES[kind].noun if kind in CLAUSES else None
    name = _KEY.sub("", name)
    return name if what is None else text(msg("{name} ({kind})", name=name, kind=what))


def _terms(points: Iterable[Fraction]) -> str:
    """Such as ``6 − 1 + 2``."""
    first, *rest = points
    parts = (f" {'+' if part >= 0 else '−'} {printed(abs(part))}" for part in rest)
    return printed(first) + "".join(parts)


def _sum(postings: Sequence[Posting], text: Callable[[Message], str]) -> Row:
    total = sum((posting.points for posting in postings), Fraction(0))
    terms = _terms(posting.points for posting in postings)
    shown = f"{terms} = {printed(total)}" if 1 < len(postings) <= MOST_TERMS else printed(total)
    cells = (Cell(text(msg("Total"))), number_cell(total), Cell(shown), EMPTY, EMPTY)
    return Row(cells, Role.SUBTOTAL)
