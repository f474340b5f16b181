"""Register of the kinds of records."""

from collections.abc import Mapping
from typing import Final

from infoscore.records import (
    adjustment,
    adoption,
    commission,
    inspection,
    post,
    submission,
    urgent,
)
from infoscore.records.adjustment import Adjustment
from infoscore.records.adoption import Adoption
from infoscore.records.base import RecordKind
from infoscore.records.commission import Commission
from infoscore.records.inspection import Inspection
from infoscore.records.post import Post
from infoscore.records.submission import Submission
from infoscore.records.urgent import UrgentMatter

Record = Adoption | Submission | Commission | Adjustment | Post | Inspection | UrgentMatter
"""Record of any kind."""

KINDS: Final[Mapping[str, RecordKind]] = {
    kind.folder: kind
    for kind in (
        *(adoption.KIND, submission.KIND, commission.KIND, adjustment.KIND),
        *(post.KIND, inspection.KIND, urgent.KIND),
    )
}
"""Kinds by folder, in the order of reading."""


def kind_of(record: Record) -> RecordKind:
    """Return the kind of a record."""
    return next(kind for kind in KINDS.values() if kind.record is type(record))
