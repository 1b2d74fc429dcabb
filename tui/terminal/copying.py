"""Copying: into tmux's buffer, with the desktop's own command, or through the terminal; it says which.

The order is that of certainty: a program tells whether it has taken a text, a terminal never does.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from shutil import which
from typing import Final, NamedTuple

from tui.terminal.clipboard import osc52, sentence
from tui.terminal.environment import over_ssh

__all__ = ["copy"]

PATIENCE: Final = 1.0
"""Seconds that a program may take: all of them take a text within milliseconds, and go on in the background."""


class _Way(NamedTuple):
    command: Sequence[str]
    done: str
    """What is said when it has worked; takes what was copied."""


def copy(
    text: str, what: str, *, environ: Mapping[str, str], write: Callable[[str], None] | None, by_hand: str = ""
) -> str:
    """Copy a text by the first way that takes it, and return the sentence that says what was done; empty: none does.

    Args:
        text: What to copy.
        what: What it is, in words.
        environ: Says which ways there may be.
        write: Writes to the terminal between two frames; None when there is no terminal.
        by_hand: The key that shows what was copied to select from; said where nobody knows whether it was taken.
    """
    for way in _ways(environ):
        if _took(way.command, text, environ):
            return way.done.format(what)
    sequence = osc52(text, environ)
    if sequence is None:
        return ""
    if write is not None:
        write(sequence)
    return sentence(what, by_hand=by_hand)


def _ways(environ: Mapping[str, str]) -> Iterator[_Way]:
    if environ.get("TMUX"):
        # -w has tmux hand it on to its own terminal; older ones than 3.2 do not know that.
        yield _Way(("tmux", "load-buffer", "-w", "-"), "Copied {} into tmux’s buffer, and offered it to the terminal.")
        yield _Way(("tmux", "load-buffer", "-"), "Copied {} into tmux’s buffer.")
    done = "Copied {} to the clipboard."
    if environ.get("WAYLAND_DISPLAY"):
        yield _Way(("wl-copy",), done)
    if environ.get("DISPLAY"):
        yield _Way(("xclip", "-selection", "clipboard"), done)
        yield _Way(("xsel", "--clipboard", "--input"), done)
    if sys.platform == "darwin" and not over_ssh(environ):
        yield _Way(("pbcopy",), done)


def _took(command: Sequence[str], text: str, environ: Mapping[str, str]) -> bool:
    program = which(command[0], path=environ.get("PATH"))
    if program is None:
        return False
    try:
        ended = subprocess.run(  # noqa: S603 - fixed programs, and the text goes in by stdin
            [program, *command[1:]],
            input=text.encode("utf-8", "replace"),
            stdout=subprocess.DEVNULL,  # what goes on in the background must not hold on to ours
            stderr=subprocess.DEVNULL,
            env=dict(environ),
            timeout=PATIENCE,
            check=False,
        )
    except (OSError, subprocess.SubprocessError):
        return False
    return ended.returncode == 0
