"""An OpenSSH server on loopback, for us alone: its keys are made for one test and thrown away."""

from __future__ import annotations

import getpass
import os
import shlex
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from tests.processes import ROOT
from tests.terminal.pseudo import PATIENCE, PseudoTerminal, running

__all__ = ["Host", "serving"]

_SERVER: Final = """
Port {port}
ListenAddress 127.0.0.1
HostKey {folder}/host
AuthorizedKeysFile {folder}/user.pub
PidFile none
UsePAM no
StrictModes no
PasswordAuthentication no
KbdInteractiveAuthentication no
"""

_CLIENT: Final = """
Host *
HostName 127.0.0.1
Port {port}
User {user}
IdentityFile {folder}/user
IdentitiesOnly yes
StrictHostKeyChecking no
UserKnownHostsFile /dev/null
LogLevel ERROR
"""


class Host:
    """Where one can log in."""

    def __init__(self, folder: Path, config: Path) -> None:
        self._folder = folder
        self._config = config

    @contextmanager
    def frontdesk(self, *words: str, env: Mapping[str, str], columns: int = 80) -> Iterator[PseudoTerminal]:
        """Run Frontdesk there, in a terminal here; a shell between sshd and it notes its number and how it ended."""
        exports = " ".join(f"{name}={shlex.quote(value)}" for name, value in env.items() if name != "TERM")
        program = shlex.join([sys.executable, "-m", "tui", *words])
        # `:` lets the shell live through the hang-up, and leaves the program its own way of taking it.
        script = (
            f"trap : HUP; cd {shlex.quote(str(ROOT))}; "
            f"sh -c 'echo $$ >{self._folder}/pid; exec env {exports} \"$@\"' - {program}; "
            f"echo $? >{self._folder}/ended.new; mv {self._folder}/ended.new {self._folder}/ended"
        )
        argv = ["ssh", "-F", str(self._config), "-tt", "host", script]
        with running(argv, env={**os.environ, "TERM": env["TERM"]}, columns=columns, rows=30) as terminal:
            yield terminal

    def is_running(self) -> bool:
        """Whether the program is there."""
        try:
            os.kill(int((self._folder / "pid").read_text()), 0)
        except ProcessLookupError:
            return False
        return True

    def ended_with(self) -> int:
        """Wait for the program's end, and return its exit status as the shell has it."""
        for _ in range(int(PATIENCE / 0.02)):
            if (self._folder / "ended").exists():
                return int((self._folder / "ended").read_text())
            signal.sigtimedwait([], 0.02)
        raise AssertionError("the program has not ended")


@contextmanager
def serving(folder: Path) -> Iterator[Host]:
    """Let people log in as the user who runs the tests, while the block runs."""
    folder.mkdir()
    for name in ("host", "user"):
        words = ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(folder / name)]
        subprocess.run(words, check=True)
    port = _free_port()
    (folder / "server").write_text(_SERVER.format(folder=folder, port=port))
    (folder / "client").write_text(_CLIENT.format(folder=folder, port=port, user=getpass.getuser()))
    with suppress(OSError):
        Path("/run/sshd").mkdir(exist_ok=True)  # where root's sshd parts with its rights
    with (folder / "log").open("w") as log:
        server = subprocess.Popen(_server_command(folder), stderr=log)
    try:
        _wait_for(port, server, folder / "log")
        yield Host(folder, folder / "client")
    finally:
        server.terminate()
        server.wait()


def _server_command(folder: Path) -> Sequence[str]:
    path = shutil.which("sshd") or "/usr/sbin/sshd"  # by its whole name: it starts itself anew
    return [path, "-D", "-e", "-f", str(folder / "server")]


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        return int(listening.getsockname()[1])


def _wait_for(port: int, server: subprocess.Popen[bytes], log: Path) -> None:
    for _ in range(int(PATIENCE / 0.02)):
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), 1.0):
            return
        assert server.poll() is None, log.read_text()
        signal.sigtimedwait([], 0.02)
    raise AssertionError(log.read_text())
