"""YAML as plain text: mappings, lists and the scalars as they were typed.

The schema decides what a scalar means, so YAML 1.1's surprises (``010`` → 8, ``no`` → false, the
last of two equal keys wins) cannot happen. libyaml's events are driven directly, which is twice as
fast as loading with it; without libyaml PyYAML's own parser gives the same results, slower. The
plainest records do not even need that (:mod:`infoscore.reading.plain`).

Only the plain data are built. Where something in it turns out to be wrong, the text is read once
more for the positions (:meth:`Document.place`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Final

import yaml
from msgspec import Struct, field

from infoscore.characters import DELETE, called, hidden, stray
from infoscore.messages import Message, msg
from infoscore.problems import Code, Place, Problem, Severity, noted
from infoscore.reading.plain import NULLS, plain

MAX_BYTES: Final = 1 << 20
MAX_DEPTH: Final = 16

Path = tuple[str | int, ...]
"""Keys and list indices from a document's root."""

_Parser: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)


class Document(Struct):
    """One YAML document: ``value`` is made of dict, list, str and None (a plain null)."""

    file: str
    text: str
    index: int
    """Its number in the file, from 0."""
    value: object
    line: int
    """The line on which it begins."""
    _places: dict[tuple[object, ...], tuple[int, int]] = field(default_factory=dict)
    heads: Mapping[Any, str] = {}
    """Heads of the columns from which its keys were read, if it is a row of a table."""
    _entries: Sequence[tuple[int, int]] = ()
    """Places of the entries of a list, which are asked for of each record."""

    def at(self, path: Path) -> Any:
        """The value at ``path``."""
        value: Any = self.value
        for step in path:
            value = value[step]
        return value

    def place(self, path: Path, *, key: bool = False) -> Place:
        """The place of the value at ``path`` or of its key; if missing, of its nearest parent."""
        if len(path) == 1 and self._entries and not key:
            (entry,) = path
            if isinstance(entry, int):
                return Place(self.file, *self._entries[entry])
        if not self._places:
            _Composer(self.file, self.text, self._places).documents()
        while True:
            found = self._places.get((self.index, *path, *((_KEY,) if key else ())))
            if found is not None:
                return Place(self.file, *found)
            if not path:
                return Place(self.file, self.line)
            path, key = path[:-1], False


_KEY: Final = object()
"""Ends a path that means the key instead of its value."""


_FULL_COLON: Final = re.compile(r"\s*(- )?\w+：")
"""A key followed by the colon that Chinese keyboards type first."""


_CUT_OFF: Final = re.compile(
    r"^[ \t]*(?:- )?(?:title|item|addressees|remark)[ \t]*:[ \t]+(?!['\"|>{\[#]).*?\S[ \t]+(?=#\S)",
    re.MULTILINE,
)
"""A text that stops where a comment may have been meant as part of it."""
_MERGE: Final = re.compile(r"^<{7} ", re.MULTILINE)


class _StopError(Exception):
    """Reading on makes no sense; the problem is noted."""


def decode(data: bytes, file: str) -> str | Problem:
    """A file's bytes as text without a BOM, or the reason why they are none."""
    if len(data) > MAX_BYTES:
        return Problem(
            Code.TOO_LARGE,
            Place(file),
            msg("the file has more than {most} bytes, and no more are read", most=MAX_BYTES),
            msg("split the records over several files"),
        )
    if data.startswith(b"PK\x03\x04"):
        return Problem(
            Code.NOT_UTF8,
            Place(file),
            msg("this is an Excel or Word file, not a text"),
            msg("save it as CSV (UTF-8), then use that file"),
        )
    plain_data = data.removeprefix(b"\xef\xbb\xbf")
    try:
        text = plain_data.decode()
    except UnicodeDecodeError as error:
        return Problem(
            Code.NOT_UTF8,
            _place_in(file, plain_data[: error.start].decode()),
            msg("the file is not UTF-8; it looks like {encoding}", encoding=_guess(data)),
            msg("save it again as UTF-8 (Notepad, WPS and Excel offer this under “Save as”)"),
        )
    at = stray(text.replace("\r", "\n"))  # a Mac's line ends, too
    if at is not None:
        return Problem(
            Code.CONTROL_CHARACTER,
            _place_in(file, text[:at]),
            msg("the character {character} cannot stand in a text", character=called(text[at])),
            DELETE,
        )
    merge = _MERGE.search(text) if "<<<<<<<" in text else None
    if merge is not None:
        return Problem(
            Code.SYNTAX,
            _place_in(file, text[: merge.start()]),
            msg("the marks of an unfinished merge begin here: <<<<<<<, =======, >>>>>>>"),
            msg("keep one of the two versions between the marks, and delete the marks"),
        )
    return text


