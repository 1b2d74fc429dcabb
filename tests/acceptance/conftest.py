"""Fixtures for acceptance tests: the command line as a process, in a home of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

Run = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """Return an empty home folder, in which the configuration goes."""
    return tmp_path


@pytest.fixture
def frontdesk(home: Path) -> Run:
    """Return a function that runs `frontdesk` with the given words in that home."""
    environment = {
        "PATH": os.environ["PATH"],
        "HOME": str(home),
        "XDG_CONFIG_HOME": str(home / "config"),
        "XDG_STATE_HOME": str(home / "state"),
        "XDG_CACHE_HOME": str(home / "cache"),
        "XDG_DATA_HOME": str(home / "data"),
        "FRONTDESK_CONFIG": str(home / "config.toml"),
        "LANG": "C.UTF-8",
        "TERM": "xterm-256color",
    }

    def run(*words: str, stdin: str = "", **extra: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "tui", *words],
            capture_output=True,
            text=True,
            input=stdin,
            env={**environment, **extra},
            timeout=60,
            check=False,
        )

    return run
