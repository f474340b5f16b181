"""``rules.yaml`` into the rule book."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction

from infoscore.messages import Message, msg
from infoscore.names import Names, fold
from infoscore.period import Calendar
from infoscore.problems import Code, Problem
from infoscore.rules import Edition, Joint, Method, Outlet, RuleBook, Track, track_names
from infoscore.workspace.resolve import Reading
from infoscore.workspace.schema import EditionEntry, JointEntry, OutletEntry, RulesFile
from infoscore.workspace.typed import read
from infoscore.workspace.yamltext import Document, Path

FILE = "rules.yaml"


def book(document: Document, problems: list[Problem]) -> RuleBook | None:
    """The rule book of a workspace."""
    entry = read(document, RulesFile, problems)
    if entry is None:
        return None
    before = len(problems)
    reading = Reading(document, (), problems)
    tracks = [
        Track(part) if isinstance(part, str) else Track(part.name, tuple(part.aliases))
        for part in entry.tracks
    ]
    _check_collisions(
        reading,
        msg("track"),
        [
            (name, ("tracks", index))
            for index, track in enumerate(tracks)
            for name in (track.name, *track.aliases)
        ],
    )
    names = track_names(tracks)
    editions: list[Edition] = []
    for index, part in enumerate(entry.editions):
        path = ("editions", index)
        reading.day(part.effective, (*path, "effective"))
        if any(part.effective == other.effective for other in editions):
            reading.note(
                Code.NAME_COLLISION,
                (*path, "effective"),
                msg("two editions begin on {day}", day=part.effective),
                msg("only one can be in force"),
            )
        editions.append(_edition(reading, path, part, names))
    calendar = Calendar(int(entry.year_start[:2]), entry.year_named)
    return RuleBook(tracks, editions, calendar=calendar) if len(problems) == before else None


def _edition(reading: Reading, path: Path, entry: EditionEntry, tracks: Names[Track]) -> Edition:
    outlets = [
        _outlet(reading, (*path, "outlets", name), name, part, tracks)
        for name, part in entry.outlets.items()
    ]
    _check_collisions(
        reading,
        msg("outlet"),
        [
            (name, (*path, "outlets", outlet.name))
            for outlet in outlets
            for name in (outlet.name, *outlet.aliases)
        ],
    )
    _check_collisions(
        reading,
        msg("form"),
        [
            (name, (*path, "forms", form))
            for form, aliases in entry.forms.items()
            for name in (form, *aliases)
        ],
    )
    joint = None if entry.joint is None else _joint(reading, (*path, "joint"), entry.joint)
    return Edition(entry.effective, outlets, joint, entry.forms, entry.wording)


def _outlet(
    reading: Reading, path: Path, name: str, entry: OutletEntry, tracks: Names[Track]
) -> Outlet:
    track = reading.one(
        entry.track,
        (*path, "track"),
        tracks.find(entry.track),
        msg("track"),
        tracks.nearest,
        FILE,
    )
    points: Mapping[str, Fraction] | Fraction
    if isinstance(entry.points, str):
        points = Fraction(entry.points)
    else:
        points = {form: Fraction(number) for form, number in entry.points.items()}
        _check_collisions(
            reading, msg("form"), [(form, (*path, "points", form)) for form in entry.points]
        )
    return Outlet(
        name=name,
        track=track.name if track else entry.track,
        issuer=entry.issuer or "",
        aliases=tuple(entry.aliases),
        points=points,
    )


def _joint(reading: Reading, path: Path, entry: JointEntry) -> Joint:
    to = Fraction(entry.to)
    if to <= 0:
        reading.note(
            Code.WRONG_VALUE,
            (*path, "to"),
            msg("shares cannot be rounded to a multiple of {to}", to=entry.to),
            msg("write a number above zero, such as 1 or 0.5"),
        )
    fixed = entry.method is Method.FIXED
    if fixed and entry.points is None:
        reading.note(
            Code.MISSING_KEY,
            path,
            msg("“{key}” is missing", key="points"),
            msg("method: fixed needs the points that each unit gets: “points: 3”"),
        )
    if not fixed and entry.points is not None:
        reading.note(
            Code.CONFLICTING_RULES,
            (*path, "points"),
            msg("“points” goes with method: fixed, not with {method}", method=entry.method),
            msg("delete one of the two"),
        )
    points = None if entry.points is None else Fraction(entry.points)
    return Joint(entry.method, points, entry.rounding, to if to > 0 else Fraction(1))


def _check_collisions(reading: Reading, kind: Message, names: Iterable[tuple[str, Path]]) -> None:
    seen: set[str] = set()
    for name, path in names:
        if fold(name) in seen:
            reading.note(
                Code.NAME_COLLISION,
                path,
                msg("“{name}” names more than one {kind}", name=name, kind=kind),
                msg("every name and alias must mean one thing only"),
                key=True,
            )
        seen.add(fold(name))
