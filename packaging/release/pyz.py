"""The single file: a ZIP that Python runs, with all in it that Frontdesk needs, for several Pythons side by side.

::

    frontdesk.pyz
        __main__.py            which Python this is, and another one when it will not do
        frontdesk_start.py     runs what was unpacked
        frontdesk_places.py    finds it, sees that it is ours and whole
        frontdesk_unpack.py    unpacks, once
        payload.zip            Frontdesk and what it runs on
            packed.zip         what no start needs

The outer ZIP holds five things only: Python reads a ZIP's whole list at every start. Nothing is imported out of
the payload: machine code cannot be, and Python compiles anew at every start what it finds in a ZIP.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Final

from release.archives import sha256, zip_bytes
from release.targets import MACHINES, PYTHONS, TARGETS, Target

__all__ = ["PACKED", "PAYLOAD", "STAYS_PACKED", "make_pyz", "payload_files", "pyz_bytes"]

PAYLOAD: Final = "payload.zip"

PACKED: Final = "packed.zip"
"""Where in the payload the packages lie that stay packed; last on Python's path."""

STAYS_PACKED: Final = ("linkify_it", "markdown_it", "mdit_py_plugins", "mdurl", "pygments", "tzdata", "uc_micro")
"""Packages of many files that no start imports: more than half of what a first start would write. Python can read them
out of a ZIP: the time zones where the host has none of its own, the others when somebody shows Markdown or source code.
"""

_BOOTSTRAP: Final = Path(__file__).parents[1] / "bootstrap"
_SHEBANG: Final = b"#!/usr/bin/env python3\n"
_NOT_NEEDED: Final = (".pyi", "/RECORD", "/INSTALLER", "/py.typed", ".exe")


def payload_files(wheels: Iterable[Path], *, targets: Iterable[Target] = TARGETS) -> dict[str, bytes]:
    """Lay the contents of wheels side by side.

    Args:
        wheels: Every wheel of every target.
        targets: For whom; machine code of others is left out.

    Raises:
        ValueError: when two wheels have different files of one name, or one has scripts and data that pip would put
            elsewhere.
    """
    suffixes = tuple(target.extension_suffix for target in targets)
    files: dict[str, bytes] = {}
    for wheel in sorted(wheels):
        with zipfile.ZipFile(wheel) as archive:
            for name in archive.namelist():
                if name.endswith(("/", *_NOT_NEEDED)) or (name.endswith(".so") and not name.endswith(suffixes)):
                    continue
                if ".data/data/share/man/" in name:  # for `man`, which does not look in here
                    continue
                if ".data/" in name:
                    raise ValueError(f"{wheel.name} has {name}, which only pip can put in its place")
                content = archive.read(name)
                if files.setdefault(name, content) != content and not name.endswith(".dist-info/WHEEL"):
                    raise ValueError(f"{wheel.name} has another {name} than a wheel before it")
    return files


def make_pyz(wheels: Path, out: Path, build: Path) -> Path:
    """Make the file out of all wheels, and return it."""
    made = out / "frontdesk.pyz"
    made.write_bytes(pyz_bytes(wheels.glob("*.whl")))
    made.chmod(0o755)
    return made


def pyz_bytes(wheels: Iterable[Path], *, targets: Iterable[Target] = TARGETS) -> bytes:
    """Make the single file out of wheels."""
    targets = tuple(targets)
    files = payload_files(wheels, targets=targets)
    packed = {name: content for name, content in files.items() if name.partition("/")[0] in STAYS_PACKED}
    payload = zip_bytes({**{name: files[name] for name in files.keys() - packed.keys()}, PACKED: zip_bytes(packed)})
    outer = {path.name: path.read_bytes() for path in _BOOTSTRAP.glob("frontdesk_*.py")}
    outer |= {PAYLOAD: payload, "__main__.py": _main(payload, _native(files, targets)).encode()}
    return zip_bytes(outer, packed=False, before=_SHEBANG)  # the payload is packed in itself


def _native(files: Mapping[str, bytes], targets: Iterable[Target]) -> dict[str, dict[str, str]]:
    return {
        target.extension_suffix: {
            name: sha256(content) for name, content in files.items() if name.endswith(target.extension_suffix)
        }
        for target in targets
    }


def _main(payload: bytes, native: Mapping[str, Mapping[str, str]]) -> str:
    """Write the file that Python begins with. It can be read by every Python 3, to say which one it takes."""
    template = (_BOOTSTRAP / "main.template").read_text(encoding="utf-8")
    spoken = f"{', '.join(PYTHONS[:-1])} or {PYTHONS[-1]}"
    return (
        template.replace("@PYTHONS@", repr(PYTHONS[::-1]))
        .replace("@SUFFIXES@", repr(tuple(native)))
        .replace("@SPOKEN@", f"CPython {spoken} on Linux ({' or '.join(MACHINES)}, glibc)")
        .replace("@PAYLOAD@", PAYLOAD)
        .replace("@DIGEST@", sha256(payload))
        .replace("@NATIVE@", repr({suffix: dict(files) for suffix, files in native.items()}))
    )
