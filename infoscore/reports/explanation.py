"""“Why 6 points?”: a unit's postings, each with its arithmetic, its clause and its record."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
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
    return Table(title, columns, tuple(_sections(postings, tracks, text)))


def narrow_table(
    postings: Iterable[Posting], tracks: Sequence[str], title: str, text: Callable[[Message], str]
) -> Table:
    """The same for a narrow terminal: what a wide one has side by side stands in one column."""
    columns = (
        Column((text(msg("Date")),)),
        Column((text(msg("Points")),), Kind.NUMBER),
        Column((text(msg("Record, how, clause and file")),)),
    )

    def together(row: Row) -> Row:
        day, points, how, record, where = row.cells
        parts = (record.text, how.text, where.text)
        return Row((day, points, Cell("\n".join(filter(None, parts)))), row.role)

    sections = (
        Section(section.title, tuple(map(together, section.rows)))
        for section in _sections(postings, tracks, text)
    )
    return Table(title, columns, tuple(sections))


def _sections(
    postings: Iterable[Posting], tracks: Sequence[str], text: Callable[[Message], str]
) -> Iterator[Section]:
    by_track: dict[str, list[Posting]] = {track: [] for track in tracks}
    for posting in sorted(postings, key=order):
        by_track[posting.track].append(posting)
    for track, found in by_track.items():
        if found:
            yield Section(track, (*(_row(posting, text) for posting in found), _sum(found, text)))


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
            Cell(
                rule_name(posting.clause, text) if record is None else _said(posting, record, text)
            ),
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


def order(posting: Posting) -> tuple[date, bool, Place]:
    """By date; points for a span stand after those for records of its last day."""
    record = posting.record
    return posting.date, record is None, Place("") if record is None else record.place


_KEY: Final = re.compile(r"\.[a-z_]+$")


def rule_name(clause: str, text: Callable[[Message], str]) -> str:
    """The name of a rule that gave points for a span of time."""
    kind, _, name = clause.partition(".")
    what = CLAUSES[kind].noun if kind in CLAUSES else None
    name = _KEY.sub("", name)
    return name if what is None else text(msg("{name} ({kind})", name=name, kind=what))


def terms(postings: Sequence[Posting]) -> str:
    """Such as ``6 − 1 + 2 = 7``; one term or many are not told apart."""
    first, *rest = (posting.points for posting in postings)
    total = printed(first + sum(rest, Fraction(0)))
    parts = (f" {'+' if part >= 0 else '−'} {printed(abs(part))}" for part in rest)
    return f"{printed(first)}{''.join(parts)} = {total}" if 0 < len(rest) < MOST_TERMS else total


def _sum(postings: Sequence[Posting], text: Callable[[Message], str]) -> Row:
    total = sum((posting.points for posting in postings), Fraction(0))
    cells = (Cell(text(msg("Total"))), number_cell(total), Cell(terms(postings)), EMPTY, EMPTY)
    return Row(cells, Role.SUBTOTAL)
