"""The vendor's lists: what their rows are and are known by, where in an answer they are, how pages are asked for.

The page says `skip` for the offset in one place and `offset` in another, and that attendance comes whole when no limit
is asked for.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, Final, Generic, TypeVar

import msgspec
from msgspec import Raw, Struct
from msgspec.structs import replace

from tui.core.errors import Malformed
from tui.core.record import Record
from tui.core.wire.http import Response
from tui.reading.offsets import OffsetList
from tui.reading.paging import Sender, Sheet
from tui.transport.decode import decode, decode_rows
from tui.transport.long_lists import decode_many
from tui.transport.sent_rows import SentRows
from tui.vendors.virbela.api.calls import PAGE_SIZE
from tui.vendors.virbela.api.lenient import ticks
from tui.vendors.virbela.api.models import (
    AttendanceRow,
    CalledRow,
    HelpedRow,
    PlainAttendanceRow,
    Profile,
    Room,
    ShiftRow,
    User,
)

__all__ = ["ATTENDANCE", "PROFILES", "ROOMS", "USERS", "WAITLISTS", "Body", "Listing"]

T = TypeVar("T")

_SKIP: Final = ("skip", "offset")
_OFFSET: Final = ("offset", "skip")


class _Rows(Struct, frozen=True):
    """The rows of one answer, not decoded yet."""

    rows: Sequence[Raw]
    count: int | None = None
    """What the vendor says there are; on the page it is the number of rows in the example, so it may be just these."""
    apart: Sequence[Raw] = ()
    """Rows that the vendor sent beside the others because it could not read them itself."""
    expected: int | None = None
    """How many there may be in all: words of which nobody knows whether they speak of this answer or of the list."""


class Listing(Struct, Generic[T], frozen=True):
    """A list of the vendor's."""

    model: type[T]
    identify: Callable[[T], str]
    """What a row is known by."""
    unwrap: Callable[[Response], _Rows]
    """Take the rows out of an answer."""
    rows: str
    """What several of its rows are called."""
    where: str = "data"
    """Where the rows are in an answer, for the path of a problem."""
    words: tuple[str, ...] = _OFFSET
    """How the offset is called, the likeliest first."""
    whole: bool = False
    """Whether the page promises all rows when no limit is asked for."""
    lean: bool = False
    """Whether its rows are kept as they came, by the hundred thousand: see `decode_many`."""
    plain: type[Any] | None = None
    """The model of rows that are written by the letter: see `decode_rows`."""

    def asked(self, endpoint: str) -> OffsetList:
        """Say how its pages are asked for; what their lengths teach is remembered under the endpoint's name."""
        return OffsetList(Sender("Virbela", self.rows), endpoint, self.words, PAGE_SIZE, self.whole)

    def read(self, answer: Response, *, first: int = 0) -> Sheet[T]:
        """Decode an answer's rows.

        Args:
            answer: what came.
            first: the offset that was asked for.

        Raises:
            Malformed: when it is no such list.
        """
        sent = self.unwrap(answer)
        rows = self.decoded(sent.rows, first=first)
        return self._with_apart(sent, rows) if sent.apart else Sheet(rows, sent.count)

    async def read_long(self, answer: Response, *, first: int = 0, is_all: bool = False) -> Sheet[T]:
        """Decode an answer's rows as `read` does, and let others have their turn meanwhile: they may be very many.

        Args:
            answer: as for `read`.
            first: as for `read`.
            is_all: whether these are all rows, as far as is known: those that have a plain model come as they were
                sent then.

        Raises:
            Malformed: when it is no such list.
        """
        sent = self.unwrap(answer)
        if is_all and self.plain is not None and not sent.apart:
            return Sheet(SentRows(sent.rows, self.decoded, plain=self.plain, first=first), sent.count)
        rows = await decode_many(
            sent.rows,
            self.model,
            identify=self.identify,
            where=self.where,
            first=first,
            lean=self.lean,
            plain=self.plain,
        )
        return self._with_apart(sent, rows) if sent.apart else Sheet(rows, sent.count)

    def _with_apart(self, sent: _Rows, rows: tuple[Record[T], ...]) -> Sheet[T]:
        apart = decode_rows(sent.apart, self.model, identify=self.identify, where="unparsed")
        own = "Virbela could not read this row itself."
        set_apart = tuple(replace(row, problem=row.problem or own) for row in apart)
        return Sheet(rows, sent.count, set_apart, sent.expected)

    def decoded(self, rows: Sequence[Raw], *, first: int = 0) -> tuple[Record[T], ...]:
        """Decode rows one by one; never raises."""
        return decode_rows(rows, self.model, identify=self.identify, where=self.where, first=first, plain=self.plain)


