"""One mapping of a document while it is read: where things stand, and what is wrong with them."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import date
from typing import Any, NamedTuple, TypeVar

from infoscore.messages import Message, msg
from infoscore.problems import Code, Place, Problem, Severity, noted
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
        value: Any = self.document.value
        for step in self.path:
            value = value[step]
        return value

    @property
    def place(self) -> Place:
        """Where the mapping begins."""
        if not self.path:
            return Place(self.document.file, self.document.line)
        return self.document.place(self.path)

    def note(
        self,
        code: Code,
        path: Path,
        message: Message,
        hint: Message,
        *,
        severity: Severity = Severity.ERROR,
        key: bool = False,
    ) -> None:
        """A problem at ``path`` within the mapping."""
        place = self.document.place((*self.path, *path), key=key)
        noted(self.problems, Problem(code, place, message, hint, severity))

    def day(self, day: date, path: Path) -> date | None:
        """``day``, if it is one that an office can have a record of."""
        if EARLIEST <= day <= LATEST:
            return day
        self.note(
            Code.WRONG_VALUE,
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

    def one(
        self,
        name: str,
        path: Path,
        found: Sequence[T],
        kind: Message,
        nearest: Callable[[str], list[str]],
        where: str,
    ) -> T | None:
        """The one thing that is called ``name``, or a problem that suggests the nearest names."""
        if len(found) == 1:
            return found[0]
        if found:
            self.note(
                Code.AMBIGUOUS_NAME,
                path,
                msg("“{name}” names more than one {kind}", name=name, kind=kind),
                msg("use the full name, or mend the aliases in {file}", file=where),
            )
            return None
        close = [msg("“{value}”", value=other) for other in nearest(name)]
        if len(parts := re.split(r"[、，,；;]", name)) > 1:
            hint = msg("name them one by one: {names}", names=f"[{', '.join(parts)}]")
        elif close:
            hint = msg("did you mean {names}?", names=close)
        else:
            hint = msg("add it to {file}, or as an alias there", file=where)
        self.note(
            Code.UNKNOWN_NAME,
            path,
            msg("there is no {kind} called “{name}”", kind=kind, name=name),
            hint,
        )
        return None
