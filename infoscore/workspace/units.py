"""``units.yaml`` as the roster."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from fractions import Fraction
from itertools import pairwise
from typing import Annotated, NamedTuple, TypeAlias

from msgspec import Meta, field
from msgspec.structs import replace

from infoscore.formulas import amount, exact, terms, unknown_in
from infoscore.messages import msg
from infoscore.names import Names, fold
from infoscore.problems import Code, Problem
from infoscore.reading.lookup import looked_up
from infoscore.reading.reading import Reading
from infoscore.reading.typed import read
from infoscore.reading.types import (
    Amount,
    Day,
    Formula,
    GroupName,
    Line,
    Number,
    Strict,
    UnitName,
    Year,
    described,
    typed,
)
from infoscore.reading.yamltext import Document, Path
from infoscore.roster import MEASURE, Group, Roster, Term, Unit
from infoscore.rounding import printed
from infoscore.rules.book import names_of_units

FILE = "units.yaml"

_Formulas: TypeAlias = Mapping[int, Mapping[str, str | None] | None]
"""Year → track → formula of the target; ``None`` in the place of tracks: no targets."""


TargetsEntry = dict[Year, dict[Line, Amount | None] | None]
"""Year → track → points."""


class TermEntry(Strict, frozen=True):
    """A term of office as it is written."""

    role: Annotated[Line, described("the role, such as 信息员, 负责人, 办公室主任, 分管领导")]
    name: Annotated[Line, described("who has it; printed nowhere")]
    since: Annotated[Day | None, described("first day of it")] = field(name="from", default=None)
    until: Annotated[Day | None, described("last day of it")] = None
    several: Annotated[bool, described("others may have the role at the same time")] = False


class OfficeTermEntry(TermEntry, frozen=True):
    """A term of office in the office or the bureau."""

    units: Annotated[
        list[UnitName],
        described("only over these units, such as those that a 分管领导 is in charge of"),
    ] = []
    groups: Annotated[list[GroupName], described("only over the units of these groups")] = []


class FormerNameEntry(Strict, frozen=True):
    """An earlier name of a unit as it is written."""

    name: Annotated[Line, described("the name that documents of that time print")]
    until: Annotated[Day, described("the last day on which the unit was called so")]


class UnitEntry(Strict, frozen=True):
    """A unit as it is written."""

    name: Annotated[
        Line, described("the unit's full name, as documents print it"), typed(heads="名称")
    ]
    aliases: Annotated[
        list[Line], described("other names that records may use"), typed(heads="别名")
    ] = []
    names: Annotated[
        list[FormerNameEntry],
        described("earlier names of a unit that was renamed, by which it is found, too"),
    ] = []
    unit_class: Annotated[
        Line | None, described("the class whose targets apply, one of “classes”")
    ] = field(name="class", default=None)
    liaison: Annotated[Line | None, described("the unit's liaison for briefs")] = None
    people: Annotated[
        list[TermEntry], described("who has which role in the unit: 信息员, 负责人")
    ] = []
    since: Annotated[Day | None, described("first day, if founded later")] = field(
        name="from", default=None
    )
    until: Annotated[Day | None, described("last day, if closed or merged")] = None
    targets: Annotated[
        TargetsEntry,
        described(
            "year → track → points; null: scored without a task; a track left out: not assessed;"
            " null for a year: none in it"
        ),
        typed(heads="任务"),
    ] = {}
    numbers: Annotated[
        dict[Line, Number], described("the unit's numbers that formulas use, such as 编制: 12")
    ] = {}
    quotas: Annotated[
        dict[Line, Formula | None],
        described("quota → what it asks of this unit, instead of the rules; null: nothing"),
    ] = {}
    texts: Annotated[
        dict[Line, Line], described("words that tables show of the unit, such as 备注: 新设")
    ] = {}


class GroupEntry(Strict, frozen=True):
    """A group of units as it is written."""

    name: Annotated[Line, described("the group's name, as documents print it"), typed(heads="名称")]
    units: Annotated[
        list[UnitEntry],
        described("in the order in which documents list them"),
        typed(heads="单位 科室"),
    ]
    measure: Annotated[
        Line, described("the measure word with which texts count its units, such as 所")
    ] = MEASURE


class ClassEntry(Strict, frozen=True):
    targets: Annotated[TargetsEntry, described("for every unit of this class")] = {}


class UnitsFile(Strict, frozen=True):
    groups: Annotated[list[GroupEntry], Meta(min_length=1), described("all units, by group")]
    classes: Annotated[dict[Line, ClassEntry], described("targets shared by a class of units")] = {}
    targets: Annotated[
        TargetsEntry,
        described(
            "for every unit whose class and entry do not say; null for a year: none are set in it"
        ),
    ] = {}
    people: Annotated[
        list[OfficeTermEntry],
        described(
            "who has which role in the office and the bureau: 办公室主任, 分管领导, 主要领导"
        ),
    ] = []


def roster(
    document: Document,
    tracks: Names[str] | None,
    problems: list[Problem],
    on: date | None = None,
) -> Roster | None:
    """The units of a workspace; ``tracks``: the known ones (``None``: unreadable).

    ``on``: they are called as they were on that day; ``None``: by their latest names.
    """
    entry = read(document, UnitsFile, problems)
    if entry is None:
        return None
    before = len(problems)
    reading = Reading(document, (), problems)
    every = _targets(reading, ("targets",), entry.targets, tracks)
    classes = {
        name: _over(every, _targets(reading, ("classes", name, "targets"), part.targets, tracks))
        for name, part in entry.classes.items()
    }
    groups: list[Group] = []
    placed: list[tuple[Path, Unit]] = []
    for index, group in enumerate(entry.groups):
        units: list[Unit] = []
        for number, part in enumerate(group.units):
            path = ("groups", index, "units", number)
            unit = _unit(reading, path, part, group.name, every, classes, tracks)
            units.append(unit if on is None else replace(unit, name=unit.called_on(on)))
            placed.append((path, units[-1]))
        groups.append(Group(group.name, tuple(units), group.measure))
        if any(fold(group.name) == fold(other.name) for other in groups[:-1]):
            what = msg("two groups are called “{name}”", name=group.name)
            hint = msg("put their units under one")
            reading.note(Code.NAME_COLLISION, ("groups", index, "name"), what, hint)
    _check_collisions(reading, placed)
    people = _of_office(reading, entry.people, Roster(groups))
    return Roster(groups, people) if len(problems) == before else None


def _of_office(
    reading: Reading, entries: Sequence[OfficeTermEntry], roster: Roster
) -> tuple[Term, ...]:
    """The terms in the office and the bureau, with the units that they concern."""
    known = names_of_units(roster)
    terms: list[Term] = []
    for index, entry in enumerate(entries):
        path = ("people", index)
        full = looked_up(entry, reading, known, path)
        units = {unit.name for unit in roster.units if unit.group in full.groups}
        scope = frozenset({*full.units, *units}) if entry.units or entry.groups else None
        terms.append(_term(reading, path, entry, scope))
    _check_terms(reading, terms, ("people",))
    return tuple(terms)


def _term(
    reading: Reading, path: Path, entry: TermEntry, units: frozenset[str] | None = None
) -> Term:
    if entry.since and entry.until and entry.since > entry.until:
        reading.wrong(
            (*path, "until"),
            msg("the term ends on {until}, before it begins", until=entry.until),
            msg("check “from” and “until”"),
        )
    place = reading.document.place(path)
    return Term(entry.role, entry.name, entry.since, entry.until, entry.several, units, place)


def _check_terms(reading: Reading, terms: Sequence[Term], path: Path) -> None:
    """Note terms of one role that overlap, unless several may have it, and any that is twice."""
    for index, term in enumerate(terms):
        for other in terms[:index]:
            twice = fold(term.name) == fold(other.name)
            shared = (term.several or other.several) and not twice
            if fold(term.role) == fold(other.role) and not shared and term.meets(other):
                reading.note(
                    Code.OVERLAPPING_TERMS,
                    (*path, index),
                    msg(
                        "two terms of the role “{role}” overlap: this one and {place}",
                        role=term.role,
                        place=str(other.place),
                    ),
                    msg("check “from” and “until”, or add “several: true” if several have it"),
                )


def _unit(
    reading: Reading,
    path: Path,
    entry: UnitEntry,
    group: str,
    every: _Formulas,
    classes: Mapping[str, _Formulas],
    tracks: Names[str] | None,
) -> Unit:
    if entry.unit_class not in (None, *classes):
        what = msg("there is no class called “{name}”", name=entry.unit_class)
        reading.note(Code.UNKNOWN_NAME, (*path, "class"), what, msg("add it under “classes”"))
    shared = classes.get(entry.unit_class or "", every)
    if entry.since and entry.until and entry.since > entry.until:
        reading.wrong(
            (*path, "until"),
            msg("the unit ends on {until}, before it begins", until=entry.until),
            msg("check “from” and “until”"),
        )
    own = _targets(reading, (*path, "targets"), entry.targets, tracks)
    numbers = {name: exact(number) for name, number in entry.numbers.items()}
    people = tuple(
        _term(reading, (*path, "people", index), one) for index, one in enumerate(entry.people)
    )
    _check_terms(reading, people, (*path, "people"))
    return Unit(
        name=entry.name,
        group=group,
        aliases=tuple(entry.aliases),
        unit_class=entry.unit_class,
        liaison=entry.liaison,
        people=people,
        since=entry.since,
        until=entry.until,
        targets={
            year: _worked_out(reading, path, year, targets or {}, numbers)
            for year, targets in _over(shared, own).items()
        },
        numbers=numbers,
        quotas=_amounts(reading, (*path, "quotas"), entry.quotas, numbers),
        texts=entry.texts,
        history=_history(reading, path, entry),
        place=reading.document.place(path),
    )


def _history(reading: Reading, path: Path, entry: UnitEntry) -> tuple[tuple[str, date], ...]:
    """The unit's names in turn, each with its first day."""
    found: list[tuple[str, date]] = []
    start = entry.since or date.min
    for index, former in enumerate(entry.names):
        if former.until < start or (entry.until and former.until >= entry.until):
            reading.wrong(
                (*path, "names", index, "until"),
                msg(
                    "the name “{name}” ends on {until}, before it begins or after the unit does",
                    name=former.name,
                    until=former.until,
                ),
                msg("write earlier names in the order of time, each with its last day"),
            )
            return ()
        found.append((former.name, start))
        start = former.until + timedelta(days=1)
    return (*found, (entry.name, start)) if found else ()


