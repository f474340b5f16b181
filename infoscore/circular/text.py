"""A circular's text: Markdown with facts in ``{{ … }}``, into numbered blocks.

Two steps. :func:`draft` makes a text from a template, once: ``<% … %>`` and ``<< … >>`` choose the
sentences that the data call for. :func:`expand` fills in the facts, each time a circular is made,
so the figures follow the records while the wording stays the clerk's.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from fractions import Fraction
from typing import Any, Final, NoReturn

import jinja2
from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode

from infoscore.characters import hidden
from infoscore.circular import lists
from infoscore.circular.braces import Braces, TooMuchError
from infoscore.circular.facts import Facts
from infoscore.circular.lists import Percentage
from infoscore.circular.unitfacts import UnknownNameError
from infoscore.document import Block, Heading, Paragraph, Run
from infoscore.messages import Message, msg
from infoscore.names import Names
from infoscore.period import chinese_date
from infoscore.problems import Code, Place, Problem
from infoscore.rounding import percent, printed

_FAULTS: Final = (RuntimeError, TypeError, ValueError, ArithmeticError, LookupError, AttributeError)
"""Errors that an expression may raise, beside jinja2's own."""
_HOW: Final = msg('write {{ received }} or {{ adopted("工作动态") }}, with nothing left open')
_SHORTER: Final = msg("take loops out of loops, or parts out of the text")
_JOIN: Final = msg("a list needs “| names”, “| counts” or “| length” behind it")
_FULL_WIDTH: Final = re.compile(r"[{｛]｛|｛[{%％#＃]|[}｝]｝|[}%％#＃]｝|｝}")
"""Braces as Chinese keyboards type them."""
_STRAY: Final = re.compile(
    r"(其中|包括|分别[为是]|\A|\n[ \t]*\n|^[ \t]*(?:\d+[.)]|#+)[ \t]+|[，。；：！？（“、])"
    r"(?:[ \t]*、)+"
    r"|、[ \t]*(?=[，。；：！？）”]|等(?:\d|科室|单位|部门)|\n[ \t]*(?:\n|\d+[.)][ \t]|#)|\s*\Z)",
    re.MULTILINE,
)
"""Commas of an enumeration that join nothing: before the first part, after the last, doubled."""
_NUMERALS: Final = "一二三四五六七八九十"
_TYPED_NUMBER: Final = re.compile(r"^(?:[一二三四五六七八九十]+、|（[一二三四五六七八九十]+）)\s*")
_MARKUP: Final = re.compile(r"([\\`*_{}\[\]<>#+\-.!|~&])")

FILTERS: Final[dict[str, Callable[..., object]]] = {
    "names": lists.names,
    "counts": lists.counts,
    "grouped": lists.grouped,
    "arrows": lists.arrows,
    "percent": lists.rate,
    "top": lists.top,
    "bottom": lists.bottom,
}
"""For lists and shares, after a bar."""

_MARKS: Final = {
    "block_start_string": "<%",
    "block_end_string": "%>",
    "variable_start_string": "<<",
    "variable_end_string": ">>",
    "comment_start_string": "<#",
    "comment_end_string": "#>",
}
"""Instead of braces, in templates."""


