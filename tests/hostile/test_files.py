"""Files and folders that mean harm, in the place of every file that is read.

Whatever lies there, a command says what is wrong with which file, within five seconds and 300 MB,
reads and writes nothing outside the workspace and starts nothing.
"""

from __future__ import annotations

import os
import re
import shutil
import socket
import stat
from collections.abc import Callable
from itertools import product
from pathlib import Path

import pytest

from tests.hostile.jail import run

ADD = (
    *("add", "--title", "甲", "--outlet", "工作动态", "--form", "简讯", "--date", "2021-03-01"),
    *("--unit", "房产科"),
)
QUARTER = ("--quarter", "1")
COMMANDS = {
    "check": ("check",),
    "tally": ("tally", *QUARTER),
    "by author": ("tally", *QUARTER, "--layout", "1"),
    "list": ("list", *QUARTER),
    "explain": ("explain", "房产科", *QUARTER),
    "circular": ("circular", *QUARTER),
    "endorse": ("endorse", "我市老旧小区改造项目进展顺利", "--by", "市长"),
}
RECORD = "adoptions/2021/evil.yaml"

# --- what a file may hold ---

CONTENTS: dict[str, bytes] = {
    "flow, 100,000 deep": b"[" * 100_000,
    "mappings, 100,000 deep": b"{a: " * 100_000,
    "lists, 100,000 deep": b"- " * 100_000,
    "keys, 100,000 deep": b"? " * 100_000,
    "steps": b"".join(b" " * n + b"a:\n" for n in range(1400)),
    "bomb": b"a: &a [x,x,x,x]\nb: &b [*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b]\nd: [*c,*c]\n",
    "merge": b"<<: {date: 2021-03-01}\n",
    "tag": b"title: !!python/object/apply:os.system [touch pwned]\n",
    "anchor of a megabyte": b"&" + b"a" * 1_000_000 + b" x",
    "tag of a megabyte": b"!" * 1_000_000,
    "text of a megabyte": b"title: " + b"x" * 1_000_000,
    "line breaks": b'title: "' + b"\n" * 1_000_000 + b'"',
    "open quote": b'title: "' + b"x" * 1_000_000,
    "100,000 entries": b"- x\n" * 100_000,
    "200,000 entries in brackets": b"[" + b"1," * 200_000 + b"]",
    "50,000 records": b"- {a: 1}\n" * 50_000,
    "20,000 keys": b"".join(b"k%d: 1\n" % n for n in range(20_000)),
    "20,000 documents": b"---\na: 1\n" * 20_000,
    "50,000 empty documents": b"---\n" * 50_000,
    "20,000 unknown units": (
        "date: 2021-03-01\noutlet: 工作动态\ntitle: x\nform: 简讯\nunits: ["
        + ", ".join(f"住{n}" for n in range(20_000))
        + "]\n"
    ).encode(),
    "3,000 unknown names": "".join(
        f"- {{date: 2021-03-01, outlet: 刊{n}, title: t{n}, form: 简讯, units: [单{n}]}}\n"
        for n in range(3000)
    ).encode(),
    "3,000 times the same": (
        "- {date: 2021-03-01, outlet: 工作动态, title: t, form: 简讯, units: [房产科]}\n".encode()
        * 3000
    ),
    "comments": b"#\n" * 500_000,
    "tabs": b"\t" * 1_000_000,
    "commas": b"[" + b"," * 1_000_000,
    "colons": b": " * 500_000,
    "percents": b"%" * 100_000,
    "GBK": "标题: 你好".encode("gbk"),
    "UTF-16": "标题: 你好".encode("utf-16"),
    "UTF-32": "标题: 你好".encode("utf-32"),
    "NUL": b"title: a\0b",
    "surrogate": b'title: "\\ud800"',
    "surrogate in UTF-8": b"title: \xed\xa0\x80",
    "control sequence": b'title: "\\x1b[31m"',
    "control character": b"title: \x1b[31m",
    "C1 control": "title: \x9b31m".encode(),
    "direction": "title: a\u202eb".encode(),
    "zip": b"PK\x03\x04" + bytes(100),
}


