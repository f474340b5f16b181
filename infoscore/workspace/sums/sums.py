"""All records summed up from partial sums: of many files several processes make them.

Chunks whose files are the same as before, by path, size, times, inode and device, under the same
rules and units and this very program, are not read again. If anything is odd (problems, a file that
goes meanwhile), nothing is taken from here: every file is read. Where it cannot be told whether a
file has changed, nothing is remembered.
"""

from __future__ import annotations

import functools
import os
import time
from array import array
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Final, NamedTuple

import msgspec

from infoscore import __version__
from infoscore.records.kinds import KINDS
from infoscore.scoring.engine import Engine
from infoscore.scoring.ledger import Ledger
from infoscore.workspace import checks
from infoscore.workspace.load import Workspace
from infoscore.workspace.sums import workers
from infoscore.workspace.sums.cache import CachedSums, recall, remember
from infoscore.workspace.sums.chunks import (
    FOLDERS,
    Chunk,
    Fingerprint,
    chunks,
    clock,
    digest,
    files_in,
    fingerprint,
    shares,
)
from infoscore.workspace.sums.packing import Packing

LEAST_FILES: Final = 2000
"""Fewer are quicker to read than to share among processes or to remember."""
SETTLED_NS: Final = 2_000_000_000
"""A file changed less than this ago may change again without its times telling."""


class _Part(NamedTuple):
    """The sums of a chunk that was read."""

    row: CachedSums
    newest: int
    """When any of its files was changed last, in nanoseconds since 1970."""


class NotSummable(Exception):  # noqa: N818 - it is no fault
    """Something is odd, or it is not worth it; every file is to be read."""


def folded(
    workspace: Workspace, ledger: Ledger, *, cached: bool, seen: checks.Records | None = None
) -> bool:
    """Fold all records into ``ledger``.

    ``False``: that failed, ``ledger`` is as it was, and every record is to be read.

    Args:
        workspace: where the records lie.
        ledger: holds nothing yet.
        cached: sums may be taken from the cache and put there.
        seen: is told whether there are warnings.
    """
    if not workspace.sound or ledger.needs_order:
        return False
    try:
        total, warned = _total(workspace, ledger, cached=cached)
    except (NotSummable, OSError, workers.WorkerError):
        return False
    except (msgspec.DecodeError, LookupError, ArithmeticError, ValueError):
        return False  # a row that is not ours
    ledger.merge(total)
    engine = Engine(ledger.book.calendar, ledger.until)
    seen = seen or checks.Records(ledger.book.calendar, date.max)
    seen.more = warned or any(
        day > seen.today and (tally.received or any(tally.adopted.values()))
        for day, tally in ledger.days.items()
    )
    seen.last = max(ledger.days, default=seen.last)
    others = workspace.records([folder for folder in KINDS if folder not in FOLDERS])
    for record in seen.watched(others):
        ledger.add(record, engine.post(record))
    return True


def _total(workspace: Workspace, ledger: Ledger, *, cached: bool) -> tuple[Ledger, bool]:
    """The sum of everything that may be summed up, and whether there are warnings.

    Raises:
        NotSummable: it is better to read every file.
    """
    found = chunks(workspace.root)
    if found is None or files_in(found.values()) < LEAST_FILES:
        raise NotSummable
    now = clock(workspace.root, found.values()) if cached else None
    key = _key(workspace, ledger) if now is not None else None
    if key is None and workers.processors() == 1:
        raise NotSummable
    before, warned = recall(workspace.root, key) if key is not None else ({}, False)
    packing = Packing(ledger)
    fresh = _Sums(workspace, ledger, packing, found, before).fresh()
    rows = {name: row for name, row in before.items() if name in found and name not in fresh}
    total = ledger.empty()
    every = [*rows.values(), *(part.row for part in fresh.values())]
    for row in every:
        packing.add(total, row.data)
    _check_doubles(fresh, rows)
    if fresh or rows != before:
        warned = _warned(every)
    if key is not None and now is not None:
        settled = now - SETTLED_NS
        rows.update((name, part.row) for name, part in fresh.items() if part.newest < settled)
        if rows != before:
            remember(workspace.root, key, rows, warned=warned)
    return total, warned


