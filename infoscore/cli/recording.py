"""The commands that log something: ``add``, ``submit``, ``commission``, ``adjust``, ``endorse``.

Records come from options, from questions on a terminal or from a file.
"""

from __future__ import annotations

import inspect
import sys
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Annotated, Any

import typer
from msgspec import Struct

from infoscore.cli.differences import changed_lines
from infoscore.cli.fields import Fields, fields, option_of, parameters
from infoscore.cli.options import DryRun
from infoscore.cli.session import Session
from infoscore.cli.stops import ExitCode, Stop, misuse
from infoscore.messages import Message, mark, msg, msgn
from infoscore.office.log import Gain, Logged, log, subject
from infoscore.problems import Place
from infoscore.reading.yamltext import MAX_BYTES, Document, hidden_in
from infoscore.reading.yamltext import Path as YamlPath
from infoscore.records.resolve import Setup
from infoscore.reports.arithmetic import arithmetic
from infoscore.rounding import printed
from infoscore.workspace.folder import naming
from infoscore.workspace.intake import documents
from infoscore.workspace.load import Workspace
from infoscore.workspace.writing.filing import RecordFile
from infoscore.workspace.writing.shelf import RecordIndex

From = Annotated[
    str | None,
    typer.Option(
        "--from",
        metavar="FILE",
        help=mark("log every record of a YAML, JSON or CSV file, or none; - is stdin"),
    ),
]
Undo = Annotated[bool, typer.Option("--undo", help=mark("take back what this command wrote last"))]


def logger(name: str) -> Callable[..., None]:
    """The command that logs a kind of record, or what is added to one later; by its name."""
    what = subject(name)

    def command(
        context: typer.Context,
        source: From = None,
        undo: Undo = False,
        dry_run: DryRun = False,
        **typed: Any,
    ) -> None:
        _run(
            Session.of(context), context.info_name or "", fields(what, typed), source, undo, dry_run
        )

    first, *others, _ = inspect.signature(command, eval_str=True).parameters.values()
    ours = [first, *parameters(what), *(one.replace(kind=one.KEYWORD_ONLY) for one in others)]
    command.__signature__ = inspect.Signature(ours)  # type: ignore[attr-defined]
    command.__annotations__ = {one.name: one.annotation for one in ours}
    return command


def _run(
    session: Session, command: str, given: Fields, source: str | None, undo: bool, dry_run: bool
) -> None:
    """Log or take back.

    Raises:
        Stop: it was called wrongly, or what it was given has problems; nothing was written.
    """
    if (undo or source) and (given.values or (undo and source)):
        raise misuse(
            msg(
                "{option} goes without {others}",
                option="--undo" if undo else "--from",
                others=given.given() or ["--from"],
            ),
            msg("leave out one or the other"),
        )
    workspace = session.workspace()
    if undo:
        _take_back(session, workspace.root, command, dry_run=dry_run)
        return
    setup, today = session.setup(workspace), date.today()
    recorder = _Recorder(session, command, given, workspace, setup, today)
    found = recorder.from_options() if source is None else recorder.from_file(source)
    logged = log(workspace, found, given.what, command, today, dry_run=dry_run)
    session.stop_for(logged.problems)
    _tell(session, logged, dry_run=dry_run)


