"""Stopped, continued, hung up: the terminal is as it was, and nothing holds the end."""

from __future__ import annotations

import fcntl
import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.acceptance.test_virbela_reads import campus
from tests.acceptance.vendor_server import serving
from tests.frugal.pseudo import Pseudo, running
from tests.terminal.pseudo import running_frontdesk
from tests.terminal.test_the_real_process import environment

SOON = 20.0
"""Seconds: ten times what the end may take on a machine that has nothing else to do."""


@pytest.fixture
def demo(tmp_path: Path) -> Iterator[Pseudo]:
    """Run the demo in a terminal that knows all modes, and counts them."""
    with running("tui", "demo", modern=True, env=environment(tmp_path)) as terminal:
        terminal.shows(r"campus +Virbela.*answers")
        terminal.shows(r"Enter open")
        yield terminal


def test_stopped_in_every_way_it_comes_back_whole_and_leaves_no_mode_behind(demo: Pseudo) -> None:
    demo.shows(r"ideas +Vuforia.*answers|answers[\s\S]*answers[\s\S]*answers")
    demo.quiet()

    demo.send(b"\x1a")  # Ctrl+Z
    demo.until(demo.stopped, "stopped")
    demo.until(lambda: demo.left_behind() == [], "given back")
    demo.signal(signal.SIGCONT)
    demo.shows(r"campus +Virbela.*answers")

    demo.signal(signal.SIGTSTP)
    demo.until(demo.stopped, "stopped")
    demo.until(lambda: demo.left_behind() == [], "given back")
    demo.signal(signal.SIGCONT)
    demo.shows(r"campus +Virbela.*answers")

    demo.signal(signal.SIGSTOP)
    demo.until(demo.stopped, "stopped")
    demo.glass.feed("\x1b[5;1H[1]+ Stopped")
    demo.signal(signal.SIGCONT)
    demo.until(lambda: "Stopped" not in demo.glass.text(), "healed")

    demo.glass.feed("\x1b[5;1HBroadcast message")
    demo.signal(signal.SIGCONT)  # nobody stopped it
    demo.until(lambda: "Broadcast" not in demo.glass.text(), "healed")
    assert demo.keyboards == 1

    demo.send(b"q")
    demo.until(demo.ended, "ended")
    demo.until(lambda: demo.left_behind() == [], "given back")
    assert demo.status == 0


@pytest.mark.parametrize("ignored", [False, True])
def test_a_terminal_that_vanishes_ends_it_with_129_also_when_hang_ups_are_ignored(
    ignored: bool, tmp_path: Path
) -> None:
    previous = signal.signal(signal.SIGHUP, signal.SIG_IGN if ignored else signal.SIG_DFL)  # the child inherits it
    try:
        with running("tui", "demo", env=environment(tmp_path)) as terminal:
            terminal.shows(r"campus +Virbela.*answers")
            os.close(terminal.fd)
            end = time.monotonic() + SOON
            while not terminal.ended():
                assert time.monotonic() < end
                signal.sigtimedwait([], 0.02)
            assert terminal.status == 129
    finally:
        signal.signal(signal.SIGHUP, previous)


CONFIG = """
[connections.campus]
vendor = "virbela"
client_name = "acme"
client_id = "the-id"
base_url = "{url}"
client_secret = {secret}
"""


def test_neither_a_lock_on_the_state_nor_a_secrets_command_holds_the_end(tmp_path: Path) -> None:
    (tmp_path / "state" / "frontdesk").mkdir(parents=True)
    with serving(campus) as server, (tmp_path / "state" / "frontdesk" / "state.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        waits = '{ command = ["sleep", "60"] }'
        (tmp_path / "config.toml").write_text(CONFIG.format(url=server.url, secret=waits), encoding="utf-8")
        env = environment(tmp_path, FRONTDESK_CONFIG=str(tmp_path / "config.toml"), SSH_TTY="/dev/pts/9")
        with running_frontdesk(env=env, folder=tmp_path, columns=100) as terminal:
            terminal.wait_for(r"Low bandwidth: fewer")  # which is about to be remembered
            terminal.press("q")
            begun = time.monotonic()
            assert terminal.wait_for_exit() == 0
            assert time.monotonic() - begun < SOON
