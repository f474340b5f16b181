"""What units are told that are behind: one message for each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Final

from infoscore.circular.facts import Facts
from infoscore.circular.settings import FILE, CircularFile, read_settings
from infoscore.circular.unitfacts import Behind, elapsed_share
from infoscore.document import Circular, Paragraph, Run
from infoscore.office.slip import Slip
from infoscore.period import chinese_date
from infoscore.rounding import percent, printed
from infoscore.scoring.folding import Folding
from infoscore.workspace.load import Workspace

_SILENT: Final = "本年度以来没有报送信息。"


def reminders(workspace: Workspace, today: date) -> list[Slip] | None:
    """Return a message for each unit that is behind; ``None``: see ``workspace.problems``."""
    setup = workspace.setup
    assert setup is not None, "the caller has checked the setup"
    settings = None
    if (workspace.root / FILE).exists():
        settings = read_settings(workspace, setup)
    calendar = setup.book.calendar
    period = calendar.between(calendar.year(calendar.year_of(today)).start, today)
    folding = Folding(setup.book, setup.roster, today)
    folding.fold(workspace.records())
    if not workspace.sound:
        return None
    facts = Facts(folding.summary(period))
    behind: dict[str, list[Behind]] = {}
    for part in facts.behind:
        behind.setdefault(part.unit, []).append(part)
    silent = set(facts.units_silent)
    order = [unit.name for unit in setup.roster.units if unit.name in behind]
    measures = {track.name: track.measure for track in setup.book.tracks}
    passed = f"截至{chinese_date(today)}，本年度时间已过{percent(elapsed_share(period))}。"
    slips = []
    for name in order:
        none = _SILENT if name in silent else ""
        text = f"{passed}{_standing(behind[name], measures)}{none}"
        file = f"{name}信息工作进度提醒{today.isoformat()}"
        slips.append(Slip(_message(name, text, today, settings), file, settings))
    return slips


def _standing(parts: Sequence[Behind], measures: Mapping[str, str]) -> str:
    """Return what the unit has on each track, and what is due by now."""
    said = []
    for part in parts:
        target, score, due, missing = (
            f"{printed(number)}{measures[part.track]}"
            for number in (part.target, part.score, part.due, part.missing)
        )
        said.append(
            f"{part.track}全年任务{target}，已得{score}，按序时进度应达{due}，还差{missing}"
        )
    return f"你单位{'；'.join(said)}。"


def _message(unit: str, text: str, today: date, settings: CircularFile | None) -> Circular:
    return Circular(
        letterhead="",
        number="",
        title="关于政务信息工作进度的提醒",
        addressees=unit,
        body=(Paragraph((Run(f"{text}请抓紧组织报送政务信息。"),)),),
        annexes=(),
        issuer="" if settings is None else settings.issuer,
        issued=today,
        headless=True,
    )


def as_text(document: Circular) -> str:
    """Return a message as lines for a mail."""
    body = [block.text for block in document.body if isinstance(block, Paragraph)]
    ends = filter(None, (document.issuer, chinese_date(document.issued)))
    return "\n".join([f"{document.addressees}：", *body, *ends])
