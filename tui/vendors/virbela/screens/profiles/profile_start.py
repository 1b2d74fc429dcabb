"""From a row to the right editor of profiles: one of them, or one field of many."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from textual.screen import Screen

from tui.connections import Connection
from tui.core.action import Action
from tui.core.record import Record
from tui.vendors.virbela.api.models import User
from tui.vendors.virbela.catalog.fields import user_values
from tui.vendors.virbela.screens.profiles.profile_editor import ProfileScreen
from tui.vendors.virbela.screens.profiles.profile_many import ManyProfilesScreen

__all__ = ["edit_profiles", "name_of"]


def edit_profiles(
    connection: Connection, action: Action, crumbs: tuple[str, ...], records: Sequence[Record[Any]]
) -> Screen[Any] | None:
    """Make the editor for records; without one there is nothing to show, and the usual form asks whom it is about."""
    if len(records) > 1:
        return ManyProfilesScreen(connection, action, crumbs=(*crumbs, "One field for all marked"), records=records)
    user_id = str(user_values(records[0]).get("userId", "")) if records else ""
    if not user_id:
        return None
    name = name_of(records[0])
    way = crumbs if crumbs and crumbs[-1] == name else (*crumbs, name)
    collection = connection.catalog.collection("profile")
    return ProfileScreen(connection, collection, {"userId": user_id}, None, (*way, "Profile"))


def name_of(record: Record[Any]) -> str:
    """Return what a person is called in the crumbs."""
    match record.value:
        case User():
            return record.value.name
        case dict():
            full = " ".join(str(record.value[name]) for name in ("firstname", "lastname") if record.value.get(name))
            return full or str(record.value.get("email") or record.id)
        case _:
            return str(getattr(record.value, "user_name", "") or record.id)
