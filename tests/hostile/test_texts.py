"""Texts of circulars that make work without end, and letterheads that are no letterheads."""

from __future__ import annotations

import socket
import struct
import threading
import zipfile
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path

import docx
import pytest

from tests.hostile.jail import run

HEAD = "---\ndate: 2021-04-15\n---\n"
CIRCULAR = ("circular", "--quarter", "1")


def _loops(number: int, inside: str) -> str:
    opening = "".join(f"{{% for a{n} in scores %}}" for n in range(number))
    return opening + inside + "{% endfor %}" * number


def _doubling(join: str) -> str:
    lines = [f"{{% set a{n + 1} = {join.join([f'a{n}'] * 10)} %}}" for n in range(9)]
    return "{% set a0 = 'aaaaaaaaaa' %}" + "".join(lines) + "{{ a9 }}"


REFUSED = {
    "times": "{{ 'a' * 10**9 }}",
    "times without power": "{{ 'a' * 1000000000 }}",
    "list times": "{{ ([1] * 1000000000) | length }}",
    "power": "{{ 9 ** 9 ** 9 ** 9 }}",
    "squares": "{% set a0 = 9999999999 %}"
    + "".join(f"{{% set a{n + 1} = a{n} * a{n} %}}" for n in range(40))
    + "{{ a40 }}",
    "percent": "{{ '%1000000000d' % 1 }}",
    "tilde": _doubling("~"),
    "plus": _doubling("+"),
    "range": "{% for i in range(1000000000) %}x{% endfor %}",
    "loops": _loops(8, "x"),
    "silent loops": _loops(8, "{% set x = 1 %}"),
    "loops without end": _loops(30, "x"),
    "200 conditions": "{% if 1 %}" * 200 + "{% endif %}" * 200,
    "4 loops that print": _loops(4, "x" * 40),
    "recursive loop": "{% for a in scores recursive %}{{ loop(scores) }}{% endfor %}",
    "macro": "{% macro a() %}{{ a() }}{{ a() }}{% endmacro %}{{ a() }}",
    "text in a name": "{% set a %}xx{% endset %}"
    + "{% set a %}{{ a }}{{ a }}{% endset %}" * 40
    + "{{ a }}",
    "filter format": "{{ '%0999999999d' | format(1) }}",
    "filter center": "{{ 'a' | center(1000000000) }}",
    "filter indent": "{{ 'a' | indent(1000000000) }}",
    "filter join": "{{ scores | join('a') }}",
    "filter round": "{{ 1 | round(1000000000, 'floor') }}",
    "filter batch": "{{ scores | batch(1000000000, 1) | list }}",
    "filter attr": "{{ received | attr('__class__') }}",
    "method ljust": "{{ 'a'.ljust(1000000000) }}",
    "method zfill": "{{ 'a'.zfill(1000000000) }}",
    "method replace": "{{ 'aaaa'.replace('a', 'b') }}",
    "method format": "{{ '{0.__class__}'.format(received) }}",
    "method join": "{{ ','.join(['a']) }}",
    "class": "{{ ().__class__.__mro__ }}",
    "class of a fact": "{{ received.__class__ }}",
    "globals": "{{ adopted.__globals__ }}",
    "item": "{{ ''['__class__'] }}",
    "summary": "{{ last_year._summary }}",
    "word": "{{ on_year('__class__') }}",
    "self": "{{ self._TemplateReference__context }}",
    "include": "{% include '/etc/passwd' %}",
    "import": "{% import 'os' as os %}",
    "extends": "{% extends '/etc/passwd' %}",
    "autoescape": "{% autoescape true %}x{% endautoescape %}",
    "100,000 brackets": "{{ " + "(" * 24_000 + "1" + ")" * 24_000 + " }}",
    "300 brackets": "{{ " + "(" * 300 + "1" + ")" * 300 + " }}",
    "300 words": "{{ before" + ".before" * 300 + ".received }}",
    "calls": "{{ adopted" + "()" * 20_000 + " }}",
    "sum": "{{ " + "+".join(["1"] * 20_000) + " }}",
    "digits": "{{ " + "9" * 40_000 + " }}",
    "open braces": "{{" * 20_000,
    "open quotes": "{{ '" * 12_000,
    "open tags": "{%" * 20_000,
    "a million characters": "字" * 300_000,
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_no_text_may_do(spoiled: Path, name: str) -> None:
    (spoiled / "circulars" / "2021-Q1.md").write_text(HEAD + REFUSED[name], "utf-8")
    run([*CIRCULAR, "--md"], spoiled).is_told("circulars/2021-Q1.md")
    if name in {"times", "silent loops", "class"}:
        run(["check"], spoiled).is_told("circulars/2021-Q1.md")


@pytest.mark.parametrize("name", ["times", "loops", "class", "plus"])
def test_what_no_template_may_do(spoiled: Path, name: str) -> None:
    marks = {"{{": "<<", "}}": ">>", "{%": "<%", "%}": "%>"}
    text = REFUSED[name]
    for old, new in marks.items():
        text = text.replace(old, new)
    (spoiled / "circulars" / "2021-Q1.md").unlink()
    (spoiled / "circulars" / "template.md").write_text(text, "utf-8")
    run([*CIRCULAR, "--md"], spoiled).is_told("circulars/template.md")


HARMLESS = {
    "comment": "{#" * 20_000,
    "expressions": "{{ 1 }}" * 7000,
    "words": "{{ received }} " * 3000,
    "stars": "*a " * 16_000,
    "brackets": "[" * 50_000,
    "links": "![" * 25_000,
    "back ticks": "".join("`" * n + "a" for n in range(1, 300)),
    "quotes": ">" * 50_000,
    "lists": "1. " * 16_000,
    "steps": "".join(" " * 3 * n + "1. a\n" for n in range(170)),
    "headings": "# a\n" * 12_000,
    "paragraphs": "a\n\n" * 16_000,
    "lines": "a\n" * 25_000,
    "bold": "**a**b" * 8000,
    "tags": "<a " * 16_000,
    "table": "|a" * 2000 + "\n" + "|-" * 2000 + "\n" + "|b\n" * 10_000,
    "references": "".join(f"[a{n}]: x\n" for n in range(4000)),
    "figure and blanks": "收到1" + " " * 49_000 + "x",
    "figures": "收到1篇，" + "向收到1篇，" * 8000,
    "digits": "收到" + "1" * 49_000 + "篇",
    "claims": "收到" * 24_000,
}


@pytest.mark.parametrize("name", HARMLESS)
def test_texts_that_are_long_but_no_more(spoiled: Path, name: str) -> None:
    (spoiled / "circulars" / "2021-Q1.md").write_text(HEAD + HARMLESS[name], "utf-8")
    run([*CIRCULAR, "--docx", "--html"], spoiled).is_harmless()


@pytest.mark.parametrize(
    "head", ["---\n" * 200_000, "---\n" + "---\t" * 200_000, "---\n" + "a: b\n" * 200_000 + "---\n"]
)
def test_heads_of_texts(spoiled: Path, head: str) -> None:
    (spoiled / "circulars" / "2021-Q1.md").write_text(head, "utf-8")
    run([*CIRCULAR, "--md"], spoiled).is_told("circulars/2021-Q1.md")


# --- letterheads ---

MAIN = "word/document.xml"
RELS = "word/_rels/document.xml.rels"
TYPES = "[Content_Types].xml"
Change = Callable[[bytes], bytes]


def _inside(xml: bytes) -> Change:
    return lambda part: part.replace(b"<w:body>", b"<w:body>" + xml, 1)


def _swap(old: bytes, new: bytes) -> Change:
    return lambda part: part.replace(old, new, 1)


def _relation(kind: str, target: str) -> Change:
    base = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    relation = (
        f'<Relationship Id="x" Type="{base}/{kind}" Target="{target}" TargetMode="External"/>'
    )
    return _swap(b"</Relationships>", relation.encode() + b"</Relationships>")


def _run_of(xml: bytes) -> bytes:
    return b"<w:p><w:r>" + xml + b"</w:r></w:p>"


PLACE = "{{发文字号}}".encode()
LETTERHEADS: dict[str, tuple[dict[str, bytes | Change], int]] = {
    "bomb": ({"word/media/a.bin": bytes(60 << 20)}, 8),
    "bomb of elements": ({MAIN: _inside(b"<w:p/>" * 1_000_000)}, 8),
    "a million elements": ({MAIN: _inside(b"<w:p/>" * 1_000_000)}, 0),
    "ten million elements": ({"word/x.xml": b"<a>" + b"<b/>" * 10_000_000 + b"</a>"}, 0),
    "comments": ({MAIN: _inside(b"<!---->" * 900_000)}, 0),
    "attributes": (
        {MAIN: _inside(b"<w:p " + b" ".join(b'a%d=""' % n for n in range(400_000)) + b"/>")},
        0,
    ),
    "100,000 deep": ({MAIN: _inside(b"<w:p>" * 100_000 + b"</w:p>" * 100_000)}, 0),
    "boxes in boxes": (
        {MAIN: _inside(b"<w:p><w:r>" * 100 + b"<w:t>a</w:t>" * 10_000 + b"</w:r></w:p>" * 100)},
        0,
    ),
    "places": ({MAIN: _inside(_run_of(b"<w:t>" + PLACE * 100_000 + b"</w:t>"))}, 0),
    "places in pieces": ({MAIN: _inside(_run_of((b"<w:t>" + PLACE + b"</w:t>") * 60_000))}, 0),
    "parts": ({f"x/{n}.bin": b"" for n in range(5000)}, 0),
    "links": (
        {
            RELS: _swap(
                b"</Relationships>",
                b'<Relationship Id="x" Type="x/hyperlink" Target="http:x" TargetMode="External"/>'
                * 80_000
                + b"</Relationships>",
            )
        },
        0,
    ),
    "entity from a file": (
        {
            MAIN: _swap(
                b"<w:document",
                b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><w:document',
            )
        },
        8,
    ),
    "billion laughs": (
        {
            "word/styles.xml": b'<!DOCTYPE a [<!ENTITY a "aaaaaaaaaa">'
            + b"".join(b'<!ENTITY %c "%s">' % (98 + n, b"&%c;" % (97 + n) * 10) for n in range(9))
            + b"]><a>&j;</a>"
        },
        8,
    ),
    "traversal": ({"../../evil.txt": b"x"}, 8),
    "absolute": ({"/etc/evil": b"x"}, 8),
    "backslashes": ({"..\\evil": b"x"}, 8),
    "macros": ({TYPES: _swap(b"document.main+xml", b"document.macroEnabled.main+xml")}, 8),
    "a field that fetches": (
        {MAIN: _inside(_run_of(b"<w:instrText>DDEAUTO c:\\\\x</w:instrText>"))},
        8,
    ),
}


def letterhead() -> bytes:
    made = docx.Document()
    made.add_paragraph("文号：{{发文字号}}")
    made.add_paragraph("{{正文}}")
    written = BytesIO()
    made.save(written)
    return written.getvalue()


def repacked(changes: dict[str, bytes | Change], compression: int) -> bytes:
    written = BytesIO()
    with (
        zipfile.ZipFile(BytesIO(letterhead())) as old,
        zipfile.ZipFile(written, "w", compression) as new,
    ):
        parts = {name: old.read(name) for name in old.namelist()}
        for name, change in changes.items():
            parts[name] = change if isinstance(change, bytes) else change(parts[name])
        for name, part in parts.items():
            new.writestr(name, part)
    return written.getvalue()


@pytest.mark.parametrize("name", LETTERHEADS)
def test_letterheads_that_are_none(spoiled: Path, name: str) -> None:
    (spoiled / "head.docx").write_bytes(repacked(*LETTERHEADS[name]))
    run([*CIRCULAR, "--template", "head.docx"], spoiled).is_told("head.docx")
    assert not (spoiled / "out").exists()


LIED = struct.pack("<L", 10)
BYTES = {
    "cut": letterhead()[:-200],
    "cut more": letterhead()[:3000],
    "nothing": b"",
    "text": "不是压缩包".encode(),
    "old": bytes.fromhex("d0cf11e0a1b11ae1") + bytes(512),
    "sizes that lie": letterhead().replace(LIED, struct.pack("<L", 1 << 31)),
    "no document": repacked({"_rels/.rels": b"<Relationships/>"}, 8),
    "workbook": repacked({MAIN: b"<workbook/>"}, 8),
}


@pytest.mark.parametrize("name", BYTES)
def test_letterheads_that_are_damaged(spoiled: Path, name: str) -> None:
    (spoiled / "head.docx").write_bytes(BYTES[name])
    ran = run([*CIRCULAR, "--template", "head.docx"], spoiled)
    ran.is_harmless()
    assert ran.code == 1 or name == "sizes that lie"


def test_a_letterhead_without_end(spoiled: Path) -> None:
    run([*CIRCULAR, "--template", "/dev/zero"], spoiled).is_told("/dev/zero")
    with (spoiled / "head.docx").open("wb") as stream:
        stream.truncate(5 << 30)
    run([*CIRCULAR, "--template", "head.docx"], spoiled).is_told("head.docx")


@pytest.fixture
def callers() -> Iterator[tuple[int, list[str]]]:
    """A port, and who called it."""
    found: list[str] = []
    with socket.create_server(("127.0.0.1", 0)) as server:

        def answer() -> None:
            while True:
                try:
                    connection, address = server.accept()
                except OSError:
                    return
                found.append(str(address))
                connection.close()

        threading.Thread(target=answer, daemon=True).start()
        yield server.getsockname()[1], found


def test_nobody_is_called(spoiled: Path, callers: tuple[int, list[str]]) -> None:
    port, found = callers
    address = f"http://127.0.0.1:{port}/x"
    changes: list[dict[str, bytes | Change]] = [
        {RELS: _relation(kind, address)}
        for kind in ("image", "attachedTemplate", "hyperlink", "oleObject", "frame", "subDocument")
    ]
    doctype = f'<!DOCTYPE x SYSTEM "{address}" [<!ENTITY % a SYSTEM "{address}"> %a;]><w:document'
    changes.append({MAIN: _swap(b"<w:document", doctype.encode())})
    namespace = "http://www.w3.org/2001/XMLSchema-instance"
    schema = f'<w:document xmlns:xsi="{namespace}" xsi:schemaLocation="x {address}"'
    changes.append({MAIN: _swap(b"<w:document", schema.encode())})
    for change in changes:
        (spoiled / "head.docx").write_bytes(repacked(change, 8))
        run([*CIRCULAR, "--template", "head.docx"], spoiled).is_harmless()
    for made in (spoiled / "out").glob("*.docx"):
        with zipfile.ZipFile(made) as package:
            rels = b"".join(package.read(name) for name in package.namelist() if ".rels" in name)
            assert b"/image" not in rels or address.encode() not in rels
    assert found == []
