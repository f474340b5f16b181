"""A circular as a Word file: which part of it becomes which part of a 公文, on which pages."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby
from math import ceil
from typing import Final, assert_never

from infoscore import document
from infoscore.period import chinese_date
from infoscore.render.docx import annex, grid, head, package, paragraphs, signature, widths
from infoscore.render.docx.fit import Fit, Mark, Spots, fitted, unseen
from infoscore.render.docx.imprint import imprint
from infoscore.render.docx.lengths import spaced_ems
from infoscore.render.docx.looks import Layout
from infoscore.render.docx.page import Page, section, shorten
from infoscore.render.docx.places import FIELDS
from infoscore.render.docx.styles import Style
from infoscore.render.docx.template import Template, from_template
from infoscore.render.docx.wml import Element, W, add_property, on_one_line, run, w

_DEFAULT: Final = Layout()
_CHARACTERS: Final = 28


def render(
    circular: document.Circular,
    layout: Layout = _DEFAULT,
    *,
    text_pages: int | None = None,
    template: Template | None = None,
) -> bytes:
    """The .docx file.

    版记 lies at the foot of the last page. A document printed on both sides ends on an even page;
    only a word processor knows how many pages there are. :func:`render_even` asks one. By hand:
    render :func:`without_imprint` and count the pages; if they are odd, or become more with 版记,
    render with that count as ``text_pages``. Then 版记 takes a page of its own, the next even one,
    whatever the page before it; where that leaves a page blank, its own carries no number
    (GB/T 9704-2012, 7.5).

    With a ``template`` the page, its footers and what is above the title are the template's; it may
    hold places for 发文字号 and what else stands in :func:`places`.
    """
    properties = package.Properties(on_one_line(circular.title), circular.issuer, circular.issued)
    page = layout.page if template is None else template.page(layout.page)
    layout = replace(layout, page=layout.fit.page(page))
    if template is None:
        blocks = [*_above(circular, layout.page), *_circular(circular, layout, text_pages)]
        if layout.fit.short:
            shorten(next(block for block in blocks if block.tag == f"{{{W}}}sectPr"))
        return package.document(blocks, properties, layout)
    layout = replace(layout, mirror=template.mirrored)
    blocks = _circular(circular, layout, text_pages)
    return from_template(template, blocks, properties, layout, places(circular))


def _above(circular: document.Circular, page: Page) -> list[Element]:
    if circular.headless:
        return []
    return head.masthead(
        circular.letterhead,
        circular.number,
        page,
        serial=circular.serial,
        secrecy=circular.secrecy,
        urgency=circular.urgency,
    )


def fitting(
    circular: document.Circular,
    layout: Layout,
    look: Callable[[Sequence[bytes]], Sequence[Spots]],
    template: Template | None = None,
) -> Layout:
    """The layout in which the end of the text fits its pages; ``look`` finds the marks in files.

    What the annexes hold is left out: they begin on pages of their own.
    """
    bare = tuple(replace(item, blocks=()) for item in circular.annexes)
    text = without_imprint(replace(circular, annexes=bare))

    def looked(fits: Sequence[Fit]) -> Sequence[Spots]:
        tried = (replace(layout, fit=fit, marked=True) for fit in fits)
        return look([render(text, one, template=template) for one in tried])

    page = layout.page if template is None else template.page(layout.page)
    return replace(layout, fit=fitted(looked, page, free=template is None))


def unlooked(circular: document.Circular, layout: Layout) -> Layout:
    """The layout that is safest where no word processor can look at the pages."""
    lengths = [
        2 + spaced_ems(one.number + one.text)
        for one in circular.body
        if isinstance(one, document.Paragraph)
    ]
    lines = sum(ceil(length / _CHARACTERS) for length in lengths)
    if len(lengths) < len(circular.body):
        return layout
    return replace(layout, fit=unseen(lines, len([*_end(circular, layout)])))


def render_even(
    circular: document.Circular,
    layout: Layout,
    pages: Callable[[bytes], int],
    template: Template | None = None,
) -> bytes:
    """The .docx file with 版记 on an even page; ``pages`` counts the pages of such a file.

    It stands under the text only if that stays as it is: LibreOffice moves a whole table to the
    next page where 版记 has no room below it.
    """
    whole = render(circular, layout, template=template)
    if not _imprint(circular, layout):
        return whole
    count = pages(render(without_imprint(circular), layout, template=template))
    if count % 2 == 0 and pages(whole) == count:
        return whole
    return render(circular, layout, text_pages=count, template=template)


def places(circular: document.Circular) -> dict[str, str]:
    """The words that a template may ask for, such as ``{{发文字号}}``, by their names."""
    return {name: getattr(circular, field) for name, field in FIELDS.items()}


def without_imprint(circular: document.Circular) -> document.Circular:
    """The same circular without 版记."""
    return replace(circular, copies=(), printer="", printed=None)


@dataclass(slots=True)
class _Flow:
    """The blocks set so far; a section ends where the kind of page changes."""

    page: Page
    blocks: list[Element] = field(default_factory=list)

    def add(self, spans: Iterable[tuple[Page, Iterable[Element]]]) -> None:
        for page, blocks in spans:
            self.turn_to(page)
            self.blocks.extend(blocks)

    def turn_to(self, page: Page) -> bool:
        """Go on with that kind of page; true if it begins a new one."""
        if page == self.page:
            return False
        self.end_section()
        self.page = page
        return True

    def end_section(self, *, numbered: bool = True, even: bool = False) -> None:
        self.blocks.append(section(self.page, numbered=numbered, even=even))


def _circular(circular: document.Circular, layout: Layout, text_pages: int | None) -> list[Element]:
    flow = _Flow(layout.page)
    flow.blocks.extend(_title(circular, layout.page))
    title = len(flow.blocks)
    flow.add(_spans(circular.body, layout))
    text = [block for block in flow.blocks[title:] if block.tag != f"{{{W}}}sectPr"]
    _hold(text or flow.blocks[-1:], layout)
    flow.blocks.extend(_end(circular, layout))
    for index, item in enumerate(circular.annexes):
        spans = _spans(item.blocks, layout) or [(layout.page, [])]
        new = flow.turn_to(spans[0][0])
        label = document.annex_label(index, len(circular.annexes))
        flow.blocks.extend(annex.head(label, item.title, flow.page.width, new_page=not new))
        flow.add(spans)
        for block in _end_of(flow.blocks)[:-1]:
            paragraphs.keep_with_next(block)
    _end_with_imprint(flow, circular, layout, text_pages)
    return flow.blocks


def _hold(text: Sequence[Element], layout: Layout) -> None:
    """Let the signature share a page with two lines (7.3.5.5), be the page a turned one."""
    last = text[-1]
    for block in _end_of(text, whole=layout.fit.whole):
        if layout.fit.kept:
            paragraphs.keep_with_next(block)
    if layout.marked:
        paragraphs.mark(text[0], Mark.BEGIN)
        paragraphs.mark(last, Mark.LAST)
        paragraphs.mark(last, Mark.END, last=True)


def _end_of(text: Sequence[Element], *, whole: bool = True) -> Sequence[Element]:
    """The blocks with the last two lines of ``text``; ``whole``: none of a block's stands alone."""
    last = text[-1]
    short = (
        last.tag == f"{{{W}}}p"
        and 2 + spaced_ems("".join(map(str, last.itertext()))) <= _CHARACTERS
    )
    blocks = text[-2:] if short else text[-1:]
    for block in blocks:
        for ppr in block.iterchildren(f"{{{W}}}pPr"):
            add_property(ppr, w("widowControl", val=int(whole)))
    return blocks


