"""The floor: the same table by the standard library alone, which repaints no more than the lines that changed."""

from __future__ import annotations

import os
import termios
import tty
from typing import Final

COLUMNS, LINES = os.get_terminal_size()
ROWS: Final = 1000
HEIGHT: Final = LINES - 2
STEPS: Final = {b"[A": -1, b"[B": 1, b"OA": -1, b"OB": 1, b"[5~": -HEIGHT, b"[6~": HEIGHT}
"""How far a key moves the cursor."""


def line(row: int) -> str:
    """Return a row as it stands on the screen."""
    return "".join(f" row {row} of {column}  " for column in range(8))[:COLUMNS]


def put(y: int, text: str, *, inverse: bool = False) -> str:
    """Return what writes a line of the screen."""
    colours = "\x1b[7m" if inverse else ""
    return f"\x1b[{y}H{colours}{text}\x1b[m\x1b[K"


def moved(at: int, top: int, to: int) -> tuple[int, str]:
    """Return the new first row, and what the terminal is sent when the cursor goes from one row to another."""
    new_top = min(max(top, to - HEIGHT + 1), to)
    shift = new_top - top
    if abs(shift) >= HEIGHT:
        changed, scrolled = range(new_top, new_top + HEIGHT), ""
    else:
        direction = "S" if shift > 0 else "T"
        scrolled = f"\x1b[2;{LINES - 1}r\x1b[{abs(shift)}{direction}\x1b[r" if shift else ""
        changed = range(top + HEIGHT, new_top + HEIGHT) if shift > 0 else range(new_top, top)
    rows = sorted({row for row in (at, to, *changed) if new_top <= row < new_top + HEIGHT})
    return new_top, scrolled + "".join(put(row - new_top + 2, line(row), inverse=row == to) for row in rows)


def main() -> None:
    """Show the table until `q` is pressed."""
    before = termios.tcgetattr(0)
    tty.setraw(0)
    at = top = 0
    head = put(1, "".join(f" Column {column} " for column in range(8)), inverse=True)
    _, rows = moved(-HEIGHT, -2 * HEIGHT, 0)
    try:
        os.write(1, ("\x1b[?1049h\x1b[?25l" + head + rows + put(LINES, " q Quit", inverse=True)).encode())
        while (keys := os.read(0, 64)) and keys != b"q":
            for key in keys.split(b"\x1b")[1:]:
                to = min(max(at + STEPS.get(key, 0), 0), ROWS - 1)
                top, written = moved(at, top, to)
                at = to
                os.write(1, written.encode())
    finally:
        os.write(1, b"\x1b[?25h\x1b[?1049l")
        termios.tcsetattr(0, termios.TCSADRAIN, before)


if __name__ == "__main__":
    main()
