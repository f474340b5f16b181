"""Exceptions that end a command early, and its exit codes."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterable, Sequence
from enum import IntEnum
from typing import Final, Protocol, TypeVar

from infoscore.messages import Message, msg

T_co = TypeVar("T_co", covariant=True)


class ExitCode(IntEnum):
    """The exit codes that scripts may rely on."""

    DONE = 0
    DATA = 1
    """The data have problems or differences."""
    USAGE = 2
    """The command was called wrongly."""
    MACHINE = 3
    """The disk is full, or a permission is missing."""


class Stop(Exception):  # noqa: N818 - not an error of the program
    """The end of the command, with a message and a hint for the user."""

    def __init__(
        self, code: ExitCode, message: Message | None = None, hint: Message | None = None
    ) -> None:
        super().__init__(code)
        self.code = code
        self.message = message
        self.hint = hint


def misuse(message: Message, hint: Message) -> Stop:
    """Return the stop for a wrong call; ``hint`` tells how to call the command."""
    return Stop(ExitCode.USAGE, message, hint)


class Lookup(Protocol[T_co]):
    """Names and the things they stand for, such as :class:`infoscore.names.Names`."""

    def find(self, name: str) -> Sequence[T_co]: ...
    def nearest(self, name: str) -> list[str]: ...


def unknown(
    kind: Message, name: str, names: Lookup[object], otherwise: Message
) -> tuple[Message, Message]:
    """Return the message that ``name`` is unknown, and a hint: similar names or ``otherwise``."""
    close = [msg("“{value}”", value=similar) for similar in names.nearest(name)]
    return (
        msg("there is no {kind} called “{name}”", kind=kind, name=name),
        msg("did you mean {names}?", names=close) if close else otherwise,
    )


def not_among(kind: Message, name: str, names: Iterable[str]) -> Stop:
    """Return the stop for a name that is none of ``names``."""
    return misuse(
        msg("there is no {kind} called “{name}”", kind=kind, name=name),
        msg("one of: {names}", names=list(names)),
    )


_REASONS: Final = {
    errno.EACCES: msg("no permission"),
    errno.EPERM: msg("no permission"),
    errno.ENOSPC: msg("the disk is full"),
    errno.EDQUOT: msg("the disk quota is used up"),
    errno.EROFS: msg("the disk is read-only"),
    errno.ENOENT: msg("no such file or folder"),
    errno.EISDIR: msg("it is a folder"),
    errno.ENOTDIR: msg("part of the path is no folder"),
    errno.ENAMETOOLONG: msg("the name is too long"),
    errno.EIO: msg("the disk does not answer"),
    errno.EBADMSG: msg("it is damaged"),
    errno.ELOOP: msg("it is a link or a device, or a link leads there out of the workspace"),
}


def no_file(file: str) -> Stop:
    """Return the stop for an input file that does not exist."""
    return misuse(msg("there is no file {file}", file=file), msg("check the path"))


def machine(error: OSError) -> Message:
    """Return the message for an error of the operating system."""
    reason: Message | str = _REASONS.get(error.errno or 0, error.strerror or str(error))
    if error.filename is None:
        return msg("the machine refused: {reason}", reason=reason)
    return msg("{file}: {reason}", file=os.fsdecode(error.filename), reason=reason)
