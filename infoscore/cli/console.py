"""Messages to stderr and data to stdout, in any encoding."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext, suppress
from pathlib import Path
from typing import Final, TextIO

from infoscore.characters import hidden
from infoscore.messages import Message, Translations, catalogue, msgn, translate
from infoscore.problems import Problem, Severity
from infoscore.screen import visible

_PATIENCE: Final = 1.0
"""The seconds before progress is shown."""
_REDRAW: Final = 0.1
"""The seconds between two updates of the progress line."""
_COLOURS: Final = {Severity.ERROR: "\x1b[31m", Severity.WARNING: "\x1b[33m"}


def language(environment: Mapping[str, str]) -> str:
    """Return the language of the environment: ``zh`` or ``en``."""
    for name in ("INFOSCORE_LANG", "LC_ALL", "LC_MESSAGES", "LANG"):
        value = environment.get(name, "")
        if value:
            return "zh" if value.lower().startswith("zh") else "en"
    if sys.platform == "win32":  # the environment does not hold the language
        import locale

        name = locale.getlocale()[0] or ""
        return "zh" if name.startswith(("zh", "Chinese")) else "en"
    return "en"


def prepare_streams() -> None:
    """Prepare the standard streams, so that neither a closed one nor a character is an error.

    A stream that the shell closed (``>&-``) is opened on the null device; this also keeps other
    files from taking its number. A GBK console gets GB18030, which has every character.
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
    """The output of a run: messages, problems, progress and data."""

    def __init__(self, lang: str, *, quiet: bool = False) -> None:
        self.quiet = quiet
        self._busy = False
        self._turn: AbstractContextManager[object] = nullcontext()
        """A lock on the terminal while :meth:`at_work` writes from a thread."""
        self.lang = lang
        """``zh`` or ``en``."""

    @property
    def catalogue(self) -> Translations:
        """The translations, loaded when they are first needed."""
        return catalogue(self.lang)

    def text(self, message: Message) -> str:
        """Return the message in the run's language."""
        return translate(message, self.catalogue)

    def say(self, message: Message) -> None:
        """Print a message to stderr, unless ``--quiet`` was given."""
        if not self.quiet:
            self.tell(message)

    def tell(self, message: Message, hint: Message | None = None) -> None:
        """Print a message and its hint to stderr, even with ``--quiet``."""
        self._error_line(visible(self.text(message)))
        if hint is not None:
            self._error_line("  " + visible(self.text(hint)))

    def problems(self, problems: Iterable[Problem]) -> None:
        """Print problems to stderr."""
        for problem in problems:
            colour = _steerable(sys.stderr) and not os.environ.get("NO_COLOR")
            self._error_line("\n".join(self.problem_lines(problem, colour=colour)))

    def problem(self, problem: Problem) -> None:
        """Print a problem to stdout, as data."""
        colour = _steerable(sys.stdout) and not os.environ.get("NO_COLOR")
        self.data("\n".join(self.problem_lines(problem, colour=colour)))

    def problem_lines(self, problem: Problem, *, colour: bool = False) -> tuple[str, str]:
        """Return ``path:line:column: severity: message [code]`` and the line of the hint."""
        severity = self.catalogue.gettext(problem.severity.value)
        if colour:
            severity = f"{_COLOURS[problem.severity]}{severity}\x1b[0m"
        place, code = _on_one_line(str(problem.place)), problem.code.value
        message = _on_one_line(self.text(problem.message))
        return f"{place}: {severity}: {message} [{code}]", f"  {visible(self.text(problem.hint))}"

    def data(self, data: str | bytes) -> None:
        """Write data to stdout. A closed pipe (``| head``) is no error.

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
        """Return a function that counts files, and shows their number on a terminal."""
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
        """Show on a terminal how long the work in the context takes."""
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
        """Wipe the progress line."""
        if self._busy:
            self._busy = False
            _put("\r\x1b[K")

    def ask(self, message: Message, read: Callable[[str], str] | None = None) -> str:
        """Ask for a line, and return it without surrounding blanks.

        The question is asked again of a line with characters that no text needs. ``read`` shows
        it and reads the line; default: as the terminal does by itself.

        Raises:
            EOFError: there is no more input.
        """
        while True:
            line = (read or _line)(visible(self.text(message)) + " ")
            found = hidden(line.strip())
            if found is None:
                return line.strip()
            self.tell(*found)

    def _error_line(self, line: str) -> None:
        with self._turn:
            self._rest()
            _put(line + "\n")


def _line(prompt: str) -> str:
    """Return the line that is typed.

    Raises:
        EOFError: there is no more input.
    """
    _put(prompt)
    line = sys.stdin.readline()
    if not line:
        raise EOFError
    return line


def _put(text: str) -> None:
    """Write to stderr, and ignore it from now on if that fails."""
    try:
        sys.stderr.write(text)
        sys.stderr.flush()
    except OSError:
        _give_up(sys.stderr)


def _give_up(stream: TextIO) -> None:
    """Send the rest of the stream to the null device."""
    with suppress(OSError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def _on_one_line(text: str) -> str:
    return visible(text).replace("\n", "\\n")


def shown(path: Path) -> str:
    """Return the path relative to the current folder, if it lies below it."""
    relative = os.path.relpath(path)
    return str(path) if relative.startswith("..") else relative


def editable() -> bool:
    """Return ``True`` if answers can be edited where questions are shown."""
    terminal = sys.stdin.isatty() and sys.stderr.isatty()
    named = os.environ.get("TERM", "") not in {"dumb", "unknown", ""}
    return terminal and (named or sys.platform == "win32")


def _steerable(stream: TextIO) -> bool:
    """Return ``True`` for a terminal that understands control sequences."""
    return stream.isatty() and os.environ.get("TERM", "") not in {"dumb", ""}
