"""tmux as a terminal: another emulator than pyte, by other people, with its own idea of everything."""

from __future__ import annotations

import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

__all__ = ["Tmux", "tmux_server"]


class Tmux:
    """A tmux server of our own, with nobody attached."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._socket = f"frugal-{uuid4().hex[:8]}"
        self._count = 0

    def run(self, *words: str) -> str:
        """Run a command of tmux."""
        command = ["tmux", "-u", "-f", "/dev/null", "-L", self._socket, *words]
        return subprocess.run(command, capture_output=True, text=True, check=True, timeout=60).stdout

    def shown(self, text: str, *, width: int, height: int) -> str:
        """Return the screen, with its colours, after a text was written on an empty one."""
        self._count += 1
        name = f"s{self._count}"
        file = self._folder / name
        file.write_text(text + f"\x1b]2;{name}\x07", encoding="utf-8")
        size = ("-x", str(width), "-y", str(height))
        self.run("new-session", "-d", "-s", name, *size, f"stty raw -echo; cat {file}; exec sleep 600")
        end = time.monotonic() + 30
        while self.run("display-message", "-p", "-t", name, "#{pane_title}").strip() != name:
            assert time.monotonic() < end, "tmux has not taken it in"
        shown = self.run("capture-pane", "-p", "-e", "-N", "-t", name)
        if self._count > 1:
            self.run("kill-session", "-t", name)
        return shown

    def close(self) -> None:
        """End the server."""
        subprocess.run(["tmux", "-L", self._socket, "kill-server"], capture_output=True, check=False, timeout=60)


@contextmanager
def tmux_server(folder: Path) -> Iterator[Tmux]:
    """Run a server while the block runs."""
    assert shutil.which("tmux"), "tmux is not installed"
    tmux = Tmux(folder)
    try:
        yield tmux
    finally:
        tmux.close()
