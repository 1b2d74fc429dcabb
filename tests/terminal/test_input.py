"""What comes in that nobody typed, or that somebody pasted: none of it is a key, none of it ends the app."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.terminal.pseudo import PseudoTerminal, running_frontdesk
from tests.terminal.test_the_real_process import environment

NOISE = (
    b"\x80\xe4\xff"  # no UTF-8: half a character, and an ä of Latin-1
    b"\x1b[M \xb4\x21"  # a click of the old kind beyond column 95
    b"\x1b[99999999999999u\x1b[" + b"9" * 5000 + b"u"  # keys of the kitty protocol with numbers that nobody has
    b"\x1b]11;rgb:0000/0000/0000\x1b\\\x1b[?64;1;2c\x1b[?1u\x1b[?2026;2$y"  # answers to what nobody asks any more
)


@pytest.fixture
def rooms(tmp_path: Path) -> Iterator[PseudoTerminal]:
    with running_frontdesk("demo", env=environment(tmp_path), folder=tmp_path) as terminal:
        terminal.wait_for(r"campus +Virbela.*answers")
        terminal.press("1")
        terminal.wait_for(r"Rooms +Every room")
        terminal.press("enter")
        terminal.wait_for(r"campus › Rooms +60")
        yield terminal


def test_noise_and_late_answers_in_pieces_are_no_keys(rooms: PseudoTerminal) -> None:
    before = rooms.wait_for(r"^▎.*▕$[\s\S]*^ Enter")
    rooms.send(NOISE)
    for piece in (b"\x1b]11;rg", b"b:00", b"00/0000/0000\x1b\\", b"\x1b[?20", b"26;2$", b"y"):
        rooms.send(piece)
        rooms.read(0.15)  # how late a far terminal is
    rooms.press("/", "auditorium north")

    rooms.wait_for(r"1 of 60")
    assert rooms.text.splitlines()[0].split()[:3] == before.splitlines()[0].split()[:3]


def test_a_paste_is_text_however_long_and_whatever_is_in_it(rooms: PseudoTerminal) -> None:
    rooms.press("/")
    rooms.wait_for(r"Enter")
    rooms.send(b"\x1b[200~auditorium\x1b[B\x1bq\x03 north\x1b[201~")
    rooms.wait_for(r"0 of 60")
    rooms.press("escape")
    rooms.wait_for(r"Rooms +60")

    rooms.press("/")
    rooms.send(b"\x1b[200~" + b"north " * 17_000 + b"\x1b[201~")
    rooms.wait_for(r"\d+ of 60")
    rooms.press("escape")
    rooms.wait_for(r"Rooms +60")
    rooms.press("q")
    assert rooms.wait_for_exit() == 0
