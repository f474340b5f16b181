"""One run of the program: its console, its workspace, and the gate that no bad data pass."""

from __future__ import annotations

import os
import time
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple, TypeVar, cast

import typer
from msgspec import Struct

from infoscore.cli.console import Console
from infoscore.cli.stops import ExitCode, Stop, machine, misuse
from infoscore.messages import msg, msgn
from infoscore.problems import Problem, Severity, errors_in

if TYPE_CHECKING:
    from infoscore.cli.options import PeriodChoice
    from infoscore.period import Period
    from infoscore.records.resolve import Setup
    from infoscore.workspace.load import Workspace

_FEW: Final = 5
"""So many files are named one by one."""


T = TypeVar("T")


class Reported(NamedTuple):
    """What a report is about."""

    workspace: Workspace
    setup: Setup
    period: Period
    today: date


class Session(Struct):
    """What every command gets."""

    console: Console
    folder: str | None
    """``-C``"""
    cached: bool = True
    """Whether sums of files that have not changed may be remembered."""

    @classmethod
    def of(cls, context: typer.Context) -> Session:
        """The session that the run began with."""
        return cast("Session", context.obj)

    def root(self) -> Path:
        """The workspace's folder.

        Raises:
            Stop: there is none.
        """
        from infoscore.workspace.folder import MARKER, nearest

        named = self.folder or os.environ.get("INFOSCORE_WORKSPACE")
        if named:
            root = Path(named)
            self.recover(root)
            if (root / MARKER).is_file():
                return root
            raise misuse(
                msg("{folder} is no workspace: it holds no {file}", folder=named, file=MARKER),
                msg(
                    "name the folder that does, or make one: infoscore init {folder}", folder=named
                ),
            )
        found = nearest(Path.cwd())
        if found is None:
            raise misuse(
                msg(
                    "no workspace here: neither this folder nor one above it holds {file}",
                    file=MARKER,
                ),
                msg("go to one, name it with -C, or make one: infoscore init"),
            )
        self.recover(found)
        return found

    def output(self, named: str) -> Path:
        """Where a report goes; ``-`` is stdout.

        Raises:
            Stop: there the workspace keeps what it is made of.
        """
        if named == "-":
            return Path(named)
        from infoscore.circular.texts import FOLDER
        from infoscore.records.kinds import KINDS
        from infoscore.workspace.folder import SUFFIXES

        real, root = (Path(os.path.realpath(path)) for path in (named, self.root()))
        inside = real.relative_to(root).parts if real.is_relative_to(root) else ()
        if inside and (
            inside[0].lower() in {*KINDS, FOLDER}
            or (len(inside) == 1 and real.suffix.lower() in SUFFIXES)
        ):
            raise misuse(
                msg("{file} belongs to what the workspace is made of", file=named),
                msg("reports go elsewhere, into out/ for example"),
            )
        return Path(named)

    def recover(self, root: Path) -> None:
        """Finish what a command began that was killed; nothing is read half-written.

        Raises:
            Stop: that cannot be done.
        """
        from infoscore.workspace.folder import STAGING

        if not (root / STAGING).exists():
            return
        from infoscore.workspace.writing import transaction

        try:
            with transaction.locked(root, wait=transaction.is_unfinished(root)) as held:
                found = held.recovery
        except OSError as error:
            if not transaction.is_unfinished(root):
                return  # what lies there means nothing; another may clear it away
            raise Stop(
                ExitCode.MACHINE,
                msg(
                    "what an interrupted command began cannot be finished: {reason}",
                    reason=machine(error),
                ),
                msg(
                    "let somebody who may write here run: infoscore check; or delete the folder"
                    " {folder} and look through the newest files",
                    folder=STAGING,
                ),
            ) from None
        if found is None:
            return
        number = len(found.files)
        files = found.files if number <= _FEW else msgn("{n} file", "{n} files", n=number)
        self.console.tell(
            msg(
                "an earlier command was interrupted; what it began is finished now: {files}",
                files=files,
            )
            if found.finished
            else msg(
                "an earlier command was interrupted; what it began was taken back: {files}",
                files=files,
            )
        )

    def workspace(self) -> Workspace:
        """The workspace, its setup read."""
        from infoscore.workspace.load import load

        workspace = load(self.root())
        workspace.on_file = self.console.progress()
        return workspace

    def setup(self, workspace: Workspace) -> Setup:
        """The workspace's setup.

        Raises:
            Stop: it has problems; all of the workspace's are told.
        """
        if workspace.setup is None:
            for _ in workspace.records():
                pass
            self.stop_for(workspace.problems)
        assert workspace.setup is not None
        return workspace.setup

    def report(self, period: PeriodChoice) -> Reported:
        """The workspace and the period that a report is asked for.

        Raises:
            Stop: the setup has problems, or the options name no period.
        """
        workspace = self.workspace()
        setup = self.setup(workspace)
        span = period.resolve(setup.roster.years(), setup.book.calendar)
        return Reported(workspace, setup, span, period.today())

    @property
    def remembered(self) -> int | None:
        """The time in nanoseconds since 1970, if sums may be remembered."""
        return time.time_ns() if self.cached else None

    def sound(self, workspace: Workspace, made: T | None) -> T:
        """What was made of a workspace.

        Raises:
            Stop: a record or a file cannot be used; no report is made without it.
        """
        self.stop_for(workspace.problems)
        assert made is not None
        return made

    def warn_without_targets(self, setup: Setup, period: Period) -> None:
        """Say so if the period's year has no targets: nobody would be assessed."""
        if period.year not in setup.roster.years():
            self.console.tell(
                msg("no unit has targets for {year}", year=period.year),
                msg("add them to {file}, or name another year: --year", file="units.yaml"),
            )

    def stop_for(self, problems: Iterable[Problem]) -> None:
        """Go on if there are no errors.

        Raises:
            Stop: there are; they have been told.
        """
        errors = [problem for problem in problems if problem.severity is Severity.ERROR]
        if not errors:
            return
        self.console.problems(errors)
        raise Stop(
            ExitCode.DATA,
            msgn(
                "{n} error; nothing was made",
                "{n} errors; nothing was made",
                n=errors_in(errors),
            ),
        )
