"""When a request is sent again, and how long we wait before.

============================  ====================  =================================
what happened                 READ, REPEATABLE      ONCE
============================  ====================  =================================
it surely did not arrive      again                 again
429                           again                 again when the vendor said when
the connection broke          again                 never
502, 503, 504                 again                 never
408                           again                 never
500                           again, READ only      never
nothing came for `timeout`    again, at once        never
the vendor asks for longer    never                 never
than we wait
anything else                 never                 never
============================  ====================  =================================

A vendor that says nothing is given little time at each further try, so that all of them together take hardly longer
than the first: whoever waits learns of it in time, and a lost packet is made good all the same.

The wait doubles from try to try and is drawn anew each time between nothing and that ("full jitter"), so that many
terminals do not come back at the same instant: https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/
"""

from __future__ import annotations

import re
from collections.abc import Callable
from copy import copy
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Final

from msgspec import Struct

from tui.core.errors import Arrival, Malformed, RateLimited, Unreachable, VendorError, VendorFailed, in_sentences
from tui.core.wire.http import Effect

__all__ = ["Retry", "Tried", "TryFailed", "parse_retry_after"]

_OVERLOADED: Final = frozenset({502, 503, 504})
_FAILED: Final = _OVERLOADED | {500}
_HURRY: Final = 1 / 10
"""Of the usual patience, what is left for each try after one that stalled: the four of them take 1.3 times as long."""
_SHORTEST: Final = 0.2
"""Seconds that a try is given all the same."""
_SECONDS: Final = re.compile(r"[0-9]+(?:\.[0-9]*)?|\.[0-9]+")
_LONGEST_MEANT: Final = 366 * 86_400.0
"""Seconds beyond which a wish to wait is a mistake of the vendor's."""


class TryFailed(Exception):
    """One try came to nothing. Stays inside the transport: the error in it is what a caller may see."""

    def __init__(
        self,
        error: VendorError,
        *,
        status: int | None = None,
        wait: float | None = None,
        lasting: bool = False,
        stalled: bool = False,
    ) -> None:
        super().__init__(str(error))
        self.error = error
        self.status = status
        """The HTTP status that was answered, if any was."""
        self.wait = wait
        """Seconds that the vendor asked us to wait; None when it did not say."""
        self.lasting = lasting
        """Whether trying again cannot help: a certificate does not become trusted by asking twice."""
        self.stalled = stalled
        """Whether nothing came for as long as we wait: then the wait before the next try is over already."""


class Tried(Struct):
    """What the tries of one request have left open: the last one's failure says nothing about those before it."""

    effect: Effect
    """What the request does at the vendor; a read leaves nothing open."""
    tries: int = 0
    """How many have begun."""
    stalls: int = 0
    """How many of them ended without a byte in time."""
    in_doubt: bool = False
    """Whether one of them may have arrived."""

    def note(self, error: VendorError) -> None:
        """Take note of how a try ended that is followed by another."""
        self.in_doubt = self.in_doubt or (self.effect is not Effect.READ and error.arrival is Arrival.MAYBE)

    def in_all(self, last: VendorError) -> VendorError:
        """Return the error for all tries: the last one's, in doubt where an earlier try may have arrived.

        That goes for a definite no as well: what is refused now (a conflict, a field that is gone already, an expired
        token) may be so because the earlier try was done. The error is a copy: one failed login may end many requests.
        """
        if not self.in_doubt or last.arrival is Arrival.MAYBE:
            return last
        whole = copy(last)
        whole.arrival = Arrival.MAYBE
        whole.message = in_sentences(last.message, "An earlier try may have arrived.")
        return whole


class Retry(Struct, frozen=True):
    """How often and how long a request is tried."""

    tries: int = 4
    """In all, the first one included."""
    budget: float = 60.0
    """Seconds from the first try to the start of the last."""
    first_wait: float = 0.5
    """Seconds that the first wait lasts at most."""
    longest_wait: float = 8.0
    """Seconds that any wait of our own choosing lasts at most."""
    longest_asked: float = 30.0
    """Seconds that we wait at most because the vendor asked for it; who asks for more is not asked again."""

    def wait_after(
        self, failed: TryFailed, *, effect: Effect, tries: int, elapsed: float, chance: Callable[[], float]
    ) -> float | None:
        """Return the seconds to wait before the next try; None when there is to be none.

        Args:
            failed: How the last try ended.
            effect: What the request does at the vendor.
            tries: Tries made so far.
            elapsed: Seconds since the first one began.
            chance: Draws a number between 0 and 1.
        """
        if tries >= self.tries or not _may_repeat(failed, effect):
            return None
        if failed.wait is not None:
            if failed.wait > self.longest_asked:
                return None
            wait = failed.wait
        elif failed.stalled:
            wait = 0.0
        else:
            wait = chance() * min(self.longest_wait, self.first_wait * 2.0 ** (tries - 1))
        return wait if elapsed + wait <= self.budget else None

    @staticmethod
    def patience(timeout: float) -> float:
        """Return the seconds that a try may stay without a byte, after one that did for the whole timeout."""
        return min(timeout, max(timeout * _HURRY, _SHORTEST))


def parse_retry_after(text: str, *, now: datetime) -> float | None:
    """Read a Retry-After header, seconds or an HTTP date; None when it is neither, or nobody can mean it."""
    stripped = text.strip()
    if not stripped:
        return None
    if _SECONDS.fullmatch(stripped):
        seconds = float(stripped)
        return seconds if seconds <= _LONGEST_MEANT else None
    from email.utils import parsedate_to_datetime  # late: it takes 5 ms, and hardly any vendor sends a date

    try:
        when = parsedate_to_datetime(stripped)
        aware = when if when.tzinfo else when.replace(tzinfo=UTC)
        seconds = (aware - now).total_seconds()
    except (ValueError, OverflowError, TypeError, IndexError):  # the parser lets through what dates cannot hold
        return None
    return max(0.0, seconds) if seconds <= _LONGEST_MEANT else None


def _may_repeat(failed: TryFailed, effect: Effect) -> bool:
    if failed.lasting:
        return False
    once = effect is Effect.ONCE
    match failed.error:
        case RateLimited():
            return not once or (failed.status == 429 and failed.wait is not None)
        case Unreachable() | Malformed():
            return not once or failed.error.arrival is Arrival.NO
        case VendorFailed():
            return failed.status in (_FAILED if effect is Effect.READ else _OVERLOADED) and not once
        case _:
            return failed.status == HTTPStatus.REQUEST_TIMEOUT and not once  # a balancer ends idle connections so
