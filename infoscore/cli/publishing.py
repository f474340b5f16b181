"""``circular`` and ``issue``: the circular of a period in several formats, and issued."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final, NamedTuple

import typer

from infoscore.cli.console import shown
from infoscore.cli.options import DryRun, PeriodChoice, Strict
from infoscore.cli.output import write
from infoscore.cli.session import Reported, Session
from infoscore.cli.stops import ExitCode, Stop, misuse
from infoscore.document import Circular
from infoscore.messages import mark, msg
from infoscore.office.circular import Made
from infoscore.office.circular import circular as make
from infoscore.period import Period
from infoscore.problems import Problem
from infoscore.workspace.writing.files import contents, replace, stay_within

if TYPE_CHECKING:
    from infoscore.circular.settings import CircularFile
    from infoscore.circular.texts import Text
    from infoscore.cli.word import WordFile
    from infoscore.render.docx.template import Template
    from infoscore.workspace.load import Workspace

_MOST_BYTES: Final = 64 << 20
"""The size of the largest Word file that is looked into."""
Put = Callable[[Path, bytes, Path | None], None]
"""A function that replaces a file; the second path keeps the old one."""


LetterheadFile = Annotated[
    str | None,
    typer.Option(
        "--template", metavar="FILE", help=mark("your own letterhead as a Word file (.docx)")
    ),
]


def circular(
    context: typer.Context,
    period: PeriodChoice,
    docx: Annotated[bool, typer.Option("--docx", help=mark("a Word file (the default)"))] = False,
    pdf: Annotated[bool, typer.Option("--pdf", help=mark("a PDF, made by LibreOffice"))] = False,
    md: Annotated[bool, typer.Option("--md", help=mark("a Markdown page"))] = False,
    html: Annotated[bool, typer.Option("--html", help=mark("a self-contained web page"))] = False,
    template: LetterheadFile = None,
    output: Annotated[
        str | None,
        typer.Option(
            "--output", "-o", metavar="FILE", help=mark("write one format to FILE; - is stdout")
        ),
    ] = None,
    issued: Annotated[
        bool, typer.Option("--issue", help=mark("issue it, as the command issue does"))
    ] = False,
    reissue: Annotated[
        bool, typer.Option("--reissue", help=mark("a correction of the issued one, beside it"))
    ] = False,
    strict: Strict = False,
    dry_run: DryRun = False,
) -> None:
    wanted = {".docx": docx, ".pdf": pdf, ".md": md, ".html": html}
    if issued:
        given = [f"--{suffix[1:]}" for suffix, yes in wanted.items() if yes and suffix != ".docx"]
        given += ["--output"] * (output is not None) + ["--reissue"] * reissue
        if given:
            raise misuse(
                msg("{options} cannot stand beside --issue", options=given),
                msg("what is issued is the Word file in out/"),
            )
        issue(context, period, template, strict=strict, dry_run=dry_run)
        return
    session = Session.of(context)
    formats = _formats(wanted, output)
    named = session.output(output) if output is not None else None
    if reissue:
        made = _correction(session, period, template)
    else:
        made = _made(session, period, template, strict=strict, dry_run=dry_run).page
    with session.console.at_work():
        if {".docx", ".pdf"} & set(formats):
            made.warn()
        # all of them before the first is written: LibreOffice may fail
        rendered = [(suffix, _rendered(suffix, made)) for suffix in formats]
        for suffix, data in rendered:
            put: Put = write
            path = named
            if path is None:
                put, path = replace, made.path(suffix)
            _write(session, data, path, put, dry_run=dry_run)


def issue(
    context: typer.Context,
    period: PeriodChoice,
    template: LetterheadFile = None,
    strict: Strict = False,
    dry_run: DryRun = False,
) -> None:
    from infoscore.office import issuing

    session = Session.of(context)
    made = _made(session, period, template, strict=strict, dry_run=dry_run, issuing=True)
    refused = issuing.refused(made.made, made.today)
    if refused is not None:
        raise Stop(ExitCode.DATA, *refused)
    path = made.page.path(".docx")
    with session.console.at_work():
        if _is_edited(path):
            data = contents(path)
            session.console.say(msg("issued as it was edited in Word: {file}", file=shown(path)))
        else:
            made.page.warn()
            data = made.page.word.docx()
        try:
            file = issuing.issue(made.page.workspace, made.made, path, data, dry_run=dry_run)
        except FileExistsError:
            raise Stop(
                ExitCode.DATA,
                msg("somebody else issued it, or changed the Word file, meanwhile"),
                msg("nothing was written"),
            ) from None
    if not isinstance(file, str):
        raise Stop(ExitCode.DATA, *file)
    for one in (path, made.page.workspace.root / file):
        session.tell_written(one, dry_run=dry_run)


@dataclass(frozen=True)
class _Page:
    """A document that is being written."""

    session: Session
    workspace: Workspace
    document: Circular
    settings: CircularFile
    name: str
    letterhead: Template | None
    text: Text | None
    """``None``: a correction has none."""
    passing: bool = False
    """No period is named, so that its text is not kept."""

    def path(self, suffix: str) -> Path:
        """Return the file in out/.

        Raises:
            OSError: a link leads out of the workspace.
        """
        path = self.workspace.root / "out" / f"{self.name}{suffix}"
        stay_within(self.workspace.root, path)
        return path

    def warn(self) -> None:
        """Print what departs from the standard, and what the letterhead has no place for."""
        _tell_deviations(self)
        self.word.warn_of_places()

    @cached_property
    def word(self) -> WordFile:
        """The Word file, which is made once."""
        from infoscore.cli.word import WordFile, layout_of

        layout = layout_of(self.settings)
        console, root = self.session.console, self.workspace.root
        return WordFile(console, self.document, layout, self.letterhead, root)


class _Making(NamedTuple):
    """A circular that is being written."""

    page: _Page
    made: Made
    today: date


def _letterhead(session: Session, template: str | None) -> Template | None:
    if template is None:
        return None
    from infoscore.cli.word import opened

    return opened(template, session.console)


def _correction(session: Session, period: PeriodChoice, template: str | None) -> _Page:
    """Make the correction of an issued circular.

    Raises:
        Stop: it is not issued, nothing differs, or there are problems.
    """
    from infoscore.circular.texts import issued_file
    from infoscore.office.issuing import correction

    workspace, _, span, today = session.report(period)
    if not (workspace.root / issued_file(span.key)).exists():
        raise Stop(
            ExitCode.DATA,
            msg("no circular of {period} is issued", period=span.name),
            msg("write it without --reissue"),
        )
    letterhead = _letterhead(session, template)
    found = session.sound(workspace, correction(workspace, span, today))
    if not found.differences:
        raise Stop(
            ExitCode.DATA,
            msg("nothing is left to correct in the circular of {period}", period=span.name),
            msg("nothing was written"),
        )
    name = found.name
    return _Page(session, workspace, found.document, found.settings, name, letterhead, None)


def _made(
    session: Session,
    period: PeriodChoice,
    template: str | None,
    *,
    strict: bool,
    dry_run: bool,
    issuing: bool = False,
) -> _Making:
    """Make the circular; print what is to be known of it.

    Raises:
        Stop: it is issued, or there are problems.
    """
    asked = session.report(period)
    workspace, setup, span, today = asked
    _stop_if_issued(workspace.root, span)
    session.warn_without_targets(setup, span)
    letterhead = _letterhead(session, template)
    seen = session.watch(asked, strict=strict)

    def ready(contradictions: Sequence[Problem]) -> None:
        session.doubt_year(period, asked, seen, writes=True)
        session.warn(asked, seen, told=contradictions, strict=strict)

    passing = not (period.named or issuing) and span.end == today  # tomorrow it is another period
    trying = dry_run or passing
    found = make(workspace, span, today, dry_run=trying, issuing=issuing, seen=seen, ready=ready)
    made = session.sound(workspace, found)
    how = {"dry_run": dry_run, "passing": passing, "issuing": issuing}
    _tell_made(session, made, asked, **how)

    what = made.document, made.settings, made.name, letterhead, made.text
    return _Making(_Page(session, workspace, *what, passing=passing), made, today)


def _stop_if_issued(root: Path, period: Period) -> None:
    """Stop before anything that is issued is written again.

    Raises:
        Stop: the period's circular is issued.
    """
    from infoscore.circular.texts import issued_file

    if (root / issued_file(period.key)).exists():
        raise Stop(
            ExitCode.DATA,
            msg("the circular of {period} is issued and is not written again", period=period.name),
            msg(
                "see {command}; a correction of it: --reissue", command="infoscore compare --issued"
            ),
        )


def _tell_made(
    session: Session,
    made: Made,
    asked: Reported,
    *,
    dry_run: bool,
    passing: bool,
    issuing: bool,
) -> None:
    """Print unusual days and the drafted text, which is not kept of a ``passing`` period."""
    (start, end), file = (made.counted.start, made.counted.end), made.text.file
    if (start, end) != (asked.period.start, asked.period.end):
        session.console.tell(msg("counted: {start} to {end}, by “closing”", start=start, end=end))
    if not issuing:  # which refuses it
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
    if not _is_edited(path):
        return None
    number = 1
    while (kept := path.with_stem(f"{path.stem}（修改稿{number}）")).exists():
        number += 1
    return kept


def _is_edited(path: Path) -> bool:
    """Return whether it is a Word file that was edited in Word or WPS."""
    import zipfile

    if path.suffix != ".docx" or not path.is_file() or path.stat().st_size > _MOST_BYTES:
        return False
    try:
        with zipfile.ZipFile(path) as package:
            return "docProps/app.xml" in package.namelist()  # only Word and WPS write it
    except zipfile.BadZipFile:
        return False


def _tell_deviations(page: _Page) -> None:
    """Print the office's deviations from the standard, each with its clause."""
    from infoscore.cli.word import layout_of
    from infoscore.render.deviations import deviations, told

    say, text = page.session.console.say, page.text
    unnumbered = "{number}" in page.settings.number and (text is None or text.head.number is None)
    if unnumbered and text is None and not page.passing:
        say(msg("the document number is yet to be filled in, in the file itself"))
    elif unnumbered and text is not None and not page.passing:
        say(msg("the document number is yet to be filled in: “number” in {file}", file=text.file))
    for clause, key in deviations(layout_of(page.settings), page.document, page.letterhead):
        if not (unnumbered and key == "number-pattern"):
            say(told(clause, key))


def _rendered(suffix: str, page: _Page) -> bytes:
    """Render the document for a suffix; only its renderer is loaded."""
    if suffix == ".docx":
        return page.word.docx()
    if suffix == ".pdf":
        return page.word.pdf()
    if suffix == ".md":
        from infoscore.render import circular_markdown

        return circular_markdown.render(page.document).encode()
    from infoscore.render import circular_html

    return circular_html.render(page.document).encode()
