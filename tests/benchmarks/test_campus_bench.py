"""How long a campus's attendance takes against the ideal, and a million sessions summed up.

`pytest tests/benchmarks/test_campus_bench.py --benchmark-only -s`; the ideal is windows × latency / concurrency. A
server that cuts its answers off makes more requests necessary, and so has an ideal of its own, which is said beside.
Figures are printed and never asserted: they say as much of the machine as of the code.
"""

from __future__ import annotations

import asyncio
import gc
import random
import resource
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, timedelta
from pathlib import Path
from typing import Any

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from tests.benchmarks.campus_server import STOP, least_requests, serving
from tui.core.cache import PastCache
from tui.core.collection import Query
from tui.core.secret import Secret
from tui.core.time.clock import Clock, FrozenClock
from tui.core.time.time_range import TimeRange
from tui.core.wire.http import Auth, Explain, Transport
from tui.storage.cache import Cache
from tui.transport import HttpTransport, Network
from tui.vendors.registry import load
from tui.vendors.virbela.attendance import AttendanceSession, Ledger, occupancy, summarise

LATENCY = 0.1
"""Seconds before each answer."""
ROOMS, DAYS, AT_ONCE = 60, 180, 4
IDEAL = ROOMS * DAYS / 90 * LATENCY / AT_ONCE
SPAN = TimeRange(STOP - timedelta(days=DAYS), STOP)


@dataclass
class Opener:
    """Hands the catalog a connection to an address."""

    url: str
    cache: PastCache | None
    clock: Clock

    @property
    def settings(self) -> Mapping[str, Any]:
        return {"client_name": "acme", "client_id": "id", "client_secret": Secret("secret"), "base_url": self.url}

    def transport(self, *, bases: Mapping[str, str], auth: Auth, explain: Explain | None = None) -> Transport:
        return HttpTransport(
            connection="campus",
            bases=bases,
            auth=auth,
            explain=explain,
            network=Network(proxy="none", max_concurrency=AT_ONCE),
            read_only=True,
            clock=self.clock,
        )


async def read(url: str, *, cache: PastCache | None = None, clock: Clock | None = None) -> tuple[int, float]:
    """Read the whole campus as the command line does; return the sessions and the seconds."""
    catalog = load("virbela").catalog()
    client = catalog.connect(Opener(url, cache, clock or FrozenClock(STOP + timedelta(hours=1))))
    await client.transport.send(_warm_up())
    count, started = 0, time.perf_counter()
    query = Query({}, SPAN, now=STOP + timedelta(hours=1), zone=UTC, settled=True)
    async for page in catalog.collection("campus-attendance").fetch(client, query):
        count += len(page.records)
    elapsed = time.perf_counter() - started
    await client.transport.aclose()
    return count, elapsed


def _warm_up() -> Any:
    from tui.vendors.virbela.api import calls

    return calls.rooms("acme")


@pytest.mark.parametrize(("sessions", "cap"), [("varied", 0), (1, 0), (5, 0), (30, 0), (0, 0), ("varied", 200)])
def test_60_rooms_over_180_days_at_100_ms(benchmark: BenchmarkFixture, sessions: int | str, cap: int) -> None:
    """The best of three: whatever else the machine does only makes it longer."""
    reads: list[tuple[int, float]] = []
    requests = least_requests(rooms=ROOMS, days=DAYS, sessions=sessions, cap=cap)
    _calm_collector()
    with serving(rooms=ROOMS, days=DAYS, sessions=sessions, latency=LATENCY, cap=cap) as url:
        run: Any = benchmark.pedantic
        before = time.process_time()
        run(lambda: reads.append(asyncio.run(read(url))), rounds=3)
        spent = (time.process_time() - before) / len(reads)

    count, elapsed = min(reads, key=lambda each: each[1])
    ratio = elapsed / IDEAL
    benchmark.extra_info |= {"sessions": count, "ratio": round(ratio, 3)}
    what = f"{count:,} sessions, {sessions} a room and day, cap {cap or 'none'}"
    said = f"{what}: {elapsed:.2f} s, {ratio:.3f} of the ideal {IDEAL:.2f} s, {spent:.2f} s of processor time"
    least = requests * LATENCY / AT_ONCE
    say(f"{said}; {elapsed / least:.3f} of the {least:.2f} s that {requests} requests take" if cap else said)
    assert {each for each, _ in reads} == {count}


def test_a_campus_that_is_kept_is_read_from_the_disk(benchmark: BenchmarkFixture, tmp_path: Path) -> None:
    clock = FrozenClock(STOP + timedelta(days=30))

    async def once(url: str) -> tuple[int, float]:
        cache = Cache(tmp_path, max_mb=200, clock=clock)
        try:
            return await read(url, cache=cache.of("campus"), clock=clock)
        finally:
            await cache.aclose()

    with serving(rooms=ROOMS, days=DAYS, sessions="varied", latency=LATENCY) as url:
        first, _ = asyncio.run(once(url))
        run: Any = benchmark.pedantic
        count, elapsed = run(lambda: asyncio.run(once(url)), rounds=1)

    size = (tmp_path / "past.sqlite3").stat().st_size
    say(f"{count:,} sessions from the cache in {elapsed:.2f} s, of a file of {size / 1e6:.1f} MB")
    assert count == first


@pytest.mark.parametrize("order", ["at random", "as they are sent"])
def test_a_million_sessions_are_summed_up(benchmark: BenchmarkFixture, order: str) -> None:
    """A vendor sends a room's sessions by their beginning; at random is the worst that there can be."""
    dice = random.Random(1)
    begun = [(number % ROOMS, dice.randrange(DAYS * 86_400 - 7200), number % 1200) for number in range(1_000_000)]
    if order == "as they are sent":
        begun.sort()

    def session(room: str, after: int, user: str) -> AttendanceSession:
        join = SPAN.start + timedelta(seconds=after)
        leave = join + timedelta(seconds=dice.randrange(60, 7200))
        return AttendanceSession.of(
            user=user, join=join, leave=leave, until=leave, talk=1.5, room_id=room, room_name=room
        )

    sessions = [session(f"R{room}", after, f"u{user}") for room, after, user in begun]
    del begun
    gc.collect()
    gc.freeze()
    before = _resident()

    def sums() -> tuple[Ledger, Any]:
        ledger = Ledger.of(sessions, SPAN)
        return ledger, summarise(ledger, occupancy(ledger))

    started = time.process_time()
    run: Any = benchmark.pedantic
    ledger, summary = run(sums, rounds=1)
    elapsed = time.process_time() - started
    peak = max(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 - before, 0)
    gc.unfreeze()

    columns = [column for sheet in ledger.sheets for column in sheet.columns]
    held = sum(len(column) * column.itemsize for column in columns)
    size = f"{held / 1e6:.0f} MB as columns, {peak / 1e6:.0f} MB at most"
    say(f"1,000,000 sessions {order} summed up in {elapsed:.2f} s of processor time, {size}")
    assert summary.sessions == 1_000_000


def say(figures: str) -> None:
    """Write figures where `-s` shows them."""
    sys.stdout.write(f"\n{figures}\n")


def _calm_collector() -> None:
    """Do as the app and the command line do."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 100)


def _resident() -> int:
    """Return the bytes in memory now."""
    pages = int(Path("/proc/self/statm").read_text("ascii").split()[1])
    return pages * resource.getpagesize()