class _Recorder(Struct, frozen=True):
    """Records that somebody hands in."""

    session: Session
    command: str
    given: Fields
    workspace: Workspace
    setup: Setup
    today: date

    def from_file(self, source: str) -> Sequence[Document]:
        """The records of a file, not yet read.

        Raises:
            Stop: there is no such file, or no record in it.
        """
        try:
            data = _read(source)
        except (FileNotFoundError, IsADirectoryError):
            raise misuse(
                msg("there is no file {file}", file=source), msg("check the path")
            ) from None
        found, problems = documents(data, source, self.given.what.entries)
        self.workspace.problems += problems
        if not problems and not any(document.value for document in found):
            raise Stop(
                ExitCode.DATA,
                msg("there is no record in {file}", file=source),
                msg("nothing was written"),
            )
        return found

    def from_options(self) -> Sequence[Document]:
        """The record that options and answers make.

        Raises:
            Stop: something is missing, and nobody can be asked or wants to be.
        """
        what, text = self.given.what, self.session.console.text

        class Typed(Document):
            """A record whose parts were typed as options."""

            def place(self, path: YamlPath, *, key: bool = False) -> Place:
                """The option instead of a line."""
                del key
                if not path:
                    return Place(self.file)
                option = option_of(what, str(path[0]))
                return Place(text(option) if isinstance(option, Message) else option)

        given, missing = self.given, self.given.missing()
        if missing and not (sys.stdin.isatty() and sys.stderr.isatty()):
            raise misuse(
                msg(
                    "{options} must be given where nobody can be asked",
                    options=[option_of(what, key) for key in missing],
                ),
                msg("see {command} --help", command=f"infoscore {self.command}"),
            )
        if missing:
            from infoscore.cli.prompts import complete

            given = complete(self.session.console, given, self.setup, self.today, self._shelf)
        typed = Typed(self.command, "", 0, given.record(self.today), 0)
        hidden = list(hidden_in(typed))
        self.workspace.problems += hidden
        return [] if hidden else [typed]

    def _shelf(self) -> RecordIndex:
        """The records to choose from.

        Raises:
            Stop: some of them have problems.
        """
        shelf = RecordIndex(self.workspace, self.setup, self.given.what.folder)
        shelf.everything()
        self.session.stop_for(self.workspace.problems)
        return shelf


def _tell(session: Session, logged: Logged, *, dry_run: bool) -> None:
    """What was logged, or would be, and what each unit gains."""
    say, data = session.console.say, session.console.data
    if logged.partly:
        session.console.tell(
            msg("other records have errors; what they would change is not in these points"),
            msg("see {command}", command="infoscore check"),
        )
    for one in logged.filings:
        if one.exists:
            say(msg("already logged, nothing changed: {file}", file=one.file))
    pairs = zip(logged.filings, logged.gains, strict=True)
    new = [(one, gains) for one, gains in pairs if not one.exists]
    for one, gains in new:
        if dry_run:
            say(_intended(one))
        else:
            data(one.file)
        if gains:
            data("\n".join(_lines(gains, session.console.text)))
    if len(logged.filings) > 1:
        made = sum(one.before is None for one, _ in new)
        if made or not new:
            say(msgn("{n} new record", "{n} new records", n=made))
        if made < len(new):
            say(msgn("{n} record changed", "{n} records changed", n=len(new) - made))


def _lines(gains: Sequence[Gain], text: Callable[[Message], str]) -> Iterator[str]:
    """Each unit's points with the arithmetic."""
    for posting, lost, alike in gains:
        points = printed(posting.points)
        if lost:
            notes = [text(msg("no longer counted"))]
        else:
            how = arithmetic(posting.steps, text)
            notes = [*([how] if how != points else []), *([posting.clause] if alike else [])]
        shown = f"  ({'; '.join(notes)})" if notes else ""
        yield f"  {posting.unit.name}  {posting.track} {points}{shown}"


def _intended(filing: RecordFile) -> Message:
    if filing.before is None:
        return msg("would write {file}", file=filing.file)
    text = "\n".join(changed_lines(filing.before, filing.data))
    return msg("would change {file}:\n{text}", file=filing.file, text=text)


def _take_back(session: Session, root: Path, command: str, *, dry_run: bool) -> None:
    """Undo what the command wrote last, and show it.

    Raises:
        Stop: there is nothing to take back, or it was changed or committed since.
    """
    from infoscore.office.undo import Refused, take_back
    from infoscore.workspace.writing.files import NewFile

    taken = take_back(root, command, dry_run=dry_run)
    if isinstance(taken, Refused):
        raise Stop(ExitCode.DATA, *taken)
    for file, step in taken:
        if isinstance(step, NewFile):
            text = "\n".join(changed_lines(step.before or b"", step.data))
            said = (
                msg("would change {file}:\n{text}", file=file, text=text)
                if dry_run
                else msg("{file} is as it was before:\n{text}", file=file, text=text)
            )
        elif dry_run:
            said = msg("would delete {file}", file=file)
        else:
            held = step.before.decode().rstrip()
            said = msg("deleted {file}, which held:\n{text}", file=file, text=held)
        session.console.say(said)


def _read(source: str) -> bytes:
    """The file's bytes; of one that is too large, just enough to see that it is."""
    with naming(source):
        if source == "-":
            return sys.stdin.buffer.read(MAX_BYTES + 1)
        with Path(source).open("rb") as stream:
            return stream.read(MAX_BYTES + 1)
