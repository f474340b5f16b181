"""The language of a text's braces, and how much work they may make.

A text comes from whoever sent the workspace. Of Jinja's language only what sentences need is left:
words, filters of ours, ``if``, ``for`` and arithmetic with numbers. Each step of the work is
counted, so that no text takes more time or memory than any office's would.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from fractions import Fraction
from typing import Any, Final

from jinja2 import StrictUndefined, TemplateSyntaxError, nodes
from jinja2.meta import find_undeclared_variables
from jinja2.runtime import Context, LoopContext
from jinja2.sandbox import ImmutableSandboxedEnvironment

from infoscore.circular.texts import MOST_CHARACTERS

MOST_STEPS: Final = 1_000_000
_MOST_BITS: Final = 256
_MOST_LISTED: Final = 10_000
_DEEPEST: Final = 10
"""Blocks within blocks."""
_LONGEST: Final = 80
"""Expressions within expressions; Python takes forever to refuse too many."""
_STEPS: Final = "steps of a loop"
"""A filter that nobody can type."""

_ALLOWED: Final[tuple[type[nodes.Node], ...]] = (
    nodes.Template,
    nodes.Output,
    nodes.TemplateData,
    nodes.If,
    nodes.For,
    nodes.Assign,
    nodes.Name,
    nodes.Const,
    nodes.List,
    nodes.Tuple,
    nodes.Getattr,
    nodes.Getitem,
    nodes.Slice,
    nodes.Call,
    nodes.Keyword,
    nodes.Filter,
    nodes.Test,
    nodes.Compare,
    nodes.Operand,
    nodes.CondExpr,
    nodes.And,
    nodes.Or,
    nodes.Not,
    nodes.Neg,
    nodes.Pos,
    nodes.Add,
    nodes.Sub,
    nodes.Mul,
    nodes.Div,
    nodes.FloorDiv,
    nodes.Mod,
)
_USUAL: Final = ("length", "count", "first", "last", "default")
"""Jinja's own filters that cost no more than their input."""


class TooMuchError(RuntimeError):
    """A text makes more work, or becomes longer, than any office's."""


class Braces(ImmutableSandboxedEnvironment):
    """Fills in a text's braces; made anew for each text, as it counts the steps."""

    intercepted_binops = frozenset(["+", "-", "*", "/", "//", "%"])

    def __init__(
        self,
        filters: Mapping[str, Callable[..., object]],
        finalize: Callable[[Any], object],
        marks: Mapping[str, Any],
        step: int,
    ) -> None:
        """``step``: the cost of looking anything up, as that may look at every unit."""
        super().__init__(
            undefined=StrictUndefined,
            trim_blocks=True,
            keep_trailing_newline=True,
            optimized=False,  # nothing is computed before it is counted
            finalize=finalize,
            **marks,
        )
        usual = {name: self.filters[name] for name in _USUAL}
        self.filters = {**usual, **filters, _STEPS: self._counted}
        self.globals.clear()
        self._step = step
        self._left = MOST_STEPS

    def filled(self, text: str, words: Callable[[set[str]], Mapping[str, object]]) -> str:
        """The text with its braces filled in; ``words``: the values of the words that it uses.

        Raises:
            TooMuchError: it makes too much work.
            TemplateSyntaxError: it holds something that a text cannot do.
        """
        if len(text) > MOST_CHARACTERS:
            raise TooMuchError
        tree = self.parse(text)
        _check(tree)
        for loop in tree.find_all(nodes.For):
            loop.iter = nodes.Filter(loop.iter, _STEPS, [], [], None, None, lineno=loop.lineno)
        values = words(find_undeclared_variables(tree))
        parts: list[str] = []
        length = 0
        for part in self.from_string(tree).generate(values):
            parts.append(part)
            length += len(part)
            if length > MOST_CHARACTERS:
                raise TooMuchError
        return "".join(parts)

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
        """True for attributes of facts; false for those of Python's texts, numbers and lists."""
        if isinstance(obj, date):
            return attr in {"year", "month", "day"}
        ours = type(obj).__module__.partition(".")[0] == __name__.partition(".")[0]
        return (
            (ours or isinstance(obj, LoopContext))
            and not attr.startswith("_")
            and super().is_safe_attribute(obj, attr, value)
        )

    def getattr(self, obj: Any, attribute: str) -> Any:
        self._take(self._step)
        return super().getattr(obj, attribute)

    def getitem(self, obj: Any, argument: Any) -> Any:
        self._take(self._step)
        return super().getitem(obj, argument)

    def call(self, __context: Context, __obj: Any, *args: Any, **kwargs: Any) -> Any:  # noqa: PYI063 - as jinja2 has it
        self._take(self._step)
        return super().call(__context, __obj, *args, **kwargs)

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:
        """Arithmetic with numbers that a document may print; lists are joined."""
        if operator == "+" and isinstance(left, list) and isinstance(right, list):
            if len(left) + len(right) > _MOST_LISTED:
                raise TooMuchError
            return left + right
        _check_number(left)
        _check_number(right)
        return super().call_binop(context, operator, left, right)

    def _take(self, steps: int) -> None:
        self._left -= steps
        if self._left < 0:
            raise TooMuchError

    def _counted(self, things: Iterable[object]) -> Iterator[object]:
        for thing in things:
            self._take(10)
            yield thing


def _check(tree: nodes.Template) -> None:
    """Raise TemplateSyntaxError where a text does what no text can."""
    todo: list[tuple[nodes.Node, int, int]] = [(tree, 0, 0)]
    while todo:
        node, blocks, depth = todo.pop()
        if not isinstance(node, _ALLOWED) or (isinstance(node, nodes.For) and node.recursive):
            raise TemplateSyntaxError(type(node).__name__, node.lineno or 1)
        blocks += isinstance(node, nodes.If | nodes.For)
        if blocks > _DEEPEST or depth > _LONGEST:
            raise TemplateSyntaxError("nested", node.lineno or 1)
        todo += ((child, blocks, depth + 1) for child in node.iter_child_nodes())


def _check_number(value: object) -> None:
    if not isinstance(value, int | float | Fraction):
        raise TypeError
    parts = (value.numerator, value.denominator) if isinstance(value, int | Fraction) else ()
    if any(part.bit_length() > _MOST_BITS for part in parts):
        raise TooMuchError
