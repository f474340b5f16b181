"""The program in the world: consoles, pipes, cron, terminals, and a machine that refuses."""

from __future__ import annotations

import errno
import os
import pty
import select
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.conftest import Run

PROGRAM = [sys.executable, "-m", "infoscore"]
NOBODY = 65534
ADD = ["add", "--title", "题", "--outlet", "每日要情", "--form", "简讯", "--unit", "房产科"]
ADD += ["--date", "2021-03-18"]


def _run(
    *arguments: str, cwd: Path, env: dict[str, str] | None = None
) -> subprocess.CompletedProcess[bytes]:
    kept = {name: os.environ[name] for name in ("PATH", "XDG_STATE_HOME") if name in os.environ}
    return subprocess.run(
        [*PROGRAM, *arguments],
        cwd=cwd,
        env={**kept, "PYTHONPATH": os.pathsep.join(sys.path), **(env or {})},
        capture_output=True,
        check=False,
    )


def test_exit_codes_reach_the_shell(seed: Path) -> None:
    assert _run("check", cwd=seed).returncode == 0
    assert _run("tally", "--quarter", "9", cwd=seed).returncode == 2
    (seed / "adoptions" / "2021" / "bad.yaml").write_text("date: 2021-02-30\n", "utf-8")
    for command in (["check"], ["tally"], ["list"], ["explain", "房产科"], ["circular"]):
        done = _run(*command, cwd=seed)
        assert done.returncode == 1
        assert b"bad.yaml:1:7" in done.stdout + done.stderr
        assert b"Traceback" not in done.stderr
    assert not (seed / "out").exists()


@pytest.mark.parametrize("encoding", ["gbk", "gb2312", "cp936", "ascii", "utf-8"])
def test_a_console_of_any_encoding(seed: Path, encoding: str) -> None:
    (seed / "adoptions" / "2021" / "rare.yaml").write_text(
        "{date: 2021-03-02, title: 𠮷字与“—”🎉, outlet: 工作动态, form: 简讯, units: [房产科]}\n",
        "utf-8",
    )
    done = _run("list", "--quarter", "1", cwd=seed, env={"PYTHONIOENCODING": encoding})
    assert (done.returncode, done.stderr) == (0, b"")
    text = done.stdout.decode("gb18030" if encoding.startswith(("gb", "cp")) else encoding)
    if encoding == "ascii":
        assert "\\u5de5\\u4f5c" in text
    else:
        assert "𠮷字与“—”🎉" in text


@pytest.mark.parametrize(
    ("env", "word"),
    [
        ({}, "no problems"),
        ({"LANG": "C"}, "no problems"),
        ({"LANG": "zh_CN.UTF-8"}, "没有问题"),
        ({"LANG": "en_US.UTF-8", "LC_ALL": "zh_CN.GBK"}, "没有问题"),
        ({"LANG": "zh_CN.UTF-8", "INFOSCORE_LANG": "en"}, "no problems"),
    ],
)
def test_the_locale_chooses_the_language(seed: Path, env: dict[str, str], word: str) -> None:
    done = _run("check", cwd=seed, env={**env, "PYTHONIOENCODING": "utf-8"})
    assert done.stderr.decode() == word + "\n"


def test_data_and_words_go_apart(seed: Path) -> None:
    done = _run("tally", "--quarter", "1", "-o", "t.csv", cwd=seed)
    assert done.stdout == b""
    assert (seed / "t.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    quiet = _run("--quiet", "tally", "--quarter", "1", "-o", "-", "--format", "csv", cwd=seed)
    assert quiet.stderr == b""
    assert not quiet.stdout.startswith(b"\xef\xbb\xbf")


TO_A_FILE = [["tally", "--quarter", "1", "-o"], ["circular", "--quarter", "1", "--html", "-o"]]


@pytest.mark.parametrize("command", TO_A_FILE, ids=lambda command: command[0])
def test_what_is_named_stays_what_it_is(seed: Path, tmp_path: Path, command: list[str]) -> None:
    """A pipe takes the data, the file that a link leads to is replaced; /dev/null would be, too."""
    pipe, file, link = (tmp_path / f"{name}.html" for name in ("pipe", "file", "link"))
    os.mkfifo(pipe)
    handle = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)  # so that the writer need not wait
    with os.fdopen(handle, "rb") as stream, ThreadPoolExecutor(1) as pool:
        os.set_blocking(handle, True)
        done = pool.submit(_run, *command, str(pipe), cwd=seed)
        read = b""
        while not done.done():
            read += stream.read(1 << 16) or b""
        read += stream.read()
        assert done.result().returncode == 0, done.result().stderr
    assert pipe.is_fifo()
    link.symlink_to(file)
    for there in (False, True):
        assert file.exists() is there
        assert _run(*command, str(link), cwd=seed).returncode == 0
        assert link.is_symlink()
        assert file.read_bytes() == read


