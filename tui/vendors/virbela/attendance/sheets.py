"""Sessions as columns of plain numbers, a sheet for each page that came: 32 bytes a session, some hundreds decoded.

::

    a page of sessions ─▶ Cast.sheet ─▶ Sheet ┐
    a page of sessions ─▶ Cast.sheet ─▶ Sheet ┴▶ timeline(sheets) ─▶ what is counted
"""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from itertools import compress, islice, repeat
from operator import eq, itemgetter, le
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

from msgspec import Struct, field

if TYPE_CHECKING:
    from tui.vendors.virbela.attendance.session import AttendanceSession
    from tui.vendors.virbela.people import People

__all__ = ["Cast", "Columns", "PlaceName", "Sheet", "Who", "rising", "sheets_by_room"]


Columns: TypeAlias = "tuple[array[Any], ...]"
"""People, rooms, joins, untils, talks."""


class Who(NamedTuple):
    """A person, as the figures know one."""

    key: str
    """The user id."""
    name: str
    """The id as well, where no name is known."""
    email: str | None
    known: bool = True
    """Whether the campus told who it is."""


class PlaceName(NamedTuple):
    """A room, as the figures know one."""

    key: str
    name: str


class Sheet(Struct):
    """The sessions of a page, in the order in which they began. Place `i` of each column is session `i`."""

    cast: Cast
    people: array[int] = field(default_factory=lambda: array("i"))
    """Whose it is: a place in the cast's `who`."""
    rooms: array[int] = field(default_factory=lambda: array("i"))
    """Where it is: a place in the cast's `places`."""
    joins: array[float] = field(default_factory=lambda: array("d"))
    """When it began, in ticks; before the range too. As floats they are exact until the year 2255, and compared in half
    the time."""
    untils: array[float] = field(default_factory=lambda: array("d"))
    """When it ended, or how far it has come; the join where the leave time got lost, and never before it."""
    talks: array[float] = field(default_factory=lambda: array("d"))
    """Minutes of talking, of the whole session; -1 for unknown."""
    open: Sequence[int] = ()
    """The places of those that go on."""
    lost: Sequence[int] = ()
    """The places of those whose leave time got lost."""

    def __len__(self) -> int:
        return len(self.joins)

    @property
    def columns(self) -> Columns:
        """All columns."""
        return self.people, self.rooms, self.joins, self.untils, self.talks

    def only(self, kept: Sequence[bool]) -> Sheet:
        """Return those sessions for which it says so."""
        places = list(compress(range(len(self)), kept))
        new = {place: number for number, place in enumerate(places)} if self.open or self.lost else {}
        people, rooms, joins, untils, talks = (
            array(column.typecode, compress(column, kept)) for column in self.columns
        )
        going_on = [new[place] for place in self.open if place in new]
        lost = [new[place] for place in self.lost if place in new]
        return Sheet(self.cast, people, rooms, joins, untils, talks, going_on, lost)


class Cast:
    """Everybody and every room of one reading, each once."""

    def __init__(self) -> None:
        self.who: list[Who] = []
        self.places: list[PlaceName] = []
        self._people: defaultdict[str, int] = _numbering()
        self._places: defaultdict[str, int] = _numbering()
        self._names: People = {}

    def place(self, key: str, name: str) -> int:
        """Return a room's place in `places`."""
        place = self._places[key]
        if place == len(self.places):
            self.places.append(PlaceName(key, name or key))
        return place

    def take_names(self, people: People) -> None:
        """Call everybody by their names who has been known by the id alone, those to come as well."""
        self._names = people
        for place, who in enumerate(self.who):
            person = None if who.known else people.get(who.key)
            if person is not None:
                self.who[place] = Who(who.key, person.name, person.email)

    def sheet(self, sessions: Sequence[AttendanceSession]) -> Sheet:
        """Write sessions down, a column after the other: that takes half the time of one session after the other."""
        people = list(map(self._people.__getitem__, [session.user for session in sessions]))
        if len(self._people) > len(self.who):
            self._introduce(sessions, people)
        rooms = self._rooms(sessions)
        joins = [session.began for session in sessions]
        if not rising(joins):
            pick: Callable[[Any], Any] = itemgetter(*sorted(range(len(joins)), key=joins.__getitem__))
            sessions, people, joins = pick(sessions), list(pick(people)), list(pick(joins))
            rooms = array("i", pick(rooms))
        untils = [session.ended for session in sessions]
        talks = [-1.0 if talk is None else talk for talk in [session.talk for session in sessions]]
        sheet = Sheet(
            self,
            array("i", people),
            rooms,
            array("d", joins),
            array("d", untils if all(map(le, joins, untils)) else map(max, untils, joins)),
            array("d", talks),
        )
        if False in [session.left for session in sessions]:
            sheet.open = [place for place, session in enumerate(sessions) if session.still_in]
            sheet.lost = [place for place, session in enumerate(sessions) if session.lost]
        return sheet

    def _introduce(self, sessions: Iterable[AttendanceSession], people: Iterable[int]) -> None:
        """Take down who those are that appear for the first time."""
        for session, person in zip(sessions, people, strict=True):
            if person == len(self.who):
                named = session.person or self._names.get(session.user)
                if named is None:
                    self.who.append(Who(session.user, session.user_name, session.user_email, known=False))
                else:
                    self.who.append(Who(session.user, named.name, named.email, known=True))

    def _rooms(self, sessions: Sequence[AttendanceSession]) -> array[int]:
        rooms = [session.room_id for session in sessions]
        if len(set(rooms)) == 1:
            return array("i", [self.place(rooms[0], sessions[0].room_name)]) * len(rooms)
        return array("i", [self.place(session.room_id, session.room_name) for session in sessions])


def sheets_by_room(sheets: Iterable[Sheet]) -> dict[int, list[Sheet]]:
    """Put each room's sessions together; mostly a sheet is of one room."""
    of_room: dict[int, list[Sheet]] = {}
    for sheet in sheets:
        rooms = set(sheet.rooms)
        for room in rooms:
            own = sheet if len(rooms) == 1 else sheet.only(list(map(eq, sheet.rooms, repeat(room))))
            of_room.setdefault(room, []).append(own)
    return of_room


def rising(numbers: Sequence[float]) -> bool:
    """Tell whether none is less than the one before."""
    return all(map(le, numbers, islice(numbers, 1, None)))


def _numbering() -> defaultdict[str, int]:
    """Return what gives each key that is new the next number."""
    numbers: defaultdict[str, int] = defaultdict()
    numbers.default_factory = numbers.__len__
    return numbers
