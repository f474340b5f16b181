"""Programs of the machine: which of them may be run, and how they end with this one."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import Final

_ENDING: Final = [
    getattr(signal, name)
    for name in ("SIGTERM", "SIGINT", "SIGHUP", "SIGQUIT", "SIGBREAK")
    if hasattr(signal, name)
]
_TEMPORARY: Final = ("TMPDIR", "TMP", "TEMP")
"""What names the folder for what a program leaves when it is killed."""
_STEP: Final = 0.02
"""The seconds between two looks at a program."""
_LAST: Final = 3.0
"""The most seconds that killed processes are waited for; some machines are slow to forget them."""


def folders(root: Path | None) -> list[str]:
    """Return the folders of ``PATH`` with a whole path, none of them in ``root``.

    An empty entry means the current folder, which may be a workspace that came from elsewhere.
    """
    named = os.environ.get("PATH", os.defpath).split(os.pathsep)
    return [one for one in named if Path(one).is_absolute() and not _inside(one, root)]


def environment(root: Path | None) -> dict[str, str]:
    """Return the environment in which a program finds others as :func:`find` does."""
    return {**os.environ, "PATH": os.pathsep.join(folders(root))}


def find(name: str, root: Path | None = None) -> str | None:
    """Return the program of a name or whole path, if there is one outside of ``root``.

    ``shutil.which`` does not do: it follows relative entries, and on Windows looks into the
    current folder first.
    """
    if os.path.dirname(name):  # noqa: PTH120 - pathlib drops a leading ./
        places = [name] if Path(name).is_absolute() else []
    else:
        places = [os.path.join(folder, name) for folder in folders(root)]  # noqa: PTH118
    endings = ("", ".com", ".exe") if sys.platform == "win32" else ("",)
    for path in (Path(place + ending) for place in places for ending in endings):
        if path.is_file() and os.access(path, os.X_OK) and not _inside(path, root):
            return str(path)
    return None


def _inside(path: str | Path, root: Path | None) -> bool:
    """Return ``True`` if a path, or what it links to, lies in ``root`` or is it."""
    if root is None:
        return False
    ways = (Path(os.path.abspath(path)), Path(os.path.realpath(path)))  # noqa: PTH100
    return any(one.exists() and one.samefile(root) for way in ways for one in (way, *way.parents))


@dataclass(frozen=True, slots=True)
class Workroom:
    """A temporary folder in which programs run. It and they are gone when it is left."""

    folder: Path
    _caught: list[int]
    _root: Path | None

    def run(self, command: Sequence[str], seconds: float, output: Path | None = None) -> int | None:
        """Run a program and return its exit code, or ``None`` if its time ran out.

        Whatever it started ends with it.

        Raises:
            OSError: the program cannot be run.
        """
        here, end = str(self.folder), time.monotonic() + seconds
        with open(output or os.devnull, "wb") as stream:  # noqa: PTH123
            process = subprocess.Popen(  # noqa: S603 - from find()
                command,
                cwd=self.folder,
                env=environment(self._root) | {"TZ": "UTC", **dict.fromkeys(_TEMPORARY, here)},
                stdin=subprocess.DEVNULL,
                stdout=stream,
                stderr=subprocess.DEVNULL,
                start_new_session=True,
            )
            try:
                while process.poll() is None and not self._caught and time.monotonic() < end:
                    time.sleep(_STEP)
                return process.returncode
            finally:
                _end(process)


@contextmanager
def workroom(root: Path | None = None) -> Iterator[Workroom]:
    """Make a folder for programs; none is taken from ``root``.

    A signal that would end this program ends the other one first, and the folder; then it is sent
    again.
    """
    caught: list[int] = []

    def catch(number: int, _: FrameType | None) -> None:
        caught.append(number)

    main = threading.current_thread() is threading.main_thread()
    before = {one: signal.getsignal(one) for one in _ENDING if main}
    ours = {one: old for one, old in before.items() if old not in {None, signal.SIG_IGN}}
    try:
        for number in ours:
            signal.signal(number, catch)
        with tempfile.TemporaryDirectory(prefix="infoscore-", ignore_cleanup_errors=True) as name:
            yield Workroom(Path(name), caught, root)
    finally:
        for number, old in ours.items():
            signal.signal(number, old)
        if caught:
            signal.raise_signal(caught[0])


def _end(process: subprocess.Popen[bytes]) -> None:
    """Kill a program's whole group, also if the program itself has ended."""
    if sys.platform == "win32":
        if process.poll() is None:
            killer = Path(os.environ["SYSTEMROOT"], "System32", "taskkill.exe")
            tree = ("/F", "/T", "/PID", str(process.pid))
            subprocess.run([killer, *tree], capture_output=True, check=False)  # noqa: S603
    else:
        end = time.monotonic() + _LAST
        try:
            while time.monotonic() < end:
                os.killpg(process.pid, signal.SIGKILL)
                process.poll()
                time.sleep(_STEP)
        except OSError:  # no process is left
            pass
    process.wait()