class Body(Struct, Generic[T]):
    """An answer's envelope, of which only the data matters once `explain` has let it pass."""

    data: T


class _Told(Struct):
    data: list[Raw] | None
    detail: Any = None


_RETURNED: Final = re.compile(r"\s*(\d{1,9}) attendance records?\b")
_RETRIEVED: Final = re.compile(r"\s*Retrieved data for (\d{1,9}) users\b")


def _in_data(answer: Response) -> _Rows:
    return _Rows(decode(answer.body, Body[list[Raw] | None], url=answer.url).data or ())


def _in_attendance(answer: Response) -> _Rows:
    """Take the rows, and how many there are by the answer's own words: "2 attendance records were returned"."""
    body = decode(answer.body, _Told, url=answer.url)
    said = _RETURNED.match(body.detail) if isinstance(body.detail, str) else None
    return _Rows(body.data or (), count=int(said[1]) if said else None)


def _in_users(answer: Response) -> _Rows:
    """Take the rows, and how many there may be: "Retrieved data for 18 users in world x"."""
    body = decode(answer.body, _Told, url=answer.url)
    said = _RETRIEVED.match(body.detail) if isinstance(body.detail, str) else None
    return _Rows(body.data or (), expected=int(said[1]) if said else None)


def _in_results(answer: Response) -> _Rows:
    return _below("results", answer)


def _in_profiles(answer: Response) -> _Rows:
    return _below("memberProfiles", answer)


def _below(name: str, answer: Response) -> _Rows:
    """Take the rows of `data.<name>`, the count beside them, and any other list there: rows of a second class."""
    data = decode(answer.body, Body[dict[str, Raw]], url=answer.url).data
    if name not in data or not bytes(data[name]).startswith((b"[", b"null")):
        raise Malformed(f"The answer cannot be read: data.{name} is missing, or is no list.", url=answer.url)
    count = msgspec.json.decode(data["count"]) if "count" in data else None
    others = [_list(raw) for key, raw in data.items() if key not in {name, "count"}]
    return _Rows(
        rows=_list(data[name]),
        count=count if isinstance(count, int) else None,
        apart=[row for rows in others for row in rows if bytes(row).startswith(b"{")],
    )


def _list(raw: Raw) -> list[Raw]:
    """Return a list's rows; none when it is something else."""
    return msgspec.json.decode(raw, type=list[Raw]) if bytes(raw).startswith(b"[") else []


def _profile_id(profile: Profile) -> str:
    """Know a profile by its user's id; one that the vendor could not read may have only some other of these."""
    return next((str(profile[key]) for key in ("userId", "objectId", "id", "email") if profile.get(key)), "")


def _session_id(row: AttendanceRow) -> str:
    """Know a session by who, since when, until when."""
    join: datetime = row.join_time
    leave: object = row.leave_time
    # A number is written in a quarter of the time; a time without an offset has none.
    since = ticks(join) if join.tzinfo is UTC else join.isoformat()
    if isinstance(leave, datetime):  # of a plain row
        return f"{row.user_id}@{since}/{ticks(leave) if leave.tzinfo is UTC else leave.isoformat()}"
    return f"{row.user_id}@{since}/{leave or ''}"


def _event_id(event: Any) -> str:
    agent = getattr(event, "support_user_id", None) or ""
    return f"{event.user_id or ''}@{event.time.isoformat()}/{event.room or ''}/{agent}"


USERS: Final = Listing(User, lambda user: user.object_id, _in_users, "people", words=_SKIP, lean=True)
ROOMS: Final = Listing(Room, lambda room: room.object_id, _in_data, "rooms")
PROFILES: Final[Listing[Profile]] = Listing(
    dict[str, Any], _profile_id, _in_profiles, "profiles", where="data.memberProfiles"
)
ATTENDANCE: Final = Listing(
    AttendanceRow,
    _session_id,
    _in_attendance,
    "sessions",
    whole=True,
    plain=PlainAttendanceRow,
)
WAITLISTS: Final[Mapping[str, Listing[Any]]] = {
    "called": Listing(CalledRow, _event_id, _in_results, "calls", where="data.results"),
    "helped": Listing(HelpedRow, _event_id, _in_results, "helps", where="data.results"),
    "shifts": Listing(ShiftRow, _event_id, _in_results, "shifts", where="data.results"),
}
"""By our word for the events, as in `calls.WAITLISTS`."""
