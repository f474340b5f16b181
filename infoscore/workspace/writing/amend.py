"""What becomes of a record later, added to it: an adoption's endorsements, a commission's delivery.

The record's own text is changed at the one place and keeps everything else. An amendment is typed
as a small record of its own; logging the same one twice changes nothing.
"""

from __future__ import annotations

import os
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from typing import Annotated, Final, NamedTuple, cast

from infoscore.messages import Message, msg
from infoscore.names import Names, fold
from infoscore.problems import Code, Place, Problem
from infoscore.reading.reading import Reading
from infoscore.reading.typed import read
from infoscore.reading.types import Day, Line, LineOr, Strict, described
from infoscore.reading.yamltext import Path, parse
from infoscore.records.base import ID_DIGITS, Adoption, Commission, Record
from infoscore.records.resolve import Setup
from infoscore.workspace.folder import read_bytes, record_files
from infoscore.workspace.load import KINDS, Workspace
from infoscore.workspace.writing.compose import KEYS, record_text
from infoscore.workspace.writing.filing import Filing
from infoscore.workspace.writing.yamledit import ByHandError, edited

_FILE: Final = re.compile(r"(\.ya?ml)?(:[0-9]+)*$")
_LINE: Final = re.compile(r"\.ya?ml:([0-9]+)")
"""How a file and a line end, as problems and ``explain`` print them."""


class EndorsementOf(Strict, frozen=True):
    """批示: one more endorsement of an adoption."""

    by: Annotated[Line, described("the leader, by office or rank")]
    date: Day
    adoption: Annotated[Line | None, described("the adoption, by title, item or file")] = None
    title: Annotated[Line | None, described("the adoption's title")] = None


class DeliveryOf(Strict, frozen=True):
    """交稿: what was asked for has come."""

    title: Annotated[Line, described("the commission, by title or file")]
    delivered: Annotated[Day | dict[LineOr, Day], described("when, or when by each unit")]
    date: Annotated[Day | None, described("when it was asked for")] = None
    units: Annotated[list[Line], described("only these units have delivered")] = []


class Shelved(NamedTuple):
    """A record and where its text stands."""

    record: Record
    document: int
    path: Path
    """Within the document."""

    @property
    def file(self) -> str:
        """Relative to the workspace."""
        return self.record.place.file

    @property
    def spot(self) -> str:
        """The file, with the line if it holds more than this record."""
        place = self.record.place
        return f"{place.file}:{place.line}" if self.document or self.path else place.file


