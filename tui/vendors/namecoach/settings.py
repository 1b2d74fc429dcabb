"""What a connection to NameCoach's analytics service needs to be told."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from tui.core.vendor import Setting, SettingKind

__all__ = ["BASE_URL", "BRACKETS", "EXTENSION_PATH", "REPEATED", "SETTINGS", "check"]

BASE_URL: Final = "https://analytics-api.name-coach.com/api/v1"
"""Production. The page's paths begin with `/api/v1`, which is part of the base here."""

EXTENSION_PATH: Final = "/browser_extension"
"""Where the vendor's own client posts browser-extension events; the page says `/lead_analytics`."""

BRACKETS: Final = "brackets"
REPEATED: Final = "repeated"

SETTINGS: Final = (
    Setting(
        "auth",
        SettingKind.CHOICE,
        choices=("jwt", "none", "header"),
        default="jwt",
        help="jwt signs every request with the keys below, none sends no credentials, header sends `authorization`.",
    ),
    Setting("access_key_id", help="The id of the access key, for auth = jwt."),
    Setting("secret_access_key", SettingKind.SECRET, help="The secret that signs, for auth = jwt."),
    Setting("authorization", SettingKind.SECRET, help="The whole Authorization header, for auth = header."),
    Setting("customer_id", help="The customer that searches and events are for when none is given."),
    Setting("user_id", help="The user that searches and events are for when none is given."),
    Setting(
        "recordings",
        help="The recordings that finding a person looks in, parted by commas: no search works without.",
        example="rec-1, rec-2",
    ),
    Setting(
        "recording_id_style",
        SettingKind.CHOICE,
        choices=(BRACKETS, REPEATED),
        default=BRACKETS,
        help="How several recordings go into a search: recording_id[]=a&recording_id[]=b, or recording_id=a repeated.",
    ),
    Setting(
        "extension_path",
        SettingKind.CHOICE,
        choices=(EXTENSION_PATH, "/lead_analytics"),
        default=EXTENSION_PATH,
        help="Where browser-extension events go: as the vendor's own client does it, or as its page says.",
    ),
    Setting("base_url", SettingKind.URL, default=BASE_URL, help="Where the API is, with its /api/v1."),
)


def check(settings: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    """Return what is wrong with the settings taken together: each way to authenticate needs its own."""
    needed = {"jwt": ("access_key_id", "secret_access_key"), "header": ("authorization",)}
    way = str(settings.get("auth") or "jwt")
    return tuple((name, f"is missing; auth = {way} needs it") for name in needed.get(way, ()) if not settings.get(name))
