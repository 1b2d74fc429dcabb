"""How far a bulk is: a bar, figures, and how many rows ended how."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from textual.strip import Strip

from tui.widgets.line import LineWidget, TextPart, fitted

__all__ = ["BulkProgress", "duration_text"]


class BulkProgress(LineWidget):
    """Two lines: the bar with its figures, and the counts."""

    DEFAULT_CSS = """
    BulkProgress { height: 2; }
    """

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's word
        super().__init__(id=id)
        self._done, self._total = 0, 0
        self._right: tuple[str, ...] = ()
        self._counts: tuple[TextPart, ...] = ()

    def show(
        self,
        done: int,
        total: int,
        *,
        rate: float | None,
        left: timedelta | None,
        phase: str,
        counts: Sequence[TextPart],
    ) -> None:
        """Show other figures.

        Args:
            done: Rows that have ended.
            total: Rows in all.
            rate: Rows a second.
            left: How long the rest takes at this rate.
            phase: What stands in place of rate and time when it does not run.
            counts: How many ended how, as parts.
        """
        self._done, self._total = done, total
        figures = [f"{done:,} of {total:,}"]
        figures += [phase] if phase else []
        figures += [f"{rate:.1f}/s"] if rate is not None and not phase else []
        figures += [f"{duration_text(left)} left"] if left is not None and not phase else []
        self._right = tuple(figures)
        self._counts = tuple(counts)
        self.refresh()

    def render_line(self, y: int) -> Strip:
        """Draw a line."""
        width = self.size.width
        if y == 1:
            return self.painted(fitted([(" ", "plain"), *self._counts], (), width), width)
        right: list[TextPart] = [("   ".join(self._right) + " ", "plain")]
        space = max(10, min(46, width - len(right[0][0]) - 4))
        full = space * self._done // self._total if self._total else 0
        bar: list[TextPart] = [(" ", "plain"), ("█" * full, "accent"), ("░" * (space - full), "muted")]
        return self.painted(fitted(bar, right, width), width)


def duration_text(length: timedelta) -> str:
    """Write how long something takes, in one unit or two: `16 s`, `4 min`, `1 h 5 min`."""
    seconds = round(length.total_seconds())
    if seconds < 100:
        return f"{seconds} s"
    minutes = round(seconds / 60)
    return f"{minutes} min" if minutes < 100 else f"{minutes // 60} h {minutes % 60} min"
