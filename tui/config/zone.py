"""The machine's time zone as a real zone, so that a date last winter gets last winter's offset."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from datetime import UTC, tzinfo
from pathlib import Path
from zoneinfo import ZoneInfo

__all__ = ["machine_zone"]


def machine_zone(environ: Mapping[str, str], *, etc: Path = Path("/etc")) -> tzinfo:
    """Return the zone of `TZ`, else of `/etc/timezone` or `/etc/localtime`; UTC when none of them says.

    `datetime.astimezone()` would give today's fixed offset, which is an hour off for half of the year.
    """
    for name in _names(environ, etc):
        with suppress(KeyError, ValueError, OSError):
            return ZoneInfo(name)
    try:
        with (etc / "localtime").open("rb") as file:
            return ZoneInfo.from_file(file)
    except (OSError, ValueError):
        return UTC


def _names(environ: Mapping[str, str], etc: Path) -> Iterator[str]:
    """Yield what may name the zone, looked up one after the other; an empty name is no zone."""
    yield environ.get("TZ", "").removeprefix(":")
    with suppress(OSError):
        yield str((etc / "localtime").readlink()).partition("zoneinfo/")[2]
    with suppress(OSError, UnicodeDecodeError):
        yield (etc / "timezone").read_text("utf-8").strip()
