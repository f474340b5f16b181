"""Documents whose console blocks are run: what they show is what the program does.

A ```` ```console ```` block is a session. It runs in a fresh copy of the repository's workspace;
in an empty folder where its first line is ``# in an empty folder`` or ``# 在空文件夹里``, and
wherever the document has shared files; in the folder of the session before it where
``<!-- continued -->`` stands above it. A block of any other kind with ``<!-- file: NAME -->`` above
it is first laid into the folder of the next session, with ``<!-- shared: NAME -->`` into that of
every session from there on, until another one of that name takes its place, with
``<!-- added to: NAME -->`` at the end of what the next session's folder already holds.

A line ``$ …`` is a command, and the lines up to the next are what it prints: all of stdout, then
all of stderr. A line ``…`` stands for any lines. Commands other than ``infoscore`` go to the shell,
which knows ``$?``; ``make`` runs in the repository. The clock stands at 2 April 2026, messages
are in the document's language.

``--update-cases`` writes what is printed now into the blocks that are out of date, whole: cut
it again, and read the difference before committing it.
"""

from __future__ import annotations

import os
import re
import shlex
import subprocess
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Final, NamedTuple

import pytest

from infoscore.cli import init, options, recording
from tests.conftest import ROOT, copy_seed, run_here

EMPTY: Final = {"# in an empty folder", "# 在空文件夹里"}
CUT: Final = "…"
_FENCED: Final = re.compile(
    r"^(?:<!-- (?P<mark>[^\n]*) -->\n)?```(?P<kind>\w*)\n(?P<text>.*?)^```$",
    re.MULTILINE | re.DOTALL,
)


class Block(NamedTuple):
    """What stands between two fences."""

    place: int
    """Among the document's blocks."""
    line: int
    mark: str
    kind: str
    text: str


class Session(NamedTuple):
    """Blocks that share a folder, and the files that are laid into it."""

    document: str
    language: str
    shared: dict[str, str]
    blocks: list[Block]

    @property
    def name(self) -> str:
        return f"{self.document}:{self.blocks[0].line}"


class Today(date):
    """A clock that stands still."""

    @classmethod
    def today(cls) -> Today:
        return cls(2026, 4, 2)


def blocks(text: str) -> Iterator[Block]:
    for place, found in enumerate(_FENCED.finditer(text)):
        line = text.count("\n", 0, found.start("text"))
        yield Block(place, line, found["mark"] or "", found["kind"], found["text"])


def sessions(document: str, language: str) -> list[Session]:
    """Those of a document, by its path in the repository."""
    result: list[Session] = []
    files: list[Block] = []
    shared: dict[str, str] = {}
    for block in blocks((ROOT / document).read_text(encoding="utf-8")):
        key, _, name = block.mark.partition(": ")
        if key == "shared":
            shared = {**shared, name: block.text}
        elif key in {"file", "added to"}:
            files.append(block)
        elif block.kind == "console":
            if block.mark != "continued":
                result.append(Session(document, language, shared, []))
            result[-1].blocks.extend([*files, block])
            files = []
    assert not files, f"{document}: a file that no session uses"
    return result


def play(
    session: Session, folder: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> None:
    """Run the session in ``folder`` and compare what happens with what the document shows."""
    monkeypatch.setenv("INFOSCORE_LANG", session.language)
    for module in (init, options, recording):
        monkeypatch.setattr(module, "date", Today)
    first = next(block for block in session.blocks if block.kind == "console")
    for name, text in session.shared.items():
        _lay(folder / name, text)
    if not session.shared and first.text.partition("\n")[0] not in EMPTY:
        copy_seed(folder)
    monkeypatch.chdir(folder)
    for block in session.blocks:
        if block.kind == "console":
            happened = _retold(block.text)
            if re.fullmatch(_pattern(block.text), happened) is None:
                if request.config.getoption("--update-cases"):
                    _update(ROOT / session.document, block, happened)
                assert happened == block.text
        else:
            key, _, name = block.mark.partition(": ")
            before = (folder / name).read_text(encoding="utf-8") if key == "added to" else ""
            _lay(folder / name, before + block.text)


def _lay(file: Path, text: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")


def _update(document: Path, block: Block, happened: str) -> None:
    text = document.read_text(encoding="utf-8")
    found = list(_FENCED.finditer(text))[block.place]
    text = text[: found.start("text")] + happened + text[found.end("text") :]
    document.write_text(text, encoding="utf-8")


def _retold(text: str) -> str:
    """The block with what its commands print now."""
    lines = [line for line in text.splitlines()[:1] if line in EMPTY]
    code = 0
    for line in text.splitlines():
        if line.startswith("$ "):
            code, printed = _execute(line.removeprefix("$ "), code)
            lines += [line, *(one.rstrip() for one in printed.splitlines())]
    return "".join(f"{line}\n" for line in lines)


def _execute(command: str, last: int) -> tuple[int, str]:
    words = shlex.split(command)
    if words[0] == "infoscore":
        stdin = b""
        if "<" in words:
            stdin = Path(words.pop()).read_bytes()
            words.remove("<")
        result = run_here(words[1:], stdin)
        assert result.code in {0, 1, 2}, result.err
        return result.code, result.out + result.err
    assert words[0] in {"cat", "echo", "ls", "make", "mkdir", "rm", "sed"}
    ran = subprocess.run(
        command.replace("$?", str(last)),
        shell=True,
        cwd=ROOT if words[0] == "make" else None,
        env={key: value for key, value in os.environ.items() if not key.startswith("MAKE")},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    return ran.returncode, ran.stdout + ran.stderr


def _pattern(text: str) -> str:
    return "".join(
        r"(?:.*\n)*?" if line.strip() == CUT else re.escape(line) + r"\n"
        for line in text.splitlines()
    )