def test_a_reader_that_goes_away_is_no_fault(seed: Path) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    done = subprocess.run(
        [*PROGRAM, "tally"], cwd=seed, stdout=writer, stderr=subprocess.PIPE, check=False
    )
    os.close(writer)
    assert b"Traceback" not in done.stderr
    assert b"BrokenPipe" not in done.stderr


def test_without_permission_nothing_is_written(seed: Path, run: Run) -> None:
    assert run(*ADD, "--dry-run").code == 0  # now all modules are loaded, which nobody may read
    folder = seed / "adoptions" / "2021"
    for part in folder.parents:  # pytest keeps its folders to itself
        if part.stat().st_uid == os.geteuid() and part.name.startswith(
            ("pytest-", "popen-", "test_")
        ):
            part.chmod(0o755)
    folder.parent.chmod(0o755)
    folder.chmod(0o555)
    root = os.geteuid() == 0
    if root:  # who may write anywhere
        os.seteuid(NOBODY)
    try:
        result = run(*ADD)
    finally:
        if root:
            os.seteuid(0)
        folder.chmod(0o755)
    assert result.code == 3
    assert "no permission" in result.err
    assert len(list(folder.iterdir())) == 6


@pytest.mark.parametrize(
    ("number", "words"),
    [(errno.ENOSPC, "the disk is full"), (errno.EROFS, "the disk is read-only")],
)
def test_a_full_disk_leaves_what_was_there(
    seed: Path, run: Run, monkeypatch: pytest.MonkeyPatch, number: int, words: str
) -> None:
    old = seed / "q1.docx"
    old.write_bytes(b"the old one")

    def full(_handle: int) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(os, "fsync", full)
    for command in (["circular", "--quarter", "1", "-o", "q1.docx"], ADD):
        result = run(*command)
        assert result.code == 3
        assert words in result.err
    assert old.read_bytes() == b"the old one"
    assert len(list((seed / "adoptions" / "2021").iterdir())) == 6
    assert not list(seed.rglob(".*.tmp"))


class _Terminal:
    """The program at a terminal, answered line by line."""

    def __init__(self, *arguments: str, cwd: Path, kind: str = "dumb") -> None:
        self.pid, self.handle = pty.fork()
        if self.pid == 0:
            os.chdir(cwd)
            os.environ["TERM"] = kind
            os.environ["NO_COLOR"] = "1"
            signal.signal(signal.SIGINT, signal.SIG_DFL)  # a background job may ignore it
            os.execv(sys.executable, [*PROGRAM, *arguments])
        self.seen = ""

    def wait_for(self, text: str) -> None:
        end = time.monotonic() + 20
        while text not in self.seen:
            ready, _, _ = select.select([self.handle], [], [], max(0, end - time.monotonic()))
            assert ready, f"{text!r} did not come: {self.seen!r}"
            try:
                self.seen += os.read(self.handle, 4096).decode("utf-8", "replace")
            except OSError:
                break
        assert text in self.seen

    def type(self, line: str) -> None:
        self.seen = ""
        os.write(self.handle, f"{line}\n".encode())

    def exit_code(self) -> int:
        _, status = os.waitpid(self.pid, 0)
        os.close(self.handle)
        return os.waitstatus_to_exitcode(status)


