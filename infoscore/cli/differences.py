"""The lines of a file that a change adds and takes away."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import unified_diff


def changed_lines(before: bytes, after: bytes) -> Iterator[str]:
    """The lines that differ, without what stands around them."""
    old, new = (data.decode("utf-8-sig").splitlines() for data in (before, after))
    for line in list(unified_diff(old, new, n=0, lineterm=""))[2:]:
        if not line.startswith("@@"):
            yield f"  {line[0]} {line[1:]}"
