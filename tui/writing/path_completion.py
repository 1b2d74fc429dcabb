"""Completing a path as a shell does: as far as it is certain, then what there is to choose from."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final

from msgspec import Struct

__all__ = ["Completed", "complete"]

_ROWS: Final = frozenset({".csv", ".tsv", ".txt"})
"""What files with rows end in; others are offered where none of these fits."""


class Completed(Struct, frozen=True):
    """What became of what was typed."""

    text: str
    """As far as it is certain; what was typed, when nothing fits."""
    names: tuple[str, ...] = ()
    """What begins like it, by name, folders with a slash at their end."""


def complete(text: str, folder: Path) -> Completed:
    """Complete a path that is typed from a folder on; `~` is home. Hidden files want their dot typed."""
    parent, slash, begun = text.rpartition("/")
    above = folder / Path(f"{parent}{slash}" or ".").expanduser()
    try:
        found = [(each.name, each.is_dir()) for each in os.scandir(above) if _fits(each.name, begun)]
    except (OSError, ValueError, RuntimeError):  # no such folder, no such user, a name that no file can have
        return Completed(text)
    usual = [(name, is_folder) for name, is_folder in found if is_folder or Path(name).suffix.lower() in _ROWS]
    names = tuple(sorted(f"{name}/" if is_folder else name for name, is_folder in usual or found))
    if not names:
        return Completed(text)
    certain = _beginning(names)
    return Completed(f"{parent}{slash}{certain if len(certain) >= len(begun) else begun}", names)


def _beginning(names: tuple[str, ...]) -> str:
    """Return what all of them begin with; they are sorted, so what the ends share all share."""
    shared = 0
    for one, other in zip(names[0], names[-1], strict=False):
        if one != other:
            break
        shared += 1
    return names[0][:shared]


def _fits(name: str, begun: str) -> bool:
    if name.startswith(".") and not begun.startswith("."):
        return False
    return name.casefold().startswith(begun.casefold())
