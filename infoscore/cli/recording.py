"""What the commands that log something have in common.

Records come from options, from questions on a terminal or from a file. Each gets a file of its
own, or is added to the record that it is about; all of them, or none.
"""

from __future__ import annotations

import contextlib
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from msgspec import Struct

from infoscore.cli.differences import changed_lines
from infoscore.cli.fields import Fields, option_of
from infoscore.cli.session import Session
from infoscore.cli.stops import ExitCode, Stop, misuse
from infoscore.messages import Message, mark, msg, msgn
from infoscore.problems import Place, Problem
from infoscore.rounding import printed

if TYPE_CHECKING:
    from infoscore.reading.reading import Reading
    from infoscore.reading.yamltext import Document
    from infoscore.records.kinds import Record
    from infoscore.records.resolve import Setup
    from infoscore.scoring.engine import Engine
    from infoscore.scoring.posting import Posting
    from infoscore.workspace.load import Workspace
    from infoscore.workspace.writing.filing import Filing
    from infoscore.workspace.writing.shelf import Shelf
    from infoscore.workspace.writing.transaction import Desk

From = Annotated[
    str | None,
    typer.Option(
        "--from",
        metavar="FILE",
        help=mark("log every record of a YAML, JSON or CSV file, or none; - is stdin"),
    ),
]
Undo = Annotated[bool, typer.Option("--undo", help=mark("take back what this command wrote last"))]


def log(
    context: typer.Context, fields: Fields, source: str | None, *, undo: bool, dry_run: bool
) -> None:
    """Run a command that logs.

    Raises:
        Stop: it was called wrongly, or what it was given has problems; nothing was written.
    """
    session = Session.of(context)
    command = context.info_name or ""
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

        take_back(session, workspace.root, command, dry_run=dry_run)
        return
    setup = session.setup(workspace)
    recorder = Recorder(session, command, fields, workspace, setup)
    recorder.log(
        recorder.from_options() if source is None else recorder.from_file(source), dry_run=dry_run
    )


