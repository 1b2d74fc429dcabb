"""Fewer colours: the nearest, and still to be read."""

from __future__ import annotations

import pytest
from rich.cells import get_character_cell_size

from tui.terminal.frugal.cells import NARROW
from tui.terminal.frugal.colours import Depth, apart, reduced
from tui.terminal.frugal.moves import move


@pytest.mark.parametrize(
    ("given", "depth", "wanted"),
    [
        ("38;2;95;175;175", 16, "36"),
        ("38;2;175;238;238", 16, "96"),
        ("38;2;158;158;158", 16, "90"),
        ("38;2;208;208;208", 16, "37"),
        ("48;2;28;28;28", 16, "40"),
        ("38;2;255;0;0", 16, "91"),
        ("38;2;255;0;0", 8, "31"),
        ("48;2;0;0;95", 8, "44"),
        ("38;5;9", 16, "91"),
        ("38;5;247", 16, "90"),
        ("38;2;158;158;158", 256, "38;5;247"),
        ("38;2;95;175;175", 256, "38;5;73"),
        ("38;5;73", 256, "38;5;73"),
        ("31", 16, "31"),
        ("97", 8, "37"),
        ("107", 8, "47"),
        ("", 16, ""),
    ],
)
def test_a_colour_becomes_the_nearest_that_there_is(given: str, depth: Depth, wanted: str) -> None:
    assert reduced(given, depth) == wanted


def test_text_never_takes_the_colour_of_its_background() -> None:
    assert apart("30", "40") == "37"
    assert apart("37", "47") == "30"
    assert apart("31", "40") == "31"


def test_what_counts_as_narrow_is_one_cell_wide() -> None:
    wrong = [n for n in range(32, 0x3000) if NARROW.fullmatch(chr(n)) and get_character_cell_size(chr(n)) != 1]

    assert [hex(n) for n in wrong] == []


@pytest.mark.parametrize(
    ("start", "end", "wanted"),
    [
        ((3, 3), (3, 3), ""),
        ((3, 3), (4, 3), "\x1b[C"),
        ((3, 3), (1, 3), "\b\b"),
        ((30, 3), (0, 3), "\r"),
        ((30, 3), (0, 4), "\r\n"),
        ((30, 3), (30, 4), "\x1b[B"),
        ((30, 3), (30, 1), "\x1b[2A"),
        ((30, 3), (0, 0), "\x1b[H"),
        ((None, None), (7, 8), "\x1b[9;8H"),
        ((None, 8), (7, 8), "\x1b[8G"),
    ],
)
def test_the_cursor_goes_the_shortest_way(
    start: tuple[int | None, int | None], end: tuple[int, int], wanted: str
) -> None:
    assert move(*start, *end, line_feed="\r\n") == wanted
