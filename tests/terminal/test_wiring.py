"""What the config and the terminal say of colours and characters, and what the driver makes of it."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest

from tests.processes import ROOT
from tests.terminal.pseudo import running, running_frontdesk
from tests.terminal.test_the_real_process import environment
from tui.terminal.environment import colours_of, is_frugal, speaks_unicode
from tui.terminal.plain_characters import plain

SAID_ONCE = r"Low bandwidth: fewer frames a second are sent"
RGB = rb"[34]8;2;\d"
NUMBERED = rb"[34]8;[25];\d"


@pytest.mark.parametrize(
    ("environ", "asked", "colours"),
    [
        ({"TERM": "xterm-256color"}, "auto", 256),
        ({"TERM": "xterm-256color", "COLORTERM": "truecolor"}, "auto", None),
        ({"TERM": "tmux-256color"}, "auto", 256),
        ({"TERM": "xterm-kitty"}, "auto", 256),
        ({"TERM": "xterm-direct"}, "auto", None),
        ({"TERM": "xterm"}, "auto", 16),
        ({"TERM": "linux"}, "auto", 16),
        ({"TERM": "linux"}, "256", 256),
        ({"TERM": "xterm-256color", "COLORTERM": "truecolor"}, "16", 16),
        ({"TERM": "xterm"}, "truecolor", None),
    ],
)
def test_the_terminal_says_how_many_colours_it_has_and_the_config_overrides_it(
    environ: dict[str, str], asked: str, colours: int | None
) -> None:
    assert colours_of(environ, asked) == colours


@pytest.mark.parametrize(
    ("environ", "asked", "coerced", "unicode"),
    [
        ({"LANG": "en_US.UTF-8"}, "auto", False, True),
        ({"LANG": "sv_SE.utf8"}, "auto", False, True),
        ({}, "auto", False, True),
        ({"LC_CTYPE": "C.UTF-8"}, "auto", True, True),
        ({"LANG": "C", "LC_CTYPE": "C.UTF-8"}, "auto", True, False),
        ({"LANG": "C", "LC_CTYPE": "C.UTF-8"}, "auto", False, True),
        ({"LC_ALL": "POSIX", "LANG": "en_US.UTF-8"}, "auto", True, False),
        ({"LC_ALL": "en_US.ISO-8859-1"}, "auto", True, False),
        ({"LC_ALL": "C"}, "unicode", True, True),
        ({"LANG": "en_US.UTF-8"}, "ascii", False, False),
    ],
)
def test_the_locale_says_what_can_be_drawn_with_and_the_config_overrides_it(
    environ: dict[str, str], asked: str, coerced: bool, unicode: bool
) -> None:
    assert speaks_unicode(environ, asked, coerced=coerced) is unicode


def test_every_character_has_an_ascii_one_of_one_cell() -> None:
    for code in (*range(0xA0, 0x300), *range(0x2010, 0x2060), *range(0x2190, 0x2900), 0x6F22, 0x1F600):
        assert re.fullmatch(r"[ -~]", plain(chr(code))), hex(code)
    assert [plain(each) for each in "─│▎●é“⣿⠁"] == ["-", "|", "|", "*", "e", '"', "#", "."]


def test_the_link_is_spared_under_ssh_and_the_config_overrides_it() -> None:
    ssh = {"SSH_CONNECTION": "10.0.0.1 50000 10.0.0.2 22"}
    assert is_frugal(ssh, "auto")
    assert not is_frugal({}, "auto")
    assert not is_frugal(ssh, "off")
    assert is_frugal({}, "on")


def test_over_ssh_the_app_says_once_that_it_sends_less(tmp_path: Path) -> None:
    env = environment(tmp_path, SSH_TTY="/dev/pts/9")
    with running_frontdesk("demo", env=env, folder=tmp_path, columns=100) as terminal:
        terminal.wait_for(SAID_ONCE)
        terminal.press("q")
        assert terminal.wait_for_exit() == 0


def test_ctrl_l_heals_what_something_else_has_written(tmp_path: Path) -> None:
    with running_frontdesk("demo", env=environment(tmp_path), folder=tmp_path) as terminal:
        terminal.wait_for(r"campus +Virbela.*answers")
        whole = terminal.wait_for(r"Enter open")
        terminal.foreign("\x1b[3;1HBroadcast message from root")
        assert terminal.text != whole
        terminal.press("\x0c")
        terminal.wait_until(lambda text: "Broadcast" not in text, "healed screen")


@pytest.mark.parametrize("term", ["linux", "xterm"])
def test_a_terminal_of_sixteen_colours_is_sent_those_only_and_cyan_stays_cyan(term: str, tmp_path: Path) -> None:
    env = {**environment(tmp_path, TERM=term), "PYTHONPATH": str(ROOT)}
    with running([sys.executable, "-m", "tui", "demo"], env=env) as terminal:  # Textual looks once, at its import
        terminal.wait_for(r"campus +Virbela.*answers")
        terminal.press("1")
        terminal.wait_for(r"^▎ *Rooms +Every room")
        assert not re.search(NUMBERED, terminal.written)
        bar = next(cells[0] for cells in terminal.screen.buffer.values() if cells[0].data == "▎")
        text = terminal.screen.buffer[0][1]
        assert bar.fg == "cyan"
        assert (bar.bg, bar.reverse) != (text.bg, text.reverse)  # the row under the cursor is seen


def test_colours_of_the_256_go_by_number(tmp_path: Path) -> None:
    env = environment(tmp_path, COLORTERM="truecolor")
    with running_frontdesk("demo", env=env, folder=tmp_path) as terminal:
        terminal.wait_for(r"campus +Virbela.*answers")
        assert not re.search(RGB, terminal.written)


def test_a_c_locale_gets_ascii_only(tmp_path: Path) -> None:
    env = environment(tmp_path, LC_ALL="C")
    with running_frontdesk("demo", env=env, folder=tmp_path, columns=120, rows=36) as terminal:
        terminal.wait_for(r"campus +Virbela.*answers")
        terminal.press("1")
        terminal.wait_for(r"Rooms +Every room")
        terminal.press("enter")
        terminal.wait_for(r"campus > Rooms +60")
        terminal.press("/", "auditorium north", "enter", "enter")
        terminal.wait_for(r"\d+ sessions, \d+ people, peak \d+")
        assert terminal.written.isascii()
        assert re.search(r"^-{100,}$", terminal.text, re.M)


def test_without_colours_nothing_but_greys_is_sent(tmp_path: Path) -> None:
    env = environment(tmp_path, NO_COLOR="1", COLORTERM="truecolor")
    with running_frontdesk("demo", env=env, folder=tmp_path) as terminal:
        terminal.wait_for(r"campus +Virbela.*answers")
        for number in re.findall(rb"[34]8;5;(\d+)", terminal.written):
            assert int(number) >= 232 or int(number) in (59, 102, 145, 188, 231)
        assert all(len(set(rgb)) == 1 for rgb in re.findall(rb"[34]8;2;(\d+);(\d+);(\d+)", terminal.written))
