"""Which rows are on the screen, and on which one the cursor is: arithmetic only."""

from __future__ import annotations

__all__ = ["Viewport"]


class Viewport:
    """A window of some lines over some rows, with a cursor in the rows."""

    def __init__(self) -> None:
        self.count = 0
        """How many rows there are."""
        self.lines = 0
        """How many fit on the screen."""
        self.at = 0
        """The place of the cursor; 0 when there are no rows."""
        self.top = 0
        """The place of the first row on the screen."""

    @property
    def cursor_in_sight(self) -> bool:
        """Whether the cursor is on the screen: the wheel moves the rows from under it."""
        return self.top <= self.at < self.top + max(1, self.lines)

    def resize(self, lines: int) -> None:
        """Take another height; a cursor that was in sight stays so."""
        in_sight = self.cursor_in_sight
        self.lines = max(0, lines)
        self.scroll_to(self.top)
        if in_sight:
            self._reveal()

    def go(self, place: int) -> None:
        """Move the cursor, and the rows as little as will do."""
        self.at = max(0, min(place, self.count - 1))
        self.scroll_to(self.top)
        self._reveal()

    def page(self, by: int) -> None:
        """Move cursor and rows by a screenful, less a line to hold on to."""
        step = by * max(1, self.lines - 1)
        self.scroll_to(self.top + step)
        self.go(self.at + step)

    def scroll_to(self, top: int) -> None:
        """Move the rows, and leave the cursor on its row."""
        self.top = max(0, min(top, self.count - self.lines))

    def follow(self, *, count: int, at: int | None, first: int | None) -> None:
        """Take up other rows, so that what was looked at stays on its line.

        Args:
            count: how many rows there are now.
            at: where the cursor's row is now; None when it is gone, then the cursor keeps its place.
            first: where the first row on the screen is now; None when it is gone.
        """
        line = self.at - self.top
        in_sight = self.cursor_in_sight
        self.count = count
        self.at = max(0, min(self.at if at is None else at, count - 1))
        if in_sight:
            self.scroll_to(self.at - line)
            self._reveal()
        else:
            self.scroll_to(self.top if first is None else first)

    def thumb(self) -> range:
        """Return the lines, from 0, at which a scroll bar has its thumb; none when every row is on the screen."""
        hidden = self.count - self.lines
        if hidden <= 0 or self.lines <= 0:
            return range(0)
        length = max(1, self.lines * self.lines // self.count)
        start = (self.lines - length) * self.top // hidden
        return range(start, start + length)

    def _reveal(self) -> None:
        if self.lines > 0:
            self.scroll_to(min(max(self.top, self.at - self.lines + 1), self.at))