class Recorder(Struct, frozen=True):
    """One run of a command that logs."""

    session: Session
    command: str
    fields: Fields
    workspace: Workspace
    setup: Setup

    def from_file(self, source: str) -> list[Document]:
        """The records of a file, not yet read."""
        from infoscore.records.kinds import KINDS
        from infoscore.workspace.intake import documents

        try:
            data = _read(source)
        except (FileNotFoundError, IsADirectoryError):
            raise misuse(
                msg("there is no file {file}", file=source), msg("check the path")
            ) from None
        entries = [KINDS[self.fields.folder].entry]
        amendment = self.fields.amendment()
        if amendment is not None:
            entries = [*(entries if amendment.meant else []), amendment.entry]
        found, problems = documents(data, source, entries)
        self.workspace.problems += problems
        if not problems and not any(document.value for document in found):
            raise Stop(
                ExitCode.DATA,
                msg("there is no record in {file}", file=source),
                msg("nothing was written"),
            )
        return found

    def from_options(self) -> list[Document]:
        """The record that options and answers make."""
        from infoscore.reading.yamltext import Document, hidden_in
        from infoscore.reading.yamltext import Path as YamlPath

        text = self.session.console.text

        class Typed(Document):
            """A record whose parts were typed as options."""

            def place(self, path: YamlPath, *, key: bool = False) -> Place:
                """The option instead of a line."""
                del key
                if not path:
                    return Place(self.file)
                option = option_of(str(path[0]))
                return Place(text(option) if isinstance(option, Message) else option)

        fields, today = self.fields, date.today()
        missing = fields.missing()
        if missing and not (sys.stdin.isatty() and sys.stderr.isatty()):
            options = [option_of(name) for name in missing]
            raise misuse(
                msg("{options} must be given where nobody can be asked", options=options),
                msg("see {command} --help", command=f"infoscore {self.command}"),
            )
        if missing:
            from infoscore.cli.prompts import complete

            fields = complete(self.session.console, fields, self.setup, today, self._sound_shelf)
        typed = Typed(self.command, "", 0, fields.record(today), 0)
        hidden = list(hidden_in(typed))
        self.workspace.problems += hidden
        return [] if hidden else [typed]

    def log(self, documents: Iterable[Document], *, dry_run: bool) -> None:
        """Write every record that is not there yet, or none."""
        filings, points = self._written(*self._sorted(documents), dry_run=dry_run)
        say, data = self.session.console.say, self.session.console.data
        for one in filings:
            if one.exists:
                say(msg("already logged, nothing changed: {file}", file=one.file))
        new = [(one, lines) for one, lines in zip(filings, points, strict=True) if not one.exists]
        for one, lines in new:
            if dry_run:
                say(_intended(one))
            else:
                data(one.file)
            if lines:
                data("\n".join(lines))
        if len(filings) > 1:
            made = sum(one.before is None for one, _ in new)
            if made or not new:
                say(msgn("{n} new record", "{n} new records", n=made))
            if made < len(new):
                say(msgn("{n} record changed", "{n} records changed", n=len(new) - made))

    def _sorted(
        self, documents: Iterable[Document]
    ) -> tuple[list[tuple[Record, Mapping[str, object]]], list[Reading]]:
        """Records for files of their own, each with how it was typed; and what amends others.

        Raises:
            Stop: one of them has problems; all are told.
        """
        from infoscore.records.kinds import KINDS

        records: list[tuple[Record, Mapping[str, object]]] = []
        amending: list[Reading] = []
        amendment = self.fields.amendment()
        for document in documents:
            for reading in self.workspace.readings(document):
                typed = reading.value
                typed = typed if isinstance(typed, dict) else {}
                if amendment and (amendment.meant is None or amendment.meant(typed)):
                    amending.append(reading)
                    continue
                record = self.workspace.resolve(reading, KINDS[self.fields.folder])
                if record is not None:
                    records.append((record, typed))
        self.session.stop_for(self.workspace.problems)
        return records, amending

    def _written(
        self,
        records: Sequence[tuple[Record, Mapping[str, object]]],
        amending: Sequence[Reading],
        *,
        dry_run: bool,
    ) -> tuple[list[Filing], list[list[str]]]:
        """The filings, made unless it is a dry run; and what each unit gets by them.

        Another process may be faster with some: then those are there already.
        """
        # what is changed is read under the lock; new files only need it while they are written
        alone = self._writing() if amending and not dry_run else None
        with alone or contextlib.nullcontext() as desk:
            while True:
                filings = _by_record([*self._filed(records), *self._amended(amending)])
                self.session.stop_for(self.workspace.problems)
                points = [list(lines) for lines in self._points(filings)]
                if dry_run:
                    return filings, points
                files = _by_file(filings)
                if not files:
                    return filings, points
                with contextlib.nullcontext(desk) if desk else self._writing() as writer:
                    try:
                        writer.write_all(one.new_file(self.workspace) for one in files)
                    except FileExistsError:
                        continue
                    self._remember(files)
                return filings, points

    def _writing(self) -> AbstractContextManager[Desk]:
        from infoscore.workspace.writing.transaction import locked

        return locked(self.workspace.root)

    def _filed(self, records: Iterable[tuple[Record, Mapping[str, object]]]) -> Iterator[Filing]:
        """Each record's file; one that is there already with other values is a problem."""
        from infoscore.workspace.writing.filing import file_away

        taken: set[str] = set()
        for record, typed in records:
            filing = file_away(self.workspace, self.fields.folder, record, typed, taken)
            if isinstance(filing, Problem):
                self.workspace.problems.append(filing)
            else:
                taken.add(filing.file)
                yield filing

    def _amended(self, amending: Sequence[Reading]) -> Iterator[Filing]:
        """What each amendment makes of its record's file, one after the other."""
        amendment = self.fields.amendment()
        if not amending or amendment is None:
            return
        shelf = self._shelf()
        for reading in amending:
            if self.workspace.enough(reading.document.file):
                return
            filing = amendment.made(shelf, reading)
            if filing is not None:
                yield filing

    def _shelf(self) -> Shelf:
        from infoscore.workspace.writing.shelf import Shelf

        return Shelf(self.workspace, self.setup, self.fields.folder)

    def _sound_shelf(self) -> Shelf:
        """The records to choose from.

        Raises:
            Stop: some of them have problems.
        """
        shelf = self._shelf()
        shelf.everything()
        self.session.stop_for(self.workspace.problems)
        return shelf

    def _remember(self, filings: Iterable[Filing]) -> None:
        from infoscore.workspace.writing.journal import Journal, entry

        entries = [entry(one.file, one.before, one.data) for one in filings]
        with contextlib.suppress(OSError):  # without a journal there is no --undo, and no harm
            Journal(self.workspace.root).note(self.command, entries)

    def _points(self, filings: Sequence[Filing]) -> Iterator[Iterator[str]]:
        """What each unit gets by each filing, with the arithmetic."""
        from infoscore.scoring.engine import needs_order

        postings = self._in_order if needs_order(self.setup.book) else self._each_by_itself
        after = postings([one.record for one in filings], filings)
        before = postings([one.was for one in filings], filings)
        for ours, theirs in zip(after, before, strict=True):
            yield self._gained(ours, theirs)

    def _each_by_itself(
        self, records: Sequence[Record | None], _filings: Sequence[Filing]
    ) -> list[list[Posting]]:
        engine = self._engine()
        return [engine.post(one) if one is not None else [] for one in records]

    def _in_order(
        self, records: Sequence[Record | None], filings: Sequence[Filing]
    ) -> list[list[Posting]]:
        """With all records before them, on which it depends what they are worth."""
        from infoscore.workspace.load import Workspace

        ours = {_event(one.record) for one in filings}
        apart = Workspace(self.workspace.root, self.setup, on_file=self.workspace.on_file)
        others = [one for one in apart.records() if _event(one) not in ours]
        if not apart.sound:
            self.session.console.tell(
                msg("other records have errors; what they would change is not in these points"),
                msg("see {command}", command="infoscore check"),
            )
        found: dict[int, list[Posting]] = {}
        engine = self._engine()
        everything = [*others, *(one for one in records if one is not None)]
        for record in sorted(everything, key=lambda record: (record.date, record.place)):
            found[id(record)] = engine.post(record)
        return [found[id(one)] if one is not None else [] for one in records]

    def _engine(self) -> Engine:
        from infoscore.scoring.engine import Engine

        return Engine(self.setup.book.calendar, date.today())

    def _gained(self, after: Sequence[Posting], before: Sequence[Posting]) -> Iterator[str]:
        """The postings that are new, and those that are gone."""
        from infoscore.reports.arithmetic import arithmetic

        text = self.session.console.text
        old, new = Counter(map(_told, before)), Counter(map(_told, after))
        fresh = [one for one in after if not _taken(old, one)]
        alike = Counter((one.unit, one.track) for one in fresh)
        for one in fresh:
            points = printed(one.points)
            notes = [how] if (how := arithmetic(one.steps, text)) != points else []
            if alike[one.unit, one.track] > 1:
                notes.append(one.clause)
            yield _line(one, points, notes)
        for one in before:
            if not _taken(new, one):
                yield _line(one, printed(one.points), [text(msg("no longer counted"))])


