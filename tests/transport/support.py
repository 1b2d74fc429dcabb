"""What the transport's tests share: a transport that waits for nobody, and a clock to set."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from tui.core.time.clock import Clock, FrozenClock
from tui.core.wire.http import Auth, Explain, NoAuth, Request, Response, Transport
from tui.core.wire.recent_requests import RecentRequests
from tui.transport import AsgiApp, HttpTransport, Network, RequestLog, Timing

NOON = datetime(2026, 1, 5, 12, tzinfo=UTC)
READ = Request("GET", "/rooms")


@dataclass(slots=True)
class SetClock:
    """A clock that a test sets."""

    at: datetime = NOON

    def now(self) -> datetime:
        return self.at

    def advance(self, seconds: float) -> None:
        self.at += timedelta(seconds=seconds)


@dataclass(slots=True)
class Waits:
    """Stands in for time: sleeping is noted and moves the stopwatch on."""

    slept: list[float] = field(default_factory=list)

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)

    def monotonic(self) -> float:
        return sum(self.slept)

    @property
    def pace(self) -> Timing:
        return Timing(sleep=self.sleep, monotonic=self.monotonic, chance=lambda: 1.0)


@asynccontextmanager
async def opened(
    url: str = "http://127.0.0.1:1",
    *,
    bases: Mapping[str, str] | None = None,
    auth: Auth | None = None,
    explain: Explain | None = None,
    network: Network | None = None,
    read_only: bool = False,
    clock: Clock | None = None,
    secrets: Iterable[str] = (),
    names: Iterable[str] = (),
    log: RequestLog | None = None,
    recent: RecentRequests | None = None,
    app: AsgiApp | None = None,
    waits: Waits | None = None,
    pace: Timing | None = None,
) -> AsyncIterator[Transport]:
    """Open a transport called `campus`, and close it."""
    transport = HttpTransport(
        connection="campus",
        bases=bases or {"api": url},
        auth=auth or NoAuth(),
        explain=explain,
        network=network or Network(proxy="none"),
        read_only=read_only,
        clock=clock or FrozenClock(NOON),
        secrets=secrets,
        names=names,
        log=log,
        recent=recent,
        app=app,
        pace=pace or (waits or Waits()).pace,
    )
    try:
        yield transport
    finally:
        await transport.aclose()


async def asked(url: str, request: Request = READ) -> Response:
    """Send one request on a transport of its own."""
    async with opened(url) as transport:
        return await transport.send(request)
