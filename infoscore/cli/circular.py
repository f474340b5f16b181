"""``circular``: the document of a period, in as many formats as asked for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from infoscore.cli.options import PeriodChoice, with_options
from infoscore.cli.session import Session
from infoscore.cli.stops import misuse
from infoscore.messages import mark, msg

if TYPE_CHECKING:
    from infoscore.circular.build import Figures
    from infoscore.circular.document import Circular
    from infoscore.period import Period
    from infoscore.workspace.letters import Text
    from infoscore.workspace.load import Workspace
    from infoscore.workspace.resolve import Setup
    from infoscore.workspace.schema import CircularFile


@with_options
def circular(
    context: typer.Context,
    period: PeriodChoice,
    docx: Annotated[bool, typer.Option("--docx", help=mark("a Word file (the default)"))] = False,
    md: Annotated[bool, typer.Option("--md", help=mark("a Markdown page"))] = False,
    html: Annotated[bool, typer.Option("--html", help=mark("a self-contained web page"))] = False,
    output: Annotated[
        str | None,
        typer.Option(
            "--output", "-o", metavar="FILE", help=mark("write one format to FILE; - is stdout")
        ),
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help=mark("write nothing, tell what would be written"))
    ] = False,
) -> None:
    from infoscore.circular import build, review

    session = Session.of(context)
    formats = _formats({".docx": docx, ".md": md, ".html": html}, output)
    workspace = session.workspace()
    setup = session.setup(workspace)
    span = period.resolve(setup.roster.years())
    settings = review.read_settings(workspace, setup)
    session.stop_for(workspace.problems)
    assert settings is not None
    text, figures = _prepared(session, workspace, setup, span, period.today(), dry_run=dry_run)
    document = _built(session, settings, text, figures)
    name = build.file_name(settings, span)
    for suffix in formats:
        path = Path(output) if output else workspace.root / "out" / f"{name}{suffix}"
        _write(session, _RENDERERS[suffix](document, settings), path, dry_run=dry_run)


def _prepared(
    session: Session,
    workspace: Workspace,
    setup: Setup,
    span: Period,
    today: date,
    *,
    dry_run: bool,
) -> tuple[Text, Figures]:
    """The period's text, made from the template if there is none yet, and its figures."""
    from infoscore.circular import build
    from infoscore.circular.text import TextError
    from infoscore.period import closing_on
    from infoscore.workspace import letters
    from infoscore.workspace.store import NewFile, create

    file = letters.text_file(span.key)
    text = letters.text(workspace.root, file, workspace.problems)
    session.stop_for(workspace.problems)
    if text is not None and text.head.closing is not None:
        span = closing_on(span, text.head.closing)
    figures = build.figures_of(session.summarise(workspace, span, items=True), setup)
    if text is None:
        template, data = letters.template(workspace.root, workspace.problems)
        session.stop_for(workspace.problems)
        try:
            drafted = letters.new_text(today, build.draft(data, template, figures.facts))
        except TextError as error:
            session.stop_for([error.problem])
            raise
        text = letters.parse_text(drafted, file, workspace.problems)
        session.stop_for(workspace.problems)
        assert text is not None
        if dry_run:
            session.console.say(msg("would write {file}", file=file))
        else:
            create(NewFile(workspace.root / file, drafted))
            session.console.say(
                msg("wrote {file} from the template: edit the text there and run again", file=file)
            )
    return text, figures


def _built(session: Session, settings: CircularFile, text: Text, figures: Figures) -> Circular:
    from infoscore.circular import build
    from infoscore.circular.claims import contradictions
    from infoscore.circular.text import TextError
    from infoscore.problems import Problem

    session.console.problems(
        contradictions(text.body, text.file, text.first_line, figures.facts, figures.book)
    )
    problems: list[Problem] = []
    try:
        document = build.circular(settings, text, figures, problems)
    except TextError as error:
        session.stop_for([*problems, error.problem])
        raise
    session.stop_for(problems)
    return document


def _formats(wanted: Mapping[str, bool], output: str | None) -> list[str]:
    chosen = [suffix for suffix, yes in wanted.items() if yes]
    if output is None:
        return chosen or [".docx"]
    if len(chosen) > 1:
        raise misuse(
            msg("-o names one file, and {names} are several", names=chosen),
            msg("leave out -o: they are written into out/"),
        )
    if not chosen:
        suffix = Path(output).suffix.lower()
        chosen = [suffix if suffix in wanted else ".docx"]
    return chosen


def _write(session: Session, data: bytes, path: Path, *, dry_run: bool) -> None:
    import sys

    from infoscore.cli.console import shown
    from infoscore.cli.output import write

    if dry_run:
        session.console.say(msg("would write {file}", file=shown(path)))
    elif str(path) == "-":
        if sys.stdout.isatty() and data.startswith(b"PK"):
            raise misuse(
                msg("a Word file cannot be shown on a terminal"),
                msg("give a file: -o {name}", name="circular.docx"),
            )
        session.console.data(data)
    else:
        write(path, data)
        session.console.say(msg("wrote {file}", file=shown(path)))


def _docx(document: Circular, settings: CircularFile) -> bytes:
    from infoscore.render import circular_docx
    from infoscore.render.docx.fonts import GB2312, WINDOWS, Fonts
    from infoscore.render.docx.layout import Layout
    from infoscore.workspace.schema import FontPreset

    presets = {FontPreset.GB2312: GB2312, FontPreset.WINDOWS: WINDOWS}
    named = settings.fonts
    fonts = (
        presets[named]
        if isinstance(named, FontPreset)
        else Fonts(named.title, named.body, named.kai, named.hei, named.song)
    )
    return circular_docx.render(document, Layout(fonts=fonts, sealed=settings.sealed))


def _markdown(document: Circular, _settings: CircularFile) -> bytes:
    from infoscore.render import circular_markdown

    return circular_markdown.render(document).encode()


def _html(document: Circular, _settings: CircularFile) -> bytes:
    from infoscore.render import circular_html

    return circular_html.render(document).encode()


_RENDERERS: Final[Mapping[str, Callable[[Circular, CircularFile], bytes]]] = {
    ".docx": _docx,
    ".md": _markdown,
    ".html": _html,
}
