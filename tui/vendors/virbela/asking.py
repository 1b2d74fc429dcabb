"""What several reads of the campus take from a question: its range, its instant, how many requests may be under way."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from tui.core.errors import UsageError
from tui.core.time.time_range import TimeRange
from tui.reading.side_by_side import in_order, merged

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, AsyncIterator, Iterable
    from typing import TypeVar

    from tui.core.collection import Query
    from tui.vendors.virbela.api.client import VirbelaClient

    T = TypeVar("T")

__all__ = ["LONGEST", "now_of", "past_part", "several", "span_of"]

LONGEST: Final = timedelta(days=90)
"""Section "Attendance Data": the system limits requests to 90 days or less."""

_FOR_EVER: Final = timedelta(days=3650)
"""A range that ends so far in the future is one without an end: the year 9999."""

_CLOCKS_APART: Final = timedelta(days=1)
"""More than two clocks differ by: what the vendor has written down may lie so far in our future."""


def span_of(query: Query) -> TimeRange:
    """Return the range.

    Raises:
        UsageError: when there is none.
    """
    if query.span is None:
        raise UsageError("This needs a range.", way_out="Give one, such as 7d, or --from and --to.")
    return query.span


def now_of(client: VirbelaClient, query: Query) -> datetime:
    """Return the instant of asking."""
    return query.now or client.clock.now()


def past_part(span: TimeRange, now: datetime) -> TimeRange:
    """Return the part of a range that is worth asking for: one without an end would be thousands of windows."""
    latest = now + _CLOCKS_APART
    return span.until(latest) if span.stop - now > _FOR_EVER else span


def several(
    sources: Iterable[AsyncIterator[T]], client: VirbelaClient, query: Query, *, ahead: int = 1
) -> AsyncGenerator[T, None]:
    """Read several things at once: in their order where rows are wanted once and settled, else as they come.

    Args:
        sources: what is read.
        client: how many requests go at once is its transport's to say.
        query: the question.
        ahead: how many sources to begin for each request that may be under way.
    """
    reading = in_order if query.settled else merged
    return reading(sources, at_once=ahead * client.transport.max_concurrency)