def _over(shared: _Formulas, own: _Formulas) -> _Formulas:
    """Targets of which ``own`` take the place of ``shared``, track by track."""
    merged = {
        year: targets if targets is None else {**(shared.get(year) or {}), **targets}
        for year, targets in own.items()
    }
    return {**shared, **merged}


def _worked_out(
    reading: Reading,
    path: Path,
    year: int,
    formulas: Mapping[str, str | None],
    numbers: Mapping[str, Fraction],
) -> dict[str, Fraction | None]:
    """A year's targets for a unit with these numbers."""
    found = _amounts(reading, path, formulas, numbers)
    for track, points in found.items():
        formula = formulas[track]
        if formula is not None and not _is_number(formula) and points is not None and points <= 0:
            place = (*path, "targets", str(year), track)
            _refuse(reading, place, f"{formula} = {printed(points)}")
    return found


def _amounts(
    reading: Reading,
    path: Path,
    formulas: Mapping[str, str | None],
    numbers: Mapping[str, Fraction],
) -> dict[str, Fraction | None]:
    """Formulas worked out for a unit with these numbers."""
    result: dict[str, Fraction | None] = {}
    for name, formula in formulas.items():
        unknown = unknown_in(formula, numbers) if formula is not None else []
        if unknown:
            reading.note(
                Code.MISSING_KEY,
                path,
                msg(
                    "“{formula}” needs the unit's number “{name}”", formula=formula, name=unknown[0]
                ),
                msg("add “numbers: {{{name}: …}}” to the unit", name=unknown[0]),
            )
        else:
            result[name] = None if formula is None else amount(formula, numbers)
    return result


