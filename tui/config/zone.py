"""The machine's time zone as a real zone, so that a date last winter gets last winter's offset."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, tzinfo
from pathlib import Path
from zoneinfo import ZoneInfo

__all__ = ["machine_zone"]


def machine_zone(environ: Mapping[str, str], *, etc: Path = Path("/etc")) -> tzinfo:
    """Return the zone of `TZ`, else of `/etc/timezone` or `/etc/localtime`; UTC when none of them says.

    `datetime.astimezone()` would give today's fixed offset, which is an hour off for half of the year.
    """
    for name in (environ.get("TZ", "").removeprefix(":"), _linked(etc / "localtime"), _written(etc / "timezone")):
        if name and (zone := _named(name)) is not None:
            return zone
    try:
        with (etc / "localtime").open("rb") as file:
            return ZoneInfo.from_file(file)
    except (OSError, ValueError):
        return UTC


def _linked(localtime: Path) -> str:
    try:
        target = str(localtime.readlink())
    except OSError:
        return ""
    return target.partition("zoneinfo/")[2]


def _written(timezone: Path) -> str:
    try:
        return timezone.read_text("utf-8").strip()
    except (OSError, UnicodeDecodeError):
        return ""


def _named(name: str) -> tzinfo | None:
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return None
