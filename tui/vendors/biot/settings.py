"""What a connection to BioT needs to be told, and that it signs in as a user or as a service."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from tui.core.vendor import Setting, SettingKind

__all__ = ["SETTINGS", "check"]

SETTINGS: Final = (
    Setting(
        "base_url",
        SettingKind.URL,
        required=True,
        help="The environment's host, without /device or /ums: BioT Console, Technical Information.",
        example="https://api.dev.example.biot-med.com",
    ),
    Setting("username", help="A user's e-mail address.", example="desk@example.org"),
    Setting("password", SettingKind.SECRET, help="The user's password."),
    Setting("service_id", help="A service user's id, instead of username and password."),
    Setting("service_secret", SettingKind.SECRET, help="The service user's secret key."),
)


def check(settings: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    """Return what is wrong with the settings taken together: one of the two ways to sign in, and the whole of it."""
    pairs = (("username", "password"), ("service_id", "service_secret"))
    given = [pair for pair in pairs if any(settings.get(name) for name in pair)]
    if not given:
        return (("username", "is missing; give username and password, or service_id and service_secret"),)
    if len(given) > 1:
        return (("service_id", "is given together with username; sign in one way"),)
    return tuple((name, "is missing; the two belong together") for name in given[0] if not settings.get(name))