class Shelf:
    """The records of one folder, to be found by name and amended one after the other."""

    def __init__(self, workspace: Workspace, setup: Setup, folder: str) -> None:
        self.setup = setup
        self.noun: Message = KINDS[folder].noun
        self._folder = folder
        self._kind = KINDS[folder]
        self._workspace = workspace
        self._apart = Workspace(workspace.root, setup, workspace.problems)
        self._files = list(record_files(workspace.root, folder, workspace.problems))
        self._held: dict[str, bytes] = {}
        """Each file's bytes, as amended so far."""
        self._shelved: dict[str, list[Shelved]] = {}
        self._sound = True
        """All that was read could be."""

    def named(
        self, name: str, reading: Reading, key: str, on: date | None = None
    ) -> Shelved | None:
        """The one record called so, or a problem; ``on``: of that date."""
        found = [one for one in self.find(name) if on in (None, one.record.date)]
        if not self._sound:
            return None  # it may be among those that cannot be read; they are told
        if len(found) == 1:
            return found[0]
        if found:
            reading.note(
                Code.AMBIGUOUS_NAME,
                (key,),
                msg("“{name}” names more than one {kind}", name=name, kind=self.noun),
                msg("name one of them: {names}", names=[self.introduced(one) for one in found]),
            )
            return None
        close = [msg("“{value}”", value=one) for one in self.nearest(name)]
        reading.note(
            Code.UNKNOWN_NAME,
            (key,),
            msg("there is no {kind} called “{name}”", kind=self.noun, name=name),
            msg("did you mean {names}?", names=close)
            if close
            else msg("name it by its title or its file"),
        )
        return None

    def find(self, name: str) -> list[Shelved]:
        """By file or id; else by title or item."""
        ending, line = "/" + self._stem(name), _LINE.search(name)
        files = [one for one in self._files if f"/{_composed(_stem(one))}".endswith(ending)]
        found = self._read(files)
        if line is not None:
            found = [one for one in found if one.record.place.line == int(line[1])] or found
        if found:
            return found
        wanted = fold(name)
        everything = self.everything()
        return [one for one in everything if one.record.id_of(ID_DIGITS) == name] or [
            one for one in everything if wanted in _titles(one.record)
        ]

    def _stem(self, name: str) -> str:
        """A file as it was typed or pasted, as the workspace names it, without its ending."""
        stem = _FILE.sub("", name).replace("\\", "/")
        path = os.path.normpath(stem) if stem else stem
        if os.path.isabs(path):  # noqa: PTH117 - of another system's path nothing else is known
            path = os.path.relpath(path, self._workspace.root.resolve())
        return _composed(path.replace(os.sep, "/"))

    def containing(self, part: str) -> list[Shelved]:
        """Those in whose titles it stands."""
        wanted = fold(part)
        return [
            one
            for one in self.everything()
            if any(wanted in title for title in _titles(one.record))
        ]

    def everything(self) -> list[Shelved]:
        """All of them, file by file."""
        return self._read(self._files)

    def nearest(self, name: str) -> list[str]:
        """Titles that look like ``name``; those that must not be shown are left out."""
        records = (one.record for one in self.everything())
        return Names(
            (one.title, one.title) for one in records if one.title and not one.restricted
        ).nearest(name)

    def introduced(self, one: Shelved) -> str:
        """The record's file, and what tells people which it is."""
        record = one.record
        if isinstance(record, Adoption):
            return f"{one.spot}（{record.outlet_named}）"
        return one.spot

    def _read(self, files: Iterable[str]) -> list[Shelved]:
        return [one for file in files for one in self._of(file)]

    def _of(self, file: str) -> list[Shelved]:
        found = self._shelved.get(file)
        if found is None:
            before = len(self._apart.problems)
            data = self._held[file] = read_bytes(self._workspace.root, file)
            found = self._shelved[file] = list(self._records(file, data, self._apart))
            self._sound &= len(self._apart.problems) == before
        return found

    def _records(self, file: str, data: bytes, workspace: Workspace) -> Iterator[Shelved]:
        documents, problems = parse(data, file)
        workspace.problems += problems
        for document in documents:
            for reading in workspace.readings(document):
                record = workspace.resolve(reading, self._kind)
                if record is not None:
                    yield Shelved(record, document.index, reading.path)

    def amended(self, one: Shelved, added: Mapping[str, object], place: Place) -> Filing | None:
        """The file with ``added`` to the record: keys, entries of lists, entries of mappings.

        ``None``: it cannot be; the workspace's problems say why, at ``place``.
        """
        problems = self._workspace.problems
        data = self._held[one.file]
        documents, _ = parse(data, one.file)
        document = documents[one.document]
        old = cast("dict[str, object]", Reading(document, one.path, []).value)
        try:
            new = edited(data, document, one.path, _joined(old, added), KEYS)
        except ByHandError:
            problems.append(
                Problem(
                    Code.SYNTAX,
                    one.record.place,
                    msg("the text of this record is too unusual to be changed by a program"),
                    msg("add it by hand: {text}", text=record_text(added).rstrip()),
                )
            )
            return None
        apart = Workspace(self._workspace.root, self.setup)
        shelved = list(self._records(one.file, new, apart))
        if apart.problems:
            problems += [problem._replace(place=place) for problem in apart.problems]
            return None
        self._held[one.file] = new
        self._shelved[one.file] = shelved
        record = next(
            now.record for now in shelved if (now.document, now.path) == (one.document, one.path)
        )
        return Filing(record, one.file, new, data, one.record)

    def unchanged(self, one: Shelved) -> Filing:
        """The record, which says it already."""
        data = self._held[one.file]
        return Filing(one.record, one.file, data, data, one.record)


