"""Write every report and circular of every workspace in every format: ``tools/snapshot.py FOLDER``.

Run before and after a change that should not be seen, each with its own checkout's Python; then
``diff -r BEFORE AFTER`` tells what it changed. PDF is left out: LibreOffice dates it, and it is
made from the Word file, which is here.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import os
import shutil
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Final

import yaml

import infoscore
from infoscore.cli.main import run

ROOT: Final = Path(infoscore.__file__).parent.parent
LANGUAGES: Final = ("zh", "en")
AS_OF: Final = ("--as-of", "2026-04-02")
"""Later than all that the workspaces hold."""
FORMATS: Final = ("table", "markdown", "csv", "json", "html", "xlsx")
COMMANDS: Final = ("init", "add", "submit", "commission", "endorse", "adjust", "list", "tally")
COMMANDS_TOO: Final = ("explain", "circular", "check", "schema", "cache")
SCHEMAS: Final = ("units", "rules", "circular", "adoption", "submission", "commission")
SETUP: Final = ("units.yaml", "rules.yaml", "circular.yaml")
RECORDS: Final = ("adoptions", "submissions", "commissions", "adjustments", "circulars")


def main() -> None:
    """Write everything, workspace by workspace, each in a process of its own."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    folder = parser.parse_args().folder.resolve()
    shutil.rmtree(folder, ignore_errors=True)
    workspaces = [ROOT, *sorted(path.parent for path in ROOT.glob("examples/*/units.yaml"))]
    with ProcessPoolExecutor(os.cpu_count()) as pool:
        made = [pool.submit(of_program, folder / "program")]
        made += [
            pool.submit(of_workspace, one, folder / ("top" if one == ROOT else one.name))
            for one in workspaces
        ]
        print(f"{sum(one.result() for one in made)} files in {folder}")


def of_program(folder: Path) -> int:
    """Write help, schemas and what ``init`` makes; returns the number of files."""
    folder.mkdir(parents=True)
    os.chdir(folder)
    for lang in LANGUAGES:
        for command in ("", *COMMANDS, *COMMANDS_TOO):
            words = [command] if command else []
            _keep(f"help-{command}.{lang}", ["--lang", lang, *words, "--help"])
        for schema in (*SCHEMAS, "adjustment"):
            _keep(f"schema-{schema}.{lang}", ["--lang", lang, "schema", schema])
        _keep(f"init.{lang}", ["--lang", lang, "init", f"made-{lang}"])
    return _files(folder)


def of_workspace(source: Path, folder: Path) -> int:
    """Write all that is reported of a workspace; returns the number of files."""
    copy = folder / "workspace"
    copy.mkdir(parents=True)
    for name in SETUP:
        if (source / name).exists():
            shutil.copy(source / name, copy / name)
    for name in RECORDS:
        if (source / name).exists():
            shutil.copytree(source / name, copy / name)
    os.chdir(copy)
    for lang in LANGUAGES:
        for form in ("text", "json", "github"):
            _keep(f"../check-{form}.{lang}", ["--lang", lang, "check", "-f", form, *AS_OF])
    for period in periods(source):
        _reports(period)
    shutil.move("out", folder / "out")
    return _files(folder)


def periods(source: Path) -> Iterator[list[str]]:
    """The options of the periods that are reported: those that the workspace tells of, and all."""
    found: list[Sequence[str]] = []
    for file, key in (("expected.yaml", "command"), ("published.yaml", "period")):
        if (source / file).exists():
            told = yaml.load((source / file).read_text(encoding="utf-8"), yaml.BaseLoader)
            found += [one[key] for one in (told if isinstance(told, list) else [told])]
    units = yaml.load((source / "units.yaml").read_text(encoding="utf-8"), yaml.BaseLoader)
    years = sorted(set(_years(units))) or ["2021"]
    for year in years:
        found += [["--year", year]]
        found += [["--year", year, "--quarter", str(quarter)] for quarter in range(1, 5)]
        found += [["--year", year, "--half", "2"], ["--year", year, "--month", "3"]]
    yield from map(list, dict.fromkeys(map(tuple, found)))


def _years(value: object) -> Iterator[str]:
    """The years that targets are given for."""
    if isinstance(value, list):
        for part in value:
            yield from _years(part)
    elif isinstance(value, dict):
        for key, part in value.items():
            if key == "targets" and isinstance(part, dict):
                yield from part
            else:
                yield from _years(part)


def _reports(period: Sequence[str]) -> None:
    name = "..".join(word.strip("-") for word in period)
    options = [*period, *AS_OF]
    annexes = range(1, 8)
    tables: list[tuple[str, list[str]]] = [
        ("tally", []),
        ("list", []),
        ("tally-authors", ["--by", "author"]),
        *((f"tally-layout{number}", ["--layout", str(number)]) for number in annexes),
    ]
    for kind, more in tables:
        for form in FORMATS:
            words = [kind.partition("-")[0], *options, *more, "--format", form]
            _keep(f"../{name}/{kind}.{form}", ["--lang", "zh", *words])
    units = yaml.load(Path("units.yaml").read_text(encoding="utf-8"), yaml.BaseLoader)
    for unit in (one["name"] for group in units["groups"] for one in group["units"]):
        file = f"../{name}/explain-{unit.replace('/', '_')}"
        for lang in LANGUAGES:
            _keep(f"{file}.{lang}", ["--lang", lang, "explain", unit, *options])
        _keep(f"{file}.json", ["explain", unit, *options, "--format", "json"])
    formats = ["--docx", "--md", "--html"]
    _keep(f"../{name}/circular", ["--lang", "zh", "circular", *options, *formats])


def _keep(file: str, arguments: Sequence[str]) -> None:
    """Write what a command prints, and its exit code."""
    path = Path(file)
    path.parent.mkdir(parents=True, exist_ok=True)
    out, told = (io.TextIOWrapper(io.BytesIO(), encoding="utf-8", newline="") for _ in range(2))
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(told):
        code = run(list(arguments))
        out.flush()
        told.flush()
    path.write_bytes(_bytes(out) + _bytes(told) + f"[{code}]\n".encode())


def _bytes(stream: io.TextIOWrapper) -> bytes:
    assert isinstance(stream.buffer, io.BytesIO)
    return stream.buffer.getvalue()


def _files(folder: Path) -> int:
    return sum(path.is_file() for path in folder.rglob("*"))


if __name__ == "__main__":
    main()
