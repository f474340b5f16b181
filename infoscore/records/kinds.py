"""The kinds of records: the one list of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final, NamedTuple

from infoscore.messages import Message, msg
from infoscore.reading.reading import Reading
from infoscore.reading.types import Strict
from infoscore.records import adjustment, adoption, commission, submission
from infoscore.records.adjustment import Adjustment, AdjustmentEntry
from infoscore.records.adoption import Adoption, AdoptionEntry
from infoscore.records.commission import Commission, CommissionEntry
from infoscore.records.resolve import Setup
from infoscore.records.submission import Submission, SubmissionEntry

Record = Adoption | Submission | Commission | Adjustment
"""Whatever is dated and kept; each kind has place, date, title, contributors, count and traits."""


class RecordKind(NamedTuple):
    """How the records of one folder are read."""

    name: str
    """Of the schema."""
    noun: Message
    entry: type[Strict]
    resolve: Callable[[Any, Reading, Setup], Record | None]
    glance: Callable[[Mapping[str, object], Reading, Setup], None]
    """Looks at the names where the rest is at fault."""


KINDS: Final[Mapping[str, RecordKind]] = {
    "adoptions": RecordKind(
        "adoption", msg("adoption"), AdoptionEntry, adoption.resolve, adoption.glance
    ),
    "submissions": RecordKind(
        "submission", msg("submission"), SubmissionEntry, submission.resolve, submission.glance
    ),
    "commissions": RecordKind(
        "commission", msg("commission"), CommissionEntry, commission.resolve, commission.glance
    ),
    "adjustments": RecordKind(
        "adjustment", msg("adjustment"), AdjustmentEntry, adjustment.resolve, adjustment.glance
    ),
}
"""By folder, in the order in which they are read."""
