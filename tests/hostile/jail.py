"""The program in a child process, within limits of time and memory and under watch.

A server process imports the program once and forks for each run, so that a run costs little and
its memory is its own. In the child an audit hook ends whatever reaches out: a socket, another
program, a file written outside the folders that the run may write into.
"""

from __future__ import annotations

import importlib
import multiprocessing
import os
import pkgutil
import resource
import sys
import time
from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path
from typing import Any, Final, NamedTuple

import infoscore
from infoscore.cli.console import prepare_streams
from infoscore.cli.main import run as run_program

for _found in pkgutil.walk_packages(infoscore.__path__, "infoscore."):
    if not _found.name.endswith("__main__"):
        importlib.import_module(_found.name)
for _name in ("docx", "jinja2.sandbox", "markdown_it.tree", "tabulate", "typer.main", "xlsxwriter"):
    importlib.import_module(_name)

SECONDS: Final = 5.0
"""Of a processor."""
MEGABYTES: Final = 300
ACTING: Final = frozenset(map(chr, [*range(10), *range(11, 32), *range(127, 160), 0x202E, 0x2028]))
"""What must not reach a terminal."""
_ROOM: Final = 1 << 30
"""Of addresses, beyond what the server has: so that the test's machine survives a bomb."""
_NEVER: Final = (
    "socket.",
    "subprocess.",
    "os.exec",
    "os.fork",
    "os.posix_spawn",
    "os.system",
    "os.startfile",
    "os.symlink",
    "ctypes.",
    "pty.",
    "urllib.",
)
_WRITES: Final = {"os.rename": 2, "os.link": 2, "os.mkdir": 1, "os.remove": 1, "os.rmdir": 1}
_FLAGS: Final = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND


class Ran(NamedTuple):
    """What a run left behind and what it took."""

    code: int | None
    """``None``: it was still there long after the time that it may take."""
    out: bytes
    err: str
    seconds: float
    megabytes: float
    reached: list[str]
    """What it tried to reach outside."""

    @property
    def said(self) -> str:
        """All of it as text."""
        return self.out.decode("utf-8", "replace") + self.err

    def is_told(self, *words: str) -> None:
        """It ended within the limits, by a problem or a mistake that names every word."""
        self.is_harmless()
        assert self.code in {1, 2, 3}, self.said
        for word in words:
            assert word in self.said, self.said[:2000]

    def is_harmless(self) -> None:
        """It ended within the limits, reached nothing outside and printed nothing that acts."""
        assert self.code is not None, f"no end after {self.seconds:.1f} s"
        assert self.reached == []
        assert "fault in infoscore" not in self.said, self.said
        assert "Traceback" not in self.said, self.said
        assert self.code in {0, 1, 2, 3}, self.said
        assert self.seconds < SECONDS
        assert self.megabytes < MEGABYTES
        acting = set(self.err) & ACTING
        assert not acting, acting


@cache
def _server() -> Any:
    context: Any = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([__name__])
    return context


def run(
    arguments: Sequence[str],
    root: Path,
    *,
    stdin: Path | None = None,
    writes: Iterable[Path] = (),
    language: str = "en",
) -> Ran:
    """``infoscore ARGUMENTS`` in the folder ``root``; it may write there and into ``writes``."""
    notes = root.parent / f"{root.name}.jail"
    notes.mkdir(exist_ok=True)
    for name in ("out", "err", "took"):
        (notes / name).write_bytes(b"")
    allowed = [str(path.resolve()) for path in (root, notes, *writes)]
    begin = time.monotonic()
    child = _server().Process(
        target=_child,
        args=(list(arguments), str(root), str(notes), str(stdin or os.devnull), allowed, language),
    )
    child.start()
    child.join(SECONDS * 5)
    alive = child.is_alive()
    if alive:
        child.kill()
        child.join()
    took = (notes / "took").read_text("utf-8").splitlines()
    return Ran(
        None if alive else child.exitcode,
        (notes / "out").read_bytes(),
        (notes / "err").read_text("utf-8", "replace"),
        float(took[0]) if took else time.monotonic() - begin,
        float(took[1]) if took else 0,
        took[2:],
    )


def _child(
    arguments: list[str], root: str, notes: str, stdin: str, allowed: list[str], language: str
) -> None:
    os.environ.clear()
    os.environ |= {
        "INFOSCORE_LANG": language,
        "LANGUAGE": language,
        "XDG_STATE_HOME": notes,
        "XDG_CACHE_HOME": notes,
        "HOME": notes,
        "PATH": "",
    }
    os.chdir(root)
    for number, (name, flags) in enumerate(
        ((stdin, os.O_RDONLY), (f"{notes}/out", os.O_WRONLY), (f"{notes}/err", os.O_WRONLY))
    ):
        handle = os.open(name, flags)
        os.dup2(handle, number)
        os.close(handle)
    sys.stdin, sys.stdout, sys.stderr = (
        open(number, mode, encoding="utf-8", closefd=False)  # noqa: SIM115
        for number, mode in ((0, "r"), (1, "w"), (2, "w"))
    )
    prepare_streams()
    room = _addresses() + _ROOM
    resource.setrlimit(resource.RLIMIT_AS, (room, room))
    reached: list[str] = []
    sys.addaudithook(lambda event, about: _watch(event, about, allowed, reached))
    begin = time.process_time()
    code = run_program(arguments)
    sys.stdout.flush()
    sys.stderr.flush()
    seconds = time.process_time() - begin
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    Path(notes, "took").write_text("\n".join([str(seconds), str(most), *reached]), "utf-8")
    os._exit(code)


def _watch(event: str, about: tuple[Any, ...], allowed: list[str], reached: list[str]) -> None:
    if event.startswith(_NEVER):
        reached.append(f"{event} {about!r}")
        raise PermissionError(event)
    names: tuple[Any, ...] = ()
    if event == "open" and isinstance(about[2], int) and about[2] & _FLAGS:
        names = about[:1]
    elif event in _WRITES:
        names = about[: _WRITES[event]]
    for name in names:
        if not isinstance(name, str | bytes):
            continue
        path = Path(os.fsdecode(name)).absolute()
        path = path.parent.resolve() / path.name
        if event == "open" and not about[2] & os.O_NOFOLLOW:
            path = path.resolve()
        if str(path) != os.devnull and not any(path.is_relative_to(one) for one in allowed):
            reached.append(f"{event} {path}")
            raise PermissionError(event, path)


def _addresses() -> int:
    pages = Path("/proc/self/statm").read_text("ascii").split()[0]
    return int(pages) * os.sysconf("SC_PAGE_SIZE")
