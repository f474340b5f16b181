"""Many records from one file: YAML, JSON or CSV, read as hand-written records are.

Whatever the format, what comes out is a :class:`Document`, so the same schema, names and checks
apply and every problem names the line of the file that was handed in.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections import Counter
from collections.abc import Iterable, Mapping

from infoscore.messages import msg
from infoscore.problems import Code, Place, Problem, noted
from infoscore.reading.types import Key, Strict, keys_of
from infoscore.reading.yamltext import MAX_DEPTH, Document, decode, hidden_in, parse
from infoscore.records.base import day_text


def documents(
    data: bytes, file: str, entries: Iterable[type[Strict]]
) -> tuple[list[Document], list[Problem]]:
    """The records in ``data``; the format is told by the file's ending, else by its look.

    ``entries``: what the records may be; their keys are the columns that a CSV file may have.
    """
    form = _format(data, file)
    if form == "yaml":
        return parse(data, file)
    text = decode(data, file)
    if isinstance(text, Problem):
        return [], [text]
    if form == "json":
        return _json(text, file)
    keys: dict[str, Key] = {}
    for entry in entries:
        keys = {**keys_of(entry), **keys}
    return _csv(text, file, keys)


def _format(data: bytes, file: str) -> str:
    suffix = file.rpartition(".")[2].lower()
    if suffix in {"csv", "tsv"}:
        return "csv"
    if suffix in {"json", "yaml"}:
        return suffix
    start = data.removeprefix(b"\xef\xbb\xbf").lstrip()
    first = start.partition(b"\n")[0]
    if start[:1] in {b"{", b"["}:
        return "json"
    return "csv" if b"," in first and b": " not in first else "yaml"


def _json(text: str, file: str) -> tuple[list[Document], list[Problem]]:
    problems: list[Problem] = []

    def mapping(pairs: list[tuple[str, object]]) -> dict[str, object]:
        result = dict(pairs)
        if len(result) < len(pairs):
            seen = Counter(key for key, _ in pairs)
            double = next(key for key, times in seen.items() if times > 1)
            problems.append(
                Problem(
                    Code.DUPLICATE_KEY,
                    Place(file),
                    msg("the key “{key}” stands twice in one record", key=double),
                    msg("keep one of the two"),
                )
            )
        return result

    try:
        loaded = json.loads(
            text, parse_int=str, parse_float=str, parse_constant=str, object_pairs_hook=mapping
        )
        value = _as_text(loaded, 0)
    except json.JSONDecodeError as error:
        place = Place(file, error.lineno, error.colno)
        hint = msg("look at this line and the one before: commas, brackets, quotes")
        return [], [Problem(Code.SYNTAX, place, msg("not valid JSON"), hint)]
    except RecursionError:
        hint = msg("a list of records is not nested so deeply")
        return [], [Problem(Code.SYNTAX, Place(file), msg("not valid JSON"), hint)]
    document = Document(file, text, 0, value, 1)
    found = list(hidden_in(document))
    return ([] if found else [document]), problems + found


def _as_text(value: object, depth: int) -> object:
    """JSON's true and false as they are typed in YAML.

    Raises:
        RecursionError: it is nested deeper than any record.
    """
    if depth > MAX_DEPTH:
        raise RecursionError
    match value:
        case dict():
            return {key: _as_text(part, depth + 1) for key, part in value.items()}
        case list():
            return [_as_text(part, depth + 1) for part in value]
        case bool():
            return "true" if value else "false"
        case _:
            return value


def _csv(text: str, file: str, known: Mapping[str, Key]) -> tuple[list[Document], list[Problem]]:
    first = text.partition("\n")[0]
    reader = csv.reader(
        io.StringIO(text, newline=""), delimiter="\t" if "\t" in first else ",", strict=True
    )
    try:
        rows = [(reader.line_num, row) for row in reader]
    except csv.Error:
        hint = msg("look for a quote that is not closed")
        return [], [Problem(Code.SYNTAX, Place(file, reader.line_num), msg("not valid CSV"), hint)]
    filled = [(line, row) for line, row in rows if any(cell.strip() for cell in row)]
    if not filled:
        return [], []
    (line, heads), *body = filled
    keys, problems = _keys(heads, known, file, line)
    found = [_row(file, line, keys, known, row, problems) for line, row in body]
    return found, problems


def _keys(
    heads: Iterable[str], known: Mapping[str, Key], file: str, line: int
) -> tuple[list[str], list[Problem]]:
    keys: list[str] = []
    problems: list[Problem] = []
    meant = {head: key for key, one in known.items() for head in one.typed.heads}
    for head in heads:
        name = head.strip()
        key = meant.get(name, name)
        if key not in known:
            noted(
                problems,
                Problem(
                    Code.UNKNOWN_KEY,
                    Place(file, line),
                    msg("the column “{head}” is not known", head=name),
                    msg("delete it; the columns are: {keys}", keys=list(known)),
                ),
            )
            key = ""
        elif key in keys:
            noted(
                problems,
                Problem(
                    Code.DUPLICATE_KEY,
                    Place(file, line),
                    msg("the column “{head}” stands here twice", head=name),
                    msg("keep one of the two"),
                ),
            )
        keys.append(key)
    return keys, problems


def _row(
    file: str,
    line: int,
    keys: list[str],
    known: Mapping[str, Key],
    row: list[str],
    problems: list[Problem],
) -> Document:
    if len(row) > len(keys):
        noted(
            problems,
            Problem(
                Code.WRONG_VALUE,
                Place(file, line),
                msg("{cells} cells under {heads} column heads", cells=len(row), heads=len(keys)),
                msg("put quotes around a cell that holds a comma"),
            ),
        )
    value: dict[str, object] = {}
    for key, cell in zip(keys, row, strict=False):
        text = cell.strip()
        if not text:
            continue
        if key:
            value[key] = _cell(text, known[key])
    return Document(file, "", 0, value, line, {(0,): (line, 0)})


def _cell(text: str, key: Key) -> object:
    """What a cell means to a key."""
    if key.several:
        parts = re.split(f"[{re.escape(key.typed.between)}]", text)
        return typed_value([part.strip() for part in parts if part.strip()], key)
    return typed_value(text, key)  # spreadsheets write 2021/3/5


def typed_value(typed: str | list[str], key: Key) -> object:
    """What was typed for a key, in a cell or as an option, as a file would have it."""
    if isinstance(typed, list):
        return typed if key.typed.parts is None else key.typed.parts(typed)
    return day_text(typed) if key.day else typed
