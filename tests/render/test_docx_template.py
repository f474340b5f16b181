"""An office's own letterhead file: what is taken from it, what is added, what is refused."""

from __future__ import annotations

import struct
import time
import tracemalloc
import zipfile
from collections.abc import Callable
from dataclasses import replace
from io import BytesIO
from typing import Any
from xml.sax.saxutils import escape

import docx
import pytest
from docx.shared import Mm, Pt
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from infoscore.document import Annex, TableBlock
from infoscore.render.circular_docx import render, render_even
from infoscore.render.deviations import deviations
from infoscore.render.docx.fonts import WINDOWS
from infoscore.render.docx.looks import Layout
from infoscore.render.docx.page import COMPENSATED, STANDARD, Page
from infoscore.render.docx.template import Reason, TemplateError, opened
from tests.render.measure import pages
from tests.render.rendering import missing, to_pdf
from tests.render.test_docx import CIRCULAR, Document, Element, _find, _text, _val
from tests.render.test_docx_landscape import IMPRINTED, WIDE, footers, sections, turned

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c489"
    "0000000d49444154789c6360f8cfc000000301010018dd8db00000000049454e44ae426082"
)


def letterhead(
    change: Callable[[Any], None] = lambda _: None, *, marker: str = "{{正文}}"
) -> bytes:
    """A file such as python-docx and offices make: A4, a picture, a footer, a split place."""
    document = docx.Document()
    page = document.sections[0]
    page.page_width, page.page_height = Mm(210), Mm(297)
    page.left_margin, page.right_margin = Mm(30), Mm(24)
    page.footer.paragraphs[0].text = "某局办公室制"
    document.add_picture(BytesIO(PNG))
    document.add_paragraph("某某局文件")
    number = document.add_paragraph("字号：")
    for piece in ("{{发文", "字", "号}}"):
        number.add_run(piece)
    style = document.styles.add_style("公文标题", 1)
    style.font.size = Pt(20)
    change(document)
    if marker:
        document.add_paragraph(marker)
        document.add_paragraph("旧文")
    written = BytesIO()
    document.save(written)
    return written.getvalue()


def made(data: bytes, **changes: Any) -> Document:
    return Document(render(replace(CIRCULAR, **changes), template=opened(data)))


def first(document: Document, style: str) -> Element:
    """The first paragraph of that style; the template's own may have none."""
    styled = [p for p in document.root.iter(f"{W}p") if p.find(f"{W}pPr/{W}pStyle") is not None]
    return next(p for p in styled if document.style_name(p) == style)


def texts(document: Document) -> list[str]:
    return [_text(p) for p in document.paragraphs]


def repacked(data: bytes, changes: dict[str, Any]) -> bytes:
    written = BytesIO()
    with zipfile.ZipFile(BytesIO(data)) as old, zipfile.ZipFile(written, "w", 8) as new:
        parts: dict[str, Any] = {name: old.read(name) for name in old.namelist()}
        for name, change in changes.items():
            parts[name] = change(parts[name]) if callable(change) else change
        for name, part in parts.items():
            if part is not None:
                new.writestr(name, part)
    return written.getvalue()


def swap(old: str, new: str, times: int = 1) -> Callable[[bytes], bytes]:
    def change(part: bytes) -> bytes:
        assert old.encode() in part
        return part.replace(old.encode(), new.encode(), times)

    return change


def link(kind: str, target: str, mode: str = "External") -> Callable[[bytes], bytes]:
    base = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
    return swap(
        "</Relationships>",
        f'<Relationship Id="rIdX" Type="{base}{kind}" Target="{target}" TargetMode="{mode}"/>'
        "</Relationships>",
    )


RELS = "word/_rels/document.xml.rels"
TYPES = "[Content_Types].xml"


# --- what is taken ---


def test_the_head_is_what_stands_before_the_marker() -> None:
    document = made(letterhead())
    words = texts(document)
    assert words[1:3] == ["某某局文件", "字号：攀住建发〔2021〕96号"]
    assert words[3:6] == ["", "", _text(first(document, "公文标题"))]
    assert not {"旧文", "{{正文}}", CIRCULAR.letterhead} & set(words)


def test_without_a_marker_all_of_it_is_the_head() -> None:
    def old_text(document: Any) -> None:
        document.add_paragraph("旧文")

    words = texts(made(letterhead(old_text, marker="")))
    assert words.index("旧文") < words.index("局属各单位，机关各科室：")