def _read(source: str) -> bytes:
    """The file's bytes; of one that is too large, just enough to see that it is."""
    from infoscore.reading.yamltext import MAX_BYTES
    from infoscore.workspace.folder import naming

    with naming(source):
        if source == "-":
            return sys.stdin.buffer.read(MAX_BYTES + 1)
        with Path(source).open("rb") as stream:
            return stream.read(MAX_BYTES + 1)


def _line(posting: Posting, points: str, notes: Sequence[str]) -> str:
    shown = f"  ({'; '.join(notes)})" if notes else ""
    return f"  {posting.unit.name}  {posting.track} {points}{shown}"


def _intended(filing: Filing) -> Message:
    if filing.before is None:
        return msg("would write {file}", file=filing.file)
    text = "\n".join(changed_lines(filing.before, filing.data))
    return msg("would change {file}:\n{text}", file=filing.file, text=text)


def _by_record(filings: Iterable[Filing]) -> list[Filing]:
    """What is done to one record in several steps, as one."""
    found: dict[tuple[str, str], Filing] = {}
    for one in filings:
        first = found.get(_event(one.record))
        found[_event(one.record)] = (
            one if first is None else one._replace(before=first.before, was=first.was)
        )
    return list(found.values())


def _by_file(filings: Iterable[Filing]) -> list[Filing]:
    """What is done to one file in several steps, as one; without those that stay as they are."""
    found: dict[str, Filing] = {}
    for one in filings:
        first = found.get(one.file, one)
        found[one.file] = one._replace(before=first.before)
    return [one for one in found.values() if not one.exists]


def _event(record: Record) -> tuple[str, str]:
    from infoscore.records.base import UNIQUE_DIGITS

    return type(record).__name__, record.id_of(UNIQUE_DIGITS)


def _told(posting: Posting) -> tuple[object, ...]:
    """All but the record."""
    return posting.date, posting.unit, posting.track, posting.points, posting.steps


def _taken(pile: Counter[tuple[object, ...]], posting: Posting) -> bool:
    """Whether the pile held such a posting; now it holds one less."""
    key = _told(posting)
    pile[key] -= 1
    return pile[key] >= 0