def _title(circular: document.Circular, page: Page) -> Iterator[Element]:
    if not circular.headless:
        yield from paragraphs.blank(2)
    yield paragraphs.title(circular.title, width=page.width)
    yield from paragraphs.blank()
    if circular.addressees:
        yield paragraphs.addressees(circular.addressees)
    if not circular.body:
        yield from paragraphs.blank()


def _end(circular: document.Circular, layout: Layout) -> Iterator[Element]:
    yield from annex.note([item.title for item in circular.annexes])
    name, date = circular.issuer, chinese_date(circular.issued)
    if layout.sealed:
        lines = signature.sealed(name, date, layout.fit.room)
    else:
        lines = signature.unsealed(name, date)
    if layout.marked:
        paragraphs.mark(lines[0], Mark.NAME)
        paragraphs.mark(lines[-1], Mark.DATE)
    remark = signature.remark(circular.remark)
    if remark:
        paragraphs.keep_with_next(lines[-1])
    yield from lines
    yield from remark


def _end_with_imprint(
    flow: _Flow, circular: document.Circular, layout: Layout, text_pages: int | None
) -> None:
    """版记 stands upright, on the last page or on one of its own (7.4, 7.5)."""
    lines = _imprint(circular, layout)
    own = bool(lines) and text_pages is not None
    blank = own and text_pages is not None and text_pages % 2 == 0
    if own:
        flow.end_section()
        flow.page = layout.page
    if lines and (own or flow.turn_to(layout.page)):
        # LibreOffice floats what a section begins with on the page before it.
        flow.blocks.append(paragraphs.thin())
    flow.blocks.extend(lines)
    flow.end_section(numbered=not blank, even=own)


def _imprint(circular: document.Circular, layout: Layout) -> list[Element]:
    printed = chinese_date(circular.printed) if circular.printed else ""
    return imprint(circular.copies, circular.printer, printed, layout.page, mirror=layout.mirror)


def _spans(blocks: Sequence[document.Block], layout: Layout) -> list[tuple[Page, list[Element]]]:
    """``blocks`` by the pages they stand on: what is too wide on turned ones, its headings too."""
    turned = layout.page.turn(mirror=layout.mirror)
    pages: list[Page] = []
    for block in reversed(blocks):
        match block:
            case document.TableBlock(content):
                pages.append(layout.page if widths.fits(content, layout.page.width) else turned)
            case document.Heading() if pages:
                pages.append(pages[-1])
            case _:
                pages.append(layout.page)
    grouped = groupby(zip(reversed(pages), blocks, strict=True), key=lambda pair: pair[0])
    return [
        (page, [*_blocks((block for _, block in pairs), page.width)]) for page, pairs in grouped
    ]


def _blocks(blocks: Iterable[document.Block], width: int) -> Iterator[Element]:
    for block in blocks:
        match block:
            case document.Heading(level, number, words):
                yield paragraphs.heading(level, number + words)
            case document.Paragraph(runs, number):
                yield paragraphs.body([*([run(number)] if number else []), *map(_run, runs)])
            case document.Listing(lead, entries):
                if lead:
                    yield paragraphs.keep_with_next(paragraphs.body(lead))
                for entry in entries:
                    yield paragraphs.item(entry.number + entry.text, width)
            case document.TableBlock(content):
                yield from grid.titled(content, width)
            case _:
                assert_never(block)


def _run(words: document.Run) -> Element:
    return run(words.text, *([w("rStyle", val=Style.STRONG)] if words.strong else []))
