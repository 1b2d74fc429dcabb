"""A server, a connection to it, and a journal."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.writing.server import AcmeServer
from tests.writing.vendors.acme import connect
from tui.connections import Connection
from tui.storage.journal import Journal


@pytest.fixture
async def server() -> AsyncIterator[AcmeServer]:
    async with AcmeServer() as server:
        yield server


@pytest.fixture
async def connection(server: AcmeServer) -> AsyncIterator[Connection]:
    connection = connect(server.url)
    yield connection
    await connection.aclose()


@pytest.fixture
async def journal(tmp_path: Path) -> AsyncIterator[Journal]:
    journal = Journal(tmp_path / "state" / "journal.sqlite3")
    yield journal
    await journal.aclose()
