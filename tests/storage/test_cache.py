"""The cache of the past: private, bounded, shared, and never a reason to fail."""

from __future__ import annotations

import asyncio
import os
import random
import sqlite3
import stat
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tui.core.cache import Kept
from tui.storage.cache import Cache

START = datetime(2026, 1, 1, tzinfo=UTC)
DAY = timedelta(days=1)
ROWS = [b'{"a":1}', b'{"b":"\xc3\xa5"}']


@dataclass
class Clock:
    at: datetime = START + 300 * DAY

    def now(self) -> datetime:
        return self.at


@asynccontextmanager
async def opened(folder: Path, *, max_mb: int = 10, clock: Clock | None = None) -> AsyncIterator[Cache]:
    cache = Cache(folder, max_mb=max_mb, clock=clock or Clock())
    yield cache
    await cache.aclose()


def keep(cache: Cache, *, place: str = "room", day: int = 0, days: int = 1, rows: list[bytes] | None = None) -> None:
    start = START + day * DAY
    cache.of("campus").keep(place, start, start + days * DAY, ROWS if rows is None else rows, at=START + 200 * DAY)


async def found(cache: Cache, *, connection: str = "campus", place: str = "room") -> list[Kept]:
    return list(await cache.of(connection).find(place, START, START + 100 * DAY))


async def rows_of(cache: Cache, kept: Kept, connection: str = "campus") -> bytes | None:
    return await cache.of(connection).rows(kept)


def noise(size: int) -> list[bytes]:
    """Rows that hardly shrink."""
    return [b'"' + random.Random(size).randbytes(size // 2).hex().encode() + b'"']


def names(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir()]


def size_of(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.iterdir())


async def test_what_is_kept_is_found_by_the_next_start(tmp_path: Path) -> None:
    async with opened(tmp_path / "cache") as cache:
        keep(cache, day=3, days=2)
        keep(cache, day=1, rows=[])
    async with opened(tmp_path / "cache") as cache:
        first, second = await found(cache)
        assert (first.start, first.stop, first.count) == (START + DAY, START + 2 * DAY, 0)
        assert (second.start, second.stop, second.count) == (START + 3 * DAY, START + 5 * DAY, 2)
        assert second.at == START + 200 * DAY
        assert await rows_of(cache, first) == b"[]"
        assert await rows_of(cache, second) == b"[" + b",".join(ROWS) + b"]"


async def test_only_what_touches_the_range_is_found(tmp_path: Path) -> None:
    async with opened(tmp_path) as cache:
        for day in range(5):
            keep(cache, day=10 * day)
        touching = await cache.of("campus").find("room", START + 11 * DAY, START + 20 * DAY)

    assert [(each.start - START).days for each in touching] == [10, 20]


async def test_connections_and_places_know_nothing_of_each_other(tmp_path: Path) -> None:
    async with opened(tmp_path) as cache:
        keep(cache)
        assert await found(cache, connection="other") == []
        assert await found(cache, place="other") == []
        (own,) = await found(cache)
        assert await rows_of(cache, own, "other") is None


async def test_a_later_answer_replaces_what_it_overlaps_and_nothing_beside_it(tmp_path: Path) -> None:
    async with opened(tmp_path) as cache:
        for day in (0, 1, 2, 3):
            keep(cache, day=day)
        keep(cache, day=1, days=2, rows=[])

        assert [((each.start - START).days, each.count) for each in await found(cache)] == [(0, 2), (1, 0), (3, 2)]


async def test_folder_and_files_are_the_users_alone(tmp_path: Path) -> None:
    folder = tmp_path / "cache"
    folder.mkdir(mode=0o755)
    async with opened(folder) as cache:
        keep(cache)
        await found(cache)
        modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()}

    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert set(modes.values()) == {0o600}
    assert "past.sqlite3-wal" in modes


async def test_nothing_is_opened_before_it_is_used(tmp_path: Path) -> None:
    async with opened(tmp_path / "cache") as cache:
        cache.of("campus")
        assert await cache.uses() == ()

    assert not (tmp_path / "cache").exists()


async def test_it_stays_within_its_size_and_the_longest_unused_goes_first(tmp_path: Path) -> None:
    clock = Clock()
    async with opened(tmp_path, max_mb=1, clock=clock) as cache:
        for day in range(40):
            clock.at += timedelta(hours=2)
            keep(cache, day=day, rows=noise(100_000))
            if first := [each for each in await found(cache) if each.start == START]:
                assert await rows_of(cache, first[0]) is not None
        left = [(each.start - START).days for each in await found(cache)]
        size = cache.path.stat().st_size

    assert left[0] == 0  # used again and again
    assert left[1:] == list(range(40 - len(left) + 1, 40))
    assert len(left) >= 10
    assert size <= 1_000_000


async def test_one_answer_that_would_take_the_place_of_all_others_is_not_kept(tmp_path: Path) -> None:
    async with opened(tmp_path, max_mb=1) as cache:
        keep(cache, rows=noise(600_000))
        assert await found(cache) == []


async def test_a_damaged_file_is_set_aside_and_begun_anew(tmp_path: Path) -> None:
    content = b"this is no database at all, but it is long enough" * 100
    (tmp_path / "past.sqlite3").write_bytes(content)
    async with opened(tmp_path) as cache:
        assert await found(cache) == []
        keep(cache)
        assert len(await found(cache)) == 1

    assert (tmp_path / "past.sqlite3.damaged").read_bytes() == content


async def test_damage_in_the_middle_loses_rows_but_never_gives_wrong_ones(tmp_path: Path) -> None:
    async with opened(tmp_path) as cache:
        for day in range(60):
            keep(cache, day=day, rows=noise(20_000))
        (await found(cache))[0]
    dice = random.Random(7)
    content = bytearray((tmp_path / "past.sqlite3").read_bytes())
    for _ in range(300):
        content[dice.randrange(4096, len(content))] ^= 0xFF
    (tmp_path / "past.sqlite3").write_bytes(content)

    async with opened(tmp_path) as cache:
        for kept in await found(cache):
            assert await rows_of(cache, kept) in (None, b"[" + noise(20_000)[0] + b"]")
        keep(cache, day=70)
        await found(cache)


async def test_a_file_of_another_version_is_begun_anew(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "past.sqlite3")) as database:
        database.execute("CREATE TABLE kept (something TEXT)")
        database.execute("PRAGMA user_version = 99")
    async with opened(tmp_path) as cache:
        keep(cache)
        assert len(await found(cache)) == 1