@pytest.mark.parametrize("name", CONTENTS)
def test_a_record_of_any_content(spoiled: Path, name: str) -> None:
    (spoiled / RECORD).write_bytes(CONTENTS[name])
    run(["check"], spoiled).is_told(RECORD)
    assert not (spoiled / "pwned").exists()


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("name", ["100,000 entries", "bomb", "GBK", "20,000 unknown units"])
def test_every_command_refuses_it(spoiled: Path, command: str, name: str) -> None:
    (spoiled / RECORD).write_bytes(CONTENTS[name])
    run(COMMANDS[command], spoiled).is_told(RECORD)


SETUP = ("units.yaml", "rules.yaml", "circular.yaml")


@pytest.mark.parametrize("file", SETUP)
@pytest.mark.parametrize(
    "name", ["flow, 100,000 deep", "bomb", "200,000 entries in brackets", "20,000 keys", "UTF-16"]
)
def test_a_setup_file_of_any_content(spoiled: Path, file: str, name: str) -> None:
    (spoiled / file).write_bytes(CONTENTS[name])
    run(["circular", *QUARTER], spoiled).is_told(file)


# --- what a file may be ---


def _fifo(path: Path) -> None:
    os.mkfifo(path)


def _link(path: Path) -> None:
    path.symlink_to("/etc/passwd")


def _circle(path: Path) -> None:
    path.symlink_to(path.name)


def _dangling(path: Path) -> None:
    path.symlink_to("/nowhere/at/all")


def _endless(path: Path) -> None:
    path.symlink_to("/dev/zero")


def _folder(path: Path) -> None:
    path.mkdir()


def _device(path: Path) -> None:
    try:
        os.mknod(path, 0o666 | stat.S_IFCHR, os.makedev(1, 5))
    except PermissionError:
        pytest.skip("only root makes devices")


def _socket(path: Path) -> None:
    here = Path.cwd()
    os.chdir(path.parent)  # a socket's path is short
    try:
        with socket.socket(socket.AF_UNIX) as made:
            made.bind(path.name)
    finally:
        os.chdir(here)


def _sparse(path: Path) -> None:
    with path.open("wb") as stream:
        stream.truncate(5 << 30)


NO_FILES = (_fifo, _link, _circle, _dangling, _endless, _folder, _device, _socket, _sparse)
READ = (*SETUP, "circulars/2021-Q1.md", "circulars/template.md", RECORD)


@pytest.mark.parametrize(
    ("file", "make"),
    [
        (file, make)
        for file, make in product(READ, NO_FILES)
        if (file, make) != (RECORD, _folder)  # records may lie in folders of any name
    ],
)
def test_what_is_no_plain_file(spoiled: Path, file: str, make: Callable[[Path], None]) -> None:
    (spoiled / file).unlink(missing_ok=True)
    if "template" in file:
        (spoiled / "circulars" / "2021-Q1.md").unlink()
    make(spoiled / file)
    ran = run(["circular", *QUARTER, "--md"], spoiled)
    ran.is_told(Path(file).name)
    assert "root:" not in ran.said  # nothing of /etc/passwd


@pytest.mark.parametrize("command", COMMANDS)
def test_nobody_waits_for_a_pipe(spoiled: Path, command: str) -> None:
    os.mkfifo(spoiled / RECORD)
    run(COMMANDS[command], spoiled).is_told(RECORD)
    (spoiled / "rules.yaml").unlink()
    os.mkfifo(spoiled / "rules.yaml")
    run(COMMANDS[command], spoiled).is_told("rules.yaml")


# --- folders ---

