"""``add``: log an adoption from options, prompts or a file; take the last back."""

from __future__ import annotations

import contextlib
import dataclasses
import sys
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from infoscore.cli.options import a_day, with_options
from infoscore.cli.session import Session
from infoscore.cli.stops import ExitCode, Stop, misuse
from infoscore.messages import mark, msg, msgn
from infoscore.problems import Place, Problem
from infoscore.rounding import printed

if TYPE_CHECKING:
    from infoscore.records import Adoption
    from infoscore.workspace.filing import Filing
    from infoscore.workspace.load import Workspace
    from infoscore.workspace.resolve import Setup
    from infoscore.workspace.yamltext import Document

REQUIRED: Final = ("title", "outlet", "unit")


@dataclasses.dataclass(frozen=True, slots=True)
class Fields:
    """The record's keys as options."""

    title: Annotated[
        str | None, typer.Option("--title", "-t", metavar="TEXT", help=mark("the brief's title"))
    ] = None
    outlet: Annotated[
        str | None,
        typer.Option("--outlet", metavar="NAME", help=mark("the publication that adopted it")),
    ] = None
    issue: Annotated[
        str | None, typer.Option("--issue", "-i", metavar="N", help=mark("the issue's number"))
    ] = None
    form: Annotated[
        str | None, typer.Option("--form", metavar="NAME", help=mark("its form, such as 简讯"))
    ] = None
    day: Annotated[
        str | None,
        typer.Option(
            "--date", "-d", metavar="DATE", help=mark("when it was published; default: today")
        ),
    ] = None
    unit: Annotated[
        list[str] | None,
        typer.Option(
            "--unit",
            "-u",
            metavar="NAME",
            help=mark("a unit that wrote it, first author first (repeatable)"),
        ),
    ] = None
    weight: Annotated[
        list[str] | None,
        typer.Option(
            metavar="N", help=mark("each unit's part, in the order of --unit (repeatable)")
        ),
    ] = None
    count: Annotated[
        str | None,
        typer.Option(metavar="N", help=mark("log N adoptions of which only the number is known")),
    ] = None
    item: Annotated[
        str | None,
        typer.Option(metavar="TEXT", help=mark("names the brief that several outlets adopted")),
    ] = None
    tag: Annotated[
        list[str] | None,
        typer.Option(metavar="TEXT", help=mark("a mark such as 头版头条 (repeatable)")),
    ] = None
    author: Annotated[
        list[str] | None, typer.Option(metavar="NAME", help=mark("who wrote it (repeatable)"))
    ] = None
    submission: Annotated[
        str | None, typer.Option(metavar="TEXT", help=mark("the submission it came from"))
    ] = None
    note: Annotated[
        str | None, typer.Option(metavar="TEXT", help=mark("for the office; never printed"))
    ] = None
    restricted: Annotated[
        bool, typer.Option("--restricted", help=mark("count it, but never publish its title"))
    ] = False
    duplicate_ok: Annotated[
        bool,
        typer.Option(
            "--duplicate-ok", help=mark("it resembles another record and is another event")
        ),
    ] = False

    def given(self) -> list[str]:
        """The options that were used."""
        return [
            _option(field.name)
            for field in dataclasses.fields(self)
            if getattr(self, field.name) not in (None, False, [])
        ]

    def record(self, today: date) -> dict[str, object]:
        """The record as it would be typed into a file."""
        day = a_day(self.day, "--date") or today
        values: dict[str, object] = {
            "date": day.isoformat(),
            "title": self.title,
            "outlet": self.outlet,
            "issue": self.issue,
            "form": self.form,
            "units": self.unit,
            "weights": self.weight or None,
            "count": self.count,
            "item": self.item,
            "tags": self.tag or None,
            "authors": self.author or None,
            "submission": self.submission,
            "restricted": "true" if self.restricted else None,
            "duplicate_ok": "true" if self.duplicate_ok else None,
            "note": self.note,
        }
        return {key: value for key, value in values.items() if value is not None}


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
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help=mark("write nothing, tell what would be written"))
    ] = False,
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
    from infoscore.workspace.yamltext import Document
    from infoscore.workspace.yamltext import Path as YamlPath

    class Typed(Document):
        """A record whose parts were typed as options."""

        __slots__ = ()

        def place(self, path: YamlPath, *, key: bool = False) -> Place:
            """The option instead of a line."""
            del key
            return Place(_option(str(path[0])) if path else "add")

    today = date.today()
    missing = [
        name
        for name in REQUIRED
        if not getattr(fields, name) and not (name == "title" and fields.count)
    ]
    if missing and not (sys.stdin.isatty() and sys.stderr.isatty()):
        options = [_option(name) for name in missing]
        raise misuse(
            msg("{options} must be given where nobody can be asked", options=options),
            msg("see {command} --help", command="infoscore add"),
        )
    if missing:
        from infoscore.cli.prompts import complete

        fields = complete(session.console, fields, setup, today)
    return Typed("add", "", 0, fields.record(today), 0)


def _option(name: str) -> str:
    """The option that stands for a field or a record's key."""
    names = {
        "units": "unit",
        "weights": "weight",
        "tags": "tag",
        "authors": "author",
        "day": "date",
    }
    return "--" + names.get(name, name).replace("_", "-")


def _log(
    session: Session, workspace: Workspace, documents: Iterable[Document], *, dry_run: bool
) -> None:
    """Write every record that is not there yet, or none."""
    from infoscore.workspace.store import create_all

    filings = _filings(session, workspace, documents)
    new = [one for one in filings if not one.exists]
    for one in filings:
        if one.exists:
            session.console.say(msg("already logged, nothing changed: {file}", file=one.file))
    if not dry_run:
        create_all(one.new_file(workspace) for one in new)
        _remember(workspace, new)
    for one in new:
        if dry_run:
            session.console.say(msg("would write {file}", file=one.file))
        else:
            session.console.data(one.file)
        session.console.data("\n".join(_points(session, one.record)))
    if len(filings) > 1:
        session.console.say(msgn("{n} new record", "{n} new records", n=len(new)))


def _filings(session: Session, workspace: Workspace, documents: Iterable[Document]) -> list[Filing]:
    """Each record with its file.

    Raises:
        Stop: one of them has problems; all are told.
    """
    from infoscore.records import Adoption
    from infoscore.workspace.filing import file_away
    from infoscore.workspace.load import KINDS

    filings: list[Filing] = []
    for document in documents:
        for reading in workspace.readings(document):
            record = workspace.resolve(reading, KINDS["adoptions"])
            if not isinstance(record, Adoption):
                continue
            assert isinstance(reading.value, dict)
            filing = file_away(workspace, record, reading.value)
            if isinstance(filing, Problem):
                workspace.problems.append(filing)
            else:
                filings.append(filing)
    session.stop_for(workspace.problems)
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
