"""Put into a sentence why there was no answer, and say whether the request can have arrived."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlsplit

import httpx as http

from tui.core.errors import Arrival, Malformed, Unreachable, UsageError
from tui.core.redact import shown_url
from tui.transport.retry import TryFailed

__all__ = ["Stage", "no_answer"]

_NETWORK: Final = "Check the network, then press r to try again."
_AGAIN: Final = "Press r to try again."
_CERTIFICATE: Final = "If your company inspects TLS, name its certificate in ca_file under [network] in the config."
_PROXY: Final = "Check proxy under [network] in the config."


@dataclass(slots=True)
class Stage:
    """How far one try has come. Filled by the HTTP library as it goes: the only sure sign that nothing was sent."""

    sent: bool = False
    """Whether a byte of the request may have left."""
    answered: bool = False
    """Whether the head of an answer has come."""
    peer: str = ""
    """Host and port of the last connection made or tried: the proxy's, where there is one."""

    async def follow(self, event: str, about: dict[str, Any]) -> None:
        """Take note of an event; the library's `trace` extension calls this."""
        if event == "connection.connect_tcp.started":
            self.peer = f"{about['host']}:{about['port']}"
        elif event.endswith(".send_request_headers.started") and about["request"].method != b"CONNECT":
            self.sent = True


def no_answer(connection: str, url: str, failed: Exception, stage: Stage, *, timeout: float) -> TryFailed:
    """Make the error for a try that got no answer, or only part of one.

    Raises:
        UsageError: when the request is such that it can never be sent.
    """
    host = urlsplit(url).hostname or ""
    message, way_out, lasting = _sentence(connection, host, failed, stage, timeout)
    arrival = Arrival.MAYBE if stage.sent else Arrival.NO
    kind = Malformed if isinstance(failed, http.DecodingError) else Unreachable
    return TryFailed(kind(message, way_out=way_out, url=shown_url(url), arrival=arrival), lasting=lasting)


def _sentence(connection: str, host: str, failed: Exception, stage: Stage, timeout: float) -> tuple[str, str, bool]:
    """Return what happened, the way out, and whether it will stay like that."""
    peer = stage.peer or host
    via_proxy = bool(stage.peer) and stage.peer.rpartition(":")[0] != host
    match failed:
        case http.InvalidURL() | http.LocalProtocolError():
            raise UsageError(f"The request to {connection} cannot be sent as HTTP.", way_out="Ask for less at once.")
        case http.DecodingError():
            return f"The answer of {connection} cannot be unpacked.", _AGAIN, False
        case http.ProxyError():
            return f"The proxy {peer} did not let {connection} through: {failed}.", _PROXY, False
        case http.ConnectTimeout() | http.PoolTimeout():
            return f"{connection} does not answer: no connection to {peer} within {timeout:g} s.", _NETWORK, False
        case http.TimeoutException():
            longer = "Press r to try again, or raise timeout under [network] in the config."
            return f"{connection} took longer than {timeout:g} s to answer.", longer, False
        case http.ConnectError():
            return _not_connected(connection, host, peer, failed, via_proxy=via_proxy)
        case _ if stage.answered:
            return f"{connection} broke off in the middle of its answer.", _AGAIN, False
        case _ if stage.sent or not stage.peer:
            return f"{connection} broke the connection before it answered.", _NETWORK, False
        case _:
            return f"{connection} does not answer: {peer} broke the connection.", _NETWORK, False


def _not_connected(
    connection: str, host: str, peer: str, failed: Exception, *, via_proxy: bool
) -> tuple[str, str, bool]:
    causes = list(_causes(failed))
    way_out = _PROXY if via_proxy else _NETWORK
    for cause in causes:
        if isinstance(cause, ssl.SSLCertVerificationError):
            why = cause.verify_message or "it cannot be verified"
            return f"The certificate of {host} is not trusted: {why.rstrip('.')}.", _CERTIFICATE, True
    for cause in causes:
        match cause:
            case socket.gaierror():
                where = "The proxy of " if via_proxy else ""
                name = peer.rpartition(":")[0] if via_proxy else host
                check = _PROXY if via_proxy else "Check the address in the config and the network, then press r."
                return f"{where}{connection} cannot be found: there is no address for {name}.", check, False
            case ssl.SSLError():
                why = (cause.reason or "the handshake failed").lower().replace("_", " ")
                return f"No secure connection to {host}: {why}.", _NETWORK, False
            case ConnectionRefusedError():
                return f"{connection} does not answer: connection refused by {peer}.", way_out, False
    system = next((cause.strerror for cause in causes if isinstance(cause, OSError) and cause.strerror), "")
    why = f"{system.lower()} ({peer})" if system else f"no connection to {peer}"
    return f"{connection} does not answer: {why}.", way_out, False


def _causes(failed: BaseException) -> Iterator[BaseException]:
    """Walk through everything that led to an exception; parallel tries come as groups."""
    waiting: list[BaseException | None] = [failed]
    seen: set[int] = set()
    while waiting:
        cause = waiting.pop(0)
        if cause is None or id(cause) in seen:
            continue
        seen.add(id(cause))
        yield cause
        if isinstance(cause, BaseExceptionGroup):
            waiting.extend(cause.exceptions)
        waiting += [cause.__cause__, cause.__context__]
