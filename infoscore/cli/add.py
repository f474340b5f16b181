"""``add``: log an adoption from options, prompts or a file; take the last back."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from infoscore.cli.fields import Fields, option_of
from infoscore.cli.options import DryRun, with_options
from infoscore.cli.session import Session
from infoscore.cli.stops import ExitCode, Stop, misuse
from infoscore.messages import mark, msg, msgn
from infoscore.problems import Place, Problem
from infoscore.rounding import printed

if TYPE_CHECKING:
    from infoscore.reading.yamltext import Document
    from infoscore.scoring.records import Adoption
    from infoscore.workspace.filing import Filing
    from infoscore.workspace.load import Workspace
    from infoscore.workspace.resolve import Setup

REQUIRED: Final = ("title", "outlet", "unit")


@with_options
def add(
    context: typer.Context,
    fields: Fields,
    source: Annotated[
        str | None,
        typer.Option(
            "--from",
            metavar="FILE",
            help=mark("log every record of a YAML, JSON or CSV file, or none; - is stdin"),
        ),
    ] = None,
    undo: Annotated[
        bool, typer.Option("--undo", help=mark("take back what the last add wrote"))
    ] = False,
    dry_run: DryRun = False,
) -> None:
    session = Session.of(context)
    if (undo or source) and (fields.given() or (undo and source)):
        raise misuse(
            msg(
                "{option} goes without {others}",
                option="--undo" if undo else "--from",
                others=fields.given() or ["--from"],
            ),
            msg("leave out one or the other"),
        )
    workspace = session.workspace()
    if undo:
        from infoscore.cli.undo import take_back

        take_back(session, workspace.root, dry_run=dry_run)
        return
    setup = session.setup(workspace)
    if source is not None:
        documents = _from_file(workspace, source)
    else:
        documents = [_from_options(session, fields, setup)]
    _log(session, workspace, documents, dry_run=dry_run)


def _from_file(workspace: Workspace, source: str) -> list[Document]:
    from infoscore.workspace.intake import documents

    try:
        data = sys.stdin.buffer.read() if source == "-" else Path(source).read_bytes()
    except (FileNotFoundError, IsADirectoryError):
        raise misuse(msg("there is no file {file}", file=source), msg("check the path")) from None
    found, problems = documents(data, source)
    workspace.problems += problems
    if not problems and not any(document.value for document in found):
        raise Stop(
            ExitCode.DATA,
            msg("there is no record in {file}", file=source),
            msg("nothing was written"),
        )
    return found


def _from_options(session: Session, fields: Fields, setup: Setup) -> Document:
    from infoscore.reading.yamltext import Document
    from infoscore.reading.yamltext import Path as YamlPath

    class Typed(Document):
        """A record whose parts were typed as options."""

        __slots__ = ()

        def place(self, path: YamlPath, *, key: bool = False) -> Place:
            """The option instead of a line."""
            del key
            return Place(option_of(str(path[0])) if path else "add")

    today = date.today()
    missing = [
        name
        for name in REQUIRED
        if not getattr(fields, name) and not (name == "title" and fields.count)
    ]
    if missing and not (sys.stdin.isatty() and sys.stderr.isatty()):
        options = [option_of(name) for name in missing]
        raise misuse(
            msg("{options} must be given where nobody can be asked", options=options),
            msg("see {command} --help", command="infoscore add"),
        )
    if missing:
        from infoscore.cli.prompts import complete

        fields = complete(session.console, fields, setup, today)
    return Typed("add", "", 0, fields.record(today), 0)


def _log(
    session: Session, workspace: Workspace, documents: Iterable[Document], *, dry_run: bool
) -> None:
    """Write every record that is not there yet, or none."""
    records = _records(session, workspace, documents)
    filings = _filings(session, workspace, records)
    if not dry_run:
        filings = _written(session, workspace, records, filings)
    new = [one for one in filings if not one.exists]
    for one in filings:
        if one.exists:
            session.console.say(msg("already logged, nothing changed: {file}", file=one.file))
    for one in new:
        if dry_run:
            session.console.say(msg("would write {file}", file=one.file))
        else:
            session.console.data(one.file)
        session.console.data("\n".join(_points(session, one.record)))
    if len(filings) > 1:
        session.console.say(msgn("{n} new record", "{n} new records", n=len(new)))


def _records(
    session: Session, workspace: Workspace, documents: Iterable[Document]
) -> list[tuple[Adoption, Mapping[str, object]]]:
    """Each record, and how it was typed.

    Raises:
        Stop: one of them has problems; all are told.
    """
    from infoscore.scoring.records import Adoption
    from infoscore.workspace.load import KINDS

    found: list[tuple[Adoption, Mapping[str, object]]] = []
    for document in documents:
        for reading in workspace.readings(document):
            record = workspace.resolve(reading, KINDS["adoptions"])
            if isinstance(record, Adoption) and isinstance(reading.value, dict):
                found.append((record, reading.value))
    session.stop_for(workspace.problems)
    return found


def _filings(
    session: Session,
    workspace: Workspace,
    records: Iterable[tuple[Adoption, Mapping[str, object]]],
) -> list[Filing]:
    """Each record's file.

    Raises:
        Stop: one is there already with other values.
    """
    from infoscore.workspace.filing import file_away

    filings = [file_away(workspace, record, typed) for record, typed in records]
    session.stop_for([one for one in filings if isinstance(one, Problem)])
    return [one for one in filings if not isinstance(one, Problem)]


def _written(
    session: Session,
    workspace: Workspace,
    records: Sequence[tuple[Adoption, Mapping[str, object]]],
    filings: list[Filing],
) -> list[Filing]:
    """The filings, those that are new made; another process may have been faster with some."""
    from infoscore.workspace.store import create_all

    while True:
        new = [one for one in filings if not one.exists]
        try:
            create_all(one.new_file(workspace) for one in new)
        except FileExistsError:
            filings = _filings(session, workspace, records)
            continue
        _remember(workspace, new)
        return filings


def _remember(workspace: Workspace, filings: Iterable[Filing]) -> None:
    from infoscore.workspace.journal import Entry, Journal, digest

    entries = [Entry(one.file, digest(one.data)) for one in filings]
    if entries:
        with contextlib.suppress(OSError):  # without a journal there is no --undo, and no harm
            Journal(workspace.root).note(entries)


def _points(session: Session, record: Adoption) -> Iterator[str]:
    """What each unit gets, with the arithmetic."""
    from infoscore.circular.explanation import arithmetic
    from infoscore.scoring.engine import post

    text = session.console.text
    for posting in post(record):
        how = arithmetic(posting.steps, text)
        points = printed(posting.points)
        shown = "" if how == points else f"  ({how})"
        yield f"  {posting.unit.name}  {posting.track} {points}{shown}"
