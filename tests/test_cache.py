"""With and without what is remembered, by one process or several, every command prints the same."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from infoscore.records.kinds import Record
from infoscore.workspace.load import Workspace
from infoscore.workspace.sums import cache, sums, workers
from infoscore.workspace.sums.chunks import digest
from tests.conftest import ROOT, copy_seed, run_here

YEAR = ["--year", "2021"]
COMMANDS = [
    ["tally", *YEAR, "--format", "json"],
    ["tally", *YEAR, "--quarter", "1"],
    ["tally", *YEAR, "--quarter", "1", "--layout", "1"],
    ["explain", "办公室", *YEAR],
    ["list", *YEAR],
    ["check"],
]


@pytest.fixture(autouse=True)
def _small(monkeypatch: pytest.MonkeyPatch) -> None:
    """The smallest workspace is remembered at once, and read by three processes."""
    monkeypatch.setattr(sums, "LEAST_FILES", 1)
    monkeypatch.setattr(sums, "SETTLED_NS", 0)
    monkeypatch.setattr(workers, "processors", lambda: 3)


def _same(root: Path, commands: Sequence[list[str]] = COMMANDS) -> None:
    for command in commands:
        with pytest.MonkeyPatch.context() as alone:
            alone.setattr(workers, "processors", lambda: 1)
            plain = run_here(["-C", str(root), "--no-cache", *command])
        assert run_here(["-C", str(root), "--no-cache", *command]) == plain, command
        for _ in range(2):  # the second time from what the first one remembered
            remembered = run_here(["-C", str(root), *command])
            assert remembered == plain, command


def _files(root: Path) -> list[Path]:
    return sorted((root / "adoptions").rglob("*.yaml"))


Step = Callable[[Path, int], None]


def _edit(root: Path, which: int) -> None:
    """Another form: as many bytes, and the time set back."""
    file = _files(root)[which % len(_files(root))]
    text = file.read_text("utf-8")
    before = file.stat()
    assert "form: " in text
    swapped = {"简讯": "专报", "专报": "简讯"}
    for old, new in swapped.items():
        if f"form: {old}" in text:
            file.write_text(text.replace(f"form: {old}", f"form: {new}"), "utf-8")
            break
    os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))


def _touch(root: Path, which: int) -> None:
    _files(root)[which % len(_files(root))].touch()


def _rename(root: Path, which: int) -> None:
    file = _files(root)[which % len(_files(root))]
    file.rename(file.with_name(f"z{which}-{file.name}"))


def _remove(root: Path, which: int) -> None:
    if len(_files(root)) > 2:
        _files(root)[which % len(_files(root))].unlink()


def _copy(root: Path, which: int) -> None:
    """The same event twice."""
    file = _files(root)[which % len(_files(root))]
    for copy in "abc":  # some of them into other chunks
        shutil.copy2(file, file.with_name(f"{copy}{which}-{file.name}"))


def _exchange(root: Path, which: int) -> None:
    """Two files change names: sizes and times go with them."""
    first, second = _files(root)[which % len(_files(root))], _files(root)[0]
    aside = first.with_name("aside.yaml")
    first.rename(aside)
    second.rename(first) if second != first else None
    aside.rename(second)


def _break(root: Path, which: int) -> None:
    with _files(root)[which % len(_files(root))].open("a") as stream:
        stream.write("form: 简讯\n")


def _mend(root: Path, _which: int) -> None:
    for file in _files(root):
        text = file.read_text("utf-8")
        if text.count("form: ") > 1:
            file.write_text(text.removesuffix("form: 简讯\n"), "utf-8")


def _rule(root: Path, which: int) -> None:
    rules = root / "rules.yaml"
    text = rules.read_text("utf-8")
    rules.write_text(text.replace("简讯: 4", f"简讯: {which % 9 + 1}"), "utf-8")


def _submit(root: Path, which: int) -> None:
    folder = root / "submissions" / "2021"
    folder.mkdir(parents=True, exist_ok=True)
    record = f"date: 2021-02-{which % 28 + 1:02}\ntitle: 第{which}条\nunits: [办公室]\n"
    (folder / f"s{which}.yaml").write_text(record, "utf-8")


def _hurry(_root: Path, _which: int) -> None:
    """From now on files may still change."""
    vars(sums)["SETTLED_NS"] = 10**15


def _settle(_root: Path, _which: int) -> None:
    vars(sums)["SETTLED_NS"] = 0


def _stray(root: Path, _which: int) -> None:
    (root / "adoptions" / "notes.txt").touch()


STEPS: list[Step] = [
    _edit,
    _edit,
    _touch,
    _rename,
    _remove,
    _copy,
    _exchange,
    _break,
    _mend,
    _rule,
    _submit,
    _hurry,
    _settle,
    _stray,
]


@pytest.fixture
def fresh(tmp_path: Path) -> Callable[[], Path]:
    number = iter(range(10_000))
    return lambda: copy_seed(tmp_path / str(next(number)))


@pytest.mark.parametrize("step", dict.fromkeys(STEPS), ids=lambda step: step.__name__)
def test_any_change(seed: Path, step: Step) -> None:
    _same(seed)
    for which in (1, 3):
        step(seed, which)
        _same(seed)


def test_totals_with_decimals(seed: Path) -> None:
    """Parts that do and do not add up to whole numbers."""
    adopted = "date: 2021-02-01\noutlet: 每日要情\nform: 简讯\nunits: [办公室]\ncount: "
    sent = "date: 2021-02-01\nunits: [办公室, 房产科]\nforwarded: [住建厅]\ncount: "
    (seed / "adoptions" / "2021" / "a.yaml").write_text(f"{adopted}361.3\n", "utf-8")
    (seed / "submissions" / "2021" / "a.yaml").write_text(f"{sent}2.7\n", "utf-8")
    _same(seed)
    more = adopted.replace("办公室", "房产科")
    (seed / "adoptions" / "2021" / "b.yaml").write_text(f"{more}0.7\n", "utf-8")
    _same(seed)
    told = run_here(["-C", str(seed), *COMMANDS[0]]).out
    assert '"adoptions": 368,' in told  # beside the 6 and the 28 of the seed
    assert '"submissions": 30.7' in told


def test_files_that_may_still_change_are_not_counted_twice(seed: Path) -> None:
    _same(seed)
    _hurry(seed, 0)
    for which in (1, 2, 1):
        _edit(seed, which)
        _same(seed)
    _settle(seed, 0)
    _same(seed)
    _remove(seed, 0)
    _same(seed)


@pytest.mark.parametrize("office", sorted((ROOT / "examples").glob("*/")), ids=lambda o: o.name)
def test_any_rules(office: Path, tmp_path: Path) -> None:
    root = tmp_path / "office"
    shutil.copytree(office, root, ignore=shutil.ignore_patterns("out"))
    _same(root, [["tally", "--format", "json"], ["tally", "--layout", "1"]])


@settings(
    max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    steps=st.lists(st.tuples(st.sampled_from(STEPS), st.integers(0, 50)), min_size=1, max_size=4)
)
def test_any_sequence_of_changes(fresh: Callable[[], Path], steps: list[tuple[Step, int]]) -> None:
    root = fresh()
    _settle(root, 0)
    _same(root)
    for step, which in steps:
        step(root, which)
        _same(root)


def _store(root: Path) -> Path:
    run_here(["-C", str(root), *COMMANDS[0]])
    (path,) = cache.folder().iterdir()
    return path


def _spoilt(data: bytes) -> Iterator[bytes]:
    """What may be left of a cache, by a disk that is full, or broken, or another program."""
    seal = len(digest(b""))
    yield b""
    yield b"no sums at all" * 100
    yield data[: len(data) // 2]
    yield data + b"\0"
    yield data[seal:]
    for at in range(0, len(data), len(data) // 20):
        yield data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :]
    key, rows, warned = msgspec.msgpack.decode(data[seal:])
    name = min(rows)
    stamp, events, signs, sums_of_it = rows[name]
    for other in (
        None,
        [key],
        [key, rows],
        [key, rows, 1],
        [key, [*rows], warned],
        [None, rows, warned],
        [b"other", rows, warned],
        [key, {**rows, name: [stamp, events]}, warned],
        [key, {**rows, name: ["text", events, signs, sums_of_it]}, warned],
        [key, {**rows, name: [stamp, events, signs, b""]}, warned],
        [key, {**rows, name: [stamp, events, b"odd", sums_of_it]}, warned],
        [key, {**rows, name: [stamp, events, signs, msgspec.msgpack.encode([1, 2])]}, warned],
        [key, {**rows, b"bytes": rows[name]}, warned],
    ):  # sealed, as by a program that means something else
        sealed = msgspec.msgpack.encode(other)
        yield digest(sealed) + sealed


def test_a_cache_that_is_not_ours_is_made_anew(seed: Path) -> None:
    path = _store(seed)
    sound = path.read_bytes()
    plain = run_here(["-C", str(seed), "--no-cache", *COMMANDS[0]])
    for number, spoilt in enumerate(_spoilt(sound)):
        path.write_bytes(spoilt)
        assert run_here(["-C", str(seed), *COMMANDS[0]]) == plain, number
    path.write_bytes(b"")
    _same(seed, COMMANDS[:1])
    _edit(seed, 1)
    _same(seed, COMMANDS[:1])


@pytest.mark.parametrize(
    "spoil",
    [
        lambda path: (path.unlink(), path.mkdir()),
        lambda path: path.chmod(0),
        lambda path: path.parent.chmod(0o500),
        lambda path: (path.unlink(), path.parent.rmdir(), path.parent.touch()),
    ],
)
def test_a_cache_that_cannot_be_kept_is_done_without(
    seed: Path, spoil: Callable[[Path], object]
) -> None:
    path = _store(seed)
    spoil(path)
    _same(seed, COMMANDS[:1])
    _edit(seed, 1)
    _same(seed, COMMANDS[:1])
    if path.parent.is_dir():
        path.parent.chmod(0o700)


def test_what_changed_a_moment_ago_is_not_trusted(
    seed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sums, "SETTLED_NS", 10**15)
    run_here(["-C", str(seed), *COMMANDS[0]])
    assert not cache.folder().exists()


def test_what_is_remembered_holds_no_words(seed: Path) -> None:
    data = _store(seed).read_bytes()
    assert len(data) > 500
    for file in _files(seed):
        for line in file.read_text("utf-8").splitlines():
            if line.startswith("title: "):
                assert line.removeprefix("title: ").encode() not in data


def test_clear(seed: Path) -> None:
    _store(seed)
    result = run_here(["cache", "clear"])
    assert (result.code, list(cache.folder().glob("*"))) == (0, [])


def test_several_processes_at_once(seed: Path) -> None:
    """Each on a cold cache; all print the same."""
    program = (
        "from infoscore.workspace import sums; sums.LEAST_FILES = 1; sums.SETTLED_NS = 0;"
        "import sys; from infoscore.cli.main import main; main()"
    )
    started = [
        subprocess.Popen(
            [sys.executable, "-c", program, "-C", str(seed), *COMMANDS[0]],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        for _ in range(4)
    ]
    told = {one.communicate() for one in started}
    assert len(told) == 1
    assert {one.returncode for one in started} == {0}


@pytest.mark.parametrize("step", ["fingerprint", "chunks"])
def test_a_file_that_goes_meanwhile_is_no_fault(
    seed: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    plain = run_here(["-C", str(seed), "--no-cache", *COMMANDS[0]])

    def gone(*_: object) -> None:
        raise FileNotFoundError

    monkeypatch.setattr(sums, step, gone)
    assert run_here(["-C", str(seed), *COMMANDS[0]]) == plain


def test_without_room_for_processes_one_reads(seed: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    plain = run_here(["-C", str(seed), *COMMANDS[0]])

    def refused() -> int:
        raise BlockingIOError

    monkeypatch.setattr(os, "fork", refused)
    assert run_here(["-C", str(seed), "--no-cache", *COMMANDS[0]]) == plain


def test_another_program_reads_everything_anew(
    seed: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    _store(seed)
    read: list[str] = []

    def noted(
        workspace: Workspace, folder: str, files: Iterable[str], *more: list[os.stat_result]
    ) -> Iterator[Record]:
        read.extend(files)
        return records_of(workspace, folder, files, *more)

    records_of = Workspace.records_of
    monkeypatch.setattr(Workspace, "records_of", noted)
    monkeypatch.setattr(workers, "processors", lambda: 1)
    run_here(["-C", str(seed), *COMMANDS[0]])
    assert read == []
    for room in ("scoring", "workspace/sums"):
        (tmp_path / "program" / room).mkdir(parents=True)
    (tmp_path / "program" / "scoring" / "engine.py").touch()
    module = tmp_path / "program" / "workspace" / "sums" / "sums.py"
    monkeypatch.setattr(sums, "__file__", str(module))
    run_here(["-C", str(seed), *COMMANDS[0]])
    everything = [*_files(seed), *sorted((seed / "submissions").rglob("*.yaml"))]
    assert read == [str(file.relative_to(seed)) for file in everything]
