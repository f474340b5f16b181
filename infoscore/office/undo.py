"""What a command wrote here last, taken back if nobody builds on it yet."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import NamedTuple

from infoscore.messages import Message, msg
from infoscore.workspace.writing.files import NewFile, contents, digest
from infoscore.workspace.writing.journal import Journal, JournalEntry
from infoscore.workspace.writing.transaction import Removal, locked


class Refused(NamedTuple):
    """Why nothing was taken back, and what to do instead."""

    message: Message
    hint: Message


class TakenBack(NamedTuple):
    """One file that was deleted or restored."""

    file: str
    """Relative to the workspace."""
    step: NewFile | Removal


def take_back(root: Path, command: str, *, dry_run: bool = False) -> list[TakenBack] | Refused:
    """Delete or restore what the command wrote last.

    Raises:
        OSError: the machine refuses; nothing was taken back.
    """
    journal = Journal(root)
    if dry_run:
        return _planned(root, journal.last(command))
    with locked(root) as transaction:
        taken = _planned(root, journal.last(command))
        if isinstance(taken, Refused):
            return taken
        transaction.write_all(one.step for one in taken)
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
    return [TakenBack(one.file, _step(root, one)) for one in entries if (root / one.file).exists()]


def _step(root: Path, entry: JournalEntry) -> NewFile | Removal:
    path = root / entry.file
    held = contents(path)
    return Removal(path, held) if entry.change is None else NewFile(path, entry.before(held), held)


def _refused(root: Path, entry: JournalEntry) -> Refused | None:
    """Why a file must stay as it is."""
    path, file = root / entry.file, entry.file
    new = entry.change is None
    if not path.exists():
        if new:
            return None
        return Refused(
            msg("{file} is gone; nothing was taken back", file=file), msg("restore it first")
        )
    if digest(contents(path)) != entry.digest:
        return Refused(
            msg("{file} was edited since; nothing was taken back", file=file),
            msg("delete it yourself if you mean to") if new else msg("edit that file"),
        )
    if not _tracked(root, file) or not (new or _git(root, "diff", "--quiet", "HEAD", "--", file)):
        return None
    return Refused(
        msg("git tracks {file} already; nothing was taken back", file=file)
        if new
        else msg("the change of {file} is committed already; nothing was taken back", file=file),
        msg("use: git rm {file}", file=file) if new else msg("edit that file"),
    )


def _tracked(root: Path, file: str) -> bool:
    return _git(root, "ls-files", "--error-unmatch", "--", file)


def _git(root: Path, *arguments: str) -> bool:
    """Whether git says yes."""
    try:
        found = subprocess.run(  # noqa: S603 - the path is one that we wrote
            ["git", *arguments],  # noqa: S607 - whichever git the person uses
            cwd=root,
            capture_output=True,
            check=False,
        )
    except OSError:  # no git, so nothing is tracked
        return False
    return found.returncode == 0
