"""A form as a Word file: a title and tables under it, on the page of an official document."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Final

from infoscore.render.docx import grid, package, paragraphs
from infoscore.render.docx.looks import Layout
from infoscore.render.docx.page import section
from infoscore.table import Table

_DEFAULT: Final = Layout()


def render(title: str, tables: Iterable[Table], day: date, layout: Layout = _DEFAULT) -> bytes:
    """The .docx file; ``day`` is that of its properties."""
    width = layout.page.width
    blocks = [paragraphs.title(title, width=width), *paragraphs.blank()]
    for table in tables:
        blocks += grid.titled(table, width)
        blocks += paragraphs.blank()
    blocks.append(section(layout.page))
    return package.document(blocks, package.Properties(title, "", day), layout)
