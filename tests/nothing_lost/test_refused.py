"""A machine that refuses: full, read-only, forbidden, gone. Exit 3, a clear word, nothing half."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from infoscore.workspace.writing.transaction import Transaction
from tests.conftest import Result, run_here
from tests.nothing_lost.test_killed import ADD, MANY, TITLE, ruled

NOBODY = 65534
COMMANDS = {
    "add": ADD,
    "add --from": ["add", "--from", "many.csv"],
    "endorse": ["endorse", TITLE, "--by", "市长", "--date", "2021-04-01"],
    "commission --from": ["commission", "--from", "delivered.csv"],
    "circular": ["circular", "--quarter", "1", "--md", "--as-of", "2021-04-15"],
    "tally -o": ["tally", "--quarter", "1", "-o", "old.csv"],
    "list -o": ["list", "--quarter", "1", "-o", "old.xlsx"],
    "schema --write": ["schema", "--write"],
    "init": ["init", "new"],
}
ROOT_ONLY = pytest.mark.skipif(os.geteuid() != 0, reason="only root may mount a file system")


def _fill(folder: Path) -> None:
    ruled(folder)
    (folder / "out").mkdir(exist_ok=True)
    for name in ("old.csv", "old.xlsx", "out/2021年1—3月信息工作情况通报.md"):
        (folder / name).write_bytes(b"the old one")
    (folder / "schemas").mkdir(exist_ok=True)
    (folder / "schemas" / "rules.json").write_bytes(b"the old one")


@pytest.fixture
def disk() -> Iterator[Path]:
    """A small file system of its own, where anybody can look."""
    folder = Path(tempfile.mkdtemp(prefix="infoscore-disk-"))
    folder.chmod(0o755)
    mount = ["mount", "-t", "tmpfs", "-o", "size=2m,mode=0755", "infoscore", str(folder)]
    done = subprocess.run(mount, check=False, capture_output=True, text=True)
    if done.returncode:
        folder.rmdir()
        pytest.skip(f"no file system can be mounted here: {done.stderr.strip()}")
    try:
        yield folder
    finally:
        os.chdir("/")
        subprocess.run(["umount", str(folder)], check=True)
        folder.rmdir()


def _held(folder: Path) -> dict[str, bytes]:
    files = (one for one in folder.rglob("*") if one.is_file() and one.name != "filler")
    return {one.relative_to(folder).as_posix(): one.read_bytes() for one in files}


def _told(result: Result, words: tuple[str, str]) -> None:
    assert result.code == 3, result
    *done, reason, hint = result.err.splitlines()
    assert reason.endswith(words), result.err
    assert not reason.startswith(("the machine", "系统")), "it does not say where"
    assert hint in {"  nothing half-written was left", "  没有留下写了一半的文件"}
    assert ".infoscore" not in result.err
    assert not done or "circulars/2021-Q1.md" in done[0]


@ROOT_ONLY
@pytest.mark.parametrize("name", COMMANDS)
def test_a_full_disk(disk: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """With no room at all, then with a page more and more, until it is enough."""
    command = COMMANDS[name]
    _fill(disk)
    before = _held(disk)
    monkeypatch.chdir(disk)
    ends = []
    for pages in range(200):
        free = os.statvfs(disk).f_bavail - pages
        (disk / "filler").write_bytes(bytes(max(0, free) * 4096))
        monkeypatch.setenv("INFOSCORE_LANG", ("en", "zh")[pages % 2])
        result = run_here(command)
        ends.append(result.code)
        if result.code == 0:
            break
        _told(result, ("the disk is full", "磁盘已满"))
        now = _held(disk)
        drafted = {one: now[one] for one in now.keys() - before.keys() if "circulars/" in one}
        assert now == {**before, **drafted}  # a text may be kept whose page finds no room
        (disk / "filler").unlink()
    assert ends[-1] == 0
    assert len(ends) > 1
    assert not list(disk.rglob(".infoscore*"))
    assert run_here(["check"]).code == 0


@ROOT_ONLY
def test_a_read_only_disk(disk: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _fill(disk)
    before = _held(disk)
    monkeypatch.chdir(disk)
    subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)
    try:
        for number, command in enumerate(COMMANDS.values()):
            monkeypatch.setenv("INFOSCORE_LANG", ("en", "zh")[number % 2])
            _told(run_here(command), ("the disk is read-only", "磁盘只读，不能写入"))
        for command in (["check"], ["tally"], ["list"], [*ADD, "--dry-run"]):
            assert run_here(command).code == 0
    finally:
        subprocess.run(["mount", "-o", "remount,rw", str(disk)], check=True)
    assert _held(disk) == before


@pytest.fixture
def as_nobody() -> Iterator[Callable[[Path], None]]:
    """Root may write anywhere, so he becomes nobody for a while."""

    def become(folder: Path) -> None:
        for part in [*folder.rglob("*"), folder]:
            part.chmod(0o555 if part.is_dir() else 0o444)
        if os.geteuid() == 0:
            os.seteuid(NOBODY)

    yield become
    if os.getuid() == 0:
        os.seteuid(0)


def test_no_permission(as_nobody: Callable[[Path], None], monkeypatch: pytest.MonkeyPatch) -> None:
    folder = Path(tempfile.mkdtemp(prefix="infoscore-forbidden-"))
    _fill(folder)
    before = _held(folder)
    monkeypatch.chdir(folder)
    try:
        for command in COMMANDS.values():  # what is loaded now need not be readable for nobody
            run_here([*command, *([] if "-o" in command else ["--dry-run"])])
        _fill(folder)
        as_nobody(folder)
        for number, command in enumerate(COMMANDS.values()):
            monkeypatch.setenv("INFOSCORE_LANG", ("en", "zh")[number % 2])
            _told(run_here(command), ("no permission", "没有权限"))
        for command in (["check"], ["tally"], ["list"], [*ADD, "--dry-run"]):
            assert run_here(command).code == 0
        assert _held(folder) == before
    finally:
        if os.getuid() == 0:
            os.seteuid(0)
        for part in [folder, *folder.rglob("*")]:
            part.chmod(0o755)
        monkeypatch.undo()
        shutil.rmtree(folder)


@pytest.mark.parametrize("gone", ["the year", "all records", "the workspace"])
@pytest.mark.parametrize("name", ["add", "add --from", "endorse", "schema --write"])
def test_a_folder_that_goes_meanwhile(
    seed: Path, monkeypatch: pytest.MonkeyPatch, name: str, gone: str
) -> None:
    """Deleted by somebody after it was read."""
    _fill(seed)
    monkeypatch.chdir(seed)
    write_all = Transaction.write_all
    folder = {"the year": seed / "adoptions" / "2021", "all records": seed / "adoptions"}.get(gone)

    def after_somebody(transaction: Transaction, files: object) -> None:
        shutil.rmtree(folder or seed, ignore_errors=True)
        write_all(transaction, files)  # type: ignore[arg-type]

    monkeypatch.setattr(Transaction, "write_all", after_somebody)
    result = run_here(COMMANDS[name])
    if gone == "the workspace":
        assert result.code == 3
        assert "no such file or folder" in result.err
        assert not seed.exists()
    elif name == "endorse":
        assert result.code == 1
        assert "there is no brief called" in result.err
        assert not list(seed.rglob("adoptions/**/*.yaml"))
    else:
        assert result.code == 0
        assert run_here(["check"]).code == 0
        made = {"add": 1, "add --from": MANY.count("\n") - 1, "schema --write": 0}[name]
        assert len(list(seed.rglob("adoptions/**/*.yaml"))) == made