def cut_off(data: bytes, file: str) -> Iterator[Problem]:
    """Warnings about texts that YAML ends at a space and #; a comment has a space after its #."""
    if b" #" not in data and b"\t#" not in data:
        return
    text = data.decode(errors="replace")
    for found in _CUT_OFF.finditer(text):
        what = msg("YAML ends this text here: after a space, # begins a comment")
        hint = msg("put quotes around the whole text; before a comment, write “# ” with a space")
        place = _place_in(file, text[: found.end()])
        yield Problem(Code.CUT_OFF, place, what, hint, Severity.WARNING)


def parse(data: bytes, file: str) -> tuple[list[Document], list[Problem]]:
    """The documents in a file, and the faults of its YAML.

    A file with a problem yields no document: half-read data are never used.
    """
    text = decode(data, file)
    if isinstance(text, Problem):
        return [], [text]
    found = plain(text)
    if found is not None:
        return [Document(file, text, 0, *found)], []
    return by_events(text, file)


def by_events(text: str, file: str) -> tuple[list[Document], list[Problem]]:
    """Like :func:`parse`, from libyaml's events."""
    composer = _Composer(file, text, None)
    documents = composer.documents()
    return ([] if composer.problems else documents), composer.problems


class _Composer:
    """Makes data from events, and notes their positions in ``marks``, if given."""

    __slots__ = ("_entries", "_escapes", "_file", "_index", "_marks", "_next", "_text", "problems")

    def __init__(
        self, file: str, text: str, marks: dict[tuple[object, ...], tuple[int, int]] | None
    ) -> None:
        self._file = file
        self._text = text
        self._marks = marks
        self._escapes = "\\" in text
        self._index = 0
        self._entries: list[tuple[int, int]] = []
        self._next: Callable[[], Any]
        self.problems: list[Problem] = []

    def documents(self) -> list[Document]:
        documents: list[Document] = []
        places: dict[tuple[object, ...], tuple[int, int]] = {}
        parser, file, text = None, self._file, self._text
        try:
            parser = _Parser(self._text)
            self._next = parser.get_event
            while True:
                event = self._next()
                kind = type(event)
                if kind is yaml.DocumentStartEvent:
                    first = self._next()
                    value = self._node(first, (self._index,))
                    line = first.start_mark.line + 1
                    documents.append(
                        Document(file, text, self._index, value, line, places, {}, self._entries)
                    )
                    self._index, self._entries = self._index + 1, []
                elif kind is yaml.StreamEndEvent:
                    break
        except _StopError:
            pass
        except yaml.MarkedYAMLError as error:
            self.problems.append(_syntax_problem(error, self._file, self._text))
        finally:
            if parser is not None:
                parser.dispose()
        return documents

    def _node(self, event: Any, path: tuple[object, ...]) -> object:
        kind = type(event)
        if self._marks is not None:
            mark = event.start_mark
            self._marks[path] = (mark.line + 1, mark.column + 1)
        if kind is yaml.AliasEvent:
            self._refuse(event, msg("*{name} refers to another place", name=event.anchor))
        if event.anchor is not None:
            self._refuse(event, msg("&{name} marks a place for reuse", name=event.anchor))
        if event.tag is not None:
            self._refuse(event, msg("!{name} is a YAML tag", name=event.tag.strip("!")))
        if kind is yaml.ScalarEvent:
            value: str = event.value
            if not event.style and value in NULLS:
                return None
            if self._escapes:
                self._check_hidden(event, value)
            return value
        if len(path) > MAX_DEPTH:
            self._note(
                Code.UNSUPPORTED_YAML,
                event,
                msg("more than {most} levels deep", most=MAX_DEPTH),
                msg("no file of a workspace is nested so deeply; look for a stray bracket"),
            )
            raise _StopError
        return self._mapping(path) if kind is yaml.MappingStartEvent else self._sequence(path)

    def _mapping(self, path: tuple[object, ...]) -> dict[str, object]:
        result: dict[str, object] = {}
        while True:
            event: Any = self._next()
            kind = type(event)
            if kind is yaml.MappingEndEvent:
                return result
            if kind is not yaml.ScalarEvent:
                self._refuse(event, msg("a key that is not plain text"))
                raise _StopError
            key: str = event.value
            if self._marks is not None:
                mark = event.start_mark
                self._marks.setdefault((*path, key, _KEY), (mark.line + 1, mark.column + 1))
            if (
                event.anchor is not None
                or event.tag is not None
                or (key == "<<" and not event.style)
            ):
                self._refuse(event, msg("merge keys, anchors and tags on the key “{key}”", key=key))
            if self._escapes:
                self._check_hidden(event, key)
            if key in result:
                self._note(
                    Code.DUPLICATE_KEY,
                    event,
                    msg("the key “{key}” stands here twice", key=key),
                    msg("keep one of the two"),
                )
            result[key] = self._node(self._next(), (*path, key))

    def _sequence(self, path: tuple[object, ...]) -> list[object]:
        result: list[object] = []
        while True:
            event = self._next()
            if type(event) is yaml.SequenceEndEvent:
                return result
            if len(path) == 1:
                mark = event.start_mark
                self._entries.append((mark.line + 1, mark.column + 1))
            result.append(self._node(event, (*path, len(result))))

    def _check_hidden(self, event: Any, value: str) -> None:
        found = hidden(value)
        if found is not None:
            self._note(Code.CONTROL_CHARACTER, event, *found)

    def _refuse(self, event: Any, what: Message) -> None:
        self._note(
            Code.UNSUPPORTED_YAML,
            event,
            msg("{what}: this part of YAML is not used here", what=what),
            msg("write the value itself; put quotes around text that begins with & * or !"),
        )
        if type(event) is yaml.AliasEvent:
            raise _StopError

    def _note(self, code: Code, event: Any, message: Message, hint: Message) -> None:
        mark = event.start_mark
        place = Place(self._file, mark.line + 1, mark.column + 1)
        if not noted(self.problems, Problem(code, place, message, hint)):
            raise _StopError


