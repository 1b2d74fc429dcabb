"""The Pythons of this machine that a package is tried on."""

from __future__ import annotations

import os
import shutil
import subprocess
from functools import cache
from pathlib import Path

import pytest

__all__ = ["python"]


def python(version: str) -> Path:
    """Return a Python of a version (`3.12`), from the PATH or pyenv; skip the test where there is none."""
    found = _find(version)
    if found is None:
        pytest.skip(f"there is no Python {version} here")
    return found


@cache
def _find(version: str) -> Path | None:
    on_the_path = shutil.which(f"python{version}")
    pyenv = Path(os.environ.get("PYENV_ROOT", "~/.pyenv")).expanduser() / "versions"
    candidates = [
        *([Path(on_the_path)] if on_the_path else []),
        *sorted(pyenv.glob(f"{version}.*/bin/python{version}")),
    ]
    return next((found for each in candidates if (found := _asked(each, version)) is not None), None)


def _asked(candidate: Path, version: str) -> Path | None:
    """Ask it what it is: pyenv puts a name on the PATH for every Python that it knows, of which most only complain."""
    ask = "import sys; print('{}.{}'.format(*sys.version_info), sys.executable)"
    said = subprocess.run([candidate, "-c", ask], capture_output=True, text=True, check=False).stdout
    is_version, _, where = said.strip().partition(" ")
    return Path(where) if is_version == version else None
