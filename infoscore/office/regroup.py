"""Units renamed, merged and split on a day, and their targets of the next year.

Each works out what ``units.yaml`` says afterwards, with the comments that it holds, and what comes
of it: problems of records that do not fit it, and scores that move.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from enum import StrEnum
from fractions import Fraction
from pathlib import Path
from typing import Any

from msgspec import Struct, field

from infoscore.messages import msg
from infoscore.names import fold
from infoscore.office.consequences import ScoredRecords, Shift, shifts
from infoscore.office.undo import Refused
from infoscore.period import Period
from infoscore.problems import Code, Place, Problem, errors_in
from infoscore.reading.types import keys_of
from infoscore.reading.yamltext import Path as YamlPath
from infoscore.reading.yamltext import parse
from infoscore.records.resolve import Setup
from infoscore.roster import Roster, Targets, Unit
from infoscore.rounding import printed
from infoscore.workspace.folder import read_bytes
from infoscore.workspace.load import Workspace, load
from infoscore.workspace.units import FILE, UnitEntry
from infoscore.workspace.writing.files import NewFile
from infoscore.workspace.writing.journal import write_noted
from infoscore.workspace.writing.yamledit import ByHandError, edited

ORDER = tuple(keys_of(UnitEntry))


class Carry(StrEnum):
    """What becomes of the targets of units that are merged or split."""

    REST = "rest"
    """Each keeps the part for the time until then; the rest goes on."""
    WHOLE = "whole"
    """All of the year's targets goes on."""
    NONE = "none"
    """None goes on: whoever does this writes the targets."""


class UnitsChange(Struct):
    """What ``units.yaml`` says afterwards, and what comes of it."""

    before: bytes
    after: bytes
    setup: Setup | None = None
    """The rules and units afterwards; ``None``: the problems say why not."""
    shifts: list[Shift] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    @property
    def nothing(self) -> bool:
        """``True`` if the file says it already."""
        return self.before == self.after


class _Text:
    """The text of ``units.yaml``, changed place by place."""

    def __init__(self, root: Path) -> None:
        self.before = self.data = read_bytes(root, FILE)

    def at(self, path: YamlPath) -> Any:
        return parse(self.data, FILE)[0][0].at(path)

    def put(self, path: YamlPath, new: object, order: Sequence[str] = ORDER) -> None:
        """Make the value at ``path`` new.

        Raises:
            ByHandError: a person has to do it.
        """
        if self.at(path) != new:
            self.data = edited(self.data, parse(self.data, FILE)[0][0], path, new, order)

    def entry(self, path: YamlPath, **new: object) -> None:
        """Give the unit at ``path`` these keys; ``None`` takes one out."""
        values = {**self.at(path), **new}
        self.put(path, {key: value for key, value in values.items() if value is not None})


def rename(
    workspace: Workspace, unit: Unit, new: str, day: date, today: date
) -> UnitsChange | Refused:
    """Return the change by which a unit is called otherwise from a day on."""
    roster = _setup(workspace).roster
    last = unit.history[-1][1] if unit.history else (unit.since or date.min)
    if fold(unit.name) == fold(new):
        return (
            _change(workspace, _Text(workspace.root), today) if last == day else _named(unit, last)
        )
    if last >= day or not unit.exists_on(day):
        return Refused(
            msg("“{unit}” has not had its name before {day}", unit=unit.name, day=day)
            if last >= day
            else msg("the unit “{name}” did not exist on {day}", name=unit.name, day=day),
            msg("give a later day"),
        )
    text, path = _Text(workspace.root), _path(roster, unit)
    old = text.at(path)
    former = {"name": old["name"], "until": str(day - timedelta(days=1))}
    aliases = [alias for alias in old.get("aliases") or () if fold(alias) != fold(new)]

    def put() -> None:
        text.entry(
            path, name=new, aliases=aliases or None, names=[*(old.get("names") or ()), former]
        )

    return _tried(workspace, text, today, put)


def _named(unit: Unit, last: date) -> Refused:
    return Refused(
        msg("it is called “{unit}” already, since {day}", unit=unit.name, day=last)
        if last > date.min
        else msg("it is called “{unit}” already", unit=unit.name),
        msg("edit {file} to change the day", file=FILE),
    )


class Regrouping(Struct, frozen=True):
    """Units that go over into others on a day."""

    sources: tuple[Unit, ...]
    into: tuple[str, ...]
    """Names of the units that there are then; one of the sources may be among them."""
    weights: tuple[Fraction, ...]
    """The part of each of these in what goes on."""
    day: date
    """The first day on which it is so."""
    carry: Carry

    def ends(self, unit: Unit) -> bool:
        """Return ``True`` if the unit is none of those that there are then."""
        return not {fold(name) for name in unit.names} & {fold(name) for name in self.into}

    @property
    def eve(self) -> date:
        """The last day before it."""
        return self.day - timedelta(days=1)


