"""``units.yaml`` into the roster."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from infoscore.messages import msg
from infoscore.names import fold
from infoscore.problems import Code, Problem
from infoscore.roster import Group, Roster, Unit
from infoscore.rules import RuleBook
from infoscore.workspace.resolve import Reading
from infoscore.workspace.schema import UnitEntry, UnitsFile
from infoscore.workspace.typed import read
from infoscore.workspace.yamltext import Document, Path

FILE = "units.yaml"


def roster(document: Document, book: RuleBook | None, problems: list[Problem]) -> Roster | None:
    """The units of a workspace; ``book`` knows the tracks (``None``: they could not be read)."""
    entry = read(document, UnitsFile, problems)
    if entry is None:
        return None
    before = len(problems)
    reading = Reading(document, (), problems)
    classes = {
        name: _targets(reading, ("classes", name, "targets"), part.targets, book)
        for name, part in entry.classes.items()
    }
    groups: list[Group] = []
    placed: list[tuple[Path, Unit]] = []
    for index, group in enumerate(entry.groups):
        units: list[Unit] = []
        for number, part in enumerate(group.units):
            path = ("groups", index, "units", number)
            units.append(_unit(reading, path, part, group.name, classes, book))
            placed.append((path, units[-1]))
        groups.append(Group(group.name, tuple(units)))
        if any(fold(group.name) == fold(other.name) for other in groups[:-1]):
            reading.note(
                Code.NAME_COLLISION,
                ("groups", index, "name"),
                msg("two groups are called “{name}”", name=group.name),
                msg("put their units under one"),
            )
    _check_collisions(reading, placed)
    return Roster(groups) if len(problems) == before else None


def _unit(
    reading: Reading,
    path: Path,
    entry: UnitEntry,
    group: str,
    classes: Mapping[str, Mapping[int, Mapping[str, Fraction | None]]],
    book: RuleBook | None,
) -> Unit:
    shared: Mapping[int, Mapping[str, Fraction | None]] = {}
    if entry.unit_class is not None:
        if entry.unit_class in classes:
            shared = classes[entry.unit_class]
        else:
            reading.note(
                Code.UNKNOWN_NAME,
                (*path, "class"),
                msg("there is no class called “{name}”", name=entry.unit_class),
                msg("add it under “classes”"),
            )
    if entry.since and entry.until and entry.since > entry.until:
        reading.note(
            Code.WRONG_VALUE,
            (*path, "until"),
            msg("the unit ends on {until}, before it begins", until=entry.until),
            msg("check “from” and “until”"),
        )
    own = _targets(reading, (*path, "targets"), entry.targets, book)
    return Unit(
        name=entry.name,
        group=group,
        aliases=tuple(entry.aliases),
        unit_class=entry.unit_class,
        liaison=entry.liaison,
        since=entry.since,
        until=entry.until,
        targets={year: {**shared.get(year, {}), **own.get(year, {})} for year in {**shared, **own}},
        place=reading.document.place(path),
    )


def _targets(
    reading: Reading,
    path: Path,
    entry: Mapping[str, Mapping[str, str | None]],
    book: RuleBook | None,
) -> dict[int, dict[str, Fraction | None]]:
    result: dict[int, dict[str, Fraction | None]] = {}
    for year, tracks in entry.items():
        targets = result[int(year)] = {}
        for name, points in tracks.items():
            place = (*path, year, name)
            track = name
            if book is not None:
                known = reading.one(
                    name,
                    place,
                    book.find_track(name),
                    msg("track"),
                    book.nearest_track,
                    "rules.yaml",
                )
                track = known.name if known else name
            targets[track] = None if points is None else Fraction(points)
            if points is not None and targets[track] <= 0:  # type: ignore[operator]
                reading.note(
                    Code.WRONG_VALUE,
                    place,
                    msg("a target of {points} cannot be reached", points=points),
                    msg(
                        "write null if no task is set, or leave the track out if it is not assessed"
                    ),
                )
    return result


def _check_collisions(reading: Reading, placed: list[tuple[Path, Unit]]) -> None:
    """One name may go from unit to unit over time, but on no day may it mean two."""
    owners: dict[str, list[Unit]] = {}
    for path, unit in placed:
        spots: list[tuple[str, Path]] = [(unit.name, (*path, "name"))]
        spots += [(alias, (*path, "aliases", at)) for at, alias in enumerate(unit.aliases)]
        for name, spot in spots:
            others = owners.setdefault(fold(name), [])
            for other in others:
                if other is unit or _overlap(other, unit):
                    reading.note(
                        Code.NAME_COLLISION,
                        spot,
                        msg("“{name}” already stands for “{unit}”", name=name, unit=other.name),
                        msg("every name and alias must mean one unit only"),
                    )
                    break
            others.append(unit)


def _overlap(one: Unit, other: Unit) -> bool:
    return not (
        (one.until and other.since and one.until < other.since)
        or (other.until and one.since and other.until < one.since)
    )
