"""In a real pseudo-terminal: the same screen, nothing typed that nobody typed, and a clean terminal afterwards."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator

import pytest

from tests.frugal.glass import Seen, difference
from tests.frugal.pseudo import Pseudo, running

SMALL_APP = "tests.frugal.small_app"
DOWN, PAGE_DOWN = b"\x1b[B", b"\x1b[6~"


def settled(terminal: Pseudo) -> None:
    """Wait until all of the app is there."""
    for part in ("row 9 é", "wíde", "keys:", "f2 Field .*palette"):
        terminal.shows(part)
    terminal.quiet()


@pytest.fixture
def app() -> Iterator[Pseudo]:
    with running(SMALL_APP) as terminal:
        settled(terminal)
        yield terminal


def walked_through(*words: str) -> tuple[Seen, Seen, int]:
    """Use an app that knows nothing of us; return two of its screens, and how many characters it was sent."""
    with running(SMALL_APP, *words) as terminal:
        terminal.shows("row 9 é")
        terminal.send(DOWN * 20)
        terminal.shows("row 20 é")
        terminal.send(PAGE_DOWN)
        terminal.shows("row 33 é")
        terminal.send(b"\x1bOQ")
        terminal.send("漢 é".encode())
        terminal.shows("漢 é")
        terminal.quiet()
        first = terminal.glass.seen()
        terminal.resize(60, 30)
        terminal.until(lambda: "f2 Field" in terminal.glass.text().split("\n")[29], "shown in the last row")
        terminal.quiet()
        return first, terminal.glass.seen(), len(terminal.written)


def test_another_app_runs_on_it_unchanged_and_looks_the_same() -> None:
    stock, ours = walked_through("stock"), walked_through()

    assert not [*difference(stock[0], ours[0])]
    assert not [*difference(stock[1], ours[1])]
    assert ours[2] < stock[2] / 5


def test_what_a_terminal_says_by_itself_is_never_a_key_and_never_the_end(app: Pseudo) -> None:
    app.speaking = False
    app.send(b"\x80\xe4\xff")
    app.send(b"\x1b[M \xb4\x21")
    app.send(b"\x1b[99999999999999u\x1b[" + b"9" * 5000 + b"u")
    app.send(b"\x1b[?2026;2")
    app.turn(0.2)
    app.send(b"$y\x1b]11;rgb:00")
    app.turn(0.2)
    app.send(b"00/0000/0000\x1b\\\x1b[?64;1;2c\x1b[0n\x1b[?1u")
    app.speaking = True
    app.send(b"\x1b[200~one\x1btwo\x1b[31m\x1b[201~")
    app.send(b"x")

    app.shows(r"keys: paste\('onetwo\[31m'\) x")
    assert not app.ended()


def test_a_foreign_write_is_healed_by_a_repaint_and_by_a_resize_to_the_same_size(app: Pseudo) -> None:
    before = app.glass.seen()

    app.glass.feed("\x1b[5;1HBroadcast message from root\x1b[10;1H\x1b[41mand more")
    app.send(b"\x0c")
    app.until(lambda: app.glass.seen() == before, "healed")

    app.glass.feed("\x1b[5;1HBroadcast message from root")
    app.signal(signal.SIGWINCH)
    app.until(lambda: app.glass.seen() == before, "healed")


def test_after_a_stop_from_outside_the_screen_is_whole_and_quitting_leaves_no_mode_behind(app: Pseudo) -> None:
    before = app.glass.seen()

    app.signal(signal.SIGSTOP)
    app.until(app.stopped, "stopped")
    app.glass.feed("\x1b[5;1H[1]+ Stopped")
    app.signal(signal.SIGCONT)
    app.until(lambda: app.glass.seen() == before, "healed")
    app.signal(signal.SIGCONT)
    app.quiet()
    assert app.keyboards == 1

    app.send(b"q")
    app.until(app.ended, "ended")
    app.quiet()
    assert app.left_behind() == []


@pytest.mark.parametrize("modern", [False, True])
def test_ctrl_z_gives_the_terminal_back_and_takes_it_again(modern: bool) -> None:
    with running(SMALL_APP, modern=modern) as app:
        settled(app)
        before = app.glass.seen()

        app.send(b"\x1a")
        app.until(app.stopped, "stopped")
        app.quiet()
        assert app.left_behind() == []
        app.signal(signal.SIGCONT)
        app.until(lambda: app.glass.seen() == before, "as it was")
        app.quiet()
        assert app.keyboards == 1

        app.send(b"q")
        app.until(app.ended, "ended")
        app.quiet()
        assert app.left_behind() == []


@pytest.mark.parametrize("nohup", [False, True])
def test_without_a_terminal_it_ends(nohup: bool) -> None:
    if nohup:
        previous = signal.signal(signal.SIGHUP, signal.SIG_IGN)  # the child inherits it
    try:
        with running(SMALL_APP) as terminal:
            terminal.shows("row 9 é")
            terminal.quiet()
            os.close(terminal.fd)
            end = time.monotonic() + 10.0  # a fifth of a second, on a machine that has nothing else to do
            while not terminal.ended() and time.monotonic() < end:
                signal.sigtimedwait([], 0.02)
            assert terminal.ended()
            assert terminal.status == (129 if nohup else -signal.SIGHUP)
    finally:
        if nohup:
            signal.signal(signal.SIGHUP, previous)


def test_a_stuck_link_holds_no_exit_and_finds_the_terminal_in_order_when_it_lives_again(app: Pseudo) -> None:
    app.send(b"\x1bOQ")
    app.quiet()
    for number in range(60):  # nobody reads any more what it writes
        app.send(b"\x1b[200~" + f"{number} ".encode() * 60 + b"\x1b[201~")
    app.send(b"\x11")

    begun = time.monotonic()
    while not app.ended() and time.monotonic() < begun + 20:
        signal.sigtimedwait([], 0.02)
    assert app.ended()
    app.quiet()
    assert app.left_behind() == []


def test_a_terminal_that_never_answers_is_kept_up_to_date_all_the_same() -> None:
    with running(SMALL_APP, answers=False) as terminal:
        terminal.shows("row 9 é")
        terminal.send(DOWN * 60)
        terminal.shows("row 60 é")
        terminal.send(b"q")
        terminal.until(terminal.ended, "ended")
        terminal.quiet()
        assert terminal.left_behind() == []
