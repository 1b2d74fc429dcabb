"""Kill -9 at any moment of a write or of a bulk of 500: nothing is lost, nothing is done twice."""

from __future__ import annotations

import asyncio
import random
import signal
import sys
from collections import Counter
from pathlib import Path

import pytest

from tests.servers import Exchange, Step
from tests.writing.server import AcmeServer
from tests.writing.vendors.acme import connect
from tui.core.action import Verdict, WriteState
from tui.storage.journal import Journal, Wanted
from tui.writing.undo import verify

ROWS = 500


async def run_until(server: AcmeServer, path: Path, invitations: int | None) -> int:
    """Run the bulk in a process of its own, and kill it once the server has seen so many more; return how it ended."""
    reached = asyncio.Event()
    goal = None if invitations is None else len(server.invited) + invitations

    def count(email: str) -> Step | None:
        if goal is not None and len(server.invited) >= goal:
            reached.set()
        return None

    server.badly = count
    command = (sys.executable, "-m", "tests.writing.bulk_process", server.url, str(path), str(ROWS))
    process = await asyncio.create_subprocess_exec(*command)
    ended = asyncio.create_task(process.wait())
    killing = asyncio.create_task(reached.wait())
    await asyncio.wait((ended, killing), return_when=asyncio.FIRST_COMPLETED)
    if not ended.done():
        process.kill()
    killing.cancel()
    code = await ended
    await server.quiet()
    return code


@pytest.mark.parametrize("seed", range(3))
async def test_killed_again_and_again_a_bulk_is_done_once_and_whole(tmp_path: Path, seed: int) -> None:
    path = tmp_path / "journal.sqlite3"
    moments = random.Random(seed)
    kills = 0
    async with AcmeServer() as server:
        while await run_until(server, path, moments.randint(0, 90) if kills < 12 else None) == -signal.SIGKILL:
            kills += 1
        invited = dict(server.invited)

    assert kills >= 4
    assert len(invited) == ROWS
    assert Counter(invited.values()) == {1: ROWS}
    journal = Journal(path)
    entries = await journal.entries(Wanted(batch=1))
    assert Counter(entry.row for entry in entries if entry.state is WriteState.DONE) == Counter(range(ROWS))
    assert not [entry for entry in entries if entry.state in (WriteState.PENDING, WriteState.UNKNOWN)]
    assert await journal.interrupted_batches() == ()
    await journal.aclose()


SINGLE = """
import asyncio, sys
from pathlib import Path
from tests.writing.vendors.acme import connect
from tests.writing.vendors.acme.catalog import INVITE
from tui.storage.journal import Journal
from tui.writing.run import perform

asyncio.run(perform(connect(sys.argv[1]), INVITE, {"email": "lee@example.org"}, journal=Journal(Path(sys.argv[2]))))
"""


async def test_a_write_killed_between_sending_and_the_answer_is_in_doubt_until_somebody_asks(tmp_path: Path) -> None:
    path = tmp_path / "journal.sqlite3"
    arrived = asyncio.Event()

    def hold(email: str) -> Step:
        async def step(exchange: Exchange) -> None:
            arrived.set()
            await exchange.gone()

        return step

    async with AcmeServer() as server:
        server.badly = hold
        process = await asyncio.create_subprocess_exec(sys.executable, "-c", SINGLE, server.url, str(path))
        await arrived.wait()
        process.kill()
        await process.wait()
        journal, connection = Journal(path), connect(server.url)
        orphans = await journal.mark_orphans_unknown()
        (entry,) = await journal.unknowns()
        checked = await verify(connection, entry, journal=journal)
        after = await journal.entry(entry.id)
        await connection.aclose()

    assert [orphan.id for orphan in orphans] == [entry.id]
    assert (entry.target, entry.text) == ("lee@example.org", "Frontdesk ended before the answer came.")
    assert checked.verdict is Verdict.ARRIVED
    assert after is not None
    assert after.state is WriteState.DONE
    assert server.invited == {"lee@example.org": 1}
    await journal.aclose()