LINKED = {
    "adoptions": ADD,
    "adoptions/2021": ADD,
    "circulars": ("circular", *QUARTER, "--md"),
    "out": ("circular", *QUARTER),
    "schemas": ("schema", "--write"),
    ".infoscore": ADD,
}


@pytest.mark.parametrize("folder", LINKED)
def test_no_link_leads_out(spoiled: Path, folder: str) -> None:
    elsewhere = spoiled.parent / "elsewhere"
    shutil.rmtree(spoiled / folder, ignore_errors=True)
    (spoiled / folder).symlink_to(elsewhere)
    run(LINKED[folder], spoiled).is_told(Path(folder).name)
    assert list(elsewhere.iterdir()) == []


@pytest.mark.parametrize("folder", ["adoptions", "submissions", "circulars"])
def test_no_link_leads_in(spoiled: Path, folder: str) -> None:
    shutil.rmtree(spoiled / folder, ignore_errors=True)
    (spoiled / folder).symlink_to("/etc")
    run(["check"], spoiled).is_told(f"{folder}: error: this folder is a link")


def test_links_in_a_circle(spoiled: Path) -> None:
    (spoiled / "adoptions" / "again").symlink_to(".")
    run(["check"], spoiled).is_told("adoptions/again")


def test_folders_without_end(spoiled: Path) -> None:
    (spoiled / "adoptions" / "/".join("d" * 400)).mkdir(parents=True)
    run(["check"], spoiled).is_told("more than 16 folders")
    run(["tally"], spoiled).is_told("more than 16 folders")


@pytest.mark.parametrize(
    "name", [b"a\nb.yaml", b"\x1b[31m.yaml", b"\xff\xfe.yaml", b"\xe2\x80\xae.yaml"]
)
@pytest.mark.parametrize("form", ["text", "json", "github"])
def test_names_that_act(spoiled: Path, name: bytes, form: str) -> None:
    record = next((spoiled / "adoptions" / "2021").iterdir())
    record.rename(os.fsdecode(os.fsencode(spoiled / "adoptions") + b"/" + name))
    ran = run(["check", "--format", form], spoiled)
    ran.is_told("stray-file")
    assert b"\x1b" not in ran.out
    assert form == "json" or "\u202e" not in ran.said  # there names are data
    assert "\nb.yaml" not in ran.said
    if form == "text":
        for command in ("list", "explain", "circular", "endorse"):
            run(COMMANDS[command], spoiled).is_told("adoptions/")


# --- what grows with the setup ---


def _rows(pattern: str, number: int, between: str = "") -> str:
    return between.join(pattern.replace("%", str(n)) for n in range(number))


