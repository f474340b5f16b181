"""计分标准 in words, generated from the rules themselves, so that text and scores agree."""

from collections.abc import Sequence

import msgspec

from infoscore.period import Period, chinese_date
from infoscore.rules.edition import CLAUSES, Edition, RuleBook
from infoscore.rules.phrases import Words
from infoscore.rules.tracks import Track


def criteria(book: RuleBook, period: Period) -> list[str]:
    """Return the numbered sentences of the editions in force in the period."""
    editions = book.in_force(period.start, period.end)
    lines: list[str] = []
    for edition in editions:
        if len(editions) > 1:
            lines.append(f"自{chinese_date(edition.effective)}起：")
        sentences = edition.rules.wording or sentences_of(edition, book.tracks)
        lines += [f"{number}.{sentence}" for number, sentence in enumerate(sentences, start=1)]
    return lines


def heading(lines: Sequence[str]) -> list[str]:
    """Return the sentences under their heading; nothing if there are none."""
    return ["计分标准：", *lines] if lines else []


def sentences_of(edition: Edition, tracks: Sequence[Track]) -> list[str]:
    """Return one sentence for outlets that score alike, and one for each other rule."""
    outlets = {outlet.name: outlet.called for outlet in edition.outlets}
    points = {kind.key: kind.called for kind in CLAUSES.values() if kind.called}
    words = Words(tracks, outlets, points)
    told = _told(edition)
    said = (kind.said(told, words) for kind in CLAUSES.values() if kind.said is not None)
    return [f"{sentence}。" for sentences in said for sentence in sentences]


def _told(edition: Edition) -> Edition:
    """Return the edition without the clauses that are only a means (``wording: false``)."""
    kept: dict[str, object] = {}
    for key in CLAUSES:
        clause = getattr(edition.rules, key)
        if isinstance(clause, dict):
            kept[key] = {name: one for name, one in clause.items() if _is_told(one)}
        elif isinstance(clause, list):
            kept[key] = [one for one in clause if _is_told(one)]
    return Edition(msgspec.structs.replace(edition.rules, **kept), edition.outlets)


def _is_told(clause: object) -> bool:
    return getattr(clause, "wording", True) is not False
