"""The keys of the configuration, as data: the loader, the example file and the reference all read this."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from tui.config.values import (
    Reader,
    read_choice,
    read_count,
    read_flag,
    read_megabytes,
    read_path,
    read_proxy,
    read_seconds,
    read_text,
    read_zone_name,
)
from tui.core.vendor import Environment

__all__ = ["CACHE", "CONNECTION", "NETWORK", "TABLES", "UI", "Key"]


@dataclass(frozen=True, slots=True)
class Key:
    """One key of a table."""

    name: str
    read: Reader
    help: str
    """What it does, with its default, as the example file says it."""
    example: str
    """A value as TOML, the default where there is one."""


UI: Final = (
    Key("theme", read_text, "A file in themes/, or in the folder themes beside this file.", '"harbor"'),
    Key(
        "timezone",
        read_zone_name,
        "Times are shown and read in this zone. Default: the machine's.",
        '"Europe/Stockholm"',
    ),
    Key("mouse", read_flag, "Whether clicks and the wheel do something.", "true"),
    Key("low_bandwidth", read_choice("auto", "on", "off"), "auto | on | off; auto means on under SSH.", '"auto"'),
)
"""`[ui]`."""

NETWORK: Final = (
    Key("timeout", read_seconds, "Seconds without a byte before a request is given up.", "30.0"),
    Key("proxy", read_proxy, 'Default: the environment\'s; "none" goes direct.', '"http://proxy.example.com:3128"'),
    Key("ca_file", read_path, "PEM certificates to trust beside the system's.", '"/etc/ssl/corp.pem"'),
    Key("max_concurrency", read_count, "Requests of one connection under way at once.", "4"),
    Key("max_answer_mb", read_megabytes, "Millions of bytes that one answer may have, unpacked.", "256"),
    Key(
        "max_answer_seconds",
        read_seconds,
        "Seconds that one answer may take in all, to its last byte. Default: four times timeout.",
        "120.0",
    ),
)
"""`[network]` and `[connections.NAME.network]`."""

CACHE: Final = (
    Key(
        "enabled",
        read_flag,
        "Keep what will not change any more, such as attendance of last month, rather than ask for it again. "
        "“frontdesk cache” says what there is, “frontdesk cache clear” forgets it.",
        "true",
    ),
    Key("max_mb", read_megabytes, "Millions of bytes that it may take; the longest unused goes first.", "200"),
)
"""`[cache]`."""

CONNECTION: Final = (
    Key("vendor", read_text, "Which system this is.", '"…"'),
    Key(
        "class",
        read_choice(*(environment.value for environment in Environment)),
        "production (the careful one) | staging | sandbox.",
        '"production"',
    ),
    Key("read_only", read_flag, "Refuse every write.", "false"),
)
"""What every `[connections.NAME]` takes beside its vendor's settings and its `network` table."""

TABLES: Final = ("ui", "network", "cache", "keys", "connections")
"""The top of the file."""
