"""``circulars/2021-Q1.issued.yaml``: what an issued circular printed, and what it counted.

It is written once, when the circular is issued, and never again.
"""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from pathlib import Path
from typing import Final

from msgspec import Struct

from infoscore.circular.texts import FOLDER, ISSUED
from infoscore.messages import msg
from infoscore.period import Period, moved
from infoscore.problems import Code, Place, Problem
from infoscore.reading.reading import Reading
from infoscore.reading.typed import read
from infoscore.reading.types import Day, Digest, Exact, Line, Prose, Strict
from infoscore.reading.yamltext import Document, parse
from infoscore.reading.yamltext import Path as YamlPath
from infoscore.records.resolve import RULES, Setup
from infoscore.roster import Unit
from infoscore.rounding import printed
from infoscore.scoring.causes import Cause, Difference, Places, Turn, added
from infoscore.scoring.standings import Standings
from infoscore.workspace.folder import NotPlainError, read_bytes
from infoscore.workspace.load import Workspace
from infoscore.workspace.units import FILE as UNITS
from infoscore.workspace.writing.compose import flow
from infoscore.workspace.writing.files import digest

_Points = dict[Line, dict[Line, Exact]]
"""By track and unit."""


class IssuedRecord(Strict, frozen=True):
    """A record that was counted."""

    kind: Line
    id: Line
    date: Day
    file: Line
    event: Digest
    """That of the event that it is."""
    content: Digest
    """That of all that it says."""
    what: Prose
    points: _Points = {}


class CarriedEntry(Strict, frozen=True):
    """A difference of a circular issued before, which this one made up for."""

    period: Line
    turn: Turn
    what: Prose
    kind: Line | None = None
    id: Line | None = None
    date: Day | None = None
    file: Line | None = None
    event: Digest | None = None
    content: Digest | None = None
    clause: Line | None = None
    points: _Points = {}


class IssuedCounts(Strict, frozen=True):
    """Numbers of briefs."""

    adoptions: Exact
    submissions: Exact


class IssuedFile(Strict, frozen=True):
    """All that the file holds."""

    period: Line
    title: Line
    number: Line
    date: Day
    start: Day
    end: Day
    year_start: Day
    digests: dict[Line, Digest]
    scores: _Points
    counts: IssuedCounts
    by_unit: dict[Line, IssuedCounts] = {}
    by_outlet: dict[Line, Exact] = {}
    records: list[IssuedRecord] = []
    rules: dict[Line, _Points] = {}
    carried: list[CarriedEntry] = []


class Carried(Struct, frozen=True):
    """What a circular made up for an earlier one."""

    key: str
    """That of the earlier one's period."""
    cause: Cause
    """Its points are those that were made up for."""


class Issued(Struct, frozen=True):
    """An issued circular."""

    file: str
    period: Period
    """With the days that it counted."""
    title: str
    number: str
    date: dt.date
    digests: Mapping[str, str]
    """SHA-256 of the files that it was made of, and of the Word file."""
    scores: Places
    """The points that it printed, without zeros."""
    causes: Mapping[tuple[str, str], Cause]
    """What its own days came to."""
    carried: Sequence[Carried]


def issued_circulars(root: Path, setup: Setup, problems: list[Problem]) -> list[Issued]:
    """All issued circulars in the order of their days; problems are added."""
    folder = root / FOLDER
    if folder.is_symlink() or not folder.is_dir():
        return []
    names = sorted(path.name for path in folder.iterdir() if path.name.endswith(ISSUED))
    found = (_issued(root, f"{FOLDER}/{name}", setup, problems) for name in names)
    return sorted(filter(None, found), key=lambda one: (one.period.start, one.period.end))


def setup_digests(workspace: Workspace) -> dict[str, str]:
    """The digests of the files by which records are scored."""
    return {file: digest(read_bytes(workspace.root, file)) for file in (RULES, UNITS)}


def _issued(root: Path, file: str, setup: Setup, problems: list[Problem]) -> Issued | None:
    """An issued circular; ``None``: the file has problems."""
    before = len(problems)
    key = file.removeprefix(f"{FOLDER}/").removesuffix(ISSUED)
    period = setup.book.calendar.of_key(key)
    if period is None:
        what = msg("this file is named after no period")
        hint = msg("give it back the name that it had, or move it away")
        problems.append(Problem(Code.STRAY_FILE, Place(file), what, hint))
        return None
    try:
        documents, found = parse(read_bytes(root, file), file)
    except NotPlainError as error:
        documents, found = [], [error.problem]
    problems += found
    document = documents[0] if documents else Document(file, "", 0, None, 1)
    entry = None if found else read(document, IssuedFile, problems)
    if entry is None:
        return None
    reading = Reading(document, (), problems)
    for name in ("start", "end", "year_start"):
        reading.day(getattr(entry, name), (name,))
    if entry.period != period.key or not entry.year_start <= entry.start <= entry.end:
        reading.wrong(("period",), msg("this is not the period after which it is named"), _RESTORE)
    if len(problems) > before:
        return None
    issued = _Reader(reading, setup, entry.end).issued(entry, period)
    return issued if len(problems) == before else None


