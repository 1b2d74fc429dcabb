"""100,000 people through the browser, over HTTP: when the first row is there, and whether a key ever has to wait.

`pytest tests/benchmarks/test_browser_bench.py --benchmark-only -s`
"""

from __future__ import annotations

import asyncio
import subprocess
import sys
import tomllib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from time import perf_counter, thread_time

from pytest_benchmark.fixture import BenchmarkFixture
from textual import events
from textual.pilot import Pilot

from tui.app import FrontdeskApp
from tui.config import config_from
from tui.connections import Connections
from tui.core.garbage import spare_what_lives
from tui.core.time.clock import SystemClock
from tui.screens.browse.browser import BrowserScreen
from tui.storage.paths import paths_under
from tui.widgets.filter_bar import FilterBar

SCALE = 85
"""Times 1,200 people, which is more than the 100,000 that the sandbox makes up at the most."""


@contextmanager
def _sandbox(folder: Path) -> Iterator[Path]:
    """Serve the sandbox from a process of its own, and give the config that it prints."""
    argv = [sys.executable, "-m", "tui", "sandbox", "--port", "0", "--scale", str(SCALE)]
    path = folder / "config.toml"
    with (
        path.open("w", encoding="utf-8") as written,
        subprocess.Popen(argv, stdout=written, stderr=subprocess.PIPE, text=True) as server,
    ):
        assert server.stderr is not None
        try:
            assert "serves" in server.stderr.readline()
            yield path
        finally:
            server.terminate()


class Watch:
    """Notes how long the event loop was ever held up, by the time that it computed: the machine has other work."""

    def __init__(self) -> None:
        self.waits: list[float] = []
        self._task = asyncio.create_task(self._tick())

    async def _tick(self) -> None:
        while True:
            before = thread_time()
            await asyncio.sleep(0.002)
            self.waits.append(thread_time() - before)

    def stop(self) -> list[float]:
        """Return the waits, the longest last."""
        self._task.cancel()
        return sorted(self.waits)


async def _until(pilot: Pilot[int], fact: str, holds: object) -> float:
    """Wait for a fact about the screen, and return how long that took, in milliseconds."""
    assert callable(holds)
    began = perf_counter()
    while not holds():
        assert perf_counter() - began < 120, fact
        await asyncio.sleep(0.001)
    return (perf_counter() - began) * 1000


async def _moved(app: FrontdeskApp, screen: BrowserScreen, pilot: Pilot[int]) -> tuple[float, float]:
    """Move the cursor, leave a typist's pause, and return the milliseconds that were computed until it had moved, and
    until it was painted there.
    """
    at, before = screen.table.current, thread_time()
    app.post_message(events.Key("down", None))
    await _until(pilot, "no move", lambda: screen.table.current is not at)
    moved = thread_time()
    painted = asyncio.Event()
    screen.call_after_refresh(painted.set)
    await painted.wait()
    frame = thread_time()
    await asyncio.sleep(0.05)
    return (moved - before) * 1000, (frame - before) * 1000


async def _typed(app: FrontdeskApp, bar: FilterBar, pilot: Pilot[int], text: str) -> float:
    """Type the last letter of a text, and return how long it took to stand in the filter, in milliseconds."""
    app.post_message(events.Key(text[-1], text[-1]))
    took = await _until(pilot, "no letter", lambda: bar.text == text)
    await asyncio.sleep(0.1)
    return took


def _late(times: Sequence[float]) -> float:
    return sorted(times)[int(len(times) * 0.95)]


async def _walk(text: str, folder: Path) -> dict[str, float]:
    values = tomllib.loads(text)
    values["connections"] = {"campus": values["connections"]["campus"]}
    config = config_from(values, file=folder / "config.toml", environ={})
    clock = SystemClock()
    app = FrontdeskApp(Connections(config, clock=clock), config, clock=clock, paths=paths_under(folder))
    spare_what_lives()  # as the app does once its first screen stands
    figures: dict[str, float] = {}
    async with app.run_test(size=(120, 36)) as pilot:
        await app.workers.wait_for_complete()
        app.open_collection(app.app_state.connections.all[0], "users", values={}, crumbs=("campus", "People"))
        await _until(pilot, "no browser", lambda: isinstance(app.screen, BrowserScreen) and app.screen.is_mounted)
        screen = app.screen
        assert isinstance(screen, BrowserScreen)
        figures["first rows, ms"] = await _until(pilot, "no row", lambda: screen.table.current is not None)
        figures["rows then"] = len(screen.view)
        began, watch = perf_counter(), Watch()
        while_loading = []
        while screen.reading:
            while_loading.append(await _moved(app, screen, pilot))
        waits = watch.stop()
        figures["all rows, ms"] = (perf_counter() - began) * 1000
        figures["rows"] = screen.view.total
        at_rest = [await _moved(app, screen, pilot) for _ in while_loading]
        for what, moves in (("while it loads", while_loading), ("at rest", at_rest)):
            for until, took in zip(("moved", "painted"), zip(*moves, strict=True), strict=True):
                figures[f"cursor {until} {what}, p50 ms"] = median(took)
                figures[f"cursor {until} {what}, p95 ms"] = _late(took)
        for until in ("moved", "painted"):
            late = (figures[f"cursor {until} {what}, p95 ms"] for what in ("while it loads", "at rest"))
            figures[f"cursor {until}, p95, load ÷ rest"] = next(late) / next(late)
        figures["loop held up, p99 ms"] = waits[int(len(waits) * 0.99)] * 1000
        figures["loop held up, worst ms"] = waits[-1] * 1000
        watch = Watch()
        before = perf_counter()
        app.post_message(events.Key("slash", "/"))
        bar = screen.query_one("#filter", FilterBar)
        await _until(pilot, "no filter bar", lambda: bar.has_focus_within)
        keys = [await _typed(app, bar, pilot, "blevins"[:count]) for count in range(1, 8)]
        figures["filter key, median ms"] = sorted(keys)[3]
        figures["filter key, worst ms"] = max(keys)
        await _until(pilot, "no filter", lambda: screen.view.filter_text == "blevins" and not screen.view.is_pending)
        figures["filter shown, ms"] = (perf_counter() - before) * 1000
        figures["found"] = len(screen.view)
        figures["held up while filtering, worst ms"] = watch.stop()[-1] * 1000
    return figures


def test_a_hundred_thousand_people(benchmark: BenchmarkFixture, tmp_path: Path) -> None:
    with _sandbox(tmp_path) as config:
        text = config.read_text(encoding="utf-8")
        figures: dict[str, float] = benchmark.pedantic(  # type: ignore[no-untyped-call]
            lambda: asyncio.run(_walk(text, tmp_path)), rounds=1, iterations=1
        )
    benchmark.extra_info.update(figures)
    sys.stdout.write("".join(f"\n{name:38} {value:10,.1f}" for name, value in figures.items()))
    assert figures["rows"] > 98_000  # the others have not accepted their invitation
    assert 0 < figures["rows then"] < figures["rows"]
    assert 0 < figures["found"] < figures["rows"]
