"""The last requests that were sent, kept in memory for whoever wants to look: redacted, and never on disk."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Final

from msgspec import Struct, field

__all__ = ["KEPT", "RecentRequests", "SentRequest"]

KEPT: Final = 500
"""Requests that are remembered: what a morning's work takes, in less than a megabyte."""


class SentRequest(Struct, frozen=True):
    """One try of a request, and how it ended. Secrets are masked in all of it."""

    number: int
    """Which one it is since the start, from 1."""
    at: datetime
    """When it ended, aware."""
    connection: str
    method: str
    url: str
    ended: str
    """The status, or in a word why there was none."""
    seconds: float
    tries: int
    """Which try of its request it was, from 1."""
    size: int = 0
    """Bytes of the answer, unpacked; 0 when there was none."""
    request_id: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    body: str = ""
    """What was sent, as text; empty when nothing was."""

    @property
    def failed(self) -> bool:
        """Whether it has no good answer."""
        return not self.ended.isdigit() or int(self.ended) >= 400


class RecentRequests:
    """Remembers so many requests, and forgets the oldest."""

    def __init__(self, keep: int = KEPT) -> None:
        self._kept: deque[SentRequest] = deque(maxlen=keep)
        self.total = 0
        """How many there were since the start."""
        self.watch: Callable[[], None] | None = None
        """Called when one was noted; None while nobody looks."""

    def next_number(self) -> int:
        """Return the number of the request that is noted next."""
        self.total += 1
        return self.total

    def note(self, request: SentRequest) -> None:
        """Remember a request."""
        self._kept.append(request)
        if self.watch is not None:
            self.watch()

    @property
    def newest_first(self) -> tuple[SentRequest, ...]:
        """What is remembered."""
        return tuple(reversed(self._kept))
