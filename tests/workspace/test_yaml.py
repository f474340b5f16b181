"""Reading YAML as text: the same with libyaml and without, whatever the bytes."""

from __future__ import annotations

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from infoscore.problems import Code, Place
from infoscore.reading.yamltext import parse
from infoscore.reading import yamltext
from infoscore.workspace.compose import record_text

TEXT = st.text(
    st.characters(exclude_categories=["Cs", "Cc", "Cn"], exclude_characters="\u2028\u2029\ufeff"),
    min_size=1,
    max_size=20,
).filter(lambda text: not yamltext._HIDDEN.search(text))
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
    written = record_text(record)
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
