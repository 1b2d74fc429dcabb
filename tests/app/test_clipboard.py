"""Copying through the terminal."""

from __future__ import annotations

import base64

from tui.terminal.clipboard import LIMIT, osc52, sentence


def test_text_goes_in_one_sequence() -> None:
    sequence = osc52("Åsa", {})
    assert sequence == f"\x1b]52;c;{base64.b64encode('Åsa'.encode()).decode()}\x07"


def test_tmux_gets_it_plainly_and_passed_through() -> None:
    sequence = osc52("x", {"TMUX": "/tmp/tmux-0/default,1,0"})
    assert sequence is not None
    assert "\x1bPtmux;\x1b\x1b]52;c;eA==" in sequence
    assert sequence.endswith("\x1b\\")


def test_what_is_too_much_is_not_sent() -> None:
    assert osc52("x" * (LIMIT + 1), {}) is None


def test_escapes_in_the_text_cannot_end_the_sequence() -> None:
    sequence = osc52("\x1b\\\x07", {})
    assert sequence is not None
    assert sequence.count("\x07") == 1


def test_nobody_claims_that_it_was_copied() -> None:
    assert "not every terminal" in sentence("the row", sent=True)
