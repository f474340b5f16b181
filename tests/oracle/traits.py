"""Conditions: on which briefs a clause depends. docs/rules.md, “Conditions”."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from tests.oracle.almanac import listed
from tests.oracle.numbers import exact

CONDITIONS = ("outlet", "class", "form", "tag", "channel", "length", "by", "unless")


def fits(condition: Any, traits: Any) -> bool:
    """“All that are given must fit; of a list any one.”

    Args:
        condition: any row; keys that are no conditions say nothing.
        traits: ``outlet``, ``class``, ``form``, ``channel``, ``length``; sets: ``tag``, ``by``;
            ``numbers`` by name.
    """
    for key in ("outlet", "class", "form", "channel"):
        if key in condition and traits.get(key) not in listed(condition[key]):
            return False
    for key in ("tag", "by"):
        if key in condition and not set(listed(condition[key])) & set(traits.get(key, ())):
            return False
    if not set(listed(condition.get("all_tags"))) <= set(traits.get("tag", ())):
        return False
    if "length" in condition and not _in(condition["length"], traits.get("length")):
        return False
    numbers = traits.get("numbers", {})
    if not all(_in(span, numbers.get(n)) for n, span in condition.get("numbers", {}).items()):
        return False
    return not ("unless" in condition and fits(condition["unless"], traits))


def _in(span: str, length: int | None) -> bool:
    """“``1000-`` is 1000 and more, ``-999`` up to 999, ``500-999`` both included”."""
    if length is None:
        return False
    least, most = span.split("-")
    return (not least or int(least) <= length) and (not most or length <= int(most))


def points_for(points: Any, traits: Any) -> Any:
    """“A number, a number for each form, or rows of which the first that fits decides.”

    ``None``: nothing fits, so a further track gets nothing.
    """
    if isinstance(points, dict):
        return points.get(traits.get("form"))
    if isinstance(points, list):
        return next(
            (
                row["points"]
                for row in points
                if fits(row, traits) and worth(row["points"], traits) is not None
            ),
            None,
        )
    return points


def worth(points: Any, traits: Any) -> Fraction | None:
    """A number, or points that grow: “each full step of this size gives so many points”.

    ``None``: “a row or modifier whose points grow with a number is for briefs that have it”.
    """
    if not isinstance(points, dict):
        return exact(points)
    number = traits["numbers"].get(points["of"]) if "of" in points else traits["length"]
    if number is None:
        return None
    steps: int = max(number - points.get("from", 0), 0) // points["each"]
    found = exact(points.get("base", 0)) + steps * exact(points["gives"])
    if "most" in points:
        found = min(found, exact(points["most"]))
    if "least" in points:
        found = max(found, exact(points["least"]))
    return found