def _is_number(formula: str) -> bool:
    return not unknown_in(formula, {}) and terms(formula) == ((formula.strip(),),)


def _targets(
    reading: Reading,
    path: Path,
    entry: Mapping[str, Mapping[str, str | None] | None],
    tracks: Names[str] | None,
) -> _Formulas:
    result: dict[int, Mapping[str, str | None] | None] = {}
    for year, by_track in entry.items():
        if by_track is None:
            result[int(year)] = None
            continue
        targets: dict[str, str | None] = {}
        result[int(year)] = targets
        for name, points in by_track.items():
            place = (*path, year, name)
            track = name
            if tracks is not None:
                track = reading.find(name, place, tracks, msg("track"), "rules.yaml") or name
            targets[track] = points
            if points is not None and _is_number(points) and exact(points) <= 0:
                _refuse(reading, place, points)
    return result


def _refuse(reading: Reading, path: Path, points: str) -> None:
    reading.wrong(
        path,
        msg("a target of {points} cannot be reached", points=points),
        msg("write null if no task is set, or leave the track out if it is not assessed"),
    )


def _check_collisions(reading: Reading, placed: list[tuple[Path, Unit]]) -> None:
    """Note names that mean two units on one day; over time a name may go from unit to unit."""
    owners: dict[str, list[_Owner]] = {}
    for path, unit in placed:
        for name, spot, since, until in _owned(path, unit):
            others = owners.setdefault(fold(name), [])
            rivals = [one for one in others if one.since <= until and since <= one.until]
            if rivals:
                rival = rivals[0].unit.name
                what = msg("“{name}” already stands for “{unit}”", name=name, unit=rival)
                hint = msg("every name and alias must mean one unit only")
                reading.note(Code.NAME_COLLISION, spot, what, hint)
            others.append(_Owner(unit, since, until))


class _Owner(NamedTuple):
    """A unit that has a name from a day to a day."""

    unit: Unit
    since: date
    until: date


def _owned(path: Path, unit: Unit) -> Iterator[tuple[str, Path, date, date]]:
    """Each name of the unit, where it stands, and the first and last day on which it is its own."""
    since, until = unit.since or date.min, unit.until or date.max
    named = since
    for index, ((name, _), (_, after)) in enumerate(pairwise(unit.history)):
        yield name, (*path, "names", index, "name"), named, after - timedelta(days=1)
        named = after
    yield unit.history[-1][0] if unit.history else unit.name, (*path, "name"), named, until
    for index, alias in enumerate(unit.aliases):
        yield alias, (*path, "aliases", index), since, until