def endorsed(shelf: Shelf, reading: Reading) -> Filing | None:
    """An endorsement in the record of its adoption; ``None`` with the reasons noted."""
    entry = read(reading.document, EndorsementOf, reading.problems, reading.path)
    if entry is None or reading.day(entry.date, ("date",)) is None:
        return None
    key = "title" if entry.adoption is None else "adoption"
    name = entry.adoption or entry.title
    if name is None:
        reading.note(
            Code.MISSING_KEY,
            ("title",),
            msg("“{key}” is missing", key="title"),
            msg("name the adoption by “title”, or by “adoption”: its file"),
        )
        return None
    one = shelf.named(name, reading, key)
    if one is None or not isinstance(one.record, Adoption):
        return None
    leaders = one.record.edition.leaders.find(entry.by)
    leader = leaders[0] if len(leaders) == 1 else entry.by
    dates = [it.date for it in one.record.endorsements if it.by == leader]
    if entry.date in dates:
        return shelf.unchanged(one)
    if None in dates:
        reading.note(
            Code.DUPLICATE_RECORD,
            ("by",),
            msg("an endorsement by “{leader}” is recorded already, without a date", leader=leader),
            msg("if it is this one, add its date in {place}", place=one.spot),
        )
        return None
    added = {"endorsements": [{"by": entry.by, "date": entry.date.isoformat()}]}
    return shelf.amended(one, added, _place(reading, "by"))


def delivered(shelf: Shelf, reading: Reading) -> Filing | None:
    """A delivery in the record of its commission; ``None`` with the reasons noted."""
    entry = read(reading.document, DeliveryOf, reading.problems, reading.path)
    if entry is None:
        return None
    one = shelf.named(entry.title, reading, "title", entry.date)
    if one is None or not isinstance(one.record, Commission):
        return None
    record = one.record
    days = _days(entry, record)
    known: dict[str, date] = {}
    new: dict[str, date] = {}
    for name, day in days.items():
        found = shelf.setup.roster.find(name, record.date)
        there = record.delivered.get(found[0].name) if len(found) == 1 else None
        if there is None:
            new[name] = day
        elif there != day:
            known[found[0].name] = there
    if known:
        reading.note(
            Code.DUPLICATE_RECORD,
            ("delivered",),
            msg(
                "delivered already: {dates}",
                dates=[msg("{unit} {day}", unit=unit, day=day) for unit, day in known.items()],
            ),
            msg("edit {file}, or name who has delivered now", file=one.spot),
        )
        return None
    if not new:
        return shelf.unchanged(one)
    whole = isinstance(entry.delivered, date) and not entry.units and not record.delivered
    added = {"delivered": str(entry.delivered) if whole else {k: str(d) for k, d in new.items()}}
    return shelf.amended(one, added, _place(reading, "delivered"))


def _days(entry: DeliveryOf, record: Commission) -> dict[str, date]:
    """By unit, as it is named."""
    if not isinstance(entry.delivered, date):
        return entry.delivered
    units = entry.units or [one.named for one in record.contributors]
    return dict.fromkeys(units, entry.delivered)


def _joined(old: Mapping[str, object], added: Mapping[str, object]) -> dict[str, object]:
    """``old`` with what is added: longer lists, fuller mappings."""
    new = dict(old)
    for key, more in added.items():
        there = old.get(key)
        if isinstance(there, list) and isinstance(more, list):
            new[key] = [*there, *more]
        elif isinstance(there, dict) and isinstance(more, dict):
            new[key] = {**there, **more}
        else:
            new[key] = more
    return new


def _place(reading: Reading, key: str) -> Place:
    return reading.document.place((*reading.path, key))


def _stem(file: str) -> str:
    return file.rpartition(".")[0]


def _composed(name: str) -> str:
    """A Mac may store é as e and an accent, which nobody types so."""
    return unicodedata.normalize("NFC", name)


def _titles(record: Record) -> set[str]:
    """What the record goes by, to compare with what was typed."""
    return {fold(name) for name in (record.title, getattr(record, "item", "")) if name}


class Amendment(NamedTuple):
    """A kind of small record that is added to a larger one."""

    entry: type[Strict]
    made: Callable[[Shelf, Reading], Filing | None]
    meant: Callable[[Mapping[str, object]], bool] | None = None
    """Whether a record, as it is typed, is one of these; ``None``: there are no others."""


ENDORSEMENT: Final = Amendment(EndorsementOf, endorsed)
DELIVERY: Final = Amendment(
    DeliveryOf, delivered, lambda typed: "delivered" in typed and "due" not in typed
)
