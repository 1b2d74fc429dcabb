"""Fixtures for acceptance tests: the command line as a process, in a home of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests import processes

Run = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """Return an empty home folder, in which the configuration goes."""
    return tmp_path


@pytest.fixture
def environment(home: Path) -> dict[str, str]:
    """Return the environment of a process in that home."""
    return {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(processes.ROOT),
        "HOME": str(home),
        "XDG_CONFIG_HOME": str(home / "config"),
        "XDG_STATE_HOME": str(home / "state"),
        "XDG_CACHE_HOME": str(home / "cache"),
        "XDG_DATA_HOME": str(home / "data"),
        "FRONTDESK_CONFIG": str(home / "config.toml"),
        "LANG": "C.UTF-8",
        "TERM": "xterm-256color",
    }


@pytest.fixture
def frontdesk(home: Path, environment: dict[str, str]) -> Run:
    """Return a function that runs `frontdesk` with the given words in that home."""

    def run(*words: str, stdin: str = "", **extra: str) -> subprocess.CompletedProcess[str]:
        return processes.run(words, environment={**environment, **extra}, folder=home, stdin=stdin)

    return run


@pytest.fixture
def frontdesk_alone(home: Path, environment: dict[str, str]) -> Callable[..., subprocess.Popen[str]]:
    """Return a function that starts a `frontdesk` from nothing, for those who want to hold its pipes."""

    def start(*words: str, **extra: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, "-m", "tui", *words],
            cwd=home,
            env={**environment, **extra},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    return start
