"""The folder that needs no Python: made by PyInstaller in a venv that holds what goes in, and nothing else."""

from __future__ import annotations

import json
import os
import platform
import shutil
import subprocess
import venv
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Final

from release.archives import moment, tar_bytes
from release.locked import TOOLS, fetch
from release.wheels import version_of

__all__ = ["collected", "make_folder"]

_BEGIN: Final = "from tui.__main__ import run\n\nrun()\n"

_PIPS_OWN: Final = ("RECORD", "INSTALLER", "REQUESTED")
"""What pip writes down of the venv that it installed into: another path, other bytes; and nobody takes anything out."""

_WHAT_IS_INSTALLED: Final = """
import json
from importlib.metadata import distributions, packages_distributions
of = packages_distributions()
names = {d.metadata["Name"] for d in distributions()}
print(json.dumps([sorted(names), sorted((p, d) for p, ds in of.items() for d in ds)]))
"""
"""Run in the venv before PyInstaller is in it: the distributions, and which top-level package is whose."""


def make_folder(wheels: Path, out: Path, build: Path) -> Path:
    """Make the archive out of Frontdesk's wheel and what it runs on, and return it."""
    tools = build / "tools"
    fetch(TOOLS, tools)
    work = build / "folder"
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir(parents=True)
    python = _venv(work / "venv", wheels)
    words = collected(*json.loads(_run(python, "-c", _WHAT_IS_INSTALLED)))
    _install(python, tools, "pyinstaller")
    (work / "begin.py").write_text(_BEGIN, encoding="utf-8")
    paths = ("--distpath", str(work / "dist"), "--workpath", str(work / "work"), "--specpath", str(work))
    fixed = ("-m", "PyInstaller", "--onedir", "--name", "frontdesk", "--noconfirm", "--log-level", "WARN", "--strip")
    _run(python, *fixed, *paths, *words, str(work / "begin.py"))
    for path in (work / "dist/frontdesk/_internal").glob("*.dist-info/*"):
        if path.name in _PIPS_OWN:
            path.unlink()
    name = f"frontdesk-{version_of(wheels)}-linux-{platform.machine()}"
    made = out / f"{name}.tar.gz"
    made.write_bytes(tar_bytes(work / "dist/frontdesk", top=name))
    return made


def collected(distributions: Iterable[str], packages: Iterable[Sequence[str]]) -> list[str]:
    """Tell PyInstaller what goes in: of every distribution all modules, all data, and what it says of itself.

    Nothing is listed by hand: screens, vendors and Textual's widgets are imported when they are first needed, by
    name, and PyInstaller sees none of that.

    Args:
        distributions: The names of what is installed.
        packages: Each top-level package, and the distribution that it is of.
    """
    wanted = sorted(set(distributions) - {"pip", "setuptools"})
    words = [word for name in wanted for word in ("--copy-metadata", name)]
    for package, distribution in packages:
        if distribution in wanted:
            words += ["--collect-submodules", package, "--collect-data", package]
    return words


def _venv(folder: Path, wheels: Path) -> Path:
    venv.create(folder, with_pip=True, clear=True)
    python = folder / "bin/python"
    _install(python, wheels, "frontdesk")
    return python


def _install(python: Path, wheels: Path, name: str) -> None:
    _run(python, "-m", "pip", "install", "--quiet", "--no-index", "--find-links", str(wheels), name)


def _run(python: Path, *words: str) -> str:
    environment = os.environ | {"SOURCE_DATE_EPOCH": str(moment()), "PYTHONHASHSEED": "0", "PYTHONSAFEPATH": "1"}
    # Without that and away from here, or Python finds the checkout's package in place of the installed one.
    where = python.parent
    done = subprocess.run([python, *words], check=True, cwd=where, env=environment, stdout=subprocess.PIPE, text=True)
    return done.stdout
