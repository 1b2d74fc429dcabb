"""One connection's way to its vendor: credentials, tries, redirects and pacing around a single exchange.

::

    send ─ refuse writes when read-only
         └ until there is a good answer, or none is to be had
             ├ a token, if the connection needs one        (credentials)
             ├ a free slot, the vendor's wish for quiet, then one try:
             │     exchange ─ redirect? exchange again     (httpx_client or inprocess, redirects)
             │     made readable, secrets masked           (bodies, known_secrets)
             │     good? in the vendor's words, if not     (responses)
             ├ 401 with a token: one new token, again at once
             └ may it go again, and when?                  (retry)
"""

from __future__ import annotations

import asyncio
import random
import sys
import time
from collections.abc import Awaitable, Callable, Iterable, Mapping
from datetime import datetime, timedelta
from types import ModuleType
from typing import TYPE_CHECKING, cast

from msgspec import Struct
from msgspec.structs import replace

from tui.core.errors import Arrival, Refused, Unreachable, UsageError, VendorError
from tui.core.time.clock import Clock
from tui.core.wire.http import Auth, BasicAuth, Effect, Explain, Request, Response, Token
from tui.core.wire.network import AsgiApp, Network
from tui.transport.bodies import readable
from tui.transport.credentials import Credentials, fixed_secrets
from tui.transport.http_call import HttpCall, Origin, check_headers, compose, merged, parse_bases
from tui.transport.known_secrets import KnownSecrets, secrets_sent
from tui.transport.proxies import secrets_in
from tui.transport.redirects import Redirects
from tui.transport.responses import ResponseCheck, instant_of
from tui.transport.retry import Retry, Tried, TryFailed

if TYPE_CHECKING:
    from tui.core.wire.recent_requests import RecentRequests
    from tui.transport.httpx_client import HttpxClient
    from tui.transport.inprocess import InProcess
    from tui.transport.log import RequestLog
    from tui.transport.noting import RequestNotes

__all__ = ["HttpTransport", "Timing"]


