"""A circular as a Markdown page, for a repository: every word of the 公文, little of its looks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import assert_never

from infoscore import document
from infoscore.period import chinese_date
from infoscore.render.html import words
from infoscore.render.markdown import guarded, inline, paragraph, pipes, strong
from infoscore.table import Table


def render(circular: document.Circular) -> str:
    """The page's source."""
    return "\n\n".join(part for part in _parts(circular) if part) + "\n"


def _parts(circular: document.Circular) -> Iterator[str]:
    yield strong(circular.letterhead)
    yield paragraph(circular.number)
    yield f"# {inline(circular.title)}"
    if circular.addressees:
        yield paragraph(f"{circular.addressees}：")
    yield from _blocks(circular.body, below=1)
    yield _annex_note([annex.title for annex in circular.annexes])
    signature = (circular.issuer, chinese_date(circular.issued))
    yield f'<p align="right">{"<br>".join(words(line) for line in signature if line)}</p>'
    for index, annex in enumerate(circular.annexes):
        yield "---"
        yield paragraph(document.annex_label(index, len(circular.annexes)))
        yield f"## {inline(annex.title)}"
        yield from _blocks(annex.blocks, below=2)
    if circular.copies or circular.printer:
        yield "---"
    if circular.copies:
        yield paragraph(f"抄送：{'，'.join(circular.copies).rstrip('。')}。")
    if circular.printer:
        printed = f"　{chinese_date(circular.printed)}印发" if circular.printed else ""
        yield paragraph(circular.printer + printed)


def _blocks(blocks: Iterable[document.Block], below: int) -> Iterator[str]:
    """``below``: the level of the heading that they stand under."""
    for block in blocks:
        match block:
            case document.Heading(level, number, text):
                yield f"{'#' * min(below + level, 6)} {inline(number + text)}"
            case document.Paragraph(runs, number):
                yield guarded(inline(number) + "".join(map(_run, runs))).strip()
            case document.Listing(lead, entries):
                yield paragraph(lead)
                # No Markdown list: it would count for itself.
                yield from (paragraph(entry.number + entry.text) for entry in entries)
            case document.TableBlock(table):
                yield from _table(table)
            case _:
                assert_never(block)


def _run(run: document.Run) -> str:
    # Between Chinese words and full-width punctuation ** is not always taken for emphasis.
    return f"<strong>{inline(run.text)}</strong>" if run.strong else inline(run.text)


def _table(table: Table) -> Iterator[str]:
    yield strong(table.title)
    yield pipes(table)
    yield from map(paragraph, table.notes)


def _annex_note(titles: list[str]) -> str:
    if len(titles) < 2:
        return "".join(paragraph(f"附件：{title}") for title in titles)
    items = (inline(f"{number}.{title}") for number, title in enumerate(titles, 1))
    return f"附件：{'<br>'.join(items)}"
