"""Whatever an app writes: in the end the screen is the one that the stock driver would have left.

FRUGAL_SESSIONS=10000 pytest tests/frugal/test_same_screen.py       as many sessions as one has patience for
"""

from __future__ import annotations

import os

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.frugal.glass import difference
from tests.frugal.playing import TRAITS, Played, play
from tui.terminal.frugal.colours import Depth

SESSIONS = int(os.environ.get("FRUGAL_SESSIONS", "150"))


def assert_same(played: Played, seed: int) -> None:
    assert not [*difference(played.stock.seen(), played.ours.seen())], f"session {seed}"
    assert played.stock.cursor == played.ours.cursor, f"session {seed}"


@pytest.mark.parametrize("kind", range(len(TRAITS)))
def test_a_session_ends_in_the_same_screen_as_with_the_stock_driver(kind: int) -> None:
    for seed in range(kind, SESSIONS, len(TRAITS)):
        assert_same(play(seed, TRAITS[kind]), seed)


@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.too_slow], database=None)
@given(seed=st.integers(10**6, 10**9), kind=st.integers(0, len(TRAITS) - 1))
def test_so_does_a_session_that_nobody_has_seen_before(seed: int, kind: int) -> None:
    assert_same(play(seed, TRAITS[kind]), seed)


@pytest.mark.parametrize("depth", [8, 16, 256])
def test_with_fewer_colours_every_cell_has_the_nearest(depth: Depth) -> None:
    for seed in range(5000, 5012):
        assert_same(play(seed, TRAITS[0], depth=depth), seed)


def test_colours_said_by_their_number_are_the_same_colours() -> None:
    for seed in range(5000, 5012):
        assert_same(play(seed, TRAITS[0], by_number=True), seed)


def test_even_sessions_made_to_change_everything_take_fewer_bytes() -> None:
    played = [play(seed, TRAITS[0]) for seed in range(2000, 2020)]

    assert sum(each.our_bytes for each in played) < 0.7 * sum(each.stock_bytes for each in played)
