"""A disk that fills up during a bulk: what cannot be written down is not sent, and the bulk says why it stops.

What is told at its end and what the journal says are the same, whatever could not be written down in between.
"""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
from collections import Counter
from pathlib import Path

from tests.writing.server import AcmeServer
from tui.core.action import WriteState
from tui.storage.journal import Journal

BULK = """
import asyncio, json, resource, sys
from pathlib import Path
from tests.writing.vendors.acme import connect
from tests.writing.vendors.acme.catalog import INVITE
from tui.writing.bulk import Bulk, BulkRow
from tui.storage.journal import Journal

async def main():
    connection, journal = connect(sys.argv[1]), Journal(Path(sys.argv[2]))
    rows = [BulkRow(n, {"email": f"p{n}@example.org"}, f"p{n}@example.org") for n in range(500)]
    bulk = Bulk(connection, INVITE, rows, journal=journal, source="people.csv")
    await journal.entries()
    resource.setrlimit(resource.RLIMIT_FSIZE, (300_000, 300_000))
    await bulk.run()
    print(bulk.phase.value, bulk.reason)
    print(json.dumps({row.target: bulk.outcomes[n].state.value for n, row in enumerate(rows) if n in bulk.outcomes}))
    await connection.aclose()

asyncio.run(main())
"""


async def test_a_bulk_stops_on_a_full_disk_and_everything_sent_is_in_the_journal(
    server: AcmeServer, tmp_path: Path
) -> None:
    path = tmp_path / "journal.sqlite3"
    command = (sys.executable, "-c", BULK, server.url, str(path))
    process = await asyncio.create_subprocess_exec(*command, stdout=subprocess.PIPE)
    out, told = (await process.communicate())[0].decode().splitlines()

    assert out.startswith("stopped The journal")
    assert 0 < len(server.invited) < 500
    assert Counter(server.invited.values()) == {1: len(server.invited)}
    journal = Journal(path)
    orphans = await journal.mark_orphans_unknown()
    written_down = {entry.target for entry in await journal.entries()}
    assert set(server.invited) <= written_down
    assert json.loads(told) == {entry.target: entry.state.value for entry in await journal.entries()}
    assert all(entry.state is WriteState.PENDING for entry in orphans)
    assert len(await journal.interrupted_batches()) == 1
    await journal.aclose()
