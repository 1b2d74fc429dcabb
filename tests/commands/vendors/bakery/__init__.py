"""A bakery with an API: a vendor for tests of the command line, with its data in the process."""

from __future__ import annotations

from tui.core.vendor import Setting, SettingKind, Vendor

__all__ = ["VENDOR"]

VENDOR = Vendor(
    name="bakery",
    title="Bakery",
    what="bread",
    settings=(
        Setting("key", SettingKind.SECRET, required=True),
        Setting("oven", SettingKind.CHOICE, choices=("stone", "steel"), default="stone"),
        Setting("shop_id", help="The shop that is asked when none is named.", example="S1"),
        Setting("base_url", SettingKind.URL, example="https://bakery.example"),
    ),
    package=__name__,
)
