"""Words for people, kept untranslated until they are shown.

Readers, checks and rules speak with :func:`msg`; only the edge that prints knows the language, and
hands :func:`catalogue` of it down. So the middle stays pure, a stored problem can be shown in any
language, and a process may speak two. The text handed to :func:`msg` is the English sentence and
the key of the catalogue in ``infoscore/locale``.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Final, NamedTuple, Protocol

from infoscore.rounding import printed

DOMAIN: Final = "infoscore"
LOCALES: Final = Path(__file__).parent / "locale"
LANGUAGES: Final[Mapping[str, str | None]] = {"zh": "zh_CN", "en": None}
"""Languages by the names that people give them, and the folders of their catalogues; ``None``: the
code's own."""


class Message(NamedTuple):
    """A sentence in English with named blanks, and what fills them."""

    id: str
    args: Mapping[str, object] = {}
    plural: str | None = None
    """The sentence for any number but 1; the number is ``args["n"]``."""


class Translations(Protocol):
    """The part of :mod:`gettext` that is used."""

    def gettext(self, message: str) -> str: ...
    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str: ...


@cache
def catalogue(language: str) -> Translations:
    """The catalogue of a language of :data:`LANGUAGES`; read when it is first asked for."""
    import gettext

    folder = LANGUAGES[language]
    if folder is None:
        return gettext.NullTranslations()
    return gettext.translation(DOMAIN, str(LOCALES), languages=[folder])


def msg(sentence: str, /, **args: object) -> Message:
    """Say ``sentence``; ``{name}`` in it stands for ``args["name"]``."""
    return Message(sentence, args)


def msgn(one: str, many: str, /, n: Fraction | int, **args: object) -> Message:
    """Say ``one`` if ``n`` is 1, else ``many``; ``{n}`` is the number."""
    return Message(one, {"n": n, **args}, many)


def translate(message: Message, catalogue: Translations) -> str:
    """The sentence in the catalogue's language, its blanks filled."""
    if message.plural is None:
        sentence = catalogue.gettext(message.id)
    else:
        sentence = catalogue.ngettext(message.id, message.plural, _number(message.args["n"]))
    if not message.args:
        return sentence
    return sentence.format_map(
        {key: _fill(value, catalogue) for key, value in message.args.items()}
    )


def _number(value: object) -> int:
    """What the plural goes by: 1, or any other number."""
    assert isinstance(value, int | Fraction)
    return value.numerator if value.denominator == 1 else 2


def _fill(value: object, catalogue: Translations) -> object:
    if isinstance(value, Message):
        return translate(value, catalogue)
    if isinstance(value, (list, tuple)):
        separator = catalogue.gettext(mark(", "))
        return separator.join(str(_fill(part, catalogue)) for part in value)
    if isinstance(value, Fraction):
        return printed(value)
    return value


def mark(sentence: str) -> str:
    """``sentence`` itself, marked for the catalogues; whoever shows it looks it up there."""
    return sentence
