"""Frontdesk's own wheel, and the wheels that it runs on."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from release.archives import moment
from release.locked import APP, ROOT, fetch
from release.targets import TARGETS, Target

__all__ = ["bring_wheels", "build_own_wheel", "make_wheel", "version_of"]


def build_own_wheel(folder: Path) -> None:
    """Build the wheel of this checkout into a folder."""
    words = ("-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder), str(ROOT))
    environment = os.environ | {"SOURCE_DATE_EPOCH": str(moment())}
    subprocess.run([sys.executable, *words], check=True, env=environment, stdout=subprocess.DEVNULL)


def bring_wheels(folder: Path, *, targets: tuple[Target, ...] = TARGETS) -> None:
    """Bring every wheel of every target into a folder, and Frontdesk's own, built anew."""
    for old in folder.glob("frontdesk-*.whl"):
        old.unlink()
    fetch(APP, folder, targets=targets)
    build_own_wheel(folder)


def make_wheel(wheels: Path, out: Path, build: Path) -> Path:
    """Take Frontdesk's own wheel out of all wheels, and return it."""
    (own,) = wheels.glob("frontdesk-*.whl")
    return Path(shutil.copy(own, out))


def version_of(wheels: Path) -> str:
    """Return which Frontdesk it is that lies among wheels."""
    (own,) = wheels.glob("frontdesk-*.whl")
    return own.name.split("-")[1]
