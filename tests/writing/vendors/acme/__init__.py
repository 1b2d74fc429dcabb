"""A made-up vendor."""

from __future__ import annotations

from typing import Final

from tui.config.model import ConnectionConfig
from tui.connections import Connection
from tui.core.time.clock import SystemClock
from tui.core.vendor import Setting, SettingKind, Vendor
from tui.core.wire.network import Network

__all__ = ["VENDOR", "connect"]

VENDOR: Final = Vendor(
    name="acme",
    title="Acme",
    what="a vendor for tests",
    settings=(Setting("base_url", SettingKind.URL), Setting("key", SettingKind.SECRET), Setting("user")),
    package=__name__,
)


def connect(url: str, *, read_only: bool = False, timeout: float = 30.0, concurrency: int = 4) -> Connection:
    """Make a connection to a server of the made-up vendor."""
    config = ConnectionConfig(
        name="campus",
        vendor=VENDOR,
        read_only=read_only,
        settings={"base_url": url},
        network=Network(timeout=timeout, proxy="none", max_concurrency=concurrency),
    )
    return Connection(config, clock=SystemClock())
