"""Attendance that will not change any more: how a session is settled, and how much of an answer came from the cache."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, tzinfo
from typing import TYPE_CHECKING, Final

from msgspec import Struct, field

from tui.core.cache import Kept
from tui.core.time.local_time import wall_of
from tui.core.time.range_parts import MONTHS
from tui.reading.past import Past, PastRows
from tui.vendors.virbela.api.lenient import instant
from tui.vendors.virbela.api.listings import ATTENDANCE
from tui.vendors.virbela.api.models import AttendanceRow
from tui.vendors.virbela.asking import LONGEST

if TYPE_CHECKING:
    from tui.vendors.virbela.api.client import VirbelaClient

__all__ = ["ATTENDED", "CacheTally", "past_of"]

ATTENDED: Final[PastRows[AttendanceRow]] = PastRows(
    decode=ATTENDANCE.decoded,
    began=lambda row: instant(row.join_time) or row.join_time,
    ended=lambda row: instant(row.leave_time),
    longest=LONGEST,
    # The page does not say when a session that lasts, or one whose end got lost, is written down; two days are more
    # than anybody stays. Who has not left after a week never will: the leave time got lost.
    settled_after=timedelta(days=2),
    given_up_after=timedelta(days=7),
)
"""Sessions, as far as the past goes by them."""


def past_of(client: VirbelaClient) -> Past[AttendanceRow]:
    """Return a campus's attendance in the cache, under names that no other campus has: volumes' ids may be alike."""
    settings = client.settings
    return Past(client.cache, ATTENDED, lambda path: f"{settings.bases['api']}{path} {settings.client_name}")


class CacheTally(Struct):
    """How much of an answer came from the cache, for the note that says so."""

    sessions: int = 0
    read_at: list[datetime] = field(default_factory=list)
    """When the vendor was asked for each stretch."""

    def count(self, kept: Kept | None, sessions: int) -> None:
        """Take note of a stretch's sessions; those that came from the vendor do not count."""
        if kept is not None:
            self.sessions += sessions
            self.read_at.append(kept.at)

    def notes(self, *, now: datetime, zone: tzinfo | None) -> tuple[str, ...]:
        """Return the note; none when nothing came from the cache."""
        if not self.read_at:
            return ()

        def said(at: datetime) -> str:
            wall = wall_of(at, zone or UTC)
            year = f" {wall.year}" if wall.year != now.year else ""
            return f"{wall.day} {MONTHS[wall.month - 1]}{year} {wall:%H:%M}"

        first, last = said(min(self.read_at)), said(max(self.read_at))
        when = first if first == last else f"{first} to {last}"
        noun = "session" if self.sessions == 1 else "sessions"
        return (f"{self.sessions:,} {noun} from the cache, read {when}",)
