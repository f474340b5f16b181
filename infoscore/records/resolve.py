"""What a record says against what the workspace knows."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from fractions import Fraction
from typing import Final, NamedTuple

from msgspec import Struct

from infoscore.messages import msg
from infoscore.problems import Code
from infoscore.reading.reading import Reading
from infoscore.roster import Roster, Unit
from infoscore.rules.condition import Traits
from infoscore.rules.edition import Edition, RuleBook
from infoscore.rules.joint import Method, rule_for
from infoscore.rules.outlets import Outlet
from infoscore.rules.points import Points, by_length, worth

RULES: Final = "rules.yaml"
RECEIVED: Final = "submissions"
"""What scores a brief that was received, in messages."""


class Setup(Struct, frozen=True):
    """What records refer to."""

    roster: Roster
    book: RuleBook


class Contributor(NamedTuple):
    """A unit that wrote a brief, alone or with others."""

    named: str
    """As the record names it; documents print this."""
    unit: Unit
    weight: Fraction | None = None
    """Its part of a jointly written brief, relative to the others'."""


def contributors(
    reading: Reading, names: Sequence[str], on: date | None, roster: Roster
) -> tuple[Contributor, ...] | None:
    """The units that the key ``units`` names; ``on``: the record's date, if it is known."""
    team = roster.team(tuple(names))
    if team is not None:
        return tuple(map(Contributor, names, team))
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


def in_force(reading: Reading, day: date, book: RuleBook) -> Edition | None:
    """The rules in force on ``day``, or a problem of the record's date."""
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
    """The outlet that the key ``outlet`` names; ``level``: what stands for it if it is unlisted."""
    listed = edition.names.find(name)
    if level is None:
        if len(listed) == 1:
            return listed[0]
        if not listed and edition.unlisted.entries:
            close = [msg("“{value}”", value=other) for other in edition.names.nearest(name)]
            levels = [one.name for one in edition.unlisted.things]
            reading.note(
                Code.UNKNOWN_NAME,
                ("outlet",),
                msg("there is no {kind} called “{name}”", kind=msg("outlet"), name=name),
                msg(
                    "did you mean {names}? If it is not listed, add “level: …”, one of {levels}",
                    names=close,
                    levels=levels,
                )
                if close
                else msg(
                    "if the rules do not list it, add “level: …”, one of {levels}", levels=levels
                ),
            )
            return None
        return reading.find(name, ("outlet",), edition.names, msg("outlet"), RULES)
    if listed:
        reading.conflict(
            ("level",),
            msg("the rules list “{outlet}” themselves", outlet=listed[0].name),
            msg("delete the line “level”"),
        )
        return None
    kind = msg("level of unlisted outlets")
    return reading.find(level, ("level",), edition.unlisted, kind, RULES)


def form(
    reading: Reading, name: str | None, points: Points | None, scorer: str, edition: Edition
) -> str | None:
    """The form's full name; "" where none is given and ``points`` score any.

    ``scorer``: who scores it, for messages; ``points``: ``None``, nobody does.
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
    full = reading.find(name, ("form",), edition.forms, msg("form"), RULES)
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
    """The tags' full names; where the rules know no tag, any will do."""
    if not edition.tags.entries:
        return tuple(names)
    found = (
        reading.find(name, ("tags", index), edition.tags, msg("tag"), RULES)
        for index, name in enumerate(names)
    )
    return tuple(one for one in found if one is not None)


def channel(reading: Reading, name: str | None, edition: Edition) -> str:
    """The channel's full name; where the rules know no channel, any will do."""
    if name is None or not edition.channels.entries:
        return name or ""
    found = reading.find(name, ("channel",), edition.channels, msg("channel"), RULES)
    return found or name


def check_scored(reading: Reading, points: Points, traits: Traits, scorer: str) -> None:
    """Note what rows of points lack to score a brief."""
    if not isinstance(points, list) or worth(points, traits) is not None:
        return
    if by_length(points) and traits.length is None:
        reading.missing(
            "length",
            ("length",),
            msg("“{outlet}” scores by length: add the number of characters", outlet=scorer),
        )
    else:
        reading.note(
            Code.NOT_SCORED,
            ("form",),
            msg("no row of points of “{outlet}” fits this", outlet=scorer),
            msg("check form, tags and length, or add a row in {file}", file=RULES),
        )


def check_joint(reading: Reading, edition: Edition, traits: Traits, *, weighted: bool) -> None:
    """Note if the rules do not say how the units share; ``weighted``: the record gives weights."""
    rule = rule_for(edition.rules.joint, traits)
    if rule is None:
        reading.note(
            Code.NOT_SCORED,
            ("units",),
            msg("the rules do not say how several units share the points"),
            msg("add “joint: {{method: average}}” to the edition in {file}", file=RULES),
        )
    elif rule.method is Method.WEIGHTED and not weighted:
        reading.note(
            Code.WEIGHTS,
            ("units",),
            msg("the rules share by weights, and none are given"),
            msg("add a line “weights: [2, 1]” in the order of “units”"),
        )
