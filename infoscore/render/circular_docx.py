"""A circular as a Word file: which part of it becomes which part of a 公文."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import assert_never

from infoscore.circular.document import (
    Block,
    Circular,
    Heading,
    Listing,
    Paragraph,
    Run,
    TableBlock,
    annex_label,
)
from infoscore.period import chinese_date
from infoscore.render.docx import annex, head, signature, table, text
from infoscore.render.docx.fonts import GB2312, Fonts
from infoscore.render.docx.imprint import imprint
from infoscore.render.docx.package import Properties, document
from infoscore.render.docx.page import STANDARD, Page
from infoscore.render.docx.styles import Style
from infoscore.render.docx.wml import Element, on_one_line, run, w
from infoscore.table import Column, Kind, Role, Section, Table, header_rows


def render(
    circular: Circular, fonts: Fonts = GB2312, *, sealed: bool = True, page: Page = STANDARD
) -> bytes:
    """The .docx file; ``sealed`` leaves room for a seal over 署名 and 成文日期."""
    properties = Properties(on_one_line(circular.title), circular.issuer, circular.issued)
    return document(_circular(circular, page, sealed=sealed), properties, fonts, page)


def _circular(circular: Circular, page: Page, *, sealed: bool) -> Iterator[Element]:
    yield from head.masthead(circular.letterhead, circular.number, page)
    yield from text.blank(2)
    yield text.title(circular.title)
    yield from text.blank()
    if circular.addressees:
        yield text.addressees(circular.addressees)
    *body, last = _blocks(circular.body) if circular.body else text.blank()
    yield from body
    # The signature shares a page with text (GB/T 9704-2012, 7.3.5.5).
    yield text.keep_with_next(last)
    yield from annex.note([item.title for item in circular.annexes])
    sign = signature.sealed if sealed else signature.unsealed
    yield from sign(circular.issuer, chinese_date(circular.issued))
    for index, item in enumerate(circular.annexes):
        yield from annex.head(annex_label(index, len(circular.annexes)), item.title)
        yield from _blocks(item.blocks)
    printed = chinese_date(circular.printed) if circular.printed else ""
    yield from imprint(circular.copies, circular.printer, printed)


def _blocks(blocks: Iterable[Block]) -> Iterator[Element]:
    for block in blocks:
        match block:
            case Heading(level, number, words):
                yield text.heading(level, number + words)
            case Paragraph(runs, number):
                yield text.body([*([run(number)] if number else []), *map(_run, runs)])
            case Listing(lead, entries):
                if lead:
                    yield text.keep_with_next(text.body(lead))
                for entry in entries:
                    yield text.item(entry.number, entry.text)
            case TableBlock(content):
                yield from _table(content)
            case _:
                assert_never(block)


def _run(words: Run) -> Element:
    return run(words.text, *([w("rStyle", val=Style.STRONG)] if words.strong else []))


def _table(content: Table) -> Iterator[Element]:
    if content.title:
        yield table.title(content.title)
    if content.columns:
        columns = [
            table.Column(kind, column.width)
            for kind, column in zip(_contents(content.columns), content.columns, strict=True)
        ]
        cells = [[table.Head(*cell) for cell in row] for row in header_rows(content.columns)]
        yield table.table(columns, cells, list(_rows(content.sections)))
    yield from map(table.note, content.notes)


def _rows(sections: Iterable[Section]) -> Iterator[table.Row]:
    for section in sections:
        if section.title:
            yield table.Row((section.title,))
        for row in section.rows:
            yield table.Row(tuple(cell.text for cell in row.cells), row.role is not Role.BODY)


def _contents(columns: Iterable[Column]) -> Iterator[table.Content]:
    """The first text names the rows."""
    text = table.Content.NAMES
    for column in columns:
        if column.kind is Kind.TEXT:
            yield text
            text = table.Content.PROSE
        else:
            yield table.Content.FIGURES
