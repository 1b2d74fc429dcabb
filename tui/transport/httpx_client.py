"""Exchange one request for one response over the HTTP library: a connection's only sockets live here."""

from __future__ import annotations

import asyncio
import ssl
import sys
from collections.abc import Callable
from contextlib import aclosing
from functools import cache
from http.cookiejar import CookieJar, DefaultCookiePolicy
from importlib import import_module
from pathlib import Path
from typing import Final

import httpx as http
import truststore

from tui.core.errors import UsageError
from tui.core.wire.http import Response
from tui.core.wire.network import DIRECT, Network
from tui.core.wire.redact import shown_url
from tui.transport.http_call import HttpCall
from tui.transport.proxies import EnvironmentProxies, checked_proxy, no_proxy
from tui.transport.received import AnswerTooBig, Stage, read_body
from tui.transport.unpack import ACCEPTED, CannotUnpack

__all__ = ["HttpxClient"]

_IDLE: Final = 4.0
"""Seconds that a connection may lie idle and still be used. Some servers close after 5 s (Node's default): a write that
meets such a closing connection ends with nobody knowing whether it arrived."""

try:
    import_module("sniffio")
except ImportError:
    # The HTTP library tries to import it several times a request. That it is not there is kept here: to look through
    # every folder of the path for it again took a fifth of what a request takes.
    sys.modules["sniffio"] = None  # type: ignore[assignment]


class HttpxClient:
    """One connection's client. It follows no redirects, keeps no cookies, repeats nothing: that is decided above."""

    def __init__(self, *, connection: str, network: Network, monotonic: Callable[[], float]) -> None:
        """Make the client; slow (certificates are read), so not on the event loop.

        Raises:
            UsageError: when the proxy or the certificate file cannot be used.
        """
        self._connection = connection
        self._network = network
        self._longest = network.longest
        self._monotonic = monotonic
        self._clients: dict[str | None, http.AsyncClient] = {}
        """By the proxy that they go through; None goes straight."""
        self.environment: EnvironmentProxies | None = None
        """The environment's proxies, where it has any and they decide."""
        self._tls = _tls_context(network.ca_file)
        if network.proxy is None:
            from urllib.request import getproxies  # late: it imports half of the standard library

            found = getproxies()
            self.environment = EnvironmentProxies.read(found) if found else None
        elif network.proxy != DIRECT:
            checked_proxy(connection, network.proxy)

    async def exchange(self, call: HttpCall, *, patience: float) -> Response:
        """Send once and read the answer, whatever its status.

        Args:
            call: What is sent.
            patience: Seconds to wait for a connection, and for each byte.

        Raises:
            TryFailed: when there was no complete answer.
            UsageError: when the request can never be sent, or not through the environment's proxy.
        """
        stage = Stage()
        started = self._monotonic()
        client = self._client_for(call.url)
        try:
            async with asyncio.timeout(self._longest):
                request = client.build_request(
                    call.method,
                    call.url,
                    headers=[(name.encode("ascii"), value.encode("latin-1")) for name, value in call.headers.items()],
                    content=call.content,
                    timeout=http.Timeout(patience),
                    extensions={"trace": stage.follow},
                )
                response = await client.send(request, stream=True, auth=None, follow_redirects=False)
                stage.sent = stage.answered = True
                async with aclosing(response):
                    body = await read_body(
                        response.aiter_raw(),
                        good=response.is_success,
                        packed=response.headers.get("content-encoding", ""),
                        most_mb=self._network.max_answer_mb,
                    )
        except (http.HTTPError, http.InvalidURL, TimeoutError, CannotUnpack, AnswerTooBig) as failed:
            from tui.transport.failures import no_answer

            raise no_answer(self._connection, call.url, failed, stage, network=self._network) from failed
        headers = {name.lower(): value for name, value in response.headers.items()}
        if "location" in response.extensions:
            headers["location"] = response.extensions["location"]
        return Response(
            status=response.status_code,
            headers=headers,
            body=body,
            url=shown_url(call.url),
            elapsed=self._monotonic() - started,
        )

    async def aclose(self) -> None:
        """Close every socket."""
        for client in self._clients.values():
            await client.aclose()

    def _client_for(self, url: str) -> http.AsyncClient:
        """Return the client for an address, made at its first use.

        Raises:
            UsageError: when the environment names a proxy that we cannot speak to.
        """
        proxy: str | None = None
        if self.environment is not None:
            proxy = self.environment.of(self._connection, url)
        elif self._network.proxy != DIRECT:
            proxy = self._network.proxy
        if proxy not in self._clients:
            self._clients[proxy] = self._made(proxy)
        return self._clients[proxy]

    def _made(self, proxy: str | None) -> http.AsyncClient:
        no_cookies = CookieJar(DefaultCookiePolicy(allowed_domains=[]))
        hooks = {"response": [_hide_location]}
        packed = {"Accept-Encoding": ACCEPTED}
        through = None
        if proxy is not None:
            try:
                through = http.Proxy(proxy, ssl_context=self._tls if proxy.startswith("https:") else None)
            except (ValueError, http.InvalidURL):
                raise no_proxy(self._connection) from None
        connections = self._network.max_concurrency
        return http.AsyncClient(
            verify=self._tls,
            proxy=through,
            trust_env=False,
            cookies=no_cookies,
            event_hooks=hooks,
            headers=packed,
            limits=http.Limits(
                max_connections=connections, max_keepalive_connections=connections, keepalive_expiry=_IDLE
            ),
        )


async def _hide_location(response: http.Response) -> None:
    """Put a redirect's target where the library does not look.

    It reads the target even when it is not to follow, and when that is no proper URL the answer is lost (httpx 0.28).
    """
    if "location" in response.headers:
        response.extensions["location"] = response.headers.pop("location")


@cache
def _tls_context(ca_file: Path | None) -> ssl.SSLContext:
    """Make the context that trusts the system's store and, besides, the certificates in a file.

    One does for all connections with the same file: making one costs 16 to 37 ms.

    Raises:
        UsageError: when the file cannot be read or holds no certificate.
    """
    context = truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    if ca_file is None:
        return context
    try:
        context.load_verify_locations(cafile=ca_file)
    except ssl.SSLError:
        wrong = "holds no certificate in PEM form"
    except OSError as unreadable:
        wrong = f"cannot be read: {(unreadable.strerror or 'unknown error').lower()}"
    else:
        return context
    raise UsageError(f"The certificate file {ca_file} {wrong}.", way_out="Correct ca_file in the config.")
