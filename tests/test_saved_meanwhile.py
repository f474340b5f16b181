"""Files saved before every single call of `tally` to the system: what is remembered stays right."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from itertools import count
from pathlib import Path
from typing import Any, Final

import pytest

from infoscore.workspace import load
from infoscore.workspace.folder import read_status
from infoscore.workspace.sums import cache, sums, workers
from tests.conftest import run_here

TALLY: Final = ["tally", "--year", "2021", "--format", "csv"]
RULES: Final = (
    "tracks: [市级]\neditions: [{effective: 2021-01-01, outlets:"
    " {动态: {track: 市级, points: {简讯: %s, 专报: 8}}}}]\n"
)
UNITS: Final = (
    "groups: [{name: 组, units: [{name: 甲科, aliases: [%s], targets: {2021: {市级: 9}}},"
    " {name: 丙科, aliases: [%s], targets: {2021: {市级: 9}}}]}]\n"
)
RECORD: Final = "date: 2021-0%s-01\ntitle: 第%s条\noutlet: 动态\nform: %s\nunits: [乙科]\n"


@pytest.fixture(autouse=True)
def _small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sums, "LEAST_FILES", 1)
    monkeypatch.setattr(sums, "SETTLED_NS", 0)
    monkeypatch.setattr(workers, "processors", lambda: 1)


@pytest.fixture
def office(tmp_path: Path) -> Path:
    root = tmp_path / "office"
    folder = root / "adoptions" / "2021"
    folder.mkdir(parents=True)
    (root / "units.yaml").write_text(UNITS % ("乙科", "丁科"), "utf-8")
    (root / "rules.yaml").write_text(RULES % 4, "utf-8")
    for month in (1, 2, 3):
        text = RECORD % (month, month, "简讯")
        (folder / f"2021-0{month}-01-{month:06}.yaml").write_text(text, "utf-8")
    return root


CALLS: Final = ("open", "read", "fstat", "stat", "lstat", "scandir", "readlink", "utime", "close")


def _run(root: Path, save: Callable[[], None], number: int) -> tuple[str, bool]:
    """What the report says where ``save`` goes before its n-th call; whether there was one."""
    calls = 0

    def counted(function: Callable[..., Any]) -> Callable[..., Any]:
        def call(*values: Any, **named: Any) -> Any:
            nonlocal calls
            first = values[0]
            if isinstance(first, int) or named or str(root.parent) in os.fsdecode(first):
                calls += 1
                if calls == number:
                    save()
            return function(*values, **named)

        return call

    with pytest.MonkeyPatch.context() as watched:
        real = {name: getattr(os, name) for name in CALLS}
        for name, function in real.items():
            watched.setattr(os, name, counted(function))
        said = run_here(["-C", str(root), *TALLY]).out
    return said, calls >= number


def _told(root: Path, *before: str) -> str:
    return run_here(["-C", str(root), *before, *TALLY]).out


def _copied(office: Path, text: Callable[[str], str], *files: str) -> Path:
    """Another state of the office: some files say something else, in as many bytes."""
    other = office.with_name("other")
    shutil.copytree(office, other)
    for file in files:
        path = other / file
        before = path.read_text("utf-8")
        path.write_text(text(before), "utf-8")
        assert len(before) == len(path.read_text("utf-8"))
        assert path.read_text("utf-8") != before
    return other


def _written(path: Path, data: bytes) -> None:
    path.write_bytes(data)


def _written_with_its_time(path: Path, data: bytes) -> None:
    before = path.stat()
    path.write_bytes(data)
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))


def _replaced(path: Path, data: bytes) -> None:
    ready = path.with_name(".ready")
    ready.write_bytes(data)
    ready.replace(path)


FEBRUARY: Final = "adoptions/2021/2021-02-01-000002.yaml"
CHANGES: Final = {
    "rules.yaml": lambda text: text.replace("简讯: 4", "简讯: 5"),
    "units.yaml": lambda text: text.replace("乙科", "戊科").replace("丁科", "乙科"),
    FEBRUARY: lambda text: text.replace("简讯", "专报"),
}


@pytest.mark.parametrize("save", [_written, _written_with_its_time, _replaced])
@pytest.mark.parametrize("file", CHANGES)
def test_saved_before_every_call(
    office: Path, file: str, save: Callable[[Path, bytes], None]
) -> None:
    other = _copied(office, CHANGES[file], file)
    path, old, new = office / file, (office / file).read_bytes(), (other / file).read_bytes()
    before, after = _told(office, "--no-cache"), _told(other, "--no-cache")
    assert before != after
    for number in count(1):
        path.write_bytes(old)
        cache.clear()
        said, reached = _run(office, lambda: save(path, new), number)
        assert said in (before, after), number
        if not reached:
            break
        for _ in range(2):
            assert _told(office) == after, number
    assert number > 30


def test_a_link_that_leads_elsewhere_meanwhile(office: Path) -> None:
    names = [path.name for path in (office / "adoptions" / "2021").iterdir()]
    other = _copied(office, CHANGES[FEBRUARY], *(f"adoptions/2021/{name}" for name in names))
    link = office.with_name("current")
    before, after = _told(office, "--no-cache"), _told(other, "--no-cache")

    def lead(to: Path) -> None:
        ready = link.with_name("ready")
        ready.symlink_to(to)
        ready.replace(link)

    for number in count(1):
        lead(office)
        cache.clear()
        said, reached = _run(link, lambda: lead(other), number)
        assert said in (before, after), number
        if not reached:
            break
        for to, right in ((other, after), (office, before)):
            lead(to)
            assert _told(link) == right, number
    assert number > 30


# ---------------------------------------------------------------- times that tell nothing


def _times(
    monkeypatch: pytest.MonkeyPatch, shown: Callable[[os.stat_result], tuple[int, int]]
) -> None:
    """Let every file show other times of modification and of change, in nanoseconds."""

    def wrapped(function: Callable[..., os.stat_result]) -> Callable[..., os.stat_result]:
        def status(*values: Any, **named: Any) -> os.stat_result:
            found = function(*values, **named)
            modified, changed = shown(found)
            times = {"st_mtime_ns": modified, "st_ctime_ns": changed}
            times["st_atime_ns"] = found.st_atime_ns
            return os.stat_result(tuple(found), times)

        return status

    for name in ("stat", "lstat", "fstat"):
        monkeypatch.setattr(os, name, wrapped(getattr(os, name)))


def _second(time: int) -> int:
    return time // 10**9 * 10**9


@pytest.mark.parametrize(
    "shown",
    [
        lambda status: (status.st_mtime_ns, status.st_mtime_ns),
        lambda status: (_second(status.st_mtime_ns), _second(status.st_ctime_ns)),
    ],
    ids=["no time of change, as over sshfs", "whole seconds"],
)
def test_where_times_tell_nothing_nothing_is_remembered(
    office: Path,
    shown: Callable[[os.stat_result], tuple[int, int]],
) -> None:
    path = office / FEBRUARY
    new = CHANGES[FEBRUARY](path.read_text("utf-8"))
    with pytest.MonkeyPatch.context() as elsewhere:
        _times(elsewhere, shown)
        _told(office)
        _written_with_its_time(path, new.encode())
        assert _told(office) == _told(office, "--no-cache")
        assert not cache.folder().exists()
    _told(office)
    assert cache.folder().exists()


def test_where_nothing_can_be_tried_out_nothing_is_remembered(
    office: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delattr(os, "O_TMPFILE")
    assert _told(office) == _told(office, "--no-cache")
    assert not cache.folder().exists()


def test_a_time_of_change_in_the_future_is_not_trusted(
    office: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Only the chunk of such a file is read each time."""
    ahead = (office / FEBRUARY).stat().st_ino
    read: list[str] = []

    def noted(root: Path, file: str) -> tuple[bytes, os.stat_result]:
        read.append(file)
        return read_status(root, file)

    monkeypatch.setattr(load, "read_status", noted)
    _times(
        monkeypatch,
        lambda one: (one.st_mtime_ns, one.st_ctime_ns + (10**15 if one.st_ino == ahead else 0)),
    )
    _told(office)
    assert len(read) == 3
    read.clear()
    _told(office)
    assert read == [FEBRUARY]
