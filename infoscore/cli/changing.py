"""``edit`` and ``delete``: one record changed or taken out, with what that does to the points."""

from __future__ import annotations

import inspect
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import count
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from infoscore.cli.asking import Back, Finished, Question, TypedAnswers, chosen, line_editor
from infoscore.cli.choices import choices, several
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
from infoscore.reading.types import Key, keys_of
from infoscore.records.kinds import KINDS, kind_of
from infoscore.rounding import printed

if TYPE_CHECKING:
    from infoscore.office.consequences import Shift
    from infoscore.office.edit import RecordChange
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
            from infoscore.office.edit import Editing, edit

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
        from infoscore.office.edit import delete

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
    from infoscore.office.changes import touched
    from infoscore.office.edit import carry_out

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
        if not change.nothing:
            days = {found.record.date, change.record.date}
            session.console.problems(touched(workspace, days))
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
    given = fields(what, typed).apart("units", index.setup.roster.find)
    cleared = [_key(what, name) for name in clear]
    if given.values or cleared:
        return given, cleared
    if not _on_terminal():
        raise misuse(
            msg("nothing is given that is to change"),
            msg("see {command}", command="infoscore edit --help"),
        )
    return _asked(session, index, what, index.written(found))


def _on_terminal() -> bool:
    """Return ``True`` if somebody can be asked."""
    return sys.stdin.isatty() and sys.stderr.isatty()


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


def _asked(
    session: Session, index: RecordIndex, what: Loggable, old: Mapping[str, Any]
) -> tuple[Fields, list[str]]:
    """Ask for keys and their new values until a key is left empty.

    Raises:
        Stop: the input ended.
    """
    for key, value in old.items():
        session.console.tell(msg("{key}: {value}", key=key, value=_said(value)))
    session.console.say(msg("< goes one question back; Ctrl-C ends it, and nothing is changed"))
    answers = TypedAnswers(session.console, line_editor())
    while True:
        try:
            return _changes(answers, index, what, old)
        except Back:
            answers.back()
        except EOFError:
            raise Stop(ExitCode.USAGE, msg("stopped; nothing was written")) from None


def _changes(
    answers: TypedAnswers, index: RecordIndex, what: Loggable, old: Mapping[str, Any]
) -> tuple[Fields, list[str]]:
    """Return the new values, and the keys that are taken out, as far as answers are kept.

    Raises:
        Back: the last answer is to be taken back.
        EOFError: the input ended.
    """
    answers.begin()
    offered = choices(_names(what), what.options)
    values: dict[str, Value] = {}
    for number in count():
        answers.ending = f"key {number}"
        which = msg("Which other key changes") if number else msg("Which key changes")
        question = Question(answers.ending, which, choices=offered, mended=False)
        try:
            key = answers.to(question, lambda answer: chosen(answer, offered))
        except Finished:
            break
        typed = keys_of(what.entry)[key].typed
        last = _typed_again(values.get(key, old.get(key)), typed.between)
        question = Question(f"value {number}", Message(typed.meaning), last, optional=True)
        answer = answers.to(question, str)
        values[key] = _value(answer, keys_of(what.entry)[key])
        if key == "units":
            values[key] = several(answer, index.setup.roster.find)
    cleared = [key for key, value in values.items() if not value]
    return Fields(what, values).without(cleared), cleared


def _typed_again(value: object, between: str) -> str:
    """Return a value as it could be typed; empty: it cannot be in one line."""
    if isinstance(value, list) and "、" in between and all(isinstance(one, str) for one in value):
        return "、".join(value)
    return value if isinstance(value, str) else ""


def _value(answer: str, key: Key) -> Value:
    """Return the value of an answer; empty: the key is to be taken out."""
    if key.flag:
        return bool(answer)
    if not key.several:
        return answer
    parts = re.split(f"[{re.escape(key.typed.between)}\n]", answer)
    return [part.strip() for part in parts if part.strip()]


def _said(value: object) -> str:
    """Return a value in few words."""
    from infoscore.workspace.writing.compose import flow

    return flow(value)