class Timing(Struct, frozen=True):
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
        bases: Mapping[str, str],
        auth: Auth,
        explain: Explain | None = None,
        network: Network,
        read_only: bool,
        clock: Clock,
        secrets: Iterable[str] = (),
        names: Iterable[str] = (),
        log: RequestLog | None = None,
        recent: RecentRequests | None = None,
        app: AsgiApp | None = None,
        pace: Timing | None = None,
        retry: Retry | None = None,
    ) -> None:
        """Make a connection's transport. No file is read, no socket opened, before the first request is sent.

        Args:
            connection: The connection's name, for sentences.
            bases: The connection's own hosts by name, each with its path prefix; credentials go nowhere else.
            auth: How the connection proves who it is.
            explain: How the vendor's answers are read.
            network: Timeouts, proxy, certificates, concurrency.
            read_only: Whether writes are refused.
            clock: What tokens and log lines go by.
            secrets: What is masked in all that comes back, besides what `auth` and the requests show to be secret.
            names: Who may stand before a secret in user:password.
            log: The file that each try is noted in.
            recent: What remembers each try, for whoever wants to look at them.
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
        user = (auth.username,) if isinstance(auth, BasicAuth) else ()
        of_proxy = secrets_in(network.proxy) if network.proxy is not None else ()
        self._connection = connection
        self._bases = parse_bases(connection, bases)
        self._network = network
        self._read_only = read_only
        self._clock = clock
        self._app = app
        self._pace = pace or Timing()
        self._retry = retry or Retry()
        self._secrets = KnownSecrets([*secrets, *fixed_secrets(auth), *of_proxy], [*names, *user])
        self._credentials = Credentials(auth, clock)
        self._notes: RequestNotes | None = None
        if log is not None or recent is not None:
            from tui.transport.noting import RequestNotes

            self._notes = RequestNotes(connection, log, recent, self._secrets, self._credentials, clock)
        self._check = ResponseCheck(connection, explain, clock)
        self._redirects = Redirects(connection, tuple(self._bases.values()))
        self._slots = asyncio.Semaphore(network.max_concurrency)
        self._starting = asyncio.Lock()
        self._client: HttpxClient | InProcess | None = None
        self._closed = False
        self._quiet_until = 0.0
        self._heard_at = 0.0
        self._stalled = False
        self._dated: tuple[str, datetime] | None = None
        """What the last answer says its time was, and what ours was."""

    @property
    def connection(self) -> str:
        """The connection's name, for sentences."""
        return self._connection

    @property
    def max_concurrency(self) -> int:
        """Requests under way at once at the most; `send` waits beyond it."""
        return self._network.max_concurrency

    @property
    def clock_ahead(self) -> timedelta | None:
        """How far our clock is ahead of the vendor's, by the last answer that said a time; None before one did."""
        if self._dated is None or (said := instant_of(self._dated[0])) is None:
            return None
        return self._dated[1] - said

    def describe(self, request: Request) -> str:
        """Write the request out as it would be sent, secrets masked: the dry run.

        Raises:
            UsageError: when it cannot be written as HTTP.
        """
        from tui.transport.describe import described

        masked = {} if request.anonymous else self._credentials.masked()
        return described(request, compose(self._connection, self._bases, request), masked)

    async def send(self, request: Request) -> Response:
        """Send and return a good response, readable and without a secret in it.

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
        while True:
            try:
                token: Token | None = None
                if self._credentials.shared is not None and not request.anonymous:
                    token = await self._credentials.shared.get(_Anonymous(self))
            except VendorError as signed_out:
                raise self._secrets.error(tried.in_all(signed_out)) from signed_out.__cause__
            tried.tries += 1
            try:
                return await self._try(request, call, token, tried, started)
            except TryFailed as failed:
                tried.stalls += int(failed.stalled)
                if failed.status == 401 and token is not None and self._credentials.shared and not renewed:
                    renewed = True
                    self._credentials.shared.discard(token)
                    continue
                wait = self._retry.wait_after(
                    failed,
                    effect=request.effect,
                    tries=tried.tries,
                    elapsed=self._pace.monotonic() - started,
                    chance=self._pace.chance,
                )
                if wait is None:
                    raise self._secrets.error(tried.in_all(failed.error)) from failed.__cause__
                tried.note(failed.error)
                if failed.wait is not None:
                    self._quiet_until = max(self._quiet_until, self._pace.monotonic() + wait)
            await self._pace.sleep(wait)

    async def aclose(self) -> None:
        """Let go of sockets; what is under way fails."""
        self._closed = True
        client, self._client = self._client, None
        if client is not None:
            await client.aclose()

    async def _try(
        self, request: Request, call: HttpCall, token: Token | None, tried: Tried, started: float
    ) -> Response:
        """Wait for a slot and for the quiet that the vendor asked for, then exchange once and judge what came."""
        async with self._slots:
            # What the vendor told one request goes for all.
            while (left := self._quiet_until - self._pace.monotonic()) > 0:
                await self._pace.sleep(left)
            if self._stalled and tried.tries == 1:
                self._give_up_with_the_others(started)
            client = self._client or await self._started()
            # Signed only now: such a signature is good for seconds, and the wait for a slot may have been longer.
            credentials = {} if request.anonymous else self._credentials.headers(token)
            check_headers(self._connection, credentials)
            self._secrets.remember(secrets_sent(credentials, request))
            timeout = self._network.timeout
            patience = self._retry.patience(timeout) if tried.stalls else timeout
            response = await self._exchange(client, call, credentials, patience, tried)
            hops, elsewhere = 0, ""
            try:
                while response.status // 100 == 3:
                    moved = self._redirects.next_call(call, response, effect=request.effect, hops=hops)
                    if moved is None:
                        break
                    hops += 1
                    call = moved.call
                    if not moved.own:
                        credentials, elsewhere = {}, str(Origin.of(call.url))
                    response = await self._exchange(client, call, credentials, patience, tried)
            except VendorError as refused:
                raise TryFailed(refused, status=response.status, lasting=True) from None
        response, is_data = await readable(response)
        # What a login brings is a secret, and may be one that is known already: its body stays as it is.
        response = await self._secrets.response(response, body=not request.anonymous)
        self._check.judge(response, request.effect, is_data=is_data, sent_on_to=elsewhere)
        return response

    async def _exchange(
        self,
        client: HttpxClient | InProcess,
        call: HttpCall,
        credentials: Mapping[str, str],
        patience: float,
        tried: Tried,
    ) -> Response:
        """Exchange once, and write it down."""
        started = self._pace.monotonic()
        whole = replace(call, headers=merged(call.headers, credentials, call.custom))
        try:
            response = await client.exchange(whole, patience=patience)
        except TryFailed as failed:
            self._stalled = self._stalled or failed.stalled
            if self._notes is not None:
                ended = type(failed.error).__name__.lower()
                self._notes.add(whole, ended, self._pace.monotonic() - started, tried.tries, bare=not credentials)
            raise
        self._heard_at, self._stalled = self._pace.monotonic(), False
        self._dated = response.headers.get("date", ""), self._clock.now()
        if self._notes is not None:
            ended, took = str(response.status), self._pace.monotonic() - started
            self._notes.add(whole, ended, took, tried.tries, bare=not credentials, response=response)
        return response

    def _give_up_with_the_others(self, started: float) -> None:
        """End a request that has waited for its slot for as long as others got no byte: they have tried for it."""
        silent = self._pace.monotonic() - started
        if self._heard_at <= started and silent > self._network.timeout:
            raise TryFailed(
                Unreachable(
                    f"{self._connection} took longer than {self._network.timeout:g} s to answer others; "
                    "this was not sent any more.",
                    way_out="Check the network.",
                    arrival=Arrival.NO,
                ),
                lasting=True,
            )

    async def _started(self) -> HttpxClient | InProcess:
        """Return the client, made in a thread the first time: the library and the certificates take their time."""
        async with self._starting:
            if self._closed:
                raise TryFailed(Unreachable(f"{self._connection} has been closed.", arrival=Arrival.NO), lasting=True)
            if self._client is None:
                self._client = await asyncio.to_thread(self._make_client)
            return self._client

    def _make_client(self) -> HttpxClient | InProcess:
        if self._app is not None:
            from tui.transport.inprocess import InProcess

            return InProcess(
                self._app, connection=self._connection, network=self._network, monotonic=self._pace.monotonic
            )
        # The library's own command line comes along where click is there for something else: 45 ms, for nobody.
        sys.modules.setdefault("httpx._main", cast("ModuleType", None))
        from tui.transport.httpx_client import HttpxClient

        client = HttpxClient(connection=self._connection, network=self._network, monotonic=self._pace.monotonic)
        for proxy in client.environment.by_scheme.values() if client.environment is not None else ():
            self._secrets.remember(secrets_in(proxy))
        return client


class _Anonymous:
    """The transport that a token's fetch is handed: the same one, without credentials, for those are being fetched."""

    def __init__(self, transport: HttpTransport) -> None:
        self._transport = transport

    @property
    def connection(self) -> str:
        """The connection's name, for sentences."""
        return self._transport.connection

    @property
    def max_concurrency(self) -> int:
        """Requests under way at once at the most."""
        return self._transport.max_concurrency

    @property
    def clock_ahead(self) -> timedelta | None:
        """How far our clock is ahead of the vendor's."""
        return self._transport.clock_ahead

    async def send(self, request: Request) -> Response:
        """Send without credentials."""
        return await self._transport.send(replace(request, anonymous=True))

    def describe(self, request: Request) -> str:
        """Write the request out as it would be sent."""
        return self._transport.describe(replace(request, anonymous=True))

    async def aclose(self) -> None:
        """Do nothing: it belongs to the connection."""
