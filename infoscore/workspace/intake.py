"""Many records from one file: YAML, JSON or CSV, read as hand-written records are.

Whatever the format, what comes out is a :class:`Document`, so the same schema, names and checks
apply and every problem names the line of the file that was handed in.
"""

from __future__ import annotations

import csv
import io
import json
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from infoscore.messages import msg
from infoscore.problems import Code, Place, Problem, noted
from infoscore.reading.types import Key, Strict, keys_of
from infoscore.reading.yamltext import MAX_DEPTH, Document, decode, hidden_in, parse
from infoscore.records.base import day_text, moment_text, timed


def documents(
    data: bytes,
    file: str,
    entries: Sequence[type[Strict]],
    shared: Mapping[str, object] | None = None,
) -> tuple[list[Document], list[Problem]]:
    """The records in ``data``; the file's ending tells the format, else its look.

    ``entries``: what the records may be; their keys are the columns that a CSV file may have.
    ``shared``: values of the records that do not have them.
    """
    found, problems = _read(data, file, entries)
    for value in (document.value for document in found) if shared else ():
        for record in value if isinstance(value, list) else [value]:
            if isinstance(record, dict):
                record |= {key: part for key, part in (shared or {}).items() if key not in record}
    return found, problems


def _read(
    data: bytes, file: str, entries: Sequence[type[Strict]]
) -> tuple[list[Document], list[Problem]]:
    posts = any("url" in keys_of(entry) and "column" in keys_of(entry) for entry in entries)
    if posts and looks_marked_up(data, file):
        from infoscore.workspace.feeds import entries_in

        return entries_in(data, file)
    form = _format(data, file)
    if form == "yaml":
        return parse(data, file)
    text = decode(data, file)
    if isinstance(text, Problem):
        return [], [text]
    if form == "json":
        return _json(text, file)
    keys: dict[str, Key] = {}
    for entry in reversed(entries):  # where two have a key, the first describes it
        keys |= keys_of(entry)
    return _csv(text, file, keys)


def looks_marked_up(data: bytes, file: str) -> bool:
    """True for a feed or a page: by the file's ending, or by its first character."""
    suffix = file.rpartition(".")[2].lower()
    if suffix in {"csv", "tsv", "json", "yaml", "yml"}:
        return False
    start = data.removeprefix(b"\xef\xbb\xbf").lstrip()
    return suffix in {"xml", "rss", "atom", "html", "htm"} or start[:1] == b"<"


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
            what = msg("the key “{key}” stands twice in one record", key=double)
            hint = msg("keep one of the two")
            problems.append(Problem(Code.DUPLICATE_KEY, Place(file), what, hint))
        return result

    def constant(word: str) -> None:
        at = next(found.start() for found in _NO_NUMBER.finditer(text) if found[1])
        raise json.JSONDecodeError(word, text, at)

    try:
        loaded = json.loads(
            text, parse_int=str, parse_float=str, parse_constant=constant, object_pairs_hook=mapping
        )
        document = Document(file, text, 0, _as_text(loaded, 0), 1)
    except json.JSONDecodeError as error:
        place = Place(file, error.lineno, error.colno)
        hint = msg("look at this line and the one before: commas, brackets, quotes")
        if _NO_NUMBER.fullmatch(error.msg):
            hint = msg("{word} is no number: write one, or leave the key out", word=error.msg)
    except RecursionError:
        place, hint = Place(file), msg("a list of records is not nested so deeply")
    else:
        found = list(hidden_in(document))
        return ([] if found else [document]), problems + found
    return [], [Problem(Code.SYNTAX, place, msg("not valid JSON"), hint)]


_NO_NUMBER = re.compile(r'"(?:[^"\\]|\\.)*"|(NaN|-?Infinity)')
"""What JavaScript has for numbers and JSON has not; a text is passed over."""


def _as_text(value: object, depth: int) -> object:
    """JSON's true and false as they are typed in YAML.

    Raises:
        RecursionError: they are nested deeper than any record.
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
    rows: list[tuple[int, list[str]]] = []
    before = 0
    try:
        for row in reader:  # a cell may hold line breaks: a row begins after the one before it
            if any(cell.strip() for cell in row):
                rows.append((before + 1, row))
            before = reader.line_num
    except csv.Error:
        hint = msg("look for a quote that is not closed")
        return [], [Problem(Code.SYNTAX, Place(file, reader.line_num), msg("not valid CSV"), hint)]
    if not rows:
        return [], []
    (line, heads), *body = rows
    problems: list[Problem] = []
    keys = _keys(heads, known, Place(file, line), problems)
    named = dict(zip(keys, map(str.strip, heads), strict=True))
    found: list[Document] = []
    for line, row in body:
        if len(row) > len(keys):
            what = msg("{cells} cells under {heads} column heads", cells=len(row), heads=len(keys))
            hint = msg("put quotes around a cell that holds a comma")
            noted(problems, Problem(Code.WRONG_VALUE, Place(file, line), what, hint))
        cells = zip(keys, map(str.strip, row), strict=False)
        value = {key: _cell(cell, known[key]) for key, cell in cells if key and cell}
        day, clock = timed(str(value.get("date", "")))
        if clock and "time" in known:  # a site tells when something was posted in one cell
            value = {"time": clock, **value, "date": day_text(day)}
        found.append(Document(file, "", 0, value, line, {(0,): (line, 0)}, named))
    return found, problems


def _keys(
    heads: Iterable[str], known: Mapping[str, Key], place: Place, problems: list[Problem]
) -> list[str]:
    """The key of each column; "" where none is known."""
    keys: list[str] = []
    meant = {head: name for name, key in known.items() for head in key.typed.heads}
    for head in map(str.strip, heads):
        key = meant.get(head, head)
        if key not in known:
            what = msg("the column “{head}” is not known", head=head)
            hint = msg("delete it; the columns are: {keys}", keys=list(known))
            noted(problems, Problem(Code.UNKNOWN_KEY, place, what, hint))
            key = ""
        elif key in keys:
            what = msg("the column “{head}” stands here twice", head=head)
            noted(problems, Problem(Code.DUPLICATE_KEY, place, what, msg("keep one of the two")))
        keys.append(key)
    return keys


def _cell(text: str, key: Key) -> object:
    """A cell's text as the value of a key."""
    if key.several:
        parts = re.split(f"[{re.escape(key.typed.between)}]", text)
        return typed_value([part.strip() for part in parts if part.strip()], key)
    return typed_value(text, key)


def typed_value(typed: str | list[str], key: Key) -> object:
    """The value typed for a key, in a cell or as an option, as a file would have it."""
    if isinstance(typed, list):
        return typed if key.typed.parts is None else key.typed.parts(typed)
    if key.typed.value is not None:
        return key.typed.value(typed)
    if key.moment:
        return moment_text(typed)
    if key.clock:  # and 9:30
        return unicodedata.normalize("NFKC", typed).zfill(5)
    return day_text(typed) if key.day else typed  # spreadsheets write 2021/3/5
