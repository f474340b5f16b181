"""Look-up of the names in a record, and checks against the rules."""

from collections.abc import Mapping, Sequence
from datetime import date
from fractions import Fraction
from functools import lru_cache
from typing import Final, NamedTuple, TypeVar

from msgspec import Struct

from infoscore.formulas import counted
from infoscore.messages import Message, msg
from infoscore.names import Names
from infoscore.problems import Code
from infoscore.reading.reading import Reading
from infoscore.reading.yamltext import Path
from infoscore.roster import Roster, Unit
from infoscore.rules.condition import Condition, Traits
from infoscore.rules.edition import Edition, RuleBook
from infoscore.rules.joint import Method, Sharing
from infoscore.rules.outlets import Outlet
from infoscore.rules.points import Points, applies, numbers_of

T = TypeVar("T")

RULES: Final = "rules.yaml"
RECEIVED: Final = "submissions"
"""Name of the rule for briefs received, in messages."""


class Setup(Struct, frozen=True):
    """Units and rules that records refer to."""

    roster: Roster
    book: RuleBook
    as_of: date = date.min
    """Day of the output, which restricted titles may wait for; by default none has come."""


class Contributor(NamedTuple):
    """Unit that wrote a brief, alone or with others."""

    named: str
    """Name in the record, as documents print it."""
    unit: Unit
    weight: Fraction | None = None
    """Part of a joint brief, relative to the others'."""
    role: str | None = None
    """Role in it, such as 主报; ``None``: as its place says."""


def known(reading: Reading, name: str, path: Path, names: Names[T], kind: Message) -> T | None:
    """Return the thing that the rules call ``name``; if there is none or several, note that."""
    return reading.find(name, path, names, kind, RULES)


def contributors(
    reading: Reading, names: Sequence[str], on: date | None, roster: Roster
) -> tuple[Contributor, ...] | None:
    """Return the units of the key ``units``, or ``None`` after noting problems.

    ``on``: date of the record, if known.
    """
    team = _team(tuple(names), roster)
    if team is not None:
        return team
    result: list[Contributor] = []
    for index, name in enumerate(names):
        path = ("units", index)
        found = roster.find(name, on)
        unit = reading.find(name, path, roster.names, msg("unit"), "units.yaml", found)
        if unit is None:
            continue
        if on is not None and not unit.exists_on(on):
            reading.note(
                Code.UNIT_INACTIVE,
                path,
                msg("the unit “{name}” did not exist on {day}", name=unit.name, day=on),
                msg("check the date, or “from” and “until” in {file}", file="units.yaml"),
            )
        elif any(unit is other.unit for other in result):
            reading.wrong(
                path,
                msg("the unit “{name}” is named twice", name=unit.name),
                msg("keep one of the two"),
            )
        result.append(Contributor(name, unit))
    return tuple(result) if len(result) == len(names) else None


@lru_cache(maxsize=4096)
def _team(names: tuple[str, ...], roster: Roster) -> tuple[Contributor, ...] | None:
    """Return the contributors if all are different units that are always there, as most are."""
    found = [roster.names.find(name) for name in names]
    units = tuple(units[0] for units in found if len(units) == 1)
    if len(set(units)) < len(names) or any(unit.since or unit.until for unit in units):
        return None
    return tuple(map(Contributor, names, units))


def count(reading: Reading, written: str | None, title: str | None) -> Fraction | int:
    """Return the number of briefs; note parts of a brief that has a title."""
    number = 1 if written is None else counted(written)
    if title is not None and not isinstance(number, int):
        reading.wrong(
            ("count",),
            msg("{count} briefs of one title: a brief is counted whole", count=number),
            msg(
                "leave “count” out: “shared: true” counts a joint brief in parts;"
                " only a total without a title has decimals"
            ),
        )
    return number


def in_force(reading: Reading, day: date, book: RuleBook) -> Edition | None:
    """Return the rules in force on ``day``; if there are none, note that."""
    edition = book.on(day)
    if edition is None:
        first = book.editions[0].effective
        reading.note(
            Code.NO_EDITION,
            ("date",),
            msg("no scoring rules are in force on {day}", day=day),
            msg("the first edition in {file} begins on {first}", file=RULES, first=first),
        )
    return edition


def outlet(reading: Reading, name: str, level: str | None, edition: Edition) -> Outlet | None:
    """Return the outlet of the key ``outlet``, or by ``level`` if the rules do not list it."""
    listed = edition.names.find(name)
    if level is None and len(listed) == 1:
        return listed[0]
    if level is not None and listed:
        reading.conflict(
            ("level",),
            msg("the rules list “{outlet}” themselves", outlet=listed[0].name),
            msg("delete the line “level”"),
        )
        return None
    if level is not None:
        kind = msg("level of unlisted outlets")
        return known(reading, level, ("level",), edition.unlisted, kind)
    if listed or not edition.unlisted.entries:
        return known(reading, name, ("outlet",), edition.names, msg("outlet"))
    close = [msg("“{value}”", value=other) for other in edition.names.nearest(name)]
    levels = [one.name for one in edition.unlisted.things]
    hint = msg("if the rules do not list it, add “level: …”, one of {levels}", levels=levels)
    if close:
        hint = msg(
            "did you mean {names}? If it is not listed, add “level: …”, one of {levels}",
            names=close,
            levels=levels,
        )
    what = msg("there is no {kind} called “{name}”", kind=msg("outlet"), name=name)
    reading.note(Code.UNKNOWN_NAME, ("outlet",), what, hint)
    return None


