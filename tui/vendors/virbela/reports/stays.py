"""The sessions of a report, cut to its range, and how they are read: of one room, or of the whole campus.

::

    attendance of a room, or of the campus ─▶ Cast.sheet, one for each page ─▶ stays_of(sheets, query) ─▶ a report

Times are microseconds since 1970.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterator, Callable, Iterable, Iterator, MutableMapping, Sequence
from contextlib import aclosing
from itertools import compress, repeat
from operator import gt
from typing import TYPE_CHECKING, Any, Final, cast

from msgspec import Struct
from msgspec.structs import replace

from tui.core.collection import Query
from tui.core.errors import VendorError
from tui.core.record import Page, Record
from tui.core.time.time_range import TimeRange
from tui.reading.report import Fetch
from tui.vendors.virbela.asking import span_of
from tui.vendors.virbela.attendance.sheets import Cast, PlaceName, Sheet, sheets_by_room
from tui.vendors.virbela.attendance.ticks import ticks
from tui.vendors.virbela.attendance.timeline import Bounds, Moment, timeline
from tui.vendors.virbela.people import names_beside

if TYPE_CHECKING:
    from tui.vendors.virbela.api.client import VirbelaClient
    from tui.vendors.virbela.attendance import AttendanceSession

__all__ = ["MINUTE", "Stays", "attendance", "minutes_of", "stayed_on", "stays_of"]

MINUTE: Final = 60_000_000
"""Microseconds in a minute."""


class Stays(Struct, frozen=True):
    """All sessions of a report."""

    span: TimeRange
    """The range, as far as it had come."""
    bounds: Bounds
    """The same in ticks."""
    cast: Cast
    sheets: Sequence[Sheet]
    open: frozenset[int]
    """The people who have not left."""
    lost: Sequence[int]
    """The people whose leave time got lost, once for each such session."""

    def moments(self) -> Iterator[Moment]:
        """Yield the sessions in the order of time, each cut to the range, some thousands at once."""
        return timeline(self.sheets, self.bounds)

    def by_room(self) -> Iterator[tuple[int, Stays]]:
        """Yield every room, and the stays in it."""
        for room, sheets in sheets_by_room(self.sheets).items():
            yield room, replace(self, sheets=sheets)

    @property
    def notes(self) -> tuple[str, ...]:
        """What there is to say of sessions that go on."""
        if not self.open:
            return ()
        one = len(self.open) == 1
        return (f"{len(self.open):,} {'person is' if one else 'people are'} still in, and counted until now.",)

    @property
    def missing(self) -> tuple[str, ...]:
        """What is in no figure of time, because nobody knows how long it was."""
        if not self.lost:
            return ()
        one = len(self.lost) == 1
        names = list(dict.fromkeys(self.cast.who[person].name for person in self.lost))
        more = f" and {len(names) - 3:,} more" if len(names) > 3 else ""
        return (
            f"{len(self.lost):,} {'session has' if one else 'sessions have'} no leave time, so that nobody knows how "
            f"long {'it was' if one else 'they were'}: {', '.join(names[:3])}{more}.",
        )


def stays_of(sheets: Sequence[Sheet], query: Query, *, span: TimeRange | None = None) -> Stays:
    """Put sheets together, each session cut to the range as far as it has come.

    What ended the very instant in which the range begins is left out.

    Args:
        sheets: of one reading.
        query: the question.
        span: what is looked at, where that is not the question's range.
    """
    asked = span or span_of(query)
    span = asked if query.now is None else asked.until(query.now)
    low, last = ticks(span.start), ticks(span.last)
    going_on: set[int] = set()
    lost: list[int] = []
    for sheet in sheets:
        going_on.update(
            sheet.people[place]
            for place in sheet.open
            if sheet.joins[place] <= last and (sheet.untils[place] > low or sheet.joins[place] >= low)
        )
        lost += [sheet.people[place] for place in sheet.lost if sheet.joins[place] <= last]
    people = sheets[0].cast if sheets else Cast()
    return Stays(span, Bounds(low, ticks(span.stop), last), people, sheets, frozenset(going_on), lost)


def stayed_on(moment: Moment, lasts: MutableMapping[int, float], high: float) -> None:
    """Note of each whose session ended after the range when the last of them did."""
    after = map(gt, moment.untils, repeat(high))
    for person, until in compress(zip(moment.people, moment.untils, strict=True), after):
        lasts[person] = max(until, lasts.get(person, until))


def minutes_of(microseconds: float) -> float:
    """Return a length in minutes, to the hundredth."""
    return round(microseconds / MINUTE, 2)


def attendance(
    *,
    extra: Callable[[Query], Iterable[Any]] | None = None,
    asked: Callable[[Query], Query] | None = None,
    goes_by_names: Callable[[Query], bool] = lambda query: False,
) -> Fetch:
    """Make the source of a report: the sheets of one room, where `roomId` is given, else of the whole campus.

    A room is called by its name where the campus tells it, else by its id.

    Args:
        extra: what is counted besides, read before anything is asked; it may raise `UsageError`.
        asked: turns the question into the one about sessions, such as about a longer range.
        goes_by_names: whether nothing can be said before the names are there; else figures come before them.
    """

    async def fetch(client: VirbelaClient, query: Query) -> AsyncGenerator[Page[Any], None]:
        found = () if extra is None else tuple(extra(query))
        beside = tuple(Record(f"beside {place}", each, b"{}") for place, each in enumerate(found))
        waits = query.named and goes_by_names(query)
        to_ask = replace(query if asked is None else asked(query), settled=True, named=waits)
        room_id, people = query.text("roomId"), Cast()
        if room_id:
            people.place("", await _room_name(client, room_id))
            people.places[0] = PlaceName(room_id, people.places[0].name)
        part = 0
        sessions = _pages(client, to_ask, room_id)
        if query.named and not waits:
            sessions = names_beside(sessions, client.directory, people.take_names)
        async with aclosing(sessions) as pages:
            async for page in pages:
                sheet = people.sheet([record.value for record in page.records if record.value is not None])
                bad = tuple(record for record in page.records if record.value is None)
                good = (Record(f"part {part}", sheet, b"{}"),) if sheet.people else ()
                part += 1
                # What stands beside comes with the first sessions: alone it would make a read that failed look like one
                # in which nobody was there.
                with_them, beside = (beside, ()) if good else ((), beside)
                yield replace(page, records=(*with_them, *good, *bad), total=None, missing_ids=())
        if beside:
            yield Page(beside)

    def begin(client: Any, query: Query) -> AsyncIterator[Page[Any]]:
        return fetch(client, query)

    return begin


def _pages(client: VirbelaClient, query: Query, room_id: str) -> AsyncGenerator[Page[AttendanceSession], None]:
    from tui.vendors.virbela.attendance.all_rooms import campus_attendance
    from tui.vendors.virbela.attendance.one_place import room_attendance

    pages = room_attendance(client, query) if room_id else campus_attendance(client, query)
    return cast("AsyncGenerator[Page[AttendanceSession], None]", pages)


async def _room_name(client: VirbelaClient, room_id: str) -> str:
    """Return what a room is called; its id where that cannot be read: it is no reason to have no figures."""
    try:
        rooms = (await client.rooms()).records
    except VendorError:
        return room_id
    return next((each.value.title for each in rooms if each.value and each.value.object_id == room_id), room_id)
