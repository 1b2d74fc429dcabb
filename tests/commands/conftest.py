"""Fixtures: the command line, in this process or one of its own, with a bakery to talk to and a home of its own."""

from __future__ import annotations

import gc
import io
import os
import subprocess
import sys
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
