"""A read as curl commands: what a shell makes of them is what would be sent, and no secret stands in them."""

from __future__ import annotations

import subprocess
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from tui.config import config_from
from tui.config.secrets import SecretSource
from tui.connections import Connections
from tui.core.collection import Query
from tui.core.errors import UsageError
from tui.core.time.clock import FrozenClock
from tui.core.time.ranges import parse_range
from tui.sandbox import demo_config

NOW = datetime(2026, 11, 20, 13, 51, tzinfo=UTC)
ZONE = ZoneInfo("Europe/Stockholm")


def connections() -> Connections:
    """Return the demo's connections: nothing answers at their address."""
    config = config_from(demo_config("http://sandbox.invalid"), file=Path("config.toml"), environ={})
    return Connections(config, clock=FrozenClock(NOW))


async def commands(connection: str, collection: str, **values: str) -> list[str]:
    there = connections().named(connection)
    span = parse_range("2d", now=NOW, zone=ZONE)
    asked = there.catalog.collection(collection)
    return (await there.curl(asked, Query(values, span, NOW, ZONE, fresh=True))).splitlines()


def in_a_shell(command: str, **variables: str) -> list[str]:
    """Return the words that a shell would start curl with."""
    script = f"curl() {{ printf '%s\\0' \"$@\"; }}\n{command}"
    done = subprocess.run(["bash", "-c", script], env=variables, capture_output=True, text=True, check=True)
    return done.stdout.split("\0")[:-1]


async def test_a_shell_puts_the_secret_in_its_place_and_all_else_stays_as_it_is() -> None:
    (command,) = await commands("campus", "user", userId="it's $HOME?")

    words = in_a_shell(command, CAMPUS_CLIENT_SECRET="a 'b' $c")

    assert "V-Client-Secret: a 'b' $c" in words
    assert words[-1] == "http://sandbox.invalid/virbela/User/it%27s%20%24HOME%3F"


async def test_a_body_and_a_password_come_through() -> None:
    (command,) = await commands("line4", "runs", serialNumber="Ö'1")
    words = in_a_shell(command, LINE4_TOKEN="t")
    assert "Authorization: Bearer t" in words
    assert '"serialNumber":"Ö\'1"' in words[words.index("--data-raw") + 1]

    (command,) = await commands("office", "comebacks")
    words = in_a_shell(command, OFFICE_PASSWORD="p:w")
    assert words[words.index("--user") + 1].endswith(":p:w")


async def test_every_request_that_needs_no_other_answer_has_its_line() -> None:
    lines = await commands("campus", "waitlist-called")

    assert len(lines) == 2
    assert "/Activity/Waitlist/Called?start=2026-11-18" in lines[-1]


@pytest.mark.parametrize("connection", [each.name for each in connections().all])
async def test_every_collection_of_every_vendor_is_written_without_a_secret_and_without_asking(connection: str) -> None:
    there = connections().named(connection)
    secrets = {each.resolve().reveal() for each in there.config.settings.values() if isinstance(each, SecretSource)}
    for collection in there.catalog.collections:
        values = {param.name: "X1" for param in collection.params if param.required}
        try:
            lines = await commands(connection, collection.name, **values)
        except UsageError:
            continue  # what it wants besides, no description says
        assert lines
        assert all(line.startswith("curl ") and "@@" not in line for line in lines)
        assert not [secret for secret in secrets if secret in "\n".join(lines)]
