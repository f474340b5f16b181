"""Names for aliases, in records and in the rules themselves. docs/rules.md, “Other names”."""

from __future__ import annotations

from typing import Any

from tests.oracle.almanac import Office, edition, listed

LISTED = {"forms": ("form",), "tags": ("tags", "tag"), "leaders": ("by",)}
"""Lists of names, and the keys that name something in them."""
ENTRIES = {
    "outlets": ("outlet", "level"),
    "recipients": ("to", "forwarded"),
    "adjustments": ("rule",),
}


def resolved(office: Office) -> Office:
    """The office with the names under which the rules list things."""
    found = dict(office)
    for kind in ("adoptions", "submissions", "commissions", "adjustments"):
        found[kind] = [
            _named(record, edition(office, record["date"]) or {}) for record in office[kind]
        ]
    return found


def _named(record: Any, rules: Any) -> Any:
    aliases: dict[str, dict[str, str]] = {}
    for part, keys in LISTED.items():
        for name, others in rules.get(part, {}).items():
            for key in keys:
                aliases.setdefault(key, {}).update(dict.fromkeys(others, name))
    for part, keys in ENTRIES.items():
        for name, entry in rules.get(part, {}).items():
            for key in keys:
                for row in listed(entry):
                    aliases.setdefault(key, {}).update(dict.fromkeys(row.get("aliases", ()), name))
    return _renamed(record, aliases, "")


def _renamed(value: Any, aliases: dict[str, dict[str, str]], key: str) -> Any:
    if isinstance(value, dict):
        return {name: _renamed(one, aliases, name) for name, one in value.items()}
    if isinstance(value, list):
        return [_renamed(one, aliases, key) for one in value]
    return aliases.get(key, {}).get(value, value) if isinstance(value, str) else value
