"""What is only for now is gone afterwards: however the process ended."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from tui.storage.temporary_folder import temporary_folder


@pytest.fixture(autouse=True)
def temp(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Make a place for temporary things of its own."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


def test_it_is_there_for_the_user_alone_and_then_gone(temp: Path) -> None:
    with temporary_folder("test") as folder:
        (folder / "state.toml").write_text("x = 1")
        assert folder.stat().st_mode & 0o777 == 0o700
    assert not list(temp.iterdir())


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_signal_removes_it_before_anybody_else_listens(temp: Path, number: signal.Signals) -> None:
    before = signal.getsignal(number)
    with pytest.raises(SystemExit) as ended, temporary_folder("test"):
        os.kill(os.getpid(), number)
    assert ended.value.code == 128 + number
    assert not list(temp.iterdir())
    assert signal.getsignal(number) is before


def test_the_next_one_removes_what_a_killed_one_left(temp: Path) -> None:
    dead = subprocess.Popen([sys.executable, "-S", "-c", ""])
    dead.wait()
    left, alive, foreign = (temp / f"frontdesk-test-{end}" for end in (f"{dead.pid}-x", f"{os.getppid()}-x", "notes-x"))
    for folder in (left, alive, foreign):
        folder.mkdir()
        (folder / "state.toml").touch()
    with temporary_folder("test"):
        assert not left.exists()
    assert sorted(temp.iterdir()) == sorted((alive, foreign))


def test_nobody_makes_a_folder_for_now_in_another_way() -> None:
    package = Path(__file__).parents[2] / "tui"
    # One that lies beside a file of ours, to become it or to be looked at, is no folder in the machine's own place.
    makers = re.compile(r"\b(mkdtemp|TemporaryDirectory(?!\([^)]*\bdir=)|NamedTemporaryFile|gettempdir)\b")
    making = {
        str(file.relative_to(package)) for file in package.rglob("*.py") if makers.search(file.read_text("utf-8"))
    }
    assert making == {"storage/temporary_folder.py"}
