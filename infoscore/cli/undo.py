"""``--undo``: what a command wrote here last is taken back, if nobody builds on it yet."""

from __future__ import annotations

import subprocess
from pathlib import Path

from infoscore.cli.differences import changed_lines
from infoscore.cli.session import Session
from infoscore.cli.stops import ExitCode, Stop
from infoscore.messages import Message, msg
from infoscore.workspace.writing.files import NewFile, contents, digest
from infoscore.workspace.writing.journal import Entry, Journal
from infoscore.workspace.writing.transaction import Removal, locked


def take_back(session: Session, root: Path, command: str, *, dry_run: bool) -> None:
    """Delete or restore what the command wrote last, after showing it.

    Raises:
        Stop: there is nothing to take back, or it was changed or committed since.
    """
    journal = Journal(root)
    if dry_run:
        entries = _last(journal, command)
        for entry in entries:
            _check(root, entry)
        for entry in entries:
            session.console.say(_intended(root, entry))
        return
    with locked(root) as desk:
        entries = _last(journal, command)
        for entry in entries:
            _check(root, entry)
        steps = [(one, _step(root, one)) for one in entries if (root / one.file).exists()]
        desk.write_all(step for _, step in steps)
        journal.forget_last(command)
    for entry, step in steps:
        session.console.say(_done(entry, step))


def _last(journal: Journal, command: str) -> list[Entry]:
    entries = journal.last(command)
    if not entries:
        raise Stop(
            ExitCode.DATA,
            msg("there is nothing to take back"),
            msg("delete the record's file yourself, if it is one that somebody else wrote"),
        )
    return entries


def _step(root: Path, entry: Entry) -> NewFile | Removal:
    path = root / entry.file
    held = contents(path)
    return Removal(path, held) if entry.change is None else NewFile(path, entry.before(held), held)


def _intended(root: Path, entry: Entry) -> Message:
    if entry.change is None:
        return msg("would delete {file}", file=entry.file)
    return msg("would change {file}:\n{text}", file=entry.file, text=_changed(_step(root, entry)))


def _done(entry: Entry, step: NewFile | Removal) -> Message:
    if isinstance(step, Removal):
        held = step.before.decode().rstrip()
        return msg("deleted {file}, which held:\n{text}", file=entry.file, text=held)
    return msg("{file} is as it was before:\n{text}", file=entry.file, text=_changed(step))


def _changed(step: NewFile | Removal) -> str:
    assert isinstance(step, NewFile)
    assert step.before is not None
    return "\n".join(changed_lines(step.before, step.data))


def _check(root: Path, entry: Entry) -> None:
    path, file = root / entry.file, entry.file
    new = entry.change is None
    if not path.exists():
        if new:
            return
        raise Stop(
            ExitCode.DATA,
            msg("{file} is gone; nothing was taken back", file=file),
            msg("restore it first"),
        )
    if digest(contents(path)) != entry.digest:
        raise Stop(
            ExitCode.DATA,
            msg("{file} was edited since; nothing was taken back", file=file),
            msg("delete it yourself if you mean to") if new else msg("edit that file"),
        )
    if _tracked(root, file) and (new or _git(root, "diff", "--quiet", "HEAD", "--", file)):
        raise Stop(
            ExitCode.DATA,
            msg("git tracks {file} already; nothing was taken back", file=file)
            if new
            else msg(
                "the change of {file} is committed already; nothing was taken back", file=file
            ),
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
