"""The sandbox's connections, in process, for finding in."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from tests.gates import Gate
from tests.worked_out_once import SharedWorld
from tui.config import config_from
from tui.connections import Connections
from tui.core.time.clock import FrozenClock
from tui.lookup.finder import Finder
from tui.lookup.person import Whereabouts
from tui.lookup.reading import Clock
from tui.sandbox import build, demo_config
from tui.sandbox.faults import Faults

__all__ = ["CLOCK", "NOW", "connected", "find", "follow"]

NOW: Final = datetime(2026, 11, 20, 13, 51, tzinfo=UTC)
CLOCK: Final = Clock(NOW, UTC)


@asynccontextmanager
async def connected(
    *, faults: str = "", gate: Gate | None = None, change: Mapping[str, Mapping[str, Any]] | None = None
) -> AsyncIterator[Connections]:
    """Connect to a sandbox of one's own; `change` alters settings, by connection."""
    values = demo_config("http://sandbox.invalid")
    for name, settings in (change or {}).items():
        values["connections"][name] |= settings
    config = config_from(values, file=Path("/nowhere/config.toml"), environ={})
    clock = FrozenClock(NOW)
    sandbox = build(SharedWorld(clock), faults=Faults.parse(faults) if faults else None)
    async with Connections(config, clock=clock, app=gate.before(sandbox) if gate else sandbox) as connections:
        yield connections


async def find(finder: Finder, text: str, connections: Connections, *names: str) -> None:
    """Look for a text in some connections, or in all."""
    for connection in map(connections.named, names) if names else connections.all:
        async for _ in finder.ask(text, connection, CLOCK):
            pass


async def follow(who: str, connections: Connections, *names: str) -> Whereabouts:
    """Follow somebody over some connections, in that order, or over all."""
    person = Whereabouts(who, finder=Finder())
    for connection in map(connections.named, names) if names else connections.all:
        async for _ in person.ask(connection, CLOCK):
            pass
    return person
