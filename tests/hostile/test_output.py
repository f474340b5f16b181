"""Whatever words a workspace holds, what is made of them is read, never run."""

from __future__ import annotations

import csv
import io
import zipfile
from html.parser import HTMLParser
from pathlib import Path

import pytest
from lxml import etree
from markdown_it import MarkdownIt

from infoscore.cli.console import Console
from infoscore.messages import msg
from tests.conftest import Result, Run
from tests.hostile.jail import ACTING
from tests.hostile.office import lay, made

WORDS = {
    "equals": "=1+1",
    "command": "=cmd|'/c calc'!A1",
    "plus": "+1+1",
    "minus": "-1+1",
    "at": "@SUM(1)",
    "full width": "＝1+1",
    "link": '=HYPERLINK("http://x","y")',
    "script": "<script>alert(1)</script>",
    "image": '"><img src=x onerror=alert(1)>',
    "element": "</td></table><b onclick='x'>&lt;i&gt;",
    "quote": "' onmouseover='x",
    "comment": "<!-- --><![CDATA[",
    "braces": "{{ 7 * 7 }}",
    "jinja": "{% for a in scores %}x{% endfor %}",
    "angles": "<< received >><% if 1 %>",
    "place": "{{正文}}",
    "markdown": "[a](javascript:x)![b](http://x)",
    "address": "http://evil.example www.a.cn a@b.cn",
    "reference": "[a]: http://x",
    "heading": "# a",
    "bar": "a|b",
    "ticks": "`a` **b** ~~c~~",
    "field": "DDEAUTO c:\\\\windows\\\\system32\\\\cmd.exe",
    "hyperlink field": "{ HYPERLINK http://x }",
    "rich": "<r><t>x</t></r>",
    "surplus": "葛\U000e0100a👩\u200d⚕\ufe0f",
    "slashes": "../../x",
}
KINDS = ("docx", "html", "md")
Q1 = ("--quarter", "1")


@pytest.fixture(params=WORDS)
def word(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setenv("INFOSCORE_LIBREOFFICE", "none")  # it would count every circular's pages
    found = WORDS[request.param]
    lay(tmp_path, found)
    return found


def test_nothing_runs(word: str, run: Run, tmp_path: Path) -> None:
    checked = run("check")
    assert checked.code == 0, checked
    _printed(checked)
    for ending in ("csv", "html", "md", "xlsx", "txt"):
        for name, command in made(tmp_path, ending):
            _printed(run(*command))
            _FORMATS[ending]((tmp_path / name).read_bytes(), word)
    for ending in KINDS:
        _printed(run("circular", *Q1, f"--{ending}"))
    files = list((tmp_path / "out").iterdir())
    assert sorted(path.suffix for path in files) == [".docx", ".html", ".md"]
    for path in files:
        _FORMATS[path.suffix[1:]](path.read_bytes(), word)
        assert set(path.name).isdisjoint('\\/:*?"<>|')
    assert {path.parent for path in tmp_path.rglob("2021*通报*")} <= {tmp_path / "out"}


def _printed(result: Result) -> None:
    assert result.code == 0, result
    assert not set(result.err + result.out) & ACTING


def _csv(data: bytes, _word: str) -> None:
    for row in csv.reader(io.StringIO(data.decode("utf-8-sig"))):
        for cell in row:
            number = cell.strip("%").lstrip("-").replace(".", "", 1).isdigit()
            assert number or not cell.lstrip().startswith(tuple("=+-@＝＋－＠\t\r")), cell


def _xlsx(data: bytes, _word: str) -> None:
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        for name in book.namelist():
            root = etree.fromstring(book.read(name))
            tags = {etree.QName(one).localname for one in root.iter("*")}
            assert tags.isdisjoint({"f", "hyperlink", "hyperlinks", "oleObject", "ddeLink"}), name
            assert "external" not in name.lower()
            if name.endswith(".rels"):
                assert all(one.get("TargetMode") != "External" for one in root)


class _Page(HTMLParser):
    """What a browser sees."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.addresses: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}
        self.addresses += [str(to) for name, to in attrs if name in {"href", "src", "action"}]


_TAGS = {
    *("html", "head", "meta", "title", "style", "body", "main", "header", "footer", "section"),
    *("figure", "figcaption", "div", "p", "span", "br", "h1", "h2", "h3", "h4", "h5", "h6"),
    *("table", "colgroup", "col", "thead", "tbody", "tr", "th", "td", "strong", "i"),
}
_ATTRIBUTES = {
    *("lang", "charset", "name", "content", "class", "style", "title", "scope"),
    *("colspan", "rowspan", "http-equiv"),
}


def _html(data: bytes, word: str) -> None:
    page = _Page()
    page.feed(data.decode())
    assert page.tags <= _TAGS
    assert page.attributes <= _ATTRIBUTES
    assert page.addresses == []
    if "<" in word:
        assert word not in data.decode()


def _md(data: bytes, _word: str) -> None:
    source = data.decode()
    for parser in (MarkdownIt("commonmark", {"html": True}), MarkdownIt("gfm-like")):
        if parser.options.get("linkify") and parser.linkify is None:
            continue
        shown = _Page()
        shown.feed(parser.enable("table").render(source))
        assert shown.tags <= _TAGS | {"hr", "em"}, shown.tags
        assert shown.attributes <= _ATTRIBUTES | {"align"}
        assert shown.addresses == []


def _docx(data: bytes, word: str) -> None:
    main = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        codes = []
        for name in package.namelist():
            root = etree.fromstring(package.read(name))
            tags = {etree.QName(one).localname for one in root.iter("*")}
            assert tags.isdisjoint({"fldSimple", "hyperlink", "object", "control"}), name
            # the box around a turned page number, for readers that know no other
            allowed = {"pict", "shape", "textbox"} if name.startswith("word/footer") else set()
            assert tags.isdisjoint({"pict", "shape", "textbox", "imagedata"} - allowed), name
            codes += [(one.text or "").strip() for one in root.iter(f"{main}instrText")]
            if name.endswith(".rels"):
                assert all(one.get("TargetMode") != "External" for one in root)
        assert set(codes) <= {"PAGE"}
        words = "".join(map(str, etree.fromstring(package.read("word/document.xml")).itertext()))
        assert word in words


def _txt(data: bytes, _word: str) -> None:
    assert not set(data.decode()) & ACTING


_FORMATS = {"csv": _csv, "xlsx": _xlsx, "html": _html, "md": _md, "docx": _docx, "txt": _txt}


def test_a_console_shows_and_asks_without_acting(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    console = Console("en")
    evil = msg("{name}", name="\x1b]0;x\x07\x9b31m\u202e甲")
    console.say(evil)
    console.tell(evil, evil)
    monkeypatch.setattr("sys.stdin", io.StringIO("x\n"))
    console.ask(evil)
    shown = capsys.readouterr().err
    assert "甲" in shown
    assert not set(shown) & ACTING
