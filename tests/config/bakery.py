"""A made-up vendor's descriptor, for tests of the configuration."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tui.core.errors import UsageError
from tui.core.vendor import Setting, SettingKind, Vendor

__all__ = ["Bakeries", "bakery"]


def _rules(settings: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    if settings.get("user") and not settings.get("password"):
        return (("password", "A user needs a password."),)
    return ()


def bakery() -> Vendor:
    """Return the vendor."""
    return Vendor(
        name="bakery",
        title="Bakery",
        what="bread",
        settings=(
            Setting("key", SettingKind.SECRET, required=True),
            Setting("shop_id", required=True, example="S1"),
            Setting("oven", SettingKind.CHOICE, choices=("stone", "steel"), default="stone"),
            Setting("base_url", SettingKind.URL, example="https://bakery.example"),
            Setting("open_late", SettingKind.FLAG, default=False),
            Setting("user"),
            Setting("password", SettingKind.SECRET),
        ),
        package="tests.config.bakery",
        check=_rules,
    )


class Bakeries:
    """A registry that knows one vendor."""

    def names(self) -> tuple[str, ...]:
        """List it."""
        return ("bakery",)

    def load(self, name: str) -> Vendor:
        """Return it."""
        if name != "bakery":
            raise UsageError(f"There is no vendor “{name}”.")
        return bakery()