def test_page_footer_and_picture_are_the_templates() -> None:
    document = made(letterhead(), annexes=())
    ((section, _),) = sections(document)
    margins = _find(section, "pgMar")
    assert _val(margins, "left") == str(round(30 * 1440 / 25.4))
    assert [_text(footer) for footer in footers(document, section).values()] == ["某局办公室制"]
    assert PNG in [document.archive.read(name) for name in document.names]
    body = docx.Document(BytesIO(render(CIRCULAR, template=opened(letterhead()))))
    assert len(body.inline_shapes) == 1


def test_tables_and_imprint_are_as_wide_as_its_text() -> None:
    data = letterhead(lambda document: setattr(document.sections[0], "left_margin", Mm(40)))
    document = Document(render(IMPRINTED, template=opened(data)))
    width = round((210 - 40 - 24) * 1440 / 25.4)
    for table in document.tables:
        assert int(_val(_find(table, "tblPr/tblW"), "w")) == pytest.approx(width, abs=2)
    assert int(_val(_find(document.tables[-1], "tblPr/tblpPr"), "tblpX")) == round(40 * 56.693)


def test_wide_tables_turn_its_page_and_come_back_to_it() -> None:
    circular = replace(CIRCULAR, annexes=(Annex("表", (TableBlock(WIDE),)), CIRCULAR.annexes[0]))
    document = Document(render(circular, template=opened(letterhead())))
    parts = [section for section, _ in sections(document)]
    assert [turned(section) for section in parts] == [False, True, False]
    assert _val(_find(parts[1], "pgMar"), "top") == _val(_find(parts[0], "pgMar"), "left")
    assert "— 1 —" in _text(footers(document, parts[1])["default"])
    assert _text(footers(document, parts[2])["default"]) == "某局办公室制"


# --- what is added ---


def test_its_styles_are_used_and_the_others_added() -> None:
    document = made(letterhead())
    title = first(document, "公文标题")
    assert document.size(title) == 20
    used = {_val(s) for s in document.root.iter(f"{W}pStyle", f"{W}rStyle")}
    assert used <= document.styles.keys()
    body = first(document, "公文正文")
    assert document.font(body) == "仿宋_GB2312"
    assert _val(document.property(body, "pPr", "spacing"), "after") == "0"
    identifiers = [s.get(f"{W}styleId") for s in document.part("word/styles.xml").iter(f"{W}style")]
    assert len(identifiers) == len(set(identifiers))
    defaults = [
        s
        for s in document.part("word/styles.xml").iter(f"{W}style")
        if s.get(f"{W}default") and s.get(f"{W}type") == "paragraph"
    ]
    assert len(defaults) == 1


def test_page_numbers_are_added_where_it_has_no_footer() -> None:
    plain = BytesIO()
    docx.Document().save(plain)
    document = made(plain.getvalue(), annexes=())
    ((section, _),) = sections(document)
    assert {_text(footer) for footer in footers(document, section).values()} == {"— 1 —"}
    assert document.part("word/settings.xml").find(f"{W}evenAndOddHeaders") is not None


def test_our_own_file_may_be_the_template() -> None:
    first = render(IMPRINTED)
    document = Document(render(IMPRINTED, template=opened(first)))
    names = [_val(_find(s, "name")) for s in document.part("word/styles.xml").iter(f"{W}style")]
    assert len(names) == len(set(names))
    last = sections(document)[-1][0]
    assert _text(footers(document, last)["default"]) == "— 1 —"


def test_missing_parts_are_made() -> None:
    data = repacked(
        letterhead(),
        {
            RELS: lambda _: (
                b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/'
                b'relationships"/>'
            ),
            "_rels/.rels": swap("core-properties", "none"),
            "word/styles.xml": None,
            "word/settings.xml": None,
            "word/document.xml": lambda _: f'<w:document xmlns:w="{W[1:-1]}"/>'.encode(),
        },
    )
    document = made(data)
    assert first(document, "公文正文") is not None
    assert docx.Document(BytesIO(render(CIRCULAR, template=opened(data)))).core_properties.title


