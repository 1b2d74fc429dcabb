"""Make what people install.

    python packaging/make.py pyz          one file, for every Python of `release/targets.py`
    python packaging/make.py folder       a folder that needs no Python, for this kind of machine
    python packaging/make.py wheelhouse   wheels for a host without internet
    python packaging/make.py wheel        Frontdesk's own wheel, for pip, pipx and uv
    python packaging/make.py all          all of these
    python packaging/make.py lock         the newest versions that may go in, into locked/

They come out in `dist`, with their sums in SHA256SUMS. It needs `pip install '.[packaging]'`, and the wheels once from
pip's index; after that they lie in `build/wheels`. The same commit makes the same bytes: versions are locked with
their digests, times are SOURCE_DATE_EPOCH.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

from release.archives import write_sums
from release.folder import make_folder
from release.locked import ROOT, lock
from release.pyz import make_pyz
from release.wheelhouse import make_wheelhouse
from release.wheels import bring_wheels, make_wheel

__all__ = ["main"]

Maker = Callable[[Path, Path, Path], Path]
"""Takes the folder of all wheels, the folder for what comes out and one for what is needed meanwhile."""

MAKERS: Final[dict[str, Maker]] = {
    "pyz": make_pyz,
    "folder": make_folder,
    "wheelhouse": make_wheelhouse,
    "wheel": make_wheel,
}


def main(words: Sequence[str] | None = None) -> int:
    """Make what is asked for, and say what it is and how large."""
    parser = argparse.ArgumentParser(description="Make what people install.")
    parser.add_argument("what", choices=[*MAKERS, "all", "lock"])
    parser.add_argument("--out", type=Path, default=ROOT / "dist", help="where it goes")
    parser.add_argument("--build", type=Path, default=ROOT / "build", help="where wheels are kept meanwhile")
    given = parser.parse_args(words)
    if given.what == "lock":
        lock()
        return 0
    out, build = given.out.resolve(), given.build.resolve()
    for folder in (out, build):
        folder.mkdir(parents=True, exist_ok=True)
    wheels = build / "wheels"
    bring_wheels(wheels)
    made = [maker(wheels, out, build) for name, maker in MAKERS.items() if given.what in (name, "all")]
    write_sums(out, made)
    for path in made:
        sys.stdout.write(f"{path}  {path.stat().st_size / 1e6:.1f} MB\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
