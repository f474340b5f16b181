"""The fit of the text's end to its pages: page 1 shows text, the signature stands with text.

GB/T 9704-2012, 7.3.3, 7.3.5.5: where it does not, lines are set closer or wider.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final, NamedTuple, TypeAlias

from infoscore.render.docx.page import Page


class Mark(StrEnum):
    """Bookmarks by which a PDF tells where the text, its last block and the signature lie."""

    BEGIN = "TextBegin"
    LAST = "TextLast"
    END = "TextEnd"
    NAME = "SignatureName"
    DATE = "SignatureDate"


class Spot(NamedTuple):
    """A line of a document: its page, and how high its upper edge is above the paper's foot."""

    page: int
    height: float
    """In points."""


Spots: TypeAlias = Mapping[str, Spot]


@dataclass(frozen=True, slots=True, kw_only=True)
class Fit:
    """What gives way so that the end of the text fits its pages; without an argument: nothing."""

    kept: bool = True
    """The last block is kept with the signature. Word then takes its last two lines along, and
    LibreOffice the whole of it."""
    room: int = 3
    """Lines above 署名: a seal of 42 mm stands over name and date and must not reach the text."""
    more: int = 0
    """Lines that a page has beyond 22."""
    short: int = 0
    """Lines left empty at the foot of page 1."""
    whole: bool = True
    """Of the last block not one line alone stands on a page."""

    def page(self, page: Page) -> Page:
        """Return the page with more lines, or fewer."""
        height = page.paper_height - page.top - page.bottom
        return replace(page, pitch=height // (height // page.pitch + self.more))


LOOSE: Final = Fit(kept=False)
KEPT: Final = Fit()

_HOLE: Final = 5
"""Lines that may stay empty at the foot of a page before all others are set closer or wider."""
_TIGHTER: Final = (1, 2, -1, -2, 3, 4)
"""Lines more or fewer, what is seen least first: from 24.5 to 31.9 pt apart."""
_UNPARTED: Final = 3
_FIRST_PAGE: Final = 7
"""Lines of text on page 1, under a title of two lines."""
_AT_ONCE: Final = 5
_ROOMS: Final = (3, 2)
"""With two lines a seal touches none of the text: its lower half covers 署名 and date."""


def fitted(look: Callable[[Sequence[Fit]], Sequence[Spots]], page: Page, *, free: bool) -> Fit:
    """Return the least that has to give way.

    ``look`` tells the places of the marks in the text as it is set with each of some fits, in one
    go. The ``page`` is that of the text; ``free``: its foot is ours, no letterhead's.
    """
    loose, kept = look((LOOSE, KEPT))
    if not loose:  # nothing can be told
        return KEPT
    if not _faults(loose, LOOSE, page):
        # Where both are alike, the stronger one holds in a word processor with other fonts, too.
        return KEPT if loose == kept else LOOSE
    if not _faults(kept, KEPT, page) and _hole(loose, page) <= _HOLE:
        return KEPT
    fits = [*_others(loose, page, free=free)]
    worst: list[tuple[int, int]] = []
    for start in range(0, len(fits), _AT_ONCE):
        tried = fits[start : start + _AT_ONCE]
        for fit, places in zip(tried, look(tried), strict=True):
            worst.append((_faults(places, fit, page), len(worst)))
        if not min(worst)[0]:
            break
    return fits[min(worst)[1]]


def unseen(lines: int, tail: int) -> Fit:
    """Return the safest fit of a text of so many lines, where nothing can look at its pages.

    Word takes the last two lines along with the signature by itself, but a text of up to three
    lines whole, so page 1 would show none. ``tail`` counts the lines from 附件说明 to the date.
    """
    if lines > _UNPARTED or lines + tail <= _FIRST_PAGE:
        return KEPT
    if lines == _UNPARTED:
        return replace(LOOSE, short=_FIRST_PAGE - 1, whole=False)
    return Fit(room=_ROOMS[-1], more=max(_TIGHTER))


def _others(loose: Spots, page: Page, *, free: bool) -> Iterator[Fit]:
    """Yield the fits to be tried, the least first."""
    yield replace(LOOSE, room=2)
    shorter = _missing(loose, page) if free else 0
    if 0 < shorter <= _HOLE:
        yield replace(LOOSE, short=shorter)
    for more in _TIGHTER[:2]:
        yield from (replace(LOOSE, more=more, room=room) for room in _ROOMS)
    yield KEPT
    if shorter > _HOLE:
        yield replace(LOOSE, short=shorter)
    if shorter:  # of a text of two lines at least one stands with the signature
        yield from (replace(LOOSE, short=lines, whole=False) for lines in (shorter, shorter - 1))
    for more in _TIGHTER[2:]:
        yield from (replace(LOOSE, more=more, room=room) for room in _ROOMS)
    yield LOOSE


def _missing(loose: Spots, page: Page) -> int:
    """Return how many lines of page 1 have to stay empty for two of the text to come over."""
    end = loose[Mark.END]
    if end.page != loose[Mark.DATE].page:
        return round(_below(end, page)) + 2
    return int(end.page > 1 and _above(loose, page) < 1)


def _faults(places: Spots, fit: Fit, page: Page) -> int:
    """Return what is wrong with an end of the text; 0: nothing."""
    if not {*Mark} <= places.keys():
        return 8
    page = fit.page(page)
    begin, end, name, date = (places[m] for m in (Mark.BEGIN, Mark.END, Mark.NAME, Mark.DATE))
    parted = not end.page == name.page == date.page
    alone = begin.page != end.page and _above(places, page) < 1
    return 4 * (begin.page != 1) + 2 * parted + alone


def _above(places: Spots, page: Page) -> int:
    """Return the lines of text above the last one, on its page."""
    begin, end = places[Mark.BEGIN], places[Mark.END]
    top = begin.height if begin.page == end.page else (page.paper_height - page.top) / 20
    return round((top - end.height) * 20 / page.pitch)


def _below(place: Spot, page: Page) -> float:
    """Return the room under a line, in lines."""
    return (place.height * 20 - page.bottom) // page.pitch - 1


def _hole(loose: Spots, page: Page) -> float:
    """Return how many lines of the last block leave a page when it is taken along whole."""
    last, end = loose[Mark.LAST], loose[Mark.END]
    if last.page == loose[Mark.DATE].page:
        return 0
    below = _below(end, page) if last.page == end.page else -1
    return _below(last, page) - below