def test_properties_are_the_circulars_and_bytes_the_same() -> None:
    data = letterhead()
    first = render(CIRCULAR, template=opened(data))
    assert first == render(CIRCULAR, template=opened(data))
    properties = docx.Document(BytesIO(first)).core_properties
    assert (properties.title, properties.author) == (CIRCULAR.title, CIRCULAR.issuer)
    names = Document(first).names
    types = Document(first).part(TYPES)
    listed = {str(e.get("PartName"))[1:] for e in types if e.get("PartName")}
    assert listed <= set(names)
    assert not [name for name in names if "thumbnail" in name]


def test_the_imprint_is_put_on_an_even_page_here_too() -> None:
    template = opened(letterhead())
    document = Document(render_even(IMPRINTED, Layout(), lambda _: 5, template))
    first, (last, _) = sections(document)
    assert first[0].find(f"{W}type") is None
    assert _val(_find(last, "type")) == "evenPage"


# --- places ---


def ask(text: str, *, pieces: int = 1) -> Callable[[Any], None]:
    """Put a text into every region, parted into runs as Word does."""

    def put(paragraph: Any) -> None:
        size = -(-len(text) // pieces)
        for start in range(0, len(text), size):
            paragraph.add_run(text[start : start + size])

    def change(document: Any) -> None:
        section = document.sections[0]
        put(section.header.paragraphs[0])
        put(section.footer.paragraphs[0])
        put(document.add_table(1, 1).cell(0, 0).paragraphs[0])
        put(document.add_paragraph())
        boxed = document.add_paragraph()
        put(boxed)
        box = etree.fromstring(BOX)
        next(box.iter(f"{W}txbxContent")).append(boxed._p)
        document.add_paragraph()._p.append(box)
        art = etree.fromstring(ART)
        next(art.iter(f"{V}textpath")).set("string", text)
        document.add_paragraph()._p.append(art)

    return change


V = "{urn:schemas-microsoft-com:vml}"
BOX = (
    f'<w:r xmlns:w="{W[1:-1]}" xmlns:v="{V[1:-1]}"><w:pict><v:shape><v:textbox>'
    "<w:txbxContent/></v:textbox></v:shape></w:pict></w:r>"
)
ART = (
    f'<w:r xmlns:w="{W[1:-1]}" xmlns:v="{V[1:-1]}"><w:pict><v:shape><v:textpath/></v:shape>'
    "</w:pict></w:r>"
)


@pytest.mark.parametrize("pieces", [1, 3, 8])
def test_places_are_filled_wherever_they_stand(pieces: int) -> None:
    data = letterhead(ask("{{ 密级 }}字", pieces=pieces))
    assert opened(data).places == {"发文字号", "密级"}
    document = made(data, secrecy="机密★1年")
    shown = b"".join(document.archive.read(name) for name in document.names).decode(
        "utf-8", "replace"
    )
    assert shown.count("机密★1年") == 6
    assert "密级 }" not in shown
    assert "{{" not in "".join(texts(document))


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("{{文号}}", "文号"),
        ("｛｛发文字号｝｝", "发文字号"),
        ("{{发文字号}", "发文字号"),
        ("{密级}", "密级"),
        ("发文字号}}", "发文字号"),
        ("{{发文 字号}}", "发文字号"),
        ("{{", ""),
        ("字{{正文}}", "正文"),
    ],
)
def test_what_looks_like_a_place_is_told_wherever_it_stands(text: str, name: str) -> None:
    found = opened(letterhead(ask(text, pieces=2))).faults
    regions = {"header", "footer", "table", "text", "box"}
    own = "某局办公室制"  # in the footer
    named = {(fault.name.removeprefix(own), fault.region) for fault in found}
    assert named == {(name, one) for one in regions}
    assert {fault.words for fault in found} == {text, own + text}
    assert {fault.found.removeprefix(own) for fault in found} == {text.removeprefix("字")}


def test_other_braces_are_text() -> None:
    assert not opened(letterhead(ask("{甲}，{ }，a}b{c"))).faults


def test_what_is_not_printed_is_told() -> None:
    assert opened(letterhead()).left_out == "旧文"
    assert opened(letterhead(marker="")).left_out == ""
    picture = docx.Document()
    picture.add_paragraph("{{body}}")
    assert opened(saved(picture)).left_out == ""
    picture.add_picture(BytesIO(PNG))
    assert opened(saved(picture)).left_out == "…"


def saved(document: Any) -> bytes:
    written = BytesIO()
    document.save(written)
    return written.getvalue()


# --- what departs from the standard ---


GOOD = replace(IMPRINTED, serial="", secrecy="")
FOOT, MAIN = "word/footer1.xml", "word/document.xml"


