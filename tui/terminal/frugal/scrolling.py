"""Rows that have moved: found by their text, and moved on the terminal rather than written again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

from tui.terminal.frugal.changes import Span
from tui.terminal.frugal.rows import Row, blank_row, unknown_row

__all__ = ["Shift", "find_shift", "scroll_text", "shifted"]

WORTH_LOOKING: Final = 3
"""Changed rows from which moving some may pay."""

FOLLOWERS: Final = 2
"""Rows that have to have moved by the same distance."""


class Shift(NamedTuple):
    """Rows that move together."""

    top: int
    """The first row of the region."""
    bottom: int
    """The last row of the region."""
    up: int
    """How far up they move; negative: down."""


def find_shift(old: Sequence[Row], new: Sequence[Row], spans: Mapping[int, Sequence[Span]]) -> Shift | None:
    """Return how most of the changed rows have moved, if they have.

    Only the columns count in which anything changed: a pane beside a list does not hide that the list has moved.
    """
    if len(spans) < WORTH_LOOKING:
        return None
    left = min(row[0][0] for row in spans.values())
    right = max(row[-1][1] for row in spans.values())
    places: dict[str, int | None] = {}
    for y, (text, _) in enumerate(old):
        part = text[left:right]
        places[part] = None if part in places or not part.strip() else y  # twice on the screen: it tells nothing
    moves = {y: was - y for y in spans if (was := places.get(new[y][0][left:right])) is not None and was != y}
    if not moves:
        return None
    up, count = Counter(moves.values()).most_common(1)[0]
    if count < FOLLOWERS:
        return None
    rows = [y for y, distance in moves.items() if distance == up]
    top, bottom = min(rows), max(rows)
    return Shift(min(top, top + up), max(bottom, bottom + up), up)


def shifted(rows: Sequence[Row], shift: Shift, *, blank: bool) -> list[Row]:
    """Return the rows as the terminal shows them after it moved some.

    Args:
        rows: What it showed before.
        shift: What it moved.
        blank: Whether the rows that came in are known to be blank: terminals differ in whether they are coloured.
    """
    top, bottom, up = shift
    region = rows[top : bottom + 1]
    width = len(rows[0][0])
    fresh = [blank_row(width) if blank else unknown_row(width)] * abs(up)
    moved = [*region[up:], *fresh] if up > 0 else [*fresh, *region[:up]]
    return [*rows[:top], *moved, *rows[bottom + 1 :]]


def scroll_text(shift: Shift, height: int, *, scrolls: bool) -> str:
    """Return what moves rows; the cursor is anywhere afterwards.

    Args:
        shift: What to move.
        height: How many rows the screen has.
        scrolls: Whether the terminal knows SU and SD; it deletes and inserts lines otherwise.
    """
    top, bottom, up = shift
    count = "" if abs(up) == 1 else str(abs(up))
    if scrolls:
        action = f"\x1b[{count}{'S' if up > 0 else 'T'}"
    else:
        action = f"\x1b[{top + 1}H\x1b[{count}{'M' if up > 0 else 'L'}"
    if (top, bottom) == (0, height - 1):
        return action
    return f"\x1b[{top + 1};{bottom + 1}r{action}\x1b[r"
