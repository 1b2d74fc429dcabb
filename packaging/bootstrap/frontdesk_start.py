"""Where the single file begins: find what it has unpacked of itself, unpack it when it is not there, and run it."""

from __future__ import annotations

import os
import sys
from typing import Final

from frontdesk_places import Carried, NotOurs, ancestors_are_safe, check_private, opened, places

__all__ = ["main"]

_PACKED: Final = "packed.zip"


def _ready(carried: Carried) -> tuple[str, int]:
    """Return the unpacked folder, unpacked first when it is not there, and the descriptor that holds it."""
    user = os.geteuid()
    tried = list(places(os.environ, home=os.path.expanduser("~"), user=user))
    for place in tried:
        try:
            check_private(place.path, user=user)
            ancestors_are_safe(place.path, user=user)
            held = opened(place / carried.folder_name, carried, user=user)
        except (NotOurs, OSError):
            continue  # said by who unpacks, should it come to that
        if held is not None:
            return place / carried.folder_name, held
    from frontdesk_unpack import unpack  # once, so not at every start

    return unpack(carried, tried, user=user)


def main(carried: Carried) -> None:
    """Run Frontdesk out of what this file carries.

    Raises:
        SystemExit: always, with Frontdesk's exit code; 2 when there is nowhere to unpack to.
    """
    folder, held = _ready(carried)
    sys.path[0] = folder  # in place of this file
    sys.path.append(f"{folder}/{_PACKED}")
    # What Python compiles goes into our folder, and comes from no other: PYTHONPYCACHEPREFIX may name a shared one.
    sys.pycache_prefix, sys.dont_write_bytecode = None, False
    from tui.__main__ import run

    try:
        run()
    finally:
        os.close(held)
