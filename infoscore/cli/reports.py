"""``list``, ``tally`` and ``explain``: what was adopted, what it sums up to, and why."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Protocol, TypeVar

import typer

from infoscore.cli.options import PeriodChoice, with_options
from infoscore.cli.output import OutputChoice, Report, emit
from infoscore.cli.session import Session
from infoscore.cli.stops import misuse, unknown
from infoscore.messages import Message, mark, msg

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)


class Lookup(Protocol[T_co]):
    """Names, and what they stand for."""

    def find(self, name: str) -> Sequence[T_co]: ...
    def nearest(self, name: str) -> list[str]: ...


@with_options
def tally(context: typer.Context, period: PeriodChoice, output: OutputChoice) -> None:
    from infoscore.circular.columns import gauges
    from infoscore.circular.layout import tables, tally_layout
    from infoscore.render import json
    from infoscore.scoring.standings import standings

    session = Session.of(context)
    workspace = session.workspace()
    setup = session.setup(workspace)
    span = period.resolve(setup.roster.years(), setup.book.calendar)
    session.warn_without_targets(setup, span)
    layout = tally_layout([track.name for track in setup.book.tracks])
    counted = gauges([layout], setup.book)
    summary = session.summarise(workspace, setup, span, period.today(), measures=counted.measures)
    title = f"{span.label}各单位信息采用得分情况"
    report = Report(
        reading=lambda: tables(summary, counted, layout, title)[0],
        json=lambda: json.tally(standings(summary)),
    )
    emit(report, output, session.console)


@with_options
def list_(
    context: typer.Context,
    period: PeriodChoice,
    output: OutputChoice,
    unit: Annotated[
        list[str] | None,
        typer.Option("--unit", "-u", metavar="NAME", help=mark("only of this unit (repeatable)")),
    ] = None,
    outlet: Annotated[
        list[str] | None,
        typer.Option("--outlet", metavar="NAME", help=mark("only by this outlet (repeatable)")),
    ] = None,
    form: Annotated[
        list[str] | None,
        typer.Option("--form", metavar="NAME", help=mark("only of this form (repeatable)")),
    ] = None,
) -> None:
    from infoscore.circular import listing
    from infoscore.circular.wording import criteria, heading
    from infoscore.render import json

    session = Session.of(context)
    workspace = session.workspace()
    setup = session.setup(workspace)
    span = period.resolve(setup.roster.years(), setup.book.calendar)
    units = {_known(name, setup.roster, msg("unit"), "units.yaml") for name in unit or ()}
    outlets = {
        _known(name, setup.book.outlets, msg("outlet"), "rules.yaml") for name in outlet or ()
    }
    forms = {_known(name, setup.book.forms, msg("form"), "rules.yaml") for name in form or ()}
    summary = session.summarise(workspace, setup, span, period.today(), items=True)
    items = [
        listing.Item(adoption, postings)
        for adoption, postings in summary.items
        if (not units or any(one.unit in units for one in adoption.contributors))
        and (not outlets or adoption.outlet.name in outlets)
        and (not forms or adoption.form in forms)
    ]
    items = [item for group in listing.by_outlet(items) for item in group]
    if not items:
        session.console.say(msg("nothing was adopted in {period}", period=span.label))
    title = f"{span.label}政务信息采用详细条目"
    notes = heading(criteria(setup.book, span))
    report = Report(
        reading=lambda: listing.reading_table(items, title, notes),
        json=lambda: json.listing(items),
        data=lambda: listing.data_table(items, title),
    )
    emit(report, output, session.console)


@with_options
def explain(
    context: typer.Context,
    unit: Annotated[
        str, typer.Argument(metavar="UNIT", help=mark("the unit, by any of its names"))
    ],
    period: PeriodChoice,
    output: OutputChoice,
) -> None:
    from infoscore.circular import explanation
    from infoscore.render import json

    session = Session.of(context)
    workspace = session.workspace()
    setup = session.setup(workspace)
    span = period.resolve(setup.roster.years(), setup.book.calendar)
    wanted = _known(unit, setup.roster, msg("unit"), "units.yaml")
    postings = session.postings(workspace, setup, span, wanted, period.today())
    tracks = [track.name for track in setup.book.tracks]
    title = f"{wanted.name}  {span.label}"
    if not postings:
        session.console.say(
            msg("{unit} has no points in {period}", unit=wanted.name, period=span.label)
        )
    report = Report(
        reading=lambda: explanation.table(postings, tracks, title, session.console.text),
        json=lambda: json.explanation(postings),
    )
    emit(report, output, session.console)


def _known(name: str, names: Lookup[T], kind: Message, file: str) -> T:
    """The one thing called ``name``.

    Raises:
        Stop: there is none, or more than one.
    """
    found = names.find(name)
    if len(found) == 1:
        return found[0]
    if found:
        raise misuse(
            msg("“{name}” names more than one {kind}", name=name, kind=kind),
            msg("use the full name"),
        )
    raise unknown(kind, name, names, msg("the names stand in {file}", file=file))