@pytest.mark.parametrize("page", [STANDARD, COMPENSATED])
def test_our_own_file_departs_nowhere(page: Page) -> None:
    layout = Layout(page=page)
    assert deviations(layout, GOOD, opened(render(GOOD, layout))) == []


@pytest.mark.parametrize(
    ("part", "old", "new", "expected"),
    [
        (MAIN, 'w:w="11906"', 'w:w="12240"', [("5.1", "paper"), ("5.2.1", "margins")]),
        (MAIN, 'w:footer="1447"', 'w:footer="851"', [("7.5", "page-number-distance")]),
        (FOOT, "— ", "第", [("7.5", "page-number-dashes")]),
        (FOOT, "PAGE", "DATE", [("7.5", "page-number-missing")]),
        (FOOT, 'w:jc w:val="right"', 'w:jc w:val="center"', [("7.5", "page-number-sides")]),
        ("word/settings.xml", "evenAndOddHeaders", "x", [("7.5", "page-number-sides")]),
        (MAIN, "<w:cols", "<w:titlePg/><w:cols", [("7.5", "page-number-missing")]),
        (FOOT, 'w:ascii="宋体"', 'w:ascii="仿宋"', [("7.5", "page-number-font")]),
        (FOOT, 'w:sz w:val="28"', 'w:sz w:val="24"', [("7.5", "page-number-size")]),
    ],
)
def test_a_letterhead_s_departures_are_named(
    part: str, old: str, new: str, expected: list[tuple[str, str]]
) -> None:
    data = repacked(render(replace(GOOD, annexes=())), {part: swap(old, new, -1)})
    assert deviations(Layout(), GOOD, opened(data)) == expected


def test_fonts_and_sizes_of_its_styles_count() -> None:
    def change(document: Any) -> None:
        for name, size in (("公文正文", 15), ("一级标题", 16)):
            style = document.styles.add_style(name, 1)
            style.font.size = Pt(size)
            fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
            fonts.set(f"{W}eastAsia", "楷体")

    found = deviations(Layout(), GOOD, opened(letterhead(change)))
    assert {("5.2.2", "body-font"), ("5.2.2", "body-size"), ("7.3.1", "title-size")} <= {*found}
    assert ("7.3.3", "heading-font") in found
    assert ("7.2.4", "mark-font") not in deviations(Layout(fonts=WINDOWS), GOOD, opened(LETTERHEAD))


def test_a_number_in_a_frame_may_stand_outside() -> None:
    style = '<w:pStyle w:val="GongwenPageNumber"/>'
    frame = '<w:framePr w:vAnchor="text" w:xAlign="outside"/>'
    data = repacked(
        render(replace(GOOD, annexes=())),
        {
            FOOT: swap(style, style + frame),
            "word/settings.xml": swap("evenAndOddHeaders", "x"),
        },
    )
    assert deviations(Layout(), GOOD, opened(data)) == []


@pytest.mark.skipif(bool(missing()), reason=f"pages are not measured: {missing()}")
@pytest.mark.xdist_group("pages")
def test_our_page_numbers_stand_7_mm_below_its_text() -> None:
    document = docx.Document()
    document.sections[0].page_width, document.sections[0].page_height = Mm(216), Mm(279)
    document.sections[0].bottom_margin = Mm(25)
    document.add_paragraph("{{发文字号}}")
    data = render(GOOD, template=opened(saved(document)))
    for page in pages(to_pdf({"": data})[""])[:2]:
        number = page.lines[-1]
        assert number.text == f"—{page.number}—"
        assert number.glyphs[0].ink.top - (279 - 25) == pytest.approx(7, abs=0.5)


def test_comments_are_passed_over() -> None:
    changes = {
        TYPES: swap("<Default", "<!-- --><Default"),
        RELS: swap("<Relationship ", "<?pi?><!-- --><Relationship "),
        "word/document.xml": swap("<w:pgSz", "<!-- --><w:printerSettings/><w:pgSz"),
    }
    assert texts(made(repacked(letterhead(), changes)))[1] == "某某局文件"


def test_a_dotx_becomes_a_document() -> None:
    data = repacked(letterhead(), {TYPES: swap("document.main+xml", "template.main+xml")})
    types = made(data).archive.read(TYPES).decode()
    assert "template.main" not in types
    assert "document.main" in types


# --- what is refused ---


