"""What reads files takes any bytes: the corpus, and a moment of whatever hypothesis makes up."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.hostile.targets import TARGETS

CORPUS = Path(__file__).parent.parent / "corpus"
PIECES = (
    *(
        "title: ",
        "units: [",
        "- ",
        "{",
        "}",
        "]",
        ": ",
        '"',
        "'",
        "\\",
        "\n",
        "\r\n",
        "  ",
        "---\n",
    ),
    *(
        "&a ",
        "*a",
        "!!",
        "<<",
        "? ",
        "|",
        ">",
        "#",
        "\t",
        "%",
        "~",
        "null",
        "2021-03-05",
        "0",
        "-1",
    ),
    *("{{ ", " }}", "{% ", " %}", "received", "adopted(", "| names", "for a in scores", "**", "["),
    *("编制", "×", "+", "》", "（", "收到", "28", "篇", "，", "\ufeff", "\u202e", "\x85", "\x00"),
    *("\\ud800", "\\u001b", "PK\x03\x04", "Q1", "..", "-H", "😀"),
)


def inputs(target: str) -> st.SearchStrategy[bytes]:
    """Known inputs, cut, joined and strewn with what means something to one reader or another."""
    seeds = [path.read_bytes() for path in sorted((CORPUS / target).iterdir())]

    def spoiled(seed: bytes, rest: bytes, number: int) -> bytes:
        chance = random.Random(number)
        made = bytearray(seed[:20_000])
        for _ in range(chance.randint(1, 6)):
            at = chance.randint(0, len(made))
            piece = chance.choice(PIECES).encode("utf-8", "surrogatepass")
            made[at : at + chance.choice((0, 0, 1, 9))] = chance.choice((piece, piece, rest[:50]))
        return bytes(made)

    words = st.lists(st.sampled_from(PIECES), max_size=40).map("".join).map(str.encode)
    known = st.sampled_from(seeds)
    return st.one_of(
        st.builds(spoiled, known, known, st.integers(0, 1 << 32)), words, st.binary(max_size=200)
    )


@pytest.mark.parametrize("target", TARGETS)
def test_the_corpus(target: str) -> None:
    for path in sorted((CORPUS / target).iterdir()):
        TARGETS[target](path.read_bytes())


@pytest.mark.parametrize("target", TARGETS)
def test_anything(target: str) -> None:
    @settings(max_examples=60, database=None, suppress_health_check=list(HealthCheck))
    @given(inputs(target))
    def attack(data: bytes) -> None:
        TARGETS[target](data)

    attack()
