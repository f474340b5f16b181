"""A line editor for answers: arrows, history, paste, and names that complete themselves.

It is loaded only where somebody is asked, at a terminal that can move its cursor.
"""

from __future__ import annotations

import os
import re
import sys
from collections import defaultdict
from collections.abc import Iterator

from prompt_toolkit import PromptSession
from prompt_toolkit.completion import CompleteEvent, Completer, Completion
from prompt_toolkit.document import Document as Line
from prompt_toolkit.history import InMemoryHistory
from prompt_toolkit.input import create_input
from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent
from prompt_toolkit.keys import Keys
from prompt_toolkit.output import ColorDepth, create_output
from prompt_toolkit.output.vt100 import Vt100_Output

from infoscore.cli.choices import BETWEEN, Choices

_ROWS = 6
"""Lines below the question in which names are offered."""
_BREAK = re.compile(r"\s*[\r\n\t]+\s*")


class Editor:
    """The terminal on which answers are edited, with the history of each question."""

    def __init__(self) -> None:
        self._histories: dict[str, InMemoryHistory] = defaultdict(InMemoryHistory)
        self._input = create_input(sys.stdin)
        self._output = create_output(sys.stderr)
        if isinstance(self._output, Vt100_Output):
            # the cursor's place is not asked for: an answer that comes late would be typed text
            self._output.enable_cpr = False

    def line(
        self, prompt: str, key: str, before: str, choices: Choices | None, *, several: bool
    ) -> str:
        """Return the line that was edited, which begins as ``before``.

        Raises:
            EOFError: Ctrl-D on an empty line.
            KeyboardInterrupt: Ctrl-C.
        """
        session: PromptSession[str] = PromptSession(
            history=self._histories[key],
            completer=None if choices is None else _Names(choices, several=several),
            complete_while_typing=True,
            reserve_space_for_menu=0 if choices is None else _ROWS,
            key_bindings=_pasting("、" if several else ""),
            enable_suspend=True,
            color_depth=ColorDepth.DEPTH_1_BIT if os.environ.get("NO_COLOR") else None,
            input=self._input,
            output=self._output,
        )
        return session.prompt(prompt, default=before)


class _Names(Completer):
    """Completes what is typed of a name, of its number or of its initials."""

    def __init__(self, choices: Choices, *, several: bool) -> None:
        self._choices, self._several = choices, several

    def get_completions(
        self, document: Line, complete_event: CompleteEvent
    ) -> Iterator[Completion]:
        """Yield the names that may be meant."""
        del complete_event
        text = document.text_before_cursor
        part = BETWEEN.split(text)[-1] if self._several else text.strip()
        for name, number in self._choices.like(part):
            yield Completion(name, -len(part), display=f"{number:>2} {name}")


def _pasting(between: str) -> KeyBindings:
    """Return the key that pastes: lines become one, with ``between`` them."""
    bindings = KeyBindings()

    @bindings.add(Keys.BracketedPaste)
    def _paste(event: KeyPressEvent) -> None:
        event.current_buffer.insert_text(one_line(event.data, between))

    return bindings


def one_line(text: str, between: str) -> str:
    """Return lines and cells as one line; a blank joins words that are not Chinese."""
    return _BREAK.sub(lambda found: between or (" " if _latin(found) else ""), text.strip())


def _latin(found: re.Match[str]) -> bool:
    text = found.string
    return text[found.start() - 1].isascii() and text[found.end()].isascii()
