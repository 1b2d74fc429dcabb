"""One connection's way to its vendor: credentials, tries, redirects and pacing around a single exchange.

::

    send ─ refuse writes when read-only
         └ until there is a good answer, or none is to be had
             ├ a token, if the connection needs one        (credentials)
             ├ a free slot, the vendor's wish for quiet, then one try:
             │     exchange ─ redirect? exchange again     (httpx_client, redirects)
             │     good? in the vendor's words, if not     (responses)
             ├ 401 with a token: one new token, again at once
             └ may it go again, and when?                  (retry)
"""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from tui.core.clock import Clock
from tui.core.errors import Arrival, Refused, Unreachable, UsageError, VendorError
from tui.core.http import Auth, Effect, Explain, Request, Response, Token, Transport
from tui.transport.credentials import Credentials
from tui.transport.describe import described
from tui.transport.http_call import Base, HttpCall, check_headers, compose, merged, parse_bases
from tui.transport.log import LogLine, WireLog
from tui.transport.network import AsgiApp, Network
from tui.transport.redirects import Redirects
from tui.transport.responses import ResponseCheck, request_id_of
from tui.transport.retry import Retry, Tried, TryFailed
from tui.transport.scrub import secrets_sent

if TYPE_CHECKING:
    from tui.transport.httpx_client import HttpxClient

__all__ = ["HttpTransport", "Timing", "open_transport"]


@dataclass(frozen=True, slots=True)
class Timing:
    """Time and chance, handed in so that a test need not wait."""

    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    monotonic: Callable[[], float] = time.monotonic
    chance: Callable[[], float] = random.random
    """Draws a number between 0 and 1."""


class HttpTransport:
    """A `Transport` over HTTP. It costs nothing until the first request is sent."""

    def __init__(
        self,
        *,
        connection: str,
        bases: Mapping[str, Base],
        auth: Auth,
        explain: Explain | None,
        network: Network,
        read_only: bool,
        clock: Clock,
        log: WireLog | None,
        app: AsgiApp | None,
        pace: Timing,
        retry: Retry,
    ) -> None:
        self._connection = connection
        self._bases = bases
        self._network = network
        self._read_only = read_only
        self._clock = clock
        self._log = log
        self._app = app
        self._pace = pace
        self._retry = retry
        self._credentials = Credentials(auth, clock)
        self._judge = ResponseCheck(connection, explain, clock, self._credentials.fixed_secrets())
        self._redirects = Redirects.among(connection, bases.values())
        self._slots = asyncio.Semaphore(network.max_concurrency)
        self._starting = asyncio.Lock()
        self._engine: HttpxClient | None = None
        self._closed = False
        self._quiet_until = 0.0

    @property
    def connection(self) -> str:
        """The connection's name, for sentences."""
        return self._connection

    @property
    def max_concurrency(self) -> int:
        """Requests under way at once at the most; `send` waits beyond it."""
        return self._network.max_concurrency

    def describe(self, request: Request) -> str:
        """Write the request out as it would be sent, secrets masked: the dry run.

        Raises:
            UsageError: when it cannot be written as HTTP.
        """
        masked = {} if request.anonymous else self._credentials.masked()
        return described(request, compose(self._connection, self._bases, request), masked)

    async def send(self, request: Request) -> Response:
        """Send and return a good answer.

        Raises:
            VendorError: of the class that fits, when there is no good answer.
            Refused: when the connection is read-only and the request is a write; nothing was sent.
            UsageError: when the request cannot be written as HTTP, or the network settings cannot be used.
        """
        if self._read_only and request.effect is not Effect.READ:
            raise Refused(
                f"{self._connection} is read-only: nothing was sent.",
                way_out="Take read_only out of the connection's config to write.",
            )
        call = compose(self._connection, self._bases, request)
        started = self._pace.monotonic()
        tried = Tried(request.effect)
        renewed = False
        tries = 0
        while True:
            try:
                token = None if request.anonymous else await self._credentials.token(_Anonymous(self))
            except VendorError as signed_out:
                raise tried.in_all(signed_out) from signed_out.__cause__
            tries += 1
            try:
                return await self._try(request, call, token, tries)
            except TryFailed as failed:
                if failed.status == 401 and token is not None and not renewed:
                    renewed = True
                    self._credentials.discard(token)
                    continue
                wait = self._retry.wait_after(
                    failed,
                    effect=request.effect,
                    tries=tries,
                    elapsed=self._pace.monotonic() - started,
                    chance=self._pace.chance,
                )
                if wait is None:
                    raise tried.in_all(failed.error) from failed.__cause__
                tried.note(failed.error)
                if failed.wait is not None:
                    self._quiet_until = max(self._quiet_until, self._pace.monotonic() + wait)
            await self._pace.sleep(wait)

    async def aclose(self) -> None:
        """Let go of sockets; what is under way fails."""
        self._closed = True
        httpx_client, self._engine = self._engine, None
        if httpx_client is not None:
            await httpx_client.aclose()

    async def _try(self, request: Request, call: HttpCall, token: Token | None, tries: int) -> Response:
        async with self._slots:
            await self._keep_quiet()
            httpx_client = await self._started()
            # Signed only now: such a signature is good for seconds, and the wait for a slot may have been longer.
            credentials = {} if request.anonymous else self._credentials.headers(token)
            sent = secrets_sent(credentials, request)
            check_headers(self._connection, credentials)
            answer = await self._exchange(httpx_client, call, credentials, tries)
            hops = 0
            try:
                while moved := self._redirects.next_call(call, answer, effect=request.effect, hops=hops):
                    hops += 1
                    if not moved.own:
                        credentials = {}
                    call = moved.call
                    answer = await self._exchange(httpx_client, call, credentials, tries)
            except VendorError as refused:
                raise TryFailed(refused, status=answer.status, lasting=True) from None
        self._judge.judge(answer, request.effect, sent=sent)
        return answer

    async def _keep_quiet(self) -> None:
        """Wait for as long as the vendor asked for: what it told one request goes for all."""
        while (left := self._quiet_until - self._pace.monotonic()) > 0:
            await self._pace.sleep(left)

    async def _exchange(
        self, httpx_client: HttpxClient, call: HttpCall, credentials: Mapping[str, str], tries: int
    ) -> Response:
        started = self._pace.monotonic()
        try:
            answer = await httpx_client.exchange(replace(call, headers=merged(call.headers, credentials, call.custom)))
        except TryFailed as failed:
            self._note(call, type(failed.error).__name__.lower(), self._pace.monotonic() - started, tries)
            raise
        self._note(call, str(answer.status), answer.elapsed, tries, request_id_of(answer))
        return answer

    def _note(self, call: HttpCall, ended: str, seconds: float, tries: int, request_id: str = "") -> None:
        if self._log is not None:
            self._log.write(
                LogLine(self._clock.now(), self._connection, call.method, call.url, ended, seconds, tries, request_id)
            )

    async def _started(self) -> HttpxClient:
        """Return the client, made in a thread the first time: the library and the certificates take their time."""
        async with self._starting:
            if self._closed:
                raise TryFailed(Unreachable(f"{self._connection} has been closed.", arrival=Arrival.NO), lasting=True)
            if self._engine is None:
                self._engine = await asyncio.to_thread(self._make_engine)
            return self._engine

    def _make_engine(self) -> HttpxClient:
        from tui.transport.httpx_client import HttpxClient

        return HttpxClient(
            connection=self._connection, network=self._network, app=self._app, monotonic=self._pace.monotonic
        )


