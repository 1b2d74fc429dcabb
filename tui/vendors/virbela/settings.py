"""A connection's settings, as the client wants them: hosts by name, and who signs in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from msgspec import Struct

from tui.core.secret import Secret

__all__ = ["GATEWAYS", "PRODUCT_HOSTS", "Settings"]

GATEWAYS: Final[Mapping[str, str]] = {
    "us": "https://gateway-us.virbela.com",
    "eu": "https://gateway-eu.virbela.com",
    "au": "https://gateway-aus.virbela.com",
}
"""Section "Base URL": the API's host by region."""

PRODUCT_HOSTS: Final[Mapping[str, str]] = {
    "us": "https://virbela-product-api.herokuapp.com",
    "eu": "https://virbela-product-api-eu.herokuapp.com",
    "au": "https://virbela-product-api.herokuapp.com",
}
"""The same section: the product API's host by region. Australia shares North America's."""


class Settings(Struct, frozen=True):
    """What a campus is reached with."""

    client_name: str
    """Names the campus in the rooms' path and in the waitlists' header."""
    client_id: str
    client_secret: Secret
    bases: Mapping[str, str]
    """The connection's own hosts, without a slash at their end, by the names that `calls` and `writes` use: `api` is
    the gateway, `product` the product API."""

    @classmethod
    def of(cls, settings: Mapping[str, Any]) -> Settings:
        """Take them from a checked connection table; an address given there wins over the region's."""
        region = settings.get("region") or "us"
        secret = settings["client_secret"]
        return cls(
            client_name=str(settings["client_name"]),
            client_id=str(settings["client_id"]),
            client_secret=secret if isinstance(secret, Secret) else Secret(str(secret)),
            bases={
                "api": (settings.get("base_url") or GATEWAYS[region]).rstrip("/"),
                "product": (settings.get("product_url") or PRODUCT_HOSTS[region]).rstrip("/"),
            },
        )
