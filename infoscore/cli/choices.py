"""What an answer may name: by number, by any name, by the first letters of its pinyin."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from typing import Final

from msgspec import Struct

from infoscore.formulas import whole
from infoscore.initials import spells
from infoscore.names import Names, fold

BETWEEN: Final = re.compile(r"[、，,;；\s]+")
"""What may stand between several names."""
_FEW: Final = 3
"""Names that are suggested."""
_MARKS: Final = re.compile(r"\s*[、，,;；]+\s*")


class Choices(Struct, frozen=True):
    """Things to choose from, in order, and all names by which they go."""

    things: Sequence[str]
    names: Names[str]
    """Each name with its thing."""
    verbatim: bool = False
    """``True``: the answer is the name as it was typed; else the thing."""

    def meant(self, text: str) -> str | None:
        """Return the one answer that a number, a name or initials stand for."""
        number = whole(text)
        if number is not None and 1 <= number <= len(self.things):
            return self.things[number - 1]
        found = self.names.find(text) if text else []
        if not found and _initials(text):
            spelt = self._spelt(text)
            text, found = next(iter(spelt.values()), text), list(spelt)
        if len(found) != 1:
            return None
        return text if self.verbatim else found[0]

    def _spelt(self, initials: str) -> dict[str, str]:
        """Return the things that initials spell whole, else from the beginning, else anywhere.

        Each comes with its first such name.
        """
        found: dict[int, dict[str, str]] = {}
        for name, thing in self.names.entries:
            at = spells(initials, name)
            if at is not None:
                rank = 0 if at == 0 and len(fold(name)) == len(initials) else min(at, 1) + 1
                found.setdefault(rank, {}).setdefault(thing, name)
        return found[min(found)] if found else {}

    def like(self, part: str) -> list[tuple[str, str]]:
        """Return a name of each thing that begins so, then of those that hold it.

        Each comes with its number as a text.
        """
        folded, found = fold(part), dict[str, tuple[int, str]]()
        for number, thing in enumerate(self.things, start=1):
            if not part or (whole(part) is not None and str(number).startswith(part)):
                found[thing] = (0, thing)
        for name, thing in self.names.entries if part else ():
            at = fold(name).find(folded)
            if at < 0 and _initials(part):
                spelt = spells(part, name)
                at = -1 if spelt is None else spelt
            if at >= 0 and thing in self.things:
                best = found.get(thing, (2, ""))
                found[thing] = min(best, (min(at, 1), name), key=lambda one: one[0])
        numbers = {thing: str(number) for number, thing in enumerate(self.things, start=1)}
        ranked = sorted(found.items(), key=lambda one: one[1][0])
        return [(name, numbers[thing]) for thing, (_, name) in ranked]

    def near(self, text: str) -> list[str]:
        """Return a few names that may be meant, one of each thing."""
        found = self.names.nearest(text) or [name for name, _ in self.like(text)][:_FEW]
        things: dict[str, str] = {}
        for name in found:
            things.setdefault(self.names.find(name)[0], name)
        return list(things.values())


def _initials(text: str) -> bool:
    return text.isascii() and text.isalpha()


def choices(names: Names[str], things: Iterable[str] | None = None) -> Choices:
    """Return the choices, by all names of those ``things``; default: of everything named."""
    kept = names.things if things is None else list(things)
    return Choices(kept, Names((name, one) for name, one in names.entries if one in kept))


def several(text: str, known: Callable[[str], object]) -> list[str]:
    """Return the names in an answer such as ``办公室、规划科``.

    A name that is ``known`` may hold a separator itself. Blanks separate only if one is known.
    """
    found: list[str] = []
    pieces = re.split(f"({BETWEEN.pattern})", text.strip())
    start = 0
    hit = False
    while start < len(pieces):
        ends = range(len(pieces), start, -2)  # no separator ends a name
        end = next((end for end in ends if known("".join(pieces[start:end]))), None)
        hit = hit or end is not None
        part = "".join(pieces[start : end or start + 1])
        if part:
            found.append(part)
        start = (end or start + 1) + 1
    return found if hit else [part for part in _MARKS.split(text.strip()) if part]