UNIT = "groups: [{name: 组, units: [{name: 单, "
RULES = "tracks: [市级]\neditions:\n  - effective: 2021-01-01\n    outlets:\n"
OUTLET = "      工作动态: {track: 市级, points: 4}\n"
QUOTA = "      - {name: 任%, per: week, of: submissions, require: 2, track: 市级, missing: -1}\n"
EDITIONS = "".join(
    f"- {{effective: {1950 + n // 300}-{n // 28 % 12 + 1:02}-{n % 28 + 1:02}, outlets: {{}}}}\n"
    for n in range(3000)
)
HEAD = "issuer: 局\nnumber: 局〔{year}〕{number}号\ntitle: 通报\naddressees: 各单位\nannexes:\n"
COLUMNS = "- title: x\n  table:\n    columns:\n"
LARGE: dict[str, tuple[str, str]] = {
    "units": (
        "units.yaml",
        "groups:\n  - name: 组\n    units:\n" + _rows("      - {name: 单位%}\n", 17_000),
    ),
    "groups": ("units.yaml", "groups:\n" + _rows("- {name: 组%, units: [{name: 单%}]}\n", 8000)),
    "aliases": ("units.yaml", f"{UNIT}aliases: [{_rows('别%', 20_000, ',')}]}}]}}]"),
    "targets": (
        "units.yaml",
        f"{UNIT}targets: {{2021: {{{_rows('轨%: 1', 20_000, ',')}}}}}}}]}}]",
    ),
    "a formula": (
        "units.yaml",
        f"{UNIT}numbers: {{a: 999999999}}, targets: {{2021: {{市级: '{'a×' * 1400}a'}}}}}}]}}]",
    ),
    "outlets": ("rules.yaml", RULES + _rows("      刊%: {track: 市级, points: 1}\n", 9000)),
    "outlets like each other": (
        "rules.yaml",
        RULES + OUTLET + _rows("      刊%: {like: 刊%0}\n", 9000),
    ),
    "tracks": ("rules.yaml", f"tracks: [{_rows('轨%', 20_000, ',')}]\neditions: []\n"),
    "editions": ("rules.yaml", f"tracks: [市级]\neditions:\n{EDITIONS}"),
    "quotas": ("rules.yaml", RULES + OUTLET + "    quotas:\n" + _rows(QUOTA, 4000)),
    "modifiers": (
        "rules.yaml",
        RULES + OUTLET + "    modifiers:\n" + _rows("      - {tag: 标%, times: 2}\n", 9000),
    ),
    "annexes": (
        "circular.yaml",
        HEAD + _rows("- {title: 附%, table: {columns: [{show: unit}]}}\n", 5000),
    ),
    "columns": ("circular.yaml", HEAD + COLUMNS + "    - {show: score}\n" * 9000),
    "months": ("circular.yaml", HEAD + COLUMNS + "    - {show: months, of: score}\n" * 4000),
    "notes": (
        "circular.yaml",
        f"{HEAD}- {{title: x, table: {{notes: [{_rows('注', 20_000, ',')}], columns: []}}}}\n",
    ),
    "copies": (
        "circular.yaml",
        f"{HEAD}- {{title: x, list: {{}}}}\ncopies: [{_rows('x', 50_000, ',')}]\n",
    ),
}


@pytest.mark.parametrize("name", LARGE)
def test_more_than_any_office_has(spoiled: Path, name: str) -> None:
    file, text = LARGE[name]
    (spoiled / file).write_text(text, "utf-8")
    run(["circular", *QUARTER], spoiled).is_told(file)


# --- what is logged from a file ---

ONE = '{"date":"2021-03-01","title":"%s","outlet":"工作动态","form":"简讯","units":["房产科"]}'
FROM: dict[str, tuple[str, str | bytes]] = {
    "escape": ("f.json", ONE % "\\u001b[31m"),
    "surrogate": ("f.json", ONE % "\\ud800"),
    "NUL": ("f.json", ONE % "a\\u0000"),
    "direction": ("f.json", ONE % "a\\u202e"),
    "line break": ("f.json", ONE % "a\\nb"),
    "surrogate in a key": ("f.json", '{"\\ud800":1}'),
    "escape in a key": ("f.json", '{"\\u001b[31m":1}'),
    "deep": ("f.json", "[" * 100_000),
    "deep and closed": ("f.json", "[" * 600 + "]" * 600),
    "double keys": ("f.json", "{" + ",".join(f'"k{n}":1' for n in range(80_000)) + ',"k1":1}'),
    "long numbers": ("f.json", "[" + ",".join(["1" * 5000] * 100) + "]"),
    "no numbers": ("f.json", "[NaN,Infinity,1e999999999]"),
    "100,000 entries": ("f.json", "[" + "1," * 100_000 + "1]"),
    "20,000 records": ("f.json", "[" + ",".join(['{"a":1}'] * 20_000) + "]"),
    "commas": ("f.csv", "," * 1_000_000),
    "100,000 heads": ("f.csv", ",".join(f"h{n}" for n in range(100_000))),
    "open cell": ("f.csv", '"' + "a" * 1_000_000),
    "60,000 rows": ("f.csv", "日期,标题\n" + "a,b\n" * 60_000),
    "100,000 units": ("f.csv", '日期,标题,单位\n2021-03-01,x,"' + "房产科、" * 30_000 + '"'),
    "signs": ("f.csv", '日期,标题,批示\n2021-03-01,x,"a' + " " * 100_000 + 'b"'),
    "control": ("f.csv", "日期,标题\n2021-03-01,\x1b[31m"),
    "formula": ("f.csv", "日期,标题,=1+1\n2021-03-01,x,y\n"),
    "GBK": ("f.csv", "日期,标题\n".encode("gbk")),
    "UTF-16": ("f.csv", "日期,标题\n".encode("utf-16")),
    "bomb": ("f.yaml", CONTENTS["bomb"]),
    "mappings": ("f.yaml", CONTENTS["mappings, 100,000 deep"]),
    "zip": ("f.csv", CONTENTS["zip"]),
}


