"""Changing one record in a text that people wrote: the rest stays as it is, byte for byte."""

from __future__ import annotations

from typing import Any, Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from infoscore.reading.types import keys_of
from infoscore.reading.yamltext import parse
from infoscore.records import adoption
from infoscore.records.base import RecordKind
from infoscore.records.kinds import KINDS
from infoscore.workspace.writing.yamledit import ByHandError, edited, without

NEW = {"by": "市长", "date": "2021-04-01"}
SCALARS = st.sampled_from(
    ["甲", '"甲: 乙"', "'它''s'", "甲 乙", "~", "", "|\n{}  块\n{}  文", "甲  # 注", '"折\n{} 行"']
)
ENDORSEMENTS = st.sampled_from(
    [
        None,
        " []",
        " [{by: 省长}]",
        " [{by: 省长, date: 2021-01-01},]  # 已报",
        "\n{}- by: 省长\n{}  date: 2021-01-01\n\n{}# 下一条",
        "\n{}  - {{by: 省长}}   # 注",
        "\n{}- by: >-\n{}    省长",
    ]
)

KEYS: Final = adoption.KIND.written


@st.composite
def files(draw: st.DrawFn) -> tuple[bytes, int, tuple[int, ...]]:
    """A file's bytes, and which document and which record of it is to be changed."""
    documents: list[str] = []
    target = draw(st.integers(0, 1))
    path: tuple[int, ...] = ()
    for index in range(draw(st.integers(target + 1, 3))):
        listed = draw(st.booleans())
        records = [draw(_record("  " if listed else "")) for _ in range(2 if listed else 1)]
        if listed:
            records = [f"- {record[2:]}" for record in records]
        if index == target:
            path = (draw(st.integers(0, 1)),) if listed else ()
        documents.append("# 一份文件\n" + "".join(records))
    text = "---\n".join(documents)
    if draw(st.booleans()):
        text = text.removesuffix("\n")
    if draw(st.booleans()):
        text = text.replace("\n", "\r\n")
    mark = b"\xef\xbb\xbf" if draw(st.booleans()) else b""
    return mark + text.encode(), target, path


@st.composite
def _record(draw: st.DrawFn, indent: str) -> str:
    keys = draw(st.lists(st.sampled_from(KEYS), min_size=1, max_size=5, unique=True))
    values = {key: f" {draw(SCALARS)}" for key in keys if key != "endorsements"}
    values = values or {"title": " 甲"}
    there = draw(ENDORSEMENTS)
    if there is not None:
        values["endorsements"] = there
    order = draw(st.permutations(list(values)))
    return (
        "".join(f"{indent}{key}:{values[key].replace('{}', indent)}\n" for key in order)
        .replace("{{", "{")
        .replace("}}", "}")
    )


@given(files())
def test_what_is_added_is_there_and_all_else_is_as_it_was(
    file: tuple[bytes, int, tuple[int, ...]],
) -> None:
    data, index, path = file
    documents, problems = parse(data, "f.yaml")
    assert not problems, data.decode()
    old: Any = documents[index].value
    for step in path:
        old = old[step]
    new = old | {"endorsements": [*(old.get("endorsements") or []), NEW]}
    try:
        result = edited(data, documents[index], path, new, KEYS)
    except ByHandError:
        assert b"|" in data or b">-" in data  # only blocks of text stand in the way
        return
    after, problems = parse(result, "f.yaml")
    assert not problems
    value: Any = after[index].value
    for step in path:
        value = value[step]
    assert value == new
    assert _without(result) == _without(data)


def _without(data: bytes) -> list[bytes]:
    """The text's lines without what an endorsement adds."""
    lines = data.replace(b", {by: \xe5\xb8\x82\xe9\x95\xbf, date: 2021-04-01}", b"")
    lines = lines.replace("{by: 市长, date: 2021-04-01}".encode(), b"")
    kept = [line for line in lines.splitlines() if line.strip() not in {b"-", b""}]
    return [line for line in kept if line.strip() != b"endorsements: []"]


@pytest.mark.parametrize(
    ("text", "new", "expected"),
    [
        ("title: 甲 # 注\nnote: 乙\n", {"item": "丙"}, "title: 甲 # 注\nitem: 丙\nnote: 乙\n"),
        ("note: 乙", {"title": "甲"}, "note: 乙\ntitle: 甲"),
        ("a: {b: 1}\r\n", {"a": {"b": "1", "c": "2"}}, "a: {b: 1, c: 2}\r\n"),
        ("a:\n  b: 1 # x\n\nz:\n", {"a": {"b": "1", "c": "2"}}, "a:\n  b: 1 # x\n  c: 2\n\nz:\n"),
        ("a:  # 还没有\nb: 1\n", {"a": "2"}, "a: 2  # 还没有\nb: 1\n"),
        ("{a: 1, }", {"b": "- x"}, '{a: 1, b: "- x", }'),
    ],
)  # fmt: skip
def test_where_it_goes(text: str, new: dict[str, object], expected: str) -> None:
    (document,), _ = parse(text.encode(), "f.yaml")
    assert isinstance(document.value, dict)
    result = edited(text.encode(), document, (), document.value | new, KEYS)
    assert result.decode() == expected


