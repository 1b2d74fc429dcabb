"""A read as `curl` commands: its requests, caught on their way out, with shell variables in place of secrets.

Nothing is sent, and no secret is looked up: the vendor's client is built with markers in their places, and wherever one
comes out again the shell puts in a variable. No request gets an answer, so those that would follow from one (the next
page, what each room is asked for) are not among them.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Final

from tui.core.cache import PastCache
from tui.core.errors import VendorFailed
from tui.core.secret import Secret
from tui.core.time.clock import Clock
from tui.core.wire.http import Auth, BasicAuth, Explain, HeaderAuth, Request, Response, SignedAuth, TokenAuth, Transport
from tui.transport.http_call import Base, compose, merged, parse_bases

__all__ = ["CurlOpener", "secret_marker"]

_MARK: Final = re.compile(r"@@([A-Z0-9_]+)@@")


def secret_marker(connection: str, setting: str) -> Secret:
    """Return what stands for a secret until the shell puts it in: `$CAMPUS_CLIENT_SECRET`."""
    name = re.sub(r"[^A-Z0-9]+", "_", f"{connection}_{setting}".upper()).strip("_")
    return Secret(f"@@{name if not name[:1].isdigit() else f'_{name}'}@@")


class CurlOpener:
    """What a vendor's client is built with when only its requests are wanted."""

    def __init__(self, connection: str, settings: Mapping[str, Any], clock: Clock) -> None:
        self.connection = connection
        self.settings = settings
        """With markers in the places of the secrets."""
        self.clock = clock
        self.cache: PastCache | None = None
        self.commands: dict[str, None] = {}
        """A command for each request, in the order in which they were caught, each once."""

    def transport(self, *, bases: Mapping[str, str], auth: Auth, explain: Explain | None = None) -> Transport:
        """Make a transport that catches what it is to send."""
        del explain
        return _Catching(self, parse_bases(self.connection, bases), auth)


class _Catching:
    """A transport that sends nothing."""

    max_concurrency = 1
    clock_ahead: timedelta | None = None

    def __init__(self, opener: CurlOpener, bases: Mapping[str, Base], auth: Auth) -> None:
        self.connection = opener.connection
        self._opener, self._bases, self._auth = opener, bases, auth

    async def send(self, request: Request) -> Response:
        """Catch a request.

        Raises:
            VendorFailed: always: what can go on without this answer goes on.
        """
        self._opener.commands[self.describe(request)] = None
        raise VendorFailed("No request is sent.", status=503)

    def describe(self, request: Request) -> str:
        """Write the command that sends a request."""
        call = compose(self.connection, self._bases, request)
        auth = self._auth
        words = ["curl", "--fail-with-body"]
        if call.method != "GET":
            words += ["--request", call.method]
        if isinstance(auth, BasicAuth) and not request.anonymous:
            words += ["--user", f"{auth.username}:{auth.password.reveal()}"]
        credentials = {} if request.anonymous else _headers(self.connection, auth)
        ours = {name: value for name, value in call.headers.items() if name != "User-Agent"}
        for name, value in merged(ours, credentials, call.custom).items():
            words += ["--header", f"{name}: {value}"]
        if call.content is not None:
            words += ["--data-raw", call.content.decode("utf-8")]
        return " ".join(map(_quoted, [*words, call.url]))

    async def aclose(self) -> None:
        """Do nothing: there is no socket."""


def _headers(connection: str, auth: Auth) -> dict[str, str]:
    match auth:
        case HeaderAuth():
            return {
                name: value.reveal() if isinstance(value, Secret) else value for name, value in auth.headers.items()
            }
        case SignedAuth():
            return {"Authorization": f"{auth.scheme}{secret_marker(connection, 'token').reveal()}"}
        case TokenAuth():
            return {"Authorization": f"Bearer {secret_marker(connection, 'token').reveal()}"}
        case _:
            return {}


def _quoted(word: str) -> str:
    """Quote a word for the shell; what stands for a secret becomes a variable."""
    parts = _MARK.split(word)
    if len(parts) == 1:
        return shlex.quote(word)
    return "".join(f'"${part}"' if index % 2 else shlex.quote(part) if part else "" for index, part in enumerate(parts))
