"""``circular``: the document of a period, in as many formats as asked for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final, NamedTuple

import typer

from infoscore.cli.options import DryRun, PeriodChoice
from infoscore.cli.session import Session
from infoscore.cli.stops import misuse
from infoscore.messages import mark, msg

if TYPE_CHECKING:
    from infoscore.circular.build import Figures
    from infoscore.circular.settings import CircularFile
    from infoscore.circular.texts import Text
    from infoscore.cli.word import WordFile
    from infoscore.document import Circular
    from infoscore.period import Period
    from infoscore.records.resolve import Setup
    from infoscore.render.docx.template import Template
    from infoscore.workspace.load import Workspace


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
    from infoscore.circular import build
    from infoscore.circular.settings import read_settings
    from infoscore.cli.output import write
    from infoscore.workspace.writing.files import replace, stay_within

    session = Session.of(context)
    formats = _formats({".docx": docx, ".pdf": pdf, ".md": md, ".html": html}, output)
    named = session.output(output) if output is not None else None
    workspace = session.workspace()
    setup = session.setup(workspace)
    span = period.resolve(setup.roster.years(), setup.book.calendar)
    settings = read_settings(workspace, setup)
    session.stop_for(workspace.problems)
    assert settings is not None
    session.warn_without_targets(setup, span)
    letterhead = _letterhead(template)
    while True:
        prepared = _prepared(session, workspace, setup, settings, span, period.today())
        with session.console.at_work():
            document = _built(session, settings, prepared)
        try:
            _keep_draft(session, workspace.root, prepared, dry_run=dry_run)
        except FileExistsError:  # somebody else drafted it meanwhile
            continue
        break
    name = build.file_name(settings, span)

    @cache
    def word() -> WordFile:
        from infoscore.cli.word import WordFile, layout_of

        return WordFile(session.console, document, layout_of(settings), letterhead)

    with session.console.at_work():
        if {".docx", ".pdf"} & set(formats):
            _tell_deviations(session, document, settings, prepared.text)
            word().warn_of_places()
        for suffix in formats:
            put: Put = write
            path = named
            if path is None:
                put, path = replace, workspace.root / "out" / f"{name}{suffix}"
                stay_within(workspace.root, path)
            _write(session, _RENDERERS[suffix](document, word), path, put, dry_run=dry_run)


def _letterhead(file: str | None) -> Template | None:
    if file is None:
        return None
    from infoscore.cli.word import opened

    return opened(file)


class Prepared(NamedTuple):
    """A period's text and figures."""

    text: Text
    figures: Figures
    drafted: bytes | None
    """The text's file, where there was none yet."""


def _prepared(
    session: Session,
    workspace: Workspace,
    setup: Setup,
    settings: CircularFile,
    span: Period,
    today: date,
) -> Prepared:
    """The period's text, made from the template if there is none yet, and its figures."""
    from infoscore.circular import build, texts

    problems = workspace.problems
    file = texts.text_file(span.key)
    text = texts.read_text(workspace.root, file, problems)
    counted = texts.counted(workspace.root, span, setup.book.calendar, text, problems)
    session.stop_for(problems)
    if (counted.start, counted.end) != (span.start, span.end):
        session.console.tell(
            msg("counted: {start} to {end}, by “closing”", start=counted.start, end=counted.end)
        )
    gauges = build.gauges_of(settings, setup.book)
    summary = session.summarise(
        workspace, setup, counted, today, items=True, measures=gauges.measures
    )
    figures = build.figures_of(summary, gauges)
    if text is not None:
        return Prepared(text, figures, None)
    template, body = texts.template(workspace.root, problems)
    drafted = texts.new_text(today, build.drafted(body, template, figures.facts, problems))
    session.stop_for(problems)
    text = texts.parse_text(drafted, file, problems)
    session.stop_for(problems)
    assert text is not None
    return Prepared(text, figures, drafted)


def _built(session: Session, settings: CircularFile, prepared: Prepared) -> Circular:
    from infoscore.circular import build
    from infoscore.circular.claims import contradictions
    from infoscore.problems import Problem

    text, figures = prepared.text, prepared.figures
    session.console.problems(
        contradictions(text.body, text.file, text.first_line, figures.facts, figures.book)
    )
    problems: list[Problem] = []
    document = build.circular(settings, text, figures, problems)
    session.stop_for(problems)
    assert document is not None
    return document


def _keep_draft(session: Session, root: Path, prepared: Prepared, *, dry_run: bool) -> None:
    """The drafted text becomes the clerk's, once it is known to work."""
    from infoscore.workspace.writing.files import NewFile
    from infoscore.workspace.writing.transaction import locked

    file = prepared.text.file
    if prepared.drafted is None:
        return
    if dry_run:
        session.console.say(msg("would write {file}", file=file))
        return
    with locked(root) as desk:
        desk.write_all([NewFile(root / file, prepared.drafted)])
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


def _tell_deviations(
    session: Session, document: Circular, settings: CircularFile, text: Text
) -> None:
    """What the office decided otherwise than the standard, each with its clause."""
    from infoscore.cli.deviations import told
    from infoscore.cli.word import layout_of
    from infoscore.render.deviations import deviations

    unnumbered = text.head.number is None and "{number}" in settings.number
    if unnumbered:
        session.console.say(
            msg("the document number is yet to be filled in: “number” in {file}", file=text.file)
        )
    for clause, key in deviations(layout_of(settings), document):
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