def regroup(workspace: Workspace, wanted: Regrouping, today: date) -> UnitsChange | Refused:
    """Return the change by which units are merged or split."""
    setup, text = _setup(workspace), _Text(workspace.root)
    roster = setup.roster
    heirs = [_heir(roster, name, wanted.day) for name in wanted.into]
    joined = tuple(one for one in heirs if one is not None and one not in wanted.sources)
    ending = [one for one in wanted.sources if wanted.ends(one)]
    begun = [one for one in heirs if one is not None and one.since == wanted.day]
    if None not in heirs and (ending or begun) and all(it.until == wanted.eve for it in ending):
        return _change(workspace, text, today)  # it is so already
    for unit in (*wanted.sources, *joined):
        if not (unit.exists_on(wanted.eve) and unit.exists_on(wanted.day)):
            return Refused(
                msg(
                    "the unit “{name}” is not there on {day} and the day before",
                    name=unit.name,
                    day=wanted.day,
                ),
                msg("check “from” and “until” in {file}", file=FILE),
            )
    sources = (*wanted.sources, *joined)
    kept, given = _targets(setup, sources, wanted)

    def put() -> None:
        for unit in sources:
            path = _path(roster, unit)
            targets = dict(text.at(path).get("targets") or {})
            targets |= _written((kept if wanted.ends(unit) else given)[unit.name])
            until = str(wanted.eve) if wanted.ends(unit) else text.at(path).get("until")
            text.entry(path, until=until, targets=targets or None)
        for name, heir in zip(reversed(wanted.into), reversed(heirs), strict=True):
            if heir is None:
                _add(text, roster, wanted, name, _written(given[name]))

    return _tried(workspace, text, today, put)


def _heir(roster: Roster, name: str, day: date) -> Unit | None:
    """Return the unit that is called so, and there, on that day."""
    found = [unit for unit in roster.find(name, day) if unit.exists_on(day)]
    return found[0] if found else None


_Years = Mapping[int, Targets]


def _targets(
    setup: Setup, sources: Sequence[Unit], wanted: Regrouping
) -> tuple[Mapping[str, _Years], Mapping[str, _Years]]:
    """Return the targets that each source keeps, and those of each unit that there is then.

    A source that stays is among the latter by its own name.
    """
    named = [_staying(sources, name) or name for name in wanted.into]
    kept: dict[str, dict[int, Targets]] = {unit.name: {} for unit in sources}
    given: dict[str, dict[int, Targets]] = {name: {} for name in named}
    if wanted.carry is Carry.NONE:
        return kept, given
    calendar = setup.book.calendar
    this = calendar.year_of(wanted.day)
    for year in sorted({year for unit in sources for year in unit.targets if year >= this}):
        passed = _passed(calendar.year(year), wanted)
        pool: dict[str, Fraction | None] = {}
        for unit in sources:
            own: dict[str, Fraction | None] = {}
            for track, points in unit.targets_in(year).items():
                part = None if points is None else Fraction(printed(points * passed))
                own[track] = part or None
                rest = None if points is None else points - (part or 0)
                pool[track] = _sum(pool.get(track), rest)
            kept[unit.name][year] = own
        for at, name in enumerate(named):
            mine = kept.get(name, {}).get(year, {})
            given[name][year] = {
                track: _sum(mine.get(track), _share(points, wanted.weights, at))
                for track, points in pool.items()
            }
    return kept, given


def _staying(sources: Sequence[Unit], name: str) -> str | None:
    """Return the name of the source that is called so."""
    wanted = fold(name)
    return next((it.name for it in sources if wanted in map(fold, it.names)), None)


def _sum(one: Fraction | None, other: Fraction | None) -> Fraction | None:
    return one if other is None else other if one is None else one + other


def _share(points: Fraction | None, weights: Sequence[Fraction], at: int) -> Fraction | None:
    """Return the part of the unit ``at``; parts have two decimals, and add up."""
    if points is None:
        return None
    until = (sum(weights[:end], Fraction(0)) / sum(weights, Fraction(0)) for end in (at, at + 1))
    before, after = (Fraction(printed(points * part)) for part in until)
    return (after if at + 1 < len(weights) else points) - before or None


