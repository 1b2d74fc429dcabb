"""The sandbox in this process, and the command line on it."""

from __future__ import annotations

import io
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from typing import Any

import pytest
import tomli_w

from tests.worked_out_once import SharedWorld
from tui.cli import main
from tui.commands.shared import session
from tui.connections import Connections
from tui.core.time.clock import FrozenClock
from tui.sandbox import build, demo_config

NOW = datetime(2026, 11, 20, 13, 51, tzinfo=UTC)

Say = Callable[..., tuple[int, str, str]]


@pytest.fixture(scope="session")
def sandbox() -> Any:
    """Build the sandbox once."""
    return build(SharedWorld(FrozenClock(NOW)))


@pytest.fixture
def say(sandbox: Any, tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> Say:
    """Return a function that runs the command line in this process, on the sandbox in this process."""
    config = tmp_path / "config.toml"
    config.write_text(tomli_w.dumps(demo_config("http://sandbox.invalid")), encoding="utf-8")
    for name in ("XDG_STATE_HOME", "XDG_CACHE_HOME", "XDG_CONFIG_HOME"):
        monkeypatch.setenv(name, str(tmp_path))
    monkeypatch.setattr(session, "SystemClock", lambda: FrozenClock(NOW))
    monkeypatch.setattr(session, "Connections", partial(Connections, app=sandbox))

    def run(*words: str) -> tuple[int, str, str]:
        streams = io.StringIO(), io.StringIO()
        with monkeypatch.context() as patch:
            patch.setattr(sys, "stdout", streams[0])
            patch.setattr(sys, "stderr", streams[1])
            code = main([*words, "--config", str(config)])
        return code, streams[0].getvalue(), streams[1].getvalue()

    return run