def refused(data: bytes) -> Reason:
    started = time.monotonic()
    with pytest.raises(TemplateError) as caught:
        opened(data)
    assert time.monotonic() - started < 5
    return caught.value.reason


def test_what_is_no_docx_is_refused() -> None:
    data = letterhead()
    ole = bytes.fromhex("d0cf11e0a1b11ae1")
    assert refused(b"") is Reason.NOT_ZIP
    assert refused("某局文件".encode()) is Reason.NOT_ZIP
    assert refused(data[: len(data) // 2]) is Reason.TRUNCATED
    assert refused(ole + bytes(512)) is Reason.OLD_FORMAT
    assert refused(ole + "EncryptedPackage".encode("utf-16-le")) is Reason.ENCRYPTED
    assert refused(repacked(data, {"word/document.xml": None})) is Reason.NO_DOCUMENT
    assert refused(repacked(data, {TYPES: None})) is Reason.NOT_WORD
    assert refused(repacked(data, {"word/document.xml": b"<a/>"})) is Reason.NOT_WORD
    assert refused(repacked(data, {"word/document.xml": b"<a>"})) is Reason.MALFORMED


def test_an_encrypted_or_damaged_entry_is_refused() -> None:
    data = bytearray(letterhead())
    start = data.index(b"PK\x01\x02")
    data[start + 8] |= 1
    assert refused(bytes(data)) is Reason.ENCRYPTED
    damaged = bytearray(letterhead())
    for position in range(60, 400):
        damaged[position] ^= 0x55
    assert refused(bytes(damaged)) is Reason.TRUNCATED


def test_a_bomb_is_refused_before_it_is_unpacked() -> None:
    bomb = repacked(letterhead(), {"word/media/bomb.bin": bytes(80 << 20)})
    tracemalloc.start()
    assert refused(bomb) is Reason.TOO_LARGE
    assert tracemalloc.get_traced_memory()[1] < 8 << 20
    tracemalloc.stop()
    ratio = repacked(letterhead(), {"word/media/bomb.bin": bytes(30 << 20)})
    assert refused(ratio) is Reason.TOO_LARGE
    many = repacked(letterhead(), {f"word/media/{n}.bin": b"" for n in range(2_000)})
    assert refused(many) is Reason.TOO_MANY_PARTS


def test_a_bomb_that_lies_about_its_size_is_refused() -> None:
    data = bytearray(repacked(letterhead(), {"word/media/bomb.bin": bytes(50 << 20)}))
    entry = data.rindex(b"PK\x01\x02", 0, data.rindex(b"word/media/bomb.bin"))
    struct.pack_into("<I", data, entry + 24, 1_000)
    assert refused(bytes(data)) is Reason.TRUNCATED


DTDS = [
    '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/hostname">]>',
    '<!DOCTYPE a [<!ENTITY a "aa"><!ENTITY b "&a;&a;">]>',
    '<!DOCTYPE a SYSTEM "http://127.0.0.1/x.dtd">',
]


@pytest.mark.parametrize("dtd", DTDS)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
@pytest.mark.parametrize("name", ["word/document.xml", "word/theme/theme1.xml", "_rels/.rels"])
def test_entities_are_refused_in_every_part(dtd: str, encoding: str, name: str) -> None:
    def declare(part: bytes) -> bytes:
        root = etree.tostring(etree.fromstring(part), encoding="unicode")
        return f'<?xml version="1.0" encoding="{encoding}"?>{dtd}{root}'.encode(encoding)

    assert refused(repacked(letterhead(), {name: declare})) is Reason.UNSAFE_XML


def test_macros_and_objects_are_refused() -> None:
    data = letterhead()
    macro = swap(
        "openxmlformats-officedocument.wordprocessingml.document.main",
        "ms-word.document.macroEnabled.main",
    )
    assert refused(repacked(data, {TYPES: macro})) is Reason.MACROS
    for kind, reason in (
        ("vbaProject", Reason.MACROS),
        ("oleObject", Reason.ACTIVE),
        ("control", Reason.ACTIVE),
        ("aFChunk", Reason.ACTIVE),
    ):
        linked = repacked(data, {RELS: link(kind, "x.bin", "Internal")})
        assert refused(linked) is reason


@pytest.mark.parametrize(
    ("kind", "reason"),
    [
        ("image", Reason.EXTERNAL),
        ("oleObject", Reason.ACTIVE),
        ("subDocument", Reason.ACTIVE),
        ("frame", Reason.ACTIVE),
    ],
)
def test_what_would_be_loaded_from_elsewhere_is_refused(kind: str, reason: Reason) -> None:
    data = repacked(letterhead(), {RELS: link(kind, "http://127.0.0.1/x")})
    assert refused(data) is reason


def test_links_stay_and_the_templates_own_template_goes() -> None:
    attached = f'<w:attachedTemplate xmlns:r="{R_NS}" r:id="rIdX"/>'
    data = repacked(
        letterhead(),
        {
            RELS: link("hyperlink", "http://127.0.0.1/"),
            "word/settings.xml": lambda part: part.replace(
                b"<w:zoom", attached.encode() + b"<w:zoom", 1
            ),
            "word/_rels/settings.xml.rels": link("attachedTemplate", "file:///evil.dotm")(
                b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/'
                b'relationships"></Relationships>'
            ),
        },
    )
    document = made(data)
    everything = b"".join(document.archive.read(name) for name in document.names)
    assert b"hyperlink" in document.archive.read(RELS)
    assert b"evil" not in everything
    assert b"attachedTemplate" not in everything


R_NS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


@pytest.mark.parametrize("margin", ["99999", "a", "1e999", "nan", ""])
def test_a_page_without_room_is_refused(margin: str) -> None:
    data = repacked(
        letterhead(), {"word/document.xml": swap('w:left="1701"', f'w:left="{margin}"')}
    )
    if margin:
        assert refused(data) is Reason.PAGE
    else:
        assert opened(data).geometry.left == 1587


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 20_000), st.binary(min_size=1, max_size=40))
def test_random_damage_is_refused_or_harmless(position: int, noise: bytes) -> None:
    data = bytearray(LETTERHEAD)
    position %= len(data)
    data[position : position + len(noise)] = noise
    try:
        template = opened(bytes(data))
    except TemplateError:
        return
    Document(render(CIRCULAR, template=template))


