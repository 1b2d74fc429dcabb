"""Bookmarks of private volumes: the API cannot list them, so people note the ids down, with a name for each."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from msgspec import Struct

__all__ = ["HOW_TO_FIND", "TOPIC", "Bookmark", "bookmarks", "state_key"]

TOPIC: Final = "volumes"
"""What the bookmarks are called in the state."""

HOW_TO_FIND: Final = (
    "Virbela cannot list private volumes. Enter the volume in the world and type /roominfo in its chat: the id comes "
    "before “voice IP”, such as PR-2114767535--NewCampus. It stays the same."
)


class Bookmark(Struct, frozen=True):
    """A private volume that somebody noted down."""

    volume_id: str
    label: str
    """What people call it; the id again when nobody gave it a name."""


def state_key(connection: str, volume_id: str) -> str:
    """Return the key of a bookmark in the state: ids are a campus's own."""
    return f"{connection}/{volume_id}"


def bookmarks(remembered: Mapping[str, Any], connection: str) -> tuple[Bookmark, ...]:
    """Read a connection's bookmarks out of the state, by label."""
    prefix = state_key(connection, "")
    own = [
        Bookmark(key.removeprefix(prefix), str(label) or key.removeprefix(prefix))
        for key, label in remembered.items()
        if key.startswith(prefix) and key != prefix
    ]
    return tuple(sorted(own, key=lambda each: (each.label.casefold(), each.volume_id)))
