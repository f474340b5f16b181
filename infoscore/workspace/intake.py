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
from collections.abc import Iterable, Sequence
from typing import Final

import msgspec

from infoscore.messages import msg
from infoscore.problems import Code, Place, Problem, noted
from infoscore.reading.typed import CHINESE_KEYS
from infoscore.reading.types import Strict
from infoscore.reading.yamltext import MAX_DEPTH, Document, decode, hidden_in, parse
from infoscore.workspace.cells import PAIRS, day_text

LISTS: Final = frozenset({"units", "tags", "authors", "weights", *PAIRS})
"""Keys whose CSV cell may hold several values."""
DATES: Final = frozenset({"date", "due"})
SEPARATORS: Final = re.compile(r"[、，,;；\n]")
_BETWEEN_RECIPIENTS: Final = re.compile(r"[;；\n]")
"""市委、市政府办公室 is one."""


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
    fields = (one for entry in entries for one in msgspec.structs.fields(entry))
    return _csv(text, file, list(dict.fromkeys(one.encode_name for one in fields)))


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


def _csv(text: str, file: str, known: Sequence[str]) -> tuple[list[Document], list[Problem]]:
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
    found = [_row(file, line, keys, row, problems) for line, row in body]
    return found, problems


def _keys(
    heads: Iterable[str], known: Sequence[str], file: str, line: int
) -> tuple[list[str], list[Problem]]:
    keys: list[str] = []
    problems: list[Problem] = []
    for head in heads:
        name = head.strip()
        key = CHINESE_KEYS.get(name, name)
        if key not in known:
            noted(
                problems,
                Problem(
                    Code.UNKNOWN_KEY,
                    Place(file, line),
                    msg("the column “{head}” is not known", head=name),
                    msg("delete it; the columns are: {keys}", keys=known),
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


def _separators(key: str) -> re.Pattern[str]:
    return _BETWEEN_RECIPIENTS if key == "forwarded" else SEPARATORS


def _row(
    file: str, line: int, keys: list[str], row: list[str], problems: list[Problem]
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
        if key in LISTS:
            parts = [part.strip() for part in _separators(key).split(text)]
            listed = [part for part in parts if part]
            value[key] = PAIRS[key](listed) if key in PAIRS else listed
        elif key in DATES:
            value[key] = day_text(text)  # spreadsheets write 2021/3/5
        elif key:
            value[key] = text
    return Document(file, "", 0, value, line, {(0,): (line, 0)})
