"""``circular``: the circular of a period in several formats."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from infoscore.cli.console import shown
from infoscore.cli.options import DryRun, PeriodChoice, Strict
from infoscore.cli.output import write
from infoscore.cli.session import Reported, Session
from infoscore.cli.stops import misuse
from infoscore.document import Circular
from infoscore.messages import mark, msg
from infoscore.office.circular import Made
from infoscore.office.circular import circular as make
from infoscore.problems import Problem
from infoscore.workspace.writing.files import replace, stay_within

if TYPE_CHECKING:
    from infoscore.cli.word import WordFile
    from infoscore.render.docx.template import Template

_MOST_BYTES: Final = 64 << 20
"""The size of the largest Word file that is looked into."""
Put = Callable[[Path, bytes, Path | None], None]
"""A function that replaces a file; the second path keeps the old one."""


def circular(
    context: typer.Context,
    period: PeriodChoice,
    docx: Annotated[bool, typer.Option("--docx", help=mark("a Word file (the default)"))] = False,
    pdf: Annotated[bool, typer.Option("--pdf", help=mark("a PDF, made by LibreOffice"))] = False,
    md: Annotated[bool, typer.Option("--md", help=mark("a Markdown page"))] = False,
    html: Annotated[bool, typer.Option("--html", help=mark("a self-contained web page"))] = False,
    template: Annotated[
        str | None,
        typer.Option(
            "--template", metavar="FILE", help=mark("your own letterhead as a Word file (.docx)")
        ),
    ] = None,
    output: Annotated[
        str | None,
        typer.Option(
            "--output", "-o", metavar="FILE", help=mark("write one format to FILE; - is stdout")
        ),
    ] = None,
    strict: Strict = False,
    dry_run: DryRun = False,
) -> None:
    session = Session.of(context)
    formats = _formats({".docx": docx, ".pdf": pdf, ".md": md, ".html": html}, output)
    named = session.output(output) if output is not None else None
    asked = session.report(period)
    workspace, setup, span, today = asked
    session.warn_without_targets(setup, span)
    letterhead = None
    if template is not None:
        from infoscore.cli.word import opened

        letterhead = opened(template, session.console)
    seen = session.watch(asked, strict=strict)

    def ready(contradictions: Sequence[Problem]) -> None:
        session.doubt_year(period, asked, seen, writes=True)
        session.warn(asked, seen, told=contradictions, strict=strict)

    passing = not period.named and span.end == today  # tomorrow it is another period
    found = make(workspace, span, today, dry_run=dry_run or passing, seen=seen, ready=ready)
    made = session.sound(workspace, found)
    _tell_made(session, made, asked, dry_run=dry_run, passing=passing)

    @cache
    def word() -> WordFile:
        from infoscore.cli.word import WordFile, layout_of

        layout = layout_of(made.settings)
        return WordFile(session.console, made.document, layout, letterhead, workspace.root)

    with session.console.at_work():
        if {".docx", ".pdf"} & set(formats):
            _tell_deviations(session, made, letterhead, passing=passing)
            word().warn_of_places()
        # all of them before the first is written: LibreOffice may fail
        rendered = [(suffix, _rendered(suffix, made.document, word)) for suffix in formats]
        for suffix, data in rendered:
            put: Put = write
            path = named
            if path is None:
                put, path = replace, workspace.root / "out" / f"{made.name}{suffix}"
                stay_within(workspace.root, path)
            _write(session, data, path, put, dry_run=dry_run)


def _tell_made(
    session: Session, made: Made, asked: Reported, *, dry_run: bool, passing: bool
) -> None:
    """Print unusual days and the drafted text, which is not kept of a ``passing`` period."""
    (start, end), file = (made.counted.start, made.counted.end), made.text.file
    if (start, end) != (asked.period.start, asked.period.end):
        session.console.tell(msg("counted: {start} to {end}, by “closing”", start=start, end=end))
    session.tell_unended(made.counted, asked.today)
    if made.drafted and passing:
        session.console.tell(
            msg("the text is made from the template and not kept, as no period is named"),
            msg("for a circular of your own, name one: {example}", example="--quarter last"),
        )
    elif made.drafted and dry_run:
        session.console.say(msg("would write {file}", file=file))
    elif made.drafted:
        session.console.say(
            msg("wrote {file} from the template: edit the text there and run again", file=file)
        )


def _formats(wanted: Mapping[str, bool], output: str | None) -> list[str]:
    chosen = [suffix for suffix, yes in wanted.items() if yes]
    if output is None:
        return chosen or [".docx"]
    if len(chosen) > 1:
        raise misuse(
            msg("-o names one file, and {names} are several", names=chosen),
            msg("leave out -o: they are written into out/"),
        )
    suffix = Path(output).suffix.lower()
    if not chosen and suffix and suffix not in wanted:
        raise misuse(
            msg("no format goes with the ending {suffix}", suffix=suffix),
            msg("one of: {names}", names=list(wanted)),
        )
    return chosen or [suffix or ".docx"]


def _write(session: Session, data: bytes, path: Path, put: Put, *, dry_run: bool) -> None:
    if not dry_run and str(path) == "-":
        if sys.stdout.isatty() and data.startswith((b"PK", b"%PDF")):
            raise misuse(
                msg("a Word file or PDF cannot be shown on a terminal"),
                msg("give a file: -o {name}", name="circular.docx"),
            )
        session.console.data(data)
        return
    kept = None if dry_run else _kept(path)
    if not dry_run:
        put(path, data, kept)
    if kept is not None:
        session.console.tell(
            msg(
                "kept {file}, which was edited in Word, as {kept}",
                file=shown(path),
                kept=shown(kept),
            )
        )
    session.tell_written(path, dry_run=dry_run)


def _kept(path: Path) -> Path | None:
    """Return a new name for a Word file that was edited, so that it is not overwritten."""
    import zipfile

    if path.suffix != ".docx" or not path.is_file() or path.stat().st_size > _MOST_BYTES:
        return None
    try:
        with zipfile.ZipFile(path) as package:
            if "docProps/app.xml" not in package.namelist():  # only Word and WPS write it
                return None
    except zipfile.BadZipFile:
        return None
    number = 1
    while (kept := path.with_stem(f"{path.stem}（修改稿{number}）")).exists():
        number += 1
    return kept


def _tell_deviations(
    session: Session, made: Made, letterhead: Template | None, *, passing: bool
) -> None:
    """Print the office's deviations from the standard, each with its clause."""
    from infoscore.cli.word import layout_of
    from infoscore.render.deviations import deviations, told

    text = made.text
    unnumbered = text.head.number is None and "{number}" in made.settings.number
    if unnumbered and not passing:
        session.console.say(
            msg("the document number is yet to be filled in: “number” in {file}", file=text.file)
        )
    for clause, key in deviations(layout_of(made.settings), made.document, letterhead):
        if not (unnumbered and key == "number-pattern"):
            session.console.say(told(clause, key))


def _rendered(suffix: str, document: Circular, word: Callable[[], WordFile]) -> bytes:
    """Render the document for a suffix; only its renderer is loaded."""
    if suffix == ".docx":
        return word().docx()
    if suffix == ".pdf":
        return word().pdf()
    if suffix == ".md":
        from infoscore.render import circular_markdown

        return circular_markdown.render(document).encode()
    from infoscore.render import circular_html

    return circular_html.render(document).encode()
