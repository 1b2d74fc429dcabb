"""A public Python client of BioT's (biot-python-sdk, MIT) against our sandbox on a socket.

It asks for a service's health before every call, and takes a service that does not answer for offline.
"""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from tests.biot.clinic import fits
from tests.on_demand import on_demand
from tui.core.time.clock import SystemClock
from tui.sandbox import build
from tui.sandbox.server import running
from tui.sandbox.world import World
from tui.vendors.biot.sandbox.accounts import PASSWORD, USERNAME
from tui.vendors.biot.sandbox.templates import TEMPLATES

pytestmark = on_demand

CLIENT = "biot-python-sdk==1.0.20"
NEEDS = ("requests==2.32.3", "urllib3", "idna", "certifi", "charset-normalizer")
"""What it imports; it also asks for test tools of fixed versions, which it does not."""
SCRIPT = Path(__file__).with_name("official.py")


@pytest.fixture(scope="session")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder in which the client is installed."""
    folder = tmp_path_factory.mktemp("official")
    words = ("-m", "pip", "install", "--quiet", "--no-deps", "--target", str(folder), CLIENT, *NEEDS)
    done = subprocess.run([sys.executable, *words], capture_output=True, text=True, timeout=200, check=False)
    if done.returncode:
        pytest.skip(f"pip could not install {CLIENT}: {done.stderr.strip().splitlines()[-1:]}")
    return folder


@pytest.fixture
async def base() -> AsyncIterator[str]:
    """Serve the sandbox on a socket, by the real clock: the client knows no other."""
    async with running(build(World(7, SystemClock()))) as address:
        yield f"{address}/biot"


async def run(folder: Path, base: str) -> dict[str, Any]:
    """Run the script and return what it printed."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, str(SCRIPT), base, USERNAME, PASSWORD),
        env={"PYTHONPATH": str(folder), "PYTHONDONTWRITEBYTECODE": "1"},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    out, complaints = await asyncio.wait_for(process.communicate(), 100)
    assert process.returncode == 0, out.decode() + complaints.decode()
    said: dict[str, Any] = json.loads(out)
    return said


async def test_it_signs_in_finds_templates_and_filters_by_custom_attributes(installed: Path, base: str) -> None:
    said = await run(installed, base)

    assert said["template"] == TEMPLATES["infusion"].id
    assert {each["name"] for each in said["templates"]["data"]} == {"InfusionPump", "Spirometer"}
    assert said["organization"] == said["sessions"]["data"][0]["_ownerOrganization"]["id"]
    assert {each["ward"] for each in said["sessions"]["data"]} == {"B12"}
    assert {each["_configuration"]["rate"] > 60 for each in said["faster"]["data"]} == {True}
    assert said["same"] == said["sessions"]["data"][0] == said["by_uuid"]["data"][0]
    fits(said["made"], "SessionResponseV2")
    assert said["made"]["_template"]["name"] == "Service"
