"""A million rows through the command line in no more memory than a jump host spares.

`pytest tests/benchmarks/test_get_bench.py --benchmark-only -s`; some minutes each.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from tests.benchmarks.campus_server import serving
from tests.benchmarks.measured_get import WAYS, get

MOST = 150
"""Megabytes."""


@pytest.mark.timeout(1800)
@pytest.mark.parametrize("way", WAYS)
def test_a_million_rows_take_little_memory(benchmark: BenchmarkFixture, tmp_path: Path, way: str) -> None:
    if "parquet" in way:
        pytest.importorskip("arro3.io")
    with serving(rooms=60, days=180, sessions=93, latency=0) as url:
        ended = benchmark.pedantic(lambda: get(url, way, tmp_path, 180), rounds=1)  # type: ignore[no-untyped-call]
    assert ended.code == 0
    assert ended.megabytes <= MOST
