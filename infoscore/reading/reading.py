"""One mapping of a document while it is read: where things stand, and what is wrong with them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime
from typing import NamedTuple, TypeVar

from infoscore import moments
from infoscore.messages import Message, msg
from infoscore.names import Names
from infoscore.problems import Code, Place, Problem, noted
from infoscore.reading.typed import EARLIEST, LATEST
from infoscore.reading.yamltext import Document, Path

T = TypeVar("T")


class Reading(NamedTuple):
    """One mapping of one document while it is read, and where its problems go."""

    document: Document
    path: Path
    problems: list[Problem]

    @property
    def value(self) -> object:
        """The mapping as it was typed."""
        found: object = self.document.at(self.path)
        return found

    @property
    def place(self) -> Place:
        """Where the mapping begins."""
        if not self.path:
            return Place(self.document.file, self.document.line)
        return self.document.place(self.path)

    def note(
        self, code: Code, path: Path, message: Message, hint: Message, *, key: bool = False
    ) -> None:
        """Note a problem at ``path`` within the mapping; ``key``: of the key, not of its value."""
        place = self.document.place((*self.path, *path), key=key)
        noted(self.problems, Problem(code, place, message, hint))

    def missing(self, key: str, path: Path, hint: Message) -> None:
        """Note that ``key`` is missing at ``path``."""
        self.note(Code.MISSING_KEY, path, msg("“{key}” is missing", key=key), hint)

    def wrong(self, path: Path, message: Message, hint: Message) -> None:
        """Note a value that cannot be."""
        self.note(Code.WRONG_VALUE, path, message, hint)

    def conflict(self, path: Path, message: Message, hint: Message) -> None:
        """Note rules that contradict each other or come to nothing."""
        self.note(Code.CONFLICTING_RULES, path, message, hint)

    def day(self, day: date, path: Path) -> date | None:
        """``day``, or ``None`` with a problem if no office can have a record of it."""
        if EARLIEST <= day <= LATEST:
            return day
        self.wrong(
            path,
            msg(
                "the date {day} lies outside {first} to {last}",
                day=day,
                first=EARLIEST,
                last=LATEST,
            ),
            msg("check the year"),
        )
        return None

    def moment(self, text: str, path: Path, *, last: bool = False) -> datetime | None:
        """The moment that is written, or ``None`` with a problem; of a date its first minute.

        ``last``: of a date its last minute.
        """
        try:
            found = moments.last(text) if last else moments.first(text)
        except ValueError:
            self.wrong(
                path,
                msg("{found} is not what belongs here", found=msg("“{value}”", value=text)),
                msg("expected: {expected}", expected=msg("a day that the calendar has")),
            )
            return None
        return None if self.day(found.date(), path) is None else found

    def find(
        self,
        name: str,
        path: Path,
        names: Names[T],
        kind: Message,
        file: str,
        found: Sequence[T] | None = None,
    ) -> T | None:
        """The one thing that is called ``name``, or a problem that suggests the nearest names.

        Args:
            name: as it was typed.
            path: where, within the mapping.
            names: those of all such things.
            kind: what they are, for messages.
            file: where they are defined.
            found: the things called so, if more is known of them than their names.
        """
        found = names.find(name) if found is None else found
        if len(found) == 1:
            return found[0]
        if found:
            self.note(
                Code.AMBIGUOUS_NAME,
                path,
                msg("“{name}” names more than one {kind}", name=name, kind=kind),
                msg("use the full name, or mend the aliases in {file}", file=file),
            )
            return None
        close = [msg("“{value}”", value=other) for other in names.nearest(name)]
        if len(parts := re.split(r"[、，,；;]", name)) > 1:
            hint = msg("name them one by one: {names}", names=f"[{', '.join(parts)}]")
        elif close:
            hint = msg("did you mean {names}?", names=close)
        else:
            hint = msg("add it to {file}, or as an alias there", file=file)
        message = msg("there is no {kind} called “{name}”", kind=kind, name=name)
        self.note(Code.UNKNOWN_NAME, path, message, hint)
        return None