def values_in(value: object) -> Iterator[tuple[Path, object]]:
    """``value`` and every value in it, each with its path, a collection before its entries."""
    todo: list[tuple[Path, object]] = [((), value)]
    while todo:
        path, part = todo.pop()
        yield path, part
        if isinstance(part, dict):
            todo += (((*path, key), entry) for key, entry in part.items())
        elif isinstance(part, list):
            todo += (((*path, index), entry) for index, entry in enumerate(part))


def hidden_in(document: Document) -> Iterator[Problem]:
    """Problems of characters that nobody sees, in a document that is not made from YAML."""
    for path, value in values_in(document.value):
        texts = (
            [value] if isinstance(value, str) else list(value) if isinstance(value, dict) else []
        )
        for found in filter(None, map(hidden, texts)):
            yield Problem(Code.CONTROL_CHARACTER, document.place(path), *found)


def _syntax_problem(error: yaml.MarkedYAMLError, file: str, text: str) -> Problem:
    mark = error.problem_mark or error.context_mark
    line = column = 0
    if mark is not None:
        line, column = mark.line + 1, mark.column + 1
    lines = text.splitlines()
    near = [lines[at] for at in (line - 1, line - 2) if 0 <= at < len(lines)]
    if any(_FULL_COLON.match(part) for part in near):
        hint = msg("write a half-width colon and a space after the key: “title: …”")
    elif any("\t" in part for part in near):
        hint = msg("indent with spaces, not with tabs")
    elif any(re.match(r"\s*(- )?\w+: [^'\"]*: ", part) for part in near):
        hint = msg('put quotes around a text that holds a colon and a space: title: "…: …"')
    elif any(re.search(r":\s*['\"]", part) for part in near):
        hint = msg("look for a quote that is not closed")
    else:
        hint = msg("look at this line and the one before: colons, brackets, quotes, indentation")
    found = lines[line - 1].strip() if 0 < line <= len(lines) else ""
    message = (
        msg("not valid YAML at “{found}”", found=_shorten(found))
        if found
        else msg("not valid YAML: the file ends too early")
    )
    return Problem(Code.SYNTAX, Place(file, line, column), message, hint)


def _shorten(text: str, most: int = 40) -> str:
    return text if len(text) <= most else text[: most - 1] + "…"


def _place_in(file: str, before: str) -> Place:
    return Place(file, before.count("\n") + 1, len(before) - before.rfind("\n"))


def _guess(data: bytes) -> Message | str:
    if data[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        return "UTF-16"
    try:
        data.decode("gb18030")
    except UnicodeDecodeError:
        return msg("binary data")
    return "GBK"
