"""When to ask again while somebody watches: at an interval, and less often while the vendor does not answer."""

from __future__ import annotations

from typing import Final

from msgspec import Struct
from msgspec.structs import replace

__all__ = ["INTERVALS", "Watch", "interval_text"]

INTERVALS: Final = (15, 30, 60, 300)
"""Seconds between two questions that can be chosen."""

_LONGEST: Final = 900.0
"""Seconds after which it is asked again however often it failed."""


def interval_text(seconds: float) -> str:
    """Write an interval: `30 s`, `5 min`."""
    minutes = seconds / 60
    return f"{minutes:.0f} min" if seconds >= 60 and minutes == int(minutes) else f"{seconds:.0f} s"


class Watch(Struct, frozen=True):
    """A watch over something, and how it has gone lately."""

    interval: int
    """Seconds between two questions when all is well."""
    failures: int = 0
    """Answers in a row that did not come."""
    asked_to_wait: float = 0.0
    """Seconds that the vendor itself asked to wait; 0 when it did not."""

    @property
    def wait(self) -> float:
        """Seconds until the next question: twice as long after each failure, up to 15 minutes."""
        backed_off = min(self.interval * 2.0**self.failures, max(_LONGEST, self.interval))
        return max(backed_off, self.asked_to_wait)

    def answered(self) -> Watch:
        """Return the watch after an answer: all is well again."""
        return Watch(self.interval)

    def failed(self, *, asked_to_wait: float | None = None) -> Watch:
        """Return the watch after a failure."""
        # Beyond ten doublings the longest wait is reached for any interval.
        return replace(self, failures=min(self.failures + 1, 10), asked_to_wait=asked_to_wait or 0.0)
