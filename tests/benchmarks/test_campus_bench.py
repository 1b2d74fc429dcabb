"""How long a campus's attendance takes against the ideal, and a million sessions summed up.

`pytest tests/benchmarks/test_campus_bench.py --benchmark-only -s`; the ideal is windows × latency / concurrency.
"""

from __future__ import annotations

import asyncio
import gc
import random
import resource
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, timedelta
from typing import Any

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from tests.benchmarks.campus_server import STOP, serving
from tui.core.clock import Clock, FrozenClock
from tui.core.collection import Query
from tui.core.secret import Secret
from tui.core.span import Span
from tui.core.wire import Auth, Explain, Transport
from tui.transport import Network, open_transport
from tui.vendors.registry import load
from tui.vendors.virbela.attendance import Ledger, Session, occupancy, summarise

LATENCY = 0.1
ROOMS, DAYS, AT_ONCE = 60, 180, 4
IDEAL = ROOMS * DAYS / 90 * LATENCY / AT_ONCE
SPAN = Span(STOP - timedelta(days=DAYS), STOP)


@dataclass
class Opener:
    """Hands the catalog a connection to an address."""

    url: str
    cache: None = None
    clock: Clock = FrozenClock(STOP + timedelta(hours=1))

    @property
    def settings(self) -> Mapping[str, Any]:
        return {"client_name": "acme", "client_id": "id", "client_secret": Secret("secret"), "base_url": self.url}

    def transport(self, *, bases: Mapping[str, str], auth: Auth, explain: Explain | None = None) -> Transport:
        return open_transport(
            connection="campus",
            bases=bases,
            auth=auth,
            explain=explain,
            network=Network(proxy="none", max_concurrency=AT_ONCE),
            read_only=True,
            clock=self.clock,
        )


async def read(url: str) -> tuple[int, float]:
    """Read the whole campus as the command line does; return the sessions and the seconds."""
    catalog = load("virbela").catalog()
    client = catalog.connect(Opener(url))
    await client.transport.send(_warm_up())
    count, started = 0, time.perf_counter()
    query = Query({}, SPAN, now=STOP + timedelta(hours=1), zone=UTC, settled=True)
    async for page in catalog.collection("campus-attendance").fetch(client, query):
        count += len(page.records)
    elapsed = time.perf_counter() - started
    await client.transport.aclose()
    return count, elapsed


def _warm_up() -> Any:
    from tui.vendors.virbela import calls

    return calls.rooms("acme")


@pytest.mark.parametrize(("sessions", "cap"), [("varied", 0), (5, 0), (30, 0), (0, 0), ("varied", 200)])
def test_60_rooms_over_180_days_at_100_ms(benchmark: BenchmarkFixture, sessions: int | str, cap: int) -> None:
    with serving(rooms=ROOMS, days=DAYS, sessions=sessions, latency=LATENCY, cap=cap) as url:
        count, elapsed = benchmark.pedantic(lambda: asyncio.run(read(url)), rounds=1)

    ratio = elapsed / IDEAL
    benchmark.extra_info |= {"sessions": count, "ratio": round(ratio, 3)}
    print(f"\n{count:,} sessions, {sessions} a room and day, cap {cap or 'none'}: {elapsed:.2f} s,", end=" ")
    print(f"{ratio:.3f} of the ideal {IDEAL:.2f} s")
    assert cap or ratio <= 1.2
