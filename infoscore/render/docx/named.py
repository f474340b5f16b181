"""The fonts that the text of a Word file asks for."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator, Mapping
from io import BytesIO
from typing import Final

from lxml import etree

from infoscore.render.docx.wml import Element, W

_TEXTS: Final = ("document", "hdr", "ftr", "footnotes", "endnotes")
_SLOTS: Final[Mapping[str, re.Pattern[str]]] = {
    "eastAsia": re.compile("[\u2e80-\U0010ffff]"),
    "ascii": re.compile("[!-\u024f]"),
}
"""The attributes of ``w:rFonts``, and the characters that each is for."""
_NAMES: Final = {"w": W}


def asked(docx: bytes) -> list[str]:
    """Return the names of the fonts that a Word file's text is to be set in, each once.

    A style that no text has does not count. The file is one of ours, and may be larger than the
    letterheads that :func:`~infoscore.render.docx.parts.tree` takes.
    """
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True)
    with zipfile.ZipFile(BytesIO(docx)) as package:
        names = [name for name in package.namelist() if name.startswith("word/")]
        roots = [
            etree.fromstring(package.read(name), parser) for name in names if name.endswith(".xml")
        ]
    styles = _Styles([root for root in roots if root.tag == _tag("styles")])
    texts = [root for root in roots if root.tag in map(_tag, _TEXTS)]
    runs = [run for root in texts for run in root.iter(_tag("r"))]
    return sorted({name for run in runs for name in styles.of(run)})


class _Styles:
    """The fonts of a file's styles."""

    def __init__(self, roots: list[Element]) -> None:
        self._roots = roots
        found = (style for root in roots for style in root.iter(_tag("style")))
        self._styles = {style.get(_tag("styleId")): style for style in found}
        self._default = [
            one.get(_tag("styleId"))
            for one in self._styles.values()
            if one.get(_tag("default")) in {"1", "true"} and one.get(_tag("type")) == "paragraph"
        ]

    def of(self, run: Element) -> Iterator[str]:
        """Yield the fonts of a run's characters."""
        text = "".join(one.text or "" for one in run.iter(_tag("t")))
        for slot, pattern in _SLOTS.items():
            if pattern.search(text):
                names = (one.get(_tag(slot)) for one in self._ways(run))
                yield from [name for name in names if name][:1]

    def _ways(self, run: Element) -> Iterator[Element]:
        """Yield what may name a run's fonts, what goes first first."""
        yield from _found(run, "w:rPr/w:rFonts")
        yield from self._chain([one.get(_tag("val")) for one in _found(run, "w:rPr/w:rStyle")])
        paragraph = next(run.iterancestors(_tag("p")), run)
        named = [one.get(_tag("val")) for one in _found(paragraph, "w:pPr/w:pStyle")]
        yield from self._chain(named or self._default)
        for root in self._roots:
            yield from _found(root, "w:docDefaults/w:rPrDefault/w:rPr/w:rFonts")

    def _chain(self, names: list[str | None]) -> Iterator[Element]:
        """Yield the fonts of a style and of those it is based on."""
        seen: set[str | None] = set()
        while names and names[0] not in seen and (style := self._styles.get(names[0])) is not None:
            seen.add(names[0])
            yield from _found(style, "w:rPr/w:rFonts")
            names = [one.get(_tag("val")) for one in _found(style, "w:basedOn")]


def _tag(name: str) -> str:
    return f"{{{W}}}{name}"


def _found(element: Element, path: str) -> list[Element]:
    return element.findall(path, _NAMES)
