"""A circular as a web page that looks like a 公文, on screen, on a phone and on A4."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final, assert_never

from infoscore import document
from infoscore.period import chinese_date
from infoscore.render.docx.lengths import stretches
from infoscore.render.html import page, table_html, words
from infoscore.render.width import display_width

# Sizes and distances after GB/T 9704-2012, in units of the body's type (三号, 16 pt on paper).
_CSS: Final = """\
html { --line: #111; }
body { max-width: 42rem; padding: 2rem 1rem; font-size: 1.15rem; line-height: 1.8;
  font-family: "仿宋_GB2312", "仿宋", FangSong, STFangsong, serif; }
p { margin: 0; text-indent: 2em; text-align: justify; overflow-wrap: anywhere; }
.left { text-align: left; }
header { border-bottom: 3px solid #e00; margin-bottom: 3em; text-align: center; }
header p { text-indent: 0; text-align: center; }
.letterhead { color: #e00; line-height: 1.4; margin: .5em 0 1em;
  font-size: min(3rem, 38rem / var(--ems), 88vw / var(--ems)); }
h1, .annex > h2 { font-weight: normal; font-size: 1.375em; line-height: 1.5; text-align: center;
  margin: 0 0 1.2em; }
.letterhead, h1, .annex > h2 { text-wrap: balance;
  font-family: "方正小标宋简体", "方正小标宋_GBK", "小标宋", STZhongsong, SimSun, serif; }
.to, .label { text-indent: 0; }
.one, .label { font-family: "黑体", SimHei, STHeiti, "Heiti SC", sans-serif; }
.two { font-family: "楷体_GB2312", "楷体", KaiTi, STKaiti, serif; }
h3, h4, h5, h6 { margin: 0; font-size: 1em; font-weight: normal; text-indent: 2em;
  break-after: avoid; }
.annexes { display: flex; margin: 1.8em 0 0 2em; break-inside: avoid; break-before: avoid; }
.annexes p { text-indent: 0; }
.annexes > :first-child { flex: none; }
.sign { width: fit-content; margin: 3.6em 4em 0 auto; break-inside: avoid;
  break-before: avoid; }
.sign p { text-indent: 0; text-align: center; }
.annex { margin-top: 4em; padding-top: 2em; border-top: 1px dashed #bbb; }
.label { margin-bottom: 1.8em; }
figure { font-size: .85em; line-height: 1.5; }
figure p { text-indent: 0; }
table { width: 100%; }
th, td { padding: .2em .4em; }
thead th, tbody th { background: #fff; }
footer { margin-top: 4em; border: solid #111; border-width: 2px 0; font-size: .875em; }
footer p { padding: .2em 1em; text-indent: 0; }
footer p + p { border-top: 1px solid #111; }
.copies { padding-left: 4em; text-indent: -3em; }
.printer { display: flex; justify-content: space-between; gap: 1em; }
@media (max-width: 30rem) { .sign { margin-right: 1em; } }
@page { size: A4; margin: 37mm 26mm 35mm 28mm;
  @bottom-center { content: "— " counter(page) " —"; } }
@media print {
  body { max-width: none; padding: 0; font-size: 16pt; line-height: 28pt; }
  .letterhead { font-size: min(42pt, 430pt / var(--ems)); }
  .annex { border: none; margin: 0; padding: 0; break-before: page; }
  p { orphans: 2; widows: 2; }
  footer { break-inside: avoid; }
}
"""
_FACES: Final = {1: ' class="one"', 2: ' class="two"'}


def render(circular: document.Circular) -> str:
    """The page."""
    body = "\n".join(_parts(circular))
    return page(circular.title, body, css=_CSS)


def _parts(circular: document.Circular) -> Iterator[str]:
    if circular.letterhead or circular.number:
        yield f"<header>{''.join(_head(circular))}</header>"
    yield f"<h1>{words(circular.title)}</h1>"
    if circular.addressees:
        yield _line("to", f"{circular.addressees}：")
    yield from _blocks(circular.body)
    yield from _annex_note([annex.title for annex in circular.annexes])
    signature = (circular.issuer, chinese_date(circular.issued))
    yield f'<div class="sign">{"".join(_line("", text) for text in signature if text)}</div>'
    for index, annex in enumerate(circular.annexes):
        yield from _annex(annex, document.annex_label(index, len(circular.annexes)))
    if circular.copies or circular.printer:
        yield f"<footer>{''.join(_imprint(circular))}</footer>"


def _head(circular: document.Circular) -> Iterator[str]:
    if circular.letterhead:
        ems = max(display_width(circular.letterhead) / 2, 1)  # it goes on one line if it can
        yield f'<p class="letterhead" style="--ems: {ems:g}">{words(circular.letterhead)}</p>'
    if circular.number:
        yield _line("number", circular.number)


def _annex(annex: document.Annex, label: str) -> Iterator[str]:
    yield '<section class="annex">'
    yield _line("label", label)
    yield f"<h2>{words(annex.title)}</h2>"
    yield from _blocks(annex.blocks)
    yield "</section>"


def _blocks(blocks: Iterable[document.Block]) -> Iterator[str]:
    for block in blocks:
        match block:
            case document.Heading(level, number, text):
                tag = f"h{min(level + 2, 6)}"
                yield f"<{tag}{_FACES.get(level, '')}>{words(number + text)}</{tag}>"
            case document.Paragraph(runs, number):
                left = stretches("".join(run.text for run in runs))
                start = '<p class="left">' if left else "<p>"
                yield f"{start}{words(number)}{''.join(map(_run, runs))}</p>"
            case document.Listing(lead, entries):
                if lead:
                    yield _line("", lead)
                yield from (_line("left", entry.number + entry.text) for entry in entries)
            case document.TableBlock(table):
                yield table_html(table)
            case _:
                assert_never(block)


def _run(run: document.Run) -> str:
    return f"<strong>{words(run.text)}</strong>" if run.strong else words(run.text)


def _annex_note(titles: list[str]) -> Iterator[str]:
    if titles:
        numbers = [f"{number}." if len(titles) > 1 else "" for number in range(1, len(titles) + 1)]
        items = (_line("", number + title) for number, title in zip(numbers, titles, strict=True))
        yield f'<div class="annexes"><p>附件：</p><div>{"".join(items)}</div></div>'


def _imprint(circular: document.Circular) -> Iterator[str]:
    if circular.copies:
        yield _line("copies", f"抄送：{'，'.join(circular.copies).rstrip('。')}。")
    if circular.printer:
        printed = f"{chinese_date(circular.printed)}印发" if circular.printed else ""
        yield (
            f'<p class="printer"><span>{words(circular.printer)}</span>'
            f"<span>{words(printed)}</span></p>"
        )


def _line(face: str, text: str) -> str:
    style = f' class="{face}"' if face else ""
    return f"<p{style}>{words(text)}</p>"
