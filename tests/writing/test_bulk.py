"""Many at once: one outcome each, nothing lost, nothing twice."""

from __future__ import annotations

import asyncio
from collections import Counter
from pathlib import Path

import pytest

from tests.servers import Step, answer, disconnect
from tests.writing.server import AcmeServer
from tests.writing.vendors.acme import connect
from tests.writing.vendors.acme.catalog import INVITE
from tui.connections import Connection
from tui.core.action import WriteState
from tui.core.errors import Refused
from tui.storage.journal import Journal, Wanted
from tui.writing.bulk import Bulk, BulkRow, Phase


def people(count: int) -> list[BulkRow]:
    emails = [f"p{number}@example.org" for number in range(count)]
    return [BulkRow(number, {"email": email}, email) for number, email in enumerate(emails, start=2)]


async def test_every_row_of_a_thousand_is_accounted_for_with_faults_among_them(
    connection: Connection, server: AcmeServer, journal: Journal
) -> None:
    rows = people(1000)

    def bad(email: str) -> Step | None:
        number = int(email[1:].partition("@")[0])
        return answer(400, {"detail": "teamId out of range"}) if number % 40 == 7 else None

    def lost(email: str) -> Step | None:
        number = int(email[1:].partition("@")[0])
        return disconnect() if number % 40 == 23 else None

    server.before, server.badly = bad, lost
    bulk = Bulk(connection, INVITE, rows, journal=journal, source="people.csv")

    await bulk.run()

    assert bulk.phase is Phase.FINISHED
    assert bulk.counts == {WriteState.DONE: 950, WriteState.REFUSED: 25, WriteState.UNKNOWN: 25}
    assert len(await journal.entries(Wanted(batch=bulk.batch))) == 1000
    assert Counter(server.invited.values()) == {1: 975}
    assert server.busiest <= 4


async def test_the_refused_can_be_tried_again_and_the_rest_are_left(
    connection: Connection, server: AcmeServer, journal: Journal
) -> None:
    server.before = lambda email: answer(400, {"detail": "no"}) if email.startswith("p3@") else None
    bulk = Bulk(connection, INVITE, people(10), journal=journal, source="people.csv")
    await bulk.run()
    assert [row.target for row in bulk.retryable] == ["p3@example.org"]

    server.before = lambda email: None
    assert bulk.retry() == 1
    await bulk.run()

    assert bulk.counts == {WriteState.DONE: 10}
    assert Counter(server.invited.values()) == {1: 10}


async def test_cancelled_it_ends_what_is_under_way_and_begins_no_more(
    connection: Connection, server: AcmeServer, journal: Journal
) -> None:
    bulk = Bulk(connection, INVITE, people(50), journal=journal, source="people.csv")
    server.badly = lambda email: bulk.cancel() if len(server.invited) == 10 else None

    await bulk.run()

    assert bulk.phase is Phase.CANCELLED
    assert 10 <= len(bulk.outcomes) <= 14
    assert bulk.counts == {WriteState.DONE: len(bulk.outcomes)}
    assert len(bulk.unsent) == 50 - len(bulk.outcomes)
    assert await journal.interrupted_batches() == ()


async def test_paused_it_waits_until_it_may_go_on(connection: Connection, server: AcmeServer, journal: Journal) -> None:
    still = asyncio.Event()

    def look() -> None:
        if bulk.phase is Phase.PAUSED and not bulk.under_way:
            still.set()

    bulk = Bulk(connection, INVITE, people(20), journal=journal, source="people.csv", changed=look)
    server.badly = lambda email: bulk.pause() if len(server.invited) == 5 else None
    running = asyncio.create_task(bulk.run())

    await still.wait()
    at_rest = len(server.invited)
    bulk.go_on()
    await running

    assert 5 <= at_rest <= 8
    assert bulk.counts == {WriteState.DONE: 20}


async def test_signed_out_it_stops_rather_than_failing_row_by_row(
    connection: Connection, server: AcmeServer, journal: Journal
) -> None:
    server.before = lambda email: answer(401, {"detail": "expired"}) if len(server.invited) >= 5 else None
    bulk = Bulk(connection, INVITE, people(100), journal=journal, source="people.csv", concurrency=1)

    await bulk.run()

    assert bulk.phase is Phase.STOPPED
    assert bulk.reason
    assert bulk.counts == {WriteState.DONE: 5, WriteState.REFUSED: 1}

    server.before = lambda email: None
    bulk.retry()
    await bulk.run()
    assert bulk.counts == {WriteState.DONE: 100}
    assert Counter(server.invited.values()) == {1: 100}


async def test_a_vendor_that_fails_again_and_again_stops_it(
    connection: Connection, server: AcmeServer, journal: Journal
) -> None:
    server.before = lambda email: answer(500, {}) if len(server.invited) >= 5 else None
    bulk = Bulk(connection, INVITE, people(100), journal=journal, source="people.csv", concurrency=1)

    await bulk.run()

    assert bulk.phase is Phase.STOPPED
    assert bulk.counts == {WriteState.DONE: 5, WriteState.UNKNOWN: 5}


async def test_a_row_is_not_sent_when_it_cannot_be_written_down(
    connection: Connection, server: AcmeServer, tmp_path: Path
) -> None:
    (tmp_path / "in-the-way").write_text("")
    journal = Journal(tmp_path / "in-the-way" / "journal.sqlite3")
    bulk = Bulk(connection, INVITE, people(3), journal=journal, source="people.csv")

    with pytest.raises(Refused, match="cannot be used"):
        await bulk.run()
    assert server.seen == []
    await journal.aclose()


async def test_a_read_only_connection_gets_no_bulk(server: AcmeServer, journal: Journal) -> None:
    bulk = Bulk(connect(server.url, read_only=True), INVITE, people(3), journal=journal, source="people.csv")

    with pytest.raises(Refused, match="read-only"):
        await bulk.run()
    assert server.seen == []


async def test_the_pace_counts_what_is_done_and_says_how_long_the_rest_takes(
    connection: Connection, journal: Journal
) -> None:
    paces = []
    bulk = Bulk(
        connection,
        INVITE,
        people(30),
        journal=journal,
        source="people.csv",
        changed=lambda: paces.append(bulk.pace),
    )

    await bulk.run()

    assert [pace.done for pace in paces] == sorted(pace.done for pace in paces)
    halfway = next(pace for pace in paces if pace.done == 15)
    assert halfway.total == 30
    assert halfway.rate is not None
    assert halfway.left is not None
    assert halfway.left.total_seconds() == pytest.approx(15 / halfway.rate, abs=1e-5)