@pytest.mark.parametrize(
    ("text", "new", "expected"),
    [
        ("a: |\n  x\n  y\n# 注\nb: 1\n", {"a": "z", "b": "1"}, "a: z\n# 注\nb: 1\n"),
        ("a: [1, 2, 3]  # 注\n", {"a": ["1", "3"]}, "a: [1, 3]  # 注\n"),
        ("a: [1, 2]\nb: 1\n", {"a": "1", "b": "1"}, "a: 1\nb: 1\n"),
        ("a:\n  - 1\n  - 2  # 二\n# 注\nb: 1\n", {"a": ["1"], "b": "1"}, "a:\n  - 1\n# 注\nb: 1\n"),
        ("a:\n  - 1\n  - 2\nb: 1\n", {"a": "1", "b": "1"}, "a: 1\nb: 1\n"),
        ("a: 1\nb: |\n  x\n\n# 注\nc: 2\n", {"a": "1", "c": "2"}, "a: 1\n\n# 注\nc: 2\n"),
        ("a:\n- 1  # 一\n- 2\n- 3  # 三\n", {"a": ["1", "3"]}, "a:\n- 1  # 一\n- 3  # 三\n"),
        ("a:\n- 1\n# 注\n- 3\n", {"a": ["1", "2", "3"]}, "a:\n- 1\n- 2\n# 注\n- 3\n"),
        ("a: [1, 2, 1]", {"a": ["1"]}, "a: [1]"),
        ("a: 1\nb: 2", {"a": "1"}, "a: 1"),
        ("a: 1\r\nb: 2", {"a": "1"}, "a: 1"),
        ("{a: 1, b: 2, c: 3}", {"a": "1", "c": "3"}, "{a: 1, c: 3}"),
        ("{a: 1, b: 2}", {"b": "2"}, "{b: 2}"),
        ("title: 1\nnote: 2\n", {"title": "1", "item": "3"}, "title: 1\nitem: 3\n"),
    ],
)  # fmt: skip
def test_what_changes_and_what_goes(text: str, new: dict[str, object], expected: str) -> None:
    (document,), _ = parse(text.encode(), "f.yaml")
    assert edited(text.encode(), document, (), new, KEYS).decode() == expected


@pytest.mark.parametrize(
    ("text", "index", "path", "expected"),
    [
        ("# 注\n- a: 1\n  b: 2\n\n# 二\n- a: 2\n", 0, (0,), "# 注\n\n# 二\n- a: 2\n"),
        ("- a: 1\n- a: 2  # x\n", 0, (1,), "- a: 1\n"),
        ("- a: 1\n- a: |\n    x\n# 注\n- a: 3\n", 0, (1,), "- a: 1\n# 注\n- a: 3\n"),
        ("[{a: 1}, {a: 2}]\n", 0, (0,), "[{a: 2}]\n"),
        ("a: 1\n---\n# 二\na: 2\n---\na: 3\n", 1, (), "a: 1\n# 二\n---\na: 3\n"),
        ("a: 1\n---\na: 2\n---\na: 3\n", 1, (), "a: 1\n---\na: 3\n"),
        ("a: 1\n---\na: 2\n", 0, (), "a: 2\n"),
        ("a: 1\n---\na: 2\n", 1, (), "a: 1\n"),
        ("- a: 1\n---\na: 2\n", 0, (0,), "a: 2\n"),
        ("a: 1\n", 0, (), None),
        ("- a: 1\n", 0, (0,), None),
    ],
)  # fmt: skip
def test_what_is_taken_out(
    text: str, index: int, path: tuple[int, ...], expected: str | None
) -> None:
    documents, _ = parse(text.encode(), "f.yaml")
    result = without(text.encode(), documents[index], path)
    assert result == (None if expected is None else expected.encode())


CHANGES: Final = st.dictionaries(
    st.sampled_from(KEYS),
    st.one_of(st.none(), SCALARS.filter(lambda text: "{" not in text), st.just(["甲", "乙"])),
)


@given(files(), CHANGES)
def test_whatever_changes_comments_and_other_records_stay(
    file: tuple[bytes, int, tuple[int, ...]], changes: dict[str, Any]
) -> None:
    data, index, path = file
    documents, _ = parse(data, "f.yaml")
    old: Any = documents[index].at(path)
    new = {key: value for key, value in (old | changes).items() if value is not None} or old
    try:
        result = edited(data, documents[index], path, new, KEYS)
    except ByHandError:
        return
    assert result.count("# 一份文件".encode()) == data.count("# 一份文件".encode())
    if (
        new.keys() >= {key for key in old if key == "endorsements"}
        and "endorsements" not in changes
    ):
        assert result.count("# 下一条".encode()) == data.count("# 下一条".encode())


@given(files())
def test_a_record_goes_alone(file: tuple[bytes, int, tuple[int, ...]]) -> None:
    data, index, path = file
    documents, _ = parse(data, "f.yaml")
    held = [(it.value if isinstance(it.value, list) else [it.value]) for it in documents]
    del held[index][path[0] if path else 0]
    try:
        result = without(data, documents[index], path)
    except ByHandError:
        return
    after, problems = parse(result or b"", "f.yaml")
    assert not problems
    rest = [
        part for it in after for part in (it.value if isinstance(it.value, list) else [it.value])
    ]
    assert rest == [part for some in held for part in some]


@pytest.mark.parametrize("kind", KINDS.values(), ids=lambda kind: kind.name)
def test_every_key_has_its_place_and_its_option(kind: RecordKind) -> None:
    keys = sorted(keys_of(kind.entry))
    assert sorted(kind.written) == keys
    assert sorted(kind.options) == keys
    assert all(keys_of(kind.entry)[key].typed.names for key in kind.options)
