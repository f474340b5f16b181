"""Requirements: a number, a formula of a unit's numbers, or one for each class of units."""

from collections.abc import Mapping
from fractions import Fraction

from infoscore.formulas import amount, unknown_in
from infoscore.reading.types import Formula, UnitClass
from infoscore.roster import Unit
from infoscore.rules.phrases import Words

Requirement = Formula | dict[UnitClass, Formula]


def required(requirement: str | Mapping[str, str], unit: Unit) -> Fraction | None:
    """Return the number required of the unit; ``None``: nothing is asked of its class.

    Raises:
        KeyError: the formula has a number that the unit does not have.
    """
    if isinstance(requirement, str):
        return amount(requirement, unit.numbers)
    asked = requirement.get(unit.unit_class or "")
    return None if asked is None else amount(asked, unit.numbers)


def depends_on_units(requirement: str | Mapping[str, str]) -> bool:
    """Return whether it depends on a unit's class or numbers."""
    return not isinstance(requirement, str) or bool(unknown_in(requirement, {}))


def said(requirement: str | Mapping[str, str], measure: str, words: Words) -> str:
    """Return the requirement in words: ``3篇``, ``（编制×2+20）篇``, ``：一类6篇、二类3篇``."""
    if isinstance(requirement, str):
        return words.amount(requirement, measure)
    each = (f"{kind}{words.amount(one, measure)}" for kind, one in requirement.items())
    return f"：{'、'.join(each)}"
