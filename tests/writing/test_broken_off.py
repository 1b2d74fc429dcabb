"""A scripted bulk that a signal breaks off: it says how it goes on, goes on, and does nothing twice."""

from __future__ import annotations

import asyncio
import os
import re
import signal
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from tests.servers import Exchange, Step, answer
from tests.writing.server import AcmeServer

ROWS = 12
AT_ONCE = 2
CONFIG = f"""
[connections.campus]
vendor = "acme"
base_url = "{{url}}"

[connections.campus.network]
max_concurrency = {AT_ONCE}
"""


class Gate:
    """Holds the answers to all invitations but the first few, until it is opened."""

    def __init__(self, *, free: int) -> None:
        self._free = free
        self._waiting = 0
        self.held = asyncio.Event()
        """Set when as many wait at the gate as are sent at once: then none is still on its way."""
        self.open = asyncio.Event()

    def step(self, email: str) -> Step | None:
        """Answer at once, or at the gate."""
        self._free -= 1
        if self._free >= 0:
            return None

        async def waiting(exchange: Exchange) -> None:
            self._waiting += 1
            if self._waiting == AT_ONCE:
                self.held.set()
            await self.open.wait()
            await answer(200, {"detail": "Invited."})(exchange)

        return waiting


async def start(folder: Path, *words: str) -> asyncio.subprocess.Process:
    """Start `frontdesk` on people.csv's action."""
    environ = {name: value for name, value in os.environ.items() if "proxy" not in name.lower()}
    return await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tui", "do", "campus", "invite", "--yes", *words),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=folder,
        env={
            **environ,
            "XDG_STATE_HOME": str(folder / "state"),
            "FRONTDESK_CONFIG": str(folder / "config.toml"),
            "FRONTDESK_VENDORS": str(Path(__file__).parent / "vendors"),
            "PYTHONPATH": str(Path(__file__).parents[2]),
        },
    )


def written(folder: Path, server: AcmeServer) -> None:
    """Write the config and the file of people."""
    (folder / "config.toml").write_text(CONFIG.format(url=server.url), encoding="utf-8")
    people = "".join(f"p{number}@example.org\n" for number in range(ROWS))
    (folder / "people.csv").write_text("email\n" + people, encoding="utf-8")


@pytest.mark.parametrize(
    ("number", "code", "unknown"),
    [(signal.SIGINT, 130, False), (signal.SIGTERM, 143, True), (signal.SIGHUP, 129, True)],
)
async def test_a_bulk_that_a_signal_breaks_off_says_how_it_goes_on_and_does_nothing_twice(
    server: AcmeServer, tmp_path: Path, number: signal.Signals, code: int, unknown: bool
) -> None:
    written(tmp_path, server)
    gate = Gate(free=4)
    server.badly = gate.step

    broken_off = await start(tmp_path, "--from", "people.csv")
    await gate.held.wait()
    broken_off.send_signal(number)
    assert broken_off.stderr is not None
    said = await broken_off.stderr.readline()
    while number is signal.SIGINT and b"Stopping" not in said:
        said = await broken_off.stderr.readline()
    gate.open.set()
    _, rest = await broken_off.communicate()
    text = (said + rest).decode()
    again = re.search(r"“frontdesk do campus invite --resume (\d+)” goes on", text)
    assert again is not None, text
    assert ("unknown" in text) is unknown, text
    assert broken_off.returncode == code

    await server.quiet()
    before = sum(server.invited.values())
    resumed = await start(tmp_path, "--resume", again[1])
    _, ended = await resumed.communicate()

    assert before < ROWS
    assert resumed.returncode in (0, 3), ended
    assert Counter(server.invited.values()) == {1: ROWS}


async def test_a_second_ctrl_c_breaks_off_what_is_under_way(server: AcmeServer, tmp_path: Path) -> None:
    written(tmp_path, server)
    gate = Gate(free=2)
    server.badly = gate.step

    process = await start(tmp_path, "--from", "people.csv")
    await gate.held.wait()
    process.send_signal(signal.SIGINT)
    assert process.stderr is not None
    while b"Stopping" not in await process.stderr.readline():
        pass
    process.send_signal(signal.SIGINT)
    _, rest = await process.communicate()
    gate.open.set()

    assert process.returncode == 130
    assert "--resume 1” goes on" in rest.decode()
    assert "Traceback" not in rest.decode()
