"""What a connection to Vitec Mäklare Connect needs to be told."""

from __future__ import annotations

from typing import Final

from tui.core.vendor import Setting, SettingKind

__all__ = ["BASE_URL", "SETTINGS"]

BASE_URL: Final = "https://connect.maklare.vitec.net"
"""The production host; the help pages are served from it too."""

SETTINGS: Final = (
    Setting(
        "customer_id",
        required=True,
        help="The customer or group whose report is read; its prefix names the number series, so it is text.",
        example="M30011",
    ),
    Setting("username", required=True, help="The partner's user name.", example="acme-connect"),
    Setting(
        "password",
        SettingKind.SECRET,
        required=True,
        help="The password for this customer and function group; Vitec makes one for each.",
    ),
    Setting("base_url", SettingKind.URL, default=BASE_URL, help="Where the API is: a proxy, the QA host, the sandbox."),
)
