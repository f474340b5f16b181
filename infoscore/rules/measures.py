"""Measures: what is counted or summed, for quotas, limits, vetoes and the columns of tables."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated, Final

import msgspec

from infoscore.messages import msg
from infoscore.problems import Code
from infoscore.reading.reading import Reading
from infoscore.reading.types import FormName, Line, Number, RuleName, described
from infoscore.reading.yamltext import Path
from infoscore.rules.commissions import State
from infoscore.rules.condition import Condition, Where
from infoscore.rules.points import Points


class Of(StrEnum):
    """What is counted, or summed."""

    SUBMISSIONS = "submissions"
    FORWARDED = "forwarded"
    """Briefs passed on, each recipient once."""
    ADOPTIONS = "adoptions"
    COMMISSIONS = "commissions"
    ENDORSEMENTS = "endorsements"
    ADJUSTMENTS = "adjustments"
    POINTS = "points"
    RATE = "rate"
    """Adoptions for each submission."""
    COMPLETION = "completion"
    """Points for each point of the target."""


class Measured(Condition, frozen=True, kw_only=True):
    """A number that is found for each unit; its condition says which records count."""

    of: Annotated[Of, described("what is counted or summed")] = Of.POINTS
    state: Annotated[
        State | list[State] | None, described("with “of: commissions”: only these")
    ] = None
    rule: Annotated[
        RuleName | list[RuleName] | None, described("with “of: adjustments”: only by these rules")
    ] = None
    clauses: Annotated[
        list[Line] | None,
        described("with “of: points”: only points by these clauses, such as endorsements"),
    ] = None
    weights: Annotated[
        dict[FormName, Number], described("by form: one brief counts as so many; default: 1")
    ] = {}


_OF_A_BRIEF: Final = frozenset({"form", "tag", "channel", "length", "unless"})
_OF_AN_ADOPTION: Final = _OF_A_BRIEF | {"outlet", "class", "tracks", "by"}
TAKES: Final[Mapping[Of, frozenset[str]]] = {
    Of.SUBMISSIONS: _OF_A_BRIEF | {"weights"},
    Of.FORWARDED: _OF_A_BRIEF | {"weights"},
    Of.ADOPTIONS: _OF_AN_ADOPTION | {"weights"},
    Of.COMMISSIONS: frozenset({"tag", "state", "unless"}),
    Of.ENDORSEMENTS: _OF_AN_ADOPTION | {"weights"},
    Of.ADJUSTMENTS: frozenset({"rule", "tracks", "unless"}),
    Of.POINTS: _OF_AN_ADOPTION | {"clauses"},
    Of.RATE: _OF_AN_ADOPTION | {"weights"},
    Of.COMPLETION: _OF_AN_ADOPTION,
}
"""The keys that mean something to what is measured; others would fit nothing, or everything."""


def check(measured: Measured, reading: Reading, path: Path) -> None:
    """Note keys that mean nothing to what is measured."""
    of = f"of: {measured.of}"
    check_keys(measured, _KEYS, TAKES[measured.of], of, reading, path)


def check_keys(
    where: Where,
    keys: Mapping[str, str],
    takes: frozenset[str],
    what: str,
    reading: Reading,
    path: Path,
) -> None:
    """Note those of ``keys`` that are given but mean nothing to ``what``, here or in ``unless``.

    ``keys``: each as it is written → the field that holds it.
    """
    for key, name in keys.items():
        if getattr(where, name, None) and key not in takes:
            reading.note(
                Code.CONFLICTING_RULES,
                (*path, key),
                msg("“{key}” means nothing to “{what}”", key=key, what=what),
                msg("keys that do: {keys}", keys=sorted(takes)),
            )
    unless = getattr(where, "unless", None)
    if unless is not None:
        check_keys(unless, CONDITIONS, takes, what, reading, (*path, "unless"))


def check_received(points: Points, what: str, reading: Reading, path: Path) -> None:
    """Note conditions that no brief can fit that was only sent in."""
    for index, row in enumerate(points if isinstance(points, list) else ()):
        check_keys(row, CONDITIONS, _OF_A_BRIEF, what, reading, (*path, index))


def check_part(part: Condition, of: Of, reading: Reading, path: Path) -> None:
    """Note conditions of a part that mean nothing to what is measured."""
    check_keys(part, CONDITIONS, TAKES[of], f"of: {of}", reading, path)


def _written(kind: type[Where]) -> dict[str, str]:
    return {field.encode_name: field.name for field in msgspec.structs.fields(kind)}


CONDITIONS: Final = _written(Condition)
_KEYS: Final = {key: name for key, name in _written(Measured).items() if key != "of"}
