"""``add --undo``: the last record written here is taken back, if nobody builds on it yet."""

from __future__ import annotations

import subprocess
from pathlib import Path

from infoscore.cli.session import Session
from infoscore.cli.stops import ExitCode, Stop
from infoscore.messages import msg
from infoscore.workspace.journal import Entry, Journal, digest


def take_back(session: Session, root: Path, *, dry_run: bool) -> None:
    """Delete what the last ``add`` wrote, after showing it.

    Raises:
        Stop: there is nothing to take back, or it was changed or committed since.
    """
    journal = Journal(root)
    commands = journal.commands()
    if not commands:
        raise Stop(
            ExitCode.DATA,
            msg("there is nothing to take back"),
            msg("delete the record's file yourself, if it is one that somebody else wrote"),
        )
    for entry in commands[-1]:
        _check(root, entry)
    for entry in commands[-1]:
        path = root / entry.file
        if dry_run:
            session.console.say(msg("would delete {file}", file=entry.file))
            continue
        if path.exists():
            held = path.read_text(encoding="utf-8").rstrip()
            path.unlink()
            session.console.say(
                msg("deleted {file}, which held:\n{text}", file=entry.file, text=held)
            )
    if not dry_run:
        journal.forget_last()


def _check(root: Path, entry: Entry) -> None:
    path = root / entry.file
    if not path.exists():
        return
    if digest(path.read_bytes()) != entry.digest:
        raise Stop(
            ExitCode.DATA,
            msg("{file} was edited since; nothing was deleted", file=entry.file),
            msg("delete it yourself if you mean to"),
        )
    if _tracked(root, entry.file):
        raise Stop(
            ExitCode.DATA,
            msg("git tracks {file} already; nothing was deleted", file=entry.file),
            msg("use: git rm {file}", file=entry.file),
        )


def _tracked(root: Path, file: str) -> bool:
    try:
        found = subprocess.run(  # noqa: S603 - the path is one that we wrote
            ["git", "ls-files", "--error-unmatch", "--", file],  # noqa: S607 - whichever git the person uses
            cwd=root,
            capture_output=True,
            check=False,
        )
    except OSError:  # no git, so nothing is tracked
        return False
    return found.returncode == 0
