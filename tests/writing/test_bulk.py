"""Many at once: one outcome each, nothing lost, nothing twice."""

from __future__ import annotations

import asyncio
import sqlite3
from collections import Counter
from contextlib import closing
from pathlib import Path

import pytest
from msgspec.structs import replace

from tests.servers import Exchange, Step, answer, disconnect
from tests.writing.server import AcmeServer
from tests.writing.vendors.acme import connect
from tests.writing.vendors.acme.catalog import INVITE
from tui.connections import Connection
from tui.core.action import Outcome, Values, WriteState
from tui.core.errors import Refused
from tui.core.wire.http import Request, Response
from tui.storage import journal_file
from tui.storage.journal import Journal, Wanted
from tui.storage.journal_process import this_process
from tui.writing.bulk import Bulk, BulkRow, Phase
from tui.writing.resume import resume


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


PAGE = answer(200, b"<!DOCTYPE html><title>Sign in</title>", content_type="text/html")


async def test_answers_that_are_not_the_vendors_stop_it_after_a_few_and_say_what_came(
    connection: Connection, server: AcmeServer, journal: Journal
) -> None:
    server.badly = lambda email: PAGE if len(server.invited) > 3 else None
    bulk = Bulk(connection, INVITE, people(50), journal=journal, source="people.csv", concurrency=1)

    await bulk.run()

    assert bulk.phase is Phase.STOPPED
    assert bulk.counts == {WriteState.DONE: 3, WriteState.UNKNOWN: 5}
    assert bulk.reason.startswith("5 rows in a row got no answer that says what was done. The last one: ")
    assert "it is a web page titled “Sign in”, not data." in bulk.reason
    assert all("a web page titled “Sign in”" in entry.text for entry in await journal.unknowns())


async def test_resumed_it_asks_about_the_rows_that_got_no_proper_answer(
    connection: Connection, server: AcmeServer, journal: Journal
) -> None:
    server.badly = lambda email: PAGE
    bulk = Bulk(connection, INVITE, people(8), journal=journal, source="people.csv", concurrency=1)
    await bulk.run()
    server.badly = lambda email: None

    (batch,) = await journal.interrupted_batches()
    again = await resume(connection, batch, journal=journal)
    await again.run()

    assert again.phase is Phase.FINISHED
    assert again.counts == {WriteState.DONE: 8}
    assert Counter(server.invited.values()) == {1: 8}
    assert await journal.interrupted_batches() == ()


async def test_rows_of_one_target_go_in_file_order_and_others_side_by_side(
    connection: Connection, server: AcmeServer, journal: Journal
) -> None:
    emails = ["a@b.c", "A@b.c", "x@y.z", "a@B.c", "u@v.w", "x@y.z"]
    teams = "ABCDEF"
    rows = [BulkRow(number, {"email": email, "teamId": teams[number]}, email) for number, email in enumerate(emails)]
    gate, others_done = asyncio.Event(), asyncio.Event()

    def look() -> None:
        if bulk.outcomes.keys() >= {2, 4, 5}:
            others_done.set()

    def held(email: str) -> Step:
        async def step(exchange: Exchange) -> None:
            await gate.wait()
            await answer(200, {"detail": "Invited."})(exchange)

        return step

    bulk = Bulk(connection, INVITE, rows, journal=journal, source="people.csv", concurrency=4, changed=look)
    server.badly = lambda email: held(email) if email == "a@b.c" else None
    running = asyncio.create_task(bulk.run())
    await others_done.wait()
    under_way = set(bulk.under_way)
    gate.set()
    await running

    assert under_way == {0}
    assert bulk.counts == {WriteState.DONE: 6}
    arrived = [(request.json()["email"].casefold(), request.json()["teamId"]) for request in server.seen]
    assert [team for email, team in arrived if email == "a@b.c"] == ["A", "B", "D"]
    assert [team for email, team in arrived if email == "x@y.z"] == ["C", "F"]


