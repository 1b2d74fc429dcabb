"""What a connection to Vuforia needs to be told, and that it is told one way to authenticate."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from tui.core.vendor import Setting, SettingKind

__all__ = ["BASE_URL", "SETTINGS", "check"]

BASE_URL: Final = "https://vuforia.portal.ptc.com"
"""The host of the reference page; older pages name vuforia.ptc.com."""

_PRINCIPAL: Final = ("client_id", "client_secret", "token_url", "audience")

SETTINGS: Final = (
    Setting(
        "org_id",
        required=True,
        help="The organisation's id, a UUID; PTC Technical Support knows it.",
        example="00000000-0000-0000-0000-000000000000",
    ),
    Setting(
        "client_id",
        help="Of a service principal, made in the PTC Admin Center: the recommended way to authenticate.",
    ),
    Setting("client_secret", SettingKind.SECRET, help="The service principal's secret key; it is shown once."),
    Setting(
        "token_url",
        SettingKind.URL,
        help="Where the service principal gets its token, as the Admin Center says.",
        example="https://tenant.example.com/oauth/token",
    ),
    Setting("audience", help="The service principal's audience, as the Admin Center says."),
    Setting("access_token", SettingKind.SECRET, help="A token you have already; it expires, and then needs a new one."),
    Setting(
        "api_key",
        SettingKind.SECRET,
        help="An x-api-key secret. Deprecated: PTC will end API keys in a future release; prefer a service principal.",
    ),
    Setting(
        "base_url", SettingKind.URL, default=BASE_URL, help="Where the API is: a proxy, another host, the sandbox."
    ),
)


def check(settings: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    """Return what is wrong with the settings taken together: exactly one way to authenticate, and the whole of it."""
    given = [name for name in _PRINCIPAL if settings.get(name)]
    ways = [name for name in ("access_token", "api_key") if settings.get(name)] + (["client_id"] if given else [])
    if not ways:
        return (
            ("access_token", "is missing; give client_id, client_secret, token_url and audience, or a token or a key"),
        )
    if len(ways) > 1:
        return ((ways[0], f"is given together with {' and '.join(ways[1:])}; give one way to authenticate"),)
    return tuple(
        (name, "is missing; a service principal needs all four") for name in _PRINCIPAL if given and name not in given
    )
