"""Looking for a text over all connections of the sandbox."""

from __future__ import annotations

from contextlib import aclosing
from datetime import timedelta

import pytest

from tests.gates import Gate
from tests.lookup.support import CLOCK, NOW, connected, find
from tui.lookup.finder import Finder
from tui.lookup.matching import Fit
from tui.lookup.reading import Clock
from tui.lookup.source import State


@pytest.mark.parametrize(
    ("text", "connection", "noun", "opens"),
    [
        ("axel.nystrom@harbor.example", "campus", "person", "user"),
        ("curie lecture", "campus", "room", "attendance"),
        ("1234", "line4", "serial number", "reports"),
        ("beatriz GUIMARAES", "office", "contact", "comebacks"),
        ("axel.nystrom@harbor.example", "names", "contact", "contact-events"),
        ("IP-003", "clinic", "device", "sessions"),
        ("Nystrom, Axel", "clinic", "patient", "sessions"),
    ],
)
async def test_each_kind_of_thing_is_found_and_leads_to_where_it_is(
    text: str, connection: str, noun: str, opens: str
) -> None:
    finder = Finder()
    async with connected() as connections:
        await find(finder, text, connections, connection)
        found = [hit.candidate for hit in finder.hits(text, connections.all) if hit.candidate.noun[0] == noun]

        assert [each.connection for each in found] == [connection]
        assert found[0].place is not None
        assert found[0].place.collection == opens
        assert connections.named(connection).catalog.collection(opens).name == opens


async def test_the_best_comes_first_and_a_serial_number_of_many_runs_is_one() -> None:
    finder = Finder()
    async with connected() as connections:
        await find(finder, "1234", connections, "line4")
        hits = finder.hits("123", connections.all)

    assert [hit.fit for hit in hits] == sorted(hit.fit for hit in hits)
    titles = [hit.candidate.title for hit in hits]
    assert len(titles) == len(set(titles)) > 1
    assert finder.hits("1234", connections.all)[0].fit is Fit.EXACT


async def test_a_serial_number_older_than_what_is_read_is_found_as_a_whole() -> None:
    finder = Finder()
    async with connected() as connections:
        await find(finder, "LOAD-2x3", connections, "line4")

        assert [hit.candidate.title for hit in finder.hits("LOAD-2x3", connections.all)] == ["LOAD-2x3"]


async def test_what_was_read_answers_for_the_next_text_until_it_is_old() -> None:
    asked: list[str] = []

    def note(path: str, query: str) -> bool:
        asked.append(path)
        return False

    gate = Gate(note)
    finder = Finder()
    async with connected(gate=gate) as connections:
        office = connections.named("office")
        for text, now in (("axel", NOW), ("beatriz", NOW + timedelta(minutes=4)), ("axel", NOW + timedelta(minutes=6))):
            async for _ in finder.ask(text, office, Clock(now, CLOCK.zone)):
                pass
            assert finder.hits(text, [office])
            assert finder.source(text, office).state is State.LOOKED

    assert len(asked) == 2, "four minutes later it was still good, six minutes later it was not"


async def test_a_connection_says_what_it_looked_at_and_how_far_back() -> None:
    finder = Finder()
    async with connected() as connections:
        await find(finder, "axel", connections)
        said = {each.name: finder.source("axel", each).sentence for each in connections.all}

    assert "1,186 people, 60 rooms" in said["campus"]
    assert "runs of the last 30 days" in said["line4"]
    assert "comebacks of the last 30 days and this week" in said["office"]


async def test_one_part_that_fails_leaves_the_other_and_is_said() -> None:
    finder = Finder()
    async with connected(faults="403@/virbela/User*x*") as connections:
        await find(finder, "lecture", connections, "campus")
        source = finder.source("lecture", connections.named("campus"))

    assert source.state is State.LOOKED
    assert source.found
    assert not source.is_whole
    assert any(sentence.startswith("People: ") for sentence in source.missing)


async def test_a_connection_that_is_signed_out_has_failed_and_is_asked_again_next_time() -> None:
    finder = Finder()
    async with connected(faults="401@/vitec/*x1") as connections:
        await find(finder, "axel", connections, "office")
        first = finder.source("axel", connections.named("office"))
        await find(finder, "axel", connections, "office")
        second = finder.source("axel", connections.named("office"))

    assert (first.state, first.is_whole) == (State.FAILED, False)
    assert (second.state, second.is_whole) == (State.LOOKED, True)


async def test_what_cannot_be_asked_says_what_would_be_needed() -> None:
    finder = Finder()
    async with connected(change={"names": {"recordings": ""}}) as connections:
        names = connections.named("names")
        await find(finder, "lead-1", connections, "names")

        without_recordings = finder.source("lead-1", names)
        of_two_words = finder.source("two words", names)

    assert without_recordings.state is of_two_words.state is State.CANNOT
    assert "recordings" in without_recordings.sentence
    assert "their whole id" in of_two_words.sentence
    assert without_recordings.is_whole, "nothing that could be looked at was left out"


async def test_what_is_broken_off_is_as_if_it_had_not_been_asked() -> None:
    finder = Finder()
    async with connected() as connections:
        office = connections.named("office")
        async with aclosing(finder.ask("axel", office, CLOCK)) as steps:
            await anext(steps)
            assert finder.source("axel", office).state is State.ASKING

        assert finder.source("axel", office).state is State.NOT_ASKED
        assert finder.hits("axel", [office]) == ()


async def test_asked_anew_it_is_what_the_vendor_says_now() -> None:
    finder = Finder()
    async with connected() as connections:
        await find(finder, "axel", connections, "office")
        before = finder.hits("axel", connections.all)
        finder.forget()
        assert finder.hits("axel", connections.all) == ()
        await find(finder, "axel", connections, "office")

        assert finder.hits("axel", connections.all) == before
