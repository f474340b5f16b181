"""Values that hold more than one fact, as they are typed on one line: in a CSV cell or an option.

``省政府办公厅=3`` is a recipient and a number, ``办公室=2021-03-05`` a unit and a date. What makes
no sense stays as it was typed; the schema then says what belongs there.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Final

from infoscore.reading.typed import parse_day

_PAIR: Final = re.compile(r"(.*\S)\s*[=＝]\s*(\S.*)")


def forwarded(parts: Sequence[str]) -> list[object]:
    """Recipients, some with the number of briefs."""
    pairs = ((part, _PAIR.fullmatch(part)) for part in parts)
    return [{"to": pair[1], "count": pair[2]} if pair else part for part, pair in pairs]


def endorsements(parts: Sequence[str]) -> list[object]:
    """Leaders, some with the date."""
    pairs = ((part, _PAIR.fullmatch(part)) for part in parts)
    return [
        {"by": pair[1], "date": day_text(pair[2])} if pair else {"by": part} for part, pair in pairs
    ]


def delivered(parts: Sequence[str]) -> object:
    """One date, or units each with a date."""
    if len(parts) == 1 and _PAIR.fullmatch(parts[0]) is None:
        return day_text(parts[0])
    pairs = [_PAIR.fullmatch(part) for part in parts]
    by_unit = {pair[1]: day_text(pair[2]) for pair in pairs if pair}
    return by_unit if len(by_unit) == len(parts) else list(parts)


def day_text(text: str) -> str:
    """A date as records have it, whichever way it is typed; anything else as it is."""
    day = parse_day(text)
    return text if day is None else day.isoformat()


PAIRS: Final[Mapping[str, Callable[[Sequence[str]], object]]] = {
    "forwarded": forwarded,
    "endorsements": endorsements,
    "delivered": delivered,
}
"""By the record's key."""
