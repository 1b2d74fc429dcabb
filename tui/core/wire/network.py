"""How a connection reaches the network: the config's `[network]` table, as values."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, MutableMapping
from pathlib import Path
from typing import Any, Final, TypeAlias

from msgspec import Struct

__all__ = ["DIRECT", "AsgiApp", "Network"]

DIRECT: Final = "none"
"""The proxy setting that means: no proxy, whatever the environment says."""

Message: TypeAlias = MutableMapping[str, Any]

AsgiApp: TypeAlias = Callable[
    [MutableMapping[str, Any], Callable[[], Awaitable[Message]], Callable[[Message], Awaitable[None]]],
    Awaitable[None],
]
"""A server in this process, which answers instead of the network."""


class Network(Struct, frozen=True):
    """Timeouts, proxy, certificates, how many requests go at once: `[network]`, or what a connection puts over it."""

    timeout: float = 30.0
    """Seconds for each stage: connecting, sending, every wait for bytes."""
    proxy: str | None = None
    """The proxy's URL; "none" goes straight, None takes the environment's."""
    ca_file: Path | None = None
    """Certificates (PEM) trusted besides the system's store; verification itself cannot be switched off."""
    max_concurrency: int = 4
    """Requests under way at once, at most."""
    max_answer_mb: int = 256
    """Millions of bytes that an answer may have, unpacked."""
    max_answer_seconds: float | None = None
    """Seconds that an answer may take in all, from sending to its last byte; None is four times `timeout`."""

    @property
    def longest(self) -> float:
        """Seconds that an answer may take in all."""
        return self.max_answer_seconds if self.max_answer_seconds is not None else 4 * self.timeout
