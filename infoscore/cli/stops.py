"""Ends of a run that are no success: raised by commands, told and turned into an exit code once."""

from __future__ import annotations

from enum import IntEnum
from typing import Protocol

from infoscore.messages import Message, msg


class ExitCode(IntEnum):
    """What a script may rely on."""

    DONE = 0
    DATA = 1
    """The data have problems or differences."""
    USAGE = 2
    """The command was called wrongly."""
    MACHINE = 3
    """The disk is full, a permission is missing."""


class Stop(Exception):  # noqa: N818 - it is no error of the program
    """The command ends here."""

    def __init__(
        self, code: ExitCode, message: Message | None = None, hint: Message | None = None
    ) -> None:
        super().__init__(code)
        self.code = code
        self.message = message
        self.hint = hint


def misuse(message: Message, hint: Message) -> Stop:
    """The command was called wrongly; ``hint`` says how to call it."""
    return Stop(ExitCode.USAGE, message, hint)


class Lookup(Protocol):
    """Names that can be suggested."""

    def nearest(self, name: str) -> list[str]: ...


def unknown(kind: Message, name: str, names: Lookup, otherwise: Message) -> Stop:
    """Nothing is called ``name``; the hint is what comes near, or ``otherwise``."""
    close = names.nearest(name)
    suggestion = msg("did you mean {names}?", names=[msg("“{value}”", value=one) for one in close])
    return misuse(
        msg("there is no {kind} called “{name}”", kind=kind, name=name),
        suggestion if close else otherwise,
    )
