"""Sessions as columns of plain numbers, and how the reports read them: of one room, or of the whole campus.

::

    attendance of a room, or of the campus ─▶ Cast.sheet, one for each page ─▶ stays_of(sheets, query) ─▶ a report

A sheet takes forty bytes for each session, a decoded one some hundreds. Times are microseconds since 1970.
"""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Iterable, Iterator, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import compress, repeat
from operator import and_, floordiv, ge, gt, le, ne, or_, sub
from typing import TYPE_CHECKING, Any, Final, NamedTuple, cast

from tui.core.collection import Query
from tui.core.errors import VendorError
from tui.core.record import Page, Record
from tui.core.time.time_range import TimeRange
from tui.reading.report import Fetch
from tui.vendors.virbela.people import People, names_beside

if TYPE_CHECKING:
    from tui.vendors.virbela.api.client import VirbelaClient
    from tui.vendors.virbela.attendance import AttendanceSession

__all__ = [
    "MINUTE",
    "Cast",
    "PlaceName",
    "Sheet",
    "Stays",
    "Who",
    "attendance",
    "lengths",
    "minutes_of",
    "stays_of",
]

MINUTE: Final = 60_000_000
"""Microseconds in a minute."""


class Who(NamedTuple):
    """A person of a report."""

    key: str
    """The user id."""
    name: str
    """The id as well, where no name is known."""
    email: str | None
    known: bool = True
    """Whether the campus told who it is."""


class PlaceName(NamedTuple):
    """A room of a report."""

    key: str
    name: str


@dataclass(slots=True)
class Sheet:
    """The sessions of a page. Column `i` of each array is session `i`."""

    cast: Cast
    people: array[int] = field(default_factory=lambda: array("l"))
    """Whose it is: a place in the cast's `who`."""
    rooms: array[int] = field(default_factory=lambda: array("l"))
    """Where it is: a place in the cast's `places`."""
    joins: array[int] = field(default_factory=lambda: array("q"))
    untils: array[int] = field(default_factory=lambda: array("q"))
    """When it ended, or how far it has come; the join where the leave time got lost."""
    talks: array[float] = field(default_factory=lambda: array("d"))
    """Minutes of talking, of the whole session; -1 for unknown."""
    open: set[int] = field(default_factory=set)
    """The people who had not left."""
    lost: list[tuple[int, int]] = field(default_factory=list)
    """Whose leave time got lost, and when they came."""


class Cast:
    """Everybody and every place of one reading, each once."""

    def __init__(self) -> None:
        self.who: list[Who] = []
        self.places: list[PlaceName] = []
        self._people: defaultdict[str, int] = defaultdict()
        self._people.default_factory = self._people.__len__
        self._places: dict[str, int] = {}

    def place(self, key: str, name: str) -> int:
        """Return a room's place in `places`."""
        if key not in self._places:
            self._places[key] = len(self.places)
            self.places.append(PlaceName(key, name or key))
        return self._places[key]

    def take_names(self, people: People) -> None:
        """Call everybody by their names who has been known by the id alone."""
        for place, who in enumerate(self.who):
            person = None if who.known else people.get(who.key)
            if person is not None:
                self.who[place] = Who(who.key, person.name, person.email)

    def sheet(self, sessions: Sequence[AttendanceSession]) -> Sheet:
        """Write sessions down, a column after the other: that takes half the time."""
        people = list(map(self._people.__getitem__, [session.user for session in sessions]))
        if len(self._people) > len(self.who):
            for session, person in zip(sessions, people, strict=True):
                if person == len(self.who):
                    known = session.person is not None
                    self.who.append(Who(session.user, session.user_name, session.user_email, known))
        rooms = [session.room_id for session in sessions]
        if not self._places.keys() >= set(rooms):
            for session in sessions:
                self.place(session.room_id, session.room_name)
        joins = _all_ticks([session.join for session in sessions])
        untils = _all_ticks([session.until for session in sessions])
        talks = [-1.0 if talk is None else talk for talk in [session.talk for session in sessions]]
        sheet = Sheet(
            self,
            array("l", people),
            array("l", map(self._places.__getitem__, rooms)),
            array("q", joins),
            array("q", map(max, untils, joins)),
            array("d", talks),
        )
        if None in [session.leave for session in sessions]:
            for session, person, join in zip(sessions, people, joins, strict=True):
                if session.lost:
                    sheet.lost.append((person, join))
                elif session.leave is None:
                    sheet.open.add(person)
        return sheet


def _all_ticks(instants: list[datetime]) -> list[int]:
    from tui.vendors.virbela.attendance.ledger import EPOCH, TICK

    return list(map(floordiv, map(sub, instants, repeat(EPOCH)), repeat(TICK)))


