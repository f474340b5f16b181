"""Conditions: on which briefs a clause depends. docs/rules.md, “Conditions”."""

from __future__ import annotations

from typing import Any

from tests.oracle.almanac import listed

CONDITIONS = ("outlet", "class", "form", "tag", "channel", "length", "by", "unless")


def fits(condition: Any, traits: Any) -> bool:
    """“All that are given must fit; of a list any one.”

    Args:
        condition: any row; keys that are no conditions say nothing.
        traits: ``outlet``, ``class``, ``form``, ``channel``, ``length``; sets: ``tag``, ``by``.
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
        return next((row["points"] for row in points if fits(row, traits)), None)
    return points
