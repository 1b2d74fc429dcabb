"""A disk that fills up during a bulk: what cannot be written down is not sent, and the bulk says why it stops."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from collections import Counter
from pathlib import Path

from tests.writing.server import AcmeServer
from tui.core.action import WriteState
from tui.storage.journal import Journal

BULK = """
import asyncio, resource, sys
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
    await connection.aclose()

asyncio.run(main())
"""


async def test_a_bulk_stops_on_a_full_disk_and_everything_sent_is_in_the_journal(
    server: AcmeServer, tmp_path: Path
) -> None:
    path = tmp_path / "journal.sqlite3"
    command = (sys.executable, "-c", BULK, server.url, str(path))
    process = await asyncio.create_subprocess_exec(*command, stdout=subprocess.PIPE)
    out = (await process.communicate())[0].decode()

    assert out.startswith("stopped The journal")
    assert 0 < len(server.invited) < 500
    assert Counter(server.invited.values()) == {1: len(server.invited)}
    journal = Journal(path)
    mark_orphans_unknown = await journal.mark_orphans_unknown()
    written_down = {entry.target for entry in await journal.entries()}
    assert set(server.invited) <= written_down
    assert all(entry.state is WriteState.PENDING for entry in mark_orphans_unknown)
    assert len(await journal.interrupted_batches()) == 1
    await journal.aclose()
