"""Taking back the last files that a command wrote, unless they were changed since."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import NamedTuple

from infoscore import programs
from infoscore.messages import Message, msg
from infoscore.workspace.writing.files import NewFile, contents, digest
from infoscore.workspace.writing.journal import Journal, JournalEntry
from infoscore.workspace.writing.transaction import Removal, locked


class Refused(NamedTuple):
    """The reason why nothing was taken back, with a hint."""

    message: Message
    hint: Message


class TakenBack(NamedTuple):
    """A file that was deleted or restored."""

    file: str
    """The path relative to the workspace."""
    step: NewFile | Removal


def take_back(root: Path, command: str, *, dry_run: bool = False) -> list[TakenBack] | Refused:
    """Delete or restore the files that the command wrote last.

    Raises:
        OSError: a file cannot be written; nothing was taken back.
    """
    journal = Journal(root)
    if dry_run:
        return _planned(root, journal.last(command))
    with locked(root) as transaction:
        taken = _planned(root, journal.last(command))
        if not isinstance(taken, Refused):
            transaction.write_all(file.step for file in taken)
            journal.forget_last(command)
        return taken


def _planned(root: Path, entries: list[JournalEntry]) -> list[TakenBack] | Refused:
    if not entries:
        return Refused(
            msg("there is nothing to take back"),
            msg("delete the record's file yourself, if it is one that somebody else wrote"),
        )
    for entry in entries:
        refused = _refused(root, entry)
        if refused is not None:
            return refused
    taken = (TakenBack(entry.file, step) for entry in entries if (step := _step(root, entry)))
    return list(taken)


def _step(root: Path, entry: JournalEntry) -> NewFile | Removal | None:
    """Return the step that takes a write back; ``None``: the new file is gone already."""
    path = root / entry.file
    held = contents(path) if path.exists() else None
    before = entry.before(held)
    if before is not None:
        return NewFile(path, before, held)
    return None if held is None else Removal(path, held)


def _refused(root: Path, entry: JournalEntry) -> Refused | None:
    """Return the reason for leaving a file as it is, if there is one."""
    path, file, new = root / entry.file, entry.file, entry.change is None
    if entry.gone is not None:
        there = msg("{file} is there again; nothing was taken back", file=file)
        return Refused(there, msg("move it away first")) if path.exists() else None
    if not path.exists():
        gone = msg("{file} is gone; nothing was taken back", file=file)
        return None if new else Refused(gone, msg("restore it first"))
    if digest(contents(path)) != entry.digest:
        return Refused(
            msg("{file} was edited since; nothing was taken back", file=file),
            msg("delete it yourself if you mean to") if new else msg("edit that file"),
        )
    tracked = _git(root, "ls-files", "--error-unmatch", "--", file)
    if not tracked or not (new or _git(root, "diff", "--quiet", "HEAD", "--", file)):
        return None
    return Refused(
        msg("git tracks {file} already; nothing was taken back", file=file)
        if new
        else msg("the change of {file} is committed already; nothing was taken back", file=file),
        msg("use: git rm {file}", file=file) if new else msg("edit that file"),
    )


def _git(root: Path, *arguments: str) -> bool:
    """Return ``True`` if the git command succeeds."""
    git = programs.find("git", root)
    if git is None:  # without git nothing is tracked
        return False
    found = subprocess.run(  # noqa: S603 - a journal names the path
        [git, *arguments],
        cwd=root,
        env=programs.environment(root),
        capture_output=True,
        check=False,
    )
    return found.returncode == 0
