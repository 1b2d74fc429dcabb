"""One write: what is sent, what the journal says, what is never sent."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from pathlib import Path

import pytest

from tests.servers import Exchange, Step, answer, disconnect, unused_port
from tests.writing.server import AcmeServer
from tests.writing.vendors.acme import connect
from tests.writing.vendors.acme.catalog import DELETE, GREET, INVITE, UPDATE
from tui.connections import Connection
from tui.core.action import Values, Verdict, WriteState
from tui.core.errors import Forbidden, Refused, UsageError
from tui.storage.journal import Journal, JournalUnwritable
from tui.writing.run import ChangedMeanwhile, perform
from tui.writing.undo import undo, undo_of, verify

LEE = {"email": "lee@example.org"}


async def test_a_write_that_arrives_is_done_with_the_vendors_words(connection: Connection, journal: Journal) -> None:
    written = await perform(connection, INVITE, LEE, journal=journal)

    assert (written.state, written.text, written.request_id) == (WriteState.DONE, "Invited.", "req-lee@example.org")
    (entry,) = await journal.entries()
    assert (entry.id, entry.state, entry.text) == (written.entry, WriteState.DONE, "Invited.")


async def test_the_journal_knows_of_a_write_before_the_vendor_does(
    connection: Connection, server: AcmeServer, journal: Journal
) -> None:
    known: list[WriteState] = []

    def look(email: str) -> Step:
        async def step(exchange: Exchange) -> None:
            known.extend(entry.state for entry in await journal.entries())
            await answer(200, {})(exchange)

        return step

    server.before = look
    await perform(connection, INVITE, LEE, journal=journal)

    assert known == [WriteState.PENDING]


@pytest.mark.parametrize(
    ("bad", "state"),
    [
        (answer(400, {"detail": "x"}), WriteState.REFUSED),
        (answer(403, {"detail": "x"}), WriteState.REFUSED),
        (answer(404, {"detail": "x"}), WriteState.REFUSED),
        (answer(409, {"detail": "x"}), WriteState.REFUSED),
        (answer(429, {"detail": "x"}), WriteState.FAILED),
        (answer(500, {"detail": "x"}), WriteState.UNKNOWN),
        (answer(200, b"<html>"), WriteState.UNKNOWN),
        (disconnect(), WriteState.UNKNOWN),
    ],
)
async def test_every_bad_end_has_its_state(
    connection: Connection, server: AcmeServer, journal: Journal, bad: Step, state: WriteState
) -> None:
    server.badly = lambda email: bad

    written = await perform(connection, INVITE, LEE, journal=journal)

    assert written.state is state
    assert written.error is not None
    (entry,) = await journal.entries()
    assert (entry.state, entry.text) == (state, written.text)
    assert server.invited == {"lee@example.org": 1}  # never sent again, whatever came back


async def test_a_web_page_in_answer_to_a_write_is_told_as_it_came_and_the_vendor_can_be_asked(
    connection: Connection, server: AcmeServer, journal: Journal
) -> None:
    server.badly = lambda email: answer(
        200, b"<html>\x1b[2J<title>Sign in</title>", content_type="text/html; charset=x"
    )

    written = await perform(connection, INVITE, LEE, journal=journal)

    (entry,) = await journal.unknowns()
    told = "The answer of campus cannot be read: it is a web page titled “Sign in”, not data."
    assert written.sentence == f"{told} Check at the vendor whether it was done."
    assert entry.text == told
    assert (await verify(connection, entry, journal=journal)).verdict is Verdict.ARRIVED
    assert await journal.unknowns() == ()


async def test_an_answer_nested_beyond_measure_is_unknown_and_no_mistake_of_ours(
    connection: Connection, server: AcmeServer, journal: Journal
) -> None:
    server.badly = lambda email: answer(200, b"[" * 200_000)

    written = await perform(connection, INVITE, LEE, journal=journal)

    assert written.state is WriteState.UNKNOWN


async def test_a_vendor_that_is_not_there_has_surely_got_nothing(journal: Journal) -> None:
    connection = connect(f"http://127.0.0.1:{unused_port()}")

    written = await perform(connection, GREET, {"name": "Lee"}, journal=journal)

    assert written.state is WriteState.FAILED
    await connection.aclose()


async def test_a_write_broken_off_under_way_is_unknown(
    connection: Connection, server: AcmeServer, journal: Journal
) -> None:
    arrived = asyncio.Event()

    def stall(email: str) -> Step:
        async def step(exchange: Exchange) -> None:
            arrived.set()
            await exchange.gone()

        return step

    server.badly = stall
    writing = asyncio.create_task(perform(connection, INVITE, LEE, journal=journal))
    await arrived.wait()
    writing.cancel()

    with pytest.raises(asyncio.CancelledError):
        await writing
    (entry,) = await journal.entries()
    assert entry.state is WriteState.UNKNOWN


async def test_nothing_is_sent_that_cannot_be_written_down(
    connection: Connection, server: AcmeServer, tmp_path: Path
) -> None:
    (tmp_path / "in-the-way").write_text("")
    journal = Journal(tmp_path / "in-the-way" / "journal.sqlite3")

    with pytest.raises(JournalUnwritable, match="Nothing is sent"):
        await perform(connection, INVITE, LEE, journal=journal)
    assert server.seen == []
    await journal.aclose()


async def test_nothing_is_sent_or_written_down_on_a_read_only_connection(server: AcmeServer, journal: Journal) -> None:
    connection = connect(server.url, read_only=True)

    with pytest.raises(Refused, match="read-only"):
        await perform(connection, INVITE, LEE, journal=journal)
    assert server.seen == []
    assert await journal.entries() == ()


async def test_nothing_is_sent_with_wrong_values(connection: Connection, server: AcmeServer, journal: Journal) -> None:
    with pytest.raises(UsageError, match="no e-mail address"):
        await perform(connection, INVITE, {"email": "lee"}, journal=journal)
    assert server.seen == []
    assert await journal.entries() == ()


async def test_an_undo_puts_back_what_was_there_and_takes_away_what_was_not(
    connection: Connection, server: AcmeServer, journal: Journal
) -> None:
    values: Values = {"userId": "u1", "set": {"Department": "Arts", "Region": "Alberta"}, "unset": ("eNPS",)}
    await perform(connection, UPDATE, values, journal=journal)
    assert server.profile["Department"] == "Arts"
    (entry,) = await journal.entries()

    back = undo_of(connection, entry)
    written = await undo(connection, entry, journal=journal)

    assert back is not None
    assert back.values == {"userId": "u1", "set": {"Department": "Product", "eNPS": 9}, "unset": ("Region",)}
    assert written.state is WriteState.DONE
    assert {name: server.profile.get(name) for name in ("Department", "eNPS", "Region")} == {
        "Department": "Product",
        "eNPS": 9,
        "Region": None,
    }
    undone, edited = await journal.entries()
    assert edited.state is WriteState.UNDONE
    assert undone.undo_of == edited.id
    with pytest.raises(Refused, match="cannot be undone"):
        await undo(connection, edited, journal=journal)


async def test_what_somebody_else_changed_meanwhile_is_not_written_over(
    connection: Connection, server: AcmeServer, journal: Journal
) -> None:
    seen = dict(server.profile)
    server.profile["updatedAt"] = "2026-01-02T00:00:00Z"

    with pytest.raises(ChangedMeanwhile) as changed_meanwhile:
        await perform(connection, UPDATE, {"userId": "u1", "set": {"eNPS": 1}}, journal=journal, seen=seen)

    assert changed_meanwhile.value.found["updatedAt"] == "2026-01-02T00:00:00Z"
    assert server.profile["eNPS"] == 9
    assert await journal.entries() == ()


@pytest.mark.parametrize(
    ("arrived", "verdict", "state"),
    [(True, Verdict.ARRIVED, WriteState.DONE), (False, Verdict.NOT_ARRIVED, WriteState.FAILED)],
)
async def test_a_doubt_is_settled_by_asking(
    connection: Connection, server: AcmeServer, journal: Journal, arrived: bool, verdict: Verdict, state: WriteState
) -> None:
    setattr(server, "badly" if arrived else "before", lambda email: disconnect())
    await perform(connection, INVITE, LEE, journal=journal)
    (entry,) = await journal.unknowns()

    checked = await verify(connection, entry, journal=journal, settled=timedelta(0))

    assert checked.verdict is verdict
    settled = await journal.entry(entry.id)
    assert settled is not None
    assert settled.state is state


async def test_a_write_that_may_still_be_under_way_is_not_called_lost(
    connection: Connection, server: AcmeServer, journal: Journal
) -> None:
    server.before = lambda email: disconnect()
    await perform(connection, INVITE, LEE, journal=journal)
    (entry,) = await journal.unknowns()

    checked = await verify(connection, entry, journal=journal)

    assert checked.verdict is Verdict.CANNOT_TELL
    assert len(await journal.unknowns()) == 1


async def test_an_action_without_a_reader_of_its_own_cannot_be_checked(
    connection: Connection, server: AcmeServer, journal: Journal
) -> None:
    server.script = [disconnect()]
    await perform(connection, DELETE, LEE, journal=journal)
    (entry,) = await journal.unknowns()

    assert (await verify(connection, entry, journal=journal)).verdict is Verdict.CANNOT_TELL


async def test_the_error_is_kept_for_who_wants_to_know_more(
    connection: Connection, server: AcmeServer, journal: Journal
) -> None:
    server.before = lambda email: answer(403, {"detail": "not yours"})

    written = await perform(connection, INVITE, LEE, journal=journal)

    assert isinstance(written.error, Forbidden)
    assert written.outcome is None
