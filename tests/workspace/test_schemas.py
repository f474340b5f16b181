"""The JSON Schemas accept what the readers accept, and refuse what they refuse."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from infoscore.office import schemas
from tests.conftest import ROOT, Run

SAMPLES = [
    ("units", ROOT / "units.yaml"),
    ("rules", ROOT / "rules.yaml"),
    ("circular", ROOT / "circular.yaml"),
    *(("adoption", path) for path in sorted((ROOT / "adoptions").rglob("*.yaml"))),
    *(("submission", path) for path in sorted((ROOT / "submissions").rglob("*.yaml"))),
]


class _Editor(yaml.SafeLoader):
    """YAML 1.2 knows no dates: they stay text."""


_Editor.yaml_implicit_resolvers = {
    first: [pair for pair in pairs if "timestamp" not in pair[0]]
    for first, pairs in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def _as_an_editor_reads(text: str) -> Any:
    """Numbers become numbers, keys become text."""

    def keyed(value: Any) -> Any:
        if isinstance(value, dict):
            return {str(key): keyed(part) for key, part in value.items()}
        return [keyed(part) for part in value] if isinstance(value, list) else value

    return keyed(yaml.load(text, _Editor))


@pytest.mark.parametrize(("name", "path"), SAMPLES, ids=lambda value: getattr(value, "name", value))
def test_real_files_are_valid(name: str, path: Path) -> None:
    schema = schemas.schema(name, str)
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.validate(_as_an_editor_reads(path.read_text("utf-8")), schema)


@pytest.mark.parametrize(
    "text",
    [
        "{date: 2021-01-01, outlet: 工作动态, units: []}",
        "{date: 2021-01-01, outlet: 工作动态, units: [甲], 标题: 题}",
        "{date: 2021-01-01, outlet: 工作动态, units: 甲}",
        "{outlet: 工作动态, units: [甲]}",
        "{date: 2021-01-01, outlet: 工作动态, units: [甲], count: 0}",
        "{date: 2021-01-01, outlet: 工作动态, units: [甲], count: 1000000.5}",
    ],
)
def test_wrong_records_are_refused(text: str) -> None:
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(_as_an_editor_reads(text), schemas.schema("adoption", str))


def test_the_workspace_s_own_schemas_are_up_to_date(run: Run, tmp_path: Path) -> None:
    (tmp_path / "units.yaml").touch()
    run("--lang", "zh", "schema", "--write")
    for name in schemas.types():
        made = (tmp_path / "schemas" / f"{name}.json").read_text("utf-8")
        assert made == (ROOT / "schemas" / f"{name}.json").read_text("utf-8"), "make catalogues"
