"""Names people use are the identifiers: matching what was typed to what is meant.

Width, spaces, letter case, title marks and what nobody sees do not tell names apart:
``《工作动态》`` is ``工作动态``, ``办公室(信访科)`` is ``办公室（信访科）``.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Final, Generic, TypeVar

T = TypeVar("T")

_UNSEEN: Final = "《》〈〉«»"
_INVISIBLE: Final = re.compile(
    "[\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2060-\u206f\u2800\u3164"
    "\ufe00-\ufe0f\uffa0\ufff9-\ufffb\U000e0000-\U000e0fff]+"
)
"""What Unicode calls default ignorable, and what shows as a blank: fillers, joiners, selectors."""

_FOLDED: Final = re.compile("[0-9a-z\u4e00-\u9fff]*")
"""What folding leaves as it is."""
_QUOTES: Final = "“”„‟‘’‚‛‹›「」『』〝〞〟\"'`"
_DASHES: Final = "‐‒–—―−─━⸺⸻~〜-"
_MARKS: Final = re.compile(f"[{_QUOTES}⋯。.{_DASHES}]")
_ELLIPSIS: Final = re.compile(r"(?:\.{2,}|。{2,}|⋯)+")
_DASH: Final = re.compile(f"[{_DASHES}]+")
_NO_QUOTES: Final = str.maketrans("", "", _QUOTES)
_ISSUE: Final = re.compile(r"(?:[(\[〔]?([0-9]{4})(?:年|[)\]〕]年?))?第?(.*?)(?:\.0+)?期?")
_ZEROS: Final = re.compile(r"(?<![0-9])0+(?=[0-9])")

LONGEST: Final = 200
"""Characters of a name that is compared with others."""
MOST_COMPARED: Final = 20_000


def fold(name: str) -> str:
    """The part of a name that counts when names are compared."""
    if _FOLDED.fullmatch(name):  # as most are
        return name
    if name.isascii():
        return "".join(name.lower().split())
    name = _INVISIBLE.sub("", name)
    if not unicodedata.is_normalized("NFKC", name):
        name = unicodedata.normalize("NFKC", name)
    for mark in _UNSEEN:
        if mark in name:  # five times as fast as translating
            name = name.replace(mark, "")
    return "".join(name.casefold().split())


@lru_cache(maxsize=256)  # a record's title is asked for several times
def fold_title(title: str) -> str:
    """The part of a title that counts when titles are compared.

    Beside what does not tell names apart, quotes, the final stop, and the kind of dashes and
    ellipses do not count.
    """
    folded = fold(title)
    if _MARKS.search(folded) is None:
        return folded
    text = _ELLIPSIS.sub("…", folded.translate(_NO_QUOTES))
    return _DASH.sub("-", text).rstrip("。.") or folded


def fold_issue(issue: str, year: int) -> str:
    """The part of an issue's number that counts: ``第05期`` and, in 2021, ``2021年第5期`` are 5."""
    if issue.isascii() and issue.isdecimal():  # as nearly always
        return issue.lstrip("0") or "0"
    text = fold_title(issue)
    found = _ISSUE.fullmatch(text)
    if found is None or not any(map(str.isdecimal, found[2])):
        return text
    number = _ZEROS.sub("", found[2])
    return number if found[1] in (None, str(year)) else f"{found[1]}年{number}"


class Names(Generic[T]):
    """Names and aliases, each with the things that it stands for."""

    __slots__ = ("_compared", "_exact", "_folded", "_known", "_nearest", "entries")

    def __init__(self, entries: Iterable[tuple[str, T]]) -> None:
        """``entries``: every name and alias with the thing that it names."""
        self.entries = tuple(entries)
        self._folded: dict[str, list[T]] = {}
        self._known: list[str] = []
        for name, thing in self.entries:
            things = self._folded.setdefault(fold(name), [])
            if thing not in things:
                things.append(thing)
            self._known.append(name)
        self._exact: dict[str, Sequence[T]] = {}
        self._nearest: dict[str, str] = {}
        self._compared = 0

    def find(self, name: str) -> Sequence[T]:
        """Everything called ``name``: nothing if unknown, several things if ambiguous."""
        found = self._exact.get(name)
        if found is None:
            found = self._exact[name] = self._folded.get(fold(name), ())
        return found

    @property
    def things(self) -> list[T]:
        """Everything that has a name, in order."""
        return list(dict.fromkeys(thing for _, thing in self.entries))

    def nearest(self, name: str, most: int = 3) -> list[str]:
        """Known names that look like ``name``, the likeliest first.

        Comparing takes time: of many unknown names the first ones get suggestions, and so do those
        that people can have typed, not whole pages.
        """
        import difflib

        if not self._nearest:
            self._nearest |= {fold(other): other for other in reversed(self._known)}
        known = self._nearest
        wanted = fold(name)
        self._compared += len(known)
        if self._compared > MOST_COMPARED or len(wanted) > LONGEST:
            return []
        short = [other for other in known if len(other) <= LONGEST]
        close = difflib.get_close_matches(wanted, short, n=most, cutoff=0.5)
        parts = [other for other in known if wanted and (wanted in other or other in wanted)]
        return [known[other] for other in dict.fromkeys(close + parts)][:most]
