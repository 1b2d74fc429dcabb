"""Keys that arrive in one packet, as quick fingers and slow lines send them, do what they would do one by one."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.terminal.pseudo import PseudoTerminal, running_frontdesk
from tests.terminal.test_the_real_process import environment


@pytest.fixture
def rooms(tmp_path: Path) -> Iterator[PseudoTerminal]:
    """Run the demo, and go to the rooms."""
    with running_frontdesk("demo", env=environment(tmp_path), folder=tmp_path) as terminal:
        terminal.wait_for(r"campus +Virbela.*answers")
        terminal.press("1")
        terminal.wait_for(r"Rooms +Every room")
        terminal.press("enter")
        terminal.wait_for(r"campus › Rooms +60")
        yield terminal


def test_a_filter_typed_in_one_burst_filters_and_enter_opens_what_it_left(rooms: PseudoTerminal) -> None:
    rooms.press("/auditorium north\r\r")

    rooms.wait_for(r"Auditorium North +.*\n.*sessions, \d+ people")


def test_two_screens_and_a_filter_in_one_burst(rooms: PseudoTerminal) -> None:
    rooms.press("1\x1b[B\r/blevins\r")

    rooms.wait_for(r"campus › People +\d+ of 1,")


def test_escape_and_a_letter_in_one_packet_are_escape_and_the_letter(rooms: PseudoTerminal) -> None:
    rooms.press("\x1bj")

    rooms.wait_for(r"^▎  People")


def test_keys_that_mean_nothing_here_do_nothing(rooms: PseudoTerminal) -> None:
    before = rooms.wait_for(r"^▎.*▕$[\s\S]*^ Enter").splitlines()[:20]
    rooms.press("z!Z;9\x1b[24~\x1b[15~")
    rooms.press("d")

    rooms.wait_for(r"As the vendor sent it")
    rooms.press("d")
    rooms.wait_for(r"Name ↑ +Level")
    rooms.wait_until(lambda text: text.splitlines()[:20] == before, "rooms as they were")
