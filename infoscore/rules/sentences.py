"""计分标准 in words, generated from the rules themselves, so that text and scores agree."""

from collections.abc import Sequence

import msgspec

from infoscore.period import Period, chinese_date
from infoscore.rules.edition import CLAUSES, Edition, RuleBook
from infoscore.rules.modifiers import called
from infoscore.rules.outlets import Outlet
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
    words = _words(edition, tracks)
    told = _told(edition)
    said = (kind.said(told, words) for kind in CLAUSES.values() if kind.said is not None)
    return [f"{sentence}。" for sentences in said for sentence in sentences]


def _words(edition: Edition, tracks: Sequence[Track]) -> Words:
    outlets = {outlet.name: outlet.called for outlet in edition.outlets}
    points = {kind.key: kind.called for kind in CLAUSES.values() if kind.called}
    return Words(tracks, outlets, points)


def sentences_for(clause: str, edition: Edition, tracks: Sequence[Track]) -> list[str]:
    """Return the sentences on one clause, such as ``outlets.工作动态.points.简讯``.

    Those of its whole kind if it has no name of its own; none: it is a number of the record's.
    """
    key, _, rest = clause.partition(".")
    say = CLAUSES[key].said if key in CLAUSES else None
    if say is None:
        return []
    entry = getattr(edition.rules, key)
    if isinstance(entry, dict):
        entry = {name: one for name, one in entry.items() if _is_of(rest, name)} or entry
    elif isinstance(entry, list):
        places = enumerate(entry, start=1)
        entry = [one for place, one in places if _is_of(rest, called(one, place))] or entry
    outlets = [_for(rest, one) for one in edition.outlets if _is_of(rest, one.name)]
    alone = Edition(msgspec.structs.replace(edition.rules, **{key: entry}), outlets)
    return [f"{sentence}。" for sentence in say(alone, _words(edition, tracks))]


def _is_of(rest: str, name: str) -> bool:
    return f"{rest}.".startswith(f"{name}.")


def _for(rest: str, outlet: Outlet) -> Outlet:
    """Return the outlet with its points for the form at the clause's end only."""
    form = rest.removeprefix(f"{outlet.name}.points.")
    if isinstance(outlet.points, dict) and form in outlet.points:
        return msgspec.structs.replace(outlet, points={form: outlet.points[form]})
    return outlet


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
