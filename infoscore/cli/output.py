"""Writing a report in the chosen format to stdout or a file."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from stat import S_ISDIR, S_ISREG
from typing import Annotated, Final

import typer
from msgspec import Struct

from infoscore.cli.session import Session
from infoscore.cli.stops import misuse, not_among
from infoscore.messages import mark, msg
from infoscore.table import Table

TEXT: Final = "table"
_BY_SUFFIX: Final = {
    ".md": "markdown",
    ".csv": "csv",
    ".json": "json",
    ".html": "html",
    ".htm": "html",
    ".xlsx": "xlsx",
    ".txt": TEXT,
}


class OutputChoice(Struct, frozen=True):
    """The options for the format and file of a report."""

    format: Annotated[
        str | None,
        typer.Option(
            "--format",
            "-f",
            metavar="FORMAT",
            help=mark(
                "table, markdown, csv, json, html or xlsx; default: by FILE's ending, or table"
            ),
        ),
    ] = None
    output: Annotated[
        str | None,
        typer.Option("--output", "-o", metavar="FILE", help=mark("write to FILE; - is stdout")),
    ] = None

    def __post_init__(self) -> None:
        self.resolve()  # refuses an unknown format before any work is done

    @property
    def to_file(self) -> bool:
        """``True`` if the report goes to a file."""
        return self.output not in (None, "-")

    def resolve(self) -> str:
        """Return the name of the format.

        Raises:
            Stop: the format is unknown.
        """
        if self.format is not None:
            if self.format not in _BY_SUFFIX.values():
                raise not_among(msg("format"), self.format, dict.fromkeys(_BY_SUFFIX.values()))
            return self.format
        suffix = Path(self.output).suffix.lower() if self.to_file and self.output else ""
        if suffix and suffix not in _BY_SUFFIX:
            names = list(_BY_SUFFIX)
            raise misuse(
                msg("no format goes with the ending {suffix}", suffix=suffix),
                msg("give one with --format, or one of the endings {names}", names=names),
            )
        return _BY_SUFFIX.get(suffix, TEXT)


class Report(Struct, frozen=True):
    """A report's forms; each is made only if the format needs it."""

    reading: Callable[[], Table]
    """The table for people: text, Markdown, HTML."""
    json: Callable[[], object]
    data: Callable[[], Table] | None = None
    """The table for spreadsheets, if it differs."""
    narrow: Callable[[], Table] | None = None
    """The table for a terminal on which the one for people is too wide."""
    more: Callable[[], Table] | None = None
    """A further table, which only a web page has room for."""


def emit(report: Report, choice: OutputChoice, session: Session) -> None:
    """Render the report, and write it.

    Raises:
        Stop: the format cannot be shown on a terminal, or the file is the workspace's own.
    """
    console, form = session.console, choice.resolve()
    path = session.output(choice.output) if choice.output and choice.to_file else None
    if form == "xlsx" and not choice.to_file and sys.stdout.isatty():
        raise misuse(
            msg("an Excel file cannot be shown on a terminal"),
            msg("give a file: -o {name}", name="table.xlsx"),
        )
    with console.at_work():
        rendered = _rendered(report, form, to_file=choice.to_file)
    if path is not None:
        write(path, rendered)
        console.say(msg("wrote {file}", file=str(path)))
    else:
        console.data(rendered)


def write(path: Path, data: str | bytes, aside: Path | None = None) -> None:
    """Replace a file that the user named, whole or not at all; keep the old one as ``aside``.

    As in a shell, a link is followed, and a device or pipe (``/dev/null``, ``>(…)``) is written to.
    """
    from infoscore.workspace.writing.files import replace

    if isinstance(data, str):
        data = (data if data.endswith("\n") else data + "\n").encode()
    with suppress(FileNotFoundError):
        mode = path.stat().st_mode
        if not (S_ISREG(mode) or S_ISDIR(mode)):
            with path.open("wb") as stream:
                stream.write(data)
            return
    replace(Path(os.path.realpath(path)) if path.is_symlink() else path, data, aside)


def _rendered(report: Report, form: str, *, to_file: bool) -> str | bytes:
    """Render a report in a format; only its renderer is loaded."""
    if form == "json":
        from infoscore.reports import machine as json

        return json.dumps(report.json())
    if form == "csv":
        from infoscore.render import csv

        return csv.render((report.data or report.reading)(), bom=to_file)
    if form == "xlsx":
        from infoscore.render import xlsx

        return xlsx.render((report.data or report.reading)())
    if form == "markdown":
        from infoscore.render import markdown

        return markdown.render(report.reading())
    if form == "html":
        from infoscore.render import html

        return html.render(*(make() for make in (report.reading, report.more) if make is not None))
    return _text(report, to_terminal=not to_file and _is_terminal())


def _text(report: Report, *, to_terminal: bool) -> str:
    """Render a report as text, on a terminal no wider than that."""
    import shutil

    from infoscore.render import terminal

    table = report.reading()
    if not to_terminal:
        return terminal.render(table)
    width = shutil.get_terminal_size().columns
    if report.narrow is not None and terminal.width_of(table) > width:
        table = report.narrow()
    return terminal.render(table, width)


def _is_terminal() -> bool:
    return sys.stdout.isatty()
