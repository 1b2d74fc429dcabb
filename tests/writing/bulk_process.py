"""A process that does a bulk, or takes up one that was cut off; what the kill test kills."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

from tests.writing.vendors.acme import connect
from tests.writing.vendors.acme.catalog import INVITE
from tui.storage.journal import Journal
from tui.writing.bulk import Bulk, BulkRow
from tui.writing.resume import resume

__all__ = ["run"]


async def main(url: str, path: Path, count: int) -> None:
    connection = connect(url)
    journal = Journal(path)
    await journal.mark_orphans_unknown()
    interrupted = await journal.interrupted_batches()
    if interrupted:
        # The test waits until the server has nothing left to read, so an absence is one at once.
        bulk = await resume(connection, interrupted[0], journal=journal, settled=timedelta(0))
    else:
        emails = [f"p{number}@example.org" for number in range(count)]
        rows = [BulkRow(number, {"email": email}, email) for number, email in enumerate(emails)]
        bulk = Bulk(connection, INVITE, rows, journal=journal, source="people.csv")
    await bulk.run()
    await connection.aclose()
    await journal.aclose()


def run(words: Sequence[str]) -> int:
    """Do it, to the end. The words: the server's address, the journal, how many rows."""
    url, path, count = words
    asyncio.run(main(url, Path(path), int(count)))
    return 0
