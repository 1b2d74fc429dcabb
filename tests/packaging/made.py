"""What was really made, and how it is run with the network cut."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

import make

__all__ = ["MADE", "Made", "cut_off", "environment", "made_in"]

MADE: Final = "FRONTDESK_MADE"
"""The environment variable that names a folder of packages made before, so that they are not made again."""


@dataclass(frozen=True, slots=True)
class Made:
    """The packages of one folder."""

    folder: Path

    @property
    def single_file(self) -> Path:
        """The `.pyz`."""
        return self.folder / "frontdesk.pyz"

    @property
    def packed_folder(self) -> Path:
        """The archive of the folder that needs no Python."""
        (found,) = self.folder.glob(f"frontdesk-*-linux-{os.uname().machine}.tar.gz")
        return found

    @property
    def wheelhouse(self) -> Path:
        """The archive of wheels."""
        (found,) = self.folder.glob("frontdesk-*-wheelhouse.tar.gz")
        return found


def made_in(folder: Path) -> Made:
    """Return the packages that the environment names, else make them into a folder."""
    if named := os.environ.get(MADE):
        return Made(Path(named).resolve())
    assert make.main(["all", "--out", str(folder)]) == 0
    return Made(folder)


def cut_off(argv: Sequence[str | Path], *, before: str = "") -> list[str]:
    """Return the words that run a program in a network of its own, in which there is nobody, not even itself.

    Where the machine lends no such network, the program runs as it is, and `environment` has proxies that refuse.

    Args:
        argv: The program and its words.
        before: A shell command that is run first, in mounts of its own, by root of its own.
    """
    words = [str(word) for word in argv]
    if before:
        return ["unshare", "-mnr", "sh", "-ec", f'{before}; exec "$@"', "sh", *words]
    return [*_alone(), *words]


@cache
def _alone() -> tuple[str, ...]:
    for words in (("unshare", "-n"), ("unshare", "-nr")):
        if shutil.which("unshare") and subprocess.run([*words, "true"], capture_output=True).returncode == 0:
            return words
    return ()


def environment(home: Path, **more: str) -> dict[str, str]:
    """Return what a person has on a new host: a home, a terminal, and proxies that lead nowhere."""
    home.mkdir(mode=0o700, exist_ok=True)
    nowhere = dict.fromkeys(("http_proxy", "https_proxy", "all_proxy"), "http://127.0.0.1:9")
    return {
        "HOME": str(home),
        "PATH": "/usr/bin:/bin",
        "TERM": "xterm-256color",
        "LANG": "C.UTF-8",
        **nowhere,
        **more,
    }
