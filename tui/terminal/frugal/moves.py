"""The shortest way for the cursor from one cell to another."""

from __future__ import annotations

__all__ = ["move"]


def move(x: int | None, y: int | None, to_x: int, to_y: int, *, line_feed: str) -> str:
    """Return the shortest sequence that takes the cursor to a cell, counted from 0.

    Args:
        x: The column it is in; None when that is not known.
        y: The row it is in; None when that is not known.
        to_x: The column to go to.
        to_y: The row to go to.
        line_feed: What goes to the beginning of the next row; never used in the last row, where it would scroll.
    """
    if x == to_x and y == to_y:
        return ""
    down = f"\x1b[{to_y + 1}"
    best = f"{down};{to_x + 1}H" if to_x else "\x1b[H" if not to_y else f"{down}H"
    if y is None:
        return best
    rows = to_y - y
    if rows == 0:
        return min(best, _along(x, to_x), key=len)
    if x == to_x and abs(rows) < 100:
        count = "" if abs(rows) == 1 else str(abs(rows))
        best = min(best, f"\x1b[{count}{'B' if rows > 0 else 'A'}", key=len)
    if 0 < rows <= 3:
        feeds = line_feed * rows + _right(to_x)
        # A line feed alone is sent as two bytes: the terminal driver puts a carriage return before it.
        if len(feeds) + feeds.count("\n") < len(best):
            return feeds
    return best


def _along(x: int | None, to_x: int) -> str:
    best = min("\r" + _right(to_x), f"\x1b[{to_x + 1}G", key=len)
    if x is None:
        return best
    if to_x > x:
        return min(best, _right(to_x - x), key=len)
    back = x - to_x
    return min(best, "\b" * back if back < 4 else f"\x1b[{back}D", key=len)


def _right(count: int) -> str:
    if count == 0:
        return ""
    return "\x1b[C" if count == 1 else f"\x1b[{count}C"
