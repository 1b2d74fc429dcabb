"""NameCoach's own JavaScript client (gpdb-api-client, from the npm registry) against our sandbox on a socket."""

from __future__ import annotations

import asyncio
import json
import shutil
import subprocess
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from tests.namecoach.names import read_token
from tests.vendors.opening import opened
from tui.core.time.clock import SystemClock
from tui.sandbox import build
from tui.sandbox.server import running
from tui.sandbox.world import World
from tui.vendors.namecoach.sandbox import DEMO, KEY_ID, SECRET, is_genuine

PACKAGE = "gpdb-api-client@1.3.2"
SCRIPT = Path(__file__).with_name("official.js")


@pytest.fixture(scope="session")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder in which the vendor's client is installed."""
    for tool in ("node", "npm"):
        if shutil.which(tool) is None:
            pytest.skip(f"{tool} is not installed here")
    folder = tmp_path_factory.mktemp("official")
    (folder / "package.json").write_text('{"private": true}', encoding="utf-8")
    options = ["--no-audit", "--no-fund", "--ignore-scripts", "--no-save"]
    try:
        done = subprocess.run(
            ["npm", "install", PACKAGE, *options], cwd=folder, capture_output=True, text=True, timeout=120, check=False
        )
    except subprocess.TimeoutExpired:
        pytest.skip(f"npm could not install {PACKAGE} within 120 s")
    if done.returncode:
        pytest.skip(f"npm could not install {PACKAGE}: {done.stderr.strip().splitlines()[-1:]}")
    shutil.copy(SCRIPT, folder)
    return folder


@pytest.fixture
async def base() -> AsyncIterator[str]:
    """Serve the sandbox on a socket, by the real clock: the vendor's client knows no other."""
    async with running(build(World(7, SystemClock()))) as address:
        yield f"{address}/namecoach/api/v1"


async def run(folder: Path, *words: str) -> dict[str, Any]:
    """Run the script and return what it printed."""
    process = await asyncio.create_subprocess_exec(
        "node", SCRIPT.name, *words, cwd=folder, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE
    )
    out, complaints = await asyncio.wait_for(process.communicate(), 60)
    assert process.returncode == 0, complaints.decode()
    said: dict[str, Any] = json.loads(out)
    return said


async def test_its_events_are_recorded_and_its_mistakes_are_told(installed: Path, base: str) -> None:
    said = await run(installed, base, KEY_ID, SECRET)

    recorded, extension, refused = said["ended"]
    assert (recorded, extension) == ({"ok": ""}, {"ok": ""}), "an empty 201 is a success there as well"
    assert refused["status"] == 422
    assert "entity_id" in refused["message"]

    settings = {**DEMO[0].settings, "base_url": base}
    async with opened("namecoach", settings, connection="names", clock=SystemClock()) as names:
        rows = await names.rows(
            "lead-events", recording_id=("rec-1",), customer_id="harbor-university", user_id="user-1", lead_id="js-lead"
        )
    assert [(row.fields()["event_id"], row.fields()["tool_signature"]) for row in rows] == [("js#1", "vfp")]


async def test_its_token_and_ours_pass_the_same_checks(installed: Path, base: str) -> None:
    header = (await run(installed, base, KEY_ID, SECRET))["header"]

    head, payload = read_token(header, secret=SECRET)
    assert head == {"alg": "HS256", "access_key_id": KEY_ID}
    assert list(payload) == ["ts"]
    assert is_genuine(header.removeprefix("Bearer:"), now=SystemClock().now())


async def test_the_wrong_secret_is_turned_away(installed: Path, base: str) -> None:
    said = await run(installed, base, KEY_ID, "another-secret")

    assert {ended.get("status") for ended in said["ended"]} == {401}
