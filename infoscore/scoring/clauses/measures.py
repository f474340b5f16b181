"""Measures: what is counted or summed, for quotas, limits, vetoes and the columns of tables."""

from enum import StrEnum
from typing import Annotated

from infoscore.messages import msg
from infoscore.problems import Code
from infoscore.reading.reading import Reading
from infoscore.reading.types import FormName, Line, Number, RuleName, described
from infoscore.reading.yamltext import Path
from infoscore.scoring.clauses.commissions import State
from infoscore.scoring.clauses.condition import Condition


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


def check(measured: Measured, reading: Reading, path: Path) -> None:
    """Note conditions that what is measured cannot have."""
    goes_with = {"state": Of.COMMISSIONS, "rule": Of.ADJUSTMENTS, "clauses": Of.POINTS}
    for key, of in goes_with.items():
        if getattr(measured, key) is not None and measured.of is not of:
            reading.note(
                Code.CONFLICTING_RULES,
                (*path, key),
                msg("“{key}” goes with “of: {of}” only", key=key, of=of),
                msg("delete one of the two"),
            )
