"""The circular as a value: every word that will be printed, in order, and nothing of its looks.

A renderer takes a :class:`Circular` and returns bytes.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from infoscore.table import Table

_INNER: Final = str.maketrans("（）", "〔〕")


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text within a paragraph."""

    text: str
    strong: bool = False


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading; levels 1 to 4 are numbered 一、（一） 1. （1） (GB/T 9704-2012, 7.3.3).

    ``number`` includes its punctuation.
    """

    level: int
    number: str
    text: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph of the body; ``number`` is "1." or "（1）" for a numbered one, else empty."""

    runs: tuple[Run, ...]
    number: str = ""

    @property
    def text(self) -> str:
        """Its words without number and emphasis."""
        return "".join(run.text for run in self.runs)


@dataclass(frozen=True, slots=True)
class Entry:
    """An item of the itemized list: ``1.标题（载体（年）第N期）（单位）``."""

    number: str
    title: str
    source: str
    units: str

    @property
    def text(self) -> str:
        """The item as one line, without its number; brackets within brackets are 〔〕."""
        parts = (part.translate(_INNER) for part in (self.source, self.units) if part)
        return self.title + "".join(f"（{part}）" for part in parts)


@dataclass(frozen=True, slots=True)
class Listing:
    """Numbered items under a line that introduces them (``lead``; empty: none)."""

    lead: str
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class TableBlock:
    """A table within the document."""

    table: Table


Block = Heading | Paragraph | Listing | TableBlock


@dataclass(frozen=True, slots=True)
class Annex:
    """附件, under the title that the note under the body gives."""

    title: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Circular:
    """A 通报 from letterhead to 版记."""

    letterhead: str
    """发文机关标志; empty for pre-printed paper."""
    number: str
    """发文字号, e.g. 攀住建发〔2021〕96号; empty: none yet."""
    title: str
    """A line break in it is wanted."""
    addressees: str
    """主送机关, without the closing colon."""
    body: tuple[Block, ...]
    annexes: tuple[Annex, ...]
    issuer: str
    """署名"""
    issued: date
    """成文日期"""
    copies: tuple[str, ...] = ()
    """抄送"""
    printer: str = ""
    """印发机关; with neither it nor ``copies`` there is no 版记."""
    printed: date | None = None
    """印发日期; ``None``: not given."""
    serial: str = ""
    """份号: six digits, counted for each copy; empty: none."""
    secrecy: str = ""
    """密级 and 保密期限, e.g. 机密★1年; empty: none."""
    urgency: str = ""
    """紧急程度: 特急 or 加急; empty: none."""
    remark: str = ""
    """附注, without its brackets; empty: none."""
    headless: bool = False
    """No 公文: nothing stands above its title, not even room for pre-printed paper."""


def annex_label(index: int, of: int) -> str:
    """附件1, or 附件 where there is one only (GB/T 9704-2012, 7.3.7); ``index`` counts from 0."""
    return "附件" if of == 1 else f"附件{index + 1}"
