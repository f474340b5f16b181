"""What is fuzzed: functions that take any bytes and must neither fail nor contradict themselves.

``tools/fuzz.py`` runs them for long, ``test_fuzz.py`` for a moment and on the inputs in
``tests/corpus``, among them all that ever made one of them fail.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date, timedelta
from fractions import Fraction
from functools import cache
from itertools import islice
from pathlib import Path
from typing import Any, Final

from infoscore import formulas as amounts
from infoscore.characters import hidden
from infoscore.circular import texts
from infoscore.circular.build import Figures, figures_of
from infoscore.circular.claims import contradictions
from infoscore.circular.settings import settings
from infoscore.circular.text import TextError, blocks, draft, expand
from infoscore.cli.console import Console
from infoscore.names import Names, fold
from infoscore.period import Calendar, Period
from infoscore.problems import Problem, errors_in
from infoscore.reading.plain import plain
from infoscore.reading.reading import Reading
from infoscore.reading.typed import parse_day, read
from infoscore.reading.types import AMOUNT_PATTERN
from infoscore.reading.yamltext import MAX_DEPTH, Document, by_events, decode, parse
from infoscore.records.kinds import KINDS
from infoscore.records.resolve import Setup
from infoscore.render.docx.template import TemplateError, opened
from infoscore.rules import book as rulebook
from infoscore.rules import sitefile
from infoscore.rules.tracks import track_names
from infoscore.scoring.folding import Folding
from infoscore.scoring.upkeep import updates
from infoscore.workspace import units
from infoscore.workspace.feeds import entries_in
from infoscore.workspace.intake import documents
from infoscore.workspace.load import Workspace, load, readings, records_in
from infoscore.workspace.writing.compose import record_text

ROOT: Final = Path(__file__).parent.parent.parent
_SOME: Final = date(2023, 1, 1)
CALENDARS: Final = [Calendar(month) for month in (1, 4, 12)]


@cache
def _workspace() -> Workspace:
    return load(ROOT)


def _setup() -> Setup:
    setup = _workspace().setup
    assert setup is not None
    return setup


@cache
def _figures() -> Figures:
    setup = _setup()
    period = setup.book.calendar.quarter(2021, 1)
    folding = Folding(setup.book, setup.roster, period.end, items_of=(period,))
    folding.fold(Workspace(ROOT, setup).records())
    return figures_of(folding.summary(period))


@cache
def _console() -> Console:
    return Console("zh")


def _told(problems: Iterable[Problem]) -> None:
    """Each can be printed on two lines, and stands somewhere."""
    for problem in problems:
        lines = _console().problem_lines(problem)
        assert all("\x1b" not in line for line in lines)
        assert "\n" not in lines[0]
        "".join(lines).encode()
        assert problem.place.line >= 0
        assert problem.place.column >= 0


def _sound(value: object, depth: int = 0) -> None:
    """Plain data that every file may hold."""
    assert depth <= MAX_DEPTH
    match value:
        case dict():
            for key, part in value.items():
                assert type(key) is str
                _sound(part, depth + 1)
        case list():
            for part in value:
                _sound(part, depth + 1)
        case _:
            assert value is None or type(value) is str


def yaml(data: bytes) -> None:
    """The reader: both of its ways give the same, and every place lies in the file."""
    found, problems = parse(data, "f.yaml")
    _told(problems)
    assert not (found and problems)
    text = decode(data, "f.yaml")
    if isinstance(text, Problem):
        return
    lines = len(re.findall("\r\n|[\r\n\x85\u2028\u2029]", text)) + 2  # an empty one at the end
    for document in found:
        _sound(document.value)
        assert 1 <= document.place(()).line <= lines
    quick = plain(text)
    if quick is not None:
        slow, _ = by_events(text, "f.yaml")
        assert [(one.value, one.line) for one in slow] == [quick]


def records(data: bytes) -> None:
    """Records of every kind."""
    for folder, kind in KINDS.items():
        problems: list[Problem] = []
        made = list(records_in(data, f"{folder}/f.yaml", kind, _setup(), problems))
        _told(problems)
        assert made or problems


def setup(data: bytes) -> None:
    """Units, rules and settings."""
    found, problems = parse(data, "f.yaml")
    for document in found:
        entry = rulebook.rules(document, problems)
        tracks = track_names(rulebook.tracks(entry)) if entry else None
        roster = units.roster(document, tracks, problems)
        if entry is not None:
            rulebook.book(document, entry, roster or _setup().roster, problems)
        settings(document, _setup(), problems)
        found_site = sitefile.site(document, roster or _setup().roster, problems)
        for column in found_site.columns if found_site is not None else ():
            list(islice(updates(column, (), CALENDARS[0], _SOME, _SOME + timedelta(99)), 99))
    _told(problems)


def period(data: bytes) -> None:
    """Names of periods and dates."""
    text = data.decode("utf-8", "surrogateescape")
    for calendar in CALENDARS:
        made = calendar.of_key(text)
        if made is not None:
            assert made.start <= made.end
            assert calendar.of_key(made.key) == made
            _around(calendar, made)
    day = parse_day(text)
    assert day is None or parse_day(day.isoformat()) == day


def _around(calendar: Calendar, made: Period) -> None:
    before = calendar.before(made)
    assert before is None or before.end < made.start
    assert calendar.year_before(made).start < made.start


def names(data: bytes) -> None:
    """Names, as they are typed and looked up."""
    one, _, rest = data.decode("utf-8", "surrogateescape").partition("\n")
    assert fold(fold(one)) == fold(one)
    known = Names((other, other) for other in rest.split("\n"))
    found = known.find(one)
    assert all(fold(other) == fold(one) for other in found)
    assert set(known.nearest(one)) <= set(rest.split("\n"))


def formula(data: bytes) -> None:
    """Formulas of a unit's numbers."""
    text = data.decode("utf-8", "replace")[:200]
    if re.search(AMOUNT_PATTERN, text) is None:
        return
    numbers = {"编制": Fraction(12), "a": Fraction(1, 3)}
    if amounts.terms(text) is None:
        return
    unknown = amounts.unknown_in(text, numbers)
    if not unknown:
        assert amounts.amount(text, numbers).denominator > 0


