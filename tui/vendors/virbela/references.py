"""What Virbela's ids are the ids of, and what people call those things."""

from __future__ import annotations

from typing import Final

from tui.core.collection import RefersTo

__all__ = ["A_PERSON", "A_ROOM", "A_SERVER_ROOM"]

_OBJECT_ID: Final = r"(?=.*(?:[0-9]|[a-z][A-Z]))[A-Za-z0-9]+"
"""One word of letters and digits, mixed up as hardly a name is; a name of more words, or an e-mail, is none."""

A_PERSON: Final = RefersTo("users", ("full_name", "email", "displayname"), _OBJECT_ID)

A_ROOM: Final = RefersTo("rooms", ("name", "customLabel", "SFSRoom"), _OBJECT_ID)

A_SERVER_ROOM: Final = RefersTo(
    "rooms",
    ("name", "customLabel"),
    r"(?=.*[0-9])\S+",
    value=lambda record: (record.value and record.value.sfs_room) or "",
)
"""A room by the server's name for it (`WorkRm100`): the waitlists know rooms by no other."""
