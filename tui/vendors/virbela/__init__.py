"""Virbela: virtual campuses, their rooms and members, who was where, and who waited how long.

The reference is "Documentation For Customer APIs" (28 August 2023); docstrings in this folder name its sections.
"""

from __future__ import annotations

from typing import Final

from tui.core.vendor import Setting, SettingKind, Vendor

__all__ = ["VENDOR"]

VENDOR: Final = Vendor(
    name="virbela",
    title="Virbela",
    what="a virtual campus: rooms, members, attendance, waitlists",
    settings=(
        Setting(
            "region",
            SettingKind.CHOICE,
            choices=("us", "eu", "au"),
            default="us",
            help="Where the campus is hosted: us for app.virbela.com, eu for app-eu, au for app-aus.",
            example="us",
        ),
        Setting(
            "client_name",
            required=True,
            help="The campus's client name; Virbela's staff know it. Rooms and waitlists are asked for with it.",
            example="acme",
        ),
        Setting(
            "client_id",
            required=True,
            help="From the Virbela dashboard: world, integrations. Only the campus's owner can see it.",
            example="00000000-0000-0000-0000-000000000000",
        ),
        Setting(
            "client_secret",
            SettingKind.SECRET,
            required=True,
            help="From the same page. Making new credentials ends the old ones at once.",
        ),
        Setting(
            "base_url",
            SettingKind.URL,
            help="In place of the region's gateway, such as https://gateway-us.virbela.com.",
            example="https://gateway-us.virbela.com",
        ),
        Setting(
            "product_url",
            SettingKind.URL,
            help="In place of the region's product API, which makes private spaces.",
            example="https://virbela-product-api.herokuapp.com",
        ),
    ),
    package=__name__,
)
