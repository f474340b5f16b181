"""Reading YAML as text: the same with libyaml and without, whatever the bytes."""

from __future__ import annotations

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from infoscore.characters import stray
from infoscore.problems import Code, Place
from infoscore.reading import yamltext
from infoscore.reading.plain import plain
from infoscore.reading.yamltext import cut_off, parse
from infoscore.records import adoption
from infoscore.workspace.writing.compose import record_text

TEXT = st.text(
    st.characters(exclude_categories=["Cs", "Cc", "Cn"]), min_size=1, max_size=20
).filter(lambda text: stray(text) is None)
SNIPPETS = st.lists(
    st.sampled_from(
        ["a", "键", ": ", "：", "- ", "\n", "  ", "'", '"', "[", "]", "{", "}", ", ", "#", "&x",
         "*x", "!t", "|", ">", "~", "null", "<<", "---\n", "\t", "\\", "\\x07", "0", "？", "?"]
    ),
    max_size=25,
).map("".join)  # fmt: skip


@given(st.one_of(SNIPPETS.map(str.encode), st.binary(max_size=60)))
def test_any_bytes_are_data_or_problems_with_and_without_libyaml(data: bytes) -> None:
    told = []
    for parser in (yaml.CBaseLoader, yaml.BaseLoader):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(yamltext, "_Parser", parser)
            documents, problems = parse(data, "f.yaml")
        assert not (documents and problems)
        told.append(([one.value for one in documents], bool(problems)))
    assert told[0] == told[1] or _known_to_differ(data)


def _known_to_differ(data: bytes) -> bool:
    """libyaml and PyYAML do not agree on a few texts that no one writes.

    They never read different data: one of them refuses what the other reads.
    """
    results = []
    for parser in (yaml.CBaseLoader, yaml.BaseLoader):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(yamltext, "_Parser", parser)
            documents, problems = parse(data, "f.yaml")
        if not problems:
            results.append([one.value for one in documents])
    return len(results) < 2


@given(
    st.dictionaries(
        st.sampled_from(["title", "note", "issue", "outlet", "item"]), TEXT, min_size=1
    ),
    st.lists(TEXT, min_size=1, max_size=3),
)
def test_what_add_writes_reads_back(texts: dict[str, str], units: list[str]) -> None:
    record: dict[str, object] = {**texts, "units": units}
    written = record_text(record, adoption.KIND.written)
    documents, problems = parse(written.encode(), "f.yaml")
    assert not problems, written
    assert documents[0].value == record


def test_every_scalar_is_text() -> None:
    data = "a: 010\nb: no\nc: 12:30\nd: 1e3\ne: 2021-01-01\nf: ~\ng: '~'\nh:\n"
    documents, _ = parse(data.encode(), "f.yaml")
    assert documents[0].value == {
        "a": "010",
        "b": "no",
        "c": "12:30",
        "d": "1e3",
        "e": "2021-01-01",
        "f": None,
        "g": "~",
        "h": None,
    }


@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r"])
def test_a_bom_and_any_line_ends_are_accepted(ends: str) -> None:
    data = "\ufeff" + ends.join(["date: 2021-01-01", "units:", "- 房产科", "- {a: b}", ""])
    (document,), problems = parse(data.encode(), "f.yaml")
    assert not problems
    assert document.value == {"date": "2021-01-01", "units": ["房产科", {"a": "b"}]}
    assert document.place(("units", 1, "a")) == Place("f.yaml", 4, 7)
    assert document.place(("units", 1, "a"), key=True) == Place("f.yaml", 4, 4)
    assert document.place(("units", 7)) == Place("f.yaml", 3, 1)


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"\xff\xfea\x00", Code.NOT_UTF8),
        ("标题: 编码".encode("gbk"), Code.NOT_UTF8),
        ("标题: 编码".encode("utf-16"), Code.NOT_UTF8),
        (b"a: \x00", Code.CONTROL_CHARACTER),
        ("a: \u202e".encode(), Code.CONTROL_CHARACTER),
        ("a: 甲\u200b".encode(), Code.CONTROL_CHARACTER),
        ("a: 1\x85".encode(), Code.CONTROL_CHARACTER),
        (b"a: " + b"[" * 5000, Code.UNSUPPORTED_YAML),
        (b"a: " + b"{b: " * 5000, Code.UNSUPPORTED_YAML),
        (b"&a [*a, *a]", Code.UNSUPPORTED_YAML),
        (b"!!python/object:os.system x", Code.UNSUPPORTED_YAML),
        (b"<<: {a: b}", Code.UNSUPPORTED_YAML),
        (b"a: 1\na: 2", Code.DUPLICATE_KEY),
        (b"x" * (yamltext.MAX_BYTES + 1), Code.TOO_LARGE),
    ],
)
def test_what_is_refused(data: bytes, code: Code) -> None:
    documents, problems = parse(data, "f.yaml")
    assert documents == []
    assert code in {problem.code for problem in problems}


