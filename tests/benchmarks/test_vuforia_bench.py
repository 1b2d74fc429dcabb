"""5,000 runs of 40 steps: read, shown, stepped through, laid against their steps.

`pytest tests/benchmarks/test_vuforia_bench.py --benchmark-only -s`. The vendor answers in this process from pages that
are made beforehand, so what is measured is ours: sending, decoding, working out, showing.
"""

from __future__ import annotations

import asyncio
import gc
import json
import resource
import sys
import time
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from tests.app.support import settled
from tests.vendors.opening import NOW, opened
from tui.app import FrontdeskApp
from tui.config import config_from
from tui.connections import Connections
from tui.core.time.clock import FrozenClock
from tui.sandbox.http import AsgiApp
from tui.sandbox.world import World
from tui.storage.paths import paths_under
from tui.vendors.vuforia.matrix import matrix
from tui.vendors.vuforia.runs import Run
from tui.vendors.vuforia.sandbox.plant import Plant
from tui.vendors.vuforia.screens import MatrixScreen, ReportsScreen, StepperScreen

RUNS, STEPS = 5_000, 40
SERIAL = f"LOAD-{RUNS}x{STEPS}"
SETTINGS = {"org_id": "bench", "access_token": "t", "base_url": "http://vendor.invalid"}


@pytest.fixture(scope="module")
def pages() -> dict[bool, list[bytes]]:
    """Return the answers: pages of 100, and one of all."""
    runs = Plant(World(1, FrozenClock(NOW))).runs(SERIAL)
    made: dict[bool, list[bytes]] = {}
    for large, size in ((False, 100), (True, 64_533)):
        made[large] = []
        for start in range(0, RUNS, size):
            body: dict[str, Any] = {"items": runs[start : start + size], "fullCount": str(RUNS)}
            if start + size < RUNS:
                following = {"page": start // size + 2, "granularity": "step", "all": large}
                body["nextPagePostBody"] = following
            made[large].append(json.dumps(body).encode())
    return made


def vendor(pages: dict[bool, list[bytes]]) -> AsgiApp:
    """Answer with the page that is asked for."""

    async def app(scope: Any, receive: Any, send: Any) -> None:
        asked = json.loads((await receive())["body"])
        body = pages[bool(asked.get("all"))][asked.get("page", 1) - 1]
        if asked["granularity"] == "procedure":
            body = b'{"items": [], "fullCount": "0"}'
        headers = [(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode())]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": body})

    return app


async def read(app: AsgiApp, collection: str, *, large: bool) -> int:
    async with opened("vuforia", SETTINGS, connection="line4", app=app) as to:
        return len(await to.rows(collection, serialNumber=(SERIAL,), all=large))


def once(benchmark: BenchmarkFixture, work: Callable[[], Coroutine[Any, Any, Any]]) -> Any:
    return _timed(benchmark, lambda: asyncio.run(work()))


def _collect() -> None:
    gc.collect()


def _timed(benchmark: Any, work: Callable[[], Any]) -> Any:
    return benchmark.pedantic(work, rounds=3, iterations=1, setup=_collect)


@pytest.mark.parametrize("large", [False, True], ids=["fifty pages", "one page"])
def test_reading_reports(benchmark: BenchmarkFixture, pages: dict[bool, list[bytes]], large: bool) -> None:
    app = vendor(pages)
    assert once(benchmark, lambda: read(app, "reports", large=large)) == RUNS
    benchmark.extra_info["megabytes"] = round(sum(map(len, pages[large])) / 1e6, 1)


def test_reading_steps(benchmark: BenchmarkFixture, pages: dict[bool, list[bytes]]) -> None:
    app = vendor(pages)
    assert once(benchmark, lambda: read(app, "steps", large=False)) == RUNS * STEPS


def test_laying_out_the_matrix(benchmark: BenchmarkFixture, pages: dict[bool, list[bytes]]) -> None:
    async def runs() -> list[Run]:
        async with opened("vuforia", SETTINGS, connection="line4", app=vendor(pages)) as to:
            records = await to.rows("reports", serialNumber=(SERIAL,))
            return [record.value for record in records if record.value is not None]

    read_runs = asyncio.run(runs())
    table = _timed(benchmark, lambda: matrix(read_runs))
    assert (len(table.runs), len(table.columns)) == (RUNS, STEPS)


def test_searching_and_showing(benchmark: BenchmarkFixture, pages: dict[bool, list[bytes]], tmp_path: Path) -> None:
    clock = FrozenClock(NOW)
    values = {"connections": {"line4": {"vendor": "vuforia", "class": "sandbox", **SETTINGS}}}
    took: dict[str, float] = {}

    async def journey() -> None:
        config = config_from(values, file=tmp_path / "config.toml", environ={})
        connections = Connections(config, clock=clock, app=vendor(pages))
        app = FrontdeskApp(connections, config, clock=clock, paths=paths_under(tmp_path))
        async with app.run_test(size=(120, 36)) as pilot:
            await settled(pilot)
            longest = asyncio.create_task(_longest_silence(took))
            started = time.perf_counter()
            app.open_collection(
                connections.all[0], "reports", values={"serialNumber": (SERIAL,)}, crumbs=("line4", SERIAL)
            )
            await pilot.pause()
            took["screen"] = time.perf_counter() - started
            await settled(pilot)
            took["all rows"] = time.perf_counter() - started
            assert isinstance(app.screen, ReportsScreen)
            assert app.screen.view.total == RUNS
            longest.cancel()
            for key, kind in (
                ("enter", StepperScreen),
                ("n", StepperScreen),
                ("m", MatrixScreen),
                ("down", MatrixScreen),
            ):
                started = time.perf_counter()
                await pilot.press(key)
                await pilot.pause()
                took[f"key {key}"] = time.perf_counter() - started
                assert isinstance(app.screen, kind)

    once(benchmark, journey)
    took["peak megabytes"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    benchmark.extra_info.update({name: round(value, 3) for name, value in took.items()})
    sys.stdout.write("\n" + "".join(f"{name:>16} {value:8.3f}\n" for name, value in took.items()))
    assert took["longest silence"] < 0.5


async def _longest_silence(took: dict[str, float]) -> None:
    """Measure how long the event loop leaves a key waiting, at the longest."""
    took["longest silence"] = 0.0
    before = time.perf_counter()
    while True:
        await asyncio.sleep(0.001)
        now = time.perf_counter()
        took["longest silence"] = max(took["longest silence"], now - before)
        before = now