def _passed(year: Period, wanted: Regrouping) -> Fraction:
    """Return the part of the year before the day: in months where they are whole, else in days."""
    if wanted.carry is Carry.WHOLE or wanted.day <= year.start:
        return Fraction(0)
    day, start = wanted.day, year.start
    if day.day == start.day:
        return Fraction((day.year - start.year) * 12 + day.month - start.month, 12)
    return Fraction((day - start).days, (year.end - start).days + 1)


def _written(years: _Years) -> dict[str, object]:
    """Return targets as the file has them; a year in which none is left has none."""
    return {
        str(year): {
            track: None if points is None else printed(points) for track, points in targets.items()
        }
        for year, targets in years.items()
        if targets
    }


def _add(text: _Text, roster: Roster, wanted: Regrouping, name: str, targets: object) -> None:
    """Add a unit behind the last source, of their class if it is the same."""
    last = wanted.sources[-1]
    *group, _ = _path(roster, last)
    place = tuple(group)
    entries = text.at(place)
    at = next(at for at, it in enumerate(entries) if it["name"] == last.name) + 1
    classes = {unit.unit_class for unit in wanted.sources}
    entry: dict[str, object] = {"name": name}
    if len(classes) == 1 and (only := classes.pop()) is not None:
        entry["class"] = only
    entry["from"] = str(wanted.day)
    if targets:
        entry["targets"] = targets
    text.put(place, [*entries[:at], entry, *entries[at:]])


def next_year(workspace: Workspace, year: int, today: date) -> UnitsChange | Refused:
    """Return the change that gives every unit the targets of ``year`` for the year after it."""
    setup, text = _setup(workspace), _Text(workspace.root)
    begin = setup.book.calendar.year(year + 1).start
    roster = setup.roster

    def put() -> None:
        whole = text.at(())
        paths: list[YamlPath] = [("targets",)]
        paths += [("classes", name, "targets") for name in whole.get("classes") or {}]
        for unit in roster.units:
            if unit.until is None or unit.until >= begin:
                paths.append((*_path(roster, unit), "targets"))
        for path in paths:
            there = text.at(path[:-1]).get("targets") or {}
            if str(year) in there and str(year + 1) not in there:
                text.put(path, {**there, str(year + 1): there[str(year)]})

    return _tried(workspace, text, today, put)


def without_targets(setup: Setup, year: int) -> list[str]:
    """Return the units that are there in an assessment year and have no targets in it."""
    period = setup.book.calendar.year(year)
    units = (unit for unit in setup.roster.units if unit.exists_in(period))
    return [unit.name for unit in units if not unit.targets_in(year)]


def began_in(setup: Setup, year: int) -> list[str]:
    """Return the units that began in an assessment year: their targets are not those of a year."""
    period = setup.book.calendar.year(year)
    units = (unit for unit in setup.roster.units if unit.targets_in(year))
    return [
        it.name for it in units if it.since is not None and period.start < it.since <= period.end
    ]


def carry_out(workspace: Workspace, change: UnitsChange, command: str) -> None:
    """Write ``units.yaml``; ``command`` is the name for taking it back.

    Raises:
        FileExistsError: the file was changed meanwhile; nothing was written.
        OSError: it cannot be written.
    """
    file = NewFile(workspace.root / FILE, change.after, change.before)
    write_noted(workspace.root, command, [file])


def _setup(workspace: Workspace) -> Setup:
    assert workspace.setup is not None, "the caller has checked the setup"
    return workspace.setup


def _path(roster: Roster, unit: Unit) -> YamlPath:
    """Return where the unit stands in the file."""
    for index, group in enumerate(roster.groups):
        if unit in group.units:
            return ("groups", index, "units", group.units.index(unit))
    raise AssertionError("the unit is of this roster")


def _tried(workspace: Workspace, text: _Text, today: date, put: Any) -> UnitsChange:
    try:
        put()
    except ByHandError:
        what = msg("the text of this file is too unusual to be changed by a program")
        problem = Problem(Code.SYNTAX, Place(FILE), what, msg("edit that file"))
        return UnitsChange(text.before, text.before, problems=[problem])
    return _change(workspace, text, today)


def _change(workspace: Workspace, text: _Text, today: date) -> UnitsChange:
    """Return the change with what comes of it."""
    change = UnitsChange(text.before, text.data)
    if change.nothing:
        change.setup = workspace.setup
        return change
    before = list(workspace.records())
    change.problems = list(workspace.problems)
    if errors_in(change.problems):
        return change
    other = load(workspace.root, members=text.data)
    after = list(other.records())
    change.problems = other.problems
    if other.setup is not None and other.sound:
        change.setup = other.setup
        old, new = ScoredRecords(_setup(workspace), before), ScoredRecords(other.setup, after)
        change.shifts = shifts(old, new, today)
    return change
