"""A report in the format asked for, to stdout or whole into a file."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from stat import S_ISDIR, S_ISREG
from typing import Annotated, Final

import typer
from msgspec import Struct

from infoscore.cli.session import Session
from infoscore.cli.stops import misuse
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
    """How and where a report is wanted."""

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
        """Before any work is done.

        Raises:
            Stop: there is no such format.
        """
        self.resolve()

    @property
    def to_file(self) -> bool:
        """Whether a file is written."""
        return self.output not in (None, "-")

    def resolve(self) -> str:
        """The format's name.

        Raises:
            Stop: there is no such format.
        """
        if self.format is None:
            suffix = Path(self.output).suffix.lower() if self.to_file and self.output else ""
            if suffix and suffix not in _BY_SUFFIX:
                raise misuse(
                    msg("no format goes with the ending {suffix}", suffix=suffix),
                    msg(
                        "give one with --format, or one of the endings {names}",
                        names=list(_BY_SUFFIX),
                    ),
                )
            return _BY_SUFFIX.get(suffix, TEXT)
        if self.format not in set(_BY_SUFFIX.values()):
            raise misuse(
                msg("there is no {kind} called “{name}”", kind=msg("format"), name=self.format),
                msg("one of: {names}", names=list(dict.fromkeys(_BY_SUFFIX.values()))),
            )
        return self.format


class Report(Struct, frozen=True):
    """A report's shapes; each is made only when its format is asked for."""

    reading: Callable[[], Table]
    """For people: text, Markdown, HTML."""
    json: Callable[[], object]
    data: Callable[[], Table] | None = None
    """For spreadsheets, where it differs from what people read."""


def emit(report: Report, choice: OutputChoice, session: Session) -> None:
    """Render the report and hand it over.

    Raises:
        Stop: the format does not fit the place it should go to, or it must not go there.
    """
    console, form = session.console, choice.resolve()
    path = session.output(choice.output) if choice.output and choice.to_file else None
    if form == "xlsx" and not choice.to_file and sys.stdout.isatty():
        raise misuse(
            msg("an Excel file cannot be shown on a terminal"),
            msg("give a file: -o {name}", name="table.xlsx"),
        )
    with console.at_work():
        rendered = _RENDERERS[form](report, choice.to_file)
    if path is not None:
        write(path, rendered)
        console.say(msg("wrote {file}", file=str(path)))
    else:
        console.data(rendered)


def write(path: Path, data: str | bytes, aside: Path | None = None) -> None:
    """The whole file that somebody names or nothing; what is there goes ``aside``, or away.

    As a shell would, what a link leads to is replaced and not the link, and a device or a pipe
    (``/dev/null``, ``>(…)``) takes the data and stays what it is.
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


def _text(report: Report, to_file: bool) -> str:
    import shutil

    from infoscore.render import text

    fits = not to_file and sys.stdout.isatty()
    return text.render(report.reading(), shutil.get_terminal_size().columns if fits else None)


def _markdown(report: Report, _to_file: bool) -> str:
    from infoscore.render import markdown

    return markdown.render(report.reading())


def _csv(report: Report, to_file: bool) -> bytes:
    from infoscore.render import csv

    return csv.render((report.data or report.reading)(), bom=to_file)


def _json(report: Report, _to_file: bool) -> str:
    from infoscore.reports import machine as json

    return json.dumps(report.json())


def _html(report: Report, _to_file: bool) -> str:
    from infoscore.render import html

    return html.render(report.reading())


def _xlsx(report: Report, _to_file: bool) -> bytes:
    from infoscore.render import xlsx

    return xlsx.render((report.data or report.reading)())


_RENDERERS: Final[Mapping[str, Callable[[Report, bool], str | bytes]]] = {
    TEXT: _text,
    "markdown": _markdown,
    "csv": _csv,
    "json": _json,
    "html": _html,
    "xlsx": _xlsx,
}