@pytest.mark.parametrize(
    ("command", "name"),
    [("add", name) for name in FROM]
    + [("endorse", name) for name in ("escape", "surrogate in a key", "100,000 entries")]
    + [("submit", name) for name in ("escape", "60,000 rows")],
)
def test_a_list_from_elsewhere(spoiled: Path, command: str, name: str) -> None:
    file, data = FROM[name]
    (spoiled / file).write_bytes(data if isinstance(data, bytes) else data.encode())
    before = sorted(spoiled.rglob("*"))
    run([command, "--from", file], spoiled).is_told(file)
    assert sorted(spoiled.rglob("*")) == before


def test_a_list_without_end(spoiled: Path) -> None:
    run(["add", "--from", "/dev/zero"], spoiled).is_told("/dev/zero")
    run(["add", "--from", "-"], spoiled, stdin=Path("/dev/zero")).is_told("-")
    _sparse(spoiled / "f.yaml")
    run(["add", "--from", "f.yaml"], spoiled).is_told("f.yaml")


@pytest.mark.parametrize("text", ["\x1b[31m", "a\nb", "\x07", "a\u202eb", "\udcff", "\x9b31m"])
def test_options_that_act(spoiled: Path, text: str) -> None:
    add = [text if word == "甲" else word for word in ADD]
    run(add, spoiled).is_told("--title")
    run([*ADD, "--note", text, "--unit", text], spoiled).is_told("--unit")
    for command in (
        ["explain", text],
        ["tally", "--layout", text],
        ["endorse", text, "--by", "市长"],
    ):
        run(command, spoiled).is_told()
    run(["--lang", text, "check"], spoiled).is_told()
    run(["-C", text, "check"], spoiled).is_told()


@pytest.mark.parametrize(
    "title", ["../../evil", "/etc/evil", "a/b", "..", "CON", "a\\b", "." * 200]
)
def test_titles_make_no_paths(spoiled: Path, title: str) -> None:
    add = [title if word == "甲" else word for word in ADD]
    ran = run(add, spoiled)
    ran.is_harmless()
    assert ran.code == 0
    settings = spoiled / "circular.yaml"
    text = re.sub("file: .*\n", "", settings.read_text("utf-8"))
    settings.write_text(f"{text}file: '{title}{{label}}'\n", "utf-8")
    ran = run(["circular", *QUARTER], spoiled)
    ran.is_harmless()
    assert len(list((spoiled / "out").iterdir())) == 1
    assert {path.name for path in spoiled.parent.iterdir()} <= {
        "workspace",
        "workspace.jail",
        "elsewhere",
    }


def test_a_plan_from_elsewhere(spoiled: Path) -> None:
    (spoiled / ".infoscore").mkdir()
    os.mkfifo(spoiled / ".infoscore" / "plan")
    run(["check"], spoiled).is_told("plan")
    (spoiled / ".infoscore" / "plan").unlink()
    _sparse(spoiled / ".infoscore" / "plan")
    run(["check"], spoiled).is_told("plan")
