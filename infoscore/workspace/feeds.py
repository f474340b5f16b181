"""Posts in a feed (RSS, Atom) or in a saved list page of a site, given as a file.

Nothing is fetched, no entity is expanded and no DTD read; what is too large is refused.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from datetime import date, datetime, timedelta, timezone
from email.utils import parsedate_to_datetime
from itertools import islice
from typing import Final
from urllib.parse import urljoin

from lxml import etree, html
from msgspec import Struct

from infoscore.messages import msg
from infoscore.problems import Code, Place, Problem
from infoscore.reading.yamltext import MAX_BYTES, Document, hidden_in

_CHINA: Final = timezone(timedelta(hours=8))
"""Time zone in which days are counted."""
_DATE: Final = re.compile(
    r"(?<![0-9])(20[0-9]{2}|19[0-9]{2})[-/.年]([0-9]{1,2})[-/.月]([0-9]{1,2})(?![0-9])日?"
    r"(?:\s+([0-9]{1,2}:[0-9]{2}))?",
    re.ASCII,
)
_ROWS: Final = 4
"""Elements around a link among which its date is looked for."""
_LINKS: Final = 5
"""Links to one page in a row: picture, title, more."""
_CUT: Final = ("…", "...", "..")
"""Ends of a title that a list shows in part."""
_MOST: Final = 200
"""Characters beside a link, more than a row of a list has."""
_PAGES: Final = frozenset({"html", "htm"})
Element = etree._Element  # noqa: SLF001 - lxml has no other name for the type


class FeedEntry(Struct, frozen=True):
    """A post as a feed or page lists it."""

    title: str
    url: str
    date: str
    time: str
    column: str
    line: int


def entries_in(data: bytes, file: str) -> tuple[list[Document], list[Problem]]:
    """The posts in a feed or page, each as a document; one that is listed twice counts once."""
    problem = _refused(data, file)
    if problem is not None:
        return [], [problem]
    start = data.removeprefix(b"\xef\xbb\xbf").lstrip()[:1000].lower()
    page = (
        file.rpartition(".")[2].lower() in _PAGES or b"<html" in start or b"doctype html" in start
    )
    try:
        every = [*(_listed(data) if page else _fed(data))]
    except etree.LxmlError as error:
        line, column = getattr(error, "position", None) or (0, 0)
        place = Place(file, line, column)
        what = msg("this is neither a feed (RSS, Atom) nor a page that can be read")
        hint = msg("save it once more from the browser, as it came")
        return [], [Problem(Code.SYNTAX, place, what, hint)]
    found = {(one.title, one.url, one.date): one for one in reversed(every)}
    if not found:
        what = msg("no link with a title and a whole date beside it was found")
        hint = msg("save the list page of a column, or its feed; or log from a CSV file")
        return [], [Problem(Code.MISSING_KEY, Place(file), what, hint)]
    documents = [_document(one, file) for one in reversed(found.values())]
    problems = [problem for document in documents for problem in hidden_in(document)]
    return ([] if problems else documents), problems


def _refused(data: bytes, file: str) -> Problem | None:
    """The problem of what is not read at all."""
    if len(data) > MAX_BYTES:
        what = msg("the file has more than {most} bytes, and no more are read", most=MAX_BYTES)
        hint = msg("save a shorter page of the list, or the feed")
        return Problem(Code.TOO_LARGE, Place(file), what, hint)
    plain = data.replace(b"\0", b"").lower()  # UTF-16 has one in each letter
    at = max(plain.find(b"<!entity"), plain.find(b"<!element"))
    if at >= 0:
        place = Place(file, plain.count(b"\n", 0, at) + 1)
        what = msg("this feed declares entities or a DTD, which are not read")
        return Problem(Code.NOT_A_FILE, place, what, msg("save the feed without them"))
    return None


def _document(one: FeedEntry, file: str) -> Document:
    keys = ("date", "time", "column", "title", "url")
    value = {key: text for key in keys if (text := getattr(one, key))}
    return Document(file, "", 0, value, one.line, {(0,): (one.line, 0)})


def _fed(data: bytes) -> Iterator[FeedEntry]:
    """The entries of a feed, whatever its namespaces.

    Raises:
        etree.LxmlError: it is not XML.
    """
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, recover=False
    )
    root = etree.fromstring(data, parser)
    for item in root.iter():
        if _name(item) in {"item", "entry"}:
            parts = {_name(part): part for part in reversed(item) if _name(part)}
            stamp = next((text for name in _STAMPS if (text := _text(parts.get(name)))), "")
            day, clock = _stamped(stamp)
            yield FeedEntry(
                title=_text(parts.get("title")),
                url=_link(item),
                date=day or stamp,
                time=clock,
                column=_text(parts.get("category")) or _term(parts.get("category")),
                line=_line(item),
            )


_STAMPS: Final = ("pubDate", "published", "date", "updated")
"""Elements that tell when something was posted, the best first."""


def _name(element: Element) -> str:
    """The name without its namespace; empty: it is a comment or the like."""
    tag: object = element.tag
    return etree.QName(tag).localname if isinstance(tag, str) else ""


def _line(element: Element) -> int:
    line: object = element.sourceline
    return line if isinstance(line, int) else 0


def _text(element: Element | None) -> str:
    """The text in an element, without markup, on one line."""
    if element is None:
        return ""
    text = "".join(str(part) for part in element.itertext())
    if "<" in text and ">" in text:  # titles of feeds may hold HTML
        text = re.sub(r"<[^<>]{0,200}>", "", text)
    return " ".join(text.split())


def _term(element: Element | None) -> str:
    return "" if element is None else str(element.get("term", ""))


def _link(item: Element) -> str:
    """The address of an entry: in Atom an attribute, in RSS the text."""
    links = [part for part in item if _name(part) == "link"]
    links.sort(key=lambda link: link.get("rel", "alternate") != "alternate")
    return next((str(link.get("href") or _text(link)) for link in links), "")


def _stamped(stamp: str) -> tuple[str, str]:
    """The date and time of day in China that a feed tells; empty: it is none."""
    found = _DATE.search(stamp)
    if found is not None and "T" not in stamp:
        return _day(found), (found[4] or "").zfill(5) if found[4] else ""
    moment: datetime | None
    try:
        moment = datetime.fromisoformat(stamp)
    except ValueError:
        try:
            moment = parsedate_to_datetime(stamp)
        except (ValueError, TypeError, OverflowError):
            return "", ""
    try:
        moment = moment.astimezone(_CHINA) if moment.tzinfo is not None else moment
    except OverflowError:
        return "", ""
    return moment.date().isoformat(), moment.strftime("%H:%M")


def _day(found: re.Match[str]) -> str:
    """A date that was found, in ISO form; as it stands if the calendar has none such."""
    try:
        return date(int(found[1]), int(found[2]), int(found[3])).isoformat()
    except ValueError:
        return found[0]


def _listed(data: bytes) -> Iterator[FeedEntry]:
    """The links of a page that stand in a row of their own with one date.

    Raises:
        etree.LxmlError: it is no page.
    """
    parser = html.HTMLParser(no_network=True, huge_tree=False, remove_comments=True)
    try:  # of bytes without a word about it UTF-8 is meant
        data.decode()
        parser = html.HTMLParser(
            no_network=True, huge_tree=False, remove_comments=True, encoding="utf-8"
        )
    except UnicodeDecodeError:
        pass
    root = html.document_fromstring(data, parser)
    base = next((str(one.get("href", "")) for one in islice(root.iter("base"), 1)), "")
    for link in root.iter("a"):
        title = _title(link)
        found = _beside(link) if title and link.get("href") else None
        if found is not None:
            yield FeedEntry(
                title=title,
                url=urljoin(base, str(link.get("href")).strip())
                if base
                else str(link.get("href")).strip(),
                date=_day(found),
                time=found[4].zfill(5) if found[4] else "",
                column="",
                line=_line(link),
            )


def _title(link: Element) -> str:
    """The title of a link: what it shows, or the whole of it where that is cut."""
    shown = _DATE.sub("", _text(link)).strip(" []()（）【】·•")
    whole = " ".join(str(link.get("title", "")).split())
    return whole if whole and (not shown or shown.endswith(_CUT)) else shown


def _beside(link: Element) -> re.Match[str] | None:
    """The one date in the link, or beside it in the row that holds no other link."""
    row: Element | None = link
    for _ in range(_ROWS + 1):
        if row is None or row.tag in {"body", "html"} or not _alone(row):
            return None
        texts = unicodedata.normalize("NFKC", " ".join(map(str, row.itertext())))
        found = [*islice(_DATE.finditer(texts), 2)]
        if len(found) == 1:
            return found[0]
        if found or len(texts) > _MOST + len(_title(link)):
            return None
        row = row.getparent()
    return None


def _alone(row: Element) -> bool:
    """True if all links of a row lead to one page; there may be a picture beside the title."""
    links = [*islice(row.iter("a"), _LINKS + 1)]
    return len(links) <= _LINKS and len({one.get("href") for one in links}) == 1
