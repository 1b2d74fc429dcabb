"""How fast the charts are drawn again; run with `--benchmark-only`."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from time import perf_counter
from typing import Any

from tests.widgets.test_charts import START, UTC_ZONE, WEEK, ChartApp, lanes, lines
from tui.widgets.charts import Curve, Steps, Timeline


def test_a_redraw_takes_less_than_ten_milliseconds(benchmark: Any) -> None:
    """Three times the budget, for the machine that runs this may be shared."""
    best = benchmark.pedantic(lambda: asyncio.run(_best_redraws()), rounds=1)

    print(f"\nbest redraw: curve {best[0] * 1000:.1f} ms, timeline {best[1] * 1000:.1f} ms")  # noqa: T201
    assert max(best) < 0.03


async def _best_redraws() -> tuple[float, float]:
    curve, timeline = Curve(zone=UTC_ZONE), Timeline(zone=UTC_ZONE)
    steps = Steps((START + n * timedelta(minutes=1), n % 40) for n in range(10_000))
    async with ChartApp(curve).run_test(size=(120, 36)):
        curve.show(steps, WEEK)
        best_curve = min(_timed_curve(curve, steps) for _ in range(5))
    async with ChartApp(timeline).run_test(size=(120, 36)):
        timeline.show(lanes(5000), WEEK, now=WEEK.stop)
        best_timeline = min(_timed(timeline) for _ in range(5))
    return best_curve, best_timeline


def _timed_curve(curve: Curve, steps: Steps) -> float:
    before = perf_counter()
    curve.show(steps, WEEK)
    lines(curve)
    return perf_counter() - before


def _timed(timeline: Timeline) -> float:
    before = perf_counter()
    lines(timeline)
    return perf_counter() - before
