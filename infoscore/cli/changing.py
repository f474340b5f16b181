"""``edit`` and ``delete``: one record changed or taken out, with what that does to the points."""

from __future__ import annotations

import inspect
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from infoscore.cli.differences import changed_lines
from infoscore.cli.fields import Fields, Value, document_of, fields, option_of, parameters
from infoscore.cli.options import DryRun
from infoscore.cli.recording import Undo, tell_taken_back
from infoscore.cli.session import Session
from infoscore.cli.showing import one_record
from infoscore.cli.stops import ExitCode, Stop, misuse, unknown
from infoscore.messages import Message, mark, msg
from infoscore.names import Names
from infoscore.office.log import Loggable, subject
from infoscore.reading.types import keys_of
from infoscore.records.kinds import KINDS, kind_of
from infoscore.rounding import printed

if TYPE_CHECKING:
    from infoscore.office.changing import RecordChange
    from infoscore.office.consequences import Shift
    from infoscore.workspace.load import Workspace
    from infoscore.workspace.writing.shelf import IndexedRecord, RecordIndex

Plan = Callable[["Workspace", "RecordIndex", "IndexedRecord"], "RecordChange | None"]

_RECORD: Final = typer.Argument(
    metavar="[RECORD]",
    help=mark("the record: its id or file, or its title; a part will do"),
)
Record = Annotated[str | None, _RECORD]
Clear = Annotated[
    list[str] | None,
    typer.Option("--clear", metavar="KEY", help=mark("take a key out (repeatable)")),
]


def editor(command: str) -> Callable[..., None]:
    """Return the command ``edit``, with the options of every kind of record."""

    def edit(
        context: typer.Context,
        name: Record = None,
        clear: Clear = None,
        undo: Undo = False,
        dry_run: DryRun = False,
        **typed: Any,
    ) -> None:
        session = Session.of(context)
        if undo:
            _undo(session, command, [name, clear, *typed.values()], dry_run=dry_run)
            return

        def plan(workspace: Workspace, index: RecordIndex, found: IndexedRecord) -> Any:
            from infoscore.office.changing import Editing, edit

            given, cleared = _wanted(session, index, found, typed, clear or [])

            def document(values: Any) -> Any:
                return document_of(given.what, command, values, session.console.text)

            wanted = Editing(given.typed(), cleared, document)
            return edit(workspace, index, found, wanted, date.today())

        _run(session, command, name, plan, dry_run=dry_run)

    first, second, *others, _ = inspect.signature(edit, eval_str=True).parameters.values()
    ours = [first, second, *_options(), *others]
    ours[2:] = [it.replace(kind=inspect.Parameter.KEYWORD_ONLY) for it in ours[2:]]
    edit.__signature__ = inspect.Signature(ours)  # type: ignore[attr-defined]
    edit.__annotations__ = {option.name: option.annotation for option in ours}
    return edit


def _options() -> Iterator[inspect.Parameter]:
    """Yield an option for each key; kinds that share a key have the same option for it."""
    seen: set[str] = set()
    for kind in KINDS.values():
        own = [key for key in kind.options if key not in seen]
        seen.update(own)
        yield from parameters(subject(kind.name), own)


def delete(
    context: typer.Context, name: Record = None, undo: Undo = False, dry_run: DryRun = False
) -> None:
    session = Session.of(context)
    if undo:
        _undo(session, "delete", [name], dry_run=dry_run)
        return

    def plan(workspace: Workspace, index: RecordIndex, found: IndexedRecord) -> Any:
        from infoscore.office.changing import delete

        return delete(workspace, index, found, date.today())

    _run(session, "delete", name, plan, dry_run=dry_run)


def _undo(session: Session, command: str, others: Iterable[object], *, dry_run: bool) -> None:
    if any(value not in (None, False, []) for value in others):
        raise misuse(
            msg("{option} goes without {others}", option="--undo", others=[msg("anything else")]),
            msg("leave out one or the other"),
        )
    tell_taken_back(session, session.root(), command, dry_run=dry_run)


def _run(session: Session, command: str, name: str | None, plan: Plan, *, dry_run: bool) -> None:
    """Carry the plan out on the record that is named, and tell what it does.

    Raises:
        Stop: there is no such record, or it cannot be changed so; nothing was written.
    """
    from infoscore.office.changing import carry_out

    if name is None:
        raise misuse(
            msg("name the record by its id, its title or its file"),
            msg("the ids stand in: {command}", command="infoscore list --ids"),
        )
    while True:
        workspace, index, found = one_record(session, name)
        change = plan(workspace, index, found)
        session.stop_for(workspace.problems)
        assert change is not None, "without problems there is a change"
        if not dry_run and not change.nothing:
            try:
                carry_out(workspace, change, command)
            except FileExistsError:  # a file was changed meanwhile: plan again
                continue
        _tell(session, change, dry_run=dry_run)
        return


