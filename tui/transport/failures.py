"""Put into a sentence why there was no answer, and say whether the request can have arrived."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Iterator
from typing import Final
from urllib.parse import urlsplit

from msgspec import Struct

from tui.core.errors import Arrival, Malformed, Unreachable, UsageError
from tui.core.wire.network import Network
from tui.core.wire.redact import shown_url
from tui.transport.proxies import asks_for_login
from tui.transport.received import AnswerTooBig, Stage
from tui.transport.retry import TryFailed
from tui.transport.unpack import CannotUnpack

__all__ = ["no_answer"]

_NETWORK: Final = "Check the network."
_OFTEN: Final = "If that happens again, check the network."
_ADDRESS: Final = "Check the address in the config and the network."
_LONGER: Final = "If it needs longer, raise timeout under [network] in the config."
_CERTIFICATE: Final = "If your company inspects TLS, name its certificate in ca_file under [network] in the config."
_PROXY: Final = "Check proxy under [network] in the config, or the environment's proxy variables."
_LESS: Final = "Ask for less at once, or raise {key} under [network] in the config."


class _Said(Struct, frozen=True):
    """What is known about a failure."""

    message: str
    way_out: str
    lasting: bool = False
    """Whether it will stay like that, so that asking again is of no use."""


def no_answer(connection: str, url: str, failed: Exception, stage: Stage, *, network: Network) -> TryFailed:
    """Make the error for a try that got no answer, or only part of one.

    Raises:
        UsageError: when the request is such that it can never be sent.
    """
    import httpx as http  # late: what answers in this process needs it only for its failures

    host = urlsplit(url).hostname or ""
    said = _sentence(connection, host, failed, stage, network)
    arrival = Arrival.MAYBE if stage.sent else Arrival.NO
    kind = Malformed if isinstance(failed, CannotUnpack | AnswerTooBig) else Unreachable
    error = kind(said.message, way_out=said.way_out, url=shown_url(url), arrival=arrival)
    stalled = isinstance(failed, http.TimeoutException)
    if isinstance(error, Unreachable):
        error.stalled = stalled
    return TryFailed(error, lasting=said.lasting, stalled=stalled)


def _sentence(connection: str, host: str, failed: Exception, stage: Stage, network: Network) -> _Said:
    import httpx as http

    peer = stage.peer or host
    match failed:
        case http.InvalidURL() | http.LocalProtocolError():
            raise UsageError(f"The request to {connection} cannot be sent as HTTP.", way_out="Ask for less at once.")
        case AnswerTooBig():
            limit = f"The answer of {connection} is larger than {network.max_answer_mb:,} MB"
            return _Said(f"{limit}: the rest was not read.", _LESS.format(key="max_answer_mb"), lasting=True)
        case TimeoutError():
            limit = f"The answer of {connection} was not complete after {network.longest:g} s"
            return _Said(f"{limit}: the rest was not read.", _LESS.format(key="max_answer_seconds"), lasting=True)
        case CannotUnpack():
            return _Said(f"The answer of {connection} cannot be unpacked: it is not packed as it says.", _OFTEN)
        case http.ProxyError():
            return _turned_away(connection, peer, str(failed))
        case http.ConnectTimeout() | http.PoolTimeout():
            within = f"within {network.timeout:g} s"
            return _Said(f"{connection} does not answer: no connection to {peer} {within}.", _NETWORK)
        case http.TimeoutException():
            return _Said(f"{connection} took longer than {network.timeout:g} s to answer.", _LONGER)
        case http.ConnectError():
            return _not_connected(connection, host, peer, failed)
        case _ if stage.answered:
            return _Said(f"{connection} broke off in the middle of its answer.", _OFTEN)
        case _ if stage.sent or not stage.peer:
            return _Said(f"{connection} broke the connection before it answered.", _NETWORK)
        case _:
            return _Said(f"{connection} does not answer: {peer} broke the connection.", _NETWORK)


def _turned_away(connection: str, peer: str, why: str) -> _Said:
    if why.startswith("407"):
        return _Said(*asks_for_login(connection, peer), lasting=True)
    return _Said(f"The proxy {peer} did not let {connection} through: {why}.", _PROXY, lasting=why.startswith("4"))


def _not_connected(connection: str, host: str, peer: str, failed: Exception) -> _Said:
    causes = list(_causes(failed))
    via_proxy = peer.rpartition(":")[0] not in ("", host)
    way_out = _PROXY if via_proxy else _NETWORK
    for cause in causes:
        if isinstance(cause, ssl.SSLCertVerificationError):
            why = cause.verify_message or "it cannot be verified"
            return _Said(f"The certificate of {host} is not trusted: {why.rstrip('.')}.", _CERTIFICATE, lasting=True)
    for cause in causes:
        match cause:
            case socket.gaierror():
                where = "The proxy of " if via_proxy else ""
                name = peer.rpartition(":")[0] if via_proxy else host
                check = _PROXY if via_proxy else _ADDRESS
                return _Said(f"{where}{connection} cannot be found: there is no address for {name}.", check)
            case ssl.SSLError():
                why = (cause.reason or "the handshake failed").lower().replace("_", " ")
                return _Said(f"No secure connection to {host}: {why}.", _NETWORK)
            case ConnectionRefusedError():
                return _Said(f"{connection} does not answer: connection refused by {peer}.", way_out)
    system = next((cause.strerror for cause in causes if isinstance(cause, OSError) and cause.strerror), "")
    why = f"{system.lower()} ({peer})" if system else f"no connection to {peer}"
    return _Said(f"{connection} does not answer: {why}.", way_out)


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
