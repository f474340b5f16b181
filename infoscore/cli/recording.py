"""The commands that log records: ``add``, ``submit``, ``commission``, ``adjust``, ``endorse``.

Records come from options, questions on a terminal, or a file.
"""

from __future__ import annotations

import inspect
import sys
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from functools import partial
from pathlib import Path
from typing import Annotated, Any

import typer
from msgspec import Struct

from infoscore.cli.differences import changed_lines
from infoscore.cli.fields import Fields, document_of, fields, option_of, parameters
from infoscore.cli.options import DryRun
from infoscore.cli.session import Session
from infoscore.cli.stops import ExitCode, Stop, misuse, no_file
from infoscore.messages import Message, mark, msg, msgn
from infoscore.office.log import Gain, Logged, log, subject
from infoscore.reading.yamltext import MAX_BYTES, Document
from infoscore.records.endorsement import Endorsable
from infoscore.records.kinds import Record
from infoscore.reports.arithmetic import arithmetic
from infoscore.rounding import printed
from infoscore.workspace.folder import naming
from infoscore.workspace.intake import documents
from infoscore.workspace.load import Workspace
from infoscore.workspace.writing.filing import RecordFile

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
    """Return the command that logs a kind of record or amendment, by its name."""
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
    ours = [first, *parameters(what), *(other.replace(kind=other.KEYWORD_ONLY) for other in others)]
    command.__signature__ = inspect.Signature(ours)  # type: ignore[attr-defined]
    command.__annotations__ = {option.name: option.annotation for option in ours}
    return command


def _run(
    session: Session, command: str, given: Fields, source: str | None, undo: bool, dry_run: bool
) -> None:
    """Log records, or take them back.

    Raises:
        Stop: the options are wrong, or the records have errors; nothing was written.
    """
    others = given.given() if undo else given.without(given.what.for_all).given()
    if (undo or source) and (others or (undo and source)):
        raise misuse(
            msg(
                "{option} goes without {others}",
                option="--undo" if undo else "--from",
                others=others or ["--from"],
            ),
            msg("leave out one or the other"),
        )
    workspace = session.workspace()
    if undo:
        tell_taken_back(session, workspace.root, command, dry_run=dry_run)
        return
    setup, today = session.setup(workspace), date.today()
    given = given.apart("units", setup.roster.find)
    recorder = _Recorder(session, command, given, workspace, today)
    if source is None and recorder.asks():
        from infoscore.cli.pile import Pile

        told = partial(_tell, session, dry_run=dry_run)
        lines = partial(_lines, text=session.console.text)
        Pile(session, command, given, today, dry_run, told, lines).run()
        return
    found = recorder.from_options() if source is None else recorder.from_file(source)
    warn = session.console.problems
    logged = log(workspace, found, given.what, command, today, dry_run=dry_run, warn=warn)
    session.stop_for(logged.problems)
    _tell(session, logged, dry_run=dry_run)


class _Recorder(Struct, frozen=True):
    """The records that a command was given."""

    session: Session
    command: str
    given: Fields
    workspace: Workspace
    today: date

    def asks(self) -> bool:
        """Return ``True`` if a value is missing, and there is somebody to ask."""
        return bool(self.given.missing()) and sys.stdin.isatty() and sys.stderr.isatty()

    def from_file(self, source: str) -> Sequence[Document]:
        """Return the documents of a file.

        Raises:
            Stop: the file is missing, or holds no record.
        """
        try:
            data = _read(source)
        except (FileNotFoundError, IsADirectoryError):
            raise no_file(source) from None
        known = self.given.record(self.today) if self.given.values else {}
        shared = {key: known[key] for key in self.given.values}
        found, problems = documents(data, source, self.given.what.entries, shared)
        self.workspace.problems += problems
        if not problems and not any(document.value for document in found):
            raise Stop(
                ExitCode.DATA,
                msg("there is no record in {file}", file=source),
                msg("nothing was written"),
            )
        return found

    def from_options(self) -> Sequence[Document]:
        """Return the record made of options, as a document.

        Raises:
            Stop: a value is missing.
        """
        what, text = self.given.what, self.session.console.text
        if missing := self.given.missing():
            raise misuse(
                msg(
                    "{options} must be given where nobody can be asked",
                    options=[option_of(what, key) for key in missing],
                ),
                msg("see {command} --help", command=f"infoscore {self.command}"),
            )
        return [document_of(what, self.command, self.given.record(self.today), text)]


def _tell(session: Session, logged: Logged, *, dry_run: bool) -> None:
    """Print the files, and the points that each unit gains."""
    say, data = session.console.say, session.console.data
    if logged.partly:
        session.console.tell(
            msg("other records have errors; what they would change is not in these points"),
            msg("see {command}", command="infoscore check"),
        )
    for filing in logged.filings:
        if filing.exists:
            say(msg("already logged, nothing changed: {file}", file=filing.file))
    pairs = zip(logged.filings, logged.gains, strict=True)
    new = [(filing, gains) for filing, gains in pairs if not filing.exists]
    for filing, gains in new:
        if dry_run:
            say(_intended(filing))
        else:
            data(filing.file)
        if gains:
            data("\n".join(_lines(gains, session.console.text)))
    _tell_idle(session, [filing.record for filing, _ in new])
    if len(logged.filings) > 1:
        made = sum(filing.before is None for filing, _ in new)
        if made or not new:
            say(msgn("{n} new record", "{n} new records", n=made))
        if made < len(new):
            say(msgn("{n} record changed", "{n} records changed", n=len(new) - made))


def _tell_idle(session: Session, records: Sequence[Record]) -> None:
    """Print that no rule gives points for the records' endorsements."""
    idle = [record for record in records if _comes_to_nothing(record)]
    if idle:
        session.console.tell(
            msg(
                "the rules of {day} give nothing for endorsements: no points come of it",
                day=idle[0].date,
            ),
            msg(
                "where they should, add “endorsements” to the edition in {file}", file="rules.yaml"
            ),
        )


def _comes_to_nothing(record: Record) -> bool:
    """Tell if the record has endorsements, and its edition no rule for any."""
    if not isinstance(record, Endorsable) or not record.endorsements or record.edition is None:
        return False
    return not record.edition.rules.endorsements


def _lines(gains: Sequence[Gain], text: Callable[[Message], str]) -> Iterator[str]:
    """Yield a line for each unit's points, with their arithmetic."""
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
    text = changed_lines(filing.before, filing.data)
    return msg("would change {file}:\n{text}", file=filing.file, text=text)


def tell_taken_back(session: Session, root: Path, command: str, *, dry_run: bool) -> None:
    """Take back the files that the command wrote last, and print them.

    Raises:
        Stop: there are no such files, or they were changed or committed since.
    """
    from infoscore.office.undo import Refused, take_back
    from infoscore.workspace.writing.files import NewFile

    taken = take_back(root, command, dry_run=dry_run)
    if isinstance(taken, Refused):
        raise Stop(ExitCode.DATA, *taken)
    for file, step in taken:
        if isinstance(step, NewFile) and step.before is None:
            there = msg("{file} is there again", file=file)
            said = msg("would write {file}", file=file) if dry_run else there
        elif isinstance(step, NewFile):
            text = changed_lines(step.before or b"", step.data)
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
    """Return a file's bytes, cut off just above the limit."""
    with naming(source):
        if source == "-":
            return sys.stdin.buffer.read(MAX_BYTES + 1)
        with Path(source).open("rb") as stream:
            return stream.read(MAX_BYTES + 1)