def open_transport(
    *,
    connection: str,
    bases: Mapping[str, str],
    auth: Auth,
    explain: Explain | None = None,
    network: Network,
    read_only: bool,
    clock: Clock,
    log: WireLog | None = None,
    app: AsgiApp | None = None,
    pace: Timing | None = None,
    retry: Retry | None = None,
) -> Transport:
    """Make a connection's transport. No file is read, no socket opened, before the first request is sent.

    Args:
        connection: The connection's name, for sentences.
        bases: The connection's own hosts by name, each with its path prefix; credentials go nowhere else.
        auth: How the connection proves who it is.
        explain: How the vendor's answers are read.
        network: Timeouts, proxy, certificates, concurrency.
        read_only: Whether writes are refused.
        clock: What tokens and log lines go by.
        log: Where each try is noted.
        app: A server in this process that answers instead of the network.
        pace: Time and chance, for tests.
        retry: How often a request is tried, for tests.

    Raises:
        UsageError: when an address or a number cannot be used.
    """
    if network.timeout <= 0 or network.max_concurrency < 1:
        raise UsageError(
            f"The network settings of {connection} cannot be used.",
            way_out="timeout must be above 0 s, max_concurrency at least 1.",
        )
    return HttpTransport(
        connection=connection,
        bases=parse_bases(connection, bases),
        auth=auth,
        explain=explain,
        network=network,
        read_only=read_only,
        clock=clock,
        log=log,
        app=app,
        pace=pace or Timing(),
        retry=retry or Retry(),
    )


class _Anonymous:
    """The transport that a token's fetch is handed: the same wire, without credentials, for those are being fetched."""

    def __init__(self, wire: HttpTransport) -> None:
        self._wire = wire

    @property
    def connection(self) -> str:
        """The connection's name, for sentences."""
        return self._wire.connection

    @property
    def max_concurrency(self) -> int:
        """Requests under way at once at the most."""
        return self._wire.max_concurrency

    async def send(self, request: Request) -> Response:
        """Send without credentials."""
        return await self._wire.send(replace(request, anonymous=True))

    def describe(self, request: Request) -> str:
        """Write the request out as it would be sent."""
        return self._wire.describe(replace(request, anonymous=True))

    async def aclose(self) -> None:
        """Do nothing: the wire belongs to the connection."""
