"""A circular as a Word file: which part of it becomes which part of a 公文, on which pages."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby
from typing import Final, NamedTuple, assert_never

from infoscore.document import (
    Annex,
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
from infoscore.render.docx.imprint import imprint
from infoscore.render.docx.layout import Layout
from infoscore.render.docx.package import Properties, document
from infoscore.render.docx.page import Page, section
from infoscore.render.docx.styles import Style
from infoscore.render.docx.template import Template, from_template
from infoscore.render.docx.wml import Element, on_one_line, run, w
from infoscore.table import Column, Kind, Role, Table, header_rows, row_spans

_DEFAULT: Final = Layout()


def render(
    circular: Circular,
    layout: Layout = _DEFAULT,
    *,
    text_pages: int | None = None,
    template: Template | None = None,
) -> bytes:
    """The .docx file.

    版记 lies at the foot of the last page. A document printed on both sides ends on an even page;
    only a word processor knows how many pages there are. :func:`render_even` asks one. By hand:
    render without ``text_pages`` and count the pages; if they are odd and there is a 版记, render
    :func:`without_imprint`, count again and render with that count as ``text_pages``. Then 版记
    takes a page of its own, the next even one; a page left blank before it and its own page carry
    no number (GB/T 9704-2012, 7.5).

    With a ``template`` the page, its footers and what is above the title are the template's; it may
    hold places for 发文字号 and what else stands in :func:`places`.
    """
    properties = Properties(on_one_line(circular.title), circular.issuer, circular.issued)
    if template is None:
        above = head.masthead(
            circular.letterhead,
            circular.number,
            layout.page,
            serial=circular.serial,
            secrecy=circular.secrecy,
            urgency=circular.urgency,
        )
        return document([*above, *_circular(circular, layout, text_pages)], properties, layout)
    layout = replace(layout, page=template.page(layout.page), mirror=template.mirrored)
    blocks = _circular(circular, layout, text_pages)
    return from_template(template, blocks, properties, layout, places(circular))


def render_even(
    circular: Circular,
    layout: Layout,
    pages: Callable[[bytes], int],
    template: Template | None = None,
) -> bytes:
    """The .docx file with 版记 on an even page; ``pages`` counts the pages of such a file."""
    first = render(circular, layout, template=template)
    if not _imprint(circular, layout.page, layout) or pages(first) % 2 == 0:
        return first
    text_only = render(without_imprint(circular), layout, template=template)
    return render(circular, layout, text_pages=pages(text_only), template=template)


def places(circular: Circular) -> dict[str, str]:
    """What a template may ask for, ``{{发文字号}}``, and what is put there."""
    return {
        "发文机关标志": circular.letterhead,
        "发文字号": circular.number,
        "份号": circular.serial,
        "密级": circular.secrecy,
        "紧急程度": circular.urgency,
        "number": circular.number,
        "serial": circular.serial,
        "secrecy": circular.secrecy,
        "urgency": circular.urgency,
    }


def without_imprint(circular: Circular) -> Circular:
    """The same circular without 版记."""
    return replace(circular, copies=(), printer="", printed=None)


class _Span(NamedTuple):
    """Blocks on pages of one kind."""

    page: Page
    blocks: Sequence[Element]


@dataclass(slots=True)
class _Flow:
    """What has been set so far; a section ends where the kind of page changes."""

    page: Page
    blocks: list[Element] = field(default_factory=list)

    def turn_to(self, page: Page) -> bool:
        """Whether that began a new page."""
        if page == self.page:
            return False
        self.end_section()
        self.page = page
        return True

    def end_section(self, *, numbered: bool = True) -> None:
        self.blocks.append(section(self.page, numbered=numbered))


def _circular(circular: Circular, layout: Layout, text_pages: int | None) -> list[Element]:
    flow = _Flow(layout.page)
    flow.blocks.extend(_title(circular, layout.page))
    for page, blocks in _spans(circular.body, layout):
        flow.turn_to(page)
        flow.blocks.extend(blocks)
    # The signature shares a page with text (GB/T 9704-2012, 7.3.5.5), be it a turned one.
    text.keep_with_next(flow.blocks[-1])
    flow.blocks.extend(_end(circular, layout))
    for index, item in enumerate(circular.annexes):
        _annex(flow, item, annex_label(index, len(circular.annexes)), layout)
    _end_with_imprint(flow, circular, layout, text_pages)
    return flow.blocks


def _title(circular: Circular, page: Page) -> Iterator[Element]:
    yield from text.blank(2)
    yield text.title(circular.title, width=page.width)
    yield from text.blank()
    if circular.addressees:
        yield text.addressees(circular.addressees)
    if not circular.body:
        yield from text.blank()


def _end(circular: Circular, layout: Layout) -> Iterator[Element]:
    yield from annex.note([item.title for item in circular.annexes])
    sign = signature.sealed if layout.sealed else signature.unsealed
    lines = sign(circular.issuer, chinese_date(circular.issued))
    remark = signature.remark(circular.remark)
    if remark:
        text.keep_with_next(lines[-1])
    yield from lines
    yield from remark


def _annex(flow: _Flow, item: Annex, label: str, layout: Layout) -> None:
    spans = _spans(item.blocks, layout) or [_Span(layout.page, ())]
    new = flow.turn_to(spans[0].page)
    flow.blocks.extend(annex.head(label, item.title, flow.page.width, new_page=not new))
    for page, blocks in spans:
        flow.turn_to(page)
        flow.blocks.extend(blocks)


def _end_with_imprint(
    flow: _Flow, circular: Circular, layout: Layout, text_pages: int | None
) -> None:
    """版记 stands upright, on the last page or on one of its own (7.4, 7.5)."""
    lines = _imprint(circular, layout.page, layout)
    numbered = True
    new = False
    if lines and text_pages is not None:
        flow.end_section()
        flow.page = layout.page
        new = True
        if text_pages % 2 == 0:
            numbered = False
            flow.blocks.extend(text.thin())
            flow.end_section(numbered=False)
    elif lines:
        new = flow.turn_to(layout.page)
    if new:
        # LibreOffice floats what a section begins with on the page before it.
        flow.blocks.extend(text.thin())
    flow.blocks.extend(lines)
    flow.end_section(numbered=numbered)


def _imprint(circular: Circular, page: Page, layout: Layout) -> list[Element]:
    printed = chinese_date(circular.printed) if circular.printed else ""
    return imprint(circular.copies, circular.printer, printed, page, mirror=layout.mirror)


def _spans(blocks: Sequence[Block], layout: Layout) -> list[_Span]:
    """``blocks`` by the pages they stand on: what is too wide on turned ones, its headings too."""
    turned = layout.page.turn(mirror=layout.mirror)
    pages: list[Page] = []
    for block in reversed(blocks):
        match block:
            case TableBlock(content):
                pages.append(layout.page if _fits(content, layout.page) else turned)
            case Heading() if pages:
                pages.append(pages[-1])
            case _:
                pages.append(layout.page)
    grouped = groupby(zip(reversed(pages), blocks, strict=True), key=lambda pair: pair[0])
    return [
        _Span(page, [*_blocks((block for _, block in pairs), page.width)])
        for page, pairs in grouped
    ]


def _blocks(blocks: Iterable[Block], width: int) -> Iterator[Element]:
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
                yield from _table(content, width)
            case _:
                assert_never(block)


def _run(words: Run) -> Element:
    return run(words.text, *([w("rStyle", val=Style.STRONG)] if words.strong else []))


def _fits(content: Table, page: Page) -> bool:
    return table.fits(*_parts(content), page.width)


def _table(content: Table, width: int) -> Iterator[Element]:
    if content.title:
        yield table.title(content.title)
    if content.columns:
        yield table.table(*_parts(content), width)
    yield from map(table.note, content.notes)


def _parts(content: Table) -> tuple[list[table.Column], list[list[table.Head]], list[table.Row]]:
    columns = [
        table.Column(kind, column.width)
        for kind, column in zip(_contents(content.columns), content.columns, strict=True)
    ]
    heads = [[table.Head(*cell) for cell in row] for row in header_rows(content.columns)]
    return columns, heads, list(_rows(content))


def _rows(content: Table) -> Iterator[table.Row]:
    merged = [index for index, column in enumerate(content.columns) if column.merged]
    for part in content.sections:
        if part.title:
            yield table.Row((part.title,))
        spans = {index: row_spans(part.rows, index) for index in merged}
        for place, row in enumerate(part.rows):
            yield table.Row(
                tuple(cell.text for cell in row.cells),
                row.role is not Role.BODY,
                {index: one[place] for index, one in spans.items()},
            )


def _contents(columns: Iterable[Column]) -> Iterator[table.Content]:
    """The first text names the rows, and so do cells that go over several of them."""
    text = table.Content.NAMES
    for column in columns:
        if column.kind is Kind.TEXT:
            yield table.Content.NAMES if column.merged else text
            if not column.merged:
                text = table.Content.PROSE
        else:
            yield table.Content.FIGURES
