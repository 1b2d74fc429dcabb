"""A made-up vendor."""

from __future__ import annotations

from typing import Final

from tui.core.vendor import Setting, SettingKind, Vendor

__all__ = ["VENDOR"]

VENDOR: Final = Vendor(
    name="acme",
    title="Acme",
    what="a vendor for tests",
    settings=(Setting("base_url", SettingKind.URL), Setting("key", SettingKind.SECRET), Setting("user")),
    package=__name__,
)
