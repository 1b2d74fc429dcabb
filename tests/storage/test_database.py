"""A file's thread: what is asked of it goes one after the other, also while it is being closed."""

from __future__ import annotations

import asyncio
import sqlite3
import threading
from pathlib import Path

from tui.storage.database import Database, Schema

SCHEMA = Schema(steps=(("CREATE TABLE rows (number INTEGER)",),))


def database(folder: Path) -> Database:
    return Database(folder / "file.db", SCHEMA, "test")


async def test_what_is_asked_for_while_the_file_is_closed_goes_behind_what_was_asked_before(tmp_path: Path) -> None:
    file, begun, may_end = database(tmp_path), threading.Event(), threading.Event()

    def first() -> threading.Thread:
        begun.set()
        may_end.wait()
        file.run(lambda connection: connection.execute("INSERT INTO rows VALUES (1)"))
        return threading.current_thread()

    def second() -> tuple[threading.Thread, int]:
        found = file.run(lambda connection: connection.execute("SELECT count(*) FROM rows").fetchone()[0])
        return threading.current_thread(), found

    running = asyncio.ensure_future(file.call(first))
    await asyncio.to_thread(begun.wait)
    closing = asyncio.ensure_future(file.aclose())
    await asyncio.sleep(0)  # the file is asked to close
    later = asyncio.ensure_future(file.call(second))
    await asyncio.sleep(0)
    may_end.set()
    assert await later == (await running, 1)
    await closing
    await file.aclose()
    assert not file.is_open


async def test_a_file_is_not_closed_under_what_is_done_with_it(tmp_path: Path) -> None:
    file = database(tmp_path)
    closer = threading.Thread(target=file.close)

    def long(connection: sqlite3.Connection) -> int:
        closer.start()
        return sum(connection.execute("SELECT 1").fetchone()[0] for _ in range(2_000))

    assert await file.call(lambda: file.run(long)) == 2_000
    await asyncio.to_thread(closer.join)
    assert not file.is_open