@pytest.mark.parametrize("column", ["start", "at", "count", "used", "rows"])
async def test_a_row_that_is_damaged_is_asked_for_again_and_the_others_are_found(tmp_path: Path, column: str) -> None:
    async with opened(tmp_path) as cache:
        keep(cache, day=1)
        keep(cache, day=2)
    with closing(sqlite3.connect(tmp_path / "past.sqlite3")) as database:
        database.execute(f"UPDATE kept SET {column} = 'no number' WHERE id = 1")
        database.commit()

    async with opened(tmp_path) as cache:
        rows = [await rows_of(cache, kept) for kept in await found(cache)]

    assert rows[-1] == b"[" + b",".join(ROWS) + b"]"
    assert set(rows[:-1]) <= {None, b"[" + b",".join(ROWS) + b"]"}


async def test_a_file_without_one_of_its_columns_is_set_aside_and_begun_anew(tmp_path: Path) -> None:
    async with opened(tmp_path) as cache:
        keep(cache)
    with closing(sqlite3.connect(tmp_path / "past.sqlite3")) as database:
        database.execute("ALTER TABLE kept DROP COLUMN rows")
    async with opened(tmp_path) as cache:
        assert await found(cache) == []
        keep(cache)
        assert len(await found(cache)) == 1

    assert "past.sqlite3.damaged" in names(tmp_path)


async def test_a_place_where_no_file_can_be_means_no_cache(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    async with opened(tmp_path / "file" / "cache") as cache:
        keep(cache)
        assert await found(cache) == []


async def test_a_full_disk_means_that_nothing_more_is_kept(tmp_path: Path) -> None:
    async with opened(tmp_path) as cache:
        keep(cache)
        await found(cache)
        # SQLite says of a file that may not grow just what it says of a disk that is full.
        await cache.call(lambda file: file._database.execute("PRAGMA max_page_count = 1").fetchall(), nothing=None)
        keep(cache, day=5, rows=noise(200_000))
        (left,) = await found(cache)
        assert await rows_of(cache, left) == b"[" + b",".join(ROWS) + b"]"


async def test_a_file_that_another_holds_is_done_without_after_a_second(tmp_path: Path) -> None:
    async with opened(tmp_path) as cache:
        keep(cache)
        await found(cache)
        with closing(sqlite3.connect(cache.path, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            for day in range(1, 30):
                keep(cache, day=day)
            async with asyncio.timeout(10):
                assert len(await found(cache)) == 1


async def test_clearing_forgets_one_connection_or_all_and_the_disk_too(tmp_path: Path) -> None:
    async with opened(tmp_path) as cache:
        secret = [b'"a name that must not stay"']
        keep(cache, rows=secret)
        cache.of("second").keep("room", START, START + DAY, secret, at=START)
        assert await cache.clear("second") == 1
        assert len(await found(cache)) == 1
        keep(cache, day=1, rows=noise(400_000))
        assert await cache.clear() == 2
        assert await found(cache) == []
        assert size_of(tmp_path) < 100_000


async def test_clearing_everything_takes_what_was_set_aside_along(tmp_path: Path) -> None:
    (tmp_path / "past.sqlite3").write_bytes(b"damaged" * 1000)
    async with opened(tmp_path) as cache:
        await found(cache)
        assert await cache.clear() == 0

    assert [path for path in names(tmp_path) if "damaged" in path] == []


async def test_it_can_be_used_again_after_it_was_closed(tmp_path: Path) -> None:
    async with opened(tmp_path) as cache:
        keep(cache)
        await cache.aclose()
        assert len(await found(cache)) == 1


_WRITER = """
import asyncio, sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tui.core.time.clock import SystemClock
from tui.storage.cache import Cache

async def main(folder, name):
    cache = Cache(Path(folder), max_mb=10, clock=SystemClock())
    own, start, day = cache.of("campus"), datetime(2026, 1, 1, tzinfo=UTC), timedelta(days=1)
    for n in range(150):
        own.keep(f"room {n % 5}", start + n * day, start + (n + 1) * day, [b'"x"'] * n, at=start)
        for kept in await own.find(f"room {n % 5}", start, start + 200 * day):
            rows = await own.rows(kept)
            assert rows is None or rows.count(b"x") == (kept.start - start).days, (rows, kept)
    await cache.aclose()

asyncio.run(main(*sys.argv[1:]))
"""


def test_two_processes_at_once_share_it(tmp_path: Path) -> None:
    command = [sys.executable, "-c", _WRITER, str(tmp_path)]
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    both = [subprocess.Popen([*command, name], env=environment) for name in "ab"]

    assert [process.wait(60) for process in both] == [0, 0]
    with closing(sqlite3.connect(tmp_path / "past.sqlite3")) as database:
        assert database.execute("SELECT count(*), count(DISTINCT place || start) FROM kept").fetchone() == (150, 150)
