"""Fixtures: the command line as a process, with a bakery to talk to and a home of its own."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from tests import processes

Run = Callable[..., "subprocess.CompletedProcess[str]"]

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
def frontdesk(environment: dict[str, str], home: Path) -> Run:
    """Return a function that runs `frontdesk` with the given words."""

    def run(*words: str, stdin: str = "", **extra: str) -> subprocess.CompletedProcess[str]:
        return processes.run(words, environment={**environment, **extra}, folder=home, stdin=stdin)

    return run
