"""Secrecy (保密) of a record: whether its title may be printed, until when, and who said so."""

from datetime import date
from typing import Annotated, Final, NamedTuple

from infoscore.messages import msg
from infoscore.reading.reading import Reading
from infoscore.reading.types import Day, Line, Strict, described


class SecrecyEntry(Strict, frozen=True):
    """Entry under ``restricted`` where more is known than that it is."""

    until: Annotated[Day | None, described("the last day on which its title is not published")] = (
        None
    )
    released: Annotated[
        Day | None, described("the day from which on its title may be published after all")
    ] = None
    by: Annotated[Line | None, described("by whose decision, by office or role")] = None


Restriction = bool | Day | SecrecyEntry
"""For good, until a day, or with more details."""


class Secrecy(NamedTuple):
    """Secrecy as seen from the day of the output; true where the title must not be printed."""

    hidden: bool = False
    until: date | None = None
    """Last day of it; ``None``: for good."""
    released: date | None = None
    """Day from which on it is public; ``None``: nobody has released it."""
    by: str = ""
    """Whose decision it was."""

    def __bool__(self) -> bool:
        return self.hidden


OPEN: Final = Secrecy()


def seen(entry: Restriction, reading: Reading, as_of: date) -> Secrecy:
    """Return whether a title may be printed on the day ``as_of``; note days that no office has."""
    if entry is False:
        return OPEN
    known = entry if isinstance(entry, SecrecyEntry) else SecrecyEntry()
    until = entry if isinstance(entry, date) else known.until
    for key, day in (("until", until), ("released", known.released)):
        if day is not None:
            reading.day(day, ("restricted", key) if entry is known else ("restricted",))
    if until is not None and known.released is not None and known.released > until:
        reading.wrong(
            ("restricted", "released"),
            msg("released on {day}, when it was public already", day=known.released),
            msg("check “until” and “released”"),
        )
    public = (until is not None and as_of > until) or (
        known.released is not None and as_of >= known.released
    )
    return Secrecy(not public, until, known.released, known.by or "")
