"""A circular as Word file and PDF, with the office's layout and letterhead."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from infoscore.circular.settings import CircularFile, FontPreset, Margins
from infoscore.cli import libreoffice
from infoscore.cli.console import Console
from infoscore.cli.stops import ExitCode, Stop, no_file
from infoscore.document import Circular
from infoscore.messages import Message, msg, msgn
from infoscore.names import Names
from infoscore.render import circular_docx
from infoscore.render import pdf as portable
from infoscore.render.docx.fit import Spot, Spots
from infoscore.render.docx.fonts import GB2312, WINDOWS, Fonts
from infoscore.render.docx.looks import Layout
from infoscore.render.docx.named import asked
from infoscore.render.docx.page import COMPENSATED, STANDARD
from infoscore.render.docx.places import FIELDS, MARKERS, Fault, Region
from infoscore.render.docx.template import Reason, Template, TemplateError
from infoscore.render.docx.template import opened as read_template

_PRINTED_IN_HEAD: Final = ("发文字号", "份号", "密级", "紧急程度")
MOST_BYTES: Final = 64 << 20


@dataclass(slots=True)
class WordFile:
    """A circular's Word file, made when it is first used."""

    console: Console
    document: Circular
    layout: Layout
    template: Template | None
    root: Path
    """The workspace's folder; no program in it is run."""
    _docx: bytes | None = None
    _fonts_told: bool = False
    _pdfs: dict[bytes, bytes] = field(default_factory=dict)
    """The PDF of each Word file that was converted."""

    def docx(self) -> bytes:
        """Return the Word file.

        LibreOffice, if there is one, looks at its pages: the end of the text fits them, and the
        imprint lies on an even one.
        """
        if self._docx is None:
            self._docx = self._made()
        return self._docx

    def pdf(self) -> bytes:
        """Return the Word file as PDF; the same input has the same bytes.

        Raises:
            Stop: LibreOffice is missing or fails.
        """
        program = libreoffice.needed(self.root)
        made = self._converted(self.docx(), program)
        if not portable.is_archival(made):
            self.console.say(
                msg("this LibreOffice makes no tagged PDF/A: version 7.4 and later ones do")
            )
        return portable.settled(made, self.document.issued)

    def _converted(self, docx: bytes, program: str) -> bytes:
        """Return the PDF of a Word file, and tell once how its fonts differ."""
        if docx not in self._pdfs:
            (self._pdfs[docx],) = libreoffice.pdfs([docx], program, self.root)
        made = self._pdfs[docx]
        if not self._fonts_told:
            self._fonts_told = True
            self._tell_fonts(asked(docx), portable.fonts(made))
        return made

    @property
    def _has_imprint(self) -> bool:
        return bool(self.document.printer or self.document.copies)

    def _made(self) -> bytes:
        program = libreoffice.find(self.root)
        layout = self._fitting(program)
        if program is not None and self._has_imprint:

            def pages(docx: bytes) -> int:
                return portable.pages(self._converted(docx, program))

            return circular_docx.render_even(self.document, layout, pages, self.template)
        if self._has_imprint:
            self.console.tell(
                msg(
                    "the pages cannot be counted without LibreOffice: "
                    "the imprint may lie on an odd page"
                ),
                msg(
                    "look at the last page; if its number is odd, move the imprint to the next one"
                ),
            )
        return circular_docx.render(self.document, layout, template=self.template)

    def _fitting(self, program: str | None) -> Layout:
        """Return the layout in which the end of the text fits its pages, and tell a tight one.

        Without Chinese fonts, pages look like nothing that Word will show.
        """
        if program is None or self._has_no_chinese():
            return circular_docx.unlooked(self.document, self.layout)

        def look(files: Sequence[bytes]) -> list[Spots]:
            made = libreoffice.pdfs(files, program, self.root)
            return [{name: Spot(*at) for name, at in portable.places(one).items()} for one in made]

        try:
            layout = circular_docx.fitting(self.document, self.layout, look, self.template)
        except Stop as stop:
            if stop.message is not None:
                self.console.tell(stop.message, msg("the Word file is made without a look at it"))
            return circular_docx.unlooked(self.document, self.layout)
        if layout.fit.more:
            self.console.say(
                msg(
                    "lines are set {points} pt apart, so that the signature stands with text "
                    "(GB/T 9704-2012, 7.3.5.5)",
                    points=f"{layout.fit.page(layout.page).pitch / 20:g}",
                )
            )
        return layout

    def _has_no_chinese(self) -> bool:
        return libreoffice.families(self.root, ":lang=zh-cn") == {}

    def warn_of_places(self) -> None:
        """Print warnings about texts without a place in the letterhead, and what it loses."""
        if self.template is None:
            return
        if self.template.left_out:
            self.console.tell(
                msg(
                    "what stands after {{{{正文}}}} in the letterhead is not printed: “{words}”",
                    words=self.template.left_out,
                ),
                msg(
                    "for each page: put it into the header or footer; "
                    "the imprint comes from “copies” and “printer” in circular.yaml"
                ),
            )
        for name in _PRINTED_IN_HEAD:
            words = getattr(self.document, FIELDS[name])
            names = {other for other, field in FIELDS.items() if field == FIELDS[name]}
            if words and not names & self.template.places:
                place = f"{{{{{name}}}}}"
                self.console.tell(
                    msg("the letterhead has no place {place}: it is not printed", place=place),
                    msg("write {place} where it belongs in the letterhead file", place=place),
                )

    def _tell_fonts(self, wanted: Sequence[str], used: Sequence[str]) -> None:
        """Print which fonts the machine lacks, and those that the pages are set in."""
        here = libreoffice.families(self.root)
        if here is None:  # Windows and macOS come with Chinese fonts
            self.console.say(
                msg(
                    "whether fonts were substituted cannot be told here: "
                    "the text asks for {wanted}, the PDF is set in {used}",
                    wanted=list(wanted),
                    used=list(used),
                )
            )
            return
        if self._has_no_chinese():
            self.console.tell(
                msg(
                    "this machine has no Chinese font: its pages are not those that Word will show"
                ),
                msg("install one, such as Noto Serif CJK or Fandol, and run again"),
            )
        if lacking := [name for name in wanted if name.casefold() not in here]:
            self.console.tell(
                msg(
                    "fonts substituted, since this machine lacks them: {lacking}; "
                    "the PDF is set in {used}",
                    lacking=lacking,
                    used=list(used),
                ),
                msg("lines and pages may end elsewhere than in Word; install the fonts"),
            )
            return
        faces = {face for name in wanted for face in here[name.casefold()]}
        if "" not in faces and (others := [name for name in used if name not in faces]):
            self.console.tell(
                msg(
                    "characters that the fonts of the text lack are set in {others}",
                    others=others,
                ),
                msg("look at rare characters in names; Word may take other fonts for them"),
            )


