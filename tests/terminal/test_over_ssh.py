"""Over a real SSH connection: what a jump host's users have."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.terminal.pseudo import running_frontdesk
from tests.terminal.secure_shell import Host, serving
from tests.terminal.test_killed import ROWS, begin_inviting, people_file, sandbox
from tests.terminal.test_the_real_process import environment, left_clean


@pytest.fixture
def host(tmp_path: Path) -> Iterator[Host]:
    with serving(tmp_path / "sshd") as host:
        yield host


def test_leaving_gives_the_far_terminal_back_and_the_shell_a_zero(host: Host, tmp_path: Path) -> None:
    with host.frontdesk("demo", env=environment(tmp_path)) as terminal:
        terminal.wait_for(r"Low bandwidth: fewer frames")  # sshd says that it is SSH
        terminal.press("q")
        assert terminal.wait_for_exit() == 0
        assert left_clean(terminal)
    assert host.ended_with() == 0


def test_a_connection_that_drops_ends_it_and_leaves_nothing_of_the_demo(host: Host, tmp_path: Path) -> None:
    env = environment(tmp_path)
    with host.frontdesk("demo", env=env) as terminal:
        terminal.wait_for(r"campus +Virbela.*answers")
        terminal.press("1")
        terminal.wait_for(r"Rooms +Every room")
        terminal.press("enter")
        terminal.wait_for(r"campus › Rooms +60")
        terminal.signal(signal.SIGKILL)  # ssh, as when its network goes
        terminal.wait_for_exit()
    assert host.ended_with() == 129
    assert not host.is_running()
    assert not [*Path(env["TMPDIR"]).iterdir()]


def test_dropped_while_a_write_is_under_way_the_journal_says_so(host: Host, tmp_path: Path) -> None:
    env = environment(tmp_path)
    with sandbox(tmp_path) as config:
        words = ("--config", str(config))
        people_file(tmp_path)
        with host.frontdesk(*words, env=env, columns=100) as terminal:
            assert begin_inviting(terminal, str(tmp_path / "people.csv")) < ROWS
            terminal.press("\x11")  # Ctrl+Q
            terminal.wait_for(r"This is still under way:\n.*Invite")
            terminal.signal(signal.SIGKILL)
            terminal.wait_for_exit()
        assert host.ended_with() == 129

        with running_frontdesk(*words, env=env, folder=tmp_path, columns=100, rows=30) as terminal:
            terminal.wait_for(rf"! invite: {ROWS} rows from people.csv cut off")
