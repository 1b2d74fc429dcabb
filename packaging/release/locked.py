"""Which versions a package is made of: every wheel with its digest, so that the same commit makes the same bytes.

`locked/app.txt` holds what Frontdesk runs on, for every target; `tools.txt` what makes the folder, on this machine.
Both are pip's own format, and made by `make.py lock`.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from release.targets import PYTHONS, TARGETS, Target

__all__ = ["APP", "ROOT", "TOOLS", "Conflict", "fetch", "lock", "lock_text", "merged"]

ROOT: Final = Path(__file__).parents[2]
APP: Final = ROOT / "packaging/locked/app.txt"
TOOLS: Final = ROOT / "packaging/locked/tools.txt"

Pins = dict[str, tuple[str, set[str]]]
"""By name: the version, and the SHA-256 of each wheel of it that some target needs."""

_HEAD: Final = "# Made by `python packaging/make.py lock`; not edited by hand.\n"


class Conflict(Exception):
    """Two targets would get two versions of one distribution; the message says which."""


def fetch(lock_file: Path, folder: Path, *, targets: Sequence[Target] = ()) -> None:
    """Bring the wheels of a lock file into a folder; those that lie there already are not asked for again.

    Args:
        lock_file: `APP` or `TOOLS`.
        folder: Made when it is not there.
        targets: For whom; none means for the Python that runs this.

    Raises:
        subprocess.CalledProcessError: when pip cannot have one; it has said why on stderr.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for words in [target.pip_words for target in targets] or [("--only-binary", ":all:")]:
        wanted = ("--no-deps", "--require-hashes", "-r", str(lock_file), "-d", str(folder), *words)
        if not _pip("download", "--no-index", "--find-links", str(folder), *wanted, may_fail=True):
            _pip("download", *wanted)


def lock() -> None:
    """Write both lock files anew, with the newest versions that `pyproject.toml` allows.

    Raises:
        RuntimeError: under another Python than the oldest. pip takes wheels for another Python, but asks its own
            whether a distribution is needed; what the oldest needs is all that any does.
    """
    if "{}.{}".format(*sys.version_info) != PYTHONS[0]:
        raise RuntimeError(f"The lock files are made with Python {PYTHONS[0]}.")
    with tempfile.TemporaryDirectory() as scratch:
        reports = [_resolved([str(ROOT)], target.pip_words, Path(scratch)) for target in TARGETS]
        APP.write_text(lock_text(merged(reports, leave_out=("frontdesk",))), encoding="utf-8")
        tools = _resolved(["pyinstaller>=6.16", "setuptools"], ("--only-binary", ":all:"), Path(scratch))
        TOOLS.write_text(lock_text(merged([tools])), encoding="utf-8")


def merged(reports: Iterable[Mapping[str, Any]], *, leave_out: Sequence[str] = ()) -> Pins:
    """Put pip's reports of several targets together.

    Raises:
        Conflict: when they do not agree on a version.
    """
    pins: Pins = {}
    for report in reports:
        for each in report["install"]:
            name, version = each["metadata"]["name"].lower().replace("_", "-"), each["metadata"]["version"]
            if name in leave_out:
                continue
            known, hashes = pins.setdefault(name, (version, set()))
            if known != version:
                raise Conflict(f"{name}: one target would get {known}, another {version}")
            hashes.add(each["download_info"]["archive_info"]["hashes"]["sha256"])
    return pins


def lock_text(pins: Pins) -> str:
    """Write pins as pip reads them."""
    lines = [
        " \\\n".join([f"{name}=={version}", *(f"    --hash=sha256:{each}" for each in sorted(hashes))])
        for name, (version, hashes) in sorted(pins.items())
    ]
    return _HEAD + "\n".join(lines) + "\n"


def _resolved(wanted: Sequence[str], words: Sequence[str], scratch: Path) -> dict[str, Any]:
    report = scratch / "report.json"
    # Only with a target folder does pip think of another Python than its own; a dry run puts nothing there.
    target = ("--target", str(scratch / "nothing"))
    _pip("install", "--dry-run", "--ignore-installed", "--report", str(report), *target, *words, *wanted)
    resolved: dict[str, Any] = json.loads(report.read_text(encoding="utf-8"))
    return resolved


def _pip(*words: str, may_fail: bool = False) -> bool:
    command = [sys.executable, "-m", "pip", "--disable-pip-version-check", *words, "--quiet"]
    done = subprocess.run(command, check=not may_fail, stderr=subprocess.DEVNULL if may_fail else None)
    return done.returncode == 0
