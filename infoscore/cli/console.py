"""Words to stderr, data to stdout, in whatever encoding the other side reads."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext, suppress
from pathlib import Path
from typing import Final, TextIO

from infoscore.messages import Message, Translations, catalogue, msgn, translate
from infoscore.problems import Problem, Severity
from infoscore.screen import visible

_PATIENCE: Final = 1.0
_REDRAW: Final = 0.1
"""Seconds before progress is shown, and between two showings."""
_COLOURS: Final = {Severity.ERROR: "\x1b[31m", Severity.WARNING: "\x1b[33m"}


def language(environment: Mapping[str, str]) -> str:
    """``zh`` or ``en``, as the environment asks for."""
    for name in ("INFOSCORE_LANG", "LC_ALL", "LC_MESSAGES", "LANG"):
        value = environment.get(name, "")
        if value:
            return "zh" if value.lower().startswith("zh") else "en"
    if sys.platform == "win32":  # there the language is not in the environment
        import locale

        name = locale.getlocale()[0] or ""
        return "zh" if name.startswith(("zh", "Chinese")) else "en"
    return "en"


def prepare_streams() -> None:
    """Let neither a closed stream nor a character stop the program.

    What the shell closed (``>&-``) is opened on the null device, so that nothing is read from it,
    nobody misses what goes there, and no file takes its number. A GBK console gets GB18030, which
    holds every character.
    """
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, mode, encoding="utf-8"))  # noqa: SIM115, PTH123
    for stream in (sys.stdout, sys.stderr):
        if not hasattr(stream, "reconfigure"):
            continue
        encoding = (stream.encoding or "ascii").lower().replace("-", "").replace("_", "")
        if encoding in {"gbk", "gb2312", "cp936", "936"}:
            stream.reconfigure(encoding="gb18030", errors="backslashreplace")
        else:
            stream.reconfigure(errors="backslashreplace")


class Console:
    """Where a run's words and data go."""

    def __init__(self, lang: str, *, quiet: bool = False) -> None:
        self.quiet = quiet
        self._busy = False
        self._turn: AbstractContextManager[object] = nullcontext()
        """Who holds it may write to the terminal."""
        self._lang = lang

    @property
    def catalogue(self) -> Translations:
        """The words of the run's language; many commands print nothing but data and need none."""
        return catalogue(self._lang)

    def text(self, message: Message) -> str:
        """The message in the run's language."""
        return translate(message, self.catalogue)

    def say(self, message: Message) -> None:
        """Tell how it went; not with ``--quiet``."""
        if not self.quiet:
            self._error_line(visible(self.text(message)))

    def tell(self, message: Message, hint: Message | None = None) -> None:
        """Tell what must be known, ``--quiet`` or not."""
        self._error_line(visible(self.text(message)))
        if hint is not None:
            self._error_line("  " + visible(self.text(hint)))

    def problems(self, problems: Iterable[Problem]) -> None:
        """Each problem as ``path:line:column: severity: message [code]`` with its hint below."""
        for problem in problems:
            for line in self.problem_lines(problem, colour=_coloured(sys.stderr)):
                self._error_line(line)

    def problem_lines(self, problem: Problem, *, colour: bool = False) -> tuple[str, str]:
        """A problem's two lines."""
        severity = self.severity(problem.severity)
        if colour:
            severity = f"{_COLOURS[problem.severity]}{severity}\x1b[0m"
        place, code = _on_one_line(str(problem.place)), problem.code.value
        message = _on_one_line(self.text(problem.message))
        return f"{place}: {severity}: {message} [{code}]", f"  {visible(self.text(problem.hint))}"

    def severity(self, severity: Severity) -> str:
        """``error`` or ``warning`` in the run's language."""
        return self.catalogue.gettext(severity.value)

    def data(self, data: str | bytes) -> None:
        """Data to stdout. If nobody reads on (``| head``), that is no fault.

        Raises:
            OSError: stdout cannot be written, as on a full disk.
        """
        with self._turn:
            self._rest()
            try:
                if isinstance(data, bytes):
                    sys.stdout.flush()
                    sys.stdout.buffer.write(data)
                else:
                    sys.stdout.write(data if data.endswith("\n") else data + "\n")
                sys.stdout.flush()
            except OSError as error:
                _give_up(sys.stdout)
                if not isinstance(error, BrokenPipeError):
                    raise

    def progress(self) -> Callable[[], None] | None:
        """To be called for each step of long work: on a terminal, after a second, it is shown."""
        if self.quiet or not _steerable(sys.stderr):
            return None
        begin = last = time.monotonic()
        steps = 0

        def step() -> None:
            nonlocal last, steps
            steps += 1
            now = time.monotonic()
            if now - begin > _PATIENCE and now - last > _REDRAW:
                last = now
                self._show(msgn("{n} file read", "{n} files read", n=steps))

        return step

    @contextmanager
    def at_work(self) -> Iterator[None]:
        """Work without steps: on a terminal, after a second, it is shown that it goes on."""
        if self.quiet or not _steerable(sys.stderr):
            yield
            return
        import threading

        self._turn = threading.RLock()
        begin = time.monotonic()
        done = threading.Event()

        def watch() -> None:
            while not done.wait(_PATIENCE):
                seconds = round(time.monotonic() - begin)
                with self._turn:
                    self._show(msgn("at work for {n} second", "at work for {n} seconds", n=seconds))

        watcher = threading.Thread(target=watch, daemon=True)
        watcher.start()
        try:
            yield
        finally:
            done.set()
            watcher.join()
            self._rest()

    def _show(self, progress: Message) -> None:
        self._busy = True
        _put("\r" + self.text(progress))

    def _rest(self) -> None:
        """Wipe the progress line before anything else is printed."""
        if self._busy:
            self._busy = False
            _put("\r\x1b[K")

    def ask(self, message: Message) -> str:
        """One line from the terminal, without the blanks around it.

        Raises:
            EOFError: there is no more input.
        """
        _put(visible(self.text(message)) + " ")
        line = sys.stdin.readline()
        if not line:
            raise EOFError
        return line.strip()

    def _error_line(self, line: str) -> None:
        with self._turn:
            self._rest()
            _put(line + "\n")


def _put(text: str) -> None:
    """Write to stderr; of a stderr that cannot be written nobody can be told."""
    try:
        sys.stderr.write(text)
        sys.stderr.flush()
    except OSError:
        _give_up(sys.stderr)


def _give_up(stream: TextIO) -> None:
    """Let what is still in the stream, and what comes, go nowhere."""
    with suppress(OSError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def _on_one_line(text: str) -> str:
    return visible(text).replace("\n", "\\n")


def shown(path: Path) -> str:
    """A path as short as it can be told from here."""
    relative = os.path.relpath(path)
    return str(path) if relative.startswith("..") else relative


def _coloured(stream: TextIO) -> bool:
    return _steerable(stream) and not os.environ.get("NO_COLOR")


def _steerable(stream: TextIO) -> bool:
    """Whether it is a terminal that does more than print."""
    return stream.isatty() and os.environ.get("TERM", "") not in {"dumb", ""}
