"""Opens a vendor's client as the app does, only that nobody waits: for tests against a server on loopback."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from tests.servers import ScriptedServer, Step
from tests.transport.support import Waits
from tui.core.action import Outcome, Values
from tui.core.collection import Query
from tui.core.record import Page, Record
from tui.core.secret import Secret
from tui.core.time.clock import Clock, FrozenClock
from tui.core.time.now_in_zone import NowInZone
from tui.core.time.time_range import TimeRange
from tui.core.vendor import Catalog, SettingKind, Vendor
from tui.core.wire.http import Auth, Explain, Request, Transport
from tui.transport import AsgiApp, HttpTransport, Network
from tui.vendors import registry
from tui.writing.fields import Given, validate

NOW = datetime(2026, 1, 15, 10, 30, tzinfo=UTC)
"""A Thursday morning."""


@dataclass(frozen=True)
class Opener:
    """What a vendor is handed to build its client."""

    connection: str
    settings: Mapping[str, Any]
    clock: Clock
    app: AsgiApp | None
    read_only: bool
    transports: list[Transport] = field(default_factory=list)

    @property
    def cache(self) -> None:
        """Nothing is kept."""
        return

    def transport(self, *, bases: Mapping[str, str], auth: Auth, explain: Explain | None = None) -> Transport:
        transport = HttpTransport(
            connection=self.connection,
            bases=bases,
            auth=auth,
            explain=explain,
            network=Network(proxy="none"),
            read_only=self.read_only,
            clock=self.clock,
            app=self.app,
            pace=Waits().pace,
        )
        self.transports.append(transport)
        return transport


@dataclass(frozen=True)
class Opened:
    """A vendor's client and what it can be asked and told."""

    client: Any
    catalog: Catalog
    settings: Mapping[str, Any]
    now: datetime

    async def pages(self, collection: str, span: TimeRange | None = None, **values: Any) -> list[Page[Any]]:
        query = Query(values, span, now=self.now, zone=UTC)
        return [page async for page in self.catalog.collection(collection).fetch(self.client, query)]

    async def rows(self, collection: str, span: TimeRange | None = None, **values: Any) -> list[Record[Any]]:
        return [record for page in await self.pages(collection, span, **values) for record in page.records]

    async def request(self, action: str, given: Mapping[str, Given]) -> Request:
        """Return what an action would send."""
        return (await self._ready(action, given))[0]

    async def do(self, action: str, given: Mapping[str, Given]) -> Outcome:
        """Do it, without a journal."""
        request, values = await self._ready(action, given)
        answer = await self.client.transport.send(request)
        return self.catalog.action(action).outcome(values, answer)

    def problems(self, action: str, given: Mapping[str, Given]) -> dict[str, str]:
        """Return what is wrong with a filled-in form, by field."""
        moment = NowInZone(self.now, UTC)
        _, problems = validate(self.catalog.action(action), given, moment=moment, settings=self.settings)
        return {problem.field: problem.text for problem in problems}

    async def _ready(self, action: str, given: Mapping[str, Given]) -> tuple[Request, Values]:
        assert self.problems(action, given) == {}
        described = self.catalog.action(action)
        values, _ = validate(described, given, moment=NowInZone(self.now, UTC), settings=self.settings)
        if described.prepare is not None:
            values = await described.prepare(self.client, values)
        return described.request(self.client, values), values


@asynccontextmanager
async def opened(
    vendor: str,
    settings: Mapping[str, Any],
    *,
    connection: str,
    app: AsgiApp | None = None,
    clock: Clock | None = None,
    read_only: bool = False,
) -> AsyncIterator[Opened]:
    """Open a connection to a vendor, and close it."""
    described = registry.load(vendor)
    clock = clock or FrozenClock(NOW)
    filled = _filled(described, settings)
    opener = Opener(connection, filled, clock, app, read_only)
    catalog = described.catalog()
    try:
        yield Opened(catalog.connect(opener), catalog, filled, clock.now())
    finally:
        for transport in opener.transports:
            await transport.aclose()


def _filled(vendor: Vendor, settings: Mapping[str, Any]) -> dict[str, Any]:
    """Fill in defaults, and hide what is secret."""
    filled = {each.name: each.default for each in vendor.settings if each.default is not None} | dict(settings)
    assert vendor.check(filled) == ()
    secret = {each.name for each in vendor.settings if each.kind is SettingKind.SECRET}
    return {name: Secret(value) if name in secret else value for name, value in filled.items()}


@asynccontextmanager
async def scripted(
    vendor: str, settings: Mapping[str, Any], *script: Step, connection: str, prefix: str = "", **more: Any
) -> AsyncIterator[tuple[ScriptedServer, Opened]]:
    """Open a connection to a server on loopback that follows a script; `prefix` is what the vendor's base ends with."""
    async with ScriptedServer(*script) as server:
        based = {"base_url": f"{server.url}{prefix}", **settings}
        async with opened(vendor, based, connection=connection, **more) as to:
            yield server, to
