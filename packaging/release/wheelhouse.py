"""The wheelhouse: every wheel of every target, and how pip installs from them without an index."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Final

from release.archives import tar_bytes
from release.wheels import version_of

__all__ = ["make_wheelhouse"]

_HOW: Final = """Frontdesk {version}, as wheels, for a host without internet.

In this folder:

  python3 -m venv ~/.local/share/frontdesk-venv
  ~/.local/share/frontdesk-venv/bin/pip install --no-index --find-links wheels frontdesk
  ~/.local/share/frontdesk-venv/bin/frontdesk demo
"""


def make_wheelhouse(wheels: Path, out: Path, build: Path) -> Path:
    """Make the archive out of all wheels, and return it."""
    name = f"frontdesk-{version_of(wheels)}-wheelhouse"
    laid = build / "wheelhouse"
    shutil.rmtree(laid, ignore_errors=True)
    (laid / "wheels").mkdir(parents=True)
    for wheel in wheels.glob("*.whl"):
        shutil.copyfile(wheel, laid / "wheels" / wheel.name)
    (laid / "INSTALL.txt").write_text(_HOW.format(version=version_of(wheels)), encoding="utf-8")
    made = out / f"{name}.tar.gz"
    made.write_bytes(tar_bytes(laid, top=name))
    return made
