"""Turn a described request into the exact bytes of a call: URL, headers, body. Pure: nothing is sent here."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Final
from urllib.parse import quote, quote_plus, urlencode, urlsplit

from msgspec import Struct
from msgspec.structs import replace

from tui import __version__
from tui.core.errors import UsageError
from tui.core.wire.http import Request

__all__ = ["Base", "HttpCall", "Origin", "check_headers", "compose", "merged", "parse_bases"]

_STRAY: Final = re.compile(r"%(?![0-9A-Fa-f]{2})")
_PATH_SAFE: Final = "/%:@!$&'()*+,;=-._~"
_VALUE: Final = re.compile(r"(?:[\x21-\x7e\x80-\xff](?:[\t\x20-\x7e\x80-\xff]*[\x21-\x7e\x80-\xff])?)?")
_NAME: Final = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_PORTS: Final = {"http": 80, "https": 443}


class Origin(Struct, frozen=True):
    """Whom credentials may be shown to: scheme, host and port together."""

    scheme: str
    host: str
    port: int

    @classmethod
    def of(cls, url: str) -> Origin:
        """Read a URL's origin.

        Raises:
            ValueError: when the URL has none.
        """
        parts = urlsplit(url)
        if parts.scheme not in _PORTS or not parts.hostname:
            raise ValueError(url)
        return cls(parts.scheme, parts.hostname, parts.port or _PORTS[parts.scheme])

    def over_tls(self) -> Origin:
        """Return the same host over https: the standard port for the standard port, else the same port."""
        return self if self.scheme == "https" else Origin("https", self.host, 443 if self.port == 80 else self.port)

    def __str__(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == _PORTS[self.scheme] else f"{host}:{self.port}"


class Base(Struct, frozen=True):
    """One of a connection's own hosts, with the path that its requests hang below."""

    root: str
    """Scheme, host and prefix, without the closing slash."""
    origin: Origin


class HttpCall(Struct, frozen=True):
    """A request made concrete."""

    method: str
    url: str
    headers: Mapping[str, str]
    """Ours, until they are put together: then the credentials' and the request's own lie over them."""
    content: bytes | None
    custom: Mapping[str, str]
    """Those headers that the request itself brought: they win over the credentials' own."""

    def elsewhere(self, url: str, *, bare: bool, as_get: bool) -> HttpCall:
        """Return the call as a redirect wants it.

        Args:
            url: Where it goes now.
            bare: Whether everything is dropped that a stranger has no business to see.
            as_get: Whether it becomes a GET without a body.
        """
        moved = replace(self, url=url)
        if as_get:
            kept = {name: value for name, value in self.headers.items() if name.lower() != "content-type"}
            moved = replace(moved, method="GET", content=None, headers=kept)
        if bare:
            plain = {name: value for name, value in moved.headers.items() if name in ("Accept", "User-Agent")}
            moved = replace(moved, headers=plain, custom={})
        return moved


def parse_bases(connection: str, bases: Mapping[str, str]) -> dict[str, Base]:
    """Read a connection's own hosts.

    Raises:
        UsageError: when one is no address that requests can go to.
    """
    way_out = "Write it like https://host or https://host/path in the config."
    parsed: dict[str, Base] = {}
    for name, url in bases.items():
        try:
            parts, origin = urlsplit(url.strip()), Origin.of(url.strip())
        except ValueError:
            raise UsageError(f"The address of {connection} is no http or https URL.", way_out=way_out) from None
        if "@" in parts.netloc:
            instead = "Give it as a setting instead."
            raise UsageError(f"The address of {connection} carries a user name.", way_out=instead)
        if parts.query or parts.fragment:
            raise UsageError(f"The address of {connection} carries a query or a fragment.", way_out=way_out)
        parsed[name] = Base(f"{parts.scheme}://{parts.netloc}{_path(parts.path).rstrip('/')}", origin)
    return parsed


def compose(connection: str, bases: Mapping[str, Base], request: Request) -> HttpCall:
    """Make the call that a request describes.

    Raises:
        UsageError: when it cannot be written as HTTP.
    """
    url = bases[request.base].root + _path(request.path)
    headers = {"Accept": "application/json", "User-Agent": f"frontdesk/{__version__}"}
    content: bytes | None = None
    try:
        if request.params:
            url = f"{url}?{urlencode(request.params, quote_via=quote, safe='')}"
        if request.form is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
            content = urlencode(request.form, quote_via=quote_plus).encode("ascii")
        elif request.body is not None:
            headers["Content-Type"] = "application/json"
            text = json.dumps(request.body, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
            content = text.encode("utf-8")
    except UnicodeEncodeError:
        raise UsageError("A value holds bytes that are no UTF-8 text.", way_out="Type it again.") from None
    check_headers(connection, request.headers)
    return HttpCall(request.method.upper(), url, headers, content, request.headers)


def merged(*layers: Mapping[str, str]) -> dict[str, str]:
    """Lay headers over each other; a later one replaces an earlier one however its name is cased."""
    result: dict[str, str] = {}
    for layer in layers:
        spelled = {name.lower(): name for name in result}
        for name, value in layer.items():
            result.pop(spelled.get(name.lower(), ""), None)
            result[name] = value
    return result


def check_headers(connection: str, headers: Mapping[str, str]) -> None:
    """Make sure that headers can be sent; done here because HTTP libraries quote the value in their complaint.

    Raises:
        UsageError: naming the header, never its value.
    """
    for name, value in headers.items():
        if not _NAME.fullmatch(name) or not _VALUE.fullmatch(value):
            raise UsageError(
                f"The header {name!a} of {connection} holds a character that cannot be sent.",
                way_out="Look for a line break, a space at the end or a typographic character in the config's value.",
            )


def _path(path: str) -> str:
    """Check a path and escape what cannot stand in it; what is escaped already stays as it is.

    Raises:
        UsageError: when an id would climb out of its place: `..` is taken as “one level up” by clients and servers,
            escaped or not.
    """
    escaped = quote(_STRAY.sub("%25", path), safe=_PATH_SAFE)
    if any(part.lower().replace("%2e", ".") in (".", "..") for part in escaped.split("/")):
        raise UsageError("“.” and “..” cannot be ids in a request.", way_out="Give the id as the vendor shows it.")
    return escaped if escaped.startswith("/") or not escaped else f"/{escaped}"
