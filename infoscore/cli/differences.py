"""The differences between two versions of a file."""

from __future__ import annotations

from difflib import unified_diff


def changed_lines(before: bytes, after: bytes) -> str:
    """Return the removed and added lines, without context."""
    old, new = (data.decode("utf-8-sig").splitlines() for data in (before, after))
    lines = list(unified_diff(old, new, n=0, lineterm=""))[2:]
    return "\n".join(f"  {line[0]} {line[1:]}" for line in lines if not line.startswith("@@"))
