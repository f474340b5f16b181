"""Programs of the machine: none from the workspace is run, and none outlives the command."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from infoscore import programs
from tests.conftest import ROOT, Run

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the stand-ins are scripts")


def script(path: Path, text: str) -> Path:
    path.parent.mkdir(exist_ok=True)
    path.write_text(f"#!/bin/sh\n{text}\n", "utf-8")
    path.chmod(0o755)
    return path


@pytest.fixture
def aside(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder outside of the workspace."""
    return tmp_path_factory.mktemp("aside")


@pytest.mark.parametrize(
    "entry", ["", ".", "bin", "{root}", "{root}/bin", "{link}", "{root}/../{name}/bin", "{to}"]
)
@pytest.mark.usefixtures("seed")
def test_one_in_the_workspace_or_found_by_a_relative_path_is_never_run(
    run: Run, tmp_path: Path, aside: Path, monkeypatch: pytest.MonkeyPatch, entry: str
) -> None:
    for name in ("soffice", "libreoffice", "fc-list", "bin/soffice", "bin/fc-list"):
        script(tmp_path / name, f": > '{aside}/ran'; exit 1")
    (aside / "link").symlink_to(tmp_path)
    (aside / "to").mkdir()
    (aside / "to" / "soffice").symlink_to(tmp_path / "soffice")
    places = {"root": tmp_path, "name": tmp_path.name, "link": aside / "link", "to": aside / "to"}
    monkeypatch.setenv("PATH", entry.format(**places) + ":/nowhere")
    monkeypatch.delenv("INFOSCORE_LIBREOFFICE", raising=False)
    result = run("circular", "--quarter", "1", "-o", str(aside / "q1.pdf"))
    assert result.code == 3
    assert "has none" in result.err
    assert not (aside / "ran").exists()


@pytest.mark.parametrize("named", ["./soffice", "soffice", "{root}/soffice"])
@pytest.mark.usefixtures("seed")
def test_nor_if_the_setting_names_it(
    run: Run, tmp_path: Path, aside: Path, monkeypatch: pytest.MonkeyPatch, named: str
) -> None:
    script(tmp_path / "soffice", f": > '{aside}/ran'")
    monkeypatch.setenv("PATH", ":/nowhere")
    monkeypatch.setenv("INFOSCORE_LIBREOFFICE", named.format(root=tmp_path))
    result = run("circular", "--quarter", "1", "-o", str(aside / "q1.pdf"))
    assert result.code == 3
    assert "is no program with a whole path outside the workspace" in result.err
    assert not (aside / "ran").exists()


@pytest.mark.usefixtures("seed")
def test_nor_is_git_for_undo(
    run: Run, tmp_path: Path, aside: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    script(tmp_path / "git", f": > '{aside}/ran'; exit 1")
    monkeypatch.setenv("PATH", f":{tmp_path}:/usr/bin:/bin")
    words = "add --outlet 每日要情 --form 简讯 --unit 财务审计科 --date 2021-02-01 --title 题"
    assert run(*words.split()).code == 0
    assert run("add", "--undo").code == 0
    assert not (aside / "ran").exists()


def test_the_others_are_found_in_the_order_of_the_path(
    aside: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = (script(aside / name / "tool", "") for name in "ab")
    monkeypatch.setenv("PATH", f":relative:{aside}/b:{aside}/a")
    assert programs.find("tool") == str(second)
    assert programs.find("tool", aside / "b") == str(first)
    assert programs.find(str(second), aside / "a") == str(second)
    assert programs.find("tool", aside) is None
    second.chmod(0o644)
    assert programs.find("tool") == str(first)


def test_on_windows_the_current_folder_is_not_looked_into(
    aside: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    script(aside / "here" / "tool.exe", "")
    there = script(aside / "there" / "tool.exe", "")
    monkeypatch.chdir(aside / "here")
    monkeypatch.setattr(sys, "platform", "win32")
    monkeypatch.setenv("PATH", f"{aside}/there")
    assert programs.find("tool") == str(there)
    monkeypatch.setenv("PATH", f"{aside}/nowhere")
    assert programs.find("tool") is None


def test_a_program_finds_others_as_strictly(aside: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", f":.:{aside}/ws/bin:/usr/bin:/bin")
    (aside / "ws" / "bin").mkdir(parents=True)
    with programs.workroom(aside / "ws") as room:
        told = room.folder / "told"
        assert room.run(["/bin/sh", "-c", "echo $PATH; pwd"], 5, told) == 0
        assert told.read_text().split() == ["/usr/bin:/bin", os.path.realpath(room.folder)]
    assert not room.folder.exists()


def _runs(process: int) -> bool:
    """Return ``True`` for a process that runs; one that ended may wait to be forgotten."""
    found = subprocess.run(
        ["ps", "-o", "stat=", "-p", str(process)], capture_output=True, check=False
    )
    return found.stdout.strip()[:1] not in {b"", b"Z"}


def test_what_it_started_ends_with_it_and_with_its_time(aside: Path) -> None:
    text = f"sleep 60 & echo $! > '{aside}/child'"
    for rest, code in (("", 0), ("; wait", None)):
        with programs.workroom() as room:
            assert room.run(["/bin/sh", "-c", text + rest], 1) == code
        assert not _runs(int((aside / "child").read_text()))


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP, signal.SIGQUIT])
def test_a_signal_ends_both_and_leaves_nothing(seed: Path, aside: Path, number: int) -> None:
    (aside / "tmp").mkdir()
    office = script(aside / "soffice", f"sleep 60 & echo $! > '{aside}/child'; wait")
    environment = {
        **os.environ,
        "INFOSCORE_LIBREOFFICE": str(office),
        "TMPDIR": str(aside / "tmp"),
        "PYTHONPATH": str(ROOT),
    }
    command = [sys.executable, "-m", "infoscore", "circular", "--quarter", "1", "-o", "q1.pdf"]
    with subprocess.Popen(command, cwd=seed, env=environment, stderr=subprocess.PIPE) as process:
        end = time.monotonic() + 60
        while not (aside / "child").exists() or not (aside / "child").read_text().strip():
            assert time.monotonic() < end
            time.sleep(0.02)
        process.send_signal(number)
        process.communicate()
    assert process.returncode == (130 if number == signal.SIGINT else -number)
    assert not _runs(int((aside / "child").read_text()))
    assert list((aside / "tmp").iterdir()) == []
    assert not (seed / "q1.pdf").exists()


def test_a_signal_that_is_ignored_stays_so() -> None:
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        with programs.workroom() as room:
            signal.raise_signal(signal.SIGHUP)
            assert room.run(["/bin/sh", "-c", "exit 7"], 5) == 7
    finally:
        signal.signal(signal.SIGHUP, before)
