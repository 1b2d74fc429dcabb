"""Fixtures: the command line, in this process or one of its own, with a bakery to talk to and a home of its own."""

from __future__ import annotations

import gc
import io
import os
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import pytest
import tomli_w

from tests import processes
from tui.core.time.clock import FrozenClock

Run = Callable[..., "subprocess.CompletedProcess[str]"]

NOW = datetime(2026, 11, 20, 13, 51, tzinfo=UTC)

Say = Callable[..., tuple[int, str, str]]

CONFIG = """
[ui]
timezone = "Europe/Stockholm"

[connections.shop]
vendor = "bakery"
class = "sandbox"
key = { env = "KEY" }
"""


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """Return a home folder with a configuration."""
    (tmp_path / "config.toml").write_text(CONFIG, encoding="utf-8")
    return tmp_path


@pytest.fixture
def environment(home: Path) -> dict[str, str]:
    """Return the environment of a process in that home."""
    return {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(Path(__file__).parents[2]),
        "HOME": str(home),
        "FRONTDESK_CONFIG": str(home / "config.toml"),
        "FRONTDESK_VENDORS": str(Path(__file__).parent / "vendors"),
        "LANG": "C.UTF-8",
        "KEY": "open sesame",
    }


@pytest.fixture
def frontdesk_process(environment: dict[str, str], home: Path) -> Run:
    """Return a function that runs `frontdesk` in a process of its own, for what a process alone can show."""

    def run(*words: str, stdin: str = "", **extra: str) -> subprocess.CompletedProcess[str]:
        return processes.run(words, environment={**environment, **extra}, folder=home, stdin=stdin)

    return run


@pytest.fixture
def frontdesk(
    environment: dict[str, str], home: Path, monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]
) -> Run:
    """Return a function that runs `frontdesk` in this process, which takes a fiftieth of the time of one of its own."""
    from tui.cli import main

    thresholds = gc.get_threshold()

    def run(*words: str, stdin: str = "", **extra: str) -> subprocess.CompletedProcess[str]:
        with monkeypatch.context() as patch:
            for name in tuple(os.environ):
                patch.delenv(name)
            for name, value in {**environment, **extra}.items():
                patch.setenv(name, value)
            patch.chdir(home)
            with (
                open(1, "w", encoding="utf-8", closefd=False) as out,
                open(2, "w", encoding="utf-8", closefd=False) as err,
            ):
                for name, stream in (("stdin", io.StringIO(stdin)), ("stdout", out), ("stderr", err)):
                    patch.setattr(sys, name, stream)
                try:
                    code = main(words)
                except SystemExit as ended:
                    code = ended.code if isinstance(ended.code, int) else int(ended.code is not None)
                finally:  # it set the collector for a process of its own
                    gc.unfreeze()
                    gc.set_threshold(*thresholds)
        told = capfdbinary.readouterr()
        return subprocess.CompletedProcess(list(words), code, told.out.decode("utf-8"), told.err.decode("utf-8"))

    return run


@pytest.fixture
def say(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Say:
    """Return a function that runs the command line in this process, on the sandbox in this process.

    It takes the words, what standard input holds, and when it is for the command line; at the vendors it is `NOW`.
    """
    from tests.worked_out_once import SharedWorld
    from tui.cli import main
    from tui.commands.shared import session
    from tui.connections import Connections
    from tui.sandbox import build, demo_config

    config = tmp_path / "config.toml"
    config.write_text(tomli_w.dumps(demo_config("http://sandbox.invalid")), encoding="utf-8")
    for name in ("XDG_STATE_HOME", "XDG_CACHE_HOME", "XDG_CONFIG_HOME"):
        monkeypatch.setenv(name, str(tmp_path))
    monkeypatch.setattr(session, "Connections", partial(Connections, app=build(SharedWorld(FrozenClock(NOW)))))
    monkeypatch.chdir(tmp_path)

    def run(*words: str, stdin: str = "", at: datetime = NOW) -> tuple[int, str, str]:
        streams = io.StringIO(stdin), io.StringIO(), io.StringIO()
        with monkeypatch.context() as patch:
            patch.setattr(session, "SystemClock", lambda: FrozenClock(at))
            for name, stream in zip(("stdin", "stdout", "stderr"), streams, strict=True):
                patch.setattr(sys, name, stream)
            code = main([*words, "--config", str(config)])
        return code, streams[1].getvalue(), streams[2].getvalue()

    return run
