"""Attendance that will not change any more: what is kept of an answer, and what need not be asked for again.

An answer is kept as far as it is settled. By the overlap rule those of its rows that began in time are just what the
vendor would have answered for a shorter window, so a window that reaches until now is kept up to some days ago.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final

import msgspec
from msgspec import Raw

from tui.core.cache import Kept, PastCache
from tui.core.clock import Clock
from tui.core.collection import Query
from tui.core.local_time import wall_of
from tui.core.range_parts import MONTHS
from tui.core.record import Record
from tui.core.time_range import TimeRange
from tui.transport.decode import decode_rows
from tui.vendors.virbela.api.lenient import instant
from tui.vendors.virbela.api.listings import ATTENDANCE
from tui.vendors.virbela.api.models import AttendanceRow
from tui.vendors.virbela.attendance.windows import TICK, Stretch, Window, floor, plan, windows
from tui.vendors.virbela.settings import Settings

if TYPE_CHECKING:
    from tui.vendors.virbela.api.client import VirbelaClient

__all__ = ["SETTLED_AFTER", "CacheTally", "Past", "settled_part"]

SETTLED_AFTER: Final = timedelta(days=2)
"""How long ago something ended that is not expected to change. The page does not say when a session that lasts, or one
whose end got lost, is written down; two days are more than anybody stays."""

_DAY: Final = timedelta(days=1)


class Past:
    """One campus's attendance in the cache."""

    def __init__(self, cache: PastCache | None, settings: Settings, clock: Clock) -> None:
        self._cache = cache
        self._settings = settings
        self._clock = clock

    async def plan(self, path: str, span: TimeRange, *, fresh: bool) -> tuple[Stretch, ...]:
        """Return the stretches that a span is read in: kept ones, and windows to ask for.

        Args:
            path: where the place's attendance is asked for.
            span: the range.
            fresh: ask for all of it.
        """
        if self._cache is None or fresh:
            return windows(span)
        return plan(span, await self._cache.find(self._place(path), span.start, span.stop))

    async def rows(self, kept: Kept) -> tuple[Record[AttendanceRow], ...] | None:
        """Return a kept stretch's rows; None when they are gone."""
        found = await self._cache.rows(kept) if self._cache is not None else None
        if found is None:
            return None
        rows = msgspec.json.decode(found, type=list[Raw])
        return decode_rows(rows, ATTENDANCE.model, identify=ATTENDANCE.identify)

    def keep(self, path: str, window: Window, rows: Sequence[Record[AttendanceRow]], *, at: datetime) -> None:
        """Keep what is settled of a window's complete answer.

        Args:
            path: where the place's attendance was asked for.
            window: what was asked for.
            rows: all that came.
            at: when it was asked for.
        """
        if self._cache is None:
            return
        settled = settled_part(window, rows, now=at)
        if settled is not None:
            inside = [row.raw for row in rows if row.value is not None and _join(row.value) <= settled.stop]
            self._cache.keep(self._place(path), settled.start, settled.stop, inside, at=at)

    def _place(self, path: str) -> str:
        """Name a place so that no other campus has one of that name: ids of volumes may be alike."""
        return f"{self._settings.api}{path} {self._settings.client_name}"


def settled_part(window: Window, rows: Sequence[Record[AttendanceRow]], *, now: datetime) -> Window | None:
    """Return the part of a window whose rows will not change any more, from its start; None when there is none.

    It ends before the first session that is open, or ended so lately that the vendor may still be writing it down. A
    part ends at midnight UTC, so that a range which is asked for every hour leaves one piece a day behind and not 24.
    A row that cannot be read may be an open session: then nothing is settled.
    """
    settled_until = now - SETTLED_AFTER
    stop = min(window.stop, floor(settled_until))
    for row in rows:
        if row.value is None:
            return None
        leave = instant(row.value.leave_time)
        if leave is None or leave > settled_until:
            stop = min(stop, floor(_join(row.value)) - TICK)
    if stop < window.stop:
        stop = floor(stop, _DAY)
    return Window(window.start, stop) if stop > window.start else None


@dataclass(slots=True)
class CacheTally:
    """How much of an answer came from the cache, for the note that says so."""

    sessions: int = 0
    read_at: list[datetime] = field(default_factory=list)
    """When the vendor was asked for each stretch."""

    def count(self, kept: Kept | None, sessions: int) -> None:
        """Take note of a stretch's sessions; those that came from the vendor do not count."""
        if kept is not None:
            self.sessions += sessions
            self.read_at.append(kept.at)

    def notes(self, client: VirbelaClient, query: Query) -> tuple[str, ...]:
        """Return the note; none when nothing came from the cache."""
        if not self.read_at:
            return ()
        zone, this_year = query.zone or UTC, client.clock.now().year

        def said(at: datetime) -> str:
            wall = wall_of(at, zone)
            year = f" {wall.year}" if wall.year != this_year else ""
            return f"{wall.day} {MONTHS[wall.month - 1]}{year} {wall:%H:%M}"

        first, last = said(min(self.read_at)), said(max(self.read_at))
        when = first if first == last else f"{first} to {last}"
        noun = "session" if self.sessions == 1 else "sessions"
        return (f"{self.sessions:,} {noun} from the cache, read {when}",)


def _join(row: AttendanceRow) -> datetime:
    return instant(row.join_time) or row.join_time
