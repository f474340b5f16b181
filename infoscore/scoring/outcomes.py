"""What quotas asked of units and what became of it, for the spans that are over."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from fractions import Fraction

from msgspec import Struct
from msgspec.structs import replace

from infoscore.rules.measures import Became

_NOTHING = Fraction(0)


class Asked(Struct, frozen=True):
    """Numbers of a quota or conversion for a unit, in one span or several together."""

    day: date
    """Last day of the span, or the unit's own."""
    number: Fraction
    """Number asked for; with ``carry``, what was missing before is in it."""
    carried: Fraction
    """Part of it that was missing before."""
    reached: Fraction | None
    """``None``: a rate of nothing."""
    missing: Fraction
    """In parts, or as a whole."""
    share: bool
    """A rate or a completion, which does not add up."""

    @property
    def became(self) -> Became | None:
        """Whether it was met; ``None``: a rate of nothing is neither met nor unmet."""
        if self.reached is None:
            return None
        return Became.UNMET if self.missing else Became.MET


def of_spans(found: Iterable[Asked]) -> Asked | None:
    """Return what a unit's spans come to: their sums, of shares the last; ``None`` of no span.

    What is carried over from one of them to the next is asked for once.
    """
    spans = sorted(found, key=lambda one: one.day)
    if not spans or spans[-1].share:
        return spans[-1] if spans else None
    again = sum((one.carried for one in spans[1:]), _NOTHING)
    total = _added(spans)
    return replace(total, number=total.number - again, missing=total.missing - again)


def of_units(found: Iterable[Asked | None]) -> Asked | None:
    """Return the sums of several units; ``None`` of nothing, and of the shares of several."""
    each = [one for one in found if one is not None]
    if len(each) == 1:
        return each[0]
    return None if not each or any(one.share for one in each) else _added(each)


def _added(some: list[Asked]) -> Asked:
    numbers = {
        name: sum((getattr(one, name) or _NOTHING for one in some), _NOTHING)
        for name in ("number", "reached", "missing")
    }
    return replace(some[-1], carried=some[0].carried, **numbers)
