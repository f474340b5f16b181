"""The texts in ``circulars/`` with their heads, and the days that they count."""

import re
from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Annotated, Final

from msgspec import Struct

from infoscore.messages import msg
from infoscore.period import Calendar, Period, moved
from infoscore.problems import Code, Place, Problem
from infoscore.reading.reading import Reading
from infoscore.reading.typed import read
from infoscore.reading.types import Day, Line, Strict, described
from infoscore.reading.yamltext import Document, cut_off, decode, parse
from infoscore.workspace.folder import NotPlainError, folder_is_link, read_bytes

FOLDER: Final = "circulars"
TEMPLATE: Final = "template.md"
ISSUED: Final = ".issued.yaml"
"""The ending of the files that say what was issued."""
MOST_CHARACTERS: Final = 50_000
"""Of a circular's text: some eighty pages."""
_FENCE: Final = re.compile(r"---[ \t]*\r?\n(.*?^)---[ \t]*(?:\r?\n|\Z)", re.DOTALL | re.MULTILINE)

_NONE: Final[Mapping[str, Period]] = {}


class FrontMatter(Strict, frozen=True):
    date: Annotated[Day, described("the date of the document")]
    number: Annotated[Line | None, described("the running number of the year")] = None
    title: Annotated[Line | None, described("instead of the one in circular.yaml")] = None
    addressees: Annotated[Line | None, described("instead of those in circular.yaml")] = None
    serial: Annotated[Line | None, described("the copy's number, six digits")] = None
    secrecy: Annotated[Line | None, described("instead of that in circular.yaml")] = None
    urgency: Annotated[Line | None, described("instead of that in circular.yaml")] = None
    remark: Annotated[Line | None, described("a remark in brackets under the date")] = None
    closing: Annotated[
        Day | None, described("the last day counted in, where it is not the period's end")
    ] = None


class Text(Struct, frozen=True):
    """``circulars/2021-Q1.md``."""

    file: str
    head: FrontMatter
    body: str
    first_line: int
    """Lines of the file before the body."""


def text_file(key: str) -> str:
    """The path of the text of the period ``key``, relative to the workspace."""
    return f"{FOLDER}/{key}.md"


def issued_file(key: str) -> str:
    """The path of the file for the period ``key``, relative to the workspace."""
    return f"{FOLDER}/{key}{ISSUED}"


def has_issued(root: Path) -> bool:
    """True if any circular is issued: then its file stands beside its text."""
    return any((root / FOLDER).glob(f"*{ISSUED}"))


def read_text(root: Path, file: str, problems: list[Problem]) -> Text | None:
    """A circular's text; ``None`` if it is not there or has problems."""
    data = _bytes(root, file, problems)
    return None if data is None else parse_text(data, file, problems)


def _bytes(root: Path, file: str, problems: list[Problem]) -> bytes | None:
    """The file's bytes; ``None`` if it is not there or no plain file."""
    if folder_is_link(root, FOLDER, problems):
        return None
    try:
        return read_bytes(root, file)
    except FileNotFoundError:
        return None
    except NotPlainError as error:
        problems.append(error.problem)
        return None


def counted(
    root: Path,
    period: Period,
    calendar: Calendar,
    text: Text | None,
    problems: list[Problem],
    issued: Mapping[str, Period] = _NONE,
) -> Period:
    """The days that a circular counts: up to its own closing date, from after the last one's.

    Days after a period's end that an office counted in are not counted again in the next circular,
    nor in the next year. ``issued``: those of issued circulars by key, which stay as they are.
    """
    if period.key in issued:
        return issued[period.key]
    start = _day_after(root, calendar.before(period), issued) or period.start
    before = calendar.last_of_year_before(period)
    year_start = _day_after(root, before, issued) or period.year_start
    end = period.end
    if text is not None and text.head.closing is not None:
        end = text.head.closing
    if text is not None and end < start:
        problems.append(
            Problem(
                Code.WRONG_VALUE,
                Place(text.file, 1),
                msg(
                    "the closing date {day} lies before the period's first day {start}",
                    day=end,
                    start=start,
                ),
                msg("check “closing”"),
            )
        )
        return period
    if text is not None and text.head.date < start:
        problems.append(
            Problem(
                Code.WRONG_VALUE,
                Place(text.file, 1),
                msg(
                    "the circular is dated {day}, before its period begins on {start}",
                    day=text.head.date,
                    start=start,
                ),
                msg("check “date”, and that the file is named after its period"),
            )
        )
    return moved(period, start, end, year_start)


def _day_after(root: Path, period: Period | None, issued: Mapping[str, Period]) -> date | None:
    """The day after the period's circular closed; ``None``: it does not say."""
    if period is not None and period.key in issued:
        return issued[period.key].end + timedelta(days=1)
    earlier = None if period is None else read_text(root, text_file(period.key), [])
    if earlier is None or earlier.head.closing is None:
        return None
    return earlier.head.closing + timedelta(days=1)


def parse_text(data: bytes, file: str, problems: list[Problem]) -> Text | None:
    whole = decode(data, file)
    if isinstance(whole, Problem):
        problems.append(whole)
        return None
    fence = _FENCE.match(whole)
    if fence is None:
        problems.append(
            Problem(
                Code.MISSING_KEY,
                Place(file, 1),
                msg("the text does not begin with its date between two lines “---”"),
                msg("begin the file with: ---, date: 2021-04-15, ---"),
            )
        )
        return None
    above = f"\n{fence[1]}".encode()  # the line of the first ---
    documents, found = parse(above, file)
    problems += (*found, *cut_off(above, file))
    if found:
        return None
    document = documents[0] if documents else Document(file, "", 0, None, 1)
    head = read(document, FrontMatter, problems)
    if head is None or Reading(document, (), problems).day(head.date, ("date",)) is None:
        return None
    body = whole[fence.end() :]
    if _is_long(body, file, problems):
        return None
    return Text(file, head, body, whole.count("\n", 0, fence.end()))


def _is_long(body: str, file: str, problems: list[Problem]) -> bool:
    """Note a text that is longer than any circular's; True if it is."""
    if len(body) <= MOST_CHARACTERS:
        return False
    problems.append(
        Problem(
            Code.TOO_LARGE,
            Place(file),
            msg(
                "the text has {length} characters; at most {most} are read",
                length=len(body),
                most=MOST_CHARACTERS,
            ),
            msg("look whether the file is what it should be"),
        )
    )
    return True


def template(root: Path, problems: list[Problem]) -> tuple[str, str]:
    """The file and the text that new circulars start from: the office's, else ours."""
    file = f"{FOLDER}/{TEMPLATE}"
    data = _bytes(root, file, problems)
    if data is None:
        file = TEMPLATE
        data = (Path(__file__).parent / TEMPLATE).read_bytes()
    whole = decode(data, file)
    if isinstance(whole, Problem):
        problems.append(whole)
        return file, ""
    return file, "" if _is_long(whole, file, problems) else whole


def new_text(day: date, body: str) -> bytes:
    """A circular's text, dated ``day`` and not yet numbered."""
    return f"---\nnumber:\ndate: {day.isoformat()}\n---\n{body}".encode()
