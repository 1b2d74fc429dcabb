"""Fixtures for acceptance tests: the command line as a process, in a home of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

Run = Callable[..., "subprocess.CompletedProcess[str]"]

ROOT = Path(__file__).parents[2]


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """Return an empty home folder, in which the configuration goes."""
    return tmp_path


@pytest.fixture
def environment(home: Path) -> dict[str, str]:
    """Return the environment of a process in that home."""
    return {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(ROOT),
        "HOME": str(home),
        "XDG_CONFIG_HOME": str(home / "config"),
        "XDG_STATE_HOME": str(home / "state"),
        "XDG_CACHE_HOME": str(home / "cache"),
        "XDG_DATA_HOME": str(home / "data"),
        "FRONTDESK_CONFIG": str(home / "config.toml"),
        "LANG": "C.UTF-8",
        "TERM": "xterm-256color",
    }


@pytest.fixture(scope="session")
def ready_process() -> Iterator[subprocess.Popen[str]]:
    """Return the process that forks for each command."""
    with subprocess.Popen(
        [sys.executable, "-m", "tests.acceptance.ready_process"],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], "LANG": "C.UTF-8"},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        yield process
        process.stdin.close()


@pytest.fixture
def frontdesk(
    home: Path,
    environment: dict[str, str],
    ready_process: subprocess.Popen[str],
    tmp_path_factory: pytest.TempPathFactory,
) -> Run:
    """Return a function that runs `frontdesk` with the given words in that home."""
    orders = threading.Lock()

    def run(*words: str, stdin: str = "", **extra: str) -> subprocess.CompletedProcess[str]:
        folder = tmp_path_factory.mktemp("streams")
        streams = [folder / name for name in ("stdin", "stdout", "stderr")]
        streams[0].write_text(stdin, encoding="utf-8")
        ended = folder / "ended"
        os.mkfifo(ended)
        order = {
            "words": words,
            "environment": {**environment, **extra},
            "folder": str(home),
            "streams": [str(path) for path in streams],
            "ended": str(ended),
        }
        assert ready_process.stdin is not None
        with orders:
            ready_process.stdin.write(json.dumps(order) + "\n")
            ready_process.stdin.flush()
        code = int(ended.read_text(encoding="ascii"))
        out, err = (path.read_bytes().decode("utf-8") for path in streams[1:])
        return subprocess.CompletedProcess(list(words), code, out, err)

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