def layout_of(settings: CircularFile) -> Layout:
    """Return the layout that circular.yaml chooses."""
    named = settings.fonts
    if isinstance(named, FontPreset):
        fonts = {FontPreset.GB2312: GB2312, FontPreset.WINDOWS: WINDOWS}[named]
    else:
        fonts = Fonts(named.title, named.body, named.kai, named.hei, named.song)
    return Layout(
        fonts=fonts,
        page={Margins.STANDARD: STANDARD, Margins.COMPENSATED: COMPENSATED}[settings.margins],
        sealed=settings.sealed,
        times=settings.times,
        mirror=settings.mirror,
    )


def opened(file: str, console: Console) -> Template:
    """Read the office's letterhead file, and tell each place in it that cannot be filled in.

    Raises:
        Stop: the file is missing, or cannot be used.
    """
    from infoscore.workspace.folder import naming

    try:
        with naming(file), Path(file).open("rb") as stream:
            template = read_template(stream.read(MOST_BYTES + 1))
    except (FileNotFoundError, IsADirectoryError):
        raise no_file(file) from None
    except TemplateError as error:
        raise Stop(
            ExitCode.DATA,
            msg("{file} cannot be used as a letterhead: {why}", file=file, why=_WHY[error.reason]),
            msg("open it in Word or WPS and save it anew as .docx, without macros and links"),
        ) from None
    for fault in template.faults:
        console.tell(*_told(fault, file))
    if template.faults:
        n = len(template.faults)
        raise Stop(
            ExitCode.DATA,
            msgn("{n} error; nothing was made", "{n} errors; nothing was made", n=n),
        )
    return template


def _told(fault: Fault, file: str) -> tuple[Message, Message]:
    """Say what is wrong with a place of a letterhead, and how to mend it."""
    what = msg(
        "{file}: {place} in {region} cannot be filled in: “{words}”",
        file=file,
        place=fault.found,
        region=_REGIONS[fault.region],
        words=fault.words,
    )
    place = f"{{{{{fault.name}}}}}"
    if fault.name in MARKERS:
        return what, msg(
            "write {place}, in braces of half width, as a paragraph of its own in the text",
            place=place,
        )
    if fault.name in FIELDS:
        return what, msg("write {place}, with two braces of half width on each side", place=place)
    names = [*FIELDS, *MARKERS]
    near = Names((name, name) for name in names).nearest(fault.name) or names
    meant = [f"{{{{{name}}}}}" for name in near]
    return what, (
        msg("the places are: {names}", names=meant)
        if near is names
        else msg("did you mean {names}?", names=meant)
    )


_REGIONS: Final[Mapping[Region, Message]] = {
    Region.TEXT: msg("the text"),
    Region.TABLE: msg("a table"),
    Region.BOX: msg("a text box"),
    Region.HEADER: msg("a header"),
    Region.FOOTER: msg("a footer"),
    Region.NOTE: msg("a note"),
}

_WHY: Final[Mapping[Reason, Message]] = {
    Reason.NOT_ZIP: msg("it is no .docx file"),
    Reason.TRUNCATED: msg("it is damaged"),
    Reason.OLD_FORMAT: msg("it is an old .doc file"),
    Reason.ENCRYPTED: msg("it is protected by a password"),
    Reason.TOO_LARGE: msg("it unpacks to more than is safe"),
    Reason.TOO_MANY_PARTS: msg("it has too many parts"),
    Reason.UNSAFE_XML: msg("it declares entities, as attacks do"),
    Reason.MALFORMED: msg("it is damaged"),
    Reason.MACROS: msg("it holds macros"),
    Reason.ACTIVE: msg("it holds embedded objects"),
    Reason.EXTERNAL: msg("it needs files from elsewhere"),
    Reason.NO_DOCUMENT: msg("it holds no document"),
    Reason.NOT_WORD: msg("it is no Word document"),
    Reason.PAGE: msg("its page leaves no room for text"),
}
assert set(_WHY) == set(Reason)
assert set(_REGIONS) == set(Region)
