"""Kill -9 between the sending of a single write and its answer: it is in doubt, and the doubt can be settled."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

from tests.servers import Exchange, Step
from tests.writing.server import AcmeServer
from tests.writing.vendors.acme import connect
from tui.core.action import Verdict, WriteState
from tui.storage.journal import Journal
from tui.writing.undo import verify

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
