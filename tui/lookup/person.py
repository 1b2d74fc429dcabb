"""One person over all connections: who they are at each, and what tells of them there.

Names are learnt while the connections answer, so rows are held until all is known and matched by what is known: which
connection answers first makes no difference to what is found.

::

    each connection ─┬─ traces that need nothing of it ──────────────▶ rows ─┐
                     └─ its people ─▶ their id ─▶ traces that take it ▶ rows ─┴─▶ matched ─▶ events, newest first
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, Collection, Iterator, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import Enum
from typing import Any, Final

from msgspec import Struct
from msgspec.structs import replace

from tui.connections import Connection
from tui.core.errors import FrontdeskError
from tui.core.findable import Trace
from tui.core.place import Place
from tui.core.record import Record
from tui.core.text import clean
from tui.lookup.candidates import Candidate, place_of
from tui.lookup.finder import Finder
from tui.lookup.matching import is_address, same_name
from tui.lookup.reading import Clock, asked_values, lacking, read
from tui.lookup.source import Source, State
from tui.reading.side_by_side import merged

__all__ = ["Event", "Knowing", "Whereabouts"]

_AT_ONCE: Final = 4
"""Questions to one connection under way at the same time."""


class Knowing(Enum):
    """How it is known that something is about the person."""

    ID = "id"
    EMAIL = "e-mail"
    NAME = "name"
    """May be somebody else of that name."""


class Event(Struct, frozen=True):
    """Something that the person did, or was in, somewhere."""

    id: str
    """The same for the same thing, however much comes before it."""
    connection: str
    vendor: str
    what: str
    when: datetime | None
    says: str
    knowing: Knowing
    place: Place | None


@dataclass
class _Rows:
    """What has come of one trace."""

    number: int
    """Its place among the traces of its vendor."""
    trace: Trace[Any]
    records: list[Record[Any]] = field(default_factory=list)
    knowing: Knowing | None = None
    """How the vendor was told whom to look for; None when the rows must say whose they are."""
    missing: list[str] = field(default_factory=list)
    failure: FrontdeskError | None = None
    cannot: str = ""
    is_over: bool = False
    events: list[Event] = field(default_factory=list)
    """What the first `matched` records came to, by the names that were known when they were looked at."""
    matched: int = 0
    names: tuple[str, ...] = ()


class Whereabouts:
    """What is known of a person; grows while the connections are asked."""

    def __init__(
        self, who: str, names: Sequence[str] = (), *, finder: Finder, range_text: str = "", reach: str = ""
    ) -> None:
        """Begin with what somebody typed or chose.

        Args:
            who: An e-mail address, or a name.
            names: What else they are known to be called.
            finder: Looks for who they are at each connection.
            range_text: Over which time to look; empty for each trace's own.
            reach: That range in words that follow what was read: `of yesterday`.
        """
        self._range_text, self._reach = range_text, reach
        self.email = who.strip() if is_address(who) else ""
        self._given = (*names,) if self.email else (who.strip(), *names)
        self._finder = finder
        self._rows: dict[str, list[_Rows]] = {}
        self._people: dict[str, tuple[Candidate, ...]] = {}
        self._failures: dict[str, str] = {}
        self._begun: dict[str, Connection] = {}

    @property
    def text(self) -> str:
        """What they are looked for by."""
        return self.email or self._given[0]

    @property
    def names(self) -> tuple[str, ...]:
        """What they are called, in the order of the connections; one name for all spellings of it."""
        names: list[str] = []
        for name in (*self._given, *(each.title for each in self.people())):
            if name and not any(same_name(name, known) for known in names):
                names.append(name)
        return tuple(names)

    def people(self) -> tuple[Candidate, ...]:
        """Return who they are at each connection that knows them."""
        return tuple(each for name in self._begun for each in self._people.get(name, ()))

    def events_at(self, connection: Connection) -> tuple[Event, ...]:
        """Return what tells of them at one connection; a mistake in its vendor's folder comes out here."""
        return tuple(self._events_of(connection.name))

    def events(self, *, but: Collection[str] = ()) -> tuple[Event, ...]:
        """Return what tells of them, newest first, what has no time last; `but` names connections to leave out."""
        found = [event for name in self._rows if name not in but for event in self._events_of(name)]
        dated = [event for event in found if event.when is not None]
        return (*sorted(dated, key=_instant, reverse=True), *(event for event in found if event.when is None))

    def source(self, connection: Connection) -> Source:
        """Say how a connection has been looked through."""
        name = connection.name
        rows = self._rows.get(name, [])
        if name in self._begun and not connection.catalog.finding().traces and name not in self._failures:
            nothing = f"nothing of {connection.vendor.title} tells of a person"
            people = self._people.get(name, ())
            return Source(name, State.LOOKED if people else State.CANNOT, len(people), left_out=(nothing,))
        asked = [each for each in rows if not each.cannot]
        missing = [self._failures[name]] if name in self._failures else []
        missing += [sentence for each in asked for sentence in _missing(connection, each)]
        by_name = any(event.knowing is Knowing.NAME for event in self._events_of(name))
        looked = [_looked(connection, each) for each in asked if each.failure is None]
        left_out = [each.cannot for each in rows if each.cannot]
        return Source(
            name,
            self._state(name, asked),
            len(self._events_of(name)),
            by_name=by_name,
            looked=tuple(dict.fromkeys((*self._looked_for(connection), *looked))),
            missing=tuple(dict.fromkeys(missing)),
            left_out=tuple(dict.fromkeys(left_out)),
        )

    async def ask(self, connection: Connection, clock: Clock) -> AsyncGenerator[None, None]:
        """Ask one connection; yields whenever something has come. What the vendor fails at is in its `source`."""
        name = connection.name
        self._begun[name] = connection
        traces = map(self._in_time, connection.catalog.finding().traces)
        rows = self._rows[name] = [_Rows(number, trace) for number, trace in enumerate(traces)]
        yield
        steps = [self._fill(connection, each, clock) for each in rows if not each.trace.id_param]
        steps.append(self._identify(connection, [each for each in rows if each.trace.id_param], clock))
        async with aclosing(merged(steps, at_once=_AT_ONCE)) as told:
            async for _ in told:
                yield

    def _in_time(self, trace: Trace[Any]) -> Trace[Any]:
        """Return a trace that reaches as far as was chosen, where it has a range at all."""
        if not (self._range_text and trace.look.range):
            return trace
        return replace(trace, look=replace(trace.look, range=self._range_text, reach=self._reach))

    async def _identify(
        self, connection: Connection, rows: Sequence[_Rows], clock: Clock
    ) -> AsyncGenerator[None, None]:
        """Find out who they are there, then ask what takes their id."""
        if any(findable.email is not None for findable in connection.catalog.finding().findables):
            async with aclosing(self._finder.ask(self.text, connection, clock, people_only=True)) as steps:
                async for _ in steps:
                    pass
            self._people[connection.name] = self._who(connection)
            lost = self._finder.source(self.text, connection, people_only=True).missing
            if lost and not (self.email and self._people[connection.name]):
                self._failures[connection.name] = "; ".join(lost)
            yield
        people = self._people.get(connection.name, ())
        for each in rows:
            if len(people) == 1:
                async with aclosing(self._fill(connection, each, clock, person_id=people[0].record_id)) as steps:
                    async for _ in steps:
                        yield
            else:
                several = f"{len(people):,} people there are called that; the e-mail says which is meant"
                each.cannot = several if people else f"nobody of that {'address' if self.email else 'name'} is there"
                each.is_over = True
                yield

    def _looked_for(self, connection: Connection) -> tuple[str, ...]:
        """Say among how many people they were looked for, where only those can tell."""
        by_id = any(trace.id_param for trace in connection.catalog.finding().traces)
        known = by_id and connection.name in self._people
        return self._finder.source(self.text, connection, people_only=True).looked if known else ()

    def _who(self, connection: Connection) -> tuple[Candidate, ...]:
        """Return the people of a connection who are this one: by the address, else by the name."""
        hits = self._finder.hits(self.text, [connection])
        people = [hit.candidate for hit in hits if hit.candidate.is_person]
        if self.email:
            return tuple(each for each in people if each.email.casefold() == self.email.casefold())
        return tuple(each for each in people if any(same_name(each.title, name) for name in self._given))

    async def _fill(
        self, connection: Connection, rows: _Rows, clock: Clock, *, person_id: str = ""
    ) -> AsyncGenerator[None, None]:
        look, trace = rows.trace.look, rows.trace
        given: dict[str, str] = {}
        if trace.id_param:
            given, rows.knowing = {trace.id_param: person_id}, Knowing.ID
        elif look.text_param:
            given, rows.knowing = {look.text_param: self.email}, Knowing.EMAIL
        needs_address = bool(look.text_param) and not self.email
        rows.cannot = f"no {trace.what}s: the e-mail is needed" if needs_address else lacking(connection, look, given)
        if not rows.cannot:
            try:
                async with aclosing(read(connection, look, asked_values(connection, look, given), clock)) as batches:
                    async for batch in batches:
                        rows.records += batch.records
                        rows.missing += batch.missing
                        yield
            except FrontdeskError as failed:
                rows.failure = failed
        rows.is_over = True
        yield

    def _events_of(self, name: str) -> list[Event]:
        names = self.names
        return [event for rows in self._rows.get(name, ()) for event in self._matched(self._begun[name], rows, names)]

    def _matched(self, connection: Connection, rows: _Rows, names: tuple[str, ...]) -> list[Event]:
        """Match what has come since the last time; everything anew when another name is known."""
        if rows.names != names:
            rows.events, rows.matched, rows.names = [], 0, names
        for record in rows.records[rows.matched :]:
            knowing = rows.knowing or self._knowing(rows.trace, record, names)
            if record.value is not None and knowing is not None:
                rows.events.append(_event(connection, rows, record, knowing))
        rows.matched = len(rows.records)
        return rows.events

    def _knowing(self, trace: Trace[Any], record: Record[Any], names: tuple[str, ...]) -> Knowing | None:
        """Tell how a row is known to be theirs; None when it is not."""
        if record.value is None:
            return None
        labels = [label for each in trace.whose(record.value) if each and (label := clean(each).strip())]
        addresses = [label for label in labels if is_address(label)]
        if self.email and addresses:
            # A row that says its address is somebody else's, whatever the name.
            return Knowing.EMAIL if self.email.casefold() in map(str.casefold, addresses) else None
        return Knowing.NAME if any(same_name(label, name) for label in labels for name in names) else None

    def _state(self, name: str, asked: Sequence[_Rows]) -> State:
        if name not in self._begun:
            return State.NOT_ASKED
        if not all(each.is_over for each in self._rows.get(name, ())):
            return State.ASKING
        if not asked:
            return State.FAILED if name in self._failures else State.LOOKED if name in self._people else State.CANNOT
        return State.FAILED if all(each.failure for each in asked) else State.LOOKED


