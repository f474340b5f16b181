"""Review chains (审核流程): who looks at a brief before it is passed on or published."""

from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from typing import Annotated, Final, NamedTuple

from msgspec import Meta, field

from infoscore.deadlines import Allowance, allowance
from infoscore.messages import msg
from infoscore.names import Names, fold
from infoscore.problems import Code
from infoscore.reading.lookup import check_collisions
from infoscore.reading.reading import Reading
from infoscore.reading.types import (
    Allowed,
    GroupName,
    Line,
    LineOr,
    Strict,
    UnitName,
    described,
    listed,
)
from infoscore.reading.yamltext import Path
from infoscore.roster import Unit
from infoscore.rules.condition import AnyOf, Condition, Traits, fits
from infoscore.rules.measures import CONDITIONS, OF_A_BRIEF, check_keys

_STEP: Final = msg("step of a review chain")
_OF_MATTERS: Final = OF_A_BRIEF | {"column", "group", "unit"}


class Before(StrEnum):
    """What may not happen before a chain is at its end."""

    FORWARDED = "forwarded"
    PUBLISHED = "published"


class Matters(Condition, frozen=True, kw_only=True):
    """The briefs that a chain concerns."""

    group: Annotated[AnyOf[GroupName], described("only from units of these groups")] = None
    unit: Annotated[AnyOf[UnitName], described("only from these units")] = None

    def holds(self, traits: Traits, units: Iterable[Unit]) -> bool:
        """Return whether it concerns a brief of these units."""
        return fits(self, traits) and any(
            (self.unit is None or one.name in listed(self.unit))
            and (self.group is None or one.group in listed(self.group))
            for one in units
        )


class ChainStep(Strict, frozen=True, kw_only=True):
    """A step of a chain as it is written."""

    name: Annotated[Line, described("what the step is called, such as 初审, 审定, 复校")]
    by: Annotated[
        LineOr | list[Line],
        described("the role that takes it, such as 负责人; of a list, any of them"),
    ]
    every: Annotated[bool, described("each of the roles has to take it")] = field(
        name="all", default=False
    )
    checks: Annotated[Line | None, described("what is looked at; the approval form prints it")] = (
        None
    )
    when: Annotated[Condition | None, described("needed only where this fits")] = None
    after: Annotated[
        list[Line] | None,
        described("the steps that come before it; default: the one above, none for the first"),
    ] = None
    within: Annotated[
        Allowed | None,
        described(
            "the time allowed from the step before it on, for one that may follow from passing"
            " on: 2小时, 1个工作日"
        ),
    ] = None
    proof: Annotated[
        bool,
        described("it is a proof (校), not a review: who reviewed may also take it"),
    ] = False
    not_same_as: Annotated[
        list[Line] | None,
        described(
            "the steps that another person has to take; default: all other reviews, for a"
            " proof all other proofs"
        ),
    ] = None
    later: Annotated[
        bool, described("it may follow after the brief was passed on, within the time allowed")
    ] = False
    returns_to: Annotated[
        Line | None,
        described("where a brief starts again that is returned here; default: with the first step"),
    ] = None

    @property
    def roles(self) -> tuple[str, ...]:
        """Roles that take it: any of them, or all."""
        return listed(self.by)

    @property
    def allowed(self) -> Allowance | None:
        """The time allowed; ``None``: any."""
        return None if self.within is None else allowance(self.within)

    @property
    def who(self) -> str:
        """The roles in words: ``分管领导或主要领导``."""
        return ("、" if self.every else "或").join(self.roles)


class Chain(Strict, frozen=True, kw_only=True):
    """审核流程: steps that a brief has to take; of several chains the first that fits."""

    name: Annotated[Line, described("what the chain is called, such as 日常, 重要, 紧急")]
    before: Annotated[
        Before, described("what may not happen before its end: forwarded, or published")
    ] = Before.FORWARDED
    matters: Annotated[Matters | None, described("only for briefs that this fits")] = field(
        name="for", default=None
    )
    steps: Annotated[list[ChainStep], Meta(min_length=1), described("the steps, in order")]


class Flow:
    """A chain with its steps put in order. It has no problems."""

    def __init__(self, chain: Chain) -> None:
        self.chain = chain
        self.names = names_of(chain)
        """Full names of the steps."""
        befores = _befores(chain, self.names)
        order, _ = _ordered(befores)
        by_name = {step.name: step for step in chain.steps}
        self.steps = tuple(by_name[name] for name in order)
        self.before: Mapping[str, frozenset[str]] = _closure(befores, order)
        """Names of all steps that come before a step."""

    def step(self, name: str) -> ChainStep:
        """Return the step with this full name."""
        return next(step for step in self.steps if step.name == name)

    def again(self, step: ChainStep) -> list[ChainStep]:
        """Return the steps that a brief takes again after it was returned in ``step``."""
        found = self.names.find(step.returns_to) if step.returns_to is not None else ()
        return [
            one
            for one in self.steps
            if not found or one.name in found or not self.before[one.name].isdisjoint(found)
        ]

    def apart(self, one: ChainStep, other: ChainStep) -> bool:
        """Return whether two steps have to be taken by two persons."""
        return self._from(one, other) or self._from(other, one)

    def _from(self, one: ChainStep, other: ChainStep) -> bool:
        if one.not_same_as is None:
            return other.not_same_as is None and one.proof is other.proof
        return any(self.names.find(name) == [other.name] for name in one.not_same_as)


