"""When a bulk stops by itself: the next row would fare no better."""

from __future__ import annotations

from typing import Final

from tui.core.errors import Arrival, FrontdeskError, Malformed, Refused, SignedOut, VendorError, VendorFailed

__all__ = ["Unanswered"]

_GIVE_UP_AFTER: Final = 5
"""So many rows in a row without a sane answer mean that the vendor is out, not that the rows are bad."""


class Unanswered:
    """Counts the rows in a row that got no sane answer."""

    def __init__(self) -> None:
        self._count = 0

    def forget(self) -> None:
        """Begin anew."""
        self._count = 0

    def weigh(self, error: FrontdeskError | None) -> str:
        """Return why to stop after a row that ended with an error, or with none; empty where the next one may go."""
        if isinstance(error, SignedOut | Refused):
            return str(error)
        if isinstance(error, VendorError) and (
            error.arrival is not Arrival.YES or isinstance(error, VendorFailed | Malformed)
        ):
            return self.count(str(error))
        self._count = 0
        return ""

    def count(self, last: str) -> str:
        """Count one more, the last one with these words; return why to stop, empty where the next one may go."""
        self._count += 1
        if self._count < _GIVE_UP_AFTER:
            return ""
        return f"{_GIVE_UP_AFTER} rows in a row got no answer that says what was done. The last one: {last}"