class _Reader(Struct):
    """Looks up the names in an issued file."""

    reading: Reading
    setup: Setup
    day: dt.date

    def issued(self, entry: IssuedFile, period: Period) -> Issued:
        """The issued circular; problems are noted."""
        causes = [*self._records(entry.records), *self._rules(entry.rules)]
        if len({one.key for one in causes}) < len(causes):
            self.reading.wrong(("records",), msg("a record stands here twice"), _RESTORE)
        carried = [
            Carried(one.period, self._carried(one, ("carried", number)))
            for number, one in enumerate(entry.carried)
        ]
        scores = self._points(entry.scores, ("scores",))
        sums = added(*(one.points for one in causes), *(one.cause.points for one in carried))
        self._check(added(scores), sums)
        return Issued(
            self.reading.document.file,
            moved(period, entry.start, entry.end, entry.year_start),
            entry.title,
            entry.number,
            entry.date,
            entry.digests,
            added(scores),
            {one.key: one for one in causes},
            carried,
        )

    def _records(self, entries: Iterable[IssuedRecord]) -> Iterator[Cause]:
        for number, one in enumerate(entries):
            yield Cause(
                key=(one.kind, one.event),
                what=one.what,
                points=self._points(one.points, ("records", number, "points")),
                id=one.id,
                date=one.date,
                file=one.file,
                content=one.content,
            )

    def _rules(self, entries: Mapping[str, _Points]) -> Iterator[Cause]:
        for clause, points in entries.items():
            found = self._points(points, ("rules", clause))
            yield Cause(key=("", clause), what=clause, points=found)

    def _carried(self, entry: CarriedEntry, path: YamlPath) -> Cause:
        return Cause(
            key=(entry.kind or "", entry.event or entry.clause or ""),
            what=entry.what,
            points=self._points(entry.points, (*path, "points")),
            id=entry.id or "",
            date=entry.date,
            file=entry.file or "",
            content=entry.content or "",
            there=entry.turn is not Turn.GONE,
        )

    def _points(self, entry: _Points, path: YamlPath) -> Places:
        """The points by units and tracks that are there today."""
        found: dict[tuple[Unit, str], Fraction] = {}
        roster, book = self.setup.roster, self.setup.book
        for name, by_unit in entry.items():
            at = (*path, name)
            track = self.reading.find(name, at, book.track_names, msg("track"), RULES)
            for called, points in by_unit.items():
                if points == "0":
                    continue
                units = roster.find(called, self.day)
                place, kind = (*at, called), msg("unit")
                unit = self.reading.find(called, place, roster.names, kind, UNITS, units)
                if track is not None and unit is not None:
                    found[unit, track] = found.get((unit, track), Fraction(0)) + Fraction(points)
        return found

    def _check(self, scores: Places, sums: Places) -> None:
        """Note a score that is not what the rest of the file adds up to."""
        for unit, track in dict.fromkeys((*scores, *sums)):
            score, total = (one.get((unit, track), Fraction(0)) for one in (scores, sums))
            if score != total:
                self.reading.wrong(
                    ("scores",),
                    msg(
                        "the score of “{unit}” on {track} is {score}, its parts come to {total}",
                        unit=unit.name,
                        track=track,
                        score=printed(score),
                        total=printed(total),
                    ),
                    _RESTORE,
                )
                return


_RESTORE: Final = msg("nobody edits this file: restore it as it was written")


def issued_text(
    standings: Standings,
    differences: Sequence[Difference],
    causes: Iterable[Cause],
    head: Mapping[str, object],
    by_outlet: Mapping[str, Fraction | int],
    digests: Mapping[str, str],
) -> str:
    """The file's text; ``head``: title, number and date."""
    period = standings.period
    units = [unit for group in standings.groups for unit in group.units]
    scores = {
        track: {one.unit.name: one.tracks[track].score for one in units}
        for track in standings.tracks
    }
    causes = list(causes)
    content: dict[str, object] = {
        "period": period.key,
        **head,
        "start": period.start,
        "end": period.end,
        "year_start": period.year_start,
        "digests": digests,
        "scores": scores,
        "counts": _counts(standings.total.counts.adoptions, standings.total.counts.submissions),
        "by_unit": {
            one.unit.name: _counts(one.counts.adoptions, one.counts.submissions) for one in units
        },
        "by_outlet": {name: count for name, count in by_outlet.items() if count},
        "records": [_record(one, one.points) for one in causes if one.key[0]],
        "rules": {one.key[1]: _by_track(one.points) for one in causes if not one.key[0]},
        "carried": [
            {"period": one.of.key, "turn": one.turn.value, **_record(one.cause, one.points)}
            for one in differences
        ],
    }
    return _HEAD + "".join(_lines(content))


_HEAD: Final = "# 通报印发时的得分、条数和所依据的记录，由 infoscore issue 写成，不再改动。\n"


def _lines(content: Mapping[str, object]) -> Iterator[str]:
    """Each key, and each part of what stands under it, on a line."""
    for key, value in content.items():
        if isinstance(value, Mapping | list) and value:
            yield f"{key}:\n"
            if isinstance(value, list):
                yield from (f"  - {flow(part)}\n" for part in value)
            else:
                yield from (f"  {flow({name: part})[1:-1]}\n" for name, part in value.items())
        elif value not in ([], {}):
            yield f"{key}: {flow(value)}\n"


def _record(cause: Cause, points: Places) -> dict[str, object]:
    kind, name = cause.key
    told = {"clause": name, "what": cause.what}
    if kind:
        told = {
            "kind": kind,
            "id": cause.id,
            "date": str(cause.date),
            "file": cause.file,
            "event": name,
            "content": cause.content,
            "what": cause.what,
        }
    return {**told, **({"points": _by_track(points)} if points else {})}


def _by_track(points: Places) -> dict[str, dict[str, Fraction]]:
    found: dict[str, dict[str, Fraction]] = {}
    for (unit, track), number in points.items():
        found.setdefault(track, {})[unit.name] = number
    return found


def _counts(adoptions: Fraction | int, submissions: Fraction | int) -> dict[str, object]:
    return {"adoptions": adoptions, "submissions": submissions}
