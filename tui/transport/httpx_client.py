"""Exchange one request for one answer over the HTTP library: a connection's only client lives here."""

from __future__ import annotations

import ssl
from collections.abc import Callable
from contextlib import aclosing
from http.cookiejar import CookieJar, DefaultCookiePolicy
from typing import Final
from urllib.parse import urlsplit

import httpx as http

from tui.core.errors import UsageError
from tui.core.http import Response
from tui.core.redact import shown_url
from tui.transport.failures import Stage, no_answer
from tui.transport.http_call import HttpCall
from tui.transport.inprocess import InProcess
from tui.transport.network import DIRECT, AsgiApp, Network
from tui.transport.tls import tls_context

__all__ = ["HttpxClient"]

_IDLE: Final = 4.0
"""Seconds that a connection may lie idle and still be used. Some servers close after 5 s (Node's default): a write that
meets such a closing connection ends with nobody knowing whether it arrived."""


class HttpxClient:
    """One connection's client. It follows no redirects, keeps no cookies, repeats nothing: that is decided above."""

    def __init__(
        self, *, connection: str, network: Network, app: AsgiApp | None, monotonic: Callable[[], float]
    ) -> None:
        """Make the client; slow (certificates are read), so not on the event loop.

        Raises:
            UsageError: when the proxy or the certificate file cannot be used.
        """
        self._connection = connection
        self._timeout = network.timeout
        self._in_process = app is not None
        self._monotonic = monotonic
        self._client = _client(connection, network, app)

    async def exchange(self, call: HttpCall) -> Response:
        """Send once and read the whole answer, whatever its status.

        Raises:
            TryFailed: when there was no complete answer.
            UsageError: when the request can never be sent.
        """
        stage = Stage(sent=self._in_process)
        started = self._monotonic()
        try:
            request = self._client.build_request(
                call.method,
                call.url,
                headers=[(name.encode("ascii"), value.encode("latin-1")) for name, value in call.headers.items()],
                content=call.content,
                extensions={"trace": stage.follow},
            )
            response = await self._client.send(request, stream=True, auth=None, follow_redirects=False)
            stage.sent = stage.answered = True
            async with aclosing(response):
                body = await response.aread()
        except (http.HTTPError, http.InvalidURL) as failed:
            raise no_answer(self._connection, call.url, failed, stage, timeout=self._timeout) from failed
        return Response(
            status=response.status_code,
            headers=_headers(response),
            body=body,
            url=shown_url(call.url),
            elapsed=self._monotonic() - started,
        )

    async def aclose(self) -> None:
        """Close every socket."""
        await self._client.aclose()


def _client(connection: str, network: Network, app: AsgiApp | None) -> http.AsyncClient:
    no_cookies = CookieJar(DefaultCookiePolicy(allowed_domains=[]))
    timeout = http.Timeout(network.timeout)
    hooks = {"response": [_hide_location]}
    if app is not None:
        return http.AsyncClient(
            transport=InProcess(app), cookies=no_cookies, timeout=timeout, trust_env=False, event_hooks=hooks
        )
    context = tls_context(network.ca_file)
    proxy = _proxy(connection, network.proxy, context)
    try:
        return http.AsyncClient(
            verify=context,
            proxy=proxy,
            # The environment is asked for its proxies only: certificates come from our own context, and the library
            # reads a netrc file only when it is told to.
            trust_env=network.proxy is None,
            cookies=no_cookies,
            timeout=timeout,
            event_hooks=hooks,
            limits=http.Limits(
                max_connections=network.max_concurrency,
                max_keepalive_connections=network.max_concurrency,
                keepalive_expiry=_IDLE,
            ),
        )
    except (ImportError, ValueError, http.InvalidURL):
        raise UsageError(
            f"The environment's proxy cannot be used for {connection}: it is no http or https URL.",
            way_out="Set proxy under [network] in the config: a URL, or “none” to go straight.",
        ) from None


async def _hide_location(response: http.Response) -> None:
    """Put a redirect's target where the library does not look.

    It reads the target even when it is not to follow, and when that is no proper URL the answer is lost (httpx 0.28).
    """
    if "location" in response.headers:
        response.extensions["location"] = response.headers.pop("location")


def _headers(response: http.Response) -> dict[str, str]:
    headers = {name.lower(): value for name, value in response.headers.items()}
    if "location" in response.extensions:
        headers["location"] = response.extensions["location"]
    return headers


def _proxy(connection: str, url: str | None, context: ssl.SSLContext) -> http.Proxy | None:
    if url is None or url == DIRECT:
        return None
    way_out = "Write it like http://proxy:3128, or “none” to go straight."
    try:
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise UsageError(f"The proxy of {connection} is no http or https URL.", way_out=way_out)
        return http.Proxy(url, ssl_context=context if parts.scheme == "https" else None)
    except (ValueError, http.InvalidURL):
        raise UsageError(f"The proxy of {connection} is no http or https URL.", way_out=way_out) from None