@dataclass(slots=True)
class Stays:
    """All sessions of a report, each cut to its range. Column `i` of each sequence is session `i`."""

    span: TimeRange
    """The range, as far as it had come."""
    cast: Cast
    people: Sequence[int]
    rooms: Sequence[int]
    joins: Sequence[int]
    """When it began, before the range too."""
    untils: Sequence[int]
    """When it ended, after the range too."""
    starts: Sequence[int]
    stops: Sequence[int]
    talks: Sequence[float]
    """Minutes of talking in the range: a session's talk is spread evenly over it. -1 for unknown."""
    open: frozenset[int]
    lost: Sequence[int]
    """The people whose leave time got lost, once for each such session."""

    def __len__(self) -> int:
        return len(self.starts)

    def before(self, keys: Sequence[int]) -> dict[int, int]:
        """Return when the first stay of each key began, for those whose first began before the range."""
        found: dict[int, int] = {}
        for key, join in compress(zip(keys, self.joins, strict=True), map(ne, self.joins, self.starts)):
            found[key] = min(join, found.get(key, join))
        return found

    def after(self, keys: Sequence[int]) -> dict[int, int]:
        """Return when the last stay of each key ended, for those whose last ended after the range."""
        found: dict[int, int] = {}
        for key, until in compress(zip(keys, self.untils, strict=True), map(ne, self.untils, self.stops)):
            found[key] = max(until, found.get(key, until))
        return found

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
    from tui.vendors.virbela.asking import span_of
    from tui.vendors.virbela.attendance.ledger import ticks

    asked = span or span_of(query)
    span = asked if query.now is None else asked.until(query.now)
    low, high, last = ticks(span.start), ticks(span.stop), ticks(span.last)
    whole = _together(sheets)
    cut = low <= min(whole.joins, default=low) and max(whole.untils, default=high) <= high
    cut = cut and max(whole.joins, default=last) <= last
    if not cut:
        whole = _inside(whole, low, last)
    if cut:
        starts, stops, talks = whole.joins, whole.untils, whole.talks
    else:
        starts = array("q", map(max, whole.joins, repeat(low)))
        stops = array("q", map(max, map(min, whole.untils, repeat(high)), starts))
        talks = _talks_inside(whole, starts, stops)
    return Stays(
        span=span,
        cast=whole.cast,
        people=whole.people,
        rooms=whole.rooms,
        joins=whole.joins,
        untils=whole.untils,
        starts=starts,
        stops=stops,
        talks=talks,
        open=frozenset(whole.open),
        lost=[person for person, join in whole.lost if join <= last],
    )


def _together(sheets: Sequence[Sheet]) -> Sheet:
    whole = Sheet(sheets[0].cast if sheets else Cast())
    for sheet in sheets:
        whole.people.extend(sheet.people)
        whole.rooms.extend(sheet.rooms)
        whole.joins.extend(sheet.joins)
        whole.untils.extend(sheet.untils)
        whole.talks.extend(sheet.talks)
        whole.open |= sheet.open
        whole.lost += sheet.lost
    return whole


def _inside(whole: Sheet, low: int, last: int) -> Sheet:
    """Leave out what has nothing in the range; mostly that is nothing."""
    reach = map(or_, map(gt, whole.untils, repeat(low)), map(ge, whole.joins, repeat(low)))
    kept = list(map(and_, map(le, whole.joins, repeat(last)), reach))
    if all(kept):
        return whole

    def of(column: array[Any]) -> array[Any]:
        return array(column.typecode, compress(column, kept))

    people = of(whole.people)
    return Sheet(
        whole.cast,
        people,
        of(whole.rooms),
        of(whole.joins),
        of(whole.untils),
        of(whole.talks),
        whole.open & set(people),
        whole.lost,
    )


def _talks_inside(whole: Sheet, starts: Sequence[int], stops: Sequence[int]) -> array[float]:
    """Spread the talk of those that straddle the range evenly."""
    talks = whole.talks[:]
    cut = map(or_, map(ne, starts, whole.joins), map(ne, stops, whole.untils))
    for place in compress(range(len(talks)), cut):
        length = whole.untils[place] - whole.joins[place]
        if talks[place] > 0 and length:
            talks[place] *= (stops[place] - starts[place]) / length
    return talks


def minutes_of(microseconds: float) -> float:
    """Return a length in minutes, to the hundredth."""
    return round(microseconds / MINUTE, 2)


def lengths(stays: Stays) -> Iterator[int]:
    """Return how long each session is within the range."""
    return map(sub, stays.stops, stays.starts)


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
