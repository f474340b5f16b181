"""Files handed to ``add --from``: whatever they hold, data or problems, never a traceback."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from infoscore.problems import Problem
from infoscore.reading.yamltext import Document
from infoscore.records.adoption import AdoptionEntry
from infoscore.workspace import intake


def documents(data: bytes, file: str) -> tuple[list[Document], list[Problem]]:
    return intake.documents(data, file, [AdoptionEntry])


CSV = st.lists(
    st.sampled_from(["date", "日期", "标题", ",", "\n", '"', "、", "2021-01-01", "\t", " ", "甲"]),
    max_size=40,
).map("".join)
JSON = st.lists(
    st.sampled_from(
        ["{", "}", "[", "]", ":", ",", '"a"', '"title"', "1e999", "NaN", "true", "null"]
    ),
    max_size=40,
).map("".join)


@given(
    st.one_of(CSV.map(str.encode), JSON.map(str.encode), st.binary(max_size=80)),
    st.sampled_from(["a.csv", "a.json", "a.yaml", "-", "a.tsv"]),
)
def test_any_bytes_are_documents_or_problems(data: bytes, file: str) -> None:
    found, problems = documents(data, file)
    for problem in problems:
        assert problem.place.file == file
    for document in found:
        assert document.place(()).file == file


def test_deep_json_is_a_problem() -> None:
    _, problems = documents(b"[" * 100_000, "a.json")
    assert [problem.message.id for problem in problems] == ["not valid JSON"]


def test_csv_from_a_spreadsheet() -> None:
    data = (
        "\ufeff日期,标题,刊物,期号,体裁,供稿单位,备注\r\n"
        '2021-03-01,"题目，带""引号""",工作动态,7,简讯,房产科、住保办,"两行\n备注"\r\n'
        ",,,,,,\r\n"
        "2021-03-02,第二条,工作动态,,简讯,房产科;住保办；人事科,\r\n"
    )
    found, problems = documents(data.encode(), "a.csv")
    assert not problems
    assert [document.value for document in found] == [
        {
            "date": "2021-03-01",
            "title": '题目，带"引号"',
            "outlet": "工作动态",
            "issue": "7",
            "form": "简讯",
            "units": ["房产科", "住保办"],
            "note": "两行\n备注",
        },
        {
            "date": "2021-03-02",
            "title": "第二条",
            "outlet": "工作动态",
            "form": "简讯",
            "units": ["房产科", "住保办", "人事科"],
        },
    ]
    assert [document.line for document in found] == [2, 5]  # where each begins


def test_json_scalars_are_text() -> None:
    found, _ = documents(b'[{"issue": 007}]', "a.json")
    assert found == []
    found, problems = documents(b'{"issue": 1.50, "restricted": true, "item": null}', "-")
    assert not problems
    assert found[0].value == {"issue": "1.50", "restricted": "true", "item": None}
    assert str(found[0].place(("restricted",))) == "-:1:31"


def test_a_row_is_told_where_it_begins() -> None:
    rows = '日期,标题\n\n2021-02-05,"甲\n\n乙"\n2021-02-06,丙\n'
    found, problems = documents(rows.encode(), "a.csv")
    assert not problems
    assert [document.place(()).line for document in found] == [3, 6]
