"""Connections: opened late, once, and closed."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest

from tui.config import Config, config_from
from tui.connections import Connections
from tui.core.errors import ConfigError, UsageError
from tui.core.secret import Secret
from tui.core.time.clock import SystemClock
from tui.core.vendor import Vendor
from tui.vendors import registry

VENDORS = str(Path(__file__).parent / "commands" / "vendors")


class Bakeries:
    """The registry, looking into the tests' folder as well."""

    def names(self) -> tuple[str, ...]:
        return registry.names(environ={"FRONTDESK_VENDORS": VENDORS})

    def load(self, name: str) -> Vendor:
        return registry.load(name, environ={"FRONTDESK_VENDORS": VENDORS})


def config(environ: dict[str, str], **extra: Any) -> Config:
    shop = {"vendor": "bakery", "key": {"env": "KEY"}, **extra}
    return config_from({"connections": {"shop": shop}}, file=Path("config.toml"), environ=environ, vendors=Bakeries())


async def test_a_client_is_made_once_however_many_ask_and_has_real_secrets() -> None:
    async with Connections(config({"KEY": "x"}), clock=SystemClock()) as connections:
        clients = await asyncio.gather(*(connections.named("shop").client() for _ in range(5)))

    assert all(client is clients[0] for client in clients)
    assert clients[0]["key"] == Secret("x")
    assert clients[0]["oven"] == "stone"


async def test_a_secret_that_was_missing_is_looked_up_again_at_the_next_try() -> None:
    environ: dict[str, str] = {}
    connection = Connections(config(environ), clock=SystemClock()).named("shop")

    with pytest.raises(ConfigError, match=r"connections\.shop\.key"):
        await connection.client()
    environ["KEY"] = "x"

    assert (await connection.client())["key"] == Secret("x")


async def test_a_connection_that_was_closed_opens_again() -> None:
    connection = Connections(config({"KEY": "x"}), clock=SystemClock()).named("shop")
    first = await connection.client()

    await connection.aclose()

    assert await connection.client() is not first


def test_an_unknown_name_is_told_the_one_that_was_meant_or_all_there_are() -> None:
    with pytest.raises(UsageError, match="Did you mean “shop”"):
        Connections(config({}), clock=SystemClock()).named("shap")
    with pytest.raises(UsageError, match="There are: shop"):
        Connections(config({}), clock=SystemClock()).named("bakery")


def test_no_secret_shows_in_a_repr() -> None:
    made = config({}, key="sesame")

    assert "sesame" not in repr(made)
    assert "sesame" not in repr(Connections(made, clock=SystemClock()).all)