def form(
    reading: Reading, name: str | None, points: Points | None, scorer: str, edition: Edition
) -> str | None:
    """Return the form's full name; empty if none is given and ``points`` require none.

    ``points``: ``None`` if it is not scored; ``scorer``: name of the rule, for messages.
    """
    scored = list(points) if isinstance(points, dict) else None
    if name is None:
        if scored is None:
            return ""
        reading.missing(
            "form", ("form",), msg("“{outlet}” scores {forms}", outlet=scorer, forms=scored)
        )
        return None
    found = edition.forms.find(name)
    if len(found) == 1 and (scored is None or found[0] in scored):
        return found[0]
    if isinstance(points, (str, type(None))):
        return name
    full = known(reading, name, ("form",), edition.forms, msg("form"))
    if full is not None and scored is not None and full not in scored:
        reading.note(
            Code.NOT_SCORED,
            ("form",),
            msg("“{outlet}” does not score the form “{form}”", outlet=scorer, form=full),
            msg("“{outlet}” scores {forms}", outlet=scorer, forms=scored),
        )
        return None
    return full


def tags(reading: Reading, names: Sequence[str], edition: Edition) -> tuple[str, ...]:
    """Return the tags' full names; if the rules know no tags, any is allowed."""
    if not edition.tags.entries:
        return tuple(names)
    found = (
        known(reading, name, ("tags", index), edition.tags, msg("tag"))
        for index, name in enumerate(names)
    )
    return tuple(one for one in found if one is not None)


def numbers(
    reading: Reading, given: Mapping[str, int], edition: Edition
) -> tuple[tuple[str, int], ...]:
    """Return the numbers by their full names; note names that the rules do not declare."""
    found: dict[str, int] = {}
    for name, number in given.items():
        full = known(reading, name, ("numbers", name), edition.numbers, msg("number"))
        if full in found:
            reading.wrong(
                ("numbers", name),
                msg("“{name}” is given twice", name=full),
                msg("keep one of the two"),
            )
        if full is not None:
            found[full] = number
    return tuple(sorted(found.items()))


def channel(reading: Reading, name: str | None, edition: Edition) -> str:
    """Return the channel's full name; if the rules know no channels, any is allowed."""
    if name is None or not edition.channels.entries:
        return name or ""
    return known(reading, name, ("channel",), edition.channels, msg("channel")) or name


def subjects(reading: Reading, names: Sequence[str], edition: Edition) -> tuple[str, ...]:
    """Return the subjects' full names; note those that the rules do not declare."""
    found = (
        known(reading, name, ("subjects", index), edition.subjects, msg("subject")) or name
        for index, name in enumerate(names)
    )
    return tuple(dict.fromkeys(found))


def check_scored(
    reading: Reading, points: Points | Sequence[Condition], traits: Traits, scorer: str
) -> None:
    """Note that no row of points fits a brief, and the missing length."""
    if not isinstance(points, list) or any(applies(row, traits) for row in points):
        return
    lacking = [name for name in numbers_of(points) if traits.number(name) is None]
    if None in lacking:
        hint = msg("“{outlet}” scores by length: add the number of characters", outlet=scorer)
        reading.missing("length", ("length",), hint)
    elif lacking:
        hint = msg(
            "“{outlet}” scores by {name}: add “numbers: {{{name}: …}}”",
            outlet=scorer,
            name=lacking[0],
        )
        reading.missing("numbers", ("numbers",), hint)
    else:
        reading.note(
            Code.NOT_SCORED,
            ("form",),
            msg("no row of points of “{outlet}” fits this", outlet=scorer),
            msg("check form, tags and length, or add a row in {file}", file=RULES),
        )


def roles(
    reading: Reading,
    names: Sequence[str],
    contributors: tuple[Contributor, ...],
    edition: Edition,
) -> tuple[Contributor, ...]:
    """Return the contributors with their roles; note unknown ones, too few and too many."""
    if len(names) != len(contributors):
        reading.note(
            Code.WEIGHTS,
            ("roles",),
            msg("{roles} roles for {units} units", roles=len(names), units=len(contributors)),
            msg("give each unit one role, in the order of “units”"),
        )
    kind = msg("role")
    return tuple(
        one._replace(role=known(reading, name, ("roles", index), edition.roles, kind))
        for index, (one, name) in enumerate(zip(contributors, names, strict=False))
    )


def check_roles(reading: Reading, rule: Sharing | None, team: Sequence[Contributor]) -> None:
    """Note roles of a record that the rule for sharing does not have."""
    for index, one in enumerate(team):
        if one.role is not None and rule is not None and one.role not in rule.roles:
            reading.note(
                Code.NOT_SCORED,
                ("roles", index),
                msg("the rule that shares this brief has no role “{role}”", role=one.role),
                msg("its roles are: {roles}", roles=[*rule.roles])
                if rule.roles
                else msg("it shares by method: {method}; delete “roles”", method=rule.method),
            )


def check_joint(reading: Reading, rule: Sharing | None, team: Sequence[Contributor]) -> None:
    """Note a missing rule for sharing a joint brief, or missing weights."""
    if rule is None:
        reading.note(
            Code.NOT_SCORED,
            ("units",),
            msg("the rules do not say how several units share the points"),
            msg("add “joint: {{method: average}}” to the edition in {file}", file=RULES),
        )
    elif rule.method is Method.WEIGHTED and team[0].weight is None:
        reading.note(
            Code.WEIGHTS,
            ("units",),
            msg("the rules share by weights, and none are given"),
            msg("add a line “weights: [2, 1]” in the order of “units”"),
        )