def intake(data: bytes) -> None:
    """What ``--from`` reads; the first byte chooses the file's ending."""
    ending = (".csv", ".json", ".yaml", "")[data[0] % 4] if data else ""
    entries = [kind.entry for kind in KINDS.values()]
    found, problems = documents(data[1:], f"f{ending}", entries)
    for document in found:
        _comes_back(document)
        for reading in readings(document, problems):
            for kind in KINDS.values():
                _read(reading, kind.entry, problems)
    _told(problems)


def feeds(data: bytes) -> None:
    """A feed or a saved page; the first byte chooses the file's ending."""
    ending = ("xml", "html")[data[0] % 2] if data else "xml"
    found, problems = entries_in(data[1:], f"f.{ending}")
    assert bool(found) != bool(problems)
    for document in found:
        _comes_back(document)
        for reading in readings(document, problems):
            _read(reading, KINDS["posts"].entry, problems)
    _told(problems)


def _comes_back(document: Document) -> None:
    """What is written of a record is read as it was."""
    if not isinstance(document.value, dict):
        return
    written = {key: part for key, part in document.value.items() if part not in (None, [])}
    again, problems = parse(record_text(written, list(written)).encode(), "f.yaml")
    if not problems:
        assert [one.value for one in again] == ([written] if written else [])


def _read(reading: Reading, entry: type[Any], problems: list[Problem]) -> None:
    before = errors_in(problems)
    made = read(reading.document, entry, problems, reading.path)
    assert made is not None or errors_in(problems) > before or len(problems) >= 1000


def text(data: bytes) -> None:
    """A circular's text, from the file to its blocks."""
    problems: list[Problem] = []
    found = texts.parse_text(b"---\ndate: 2021-04-15\n---\n" + data, "f.md", problems)
    if found is not None:
        figures = _figures()
        _told(contradictions(found, figures.facts, figures.book))
        try:
            markdown = expand(found.body, "f.md", found.first_line, figures.facts)
            assert len(markdown) <= texts.MOST_CHARACTERS
            for block in blocks(markdown, "f.md", None, problems):
                assert hidden(str(block).replace("\\n", "")) is None
        except TextError as error:
            problems.append(error.problem)
        try:
            draft(found.body, "f.md", figures.facts)
        except TextError as error:
            problems.append(error.problem)
    _told(problems)


def template(data: bytes) -> None:
    """An office's letterhead."""
    try:
        made = opened(data)
    except TemplateError:
        return
    assert made.main in made.parts


TARGETS: Final[Mapping[str, Callable[[bytes], None]]] = {
    "yaml": yaml,
    "records": records,
    "setup": setup,
    "period": period,
    "names": names,
    "formula": formula,
    "intake": intake,
    "feeds": feeds,
    "text": text,
    "template": template,
}
"""By the name of their corpus."""
