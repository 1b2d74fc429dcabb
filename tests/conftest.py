"""What holds for every test: how property tests are run, and what a screen's tests wait for.

No property has a deadline: how fast the machine is today is no property of the code, and the benchmarks measure that.
On CI the examples are the same every time, so that a change is judged by what it changes.
"""

from __future__ import annotations

import gc
import os
import signal
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from tests.rest import pilots_wait_for_facts
from tests.rewriting import rewritten_together
from tests.worked_out_once import worked_out_once

settings.register_profile("desk", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("ci", settings.get_profile("desk"), derandomize=True, database=None)
settings.load_profile("ci" if os.environ.get("CI") else "desk")

pilots_wait_for_facts()
worked_out_once()

if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    # A shell starts what it runs behind its back so, and every process that a test starts would be as deaf to Ctrl+C.
    signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(scope="session", autouse=True)
def temporary_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make a folder in which everything temporary goes, of this process and of those it starts."""
    folder = tmp_path_factory.mktemp("temporary")
    os.environ["TMPDIR"] = tempfile.tempdir = str(folder)
    return folder


@pytest.fixture(autouse=True)
def _nothing_temporary_is_left(temporary_folder: Path) -> Iterator[None]:
    """Fail a test after which something is in the temporary folder that was not there before."""
    before = {*temporary_folder.iterdir()}
    yield
    left = {path.name for path in {*temporary_folder.iterdir()} - before}
    assert not left, f"left in the temporary folder: {sorted(left)}"


def pytest_configure(config: pytest.Config) -> None:
    """Share the rewriting of assertions."""
    rewritten_together(config)


def pytest_collection_finish() -> None:
    """Let the collector forget all that was imported: going through it again and again took a sixth of the time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 100)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers() -> int:
    """Have `-n auto` start one process more than there are cores: while one waits for a clock, another works."""
    return (os.cpu_count() or 1) + 1
