"""A table as a web page of its own, and what every page has in common.

A page needs nothing but itself: no script, no font, nothing from the net, and its policy says so.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from html import escape
from typing import Final

from infoscore.render.grids import body_widths
from infoscore.render.width import display_width, lines_of
from infoscore.rounding import percent
from infoscore.screen import visible
from infoscore.table import (
    Cell,
    Column,
    HeaderCell,
    Kind,
    Role,
    Row,
    Section,
    Table,
    header_rows,
    row_spans,
    shares,
)

_PAGE: Final = """\
<!DOCTYPE html>
<html lang="{lang}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>{title}</title>
<style>
{css}</style>
</head>
<body>
{body}
</body>
</html>
"""

CSS: Final = """\
html { --line: #888; color: #111; background: #fff; line-height: 1.6;
  -webkit-text-size-adjust: 100%; }
body { max-width: 60rem; margin: 0 auto; padding: 1rem;
  font-family: "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif; }
figure { margin: 1rem 0; }
.wide { width: max-content; min-width: 100%; max-width: calc(100vw - 3rem); margin-left: 50%;
  transform: translateX(-50%); overflow-x: auto; }
table { border-collapse: separate; border-spacing: 0; margin: 0 auto; min-width: 60%;
  border: solid var(--line); border-width: 1px 0 0 1px; }
figcaption { font-size: 1.25em; font-weight: bold; padding: .5em 0; text-align: center;
  break-after: avoid; }
th, td { border: solid var(--line); border-width: 0 1px 1px 0; padding: .25em .6em;
  vertical-align: middle; text-align: left; overflow-wrap: break-word; line-break: strict; }
td { min-width: 6em; }
thead th { background: #f0f0f0; text-align: center; text-wrap: balance; }
tbody th { background: #f8f8f8; }
.name { position: sticky; left: 0; }
td.name { background: #fff; }
tbody th span { position: sticky; left: .6em; }
.n, .short { min-width: 2em; white-space: nowrap; }
.n { text-align: right; font-variant-numeric: tabular-nums; }
.turned th, .turned td { padding: .25em .4em; }
.bar { display: block; height: .3em; min-width: 3em; border-bottom: 1px solid #bbb; }
.bar i { display: block; border-top: .3em solid #b03a2e; }
.sum td { font-weight: bold; border-top-width: 2px; }
.note { margin: .3em 0; font-size: .9em; }
@page { size: A4; margin: 20mm; }
@page turned { size: A4 landscape; }
@media print {
  body { max-width: none; padding: 0; }
  .turned, section:has(.turned) { page: turned; }
  .wide { width: auto; max-width: none; margin: 0; transform: none; overflow: visible; }
  table { border-collapse: collapse; font-size: calc(12pt * var(--fit, 1)); }
  thead { display: table-header-group; }
  .wide th, .wide td { border-width: 1px; min-width: 2em; padding: .2em .3em;
    overflow-wrap: anywhere; }
  .turned th, .turned td { padding: .2em; }
  .name, tbody th span { position: static; }
  .bar { display: none; }
  tr { break-inside: avoid; }
  tbody tr:first-child { break-after: avoid; }
  tr.sum:last-child, .note { break-before: avoid; }
}
"""
_SHORT: Final = 10
_WORDS: Final = 14
_TITLE: Final = 32
_HEAD: Final = 4
"""Widths as of a terminal: words that stand on one line, what longer ones and titles want to have
on each of theirs, and heads that stand on one line."""
_UPRIGHT: Final = 36
_TURNED: Final = 52
"""Room on paper between the margins of a circular, in ems of a table's type."""


def render(table: Table, *others: Table, lang: str = "zh-CN") -> str:
    """The table as a page, with others below it."""
    return page(table.title, "\n".join(map(table_html, (table, *others))), lang=lang)


def page(title: str, body: str, *, lang: str = "zh-CN", css: str = "") -> str:
    """A whole page around ``body``, which is HTML; ``css`` is added to the common style."""
    head = " ".join(lines_of(title))
    return _PAGE.format(lang=escape(lang), title=escape(head), css=CSS + css, body=body)


def words(text: str) -> str:
    """``text`` as HTML: nothing in it is markup, a newline breaks the line."""
    return escape(visible(text)).replace("\n", "<br>")


def table_html(table: Table) -> str:
    """The table with title and notes, as part of a page."""
    lines = [_figure(table)]
    if table.title:  # no <caption>: on a phone it would scroll away with a wide table
        lines.append(f"<figcaption>{words(table.title)}</figcaption>")
    if table.columns:
        kinds = _kinds(table)
        body = (_section(section, table.columns, kinds) for section in table.sections)
        lines += ['<div class="wide">', "<table>", *_widths(table.columns)]
        lines += [_header(table.columns, kinds), *body, "</table>", "</div>"]
    lines += [f'<p class="note">{words(note)}</p>' for note in table.notes]
    return "\n".join([*lines, "</figure>"])


def _figure(table: Table) -> str:
    """Its tag: a table that is too wide for upright paper is turned, and as small as it has to be.

    Numbers stay on one line; words want some of theirs.
    """
    room = 0.0
    for column, width in zip(table.columns, body_widths(table), strict=True):
        most = width if column.kind is not Kind.TEXT else _TITLE if column.titles else _WORDS
        wanted = min(width or most, most)  # what is empty is written into
        room += max(wanted * 0.55, 2) + 0.5  # a bold digit; two characters of its head
    fit = f' style="--fit: {_TURNED / room:.2f}"' if room > _TURNED else ""
    return f"<figure{_classed('turned' if room > _UPRIGHT else '')}{fit}>"


def _kinds(table: Table) -> list[str]:
    """The class of each column's cells.

    ``name``: they say what the row is about, and stay in view when the others are moved.
    """
    kinds = [
        "n" if column.kind is not Kind.TEXT else "short" if 0 < width <= _SHORT else ""
        for column, width in zip(table.columns, body_widths(table), strict=True)
    ]
    texts = [at for at, column in enumerate(table.columns) if column.kind is Kind.TEXT]
    if texts:
        kinds[next((at for at in texts if not table.columns[at].merged), texts[0])] = "name"
    return kinds


def _widths(columns: tuple[Column, ...]) -> list[str]:
    if not any(column.width for column in columns):
        return []
    wished = (
        f' style="width: {float(share) * 100:.4g}%"' if share else "" for share in shares(columns)
    )
    return [f"<colgroup>{''.join(f'<col{wish}>' for wish in wished)}</colgroup>"]


def _header(columns: tuple[Column, ...], kinds: Sequence[str]) -> str:
    lines = ["<thead>"]
    for row in header_rows(columns):
        cells = (
            f'<th scope="{"col" if cell.columns == 1 else "colgroup"}"'
            f"{_classed(_head_kind(cell, kinds))}{_covering('colspan', cell.columns)}"
            f"{_covering('rowspan', cell.rows)}>{words(cell.text)}</th>"
            for cell in row
        )
        lines.append(f"<tr>{''.join(cells)}</tr>")
    return "\n".join([*lines, "</thead>"])


def _head_kind(cell: HeaderCell, kinds: Sequence[str]) -> str:
    if cell.columns == 1 and kinds[cell.first] == "name":
        return "name"
    return "short" if display_width(cell.text) <= _HEAD else ""


def _covering(attribute: str, count: int) -> str:
    return f' {attribute}="{count}"' if count > 1 else ""


def _section(section: Section, columns: tuple[Column, ...], kinds: Sequence[str]) -> str:
    lines = ["<tbody>"]
    if section.heading is not None:
        span = _covering("colspan", len(columns))
        heading = f"<span>{words(section.heading)}</span>"
        lines.append(f'<tr><th scope="rowgroup"{span}>{heading}</th></tr>')
    spans = [
        row_spans(section.rows, index) if column.merged else [1] * len(section.rows)
        for index, column in enumerate(columns)
    ]
    for place, row in enumerate(section.rows):
        lines.append(_row(row, kinds, [covered[place] for covered in spans]))
    return "\n".join([*lines, "</tbody>"])


def _row(row: Row, kinds: Sequence[str], spans: Sequence[int]) -> str:
    """``spans``: rows that each cell covers; 0: it is covered from above."""
    cells = (
        f"<td{_classed(kind)}{_covering('rowspan', span)}>{words(cell.text)}{_bar(cell)}</td>"
        for cell, kind, span in zip(row.cells, kinds, spans, strict=True)
        if span
    )
    return f"<tr{_classed('' if row.role is Role.BODY else 'sum')}>{''.join(cells)}</tr>"


def _bar(cell: Cell) -> str:
    """The cell's share of its target, drawn with borders, which printers keep."""
    if cell.share is None:
        return ""
    width = max(Fraction(0), min(cell.share, Fraction(1)))
    title = f"任务的{percent(cell.share)}"
    return f'<span class="bar" title="{title}"><i style="width: {float(width):.1%}"></i></span>'


def _classed(name: str) -> str:
    return f' class="{name}"' if name else ""
