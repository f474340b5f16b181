"""A table as a web page of its own, and what every page has in common.

A page needs nothing but itself: no script, no font, nothing from the net, and its policy says so.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from html import escape
from typing import Final

from infoscore.render.width import lines_of
from infoscore.rounding import percent
from infoscore.screen import visible
from infoscore.table import (
    Cell,
    Column,
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
html { color: #111; background: #fff; line-height: 1.6; -webkit-text-size-adjust: 100%; }
body { max-width: 60rem; margin: 0 auto; padding: 1rem;
  font-family: "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif; }
figure { margin: 1rem 0; }
.wide { overflow-x: auto; padding: 0 1px; }
table { border-collapse: collapse; margin: 0 auto; min-width: 60%; }
figcaption { font-size: 1.25em; font-weight: bold; padding: .5em 0; text-align: center;
  break-after: avoid; }
th, td { border: 1px solid #888; padding: .25em .6em; vertical-align: middle; text-align: left;
  overflow-wrap: break-word; line-break: strict; }
td { min-width: 6em; }
thead th { background: #f0f0f0; text-align: center; }
tbody th { background: #f8f8f8; }
.n { min-width: 2em; text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums; }
.bar { display: block; height: .3em; min-width: 4em; border-bottom: 1px solid #bbb; }
.bar i { display: block; border-top: .3em solid #b03a2e; }
.sum td { font-weight: bold; border-top-width: 2px; }
.note { margin: .3em 0; font-size: .9em; }
@page { size: A4; margin: 20mm; }
@media print {
  body { max-width: none; padding: 0; }
  .wide { overflow: visible; }
  thead { display: table-header-group; }
  td { min-width: 2em; overflow-wrap: anywhere; }
  tr { break-inside: avoid; }
  tbody tr:first-child { break-after: avoid; }
}
"""


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
    lines = ["<figure>"]
    if table.title:  # no <caption>: on a phone it would scroll away with a wide table
        lines.append(f"<figcaption>{words(table.title)}</figcaption>")
    if table.columns:
        body = (_section(section, table.columns) for section in table.sections)
        lines += ['<div class="wide">', "<table>", *_widths(table.columns)]
        lines += [_header(table.columns), *body, "</table>", "</div>"]
    lines += [f'<p class="note">{words(note)}</p>' for note in table.notes]
    return "\n".join([*lines, "</figure>"])


def _widths(columns: tuple[Column, ...]) -> list[str]:
    if not any(column.width for column in columns):
        return []
    wished = (
        f' style="width: {float(share) * 100:.4g}%"' if share else "" for share in shares(columns)
    )
    return [f"<colgroup>{''.join(f'<col{wish}>' for wish in wished)}</colgroup>"]


def _header(columns: tuple[Column, ...]) -> str:
    lines = ["<thead>"]
    for row in header_rows(columns):
        cells = (
            f'<th scope="{"col" if cell.columns == 1 else "colgroup"}"'
            f"{_covering('colspan', cell.columns)}{_covering('rowspan', cell.rows)}>"
            f"{words(cell.text)}</th>"
            for cell in row
        )
        lines.append(f"<tr>{''.join(cells)}</tr>")
    return "\n".join([*lines, "</thead>"])


def _covering(attribute: str, count: int) -> str:
    return f' {attribute}="{count}"' if count > 1 else ""


def _section(section: Section, columns: tuple[Column, ...]) -> str:
    lines = ["<tbody>"]
    if section.heading is not None:
        span = _covering("colspan", len(columns))
        lines.append(f'<tr><th scope="rowgroup"{span}>{words(section.heading)}</th></tr>')
    spans = [
        row_spans(section.rows, index) if column.merged else [1] * len(section.rows)
        for index, column in enumerate(columns)
    ]
    for place, row in enumerate(section.rows):
        lines.append(_row(row, columns, [covered[place] for covered in spans]))
    return "\n".join([*lines, "</tbody>"])


def _row(row: Row, columns: tuple[Column, ...], spans: Sequence[int]) -> str:
    """``spans``: rows that each cell covers; 0: it is covered from above."""
    cells = (
        _cell(cell, column, span)
        for cell, column, span in zip(row.cells, columns, spans, strict=True)
        if span
    )
    return f"<tr{_classed('' if row.role is Role.BODY else 'sum')}>{''.join(cells)}</tr>"


def _cell(cell: Cell, column: Column, rows: int) -> str:
    kind = _classed("" if column.kind is Kind.TEXT else "n") + _covering("rowspan", rows)
    return f"<td{kind}>{words(cell.text)}{_bar(cell)}</td>"


def _bar(cell: Cell) -> str:
    """The cell's share of its target, drawn with borders, which printers keep."""
    if cell.share is None:
        return ""
    width = max(Fraction(0), min(cell.share, Fraction(1)))
    title = f"任务的{percent(cell.share)}"
    return f'<span class="bar" title="{title}"><i style="width: {float(width):.1%}"></i></span>'


def _classed(name: str) -> str:
    return f' class="{name}"' if name else ""