def test_add_asks_for_what_is_missing(seed: Path) -> None:
    terminal = _Terminal("add", "--issue", "8", cwd=seed)
    for question, answer in [
        ("Title (empty: done):", "问答录入的一条"),
        ("Date (Enter: ", "大前天"),
        ("there is no such date", "2021-03-19"),
        ("Outlet (1 每日要情, 2 工作动态, 3 省委省政府信息; Enter: 工作动态)", "动态"),
        ("did you mean “工作动态”", "2"),
        ("Form (1 简讯, 2 专报)", "专报"),
        ("Units (?: list them; one or more):", "房产、住保办"),
        ("did you mean “房产科”", "房产科、住保办"),
        ("市住保办  市级 4  (8 ÷ 2 = 4)", ""),
        (".yaml", ""),
    ]:
        terminal.wait_for(question)
        terminal.type(answer)
    terminal.wait_for("1 record is logged")
    assert terminal.exit_code() == 0
    (made,) = (seed / "adoptions" / "2021").glob("2021-03-19-*.yaml")
    assert "units: [房产科, 住保办]" in made.read_text("utf-8")
    assert "issue: 8" in made.read_text("utf-8")


def test_an_interrupted_prompt_writes_nothing(seed: Path) -> None:
    terminal = _Terminal("add", cwd=seed)
    terminal.wait_for("Title")
    os.kill(terminal.pid, signal.SIGINT)
    terminal.wait_for("interrupted")
    assert terminal.exit_code() == 130
    assert len(list((seed / "adoptions" / "2021").iterdir())) == 6


def test_undo_leaves_what_was_edited_or_committed(seed: Path, run: Run) -> None:
    made = seed / run(*ADD).out.splitlines()[0]
    written = made.read_bytes()
    made.write_bytes(written + b"note: edited\n")
    result = run("add", "--undo")
    assert (result.code, made.exists()) == (1, True)
    assert "was edited since" in result.err
    made.write_bytes(written)
    for command in (["init", "-q"], ["add", "."]):
        subprocess.run(["git", *command], cwd=seed, check=True, capture_output=True)
    result = run("add", "--undo")
    assert (result.code, made.exists()) == (1, True)
    assert "git tracks" in result.err
    subprocess.run(["git", "rm", "-rfq", "--cached", "."], cwd=seed, check=True)
    assert run("add", "--undo").code == 0
    assert not made.exists()


def test_a_journal_that_cannot_be_written_stops_nothing(
    seed: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    (seed / "file").write_text("no folder", "utf-8")
    monkeypatch.setenv("XDG_STATE_HOME", str(seed / "file"))
    assert run(*ADD).code == 0
    result = run("add", "--undo")
    assert result.code == 1
    assert "nothing to take back" in result.err


def test_eight_at_once_lose_nothing(seed: Path) -> None:
    """Processes add side by side, some of them the same event."""
    running = [
        subprocess.Popen(
            [*PROGRAM, *ADD[:2], f"并行第{number % 6}条", *ADD[3:]],
            cwd=seed,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        for number in range(8)
    ]
    codes = [(one.communicate(), one.returncode)[1] for one in running]
    assert len(list((seed / "adoptions" / "2021").glob("*.yaml"))) == 6 + 6
    assert not list((seed / "adoptions").rglob(".*.tmp"))
    assert codes == [0] * 8


@pytest.mark.parametrize(
    "file",
    ["units.yaml", "RULES.YAML", "circulars/2021-Q1.md", "adoptions/2021/new.csv", "link.csv"],
)
@pytest.mark.parametrize("command", [["tally", "--format", "table"], ["circular", "--md"]])
def test_no_report_takes_the_place_of_what_it_is_made_of(
    seed: Path, run: Run, command: list[str], file: str
) -> None:
    (seed / "link.csv").symlink_to("circular.yaml")
    before = {path: path.read_bytes() for path in seed.rglob("*.*") if path.is_file()}
    result = run("-C", str(seed), *command, "--quarter", "1", "-o", str(seed / file))
    assert (result.code, "made of" in result.err) == (2, True)
    assert {path: path.read_bytes() for path in seed.rglob("*.*") if path.is_file()} == before
