"""Names and figures in texts: enumerated, the best taken, split, compared."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import floor
from typing import Final

from infoscore.rounding import percent, printed

BRIEFS: Final = "篇"
STEADY: Final = "持平"


class Percentage(Fraction):
    """A part of a whole; a text prints it as a percentage."""


@dataclass(frozen=True, slots=True)
class Tallied:
    name: str
    count: Fraction | int


def top(parts: Iterable[Tallied], most: int) -> list[Tallied]:
    """The ``most`` highest above zero, and whoever ties with the last of them."""
    ranked = sorted((part for part in parts if part.count > 0), key=lambda part: -part.count)
    return _with_ties(ranked, most)


def bottom(parts: Iterable[Tallied], most: int) -> list[Tallied]:
    """The ``most`` lowest, the lowest first, and whoever ties with the last of them."""
    return _with_ties(sorted(parts, key=lambda part: part.count), most)


def _with_ties(ranked: Sequence[Tallied], most: int) -> list[Tallied]:
    if not 0 < most < len(ranked):
        return list(ranked) if most > 0 else []
    last = ranked[most - 1].count
    return [part for place, part in enumerate(ranked) if place < most or part.count == last]


def names(things: Iterable[object]) -> str:
    """``甲、乙``: of things with names their names, each once."""
    if isinstance(things, str):
        raise TypeError("a text has no names")
    found = (str(getattr(thing, "name", thing)) for thing in things)
    return "、".join(dict.fromkeys(found))


def counts(parts: Iterable[Tallied], unit: str = BRIEFS) -> str:
    """``甲12篇、乙4篇``."""
    return "、".join(f"{part.name}{printed(Fraction(part.count))}{unit}" for part in parts)


def grouped(parts: Iterable[Tallied], unit: str = BRIEFS) -> str:
    """``甲12篇，乙、丙各4篇``: equals together, the most first, only zeros left out."""
    alike: dict[Fraction | int, list[str]] = {}
    for part in sorted(parts, key=lambda part: -part.count):
        if part.count:
            alike.setdefault(part.count, []).append(part.name)
    return "，".join(
        f"{'、'.join(them)}{'各' if len(them) > 1 else ''}{printed(Fraction(count))}{unit}"
        for count, them in alike.items()
    )


def arrows(parts: Iterable[Tallied]) -> str:
    """``15→10→6``."""
    return "→".join(printed(Fraction(part.count)) for part in parts)


def rate(share: object, places: int = 1) -> str:
    """A share (1 is the whole) as a percentage, half-up to at most 0, 1 or 2 decimals."""
    if not isinstance(share, Fraction | int | float):
        raise TypeError("no number")  # Fraction would read a text, such as one of a billion digits
    if places not in (0, 1, 2):
        raise ValueError("0, 1 or 2 decimals")
    return percent(Fraction(share), places)


def shares(numbers: Sequence[int]) -> list[Percentage]:
    """The numbers' shares in tenths of a percent, which add up to 100% as they are printed.

    The largest remainders are rounded up. Of nothing every share is zero.
    """
    whole = sum(numbers)
    if not whole:
        return [Percentage(0) for _ in numbers]
    exact = [Fraction(1000 * number, whole) for number in numbers]
    tenths = [floor(share) for share in exact]
    order = sorted(range(len(exact)), key=lambda place: (tenths[place] - exact[place], place))
    for place in order[: 1000 - sum(tenths)]:
        tenths[place] += 1
    return [Percentage(share, 1000) for share in tenths]


def change(now: Fraction | int, then: Fraction | int, unit: str = BRIEFS) -> str:
    """``增加15篇，增长12.3%``, ``减少…，下降…``, ``持平``; of shares ``上升10个百分点``."""
    difference = Fraction(now) - Fraction(then)
    if isinstance(now, Percentage):
        points = printed(abs(difference) * 100, 1)
        if points == "0":
            return STEADY
        return f"{'上升' if difference > 0 else '下降'}{points}个百分点"
    if not difference:
        return STEADY
    said = f"{'增加' if difference > 0 else '减少'}{printed(abs(difference))}{unit}"
    if then <= 0:
        return f"{said}（对比期为{printed(Fraction(then))}）"
    return f"{said}，{'增长' if difference > 0 else '下降'}{percent(abs(difference) / then)}"
