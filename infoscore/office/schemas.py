"""JSON Schemas for editors, made from the types that the readers use."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final

import msgspec

from infoscore.circular.settings import CircularFile
from infoscore.reading.types import (
    AMOUNT_PATTERN,
    FORMULA_PATTERN,
    ISSUE_PATTERN,
    LINE_PATTERN,
    NUMBER_PATTERN,
    TOTAL_PATTERN,
    Strict,
)
from infoscore.records.kinds import KINDS
from infoscore.rules.edition import RulesFile
from infoscore.rules.sitefile import ColumnsFile
from infoscore.workspace.units import UnitsFile
from infoscore.workspace.writing.compose import SCHEMAS
from infoscore.workspace.writing.files import NewFile

_SETUP: Final[Mapping[str, type[Strict]]] = {
    "units": UnitsFile,
    "rules": RulesFile,
    "circular": CircularFile,
    "columns": ColumnsFile,
}


def types() -> dict[str, type[Strict]]:
    """Return the types of setup files and records by the names of their schemas."""
    return {**_SETUP, **{kind.name: kind.entry for kind in KINDS.values()}}


def schema(name: str, translate: Callable[[str], str]) -> dict[str, Any]:
    """Return the schema called ``name`` with translated descriptions."""
    (reference,), components = msgspec.json.schema_components(
        [types()[name]], ref_template="#/$defs/{name}"
    )
    for component in components.values():
        component.pop("description", None)  # the docstring of the type is for developers
    content: dict[str, Any] = reference
    if name not in _SETUP:  # a file may hold a single record or a list of them
        content = {"anyOf": [reference, {"type": "array", "items": reference}]}
    adapted: dict[str, Any] = _adapted({**content, "$defs": components}, translate)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **adapted,
        "title": f"infoscore {name}",
    }


def files(root: Path, translate: Callable[[str], str]) -> Iterator[NewFile]:
    """Yield every schema as a file of the workspace."""
    import json

    for name in types():
        text = json.dumps(schema(name, translate), ensure_ascii=False, indent=2) + "\n"
        yield NewFile(root / SCHEMAS / f"{name}.json", text.encode())


def _adapted(node: Any, translate: Callable[[str], str]) -> Any:
    """Return a node as editors need it: they see a number where the readers see text."""
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
    if result.get("pattern") in (LINE_PATTERN, ISSUE_PATTERN, AMOUNT_PATTERN, FORMULA_PATTERN):
        del result["pattern"]
        if "type" in result:
            result["type"] = ["string", "number", "boolean"]
    elif result.get("pattern") in (NUMBER_PATTERN, TOTAL_PATTERN):
        del result["pattern"]
        result["type"] = "number"
    elif isinstance(pattern := result.get("pattern"), str):
        result["pattern"] = pattern.replace(r"\Z", "$")  # as JavaScript writes it
    return result
