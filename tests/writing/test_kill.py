"""Kill -9 at any moment of a bulk of 500: nothing is lost, nothing is done twice."""

from __future__ import annotations

import asyncio
import random
import signal
import sys
from collections import Counter
from pathlib import Path

import pytest

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
