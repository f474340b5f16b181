"""What ``add`` wrote last in each workspace, so that it can be taken back.

The journal lies in the user's state folder: it is about one person's last commands, not about the
workspace. Losing it loses nothing but the way back.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Final, NamedTuple

from infoscore.workspace.store import NewFile, replace

MOST: Final = 50


class Entry(NamedTuple):
    """A file as it was written."""

    file: str
    """Relative to the workspace."""
    digest: str


class Journal:
    """The commands that wrote into one workspace, the latest last."""

    def __init__(self, root: Path) -> None:
        import platformdirs

        name = hashlib.sha256(str(root.resolve()).encode()).hexdigest()[:32]
        self._path = platformdirs.user_state_path("infoscore") / "undo" / f"{name}.json"

    def commands(self) -> list[list[Entry]]:
        """What each command wrote; nothing if the journal cannot be read."""
        try:
            read = json.loads(self._path.read_bytes())
            return [[Entry(str(file), str(digest)) for file, digest in one] for one in read]
        except (OSError, ValueError, TypeError):
            return []

    def note(self, files: Sequence[Entry]) -> None:
        """A command wrote these files.

        Raises:
            OSError: the state folder cannot be written.
        """
        self._write([*self.commands(), list(files)][-MOST:])

    def forget_last(self) -> None:
        """The last command was taken back."""
        self._write(self.commands()[:-1])

    def _write(self, commands: list[list[Entry]]) -> None:
        replace(NewFile(self._path, json.dumps(commands).encode()))


def digest(data: bytes) -> str:
    """What tells whether a file was changed since."""
    return hashlib.sha256(data).hexdigest()
