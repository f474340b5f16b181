"""A run of the program: its console, its workspace, and the check that stops on errors."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple, TypeVar, cast

import typer
from msgspec import Struct

from infoscore.cli.console import Console, shown
from infoscore.cli.stops import ExitCode, Stop, machine, misuse
from infoscore.messages import msg, msgn
from infoscore.problems import Problem, Severity

if TYPE_CHECKING:
    from infoscore.cli.options import PeriodChoice
    from infoscore.period import Period
    from infoscore.records.resolve import Setup
    from infoscore.workspace.checks import Records
    from infoscore.workspace.load import Workspace

_FEW: Final = 5
"""The largest number of files that a message names."""

T = TypeVar("T")


class Reported(NamedTuple):
    """The workspace, setup, period and day of a report."""

    workspace: Workspace
    setup: Setup
    period: Period
    today: date


class Session(Struct):
    """The state of a run that every command shares."""

    console: Console
    folder: str | None
    """The value of ``-C``."""
    cached: bool = True
    """``True`` if sums may be cached."""

    @classmethod
    def of(cls, context: typer.Context) -> Session:
        """Return the session of the run."""
        return cast("Session", context.obj)

    def root(self) -> Path:
        """Return the workspace's folder.

        Raises:
            Stop: there is no workspace.
        """
        from infoscore.workspace.folder import MARKER, nearest

        named = self.folder or os.environ.get("INFOSCORE_WORKSPACE")
        root = Path(named) if named else nearest(Path.cwd())
        if root is None:
            raise misuse(
                msg(
                    "no workspace here: neither this folder nor one above it holds {file}",
                    file=MARKER,
                ),
                msg("go to one, name it with -C, or make one: infoscore init"),
            )
        self.recover(root)
        if named and not (root / MARKER).is_file():
            raise misuse(
                msg("{folder} is no workspace: it holds no {file}", folder=named, file=MARKER),
                msg(
                    "name the folder that does, or make one: infoscore init {folder}", folder=named
                ),
            )
        return root

    def output(self, named: str) -> Path:
        """Return the path of an output file; ``-`` is stdout.

        Raises:
            Stop: the path belongs to the workspace's own files.
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
        """Finish or undo the work of an interrupted command.

        Raises:
            Stop: the files cannot be written.
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
                return  # the leftovers mean nothing, and another command may remove them
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
        back = msg(
            "an earlier command was interrupted; what it began was taken back: {files}", files=files
        )
        done = msg(
            "an earlier command was interrupted; what it began is finished now: {files}",
            files=files,
        )
        self.console.tell(done if found.finished else back)

    def workspace(self, as_of: date = date.min) -> Workspace:
        """Load the workspace with its setup, but no records yet.

        ``as_of``: day of the output, from which on some restricted titles are public.
        """
        from infoscore.workspace.load import load

        workspace = load(self.root(), as_of)
        workspace.on_file = self.console.progress()
        return workspace

    def setup(self, workspace: Workspace) -> Setup:
        """Return the workspace's setup.

        Raises:
            Stop: the setup has errors; those of the records are printed, too.
        """
        if workspace.setup is None:
            for _ in workspace.records():
                pass
            self.stop_for(workspace.problems)
        assert workspace.setup is not None
        return workspace.setup

    def report(self, period: PeriodChoice) -> Reported:
        """Load the workspace, and resolve the period of a report.

        Raises:
            Stop: the setup has errors, or the options name no period.
        """
        workspace = self.workspace(period.today())
        setup = self.setup(workspace)
        span = period.resolve(setup.roster.years(), setup.book.calendar)
        return Reported(workspace, setup, span, period.today())

    def sound(self, workspace: Workspace, made: T | None) -> T:
        """Return what was made from the workspace.

        Raises:
            Stop: the workspace has errors.
        """
        self.stop_for(workspace.problems)
        assert made is not None
        return made

    def warn_without_targets(self, setup: Setup, period: Period) -> None:
        """Print a warning if units have targets, but none in the period's year."""
        years = setup.roster.years()
        if years and period.year not in years:
            self.console.tell(
                msg("no unit has targets for {year}", year=period.year),
                msg("add them to {file}, or name another year: --year", file="units.yaml"),
            )

    def watch(self, asked: Reported, *, strict: bool) -> Records:
        """Return what keeps the warnings about the records of a report: all, or the first.

        A day that ``--as-of`` looks back to makes no date that lies after it one to come.
        """
        from infoscore.workspace.checks import Records

        today = max(asked.today, date.today())
        return Records(asked.setup.book.calendar, today, first=not strict)

    def warn(
        self, asked: Reported, seen: Records, *, told: Sequence[Problem] = (), strict: bool
    ) -> None:
        """Print the warnings ``told``, and whether there are others, and how to see them.

        Raises:
            Stop: there are warnings, and they are not allowed.
        """
        from infoscore.workspace.checks import of_setup

        found = [*of_setup(asked.setup, asked.workspace.rules), *seen.found]
        self.console.problems([*found, *told] if strict else told)
        number = len(found) + len(told)
        if strict and number:
            raise Stop(
                ExitCode.DATA,
                msgn("{n} warning; nothing was made", "{n} warnings; nothing was made", n=number),
            )
        if found or seen.more:
            self.console.say(msg("there are warnings; see {command}", command="infoscore check"))

    def stop_for(self, problems: Iterable[Problem]) -> None:
        """Print the errors among the problems.

        Raises:
            Stop: there are errors.
        """
        errors = [problem for problem in problems if problem.severity is Severity.ERROR]
        if errors:
            self.console.problems(errors)
            number = len(errors)
            message = msgn("{n} error; nothing was made", "{n} errors; nothing was made", n=number)
            raise Stop(ExitCode.DATA, message)

    def tell_written(self, path: Path, *, dry_run: bool) -> None:
        """Print that a file was written, or would be."""
        file = shown(path)
        written = msg("wrote {file}", file=file)
        self.console.say(msg("would write {file}", file=file) if dry_run else written)
