"""Which proxy an address goes through, by the variables that the environment sets: HTTP_PROXY, NO_PROXY and their kin.

Read here and not by the HTTP library: that one gives up on the whole client over one entry of NO_PROXY that it cannot
read (httpx 0.28), and other tools write many kinds of them. An entry that says nothing to us is passed over.
"""

from __future__ import annotations

import base64
import ipaddress
from collections.abc import Mapping
from urllib.parse import unquote, urlsplit

from msgspec import Struct

from tui.core.errors import UsageError

__all__ = ["EnvironmentProxies", "asks_for_login", "checked_proxy", "no_proxy", "secrets_in"]


class EnvironmentProxies(Struct, frozen=True):
    """The environment's proxies, as they were when the connection was first used."""

    by_scheme: Mapping[str, str]
    """Addresses by `http`, `https` and `all`."""
    exempt: tuple[str, ...] = ()
    """The entries of NO_PROXY."""

    @classmethod
    def read(cls, found: Mapping[str, str]) -> EnvironmentProxies:
        """Read what `urllib` finds: the environment; on macOS and Windows the system's settings where that is empty."""
        return cls(found, tuple(found.get("no", "").replace(",", " ").split()))

    def of(self, connection: str, url: str) -> str | None:
        """Return the proxy that an address goes through; None when it goes straight.

        Raises:
            UsageError: when it would have to go through one that we cannot speak to.
        """
        parts = urlsplit(url)
        proxy = self.by_scheme.get(parts.scheme) or self.by_scheme.get("all")
        if not proxy or any(_covers(entry, parts.scheme, parts.hostname or "", parts.port) for entry in self.exempt):
            return None
        if "://" not in proxy:
            proxy = f"http://{proxy}"
        if not _is_proxy(proxy):
            raise UsageError(
                f"The environment's proxy cannot be used for {connection}: it is no http or https URL.",
                way_out="Set proxy under [network] in the config: a URL, or “none” to go straight.",
            )
        return proxy


def checked_proxy(connection: str, proxy: str) -> str:
    """Return a configured proxy's address.

    Raises:
        UsageError: when it is none that we can speak to.
    """
    if not _is_proxy(proxy):
        raise no_proxy(connection)
    return proxy


def no_proxy(connection: str) -> UsageError:
    """Make the error for a proxy whose address is none."""
    return UsageError(
        f"The proxy of {connection} is no http or https URL.",
        way_out="Write it like http://proxy:3128, or “none” to go straight.",
    )


def asks_for_login(connection: str, proxy: str = "") -> tuple[str, str]:
    """Say that a proxy answered 407, and what helps; `proxy` is its host and port, where they are known."""
    which = f"The proxy {proxy}" if proxy else "The proxy"
    return (
        f"{which} did not let {connection} through: it asks for a user name and a password (407).",
        "Write them into proxy under [network] in the config, like http://user:password@proxy:3128.",
    )


def secrets_in(proxy: str) -> frozenset[str]:
    """Return the secrets in a proxy's address: the password as written and as meant, and what is sent of it."""
    try:
        parts = urlsplit(proxy)
    except ValueError:
        return frozenset()
    if not parts.password:
        return frozenset()
    pair = f"{unquote(parts.username or '')}:{unquote(parts.password)}"
    sent = base64.b64encode(pair.encode("utf-8", "replace")).decode("ascii").rstrip("=")
    return frozenset({parts.password, unquote(parts.password), sent})


def _is_proxy(url: str) -> bool:
    try:
        parts = urlsplit(url)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False


def _covers(entry: str, scheme: str, host: str, port: int | None) -> bool:
    """Tell whether an entry of NO_PROXY means this host.

    Known are `*`, names (which mean what is below them as well), `.name`, `*.name`, addresses, networks (`10.0.0.0/8`,
    `::1/128`), addresses in brackets, each with a port or `:*` after it or a scheme before.
    """
    only, mark, rest = entry.rpartition("://")
    if mark and only not in (scheme, "all"):
        return False
    name, of_port = _split_port(rest)
    default = 443 if scheme == "https" else 80
    if of_port not in ("", "*") and of_port != str(port or default):
        return False
    if name == "*":
        return True
    address = _address(host)
    if address is not None:
        return _holds(name, address)
    name, host = name.lower().removeprefix("*").strip("."), host.lower().rstrip(".")
    return bool(name) and (host == name or host.endswith(f".{name}"))


def _split_port(entry: str) -> tuple[str, str]:
    if entry.startswith("["):
        name, _, rest = entry[1:].partition("]")
        network, _, port = rest.partition(":")  # [fe80::]/10 is written as well
        return name + network, port
    name, colon, port = entry.rpartition(":")
    return (name, port) if colon and ":" not in name and (port == "*" or port.isdigit()) else (entry, "")


def _address(host: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        found = ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        return None
    return (found.ipv4_mapped or found) if isinstance(found, ipaddress.IPv6Address) else found


def _holds(name: str, address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> bool:
    try:
        return address in ipaddress.ip_network(name.partition("%")[0], strict=False)
    except ValueError:
        return False
