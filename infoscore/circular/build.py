"""The whole circular from settings, text and figures."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from msgspec import structs

from infoscore.circular.facts import Facts, People
from infoscore.circular.settings import AnnexEntry, CircularFile, running
from infoscore.circular.text import TextError, blocks, chinese_numeral, draft, expand
from infoscore.circular.texts import FrontMatter, Text
from infoscore.document import (
    Annex,
    Block,
    Circular,
    Entry,
    Heading,
    Listing,
    Paragraph,
    Run,
    TableBlock,
)
from infoscore.messages import msg
from infoscore.period import Period
from infoscore.problems import Code, Place, Problem
from infoscore.reports.differing import listings_of
from infoscore.reports.itemized import ListEntry
from infoscore.reports.itemtable import item_tables
from infoscore.reports.listing import Item, items_of, listings
from infoscore.reports.ready import report
from infoscore.reports.tables.columns import gauges
from infoscore.reports.tables.counting import Gauges
from infoscore.reports.tables.entry import Grouping
from infoscore.reports.tables.layout import blanks, fill, tables
from infoscore.rules.edition import RuleBook
from infoscore.rules.sentences import criteria, heading
from infoscore.scoring.folding import Summary

_LONGEST: Final = 200
"""Bytes of a file's name: disks take 255, and endings are added."""
_RESERVED: Final = re.compile(r"(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(\.|$)", re.IGNORECASE)
"""Names that Windows takes for devices."""


@dataclass(frozen=True, slots=True)
class Figures:
    """All that was computed for the period."""

    items: Sequence[Item]
    facts: Facts
    book: RuleBook
    summary: Summary
    gauges: Gauges
    """Of the annexes' tables."""


def gauges_of(settings: CircularFile | None, book: RuleBook) -> Gauges:
    """The measures of the annexes' tables: the ledger must know before the records are read."""
    annexes = settings.annexes if settings else []
    return gauges((annex.table for annex in annexes if annex.table is not None), book)


def figures_of(
    summary: Summary, counted: Gauges | None = None, people: People | None = None
) -> Figures:
    """The period's figures; ``counted``: the measures that the summary's ledger counted."""
    facts, book = Facts(summary, people), summary.ledger.book
    return Figures(items_of(summary), facts, book, summary, counted or Gauges(book))


def circular(
    settings: CircularFile, text: Text, figures: Figures, problems: list[Problem]
) -> Circular | None:
    """The document's content; ``None`` if the text's placeholders cannot be filled.

    The text's faults are added to the problems.
    """
    head = text.head
    values = blanks(figures.summary.period)
    values["issuer"] = settings.issuer
    serial = running(head.number or "\u3000", settings.number, head.date.year)
    if serial is None:
        problems.append(
            Problem(
                Code.WRONG_VALUE,
                Place(text.file, 1),
                msg(
                    "the document number {number} does not go with {pattern} and the date",
                    number=head.number,
                    pattern=settings.number,
                ),
                msg("write the running number only, such as “number: 12”"),
            )
        )
        return None
    try:
        markdown = expand(text.body, text.file, text.first_line, figures.facts)
    except TextError as error:
        problems.append(error.problem)
        return None
    return Circular(
        letterhead=settings.letterhead or "",
        number=number_of(settings, head),
        title=fill(head.title or settings.title, values),
        addressees=(head.addressees or settings.addressees).rstrip("：:"),
        body=blocks(markdown, text.file, None if "{%" in text.body else text.first_line, problems),
        annexes=tuple(
            Annex(fill(entry.title, values), tuple(_annex(entry, figures, values)))
            for entry in settings.annexes
        ),
        issuer=settings.issuer,
        issued=head.date,
        serial=head.serial or "",
        secrecy=head.secrecy or settings.secrecy or "",
        urgency=head.urgency or settings.urgency or "",
        remark=head.remark or "",
        copies=tuple(settings.copies),
        printer=settings.printer or "",
        printed=head.date if settings.printer else None,
    )


def number_of(settings: CircularFile, head: FrontMatter) -> str:
    """The document number, with a blank where the running number is not known."""
    year = head.date.year
    serial = running(head.number or "\u3000", settings.number, year) or "\u3000"
    return fill(settings.number, {"year": str(year), "number": serial})


def drafted(template: str, file: str, facts: Facts, problems: list[Problem]) -> str:
    """A text for the clerk to edit; a template's fault is added to the problems."""
    try:
        return draft(template, file, facts)
    except TextError as error:
        problems.append(error.problem)
        return ""


def _annex(entry: AnnexEntry, figures: Figures, values: dict[str, str]) -> Iterator[Block]:
    if entry.table is not None:
        made = tables(figures.summary, figures.gauges, entry.table, "")
        for number, table in enumerate(made, start=1):
            if entry.table.groups is Grouping.TABLES and table.title:
                yield Heading(1, f"{chinese_numeral(number)}、", table.title)
            yield TableBlock(structs.replace(table, title=""))
    if entry.list_ is not None:
        yield from _itemized(entry.list_, figures, values)
    if entry.report is not None:
        ready = report(entry.report, figures.summary)
        if ready is None:
            yield _plain(f"{values['label']}没有可列的内容。")
        else:
            yield TableBlock(structs.replace(ready, title=""))


def _itemized(entry: ListEntry, figures: Figures, values: dict[str, str]) -> Iterator[Block]:
    """The adoptions, and the scoring rules under them."""
    roster = figures.summary.ledger.roster
    parts: Iterable[tuple[str, Sequence[Block]]]
    if entry.columns:
        made = item_tables(figures.items, entry, roster, values)
        parts = [(name, [TableBlock(table)]) for name, table in made]
    else:
        parts = listings(figures.items, entry, roster)
    for number, (name, blocks_) in enumerate(parts, start=1):
        if name:
            yield Heading(1, f"{chinese_numeral(number)}、", name)
        yield from blocks_
    if not figures.items:
        yield _plain(f"{values['label']}没有信息被采用。")
    yield from listings_of(figures.summary.differences, figures.book.tracks)
    if entry.criteria:
        lines = heading(criteria(figures.book, figures.summary.period))
        if lines:
            yield Listing(lines[0], tuple(Entry("", line, "", "") for line in lines[1:]))


def _plain(text: str) -> Paragraph:
    return Paragraph((Run(text),))


def file_name(settings: CircularFile, period: Period) -> str:
    """The output's name without its ending; no system refuses it."""
    name = fill(settings.file, {**blanks(period), "issuer": settings.issuer})
    name = re.sub(r'[\\/:*?"<>|\x00-\x1f]', "_", name).encode()[:_LONGEST].decode(errors="ignore")
    name = name.strip(" .") or period.key
    return f"_{name}" if _RESERVED.match(name) else name