async def test_many_rows_of_few_targets_are_all_sent_each_target_in_order(
    connection: Connection, server: AcmeServer, journal: Journal
) -> None:
    rows = [BulkRow(n, {"email": f"p{n % 3}@b.c", "age": n}, f"p{n % 3}@b.c") for n in range(300)]
    bulk = Bulk(connection, INVITE, rows, journal=journal, source="people.csv")

    await bulk.run()

    assert bulk.counts == {WriteState.DONE: 300}
    for person in range(3):
        ages = [seen.json()["age"] for seen in server.seen if seen.json()["email"] == f"p{person}@b.c"]
        assert ages == list(range(person, 300, 3))


async def test_a_mistake_of_ours_costs_its_row_and_the_bulk_goes_on(
    connection: Connection, server: AcmeServer, journal: Journal
) -> None:
    def request(client: object, values: Values) -> Request:
        return INVITE.request(client, values) if values["email"] != "p2@example.org" else Request("POST", 1 / 0)  # type: ignore[arg-type]

    def outcome(values: Values, response: Response) -> Outcome:
        return INVITE.outcome(values, response) if values["email"] != "p5@example.org" else Outcome(1 / 0)  # type: ignore[arg-type]

    wrong = replace(INVITE, request=request, outcome=outcome)
    bulk = Bulk(connection, wrong, people(10), journal=journal, source="people.csv")

    await bulk.run()

    assert bulk.phase is Phase.FINISHED
    assert bulk.counts == {WriteState.DONE: 8, WriteState.FAILED: 1, WriteState.UNKNOWN: 1}
    assert [type(mistake) for mistake in bulk.mistakes] == [ZeroDivisionError, ZeroDivisionError]
    with pytest.raises(ZeroDivisionError):
        bulk.raise_mistake()
    failed, unknown = bulk.outcomes[4], bulk.outcomes[7]
    assert failed.text.startswith("Frontdesk itself failed: ZeroDivisionError in ")
    assert failed.text.endswith("Nothing was sent.")
    assert unknown.text.startswith("Frontdesk itself failed after it may have been sent: ZeroDivisionError in ")
    assert [entry.target for entry in await journal.unknowns()] == ["p5@example.org"]
    assert "p2@example.org" not in server.invited


async def test_interrupted_it_ends_what_is_under_way_and_anybody_can_resume_it(
    connection: Connection, server: AcmeServer, journal: Journal
) -> None:
    bulk = Bulk(connection, INVITE, people(50), journal=journal, source="people.csv")
    server.badly = lambda email: bulk.stop("Interrupted.") if len(server.invited) == 10 else None

    await bulk.run()

    assert (bulk.phase, bulk.reason) == (Phase.STOPPED, "Interrupted.")
    elsewhere = Journal(journal.path, process=replace(this_process(), pid=1))
    (batch,) = await elsewhere.interrupted_batches()
    again = await resume(connection, batch, journal=elsewhere)
    with pytest.raises(Refused, match="Another Frontdesk has resumed this"):
        await bulk.run()
    await again.run()
    assert again.counts == {WriteState.DONE: 50}
    assert Counter(server.invited.values()) == {1: 50}
    assert await journal.interrupted_batches() == ()
    await elsewhere.aclose()


async def test_broken_off_it_can_be_resumed_at_once_and_what_was_under_way_is_asked_about(
    connection: Connection, server: AcmeServer, journal: Journal
) -> None:
    arrived = asyncio.Event()

    def stall(email: str) -> Step | None:
        async def step(exchange: Exchange) -> None:
            arrived.set()
            await exchange.gone()

        return step if email == "p3@example.org" else None

    server.badly = stall
    bulk = Bulk(connection, INVITE, people(8), journal=journal, source="people.csv", concurrency=1)
    running = asyncio.create_task(bulk.run())
    await arrived.wait()
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running
    server.badly = lambda email: None

    (batch,) = await journal.interrupted_batches()
    again = await resume(connection, batch, journal=journal)
    await again.run()

    assert again.counts == {WriteState.DONE: 8}
    assert Counter(server.invited.values()) == {1: 8}


