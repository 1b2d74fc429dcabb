"""What is kept of the past: which rows of an answer will not change any more, and what need not be asked for again.

An answer is kept as far as it is settled. Where a vendor answers all that overlaps a window, those of its rows that
began in time are just what it would have answered for a shorter window; so a window that reaches until now is kept up
to some days ago.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Final, Generic, TypeVar

import msgspec
from msgspec import Raw, Struct

from tui.core.cache import Kept, PastCache
from tui.core.record import Record
from tui.core.time.time_range import TimeRange
from tui.core.turns import give_way
from tui.reading.windows import TICK, Stretch, Window, floor, plan, windows
from tui.transport.sent_rows import columns

__all__ = ["Past", "PastRows", "SettledPart"]

T = TypeVar("T")

_DAY: Final = timedelta(days=1)
_AT_ONCE: Final = 256
"""Rows looked at at a stretch: less than 1 ms."""


class PastRows(Struct, Generic[T], frozen=True):
    """What a kind of row is, as far as the past goes by it."""

    decode: Callable[[Sequence[Raw]], tuple[Record[T], ...]]
    began: Callable[[T], datetime]
    ended: Callable[[T], datetime | None]
    """When it ended; None while it has not."""
    longest: timedelta
    """The longest window that the vendor answers."""
    settled_after: timedelta
    """How long ago something ended that is not expected to change."""
    given_up_after: timedelta
    """How long ago something began whose end, when it has none, is not expected any more."""


class Past(Generic[T]):
    """One kind of row in a connection's cache."""

    def __init__(self, cache: PastCache | None, rows: PastRows[T], name: Callable[[str], str]) -> None:
        """Take note of where to keep.

        Args:
            cache: None to keep nothing.
            rows: what is kept.
            name: names a place, by the path where it is asked for, so that no other vendor's has that name.
        """
        self._cache = cache
        self._rows = rows
        self._name = name

    @property
    def keeps(self) -> bool:
        """Whether anything is kept: else nobody need hold rows for it."""
        return self._cache is not None

    async def plan(self, path: str, span: TimeRange, *, fresh: bool) -> tuple[Stretch, ...]:
        """Return the stretches that a span is read in: kept ones, and windows to ask for.

        Args:
            path: where the place is asked for.
            span: the range.
            fresh: ask for all of it.
        """
        if self._cache is None or fresh:
            return windows(span, longest=self._rows.longest)
        kept = await self._cache.find(self._name(path), span.start, span.stop)
        return plan(span, kept, longest=self._rows.longest)

    async def rows(self, kept: Kept) -> tuple[Record[T], ...] | None:
        """Return a kept stretch's rows; None when they are gone."""
        found = await self._cache.rows(kept) if self._cache is not None else None
        return None if found is None else self._rows.decode(msgspec.json.decode(found, type=list[Raw]))

    async def keep(self, path: str, window: Window, pages: Sequence[Sequence[Record[T]]], *, at: datetime) -> None:
        """Keep what is settled of a window's complete answer.

        Args:
            path: where the place was asked for.
            window: what was asked for.
            pages: all that came.
            at: when it was asked for.
        """
        if self._cache is None:
            return
        part = SettledPart(window, self._rows, now=at)
        for rows in pages:
            for start in range(0, len(rows), _AT_ONCE):
                part.look_at(rows[start : start + _AT_ONCE])
                await give_way()
        settled = part.settled
        if settled is not None:
            inside = [raw for raw, began in part.begun.items() if began <= settled.stop]
            self._cache.keep(self._name(path), settled.start, settled.stop, inside, at=at)


class SettledPart(Generic[T]):
    """The part of a window whose rows will not change any more, from its start, as far as they have been looked at.

    It ends before the first row that is open, or ended so lately that the vendor may still be writing it down; one that
    has been open for so long that its end must have got lost holds nothing up. A part ends at midnight UTC, so that a
    range which is asked for every hour leaves one piece a day behind and not 24. A row that cannot be read may be an
    open one: then nothing is settled.
    """

    def __init__(self, window: Window, kind: PastRows[T], *, now: datetime) -> None:
        self._window = window
        self._kind = kind
        self._settled_until = now - kind.settled_after
        self._given_up = now - kind.given_up_after
        self._stop = min(window.stop, floor(self._settled_until))
        self._is_sound = True
        self.begun: dict[bytes, datetime] = {}
        """When each row began, by its bytes."""

    def look_at(self, rows: Sequence[Record[T]]) -> None:
        """Take more of the window's rows into account."""
        kind = self._kind
        for value, raw in zip(*columns(rows), strict=True):
            if value is None:
                self._is_sound = False
                continue
            began, ended = kind.began(value), kind.ended(value)
            self.begun[bytes(raw)] = began
            if ended is None and began < self._given_up:
                continue
            if ended is None or ended > self._settled_until:
                self._stop = min(self._stop, floor(began) - TICK)

    @property
    def settled(self) -> Window | None:
        """The part; None when there is none."""
        stop = self._stop if self._stop >= self._window.stop else floor(self._stop, _DAY)
        return Window(self._window.start, stop) if self._is_sound and stop > self._window.start else None
