"""Dice that are thrown often show what those of the standard library show: made-up data stays what it was."""

from __future__ import annotations

import random

from hypothesis import given
from hypothesis import strategies as st

from tui.sandbox.dice import below, pick


@given(seed=st.integers(), counts=st.lists(st.integers(1, 10**9), max_size=20))
def test_dice_throw_number_for_number_what_the_standard_library_throws(seed: int, counts: list[int]) -> None:
    quick, usual = random.Random(seed), random.Random(seed)

    assert [below(quick, count) for count in counts] == [usual.randrange(count) for count in counts]
    assert pick(quick, "abcdefg") == usual.choice("abcdefg")
    assert quick.random() == usual.random()