class _Sums:
    """The sums of one workspace under one set of rules."""

    def __init__(
        self,
        workspace: Workspace,
        ledger: Ledger,
        packing: Packing,
        found: dict[str, Chunk],
        before: Mapping[str, CachedSums],
    ) -> None:
        self._workspace = workspace
        self._ledger = ledger
        self._packing = packing
        self._chunks = found
        self._before = before

    def fresh(self) -> dict[str, _Part]:
        """The sums of the chunks that are not as before, made by several processes.

        Raises:
            NotSummable: there are problems.
        """
        here = os.getpid()

        def task(share: Iterable[str]) -> bytes:
            if os.getpid() != here:
                self._workspace.on_file = None  # one process tells how far it is
            parts = ((name, self._part(name)) for name in share)
            return msgspec.msgpack.encode({name: part for name, part in parts if part is not None})

        among = shares(workers.processors(), self._chunks)
        tasks = [functools.partial(task, share) for share in among]
        decode = msgspec.msgpack.Decoder(dict[str, _Part]).decode
        found: dict[str, _Part] = {}
        for data in workers.together(tasks):
            found.update(decode(data))
        return found

    def _part(self, name: str) -> _Part | None:
        """The sum of a chunk; ``None``: it is as before.

        Raises:
            NotSummable: there are problems; reading every file will tell them.
        """
        chunk, before = self._chunks[name], self._before.get(name)
        if before is not None and before.stamp == fingerprint(self._workspace.root, chunk).digest:
            return None
        statuses: list[os.stat_result] = []
        sums = self._ledger.empty()
        engine = Engine(sums.book.calendar, sums.until)
        seen = checks.Records(sums.book.calendar, date.max, first=True)
        # one step for all of them after the other: a tenth faster than all steps for each
        records = list(self._workspace.records_of(chunk.kind, chunk.files, statuses))
        for record in seen.watched(records):
            sums.add(record, engine.post(record))
        if self._workspace.problems:
            self._workspace.problems.clear()
            raise NotSummable
        read = Fingerprint.of(chunk, statuses)
        events = array("q", self._workspace.events.seen).tobytes()
        signs = array("q", seen.signs()).tobytes()
        data = self._packing.packed(sums)
        return _Part(CachedSums(read.digest, events, signs, data), read.newest)


def _check_doubles(fresh: Mapping[str, _Part], rows: Mapping[str, CachedSums]) -> None:
    """Compare the events of all chunks; those of rows were compared when they were made.

    Raises:
        NotSummable: one is recorded twice.
    """
    seen: set[int] = set()
    for part in fresh.values():
        events = _numbers(part.row.events)
        if not seen.isdisjoint(events):
            raise NotSummable
        seen.update(events)
    if seen and not all(seen.isdisjoint(_numbers(row.events)) for row in rows.values()):
        raise NotSummable


def _warned(rows: Iterable[CachedSums]) -> bool:
    """True if the signs of all rows mean a warning."""
    signs = array("q")
    for row in rows:
        signs.frombytes(row.signs)
    return checks.repeated(signs)


def _numbers(data: bytes) -> array[int]:
    numbers = array("q")
    numbers.frombytes(data)
    return numbers


def _key(workspace: Workspace, ledger: Ledger) -> bytes | None:
    """A digest of all that sums depend on beside the records.

    ``None``: that is not all, or the program was changed a moment ago, maybe after it was loaded.
    """
    setup, modules = workspace.setup, _modules()
    if setup is None or ledger.book is not setup.book or ledger.roster is not setup.roster:
        return None
    if max(changed for *_, changed in modules) > time.time_ns() - SETTLED_NS:
        return None
    measured = [
        (repr(measure.rule), sorted(measure.tracks or ()), repr(measure.also), measure.sign)
        for measure in ledger.measures
    ]
    return digest(repr((__version__, modules, workspace.setup_texts, measured)).encode())


def _modules() -> list[tuple[str, int, int, int]]:
    """This very program: its modules by size and times, so that no change of it is forgotten."""
    modules = sorted(
        f"{folder}/{name}"
        for folder, _, files in os.walk(Path(__file__).parents[2])
        for name in files
        if name.endswith(".py")
    )
    stats = ((path, os.stat(path)) for path in modules)  # noqa: PTH116 - as quick as can be
    return [(path, one.st_size, one.st_mtime_ns, one.st_ctime_ns) for path, one in stats]