class TextError(Exception):
    """The text cannot be used; carries the problem."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem)
        self.problem = problem


class _ListError(TypeError):
    """A list stands where a figure or a name does."""


def draft(template: str, file: str, facts: Facts) -> str:
    """A text for the clerk to edit, with the sentences that the data call for.

    Raises:
        TextError: the template has a fault.
    """
    text = _render(template, file, 0, facts, drafting=True)
    return re.sub(r"\n{3,}", "\n\n", text).strip() + "\n"


def expand(text: str, file: str, first_line: int, facts: Facts) -> str:
    """The Markdown with all facts filled in; ``first_line``: lines of the file before it.

    Where a part of an enumeration comes to nothing, its comma goes, too.

    Raises:
        TextError: an unknown word or a fault in what stands in braces.
    """
    markdown = _render(text, file, first_line, facts, drafting=False)
    return _STRAY.sub(lambda found: found[1] or "", markdown) if "{" in text else markdown


def blocks(
    markdown: str, file: str, first_line: int | None, problems: list[Problem]
) -> tuple[Block, ...]:
    """The text's headings and paragraphs, numbered as a 公文 numbers them.

    ``first_line``: lines of the file before the text; ``None``: lines of the text are not the
    file's.
    """
    # tables and HTML are recognised so that they can be refused
    parser = MarkdownIt("commonmark", {"html": True}).enable("table")
    tree = SyntaxTreeNode(parser.parse(markdown))
    return tuple(_Blocks(file, first_line, problems).of(tree.children))


def _render(text: str, file: str, before: int, facts: Facts, *, drafting: bool) -> str:
    if (wide := _FULL_WIDTH.search(text)) is not None:
        above = text[: wide.start()]
        place = Place(file, before + above.count("\n") + 1, len(above) - above.rfind("\n"))
        _fail(place, msg("“{found}” is no placeholder: it is full-width", found=wide[0]), _HOW)

    def words(used: set[str]) -> dict[str, object]:
        return {name: getattr(facts, name) for name in facts.names() if name in used}

    finalize, marks = (_as_typed, _MARKS) if drafting else (_as_text, {})
    try:
        braces = Braces(FILTERS, finalize, marks, 1 + facts.units_total)
        return braces.filled(text, words)
    except jinja2.TemplateSyntaxError as error:
        place = Place(file, before + error.lineno)
        what = msg("this is not a placeholder: “{found}”", found=_line(text, error.lineno))
        _fail(place, what, _HOW)
    except jinja2.UndefinedError as error:
        _fail(_place_of(error, file, before), *_unknown(str(error)))
    except UnknownNameError as error:
        what = msg("there is no {kind} called “{name}”", kind=error.kind, name=error.name)
        _fail(_place_of(error, file, before), what, _nearest(error.nearest) or _HOW)
    except TooMuchError as error:
        what = msg("this text makes too much work, or becomes too long")
        _fail(_place_of(error, file, before), what, _SHORTER)
    except (jinja2.TemplateError, *_FAULTS) as error:
        place = _place_of(error, file, before)
        found_there = _line(text, place.line - before)
        hint = _JOIN if isinstance(error, _ListError) else _HOW
        _fail(place, msg("this cannot be computed: “{found}”", found=found_there), hint)


def _unknown(error: str) -> tuple[Message, Message]:
    """What jinja2 found undefined, and how to mend it."""
    element = re.search(r" has no element (.+)$", error)
    if element is not None:
        what = msg("this list has no entry {which}", which=element[1])
        return what, msg("ask first whether it has any: {% if commissions %}…{% endif %}")
    found = re.search(r"'([^']+)'(?: is undefined|$)", error)
    name = found[1] if found else ""
    if error.startswith("'None' "):
        what = msg("there is no period before this one, so “{name}” is not known", name=name)
        return what, msg("only months, quarters, halves and years have one; take this sentence out")
    what = msg("nothing is called “{name}”", name=name)
    words = Facts.names()
    if name in words:
        return what, msg("“{name}” is not a part of what stands before the dot", name=name)
    near = Names((word, word) for word in words).nearest(name)
    every = msg("the words that may stand in braces are: {names}", names=words)
    return what, _nearest(near) or every


def _nearest(names: Iterable[str]) -> Message | None:
    near = [msg("“{value}”", value=name) for name in names]
    return msg("did you mean {names}?", names=near) if near else None


def _as_typed(value: object) -> object:
    """A fact within a template's quotes: nothing in it ends them."""
    return str(value).replace('"', "”") if isinstance(value, str) else _as_text(value)


def _as_text(value: Any) -> object:
    """A fact as the text prints it: never Markdown, whatever a name holds."""
    if isinstance(value, Percentage):
        return percent(value)
    if isinstance(value, Fraction):
        return printed(value)
    if isinstance(value, date):
        return chinese_date(value)
    if isinstance(value, str):
        return _MARKUP.sub(r"\\\1", value)
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    if isinstance(value, list):
        raise _ListError
    return value + ""  # an undefined name says so when it is used; nothing else can be printed


def _place_of(error: BaseException, file: str, before: int) -> Place:
    """The template's line in the traceback, which jinja2 rewrites to show it."""
    line = 0
    trace = error.__traceback__
    while trace is not None:
        if trace.tb_frame.f_code.co_filename == "<template>":
            line = trace.tb_lineno
        trace = trace.tb_next
    return Place(file, before + line if line else 0)


