"""The kinds of records: the one list of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from infoscore.records import adjustment, adoption, commission, submission
from infoscore.records.adjustment import Adjustment
from infoscore.records.adoption import Adoption
from infoscore.records.base import RecordKind
from infoscore.records.commission import Commission
from infoscore.records.submission import Submission

Record = Adoption | Submission | Commission | Adjustment
"""Whatever is dated and kept; each kind has place, date, title, contributors, count and traits."""

KINDS: Final[Mapping[str, RecordKind]] = {
    kind.folder: kind for kind in (adoption.KIND, submission.KIND, commission.KIND, adjustment.KIND)
}
"""By folder, in the order in which they are read."""


def kind_of(record: Record) -> RecordKind:
    """The kind that a record is of."""
    return next(kind for kind in KINDS.values() if kind.record is type(record))
