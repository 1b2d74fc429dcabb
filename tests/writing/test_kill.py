"""Kill -9 at any moment of a bulk of 500: nothing is lost, nothing is done twice."""

from __future__ import annotations

import asyncio
import os
import random
import signal
from collections import Counter
from pathlib import Path

import pytest

from tests import processes
from tests.servers import Step
from tests.writing.server import AcmeServer
from tui.core.action import WriteState
from tui.storage.journal import Journal, Wanted

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
    words, call = (server.url, str(path), str(ROWS)), "tests.writing.bulk_process:run"
    process = await asyncio.to_thread(processes.fork, words, environment=os.environ, folder=path.parent, call=call)
    ended = asyncio.create_task(asyncio.to_thread(process.wait))
    killing = asyncio.create_task(reached.wait())
    await asyncio.wait((ended, killing), return_when=asyncio.FIRST_COMPLETED)
    if not ended.done():
        os.kill(process.pid, signal.SIGKILL)
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
