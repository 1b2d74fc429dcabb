"""The three waitlists read side by side, for the board and for the figures of each agent."""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from contextlib import aclosing
from typing import TYPE_CHECKING, Any, Final, cast

import msgspec
from msgspec import Struct, field
from msgspec.structs import replace

from tui.core.record import Page, Progress, Record
from tui.reading.side_by_side import in_order, merged
from tui.vendors.virbela.waitlist.figures import AgentWork, Event, agents
from tui.vendors.virbela.waitlist.one_list import waitlist

if TYPE_CHECKING:
    from tui.core.collection import Query
    from tui.vendors.virbela.api.client import VirbelaClient

__all__ = ["KINDS", "AgentRow", "DeskEvents", "agent_record", "agent_rows", "desk_events", "kind_of"]

KINDS: Final = ("called", "helped", "shifts")
"""Our words for the three lists, in the order in which things happen."""


class AgentRow(msgspec.Struct, frozen=True, gc=False, rename="camel", forbid_unknown_fields=True):
    """What a row of the board has in the vendor's words; all the rest is worked out."""

    support_user_id: str


def kind_of(record: Record[Any]) -> str:
    """Tell which list a record of `desk_events` came from."""
    return record.id.partition(":")[0]


async def desk_events(client: VirbelaClient, query: Query) -> AsyncIterator[Page[Event]]:
    """Read all three lists at once; a record's id begins with the list it is from.

    Raises:
        VendorError: when one of them cannot be read; what came before it has been yielded.
    """
    steps: dict[str, Progress] = {}
    sources = [_tagged(client, query, kind) for kind in KINDS]
    reading = in_order if query.settled else merged
    async with aclosing(reading(sources, at_once=len(sources))) as parts:
        async for kind, page in parts:
            if page.progress is not None:
                steps[kind] = page.progress
            yield replace(page, progress=_together(steps))


async def _tagged(client: VirbelaClient, query: Query, kind: str) -> AsyncGenerator[tuple[str, Page[Event]], None]:
    pages = cast("AsyncGenerator[Page[Event], None]", waitlist(client, query, kind))
    async with aclosing(pages):
        async for page in pages:
            records = tuple(replace(record, id=f"{kind}:{record.id}") for record in page.records)
            yield kind, replace(page, records=records, total=None)


def _together(steps: dict[str, Progress]) -> Progress:
    """Add the lists up; nobody knows how many steps there are before each of them has said so."""
    known = [each.of for each in steps.values() if each.of is not None]
    return Progress(sum(each.done for each in steps.values()), sum(known) if len(known) == len(KINDS) else None)


class DeskEvents(Struct):
    """What has arrived of the three lists, by id: a record that comes again takes the place of the one before."""

    records: dict[str, Record[Event]] = field(default_factory=dict)

    def take(self, records: Sequence[Record[Event]]) -> None:
        """Keep what a page brought."""
        self.records.update({record.id: record for record in records})

    def of(self, kind: str) -> list[Record[Event]]:
        """Return one list's records."""
        return [record for record in self.records.values() if kind_of(record) == kind]

    def events(self, kind: str) -> list[Event]:
        """Return one list's events; rows that cannot be read are none."""
        return [record.value for record in self.of(kind) if record.value is not None]

    def is_like(self, other: DeskEvents) -> bool:
        """Tell whether the other holds the same: the same rows, with the same names to them."""
        return self.records.keys() == other.records.keys() and all(
            record.raw == other.records[key].raw and record.derived == other.records[key].derived
            for key, record in self.records.items()
        )

    @property
    def unreadable(self) -> int:
        """How many rows cannot be read."""
        return sum(record.value is None for record in self.records.values())


async def agent_rows(client: VirbelaClient, query: Query) -> AsyncIterator[Page[AgentWork]]:
    """Yield a row for each agent, once everything has been read.

    Raises:
        VendorError: when one of the lists cannot be read: half of the figures would be wrong ones.
    """
    gathered = DeskEvents()
    pages = cast("AsyncGenerator[Page[Event], None]", desk_events(client, query))
    async with aclosing(pages):
        async for page in pages:
            gathered.take(page.records)
            yield Page((), progress=page.progress, notes=page.notes, missing=page.missing)
    work = agents(*(gathered.events(kind) for kind in KINDS))
    yield Page(tuple(map(agent_record, work)), total=len(work), missing=_left_out(gathered.unreadable))


def _left_out(unreadable: int) -> tuple[str, ...]:
    """Say how many events are in no figure: an agent's work is told whole, or it is said that it is not."""
    if not unreadable:
        return ()
    events = "1 event" if unreadable == 1 else f"{unreadable:,} events"
    return (f"{events} could not be read and {'is' if unreadable == 1 else 'are'} in no figure.",)


def agent_record(work: AgentWork) -> Record[AgentWork]:
    """Make a row of what an agent did: the id is the vendor's word, all the rest is worked out."""
    return Record(work.agent, work, msgspec.json.encode(AgentRow(work.agent)))