async def test_a_resume_that_is_broken_off_while_it_asks_can_be_begun_again(
    connection: Connection, server: AcmeServer, journal: Journal
) -> None:
    server.badly = lambda email: PAGE
    bulk = Bulk(connection, INVITE, people(8), journal=journal, source="people.csv", concurrency=1)
    await bulk.run()
    asked = asyncio.Event()

    def stall(email: str) -> Step:
        async def step(exchange: Exchange) -> None:
            asked.set()
            await exchange.gone()

        return step

    server.asked = stall
    (batch,) = await journal.interrupted_batches()
    resuming = asyncio.create_task(resume(connection, batch, journal=journal))
    await asked.wait()
    resuming.cancel()
    with pytest.raises(asyncio.CancelledError):
        await resuming

    (again,) = await journal.interrupted_batches()
    assert again.id == batch.id


async def test_a_row_that_the_journal_cannot_read_any_more_is_not_sent_by_a_resume(
    connection: Connection, server: AcmeServer, journal: Journal
) -> None:
    bulk = Bulk(connection, INVITE, people(6), journal=journal, source="people.csv", concurrency=1)
    server.badly = lambda email: bulk.stop("Interrupted.") if len(server.invited) == 2 else None
    await bulk.run()
    with closing(sqlite3.connect(journal.path)) as database:
        database.execute("UPDATE batch_row SET fields = '{' WHERE number = 5")
        database.commit()
    (batch,) = await journal.interrupted_batches()

    again = await resume(connection, batch, journal=journal)
    await again.run()

    assert again.counts == {WriteState.DONE: 5, WriteState.FAILED: 1}
    assert "cannot read any more" in again.outcomes[5].text
    assert again.retry() == 0
    assert sorted(server.invited) == [f"p{number}@example.org" for number in (0, 1, 2, 4, 5)]


@pytest.mark.parametrize("let_go", [True, False])
async def test_an_end_that_cannot_be_written_down_is_written_later_or_told_as_the_journal_tells_it(
    connection: Connection, server: AcmeServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, let_go: bool
) -> None:
    monkeypatch.setattr(journal_file, "SCHEMA", replace(journal_file.SCHEMA, busy_seconds=0.0))
    journal = Journal(tmp_path / "journal.sqlite3")
    with closing(sqlite3.connect(journal.path, isolation_level=None)) as other:

        def hold(email: str) -> None:
            if len(server.invited) == 3:
                other.execute("BEGIN IMMEDIATE")

        def look() -> None:
            if let_go and bulk.phase is Phase.STOPPED and other.in_transaction:
                other.execute("ROLLBACK")

        server.badly = hold
        bulk = Bulk(connection, INVITE, people(6), journal=journal, source="people.csv", concurrency=1, changed=look)
        await bulk.run()

    assert bulk.phase is Phase.STOPPED
    assert "Nothing is sent that is not written down first." in bulk.reason
    assert len(server.invited) == 3
    elsewhere = Journal(journal.path, process=replace(this_process(), pid=1))
    if not let_go:
        await journal.aclose()
        with closing(sqlite3.connect(journal.path)) as database:
            database.execute("UPDATE entry SET born = 'another boot' WHERE state = 'pending'")
            database.commit()
    await elsewhere.mark_orphans_unknown()
    told = {row.target: bulk.outcomes[row.number].state for row in bulk.rows if row.number in bulk.outcomes}
    assert told == {entry.target: entry.state for entry in await elsewhere.entries()}
    assert Counter(told.values()) == ({WriteState.DONE: 3} if let_go else {WriteState.DONE: 2, WriteState.UNKNOWN: 1})
    await journal.aclose()
    await elsewhere.aclose()
