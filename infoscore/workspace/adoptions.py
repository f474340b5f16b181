"""An adoption as it is written, into the record that rules are applied to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

from infoscore.messages import msg
from infoscore.problems import Code
from infoscore.records import Adoption, Contributor, Endorsement
from infoscore.rules import Edition, Method, Outlet
from infoscore.workspace.resolve import Reading, Setup
from infoscore.workspace.schema import AdoptionEntry
from infoscore.workspace.typed import parse_day, texts


def resolve(entry: AdoptionEntry, reading: Reading, setup: Setup) -> Adoption | None:
    """The record, or ``None`` with the reasons among the problems."""
    before = len(reading.problems)
    if reading.day(entry.date, ("date",)) is None:
        return None
    edition = setup.book.on(entry.date)
    if edition is None:
        first = setup.book.editions[0].effective
        reading.note(
            Code.NO_EDITION,
            ("date",),
            msg("no scoring rules are in force on {day}", day=entry.date),
            msg("the first edition in {file} begins on {first}", file="rules.yaml", first=first),
        )
        return None
    contributors = reading.contributors(entry.units, entry.date, setup.roster)
    if contributors and entry.weights is not None:
        contributors = _weigh(entry.weights, contributors, reading)
    if contributors and len(contributors) > 1:
        _check_joint(entry, edition, reading)
    outlet = reading.outlet(entry.outlet, edition)
    form = _form(entry, outlet, edition, reading) if outlet else None
    if entry.title is None and entry.count is None:
        reading.note(
            Code.MISSING_KEY,
            ("title",),
            msg("“{key}” is missing", key="title"),
            msg("add a line “{key}: …”", key="title"),
        )
    if len(reading.problems) > before or outlet is None or contributors is None or form is None:
        return None
    return Adoption(
        place=reading.place,
        date=entry.date,
        title=entry.title or "",
        outlet=outlet,
        outlet_named=entry.outlet.strip("《》〈〉"),
        edition=edition,
        contributors=contributors,
        issue=entry.issue or "",
        form=form,
        count=entry.count or 1,
        item=entry.item or "",
        restricted=entry.restricted,
        duplicate_ok=entry.duplicate_ok,
        tags=tuple(entry.tags),
        endorsements=tuple(Endorsement(part.by, part.date) for part in entry.endorsements),
        authors=tuple(entry.authors),
        submission=entry.submission or "",
        note=entry.note or "",
    )


def glance(value: Mapping[str, object], reading: Reading, setup: Setup) -> None:
    """The names in a record that is at fault elsewhere, so that all faults are told at once."""
    day = parse_day(str(value.get("date")))
    reading.contributors(texts(value.get("units")), day, setup.roster)
    edition = setup.book.on(day) if day is not None else None
    for outlet in texts([value.get("outlet")]):
        reading.outlet(outlet, edition or setup.book.editions[-1])


def _form(entry: AdoptionEntry, outlet: Outlet, edition: Edition, reading: Reading) -> str | None:
    """The form's full name; "" where the outlet scores any and none is given."""
    scored = None if isinstance(outlet.points, Fraction) else outlet.points
    if entry.form is None:
        if scored is None:
            return ""
        reading.note(
            Code.MISSING_KEY,
            ("form",),
            msg("“{key}” is missing", key="form"),
            msg("“{outlet}” scores {forms}", outlet=outlet.name, forms=list(scored)),
        )
        return None
    found = edition.find_form(entry.form)
    if scored is None:
        return found[0] if len(found) == 1 else entry.form
    form = reading.one(
        entry.form, ("form",), found, msg("form"), edition.nearest_form, "rules.yaml"
    )
    if form is not None and form not in scored:
        reading.note(
            Code.NOT_SCORED,
            ("form",),
            msg("“{outlet}” does not score the form “{form}”", outlet=outlet.name, form=form),
            msg("“{outlet}” scores {forms}", outlet=outlet.name, forms=list(scored)),
        )
        return None
    return form


def _weigh(
    weights: Sequence[str], contributors: tuple[Contributor, ...], reading: Reading
) -> tuple[Contributor, ...]:
    parts = [Fraction(weight) for weight in weights]
    if len(parts) != len(contributors):
        reading.note(
            Code.WEIGHTS,
            ("weights",),
            msg("{weights} weights for {units} units", weights=len(parts), units=len(contributors)),
            msg("give each unit one weight, in the order of “units”"),
        )
    elif min(parts) < 0 or sum(parts) == 0:
        reading.note(
            Code.WEIGHTS,
            ("weights",),
            msg("weights must not be negative, nor all zero"),
            msg("write each unit's part, such as [2, 1, 1]"),
        )
    return tuple(
        Contributor(one.named, one.unit, part)
        for one, part in zip(contributors, parts, strict=False)
    )


def _check_joint(entry: AdoptionEntry, edition: Edition, reading: Reading) -> None:
    if edition.joint is None:
        reading.note(
            Code.NOT_SCORED,
            ("units",),
            msg("the rules do not say how several units share the points"),
            msg("add “joint: {{method: average}}” to the edition in {file}", file="rules.yaml"),
        )
    elif edition.joint.method is Method.WEIGHTED and entry.weights is None:
        reading.note(
            Code.WEIGHTS,
            ("units",),
            msg("the rules share by weights, and none are given"),
            msg("add a line “weights: [2, 1]” in the order of “units”"),
        )
