"""``circular``: the document of a period, in as many formats as asked for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from infoscore.cli.options import DryRun, PeriodChoice
from infoscore.cli.output import write
from infoscore.cli.session import Session
from infoscore.cli.stops import misuse
from infoscore.document import Circular
from infoscore.messages import mark, msg
from infoscore.office.circular import Made
from infoscore.office.circular import circular as make
from infoscore.period import Period
from infoscore.workspace.writing.files import replace, stay_within

if TYPE_CHECKING:
    from infoscore.cli.word import WordFile
    from infoscore.render.docx.template import Template

Put = Callable[[Path, bytes, Path | None], None]
"""Writes a whole file; what is there goes to the second path, if given."""


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
    dry_run: DryRun = False,
) -> None:
    session = Session.of(context)
    formats = _formats({".docx": docx, ".pdf": pdf, ".md": md, ".html": html}, output)
    named = session.output(output) if output is not None else None
    workspace, setup, span, today = session.report(period)
    session.warn_without_targets(setup, span)
    letterhead = _letterhead(template)
    made = session.sound(workspace, make(workspace, span, today, dry_run=dry_run))
    _tell_made(session, made, span, dry_run=dry_run)

    @cache
    def word() -> WordFile:
        from infoscore.cli.word import WordFile, layout_of

        return WordFile(session.console, made.document, layout_of(made.settings), letterhead)

    with session.console.at_work():
        if {".docx", ".pdf"} & set(formats):
            _tell_deviations(session, made)
            word().warn_of_places()
        for suffix in formats:
            put: Put = write
            path = named
            if path is None:
                put, path = replace, workspace.root / "out" / f"{made.name}{suffix}"
                stay_within(workspace.root, path)
            _write(session, _RENDERERS[suffix](made.document, word), path, put, dry_run=dry_run)


def _letterhead(file: str | None) -> Template | None:
    if file is None:
        return None
    from infoscore.cli.word import opened

    return opened(file)


def _tell_made(session: Session, made: Made, span: Period, *, dry_run: bool) -> None:
    """The days that were counted, figures that do not fit, and the text that was drafted."""
    counted, file = made.counted, made.text.file
    if (counted.start, counted.end) != (span.start, span.end):
        session.console.tell(
            msg("counted: {start} to {end}, by “closing”", start=counted.start, end=counted.end)
        )
    session.console.problems(made.contradictions)
    if made.drafted and dry_run:
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


def _write(
    session: Session,
    data: bytes,
    path: Path,
    put: Put,
    *,
    dry_run: bool,
) -> None:
    import sys

    from infoscore.cli.console import shown

    if dry_run:
        session.console.say(msg("would write {file}", file=shown(path)))
    elif str(path) == "-":
        if sys.stdout.isatty() and data.startswith((b"PK", b"%PDF")):
            raise misuse(
                msg("a Word file or PDF cannot be shown on a terminal"),
                msg("give a file: -o {name}", name="circular.docx"),
            )
        session.console.data(data)
    else:
        kept = _kept(path)
        put(path, data, kept)
        if kept is not None:
            session.console.tell(
                msg(
                    "kept {file}, which was edited in Word, as {kept}",
                    file=shown(path),
                    kept=shown(kept),
                )
            )
        session.console.say(msg("wrote {file}", file=shown(path)))


_MOST_BYTES: Final = 64 << 20
"""Of a Word file that is looked into."""


def _kept(path: Path) -> Path | None:
    """What a Word file that somebody edited is called from now on: it is not overwritten."""
    import zipfile

    if path.suffix != ".docx" or not path.is_file() or path.stat().st_size > _MOST_BYTES:
        return None
    try:
        with zipfile.ZipFile(path) as package:
            edited = "docProps/app.xml" in package.namelist()  # Word and WPS write it; we do not
    except zipfile.BadZipFile:
        return None
    if not edited:
        return None
    number = 1
    while (kept := path.with_stem(f"{path.stem}（修改稿{number}）")).exists():
        number += 1
    return kept


def _tell_deviations(session: Session, made: Made) -> None:
    """What the office decided otherwise than the standard, each with its clause."""
    from infoscore.cli.word import layout_of
    from infoscore.render.deviations import deviations, told

    text = made.text
    unnumbered = text.head.number is None and "{number}" in made.settings.number
    if unnumbered:
        session.console.say(
            msg("the document number is yet to be filled in: “number” in {file}", file=text.file)
        )
    for clause, key in deviations(layout_of(made.settings), made.document):
        if not (unnumbered and key == "number-pattern"):
            session.console.say(told(clause, key))


def _docx(_document: Circular, word: Callable[[], WordFile]) -> bytes:
    return word().docx()


def _pdf(_document: Circular, word: Callable[[], WordFile]) -> bytes:
    return word().pdf()


def _markdown(document: Circular, _word: Callable[[], WordFile]) -> bytes:
    from infoscore.render import circular_markdown

    return circular_markdown.render(document).encode()


def _html(document: Circular, _word: Callable[[], WordFile]) -> bytes:
    from infoscore.render import circular_html

    return circular_html.render(document).encode()


_RENDERERS: Final[Mapping[str, Callable[[Circular, Callable[[], WordFile]], bytes]]] = {
    ".docx": _docx,
    ".pdf": _pdf,
    ".md": _markdown,
    ".html": _html,
}
