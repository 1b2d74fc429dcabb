"""How much may be under way: the terminal is asked to say that it has got something, and answers a round trip later.

Between a program and a far terminal lie buffers of a hundred kilobytes and more. A write to them succeeds at once and
is seen seconds later, so only the terminal itself can say what has arrived. It is asked with a status report
(`CSI 5 n`), which everything since the VT100 answers with `CSI 0 n`.
"""

from __future__ import annotations

from collections import deque
from math import inf
from typing import Final, NamedTuple

__all__ = ["QUESTION", "Pacer"]

QUESTION: Final = "\x1b[5n"

FIRST_WINDOW: Final = 1_500
"""Bytes that may be under way at first: a tenth of a second at 15 kB/s."""

SMALLEST_WINDOW: Final = 600
LARGEST_WINDOW: Final = 256_000

NEARBY: Final = 0.01
"""Seconds within which the first answer comes when there is no link to speak of: the window is open from the start."""

SHORT_QUEUE: Final = 0.06
"""Seconds of queueing up to which the link is faster than what it is given; a frame of its own takes half of them."""

LONG_QUEUE: Final = 0.12
"""Seconds of queueing from which it is slower: as late as one may be without its being felt."""

FIRST_PATIENCE: Final = 0.6
"""Seconds to wait for the first answer of all: a terminal that never answers must not stand still for long."""

PATIENCE: Final = 3.0
"""Seconds to wait for a terminal that has answered before: a dead link is not to be filled."""

MEMORY: Final = 60.0
"""Seconds, and as many again, for which the quickest answer is remembered: it is how far away the terminal is."""

DEAF_AFTER: Final = 2
"""Questions without an answer after which a terminal that never gave one is not asked any more."""


class _Asked(NamedTuple):
    at: float
    size: int
    """Bytes that it stands behind."""
    place: bool
    """Whether it is where the cursor is, which not every terminal tells that tells its status."""


class Pacer:
    """Says whether the next frame may go out. Times are seconds of a monotonic clock."""

    def __init__(self) -> None:
        self._asked: deque[_Asked] = deque()
        self._unasked = 0
        self._window: float = FIRST_WINDOW
        self._quickest: float | None = None
        self._lately = self._before = inf
        self._forget_at = 0.0
        self._unanswered = 0
        self._filled = False
        self._fitted_at = 0.0

    @property
    def answers(self) -> bool:
        """Whether the terminal has ever answered."""
        return self._quickest is not None

    @property
    def waiting(self) -> bool:
        """Whether an answer is still to come."""
        return bool(self._asked)

    @property
    def deaf(self) -> bool:
        """Whether the terminal does not answer, so that it is no use asking."""
        return not self.answers and self._unanswered >= DEAF_AFTER

    def sent(self, size: int, now: float) -> bool:
        """Count what goes out; return whether to ask for an answer behind it."""
        if self.deaf:
            return False
        self._unasked += size
        # A question a quarter of a window: small frames cost none, and none is waited for.
        if self._unasked < self._window / 4:
            return False
        self._asked.append(_Asked(now, self._unasked, place=False))
        self._unasked = 0
        return True

    def asked_place(self, now: float) -> None:
        """Count the question where the cursor is; its answer says as much."""
        self._asked.append(_Asked(now, self._unasked, place=True))
        self._unasked = 0

    def patience(self, now: float) -> float:
        """Return for how many seconds an answer may still be expected; 0 when none is."""
        if not self._asked:
            return 0.0
        return max(0.0, self._asked[0].at + (PATIENCE if self.answers else FIRST_PATIENCE) - now)

    def answered(self, now: float, *, place: bool = False) -> None:
        """Take an answer; questions are answered in their order. A late one of a terminal given up on counts, too.

        Args:
            now: When it came.
            place: Whether it says where the cursor is. No answer comes any more to what was asked before it.
        """
        self._unanswered = 0
        if all(each.place != place for each in self._asked):
            self._quickest = self._quickest or LONG_QUEUE
            return
        while self._asked[0].place != place:
            self._asked.popleft()
        asked = self._asked.popleft().at
        took = now - asked
        if now > self._forget_at:  # another network may be slower for good
            self._forget_at, self._before, self._lately = now + MEMORY, self._lately, took
        if not self.answers and took < NEARBY:
            self._window = LARGEST_WINDOW
        self._lately = min(self._lately, took)
        self._quickest = min(self._lately, self._before)
        queued = took - self._quickest
        if asked < self._fitted_at:
            return  # it was asked before the window became what it is, and tells nothing of it
        if queued > LONG_QUEUE:
            self._fit(self._window * 0.7, now)
        elif queued < SHORT_QUEUE and self._filled:
            self._fit(self._window * 1.4, now)

    def _fit(self, window: float, now: float) -> None:
        self._window = min(LARGEST_WINDOW, max(SMALLEST_WINDOW, window))
        self._filled = False
        self._fitted_at = now

    def wait(self, now: float) -> float | None:
        """Return for how many seconds nothing may be sent unless an answer comes; None when the way is free.

        A question that is not answered in time counts as lost.
        """
        under_way = sum(each.size for each in self._asked)
        if under_way < self._window:
            return None
        self._filled = True
        left = self.patience(now)
        if left > 0:
            return left
        self._unanswered += len(self._asked)
        self._asked.clear()
        return None
