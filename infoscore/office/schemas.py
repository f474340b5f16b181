"""The schema types as JSON Schema, for editors. Made from what the readers use, so both agree."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final

import msgspec

from infoscore.circular.settings import CircularFile
from infoscore.reading.types import AMOUNT_PATTERN, LINE_PATTERN, NUMBER_PATTERN, Strict
from infoscore.records.kinds import KINDS
from infoscore.rules.edition import RulesFile
from infoscore.workspace.units import UnitsFile
from infoscore.workspace.writing.compose import SCHEMAS
from infoscore.workspace.writing.files import NewFile

_SETUP: Final[Mapping[str, type[Strict]]] = {
    "units": UnitsFile,
    "rules": RulesFile,
    "circular": CircularFile,
}


def types() -> dict[str, type[Strict]]:
    """What schemas are made of, by name: setup files and each kind of record."""
    return {**_SETUP, **{kind.name: kind.entry for kind in KINDS.values()}}


def schema(name: str, translate: Callable[[str], str]) -> dict[str, Any]:
    """The schema called ``name``, its descriptions through ``translate``."""
    (reference,), components = msgspec.json.schema_components(
        [types()[name]], ref_template="#/$defs/{name}"
    )
    for component in components.values():
        component.pop("description", None)  # what developers read of a type
    one: dict[str, Any] = reference
    if name not in _SETUP:  # a file may hold one record or a list of them
        one = {"anyOf": [reference, {"type": "array", "items": reference}]}
    made = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"infoscore {name}",
        **one,
        "$defs": components,
    }
    adapted: dict[str, Any] = _adapted(made, translate)
    return adapted


def files(root: Path, translate: Callable[[str], str]) -> Iterator[NewFile]:
    """Every schema as a file of the workspace."""
    import json

    for name in types():
        text = json.dumps(schema(name, translate), ensure_ascii=False, indent=2) + "\n"
        yield NewFile(root / SCHEMAS / f"{name}.json", text.encode())


def _adapted(node: Any, translate: Callable[[str], str]) -> Any:
    """An editor types scalars before it checks them; what we read as text may be a number to it."""
    if isinstance(node, list):
        return [_adapted(part, translate) for part in node]
    if not isinstance(node, dict):
        return node
    result = {
        key: _adapted(value, translate)
        for key, value in node.items()
        if not (key == "title" and isinstance(value, str)) and key != "default"
    }
    if isinstance(description := result.get("description"), str):
        result["description"] = translate(description)
    if result.get("pattern") in (LINE_PATTERN, AMOUNT_PATTERN):
        del result["pattern"]
        if "type" in result:
            result["type"] = ["string", "number", "boolean"]
    elif result.get("pattern") == NUMBER_PATTERN:
        del result["pattern"]
        result["type"] = "number"
    if "title" in node and "$schema" in node:
        result["title"] = node["title"]
    return result
