"""The configured connections, opened when they are first needed. Both faces go through here."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import timedelta
from functools import cached_property, partial
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from tui.config.model import Config, ConnectionConfig
from tui.config.secrets import SecretSource, while_awaited
from tui.core.cache import PastCache
from tui.core.errors import ConfigError, ConfigProblem, UsageError, VendorError
from tui.core.secret import Secret
from tui.core.time.clock import Clock
from tui.core.vendor import Catalog, Environment
from tui.core.wire.http import Auth, Explain, Transport
from tui.core.words import did_you_mean
from tui.storage.cache import Cache

if TYPE_CHECKING:
    from tui.core.action import Action
    from tui.core.collection import Collection, Query
    from tui.core.record import Page
    from tui.core.wire.recent_requests import RecentRequests
    from tui.transport import AsgiApp, RequestLog

__all__ = ["Connection", "Connections", "resolve_settings"]


class Connection:
    """One account with a vendor. Nothing is imported, looked up or opened before somebody asks for it."""

    def __init__(
        self,
        config: ConnectionConfig,
        *,
        clock: Clock,
        log: RequestLog | None = None,
        recent: RecentRequests | None = None,
        app: AsgiApp | None = None,
        cache: Callable[[], Cache] | None = None,
    ) -> None:
        self.config = config
        """What the user configured; its secrets are unresolved."""
        self.name = config.name
        """What the user calls it."""
        self.vendor = config.vendor
        """Whom it is with."""
        self.environment = config.environment
        """How much its data matters."""
        self.read_only = config.read_only
        """Whether every write is refused."""
        self._clock = clock
        self._log = log
        self._recent = recent
        self._app = app
        # A sandbox tells another story at every start.
        self._cache = None if app is not None or config.environment is Environment.SANDBOX else cache
        self._opening = asyncio.Lock()
        self._client: Any = None
        self._transports: list[Transport] = []

    @cached_property
    def catalog(self) -> Catalog:
        """What it can be asked and told; the first use imports the vendor's rooms."""
        return self.config.vendor.catalog()

    @property
    def actions(self) -> Sequence[Action]:
        """The writes it offers: none when it is read-only."""
        return () if self.read_only else self.catalog.actions

    async def client(self) -> Any:
        """Return the vendor's client, built at the first call; later calls return the same one.

        Raises:
            ConfigError: when a secret cannot be had; the next call tries again.
        """
        async with self._opening:
            if self._client is None:
                # In a thread: a command or a keyring may take seconds, and so do imports on a slow disk.
                settings = await while_awaited(self._prepare)
                cache = self._cache().of(self.name) if self._cache is not None else None
                opener = _Opener(
                    settings, self._clock, cache, self.config, self._log, self._recent, self._app, self._transports
                )
                self._client = self.catalog.connect(opener)
            return self._client

    @asynccontextmanager
    async def pages(self, collection: Collection, query: Query) -> AsyncIterator[AsyncIterator[Page[Any]]]:
        """Ask a collection, and break the reading off in good order however it ends.

        Raises:
            ConfigError: when a secret cannot be had.
            VendorError: out of the pages, when the vendor cannot be asked.
        """
        pages = collection.fetch(await self.client(), query)
        try:
            yield pages
        finally:
            if isinstance(pages, AsyncGenerator):
                await pages.aclose()

    async def curl(self, collection: Collection, query: Query) -> str:
        """Return the `curl` commands of a question, a line each, with shell variables for secrets; nothing is sent.

        See `tui.transport.curl` for which of its requests they are.
        """
        from tui.transport.curl import CurlOpener, secret_marker

        settings = {
            name: secret_marker(self.name, name) if isinstance(value, SecretSource) else value
            for name, value in self.config.settings.items()
        }
        opener = CurlOpener(self.name, settings, self._clock)
        pages = collection.fetch(self.catalog.connect(opener), query)
        try:
            async for _ in pages:
                pass
        except* VendorError:
            pass  # no request has an answer
        finally:
            if isinstance(pages, AsyncGenerator):
                await pages.aclose()
        return "\n".join(opener.commands)

    def clock_ahead(self) -> timedelta | None:
        """Return how far our clock is ahead of the vendor's, by its last answer; None when none said a time."""
        return next((ahead for each in self._transports if (ahead := each.clock_ahead) is not None), None)

    async def aclose(self) -> None:
        """Let go of the sockets; the connection can be opened again."""
        async with self._opening:
            self._client = None
            transports, self._transports = self._transports, []
            for transport in transports:
                await transport.aclose()

    def _prepare(self, stop: Event) -> dict[str, Any]:
        import tui.transport  # noqa: F401 - warms the import, off the event loop

        _ = self.catalog
        return resolve_settings(self.config.settings, stop)

    def __repr__(self) -> str:
        return f"Connection({self.name!r}, {self.vendor.name!r}, {self.environment.value})"


