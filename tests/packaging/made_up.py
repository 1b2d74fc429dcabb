"""Wheels that were made up: as small as a wheel can be, with machine code that is none."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from frontdesk_places import Carried
from release.archives import sha256
from release.pyz import PAYLOAD, pyz_bytes
from release.targets import TARGETS

__all__ = ["APP", "carried", "single_file", "wheel", "wheels"]

APP: Final = """
import os, sys

def run():
    from tui import words
    version = '.'.join(map(str, sys.version_info[:2]))
    sys.stdout.write(f"{words.HELLO} {version} {sys.argv[1:]} {os.path.dirname(__file__)}")
    sys.exit(7)
"""
"""What stands in for Frontdesk: it tells where it runs from, and ends with 7."""


def wheel(folder: Path, name: str, files: Mapping[str, str]) -> Path:
    """Write a wheel."""
    folder.mkdir(parents=True, exist_ok=True)
    made = folder / f"{name}.whl"
    with zipfile.ZipFile(made, "w") as archive:
        for path, content in files.items():
            archive.writestr(path, content)
    return made


def wheels(folder: Path, *, hello: str = "hello") -> list[Path]:
    """Write the wheels of an app, and of what it runs on for every target."""
    app = {
        "tui/__init__.py": "",
        "tui/__main__.py": APP,
        "tui/words.py": f"HELLO = {hello!r}",
        "tui/a/b.tcss": "x",
        "tzdata/__init__.py": "",
        "tzdata/Europe/Oslo": "CET",
    }
    common = {
        "fast/__init__.py": "",
        "fast/__init__.pyi": "",
        "fast-1.dist-info/METADATA": "Name: fast",
        "fast-1.dist-info/RECORD": "",
    }
    fast = [
        wheel(
            folder,
            f"fast-1-{target.python}-{target.machine}",
            common | {f"fast/_core{target.extension_suffix}": f"code of {target}"},
        )
        for target in TARGETS
    ]
    return [wheel(folder, "frontdesk-1", app), *fast]


def single_file(folder: Path, *, hello: str = "hello") -> Path:
    """Make the single file out of them."""
    made = folder / "frontdesk.pyz"
    made.write_bytes(pyz_bytes(wheels(folder / "wheels", hello=hello)))
    return made


def carried(archive: Path) -> Carried:
    """Describe a single file as it describes itself."""
    with zipfile.ZipFile(archive) as outer:
        payload = outer.read(PAYLOAD)
        with zipfile.ZipFile(outer.open(PAYLOAD)) as inner:
            native = {
                target.extension_suffix: {
                    name: sha256(inner.read(name))
                    for name in inner.namelist()
                    if name.endswith(target.extension_suffix)
                }
                for target in TARGETS
            }
    return Carried(str(archive), PAYLOAD, sha256(payload), native)
