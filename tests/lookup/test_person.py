"""One person over all connections of the sandbox."""

from __future__ import annotations

import asyncio
from collections import Counter

from tests.gates import Gate
from tests.lookup.support import CLOCK, connected, follow
from tui.lookup.finder import Finder
from tui.lookup.person import Knowing, Whereabouts
from tui.lookup.source import State

AXEL = "axel.nystrom@harbor.example"


async def test_everything_that_tells_of_a_person_comes_together_newest_first() -> None:
    async with connected() as connections:
        person = await follow(AXEL, connections)
    events = person.events()

    assert set(Counter(event.connection for event in events)) == {"campus", "line4", "office", "names", "clinic"}
    times = [event.when for event in events if event.when is not None]
    assert len(times) == len(events)
    assert times == sorted(times, reverse=True)
    assert all(event.place is not None for event in events)
    assert person.names == ("Axel Nyström",)


async def test_it_is_said_how_it_is_known_to_be_theirs() -> None:
    async with connected() as connections:
        person = await follow(AXEL, connections)
        said = person.source(connections.named("office")).headline
    knowing = {event.connection: event.knowing for event in person.events()}

    assert knowing["campus"] is Knowing.ID
    assert knowing["line4"] is knowing["names"] is Knowing.EMAIL
    assert knowing["office"] is knowing["clinic"] is Knowing.NAME
    assert said.endswith("by name")


async def test_the_order_in_which_connections_answer_changes_nothing() -> None:
    async with connected() as connections:
        names = [each.name for each in connections.all]
        one = await follow(AXEL, connections, *names)
        other = await follow(AXEL, connections, *reversed(names))

    assert {event.id for event in one.events()} == {event.id for event in other.events()}


async def test_somebody_else_of_the_same_name_is_not_taken_where_there_is_an_address() -> None:
    async with connected() as connections:
        person = Whereabouts("somebody.else@harbor.example", ["Axel Nyström"], finder=Finder())
        for connection in connections.all:
            async for _ in person.ask(connection, CLOCK):
                pass

    assert {event.connection for event in person.events()} == {"office", "clinic"}


async def test_a_name_will_do_where_one_person_has_it() -> None:
    async with connected() as connections:
        person = await follow("nystrom axel", connections)
        names = person.source(connections.named("names"))

    assert {event.connection for event in person.events()} == {"campus", "line4", "office", "clinic"}
    assert "e-mail is needed" in names.sentence


async def test_a_connection_that_does_not_answer_holds_no_other_up() -> None:
    gate = Gate(lambda path, query: path.startswith("/vuforia"))
    async with connected(gate=gate) as connections:
        person = Whereabouts(AXEL, finder=Finder())

        async def ask(name: str) -> None:
            async for _ in person.ask(connections.named(name), CLOCK):
                pass

        held = asyncio.create_task(ask("line4"))
        await asyncio.gather(*map(ask, ("campus", "office", "names", "clinic")))
        while_held = {event.connection for event in person.events()}
        states = {each.name: person.source(each).state for each in connections.all}
        gate.open()
        await held

    assert while_held == {"campus", "office", "names", "clinic"}
    assert states.pop("line4") is State.ASKING
    assert set(states.values()) == {State.LOOKED}
    assert "line4" in {event.connection for event in person.events()}


async def test_a_room_that_cannot_be_read_is_said_and_a_source_that_fails_costs_no_other() -> None:
    async with connected(faults="401@/vitec/*x*,403@/virbela/User/Attendance/Room/*x1") as connections:
        person = await follow(AXEL, connections)
        sources = {each.name: person.source(each) for each in connections.all}

    assert sources["office"].state is State.FAILED
    assert sources["campus"].state is State.LOOKED
    assert not sources["campus"].is_whole
    assert sources["line4"].is_whole


async def test_nobody_of_that_address_is_nothing_found_among_so_many() -> None:
    async with connected() as connections:
        person = await follow("nobody@harbor.example", connections, "campus")
        source = person.source(connections.named("campus"))

    assert person.events() == ()
    assert source.is_whole
    assert source.headline == "nothing found"
    assert "1,186 people" in source.particulars
