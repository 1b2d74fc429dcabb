"""Cut a long range into windows that a vendor answers, around the stretches that are known already.

A window has both its ends in it, as vendors have it; a `TimeRange` mostly has not.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import Final, TypeAlias

from msgspec import Struct

from tui.core.cache import Kept
from tui.core.time.time_range import TimeRange

__all__ = ["TICK", "Stretch", "Window", "floor", "plan", "requests_in", "windows"]

TICK: Final = timedelta(milliseconds=1)
"""The finest time that vendors speak of."""

_SHORT: Final = timedelta(days=7)
"""A kept stretch no longer than this is asked for once more where that saves a request."""

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


class Window(Struct, frozen=True):
    """A stretch as a vendor understands it: both ends are in it. In UTC, in whole milliseconds."""

    start: datetime
    stop: datetime


Stretch: TypeAlias = Window | Kept
"""A part of a range: one to ask for, or one that is kept."""


def windows(span: TimeRange, *, longest: timedelta) -> tuple[Window, ...]:
    """Cut a span into windows, in order, none longer than the vendor takes.

    Neighbours share the instant of the cut, so that no session falls between; those that two windows return are told
    by their key. The last one stops on the last millisecond that is still in the span.
    """
    return tuple(_cut(_whole(span), longest))


def plan(span: TimeRange, kept: Sequence[Kept], *, longest: timedelta) -> tuple[Stretch, ...]:
    """Cover a span with kept stretches and windows for the rest, in order; never more windows than without the cache.

    Neighbours share an instant as in `windows`; two kept ones may also be a millisecond apart, in which nothing fits.
    """
    whole = _whole(span)
    parts = _bridged(list(_covered(whole, sorted(kept, key=lambda each: each.start))), longest)
    cut = [each for part in parts for each in (_cut(part, longest) if isinstance(part, Window) else (part,))]
    plain = windows(span, longest=longest)
    return tuple(cut) if requests_in(cut) <= len(plain) else plain


def requests_in(stretches: Iterable[Stretch]) -> int:
    """Count the stretches that must be asked for."""
    return sum(isinstance(each, Window) for each in stretches)


def floor(instant: datetime, unit: timedelta = TICK) -> datetime:
    """Return the last whole unit, counted from midnight UTC, that is not after an instant."""
    return _EPOCH + (instant - _EPOCH) // unit * unit


def _whole(span: TimeRange) -> Window:
    return Window(floor(span.start), floor(span.last))


def _cut(window: Window, longest: timedelta) -> Iterator[Window]:
    start = window.start
    while window.stop - start > longest:
        yield Window(start, start + longest)
        start += longest
    yield Window(start, window.stop)


def _covered(whole: Window, kept: Sequence[Kept]) -> Iterator[Stretch]:
    """Walk from start to stop: of the stretches that begin in time always the one that leads farthest, else a gap."""
    at, reach, index = whole.start, whole.start, 0
    while True:
        best: Kept | None = None
        # What began before and ends before `at` is of no use any more; `index` never goes back.
        while index < len(kept) and kept[index].start <= reach:
            if kept[index].stop >= at and (best is None or kept[index].stop > best.stop):
                best = kept[index]
            index += 1
        if best is not None and (best.stop > at or best.stop >= whole.stop):
            yield best
            at, reach = best.stop, best.stop + TICK
        else:
            following = kept[index].start if index < len(kept) else whole.stop
            stop = min(following, whole.stop)
            yield Window(at, stop)
            at, reach = stop, stop
        if at >= whole.stop:
            return


def _bridged(parts: list[Stretch], longest: timedelta) -> Iterable[Stretch]:
    """Put two gaps and the little that is kept between them together where one request less does for both."""
    joined: list[Stretch] = []
    for part in parts:
        joined.append(part)
        before = _gap_before(joined)
        if not isinstance(part, Window) or before is None:
            continue
        gap = joined[before]
        both = Window(gap.start, part.stop)
        apart = _requests(gap, longest) + _requests(part, longest)
        if part.start - gap.stop <= _SHORT and _requests(both, longest) < apart:
            joined[before:] = [both]
    return joined


def _gap_before(parts: Sequence[Stretch]) -> int | None:
    """Return where the last window before the last part is."""
    return next((index for index in range(len(parts) - 2, -1, -1) if isinstance(parts[index], Window)), None)


def _requests(stretch: Stretch, longest: timedelta) -> int:
    return max(-(-(stretch.stop - stretch.start) // longest), 1)
