from __future__ import annotations

from dataclasses import replace
from datetime import date

from hypothesis import given
from markdown_it import MarkdownIt
from msgspec import structs

from infoscore.document import Annex, Circular, Entry, Heading, Listing, Paragraph, Run, TableBlock
from infoscore.render import circular_html, circular_markdown
from infoscore.render.markdown import pipes
from tests.render.samples import SAMPLE, hostile
from tests.render.test_html import Reader

TITLED = TableBlock(structs.replace(SAMPLE, title="得分表"))

CIRCULAR = Circular(
    letterhead="某市住房和城乡建设局文件",
    number="住建发〔2021〕96号",
    title="某市住房和城乡建设局\n关于2021年一季度信息工作情况的通报",
    addressees="局属各单位，机关各科室",
    body=(
        Paragraph((Run("现将情况通报如下。"),)),
        Heading(1, "一、", "存在的问题"),
        Heading(2, "（一）", "重视不够"),
        Paragraph((Run("重视不够。", strong=True), Run("未安排专人。")), "1."),
    ),
    annexes=(
        Annex("采用情况", (Heading(1, "一、", "机关"), TITLED)),
        Annex(
            "详细条目",
            (Listing("《工作动态》采用：", (Entry("1.", "见成效", "第10期", "办公室"),)),),
        ),
    ),
    issuer="某市住房和城乡建设局",
    issued=date(2021, 4, 5),
    copies=("市委办公室", "市政府办公室。"),
    printer="办公室",
    printed=date(2021, 4, 6),
)

MARKDOWN = f"""\
**某市住房和城乡建设局文件**

住建发〔2021〕96号

# 某市住房和城乡建设局<br>关于2021年一季度信息工作情况的通报

局属各单位，机关各科室：

现将情况通报如下。

## 一、存在的问题

### （一）重视不够

1.<strong>重视不够。</strong>未安排专人。

附件：1.采用情况<br>2.详细条目

<p align="right">某市住房和城乡建设局<br>2021年4月5日</p>

---

附件1

## 采用情况

### 一、机关

**得分表**

{pipes(SAMPLE)}

注：—表示未下达任务。

---

附件2

## 详细条目

《工作动态》采用：

1.见成效（第10期）（办公室）

---

抄送：市委办公室，市政府办公室。

办公室　2021年4月6日印发
"""


def test_markdown_holds_every_word_in_order() -> None:
    assert circular_markdown.render(CIRCULAR) == MARKDOWN


def test_html_holds_every_word_in_order() -> None:
    source = circular_html.render(CIRCULAR)
    position = source.index("<body>")
    for words in (
        "某市住房和城乡建设局文件", "住建发〔2021〕96号", "某市住房和城乡建设局<br>关于2021年",
        "局属各单位，机关各科室：", "现将情况通报如下。", "一、存在的问题", "（一）重视不够",
        "1.<strong>重视不够。</strong>未安排专人。", "附件：", "1.采用情况", "2.详细条目",
        "某市住房和城乡建设局", "2021年4月5日", "附件1", "采用情况", "一、机关", "得分表",
        "办公室（信访科）", "附件2", "详细条目", "《工作动态》采用：",
        "1.见成效（第10期）（办公室）", "抄送：市委办公室，市政府办公室。", "办公室",
        "2021年4月6日印发",
    ):  # fmt: skip
        position = source.index(words, position) + len(words)


def test_lines_of_lists_and_before_addresses_are_not_stretched() -> None:
    address = Paragraph((Run("见https://www.example.gov.cn"),))
    source = circular_html.render(replace(CIRCULAR, body=(*CIRCULAR.body, address)))
    assert '<p class="left">见https' in source
    assert '<p class="left">1.见成效' in source
    assert source.count('class="left"') == 2


def test_what_is_not_there_leaves_no_trace() -> None:
    bare = replace(
        CIRCULAR, letterhead="", number="", annexes=CIRCULAR.annexes[1:], copies=(), printer=""
    )
    source = circular_html.render(bare)
    assert "<header>" not in source
    assert "<footer>" not in source
    assert "<p>附件：</p><div><p>详细条目</p>" in source
    markdown = circular_markdown.render(bare)
    assert markdown.startswith("# 某市")
    assert "附件：详细条目\n" in markdown
    assert "\n附件\n" in markdown
    assert markdown.endswith("（办公室）\n")


@given(hostile)
def test_records_are_shown_and_never_obeyed(text: str) -> None:
    circular = replace(
        CIRCULAR,
        title=text,
        body=(Paragraph((Run(text), Run(text, strong=True)), "1."), Heading(1, text, text)),
        annexes=(Annex(text, (Listing(text, (Entry(text, text, text, text),)),)),),
        issuer=text,
    )
    reader = Reader(circular_html.render(circular))
    assert reader.open == []
    assert reader.links == []
    assert set(reader.seen).isdisjoint({"script", "a", "img", "link", "iframe"})
    tokens = MarkdownIt("commonmark", {"html": True}).parse(circular_markdown.render(circular))
    blocks = {token.type.removesuffix("_open").removesuffix("_close") for token in tokens}
    assert blocks <= {"heading", "paragraph", "inline", "hr", "html_block"}
    spans = [child for token in tokens for child in token.children or []]
    assert {span.type for span in spans} <= {"text", "html_inline", "strong_open", "strong_close"}
    assert {span.content for span in spans if span.type == "html_inline"} <= {
        "<br>", "<!-- -->", "<strong>", "</strong>"
    }  # fmt: skip