class Connections:
    """All connections of a configuration, in its order."""

    def __init__(
        self,
        config: Config,
        *,
        clock: Clock,
        log: RequestLog | None = None,
        recent: RecentRequests | None = None,
        app: AsgiApp | None = None,
        cache_folder: Path | None = None,
    ) -> None:
        """Take note of the connections; opens nothing.

        Args:
            config: The checked configuration.
            clock: The clock that the vendors' clients go by.
            log: Where requests are written, redacted; None writes none.
            recent: What remembers the last ones, redacted; None remembers none.
            app: What answers in place of the network: the sandbox, in process.
            cache_folder: Where answers about the past are kept, if the configuration wants that; None keeps none.
        """
        self._cache: Cache | None = None
        cache = None
        if cache_folder is not None and config.cache.enabled:
            cache = partial(self._cache_in, cache_folder, config.cache.max_mb, clock)
        self._by_name = {
            name: Connection(each, clock=clock, log=log, recent=recent, app=app, cache=cache)
            for name, each in config.connections.items()
        }
        self.recent = recent
        """The last requests of all connections; None when nobody wants to look at them."""
        self.all: Sequence[Connection] = tuple(self._by_name.values())
        """Every connection, in the order of the file."""

    def named(self, name: str) -> Connection:
        """Find a connection by name.

        Raises:
            UsageError: when there is none of that name; names the one that was meant, or all.
        """
        if name in self._by_name:
            return self._by_name[name]
        known = did_you_mean(name, self._by_name)
        way_out = known if self._by_name else "The config has no [connections.NAME] yet."
        raise UsageError(f"There is no connection “{name}”.", way_out=way_out)

    async def aclose(self) -> None:
        """Let go of everything that was opened."""
        for connection in self.all:
            await connection.aclose()
        if self._cache is not None:
            await self._cache.aclose()

    def _cache_in(self, folder: Path, max_mb: int, clock: Clock) -> Cache:
        """Return the cache that all connections share, made when the first of them wants it."""
        if self._cache is None:
            self._cache = Cache(folder, max_mb=max_mb, clock=clock)
        return self._cache

    async def __aenter__(self) -> Connections:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.aclose()


def resolve_settings(settings: Mapping[str, Any], stop: Event | None = None) -> dict[str, Any]:
    """Put the secrets in the places of their sources. Blocks: call it in a thread.

    Args:
        settings: With sources in them.
        stop: Set when nobody waits for them any more.

    Raises:
        ConfigError: with every secret that cannot be had.
    """
    resolved = dict(settings)
    problems: list[ConfigProblem] = []
    for name, value in settings.items():
        if isinstance(value, SecretSource):
            try:
                resolved[name] = value.resolve(stop)
            except ConfigError as failed:
                problems.extend(failed.problems)
    if problems:
        raise ConfigError(problems)
    return resolved


class _Opener(Struct, frozen=True):
    """What the vendor's catalog is handed; keeps the transports that it makes, to close them."""

    settings: Mapping[str, Any]
    clock: Clock
    cache: PastCache | None
    connection: ConnectionConfig
    log: RequestLog | None
    recent: RecentRequests | None
    app: AsgiApp | None
    made: list[Transport]

    def transport(self, *, bases: Mapping[str, str], auth: Auth, explain: Explain | None = None) -> Transport:
        """Make the connection's transport. `bases` are its own hosts by name; credentials go nowhere else."""
        from tui.transport import HttpTransport

        transport = HttpTransport(
            connection=self.connection.name,
            bases=bases,
            auth=auth,
            explain=explain,
            network=self.connection.network,
            read_only=self.connection.read_only,
            clock=self.clock,
            secrets=[value.reveal() for value in self.settings.values() if isinstance(value, Secret)],
            names=[value for value in self.settings.values() if isinstance(value, str) and "://" not in value],
            log=self.log,
            recent=self.recent,
            app=self.app,
        )
        self.made.append(transport)
        return transport
