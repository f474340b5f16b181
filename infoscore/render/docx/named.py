"""The fonts that the text of a Word file asks for, and what its styles say."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping
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
_THEME: Final[Mapping[str, str]] = {"Ascii": "latin", "HAnsi": "latin", "EastAsia": "ea"}
"""The ends of a theme font's name, and the element that tells the font."""
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
    styles = Styles(roots)
    texts = [root for root in roots if root.tag in map(_tag, _TEXTS)]
    runs = [run for root in texts for run in root.iter(_tag("r"))]
    return sorted({name for run in runs for name in _fonts(run, styles)})


def _fonts(run: Element, styles: Styles) -> Iterator[str]:
    """Yield the fonts of a run's characters."""
    text = "".join(one.text or "" for one in run.iter(_tag("t")))
    for slot, pattern in _SLOTS.items():
        if pattern.search(text) and (name := styles.value(run, "rFonts", slot)):
            yield name


class Styles:
    """A file's styles: ``roots`` are those of its parts, of which styles and themes are read."""

    def __init__(self, roots: Iterable[Element]) -> None:
        parts = tuple(roots)
        self._roots = [root for root in parts if root.tag == _tag("styles")]
        self._theme = {
            f"{size}{end}": font.get("typeface", "")
            for root in parts
            for size in ("major", "minor")
            for end, slot in _THEME.items()
            for font in root.iterfind(f"{{*}}themeElements//{{*}}{size}Font/{{*}}{slot}")
        }
        self._styles = {
            one.get(_tag("styleId")): one
            for root in self._roots
            for one in root.iter(_tag("style"))
        }
        self._default = [
            one.get(_tag("styleId"))
            for one in self._styles.values()
            if one.get(_tag("default")) in {"1", "true"} and one.get(_tag("type")) == "paragraph"
        ]

    def value(self, element: Element, tag: str, attribute: str = "val") -> str:
        """Return a property of a run or paragraph, its own or its styles'; empty: none says it."""
        kind = "rPr" if element.tag == _tag("r") else "pPr"
        own = _found(element, f"w:{kind}/w:{tag}")
        return self._first([own, *self._inherited(element, f"w:{kind}/w:{tag}")], attribute)

    def named(self, style: str, path: str, attribute: str = "val") -> str:
        """Return a property that a style or one that it is based on has, such as ``w:rPr/w:sz``."""
        return self._first([*self._chain([style], path), self._general(path)], attribute)

    def _first(self, found: Iterable[list[Element]], attribute: str) -> str:
        for one in (element for elements in found for element in elements):
            if theme := one.get(_tag(f"{attribute}Theme")):
                return self._theme.get(theme, "")
            if value := one.get(_tag(attribute)):
                return value
        return ""

    def _inherited(self, element: Element, path: str) -> Iterator[list[Element]]:
        """Yield what the styles of a run or paragraph say, what goes first first."""
        yield from self._chain(_values(element, "w:rPr/w:rStyle"), path)
        around = element.iterancestors(_tag("p"))
        paragraph = element if element.tag == _tag("p") else next(around, element)
        yield from self._chain(_values(paragraph, "w:pPr/w:pStyle") or self._default, path)
        yield self._general(path)

    def _general(self, path: str) -> list[Element]:
        kind = path[2:5]
        return [
            one
            for root in self._roots
            for one in _found(root, f"w:docDefaults/w:{kind}Default/{path}")
        ]

    def _chain(self, names: list[str | None], path: str) -> Iterator[list[Element]]:
        """Yield what a style says, and those that it is based on."""
        seen: set[str | None] = set()
        while names and names[0] not in seen and (style := self._styles.get(names[0])) is not None:
            seen.add(names[0])
            yield _found(style, path)
            names = _values(style, "w:basedOn")


def _values(element: Element, path: str) -> list[str | None]:
    return [one.get(_tag("val")) for one in _found(element, path)]


def _tag(name: str) -> str:
    return f"{{{W}}}{name}"


def _found(element: Element, path: str) -> list[Element]:
    return element.findall(path, _NAMES)
