"""Posts from feeds and saved pages, and what is refused of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from infoscore.problems import Code
from infoscore.reading.yamltext import MAX_BYTES
from infoscore.workspace.feeds import entries_in
from tests.conftest import Run
from tests.website.office import laid

RSS = """\
<?xml version="1.0" encoding="{encoding}"?>
<rss version="2.0"><channel><title>住建新闻</title>
<item><title>我局召开会议</title><link>http://site/1.html</link>
<pubDate>Tue, 10 Jan 2023 16:30:00 GMT</pubDate><category>新闻</category></item>
<item><title><![CDATA[<b>检查</b>工地]]></title><link>http://site/2.html</link>
<pubDate>2023-01-12 09:05:11</pubDate></item>
</channel></rss>
"""
ATOM = """\
<feed xmlns="http://www.w3.org/2005/Atom"><entry><title>一</title>
<link rel="edit" href="http://site/edit"/><link href="http://site/1"/>
<updated>2023-02-01T08:00:00+08:00</updated><published>2023-01-31T23:30:00Z</published>
<category term="新闻"/></entry></feed>
"""
PAGE = """\
<html><head><meta charset="{encoding}"><base href="http://site/list/"></head><body>
<a href="/">首页</a><p>今天是2023年3月1日</p>
<ul><li><a href="a.html"><img src="a.png"></a>
<a href="a.html" title="我局开展安全生产大检查">我局开展安全…</a><span>[2023-01-18]</span></li>
<li><span>２０２３年1月19日</span> <a href="b.html">第二条</a></li>
<li><a href="b.html">第二条</a> 2023-1-19 10:20</li>
<li><a href="c.html">没有日期</a></li></ul>
<table><tr><td><a href="d.html">表中一条</a></td><td>2023/01/20</td></tr></table>
</body></html>
"""


def _values(text: str, file: str, encoding: str = "utf-8") -> list[object]:
    found, problems = entries_in(text.format(encoding=encoding).encode(encoding), file)
    assert problems == []
    return [document.value for document in found]


@pytest.mark.parametrize("encoding", ["utf-8", "gbk", "utf-16"])
def test_a_feed_is_read_in_the_time_of_china(encoding: str) -> None:
    assert _values(RSS, "a.xml", encoding) == [
        {
            "date": "2023-01-11",
            "time": "00:30",
            "column": "新闻",
            "title": "我局召开会议",
            "url": "http://site/1.html",
        },
        {"date": "2023-01-12", "time": "09:05", "title": "检查工地", "url": "http://site/2.html"},
    ]


def test_an_atom_feed_tells_when_it_was_published() -> None:
    (found,) = _values(ATOM, "a.atom")
    assert found == {
        "date": "2023-02-01",
        "time": "07:30",
        "column": "新闻",
        "title": "一",
        "url": "http://site/1",
    }


@pytest.mark.parametrize("encoding", ["utf-8", "gb2312"])
def test_a_list_page_gives_links_with_one_date_beside_them(encoding: str) -> None:
    found = _values(PAGE, "列表.html", encoding)
    assert [tuple(value.values()) for value in found if isinstance(value, dict)] == [
        ("2023-01-18", "我局开展安全生产大检查", "http://site/list/a.html"),
        ("2023-01-19", "第二条", "http://site/list/b.html"),
        ("2023-01-20", "表中一条", "http://site/list/d.html"),
    ]


ENTITIES = '<!DOCTYPE r [<!ENTITY a "{0}">{1}]><rss><item><title>&b;</title></item></rss>'


@pytest.mark.parametrize(
    ("data", "file", "code"),
    [
        (ENTITIES.format("x", '<!ENTITY b "&a;&a;">').encode(), "a.xml", Code.NOT_A_FILE),
        (
            ENTITIES.format("x", '<!ENTITY b SYSTEM "/etc/passwd">').encode("utf-16"),
            "a.rss",
            Code.NOT_A_FILE,
        ),
        (b"<rss>" + b" " * MAX_BYTES, "a.xml", Code.TOO_LARGE),
        (b"<rss><item>", "a.xml", Code.SYNTAX),
        (b"<rss>" * 5000, "a.xml", Code.SYNTAX),
        (b"<html>" + b"<div>" * 100_000, "a.html", Code.MISSING_KEY),
        (b"<html>" + b"<a href=x>t</a>" * 60_000, "a.html", Code.MISSING_KEY),
        (b"<html>" + b"<p><a href=x>t</a>" * 50_000 + b"2023-01-01", "a.html", None),
        (b"<rss/>", "a.xml", Code.MISSING_KEY),
        (b"", "a.html", Code.SYNTAX),
    ],
    ids=["entities", "outside", "large", "cut", "deep", "divs", "links", "open", "none", "empty"],
)
def test_what_is_no_feed_is_refused(data: bytes, file: str, code: Code | None) -> None:
    found, problems = entries_in(data, file)
    if code is not None:
        assert [problem.code for problem in problems] == [code]
        assert found == []


def test_a_character_that_nobody_sees_is_told(run: Run, tmp_path: Path) -> None:
    laid(tmp_path, {"columns.yaml": "from: 2023-01-01\ncolumns: [{name: 新闻, unit: 局办}]\n"})
    (tmp_path / "a.xml").write_text(ATOM.replace("一", "一\u202e"), "utf-8")
    told = run("post", "--from", "a.xml")
    assert told.code == 1
    assert "[control-character]" in told.err
    assert not (tmp_path / "posts").exists()


def test_other_kinds_take_no_feeds(run: Run, tmp_path: Path) -> None:
    laid(tmp_path, {"a.xml": ATOM})
    assert run("submit", "--from", "a.xml").code == 1
    assert not (tmp_path / "submissions").exists()
