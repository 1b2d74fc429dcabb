"""Open a connection's transport: check what was given, and send nothing."""

from __future__ import annotations

from collections.abc import Mapping

from tui.core.clock import Clock
from tui.core.errors import UsageError
from tui.core.http import Auth, Explain, Transport
from tui.transport.http_call import parse_bases
from tui.transport.http_transport import Pace, Wire
from tui.transport.log import WireLog
from tui.transport.network import AsgiApp, Network
from tui.transport.retry import Retry

__all__ = ["open_transport"]


def open_transport(
    *,
    connection: str,
    bases: Mapping[str, str],
    auth: Auth,
    explain: Explain | None = None,
    network: Network,
    read_only: bool,
    clock: Clock,
    log: WireLog | None = None,
    app: AsgiApp | None = None,
    pace: Pace | None = None,
    retry: Retry | None = None,
) -> Transport:
    """Make a connection's transport. No file is read, no socket opened, before the first request is sent.

    Args:
        connection: The connection's name, for sentences.
        bases: The connection's own hosts by name, each with its path prefix; credentials go nowhere else.
        auth: How the connection proves who it is.
        explain: How the vendor's answers are read.
        network: Timeouts, proxy, certificates, concurrency.
        read_only: Whether writes are refused.
        clock: What tokens and log lines go by.
        log: Where each try is noted.
        app: A server in this process that answers instead of the network.
        pace: Time and chance, for tests.
        retry: How often a request is tried, for tests.

    Raises:
        UsageError: when an address or a number cannot be used.
    """
    if network.timeout <= 0 or network.max_concurrency < 1:
        raise UsageError(
            f"The network settings of {connection} cannot be used.",
            way_out="timeout must be above 0 s, max_concurrency at least 1.",
        )
    return Wire(
        connection=connection,
        bases=parse_bases(connection, bases),
        auth=auth,
        explain=explain,
        network=network,
        read_only=read_only,
        clock=clock,
        log=log,
        app=app,
        pace=pace or Pace(),
        retry=retry or Retry(),
    )
