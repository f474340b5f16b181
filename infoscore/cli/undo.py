"""``--undo``: what a command wrote here last is taken back, if nobody builds on it yet."""

from __future__ import annotations

import subprocess
from pathlib import Path

from infoscore.cli.recording import changed_lines
from infoscore.cli.session import Session
from infoscore.cli.stops import ExitCode, Stop
from infoscore.messages import msg
from infoscore.workspace.journal import Entry, Journal, digest
from infoscore.workspace.store import NewFile, locked, replace


def take_back(session: Session, root: Path, command: str, *, dry_run: bool) -> None:
    """Delete or restore what the command wrote last, after showing it.

    Raises:
        Stop: there is nothing to take back, or it was changed or committed since.
    """
    journal = Journal(root)
    entries = journal.last(command)
    if not entries:
        raise Stop(
            ExitCode.DATA,
            msg("there is nothing to take back"),
            msg("delete the record's file yourself, if it is one that somebody else wrote"),
        )
    with locked(root):
        for entry in entries:
            _check(root, entry)
        for entry in entries:
            _take_back(session, root, entry, dry_run=dry_run)
        if not dry_run:
            journal.forget_last(command)


def _take_back(session: Session, root: Path, entry: Entry, *, dry_run: bool) -> None:
    path, file, say = root / entry.file, entry.file, session.console.say
    if not path.exists():
        if dry_run and entry.change is None:
            say(msg("would delete {file}", file=file))
        return
    held = path.read_bytes()
    if entry.change is not None:
        before = entry.before(held)
        text = "\n".join(changed_lines(held, before))
        if dry_run:
            say(msg("would change {file}:\n{text}", file=file, text=text))
            return
        replace(NewFile(path, before))
        say(msg("{file} is as it was before:\n{text}", file=file, text=text))
    elif dry_run:
        say(msg("would delete {file}", file=file))
    else:
        path.unlink()
        say(msg("deleted {file}, which held:\n{text}", file=file, text=held.decode().rstrip()))


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
    if digest(path.read_bytes()) != entry.digest:
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