def _tell(session: Session, change: RecordChange, *, dry_run: bool) -> None:
    say, data = session.console.say, session.console.data
    if change.nothing:
        say(msg("nothing changed: {file}", file=change.file))
        return
    if change.after is None:
        text = change.before.decode("utf-8-sig").rstrip()
        said = msg("deleted {file}, which held:\n{text}", file=change.file, text=text)
        say(msg("would delete {file}", file=change.file) if dry_run else said)
    else:
        text = changed_lines(change.before, change.after)
        would = msg("would change {file}:\n{text}", file=change.was_file, text=text)
        say(would if dry_run else msg("changed {file}:\n{text}", file=change.was_file, text=text))
        if change.file != change.was_file:
            would = msg("it would be called {file}", file=change.file)
            say(would if dry_run else msg("it is called {file} now", file=change.file))
    lines = list(shift_lines(change.shifts))
    if lines:
        data("\n".join(lines))
    else:
        say(msg("no unit's points change"))


def shift_lines(shifts: Sequence[Shift]) -> Iterator[str]:
    """Yield a line for each score that is another one afterwards."""
    for year, unit, track, before, after in shifts:
        yield f"  {unit.name}  {year}  {track} {printed(before)} → {printed(after)}"


def _wanted(
    session: Session,
    index: RecordIndex,
    found: IndexedRecord,
    typed: dict[str, Any],
    clear: Sequence[str],
) -> tuple[Fields, list[str]]:
    """Return the values that were given, by options or on a terminal, and the keys that go.

    Raises:
        Stop: an option belongs to another kind of record, or nothing is given.
    """
    kind = kind_of(found.record)
    what = subject(kind.name)._replace(amendment=None)
    foreign = [
        option_of(subject(other.name), key)
        for other in KINDS.values()
        for key in other.options
        if key not in kind.options and typed[key] not in (None, False, [])
    ]
    if foreign:
        raise misuse(
            msg("a record of this kind ({kind}) has no {names}", kind=kind.noun, names=foreign),
            msg("its options: {names}", names=[option_of(what, key) for key in kind.options]),
        )
    given = fields(what, typed)
    cleared = [_key(what, name) for name in clear]
    if given.values or cleared:
        return given, cleared
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        raise misuse(
            msg("nothing is given that is to change"),
            msg("see {command}", command="infoscore edit --help"),
        )
    return _asked(session, what, index.written(found))


def _key(what: Loggable, name: str) -> str:
    """Return the key that is called so, or by its head in tables or its option.

    Raises:
        Stop: there is none.
    """
    names = _names(what)
    found = names.find(name)
    if len(found) != 1:
        raise misuse(*unknown(msg("key"), name, names, msg("one of: {names}", names=names.things)))
    return found[0]


def _names(what: Loggable) -> Names[str]:
    """Return the keys by their own names and the first of their heads."""
    keys = keys_of(what.entry)
    own = [(key, key) for key in what.options]
    heads = [(head, key) for key in what.options for head in keys[key].typed.heads[:1]]
    return Names([*own, *heads])


def _asked(session: Session, what: Loggable, old: Any) -> tuple[Fields, list[str]]:
    """Ask for keys and their new values until a key is left empty.

    Raises:
        Stop: the input ended.
    """
    console, names = session.console, _names(what)
    values: dict[str, Value] = {}
    cleared: list[str] = []
    try:
        while True:
            held = [msg("{key}: {value}", key=key, value=_said(old[key])) for key in old]
            answer = console.ask(
                msg("Which key changes (empty: done)? {names}:", names=held)
                if not values and not cleared
                else msg("Which other key changes (empty: done)?")
            )
            if not answer:
                return Fields(what, values), cleared
            found = names.find(answer)
            if len(found) != 1:
                console.tell(*unknown(msg("key"), answer, names, _choice(names)))
                continue
            _ask_value(session, what, found[0], values, cleared)
    except EOFError:
        raise Stop(ExitCode.USAGE, msg("stopped; nothing was written")) from None


def _choice(names: Names[str]) -> Message:
    return msg("one of: {names}", names=names.things)


def _ask_value(
    session: Session, what: Loggable, key: str, values: dict[str, Value], cleared: list[str]
) -> None:
    """Ask for a key's new value; an empty one takes the key out."""
    meaning = Message(keys_of(what.entry)[key].typed.meaning)
    answer = session.console.ask(msg("{what} (empty: none):", what=meaning))
    values.pop(key, None)
    if not answer:
        cleared.append(key)
    elif keys_of(what.entry)[key].flag:
        values[key] = True
    elif keys_of(what.entry)[key].several:
        between = keys_of(what.entry)[key].typed.between
        for mark_ in between:
            answer = answer.replace(mark_, "\n")
        values[key] = [part.strip() for part in answer.split("\n") if part.strip()]
    else:
        values[key] = answer


def _said(value: object) -> str:
    """Return a value in few words."""
    from infoscore.workspace.writing.compose import flow

    return flow(value)
