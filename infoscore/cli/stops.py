"""Ends of a run that are no success: raised by commands, told and turned into an exit code once."""

from __future__ import annotations

import errno
import os
from collections.abc import Sequence
from enum import IntEnum
from typing import Final, Protocol, TypeVar

from infoscore.messages import Message, msg

T_co = TypeVar("T_co", covariant=True)


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


class Lookup(Protocol[T_co]):
    """Names, and what they stand for."""

    def find(self, name: str) -> Sequence[T_co]: ...
    def nearest(self, name: str) -> list[str]: ...


def unknown(kind: Message, name: str, names: Lookup[object], otherwise: Message) -> Stop:
    """Nothing is called ``name``; the hint is what comes near, or ``otherwise``."""
    close = names.nearest(name)
    suggestion = msg("did you mean {names}?", names=[msg("“{value}”", value=one) for one in close])
    return misuse(
        msg("there is no {kind} called “{name}”", kind=kind, name=name),
        suggestion if close else otherwise,
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


def machine(error: OSError) -> Message:
    """What the machine refused, and why."""
    reason: Message | str = _REASONS.get(error.errno or 0, error.strerror or str(error))
    if error.filename is None:
        return msg("the machine refused: {reason}", reason=reason)
    return msg("{file}: {reason}", file=os.fsdecode(error.filename), reason=reason)
