"""The keys of the configuration, as data: the loading, the example and the reference read them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from msgspec import Struct

from tui.config.values import (
    ChoiceReader,
    Reader,
    read_count,
    read_flag,
    read_megabytes,
    read_path,
    read_proxy,
    read_seconds,
    read_target,
    read_text,
    read_zone_name,
)
from tui.core.vendor import Environment

__all__ = [
    "CACHE",
    "CONNECTION",
    "CONNECTION_NAME",
    "INCLUDE_HELP",
    "NETWORK",
    "SECTIONS",
    "TABLES",
    "TARGETS",
    "UI",
    "Key",
]


class Key(Struct, frozen=True):
    """One key of a table."""

    name: str
    read: Reader
    help: str
    """What it does, with its default, as the example file says it."""
    example: str
    """A value as TOML, the default where there is one."""


UI: Final = (
    Key(
        "theme",
        read_text,
        "A file in themes/, or in the folder themes beside this file. auto follows the terminal: light or dark.",
        '"harbor"',
    ),
    Key(
        "timezone",
        read_zone_name,
        "Times are shown and read in this zone. Default: the machine's.",
        '"Europe/Stockholm"',
    ),
    Key("mouse", read_flag, "Whether clicks and the wheel do something.", "true"),
    Key(
        "low_bandwidth",
        ChoiceReader(("auto", "on", "off")),
        "auto | on | off: fewer frames a second, for a slow link. auto means on under SSH.",
        '"auto"',
    ),
    Key(
        "colours",
        ChoiceReader(("auto", "16", "256", "truecolor")),
        "auto | 16 | 256 | truecolor. auto asks TERM and COLORTERM; 16 takes the fewest bytes.",
        '"auto"',
    ),
    Key(
        "characters",
        ChoiceReader(("auto", "unicode", "ascii")),
        "auto | unicode | ascii: what to draw with. auto means ascii where the locale is not UTF-8.",
        '"auto"',
    ),
    Key(
        "screen_reader",
        read_flag,
        "For a screen that is read out: no lines and bars, and the terminal's cursor where you are. "
        "Also as “frontdesk --screen-reader”.",
        "false",
    ),
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

TARGETS: Final = (
    Key("wait", read_target, "Seconds within which somebody who waits should be called.", "120"),
    Key("present", read_target, "Percent of a range that somebody must be there to count as present.", "75"),
    Key("first_pass", read_target, "Percent that should pass at the first go.", "95"),
)
"""`[targets]`: what the figures of reports are measured by; a figure says in a word how it stands to its target."""

CONNECTION: Final = (
    Key("vendor", read_text, "Which system this is.", '"…"'),
    Key(
        "class",
        ChoiceReader(tuple(environment.value for environment in Environment)),
        "production (the careful one) | staging | sandbox.",
        '"production"',
    ),
    Key("read_only", read_flag, "Refuse every write.", "false"),
    Key("briefing", read_flag, "Ask at the start, in the background, what needs somebody: home lists it.", "false"),
)
"""What every `[connections.NAME]` takes beside its vendor's settings and its `network` table."""

INCLUDE_HELP: Final = (
    "Other files to read first, such as a team's; a path starts beside this file. What stands here wins, key by key, "
    "in connections too; of several files the later wins."
)
"""`include`, which stands above all tables."""

CONNECTION_NAME: Final = re.compile(r"\w[\w.-]*")
"""What a connection may be called: a word of the command line, never mistaken for a flag."""

SECTIONS: Final[Mapping[str, tuple[Key, ...]]] = {"ui": UI, "network": NETWORK, "cache": CACHE, "targets": TARGETS}
"""The tables that hold keys and nothing else."""

TABLES: Final = ("ui", "network", "cache", "targets", "keys", "connections")
"""The top of the file."""
