"""The sessions of a span, as the figures over a list of sessions count them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Final

from msgspec import Struct

from tui.core.time.time_range import TimeRange
from tui.vendors.virbela.attendance.session import AttendanceSession
from tui.vendors.virbela.attendance.sheets import Cast, Sheet
from tui.vendors.virbela.attendance.ticks import ticks
from tui.vendors.virbela.attendance.timeline import Bounds, Moment, timeline, unordered

__all__ = ["Ledger"]

_PART: Final = 2_000
"""Sessions written down at a time: what lies between session and column is then small."""


class Ledger(Struct, frozen=True):
    """Sessions, and the span that is looked at."""

    span: TimeRange
    bounds: Bounds
    """The span in ticks, by the vendor's own rule: what ends as the span begins belongs to it."""
    cast: Cast
    sheets: Sequence[Sheet]

    @classmethod
    def of(cls, sessions: Iterable[AttendanceSession], span: TimeRange) -> Ledger:
        """Write sessions down."""
        bounds = Bounds(ticks(span.start), ticks(span.stop), ticks(span.last), touching=True)
        cast, rest = Cast(), iter(sessions)
        sheets = []
        while part := list(islice(rest, _PART)):
            sheet = cast.sheet(part)
            # Who has no leave time belongs to the span however long ago they came.
            for place in (*sheet.open, *sheet.lost):
                sheet.untils[place] = max(sheet.untils[place], float(bounds.low))
            sheets.append(sheet)
        return cls(span, bounds, cast, sheets)

    def __len__(self) -> int:
        return sum(map(len, self.parts()))

    def moments(self) -> Iterator[Moment]:
        """Yield the sessions of the span in the order of time, each cut to it, some thousands at once."""
        return timeline(self.sheets, self.bounds)

    def parts(self) -> Iterator[Moment]:
        """Yield the same in any order."""
        return unordered(self.sheets, self.bounds)

    @property
    def still_in(self) -> frozenset[int]:
        """The people who had not left, by their place in the cast."""
        return frozenset(sheet.people[place] for sheet, place in self._within("open"))

    @property
    def lost(self) -> int:
        """Sessions whose leave time got lost. They are of no length here, and nobody knows how long they were."""
        return sum(1 for _ in self._within("lost"))

    def _within(self, which: str) -> Iterator[tuple[Sheet, int]]:
        for sheet in self.sheets:
            for place in getattr(sheet, which):
                if sheet.joins[place] <= self.bounds.last:
                    yield sheet, place
