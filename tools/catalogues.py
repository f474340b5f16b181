"""Bring ``infoscore/locale`` up to date with the messages in the code.

Run by ``make catalogues``. New sentences appear in each ``.po`` without a translation: write it
there and run again. Sentences that the code no longer says are dropped.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Final

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

PACKAGE: Final = Path(__file__).parent.parent / "infoscore"
LOCALES: Final = ("zh_CN",)
KEYWORDS: Final = {"msg": None, "msgn": (1, 2), "mark": None, "described": None}


def extracted() -> Catalog:
    """Every sentence in the code."""
    catalogue = Catalog(project="infoscore", fuzzy=False, header_comment="# infoscore")
    for file, _, sentence, _, _ in sorted(
        extract_from_dir(str(PACKAGE), keywords=KEYWORDS), key=lambda found: str(found[0])
    ):
        catalogue.add(sentence, locations=[(file, 0)])
    return catalogue


def path(locale: str, suffix: str) -> Path:
    """The catalogue's file: ``po`` for people, ``mo`` for the program."""
    return PACKAGE / "locale" / locale / "LC_MESSAGES" / f"infoscore.{suffix}"


def updated(locale: str, template: Catalog) -> Catalog:
    """The locale's catalogue with the template's sentences, translations kept."""
    catalogue = Catalog(locale=locale, project="infoscore", fuzzy=False)
    if path(locale, "po").exists():
        catalogue = read_po(BytesIO(path(locale, "po").read_bytes()), locale=locale)
    known = {message.id: message.string for message in catalogue}
    fresh = Catalog(
        locale=locale,
        project="infoscore",
        header_comment="# infoscore",
        creation_date=_EPOCH,
        revision_date=_EPOCH,
        last_translator="",
        language_team="",
        fuzzy=False,
    )
    for message in template:
        if message.id:
            string = known.get(message.id, "")
            fresh.add(message.id, string, locations=message.locations)
    return fresh


def files(locale: str, template: Catalog) -> Iterator[tuple[Path, bytes]]:
    """Both files of a locale."""
    catalogue = updated(locale, template)
    po, mo = BytesIO(), BytesIO()
    write_po(po, catalogue, width=0, sort_output=True, omit_header=False, include_lineno=False)
    write_mo(mo, catalogue)
    yield path(locale, "po"), po.getvalue()
    yield path(locale, "mo"), mo.getvalue()


def untranslated(locale: str, template: Catalog) -> list[str]:
    """Sentences that the locale does not have yet."""
    return [str(one.id) for one in updated(locale, template) if one.id and not _said(one.string)]


def _said(string: object) -> bool:
    return all(string) if isinstance(string, (list, tuple)) else bool(string)


_EPOCH: Final = datetime(2026, 1, 1, tzinfo=UTC)
"""So that the same sentences make the same bytes."""


def main() -> None:
    """Write the catalogues; exit 1 if a translation is missing."""
    template = extracted()
    missing = 0
    for locale in LOCALES:
        for file, data in files(locale, template):
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(data)
        for sentence in untranslated(locale, template):
            missing += 1
            print(f"{locale}: {sentence!r} has no translation", file=sys.stderr)
    sys.exit(1 if missing else 0)


if __name__ == "__main__":
    main()
