"""The circular that corrects an issued one: what changed, and a table of before and after."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from infoscore.circular.issued import Issued
from infoscore.circular.settings import CircularFile, Late
from infoscore.document import Annex, Circular, Paragraph, Run, TableBlock
from infoscore.reports import differing
from infoscore.reports.comparison import Comparison, corrections
from infoscore.reports.tables.layout import fill
from infoscore.rules.tracks import Track

_CARRIED = "上述差额计入此后印发的通报，年度累计得分不重复计算。"
_RESTATED = "原通报所列得分与本通报不一致的，以本通报为准。"


def corrected(
    settings: CircularFile,
    issued: Issued,
    comparison: Comparison,
    tracks: Sequence[Track],
    day: date,
) -> Circular:
    """The document, dated ``day`` and not yet numbered."""
    period = issued.period
    title = f"{period.name}得分更正前后对照表"
    return Circular(
        letterhead=settings.letterhead or "",
        number=fill(settings.number, {"year": str(day.year), "number": "\u3000"}),
        title=f"{settings.issuer}关于更正{period.name}信息工作通报有关得分的通报",
        addressees=settings.addressees.rstrip("：:"),
        body=tuple(_body(settings, issued, comparison, tracks)),
        annexes=(Annex(title, (TableBlock(corrections(comparison)),)),),
        issuer=settings.issuer,
        issued=day,
        secrecy=settings.secrecy or "",
        urgency=settings.urgency or "",
        copies=tuple(settings.copies),
        printer=settings.printer or "",
        printed=day if settings.printer else None,
    )


def _body(
    settings: CircularFile, issued: Issued, comparison: Comparison, tracks: Sequence[Track]
) -> Iterator[Paragraph]:
    yield _plain(
        f"《{issued.title}》（{issued.number}）印发后，部分记录或计分标准有变动，"
        f"现将{issued.period.name}有关得分更正如下："
    )
    for number, one in enumerate(comparison.differences, start=1):
        moves = differing.moves(one, tracks) or "不计分"
        why = differing.why(one, differing.chinese)
        yield _plain(f"{differing.what(one, differing.chinese)}：{moves}（{why}）。", f"{number}.")
    yield _plain(_CARRIED if settings.late is Late.CARRY else _RESTATED)


def _plain(text: str, number: str = "") -> Paragraph:
    return Paragraph((Run(text),), number)
