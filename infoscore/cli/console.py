"""Words to stderr, data to stdout, in whatever encoding the other side reads."""

from __future__ import annotations

import gettext
import os
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Final, TextIO

from infoscore.messages import Message, translate
from infoscore.problems import Problem, Severity

DOMAIN: Final = "infoscore"
LOCALES: Final = Path(__file__).parent.parent / "locale"
LANGUAGES: Final[Mapping[str, str]] = {"zh": "zh_CN", "en": "en"}
_COLOURS: Final = {Severity.ERROR: "\x1b[31m", Severity.WARNING: "\x1b[33m"}
_INVISIBLE: Final = {
    code: f"\\x{code:02x}" for code in (*range(0x09), *range(0x0B, 0x20), *range(0x7F, 0xA0))
} | {code: f"\\u{code:04x}" for code in (*range(0x202A, 0x202F), *range(0x2066, 0x206A))}


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
    """Let no character stop the program: a GBK console gets GB18030, which holds all of them."""
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
        os.environ["LANGUAGE"] = LANGUAGES[lang]  # for typer's own words
        gettext.bindtextdomain(DOMAIN, str(LOCALES))
        gettext.textdomain(DOMAIN)
        self.catalogue = gettext.translation(
            DOMAIN, str(LOCALES), languages=[LANGUAGES[lang]], fallback=True
        )

    def text(self, message: Message) -> str:
        """The message in the run's language."""
        return translate(message, self.catalogue)

    def say(self, message: Message) -> None:
        """Tell how it went; not with ``--quiet``."""
        if not self.quiet:
            self._error_line(self.text(message))

    def tell(self, message: Message, hint: Message | None = None) -> None:
        """Tell what must be known, ``--quiet`` or not."""
        self._error_line(self.text(message))
        if hint is not None:
            self._error_line("  " + self.text(hint))

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
        place, code = visible(str(problem.place)), problem.code.value
        message = visible(self.text(problem.message))
        return f"{place}: {severity}: {message} [{code}]", f"  {visible(self.text(problem.hint))}"

    def severity(self, severity: Severity) -> str:
        """``error`` or ``warning`` in the run's language."""
        return self.catalogue.gettext(severity.value)

    def data(self, data: str | bytes) -> None:
        """Data to stdout. If nobody reads on (``| head``), that is no fault."""
        try:
            if isinstance(data, bytes):
                sys.stdout.flush()
                sys.stdout.buffer.write(data)
            else:
                sys.stdout.write(data if data.endswith("\n") else data + "\n")
            sys.stdout.flush()
        except BrokenPipeError:
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())

    def ask(self, message: Message) -> str:
        """One line from the terminal, without the blanks around it.

        Raises:
            EOFError: there is no more input.
        """
        sys.stderr.write(self.text(message) + " ")
        sys.stderr.flush()
        line = sys.stdin.readline()
        if not line:
            raise EOFError
        return line.strip()

    def _error_line(self, line: str) -> None:
        try:
            sys.stderr.write(line + "\n")
            sys.stderr.flush()
        except BrokenPipeError:
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stderr.fileno())


def shown(path: Path) -> str:
    """A path as short as it can be told from here."""
    relative = os.path.relpath(path)
    return str(path) if relative.startswith("..") else relative


def visible(text: str) -> str:
    """``text`` without characters that would steer a terminal; they are shown as escapes."""
    return text.translate(_INVISIBLE).encode("utf-8", "backslashreplace").decode("utf-8")


def _coloured(stream: TextIO) -> bool:
    return (
        stream.isatty()
        and not os.environ.get("NO_COLOR")
        and os.environ.get("TERM", "") not in {"dumb", ""}
    )
