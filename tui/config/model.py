"""The configuration as values: frozen, complete, defaults filled in, secrets still unresolved."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, tzinfo
from pathlib import Path
from typing import Any, Literal, Protocol

from msgspec import Struct, field

from tui.config.files import Origins
from tui.core.errors import ConfigProblem
from tui.core.vendor import Environment, Vendor
from tui.core.wire.network import Network

__all__ = ["CacheConfig", "Config", "ConnectionConfig", "Ui", "Vendors"]


class Vendors(Protocol):
    """Where vendors are looked up; the registry is one."""

    def names(self) -> tuple[str, ...]:
        """List the vendors there are."""
        ...

    def load(self, name: str) -> Vendor:
        """Import one vendor's descriptor.

        Raises:
            UsageError: when there is none of that name.
        """
        ...


class Ui(Struct, frozen=True):
    """`[ui]`: how the app looks and behaves."""

    theme: str = "harbor"
    """A file in `themes/`, without its ending, or `auto`; whether it exists is the theme loader's to say."""
    timezone: str = ""
    """The zone's IANA name; empty means the machine's."""
    zone: tzinfo = UTC
    """The zone itself: the one named, or the machine's."""
    mouse: bool = True
    low_bandwidth: Literal["auto", "on", "off"] = "auto"
    """Whether to spare the link; auto: under SSH."""
    colours: Literal["auto", "16", "256", "truecolor"] = "auto"
    """How many colours to use; auto: as many as the terminal says that it has."""
    characters: Literal["auto", "unicode", "ascii"] = "auto"
    """What to draw with; auto: what the locale says."""
    screen_reader: bool = False
    """Whether the screen is read out: no ornaments, and the terminal's cursor where one is."""


class CacheConfig(Struct, frozen=True):
    """`[cache]`: whether answers about the past are kept."""

    enabled: bool = True
    max_mb: int = 200
    """Millions of bytes that the file may take."""


class ConnectionConfig(Struct, frozen=True):
    """`[connections.NAME]`: one account with a vendor."""

    name: str
    vendor: Vendor
    environment: Environment = Environment.PRODUCTION
    read_only: bool = False
    briefing: bool = False
    """Whether home asks it, at the start, what needs somebody."""
    settings: Mapping[str, Any] = field(default_factory=dict)
    """By the vendor's setting names; a secret is a `SecretSource`. Optional ones that were not given are absent."""
    network: Network = field(default_factory=Network)


class Config(Struct, frozen=True):
    """Everything the user configured."""

    path: Path
    """The file it was read from."""
    ui: Ui = field(default_factory=Ui)
    network: Network = field(default_factory=Network)
    keys: Mapping[str, str] = field(default_factory=dict)
    """Command id to key, as written; whether both exist is the key map's to say."""
    connections: Mapping[str, ConnectionConfig] = field(default_factory=dict)
    """In the order of the file."""
    cache: CacheConfig = field(default_factory=CacheConfig)
    targets: Mapping[str, float] = field(default_factory=dict)
    """`[targets]`: what the figures of reports are measured by; only what was given."""
    warnings: tuple[ConfigProblem, ...] = ()
    """What does not keep it from being used, and wants a look all the same."""
    origins: Mapping[str, Path] = field(default_factory=dict)
    """By dotted key: the file that it stands in, where `include` brought in others."""

    def file_of(self, key: str) -> Path:
        """Return the file that a dotted key stands in, or would belong to."""
        return Origins(self.path, dict(self.origins)).file_of(key)