LETTERHEAD = letterhead()


@pytest.mark.parametrize(
    "code", ["DDEAUTO c:\\\\x", 'INCLUDETEXT "x"', "DD|E x y", "LINK Word.Document", "dde x"]
)
@pytest.mark.parametrize("simple", [True, False])
def test_fields_that_act_are_refused(code: str, *, simple: bool) -> None:
    parts = [escape(part, {'"': "&quot;"}) for part in code.split("|")]
    field = (
        f'<w:p><w:fldSimple w:instr="{"".join(parts)}"/></w:p>'
        if simple
        else "<w:p>"
        + "".join(f"<w:r><w:instrText>{part}</w:instrText></w:r>" for part in parts)
        + "</w:p>"
    )
    data = repacked(letterhead(), {"word/document.xml": swap("<w:body>", f"<w:body>{field}")})
    assert refused(data) is Reason.ACTIVE


@pytest.mark.parametrize(("name", "reason"), [("a.dat", "malformed"), ("a.XML", "active")])
def test_a_part_does_not_hide_by_its_name(name: str, reason: str) -> None:
    with zipfile.ZipFile(BytesIO(letterhead())) as old:
        field = '<w:body><w:p><w:fldSimple w:instr="DDEAUTO x"/></w:p>'
        main = swap("<w:body>", field)(old.read("word/document.xml"))
    changes = {
        "word/document.xml": None,
        f"word/{name}": main,
        "_rels/.rels": swap("document.xml", name),
        TYPES: swap("document.xml", name),
    }
    assert refused(repacked(letterhead(), changes)) == reason


def test_a_link_does_not_hide_by_its_name() -> None:
    with zipfile.ZipFile(BytesIO(letterhead())) as old:
        linked = link("image", "http://127.0.0.1/x")(old.read(RELS))
    changes = {RELS: None, RELS.replace(".rels", ".RELS"): linked}
    assert refused(repacked(letterhead(), changes)) is Reason.EXTERNAL


def test_page_numbers_and_links_may_stay() -> None:
    fields = "".join(
        f"<w:p><w:r><w:instrText>{code}</w:instrText></w:r></w:p>"
        for code in ("PAGE", "NUMPAGES", "HYPERLINK &quot;x&quot;", "DATE")
    )
    data = repacked(letterhead(), {"word/document.xml": swap("<w:body>", f"<w:body>{fields}")})
    opened(data)
