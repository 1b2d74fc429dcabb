"""What a key costs on the link, in bytes, in a terminal of 120×36 with all colours, once what was asked for is there.

What the first screen and a list cost while answers come hangs on how many of them one frame holds: that is measured by
the benchmarks.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest

from tests.terminal.pseudo import PseudoTerminal, running_frontdesk
from tests.terminal.test_the_real_process import environment

MOVES = 10


@pytest.fixture
def ssh(tmp_path: Path) -> Iterator[PseudoTerminal]:
    env = environment(tmp_path, SSH_TTY="/dev/pts/9", COLORTERM="truecolor")
    with running_frontdesk("demo", env=env, folder=tmp_path, columns=120, rows=36) as terminal:
        terminal.wait_for(r"campus +Virbela.*answers")
        yield terminal


def cursor_on(terminal: PseudoTerminal, line: int) -> None:
    """Wait until the cursor is on a line of the screen."""
    terminal.wait_until(lambda text: text.split("\n")[line].startswith("▎"), f"cursor on line {line}")


def usual(counts: list[int]) -> int:
    """Return what a key usually costs: the end of a list may still be on its way at the first one."""
    return sorted(after - before for before, after in pairwise(counts))[(len(counts) - 1) // 2]


def turned(terminal: PseudoTerminal, line: int, shown: str) -> None:
    """Wait until a line of the screen is another one."""
    terminal.wait_until(lambda text: text.split("\n")[line] != shown and "▎" in text, "another page")


def test_what_a_move_and_a_page_cost(ssh: PseudoTerminal) -> None:
    ssh.press("1")
    ssh.wait_for(r"People")
    ssh.press("down")
    ssh.wait_for(r"▎ *People")
    ssh.press("enter")
    ssh.wait_for(r"› People +1,186")
    cursor_on(ssh, 4)

    top = next(line for line, text in enumerate(ssh.text.split("\n")) if text.startswith("▎"))
    counts = [len(ssh.written)]
    for move in range(1, MOVES + 1):
        ssh.press("down")
        cursor_on(ssh, top + move)
        counts.append(len(ssh.written))
    assert usual(counts) <= 200

    counts = [len(ssh.written)]
    for _ in range(3):
        shown = ssh.text.split("\n")[top]
        ssh.press("pagedown")
        turned(ssh, top, shown)
        counts.append(len(ssh.written))
    assert usual(counts) <= 3_300
