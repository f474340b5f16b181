"""The last writes of commands in each workspace, so that they can be taken back.

The journal lies in the user's state folder: it is about one person's last commands, not about the
workspace. Losing it loses nothing but the way back.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import Final, NamedTuple

import msgspec

from infoscore.workspace.writing.files import NewFile, digest, replace
from infoscore.workspace.writing.transaction import Removal, locked

MOST: Final = 50


class Change(NamedTuple):
    """The only spot at which two texts differ."""

    start: int
    length: int
    """Of the new text there, in characters."""
    old: str
    """The text there before."""


class JournalEntry(NamedTuple):
    """A file as it was written."""

    file: str
    """Relative to the workspace."""
    digest: str
    change: Change | None = None
    """``None``: the file is new, or was deleted."""
    gone: str | None = None
    """The text of a file that was deleted."""

    def before(self, now: bytes | None) -> bytes | None:
        """The file's contents before the write; ``now``: those after it. ``None``: no file."""
        if self.change is None:
            return None if self.gone is None else self.gone.encode()
        assert now is not None
        start, length, old = self.change
        text = now.decode()
        return (text[:start] + old + text[start + length :]).encode()


class Written(NamedTuple):
    """The files that a command wrote at once."""

    command: str
    entries: list[JournalEntry]


class Journal:
    """The commands that wrote into one workspace, the latest last."""

    def __init__(self, root: Path) -> None:
        import platformdirs

        name = hashlib.sha256(str(root.resolve()).encode()).hexdigest()[:32]
        self._path = platformdirs.user_state_path("infoscore") / "undo" / f"{name}.json"

    def last(self, command: str) -> list[JournalEntry]:
        """The files that the command wrote last; none if the journal cannot be read."""
        written = reversed(self._read())
        return next((entries for of, entries in written if of == command), [])

    def note(self, command: str, entries: Iterable[JournalEntry]) -> None:
        """Remember that a command wrote these files.

        Raises:
            OSError: the state folder cannot be written.
        """
        self._write([*self._read(), Written(command, list(entries))][-MOST:])

    def forget_last(self, command: str) -> None:
        """Forget the files that the command wrote last."""
        written = self._read()
        for index in reversed(range(len(written))):
            if written[index].command == command:
                del written[index]
                break
        self._write(written)

    def _read(self) -> list[Written]:
        try:
            return msgspec.json.decode(self._path.read_bytes(), type=list[Written])
        except (OSError, msgspec.DecodeError):
            return []

    def _write(self, written: list[Written]) -> None:
        replace(self._path, msgspec.json.encode(written))


def write_noted(root: Path, command: str, files: Iterable[NewFile | Removal]) -> None:
    """Make, change and delete files, all of them or none, so that it can be taken back.

    Raises:
        FileExistsError: a file holds something else than it did.
        OSError: a file cannot be written; nothing was written.
    """
    steps = list(files)
    with locked(root) as transaction:
        transaction.write_all(steps)
        with suppress(OSError):  # without a journal only --undo is lost
            Journal(root).note(command, (_entry(root, step) for step in steps))


def _entry(root: Path, step: NewFile | Removal) -> JournalEntry:
    file = step.path.relative_to(root).as_posix()
    return entry(file, step.before, step.data if isinstance(step, NewFile) else None)


def entry(file: str, before: bytes | None, data: bytes | None) -> JournalEntry:
    """The journal's entry on a file that was made, changed or deleted (``data``: ``None``)."""
    if data is None:
        assert before is not None, "what is deleted was there"
        return JournalEntry(file, "", gone=before.decode())
    if before is None:
        return JournalEntry(file, digest(data))
    old, new = before.decode(), data.decode()
    start = _alike(old, new)
    end = _alike(old[start:][::-1], new[start:][::-1])
    change = Change(start, len(new) - end - start, old[start : len(old) - end])
    return JournalEntry(file, digest(data), change)


def _alike(old: str, new: str) -> int:
    """The number of characters that are the same at the beginning of both."""
    pairs = enumerate(zip(old, new, strict=False))
    return next((at for at, (a, b) in pairs if a != b), min(len(old), len(new)))
