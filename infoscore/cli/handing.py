"""Writing a page for a unit as a Word file or a web page."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from infoscore.cli.output import OutputChoice, write
from infoscore.cli.session import Session
from infoscore.cli.stops import misuse
from infoscore.messages import msg
from infoscore.office.slip import Slip
from infoscore.workspace.writing.files import replace, stay_within


def hand_over(
    session: Session, root: Path, slip: Slip, output: OutputChoice, *, docx: bool, html: bool
) -> None:
    """Write the page into ``out/``, or one format of it into the file that is named.

    Raises:
        Stop: several formats are to go into one file.
    """
    if output.format is not None or (output.output is not None and docx and html):
        raise misuse(
            msg("--docx and --html make files of their own"),
            msg("leave out --format, and give -o for one of them only"),
        )
    for suffix, data in _rendered(slip, docx=docx, html=html):
        if output.output is None:
            path = root / "out" / f"{slip.name}{suffix}"
            stay_within(root, path)
            replace(path, data)
        elif output.output == "-":
            session.console.data(data)
            continue
        else:
            path = session.output(output.output)
            write(path, data)
        session.tell_written(path, dry_run=False)


def _rendered(slip: Slip, *, docx: bool, html: bool) -> Iterator[tuple[str, bytes]]:
    if docx:
        from infoscore.cli.word import layout_of
        from infoscore.render import circular_docx
        from infoscore.render.docx.looks import Layout

        layout = Layout() if slip.settings is None else layout_of(slip.settings)
        yield ".docx", circular_docx.render(slip.document, layout)
    if html:
        from infoscore.render import circular_html

        yield ".html", circular_html.render(slip.document).encode()