def _line(text: str, number: int) -> str:
    lines = text.splitlines()
    return lines[number - 1].strip()[:80] if 0 < number <= len(lines) else ""


def _fail(place: Place, what: Message, hint: Message) -> NoReturn:
    raise TextError(Problem(Code.TEMPLATE, place, what, hint)) from None


class _Blocks:
    """Markdown's tree into blocks."""

    def __init__(self, file: str, first_line: int | None, problems: list[Problem]) -> None:
        self._file = file
        self._first_line = first_line
        self._problems = problems
        self._headings = [0, 0]

    def of(self, nodes: Iterable[SyntaxTreeNode]) -> Iterator[Block]:
        for node in nodes:
            match node.type:
                case "heading":
                    yield from self._heading(node)
                case "paragraph":
                    yield Paragraph(tuple(self._runs(node)))
                case "ordered_list":
                    yield from self._list(node, 1)
                case _:
                    self._refuse(node)

    def _heading(self, node: SyntaxTreeNode) -> Iterator[Block]:
        level = int(node.tag[1:])
        if level > len(self._headings):
            self._refuse(node)
            return
        self._headings[level - 1] += 1
        self._headings[level:] = [0] * (len(self._headings) - level)
        numeral = chinese_numeral(self._headings[level - 1])
        number = f"{numeral}、" if level == 1 else f"（{numeral}）"
        text = "".join(run.text for run in self._runs(node))
        yield Heading(level, number, _TYPED_NUMBER.sub("", text))

    def _list(self, node: SyntaxTreeNode, level: int) -> Iterator[Block]:
        """A list's first paragraphs are numbered 1. and, one level below, （1）."""
        for number, item in enumerate(node.children, start=1):
            label = f"{number}." if level == 1 else f"（{number}）"
            for child in item.children:
                if child.type == "ordered_list" and level == 1:
                    yield from self._list(child, 2)
                elif child.type == "paragraph":
                    yield Paragraph(tuple(self._runs(child)), label)
                    label = ""
                else:
                    self._refuse(child)

    def _runs(self, node: SyntaxTreeNode, *, strong: bool = False) -> Iterator[Run]:
        for child in node.children:
            match child.type:
                case "inline":
                    yield from self._runs(child, strong=strong)
                case "text" | "code_inline":
                    if (found := hidden(child.content)) is not None:  # written as an escape
                        self._note(Code.CONTROL_CHARACTER, node, *found)
                    elif child.content:
                        yield Run(child.content, strong)
                case "strong" | "em":
                    yield from self._runs(child, strong=True)
                case "softbreak" | "hardbreak":
                    pass  # Chinese needs no space where a line of the file ends
                case _:
                    self._refuse(child)

    def _refuse(self, node: SyntaxTreeNode) -> None:
        what = msg("a circular has no place for this: “{found}”", found=_source_of(node))
        hint = msg("use paragraphs, # and ## headings, 1. lists and **bold**")
        self._note(Code.UNSUPPORTED_MARKDOWN, node, what, hint)

    def _note(self, code: Code, node: SyntaxTreeNode, what: Message, hint: Message) -> None:
        line, block = 0, node
        while block.map is None and block.parent is not None:
            block = block.parent
        if self._first_line is not None and block.map is not None:
            line = self._first_line + block.map[0] + 1
        self._problems.append(Problem(code, Place(self._file, line), what, hint))


def _source_of(node: SyntaxTreeNode) -> str:
    kinds = {"text", "fence", "html_block", "html_inline"}
    text = "".join(part.content for part in node.walk() if part.type in kinds)
    found = text or str(node.attrs.get("src", "")) or node.markup or node.type
    return " ".join(found.split())[:40]


def chinese_numeral(number: int) -> str:
    """1 → 一 … 99 → 九十九."""
    tens, ones = divmod(number, 10)
    if not 0 < number < 100:
        return str(number)
    if tens == 0:
        return _NUMERALS[ones - 1]
    return (_NUMERALS[tens - 1] if tens > 1 else "") + "十" + (_NUMERALS[ones - 1] if ones else "")
