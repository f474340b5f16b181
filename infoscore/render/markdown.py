"""A table as a GitHub pipe table, lined up so that the source reads well too.

Words come from records: whatever they hold, they are shown, never obeyed.
"""

from __future__ import annotations

import re
from typing import Final

import tabulate

from infoscore.screen import visible
from infoscore.table import Kind, Role, Row, Table, once

_MARKUP: Final = re.compile(r"([\\`*_~#$&<>\[\]|])")
_LINE_START: Final = re.compile(r"^(?:[-+=]|\d+(?=[.)](?:\s|$)))")
# GitHub links bare addresses, escaped or not; only an element in their midst keeps it from that.
_ADDRESS: Final = re.compile(r"(https?|ftp|mailto|xmpp)(?=:)|www(?=\.)|@", re.IGNORECASE)


def render(table: Table) -> str:
    """The table under its title; sections are set off by a bold row, so that columns line up."""
    parts = [f"## {inline(table.title)}"] if table.title else []
    parts += [body for body in (pipes(table),) if body]
    parts += [paragraph(note) for note in table.notes]
    return "\n\n".join(parts) + "\n"


def pipes(table: Table) -> str:
    """The pipe table alone, without title and notes."""
    if not table.columns:
        return ""
    rows = []
    for section in table.sections:
        if section.heading is not None:
            rows.append([strong(section.heading)] + [""] * (len(table.columns) - 1))
        rows += [_cells(row) for row in once(section, table.columns)]
    return tabulate.tabulate(
        rows,
        headers=[inline(column.label) for column in table.columns],
        tablefmt="pipe",
        disable_numparse=True,
        colalign=["left" if c.kind is Kind.TEXT else "right" for c in table.columns],
    )


def inline(text: str) -> str:
    """``text`` as words within a line: nothing in it is markup, a newline becomes ``<br>``."""
    escaped = (_MARKUP.sub(r"\\\1", line) for line in visible(text).split("\n"))
    return "<br>".join(_ADDRESS.sub(r"\g<0><!-- -->", line) for line in escaped)


def paragraph(text: str) -> str:
    """``text`` as a paragraph of its own."""
    return guarded(inline(text).strip())


def guarded(markdown: str) -> str:
    """A line whose start makes it no list, heading or rule."""
    return _LINE_START.sub(_shown, markdown)


def strong(text: str) -> str:
    """``text`` in bold where it stands alone between spaces, as in a cell."""
    words = inline(text).strip()
    return f"**{words}**" if words else ""


def _cells(row: Row) -> list[str]:
    write = inline if row.role is Role.BODY else strong
    return [write(cell.text) for cell in row.cells]


def _shown(match: re.Match[str]) -> str:
    start = match[0]
    return f"{start}\\" if start[0].isdigit() else f"\\{start}"