def names_of(chain: Chain) -> Names[str]:
    """Return the names of a chain's steps."""
    return Names((step.name, step.name) for step in chain.steps)


class _Befores(NamedTuple):
    """The steps that come directly before a step."""

    name: str
    names: tuple[str, ...]


def _befores(chain: Chain, names: Names[str]) -> list[_Befores]:
    found: list[_Befores] = []
    for index, step in enumerate(chain.steps):
        above = [chain.steps[index - 1].name] if index else []
        wanted = above if step.after is None else step.after
        known = (name for one in wanted for name in names.find(one))
        found.append(_Befores(step.name, tuple(known)))
    return found


def _ordered(befores: Sequence[_Befores]) -> tuple[list[str], list[str]]:
    """Return the steps in an order that ``after`` allows, and those in a circle or behind one."""
    order: list[str] = []
    left = list(befores)
    while ready := next((one for one in left if not {*one.names} - {*order}), None):
        order.append(ready.name)
        left.remove(ready)
    return order, [one.name for one in left]


def _closure(befores: Sequence[_Befores], order: Sequence[str]) -> dict[str, frozenset[str]]:
    direct, found = dict(befores), dict[str, frozenset[str]]()
    for name in order:
        found[name] = frozenset(direct[name]).union(*(found[one] for one in direct[name]))
    return found


def check(chains: Sequence[Chain], reading: Reading, path: Path) -> None:
    """Note steps that do not exist, stand in a circle or come to no end, and idle conditions."""
    for index, chain in enumerate(chains):
        here = (*path, index)
        if chain.matters is not None:
            what = f"before: {chain.before}"
            check_keys(chain.matters, CONDITIONS, _OF_MATTERS, what, reading, (*here, "for"))
        for number, step in enumerate(chain.steps):
            if step.when is not None:
                spot = (*here, "steps", number, "when")
                check_keys(step.when, CONDITIONS, _OF_MATTERS, "when", reading, spot)
        _check_steps(chain, reading, (*here, "steps"))


def _check_steps(chain: Chain, reading: Reading, path: Path) -> None:
    before = len(reading.problems)
    names = [(step.name, (*path, number, "name")) for number, step in enumerate(chain.steps)]
    check_collisions(reading, _STEP, names, key=False)
    known = names_of(chain)
    for number, step in enumerate(chain.steps):
        here = (*path, number)
        for key in ("after", "not_same_as"):
            for at, name in enumerate(getattr(step, key) or ()):
                _find(name, known, reading, (*here, key, at))
        if step.returns_to is not None:
            _find(step.returns_to, known, reading, (*here, "returns_to"))
        if step.later and step.within is None:
            reading.conflict(
                (*here, "later"),
                msg("“{step}” may follow later, and no time ends the chain", step=step.name),
                msg("say by when it has to be taken: “within: 2小时”"),
            )
    if len(reading.problems) > before:
        return
    _, circle = _ordered(_befores(chain, known))
    if circle:
        number = next(at for at, step in enumerate(chain.steps) if step.name in circle)
        reading.conflict(
            (*path, number),
            msg("these steps wait for each other, or for steps that do: {names}", names=circle),
            msg("mend “after” so that one of them comes first"),
        )
        return
    _check_order(Flow(chain), reading, path)


def _check_order(flow: Flow, reading: Reading, path: Path) -> None:
    """Note steps that wait for one that may follow later, and returns that lead forward."""
    for number, step in enumerate(flow.chain.steps):
        late = [one.name for one in flow.steps if one.later and one.name in flow.before[step.name]]
        if late and not step.later:
            reading.conflict(
                (*path, number),
                msg(
                    "“{step}” waits for “{late}”, which may follow after passing on",
                    step=step.name,
                    late=late[0],
                ),
                msg("put it before that step, or add “later: true” to it"),
            )
        found = flow.names.find(step.returns_to) if step.returns_to is not None else ()
        if found and found[0] not in {step.name, *flow.before[step.name]}:
            reading.conflict(
                (*path, number, "returns_to"),
                msg(
                    "“{step}” returns a brief to “{to}”, which does not come before it",
                    step=step.name,
                    to=found[0],
                ),
                msg("name a step before it, or leave this out: the chain starts again"),
            )


def _find(name: str, known: Names[str], reading: Reading, path: Path) -> None:
    if not known.find(name):
        reading.note(
            Code.UNKNOWN_NAME,
            path,
            msg("there is no {kind} called “{name}”", kind=_STEP, name=name),
            msg("the steps are: {names}", names=known.things),
        )


def flow_for(
    flows: Iterable[Flow], before: Before, traits: Traits, units: Sequence[Unit]
) -> Flow | None:
    """Return the first chain that concerns such a brief; ``None``: it needs no review."""
    for flow in flows:
        chain = flow.chain
        if chain.before is before and (chain.matters is None or chain.matters.holds(traits, units)):
            return flow
    return None


def role_in(step: ChainStep, role: str) -> str | None:
    """Return the step's name for a role, however it is written; ``None``: it is not its role."""
    wanted = fold(role)
    return next((one for one in step.roles if fold(one) == wanted), None)
