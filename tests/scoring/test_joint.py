"""The seven methods and five roundings, by hand."""

from __future__ import annotations

from fractions import Fraction

import pytest

from infoscore.rounding import Rounding
from infoscore.rules.joint import Method, OwnPoints, Part, Share, Sharing, shared
from infoscore.rules.steps import Op

F = Fraction
ROLES: dict[str, Part] = {"主报": "1", "协报": "0.5", "参与": OwnPoints(points="1")}


@pytest.mark.parametrize(
    ("method", "first", "second"),
    [
        (Method.AVERAGE, F(8, 3), F(8, 3)),
        (Method.FULL, F(8), F(8)),
        (Method.FIRST, F(8), F(0)),
        (Method.WEIGHTED, F(4), F(2)),
        (Method.FIXED, F(3), F(3)),
        (Method.HALF, F(4), F(4)),
        (Method.ROLES, F(8), F(4)),
    ],
)
def test_methods(method: Method, first: Fraction, second: Fraction) -> None:
    joint = Sharing(method=method, points="3", roles=ROLES)
    weights = (F(1, 2), F(1, 4), F(1, 4))
    values = [shared(F(8), joint, Share(n, 3, weights[n]))[-1].value for n in (0, 1)]
    assert values == [first, second]


@pytest.mark.parametrize(
    ("method", "expected"),
    [
        (Method.AVERAGE, (Op.DIVIDE, 3, "joint.method")),
        (Method.FULL, (Op.TIMES, 1, "joint.method")),
        (Method.FIRST, (Op.TIMES, 0, "joint.method")),
        (Method.WEIGHTED, (Op.TIMES, F(1, 4), "joint.method")),
        (Method.FIXED, (Op.REPLACE, 3, "joint.points")),
        (Method.HALF, (Op.DIVIDE, 2, "joint.method")),
        (Method.ROLES, (Op.TIMES, F(1, 2), "joint.roles.协报")),
    ],
)
def test_how_each_method_is_told(method: Method, expected: tuple[Op, Fraction, str]) -> None:
    joint = Sharing(method=method, points="3", roles=ROLES, rounding=Rounding.UP, to="0.5")
    share, rounded = shared(F(8), joint, Share(1, 3, F(1, 4)))
    assert (share.op, share.operand, share.clause) == expected
    assert (rounded.op, rounded.operand, rounded.clause) == (Op.ROUND, F(1, 2), "joint.round")
    assert rounded.rounding is Rounding.UP


def test_the_last_role_is_for_all_further_units() -> None:
    joint = Sharing(method=Method.ROLES, roles=ROLES)
    values = [shared(F(4), joint, Share(n, 5, None))[-1].value for n in range(5)]
    assert values == [4, 2, 1, 1, 1]


def test_a_role_of_the_record_goes_before_its_place() -> None:
    joint = Sharing(method=Method.ROLES, roles=ROLES)
    roles = ("协报", "主报", "主报", "协报", "参与")
    shares = [Share(n, 5, None, role) for n, role in enumerate(roles)]
    assert [shared(F(4), joint, share)[-1].value for share in shares] == [2, 4, 4, 2, 1]
    # what a modifier made worth nothing stays so, whatever a role gets
    assert [shared(F(0), joint, share)[-1].value for share in shares] == [0] * 5


@pytest.mark.parametrize(
    ("rounding", "to", "expected"),
    [
        (Rounding.NONE, F(1), F(4, 3)),
        (Rounding.UP, F(1), F(2)),
        (Rounding.DOWN, F(1), F(1)),
        (Rounding.HALF_UP, F(1), F(1)),
        (Rounding.HALF_UP, F(1, 2), F(3, 2)),
        (Rounding.HALF_EVEN, F(1, 10), F(13, 10)),
        (Rounding.UP, F(5), F(5)),
    ],
)
def test_roundings_of_four_thirds(rounding: Rounding, to: Fraction, expected: Fraction) -> None:
    joint = Sharing(method=Method.AVERAGE, rounding=rounding, to=str(to))
    assert shared(F(4), joint, Share(0, 3, None))[-1].value == expected