def _event(connection: Connection, rows: _Rows, record: Record[Any], knowing: Knowing) -> Event:
    trace = rows.trace
    when = trace.when(record.value)
    return Event(
        id=f"{connection.name}/{rows.number}/{record.id}",
        connection=connection.name,
        vendor=connection.vendor.title,
        what=trace.what,
        when=when.replace(tzinfo=UTC) if when is not None and when.tzinfo is None else when,
        says=clean(trace.says(record.value)),
        knowing=knowing,
        place=place_of(connection, trace.look.collection, trace.opens, record),
    )


def _instant(event: Event) -> datetime:
    assert event.when is not None  # noqa: S101 - those without a time are set apart before
    return event.when


def _missing(connection: Connection, rows: _Rows) -> Iterator[str]:
    if rows.failure is not None:
        title = connection.catalog.collection(rows.trace.look.collection).title
        yield f"{title}: {' '.join(rows.failure.message.split())}"
    yield from rows.missing


def _looked(connection: Connection, rows: _Rows) -> str:
    """Say what was looked at: where the vendor did the looking, only how far."""
    collection = connection.catalog.collection(rows.trace.look.collection)
    is_counted = rows.knowing is None and (rows.records or rows.is_over)
    count = f"{len(rows.records):,}" if is_counted else ""
    noun = collection.noun[0] if len(rows.records) == 1 and count else collection.noun[1]
    return " ".join(filter(None, (count, noun, rows.trace.look.reach)))