_PIECES = st.sampled_from(
    [*"ab甲乙\"'\\:# ,[]{}-?|>&*!%@`~=<.0\n\r\t\x85\xa0　“", "null", "---", ": ", " #", '"甲: 乙"']
)
_WORDS = st.lists(st.sampled_from([*"甲乙ab0 .，《》“”（）-=~", '"', ",", "null"]), max_size=4)
_VALUES = st.one_of(
    _WORDS.map("".join),
    _WORDS.map(lambda words: f'"{"".join(words)}"'),
    st.lists(_WORDS.map("".join), max_size=3).map(lambda parts: f"[{', '.join(parts)}]"),
    st.lists(_PIECES, max_size=6).map("".join),
)
_LINES = st.one_of(
    st.tuples(st.sampled_from(["date", "title", "units", "duplicate_ok"]), _VALUES).map(
        lambda pair: f"{pair[0]}: {pair[1]}"
    ),
    st.sampled_from(["# 注", "", "  # 注", "date:", "---"]),
)
_ENDS = st.sampled_from(["\n", "\r\n"])


@given(
    st.one_of(
        st.lists(_PIECES, max_size=30).map("".join),
        st.tuples(st.lists(_LINES, max_size=6), _ENDS).map(lambda made: made[1].join(made[0])),
    )
)
@settings(max_examples=1000, deadline=None)
def test_the_quick_way_reads_as_libyaml_does(text: str) -> None:
    quick = plain(text)
    if quick is None:
        return
    documents, problems = yamltext.by_events(text, "f.yaml")
    assert problems == []
    assert [(one.value, one.line) for one in documents] == [quick]


@pytest.mark.parametrize(
    ("text", "column"),
    [
        ("title: 推进 #1 工程", 11),
        ("- title: 推进  #一号工程", 14),
        ("title: 推进 # 已核对", 0),
        ("title: 推进#1 工程", 0),
        ('title: "推进 #1 工程"', 0),
        ("# title: 推进 #1", 0),
        ("units: [甲] #1", 0),
    ],
)
def test_a_title_that_is_cut_off(text: str, column: int) -> None:
    found = [one.place for one in cut_off(f"date: 1\n{text}\n".encode(), "f.yaml")]
    assert found == ([Place("f.yaml", 2, column)] if column else [])


def test_marks_of_a_merge_are_told_by_name() -> None:
    data = b"a: 1\n<<<<<<< HEAD\nb: 1\n=======\nb: 2\n>>>>>>> b1\n"
    (problem,) = parse(data, "f.yaml")[1]
    assert (problem.code, problem.place) == (Code.SYNTAX, Place("f.yaml", 2, 1))
    assert "merge" in problem.message.id


def test_entries_of_lists_know_their_places() -> None:
    text = "- {a: 1}\n# then\n-   b: [x, y]\n---\nc: [z]\n---\n[{d: 2}, {e: 3}]\n"
    documents, problems = yamltext.by_events(text, "a.yaml")
    assert problems == []
    places = [str(one.place((at,))) for one in (documents[0], documents[2]) for at in (0, 1)]
    assert places == ["a.yaml:1:3", "a.yaml:3:5", "a.yaml:7:2", "a.yaml:7:10"]
    assert str(documents[0].place((1, "b", 1))) == "a.yaml:3:12"
    assert str(documents[1].place(("c",))) == "a.yaml:5:4"
