"""Who was called and who was helped, read as plain numbers: what the service level is worked out of."""

from __future__ import annotations

from array import array
from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from contextlib import aclosing
from typing import TYPE_CHECKING, Any, cast

from msgspec import Struct, field
from msgspec.structs import replace

from tui.core.collection import Query
from tui.core.record import Page, Progress, Record
from tui.vendors.virbela.attendance.ticks import ticks
from tui.vendors.virbela.people import People, names_beside

if TYPE_CHECKING:
    from tui.vendors.virbela.api.client import VirbelaClient
    from tui.vendors.virbela.waitlist.figures import Event

__all__ = ["Desk", "DeskSheet", "desk_sheets"]


class DeskSheet(Struct):
    """The events of a page as plain numbers; column `i` of each array is event `i`."""

    desk: Desk
    called: bool
    """Whether people were called; else their help ended."""
    times: array[int] = field(default_factory=lambda: array("q"))
    """When it happened, in microseconds since 1970."""
    agents: array[int] = field(default_factory=lambda: array("l"))
    seconds: array[float] = field(default_factory=lambda: array("d"))
    """In line, or being helped; -1 for unknown."""


class Desk:
    """The agents of one reading, each once."""

    def __init__(self) -> None:
        self.agents: list[tuple[str, str]] = []
        """Id and name of each; both empty where the vendor named nobody."""
        self._places: dict[str, int] = {}
        self._people: People = {}

    def take_names(self, people: People) -> None:
        """Call the agents by their names, those to come as well."""
        self._people = people
        for place, (key, _) in enumerate(self.agents):
            if key in people:
                self.agents[place] = (key, people[key].name)

    def sheet(self, events: Sequence[Event], *, called: bool) -> DeskSheet:
        """Write events down."""
        sheet = DeskSheet(self, called)
        for event in events:
            key = event.agent or ""
            place = self._places.get(key)
            if place is None:
                place = self._places[key] = len(self.agents)
                person = self._people.get(key)
                self.agents.append((key, (event.agent_name or "") if person is None else person.name))
            sheet.times.append(ticks(event.time))
            sheet.agents.append(place)
            sheet.seconds.append(-1.0 if event.lasted is None else event.lasted.total_seconds())
        return sheet


def desk_sheets(client: VirbelaClient, query: Query) -> AsyncIterator[Page[Any]]:
    """Read the events; the agents' names only where agents are told apart."""
    desk = Desk()
    events = _events(client, query, desk)
    named = query.named and query.text("by") == "agent"
    return names_beside(events, client.directory, desk.take_names) if named else events


async def _events(client: VirbelaClient, query: Query, desk: Desk) -> AsyncGenerator[Page[Any], None]:
    """Read who was called, then who was helped."""
    from tui.vendors.virbela.waitlist.one_list import waitlist

    asked = replace(query, settled=True, named=False)
    done = part = 0
    for kind in ("called", "helped"):
        pages = cast("AsyncGenerator[Page[Event], None]", waitlist(client, asked, kind))
        async with aclosing(pages):
            async for page in pages:
                events = [record.value for record in page.records if record.value is not None]
                good = (Record(f"part {part}", desk.sheet(events, called=kind == "called"), b"{}"),) if events else ()
                bad = tuple(replace(each, id=f"{kind}:{each.id}") for each in page.records if each.value is None)
                part += 1
                done = page.progress.done if page.progress is not None else done
                yield replace(page, records=(*good, *bad), total=None, progress=Progress(done, None))
