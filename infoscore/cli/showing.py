"""``show`` and ``register``: one record and what became of it, and many in a table."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Annotated, Final

import typer

from infoscore.cli.options import PeriodChoice, a_day
from infoscore.cli.output import OutputChoice, Report, emit, write
from infoscore.cli.session import Session
from infoscore.cli.stops import ExitCode, Stop, misuse, not_among, unknown
from infoscore.messages import Message, catalogue, mark, msg, translate
from infoscore.moments import end_of

if TYPE_CHECKING:
    from infoscore.reports.dossier import Dossier
    from infoscore.reports.register import Register
    from infoscore.workspace.load import Workspace
    from infoscore.workspace.writing.shelf import IndexedRecord, RecordIndex

_MOST: Final = 10
"""Records that are named where several fit."""


def show(
    context: typer.Context,
    name: Annotated[
        str,
        typer.Argument(
            metavar="RECORD", help=mark("the record: its id or file, or its title; a part will do")
        ),
    ],
    output: OutputChoice,
    form: Annotated[
        str | None,
        typer.Option(
            "--form",
            metavar="FILE",
            help=mark("write its approval form, for signing on paper, to a Word file (.docx)"),
        ),
    ] = None,
    as_of: Annotated[
        str | None, typer.Option("--as-of", metavar="DATE", help=mark("stands in for today"))
    ] = None,
) -> None:
    from infoscore.reports import dossier

    session = Session.of(context)
    found = _dossier(session, name, a_day(as_of, "--as-of") or date.today())
    if form is not None:
        _write_form(session, found, form)
        return
    text = session.console.text
    label = dossier.chinese if session.console.lang == "zh" else dossier.english
    report = Report(
        reading=lambda: dossier.table(found, text, label),
        json=lambda: dossier.as_json(found),
    )
    emit(report, output, session)


def _write_form(session: Session, found: Dossier, file: str) -> None:
    """Write the approval form of a brief.

    Raises:
        Stop: no chain concerns the brief, or the file is the workspace's own.
    """
    from infoscore.render import form_docx
    from infoscore.reports.approval import approval_form

    path = session.output(file)
    if found.course is None:
        raise Stop(
            ExitCode.DATA,
            msg("no review chain concerns {id}: there is nothing to sign", id=found.record.id),
            msg("the chains stand in {file}", file="rules.yaml"),
        )
    made = approval_form(found, found.course)
    data = form_docx.render(made.title, (made.about, made.steps), found.record.date)
    if file == "-":
        session.console.data(data)
        return
    write(path, data)
    session.tell_written(path, dry_run=False)


def register(
    context: typer.Context,
    period: PeriodChoice,
    output: OutputChoice,
    kind: Annotated[
        str, typer.Argument(metavar="[KIND]", help=mark("the kind of record; default: submission"))
    ] = "submission",
    column: Annotated[
        list[str] | None,
        typer.Option(
            "--column",
            metavar="NAME",
            help=mark("a field or a step, instead of the usual columns (repeatable)"),
        ),
    ] = None,
) -> None:
    from infoscore.records.kinds import KINDS
    from infoscore.reports import machine as json
    from infoscore.reports.register import Register

    kinds = {one.name: one for one in KINDS.values()}
    if kind not in kinds:
        raise not_among(msg("kind of record"), kind, kinds)
    session = Session.of(context)
    workspace, setup, span, today = session.report(period)
    made = Register(kinds[kind], setup.book, end_of(today))
    heads = [_column(name, made) for name in column or made.usual]
    records = [
        one
        for one in workspace.records([kinds[kind].folder])
        if one.date in span and one.date <= today
    ]
    session.stop_for(workspace.problems)
    records.sort(key=lambda one: (one.date, one.place))
    noun = translate(kinds[kind].noun, catalogue("zh"))  # documents are Chinese
    table = made.table(records, heads, f"{span.label}{noun}登记簿")
    emit(Report(lambda: table, lambda: json.tables([table], table.title, span)), output, session)


def _column(name: str, made: Register) -> str:
    """Return the head of a column by any of its names.

    Raises:
        Stop: there is no such column.
    """
    found = made.names.find(name)
    if not found:
        otherwise = msg("the columns are: {names}", names=made.names.things)
        raise misuse(*unknown(msg("column"), name, made.names, otherwise))
    return found[0]


def one_record(session: Session, name: str) -> tuple[Workspace, RecordIndex, IndexedRecord]:
    """Return the one record that is called so, among those of all kinds.

    Raises:
        Stop: there is none, or there are several; or the workspace has errors.
    """
    from infoscore.records.kinds import KINDS
    from infoscore.workspace.writing.shelf import RecordIndex

    workspace = session.workspace()
    setup = session.setup(workspace)
    index = RecordIndex(workspace, setup, list(KINDS))
    found = index.likely(name) if name.strip() else []
    session.stop_for(workspace.problems)
    if len(found) != 1:
        raise misuse(*_which(index, name, found))
    return workspace, index, found[0]


def _dossier(session: Session, name: str, today: date) -> Dossier:
    """Return what became of the one record that is called so.

    Raises:
        Stop: there is none, or there are several; or the workspace has errors.
    """
    from infoscore.office.summary import points_of
    from infoscore.records.progress import progress
    from infoscore.reports.dossier import Dossier

    workspace, index, found = one_record(session, name)
    record, now = found.record, end_of(today)
    postings = points_of(workspace, index.setup, record, today)
    session.stop_for(workspace.problems)
    return Dossier(record, index.written(found), postings, progress(record, now), now)


def _which(
    index: RecordIndex, name: str, found: Sequence[IndexedRecord]
) -> tuple[Message, Message]:
    """Return what is said where no record or several are called so."""
    from infoscore.records.base import headline
    from infoscore.records.kinds import kind_of

    if not found:
        close = [msg("“{value}”", value=title) for title in index.nearest(name)]
        return (
            msg("there is no {kind} called “{name}”", kind=msg("record"), name=name),
            msg("did you mean {names}?", names=close)
            if close
            else msg("name it by its id, its title or its file"),
        )
    named = [
        msg(
            "{id} ({kind} “{title}”)",
            id=it.record.id,
            kind=kind_of(it.record).noun,
            title=headline(it.record),
        )
        for it in found[:_MOST]
    ]
    more = len(found) - len(named)
    return (
        msg("“{name}” names {n} records", name=name, n=len(found)),
        msg("name one of them: {names}, and {more} more", names=named, more=more)
        if more
        else msg("name one of them: {names}", names=named),
    )
