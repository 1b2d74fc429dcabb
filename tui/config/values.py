"""Readers of single values: each takes what TOML gave, and returns it in its type or raises `BadValue`."""

from __future__ import annotations

import math
from collections.abc import Callable
from datetime import date, datetime, time
from pathlib import Path
from typing import Any, TypeAlias
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from msgspec import Struct

from tui.core.words import did_you_mean, nearest

__all__ = [
    "BadValue",
    "ChoiceReader",
    "Reader",
    "kind_of",
    "read_count",
    "read_flag",
    "read_megabytes",
    "read_path",
    "read_proxy",
    "read_seconds",
    "read_target",
    "read_text",
    "read_url",
    "read_zone_name",
]

Reader: TypeAlias = Callable[[object, Path], Any]
"""Turn a value into its type; the path is the config file's folder, which relative paths start from.

Raises:
    BadValue: when it cannot be that type.
"""


class BadValue(Exception):
    """A value cannot be used; caught where its key is known."""

    def __init__(self, wrong: str, right: str = "") -> None:
        super().__init__(wrong)
        self.wrong = wrong
        self.right = right


def read_text(value: object, folder: Path) -> str:
    """Read a text of one line."""
    del folder
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        raise BadValue("This is a number; a text is wanted.", "Put it in quotes.")
    if not isinstance(value, str):
        raise BadValue(f"This is {kind_of(value)}; a text is wanted.", 'Write it as "…".')
    if any(not character.isprintable() for character in value):
        raise BadValue("The text holds a line break or a control character.", "Write it on one line.")
    return value


def read_flag(value: object, folder: Path) -> bool:
    """Read true or false."""
    del folder
    if isinstance(value, bool):
        return value
    meant = value.casefold() if isinstance(value, str) else ""
    right = f"Write {meant} without quotes." if meant in ("true", "false") else "Write true or false."
    raise BadValue(f"This is {kind_of(value)}; true or false is wanted.", right)


def read_seconds(value: object, folder: Path) -> float:
    """Read a length of time in seconds, more than none."""
    del folder
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise BadValue(f"This is {kind_of(value)}; a number of seconds is wanted.", "For example 30.0.")
    if not math.isfinite(value) or value <= 0:
        raise BadValue("The number of seconds must be more than 0.", "For example 30.0.")
    return float(value)


def read_target(value: object, folder: Path) -> float:
    """Read a number that something is measured by: 0 or more."""
    del folder
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise BadValue(f"This is {kind_of(value)}; a number is wanted.", "For example 95.")
    if not math.isfinite(value) or value < 0:
        raise BadValue("The number must be 0 or more.", "For example 95.")
    return value


def read_count(value: object, folder: Path) -> int:
    """Read a whole number from 1 to 100."""
    del folder
    if isinstance(value, bool) or not isinstance(value, int):
        raise BadValue(f"This is {kind_of(value)}; a whole number is wanted.", "For example 4.")
    if not 1 <= value <= 100:
        raise BadValue("The number must be from 1 to 100.", "For example 4.")
    return value


def read_megabytes(value: object, folder: Path) -> int:
    """Read a size, in millions of bytes."""
    del folder
    if isinstance(value, bool) or not isinstance(value, int):
        raise BadValue(f"This is {kind_of(value)}; a whole number is wanted.", "For example 200.")
    if not 1 <= value <= 100_000:
        raise BadValue("The number must be from 1 to 100000.", "For example 200.")
    return value


def read_path(value: object, folder: Path) -> Path:
    """Read the path of a file that exists; `~` is the home folder, a relative one starts at the config's folder."""
    path = folder / _expanded(read_text(value, folder))
    if not path.is_file():
        raise BadValue(f"There is no file {path}.", "Give the path of a file that exists.")
    return path


def _expanded(text: str) -> Path:
    try:
        return Path(text).expanduser()
    except RuntimeError:
        raise BadValue("The home folder in this path is not known.", "Write the path in full.") from None


def read_url(value: object, folder: Path) -> str:
    """Read an http or https address without credentials or query; a slash at its end is dropped."""
    text = read_text(value, folder)
    right = "For example https://gateway.example.com."
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError:
        raise BadValue("This is not an address.", right) from None
    if parts.username is not None or parts.password is not None:
        raise BadValue("The address carries credentials.", "Leave them out; they have keys of their own.")
    if parts.scheme not in ("http", "https"):
        raise BadValue("The address does not start with https:// or http://.", right)
    if not parts.hostname or any(character.isspace() for character in text) or port == 0:
        raise BadValue("The address names no host.", right)
    if parts.query or parts.fragment:
        raise BadValue("The address has a ? or # part.", right)
    return text.rstrip("/")


def read_proxy(value: object, folder: Path) -> str:
    """Read a proxy's address, credentials allowed, or `none` for going direct."""
    text = read_text(value, folder)
    if text.casefold() == "none":
        return "none"
    right = 'For example "http://proxy.example.com:3128", or "none" to go direct.'
    try:
        parts = urlsplit(text)
        known = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        known = False
    if not known:
        raise BadValue("This is not the address of an http or https proxy.", right)
    return text


def read_zone_name(value: object, folder: Path) -> str:
    """Read the IANA name of a time zone."""
    text = read_text(value, folder)
    try:
        ZoneInfo(text)
    except (KeyError, ValueError, OSError):  # unknown, a path that leaves the database, a folder of it
        raise BadValue(f"There is no time zone “{text}”.", _zone_hint(text)) from None
    return text


def _zone_hint(text: str) -> str:
    from zoneinfo import available_timezones  # it walks the whole database: only for the message

    zones = sorted(available_timezones())
    by_city = {zone.rpartition("/")[2]: zone for zone in zones}
    close = nearest(text, zones) or by_city.get(nearest(text, by_city), "")
    return f"Did you mean “{close}”?" if close else "For example “Europe/Stockholm”."


class ChoiceReader(Struct, frozen=True):
    """Reads one of some words."""

    choices: tuple[str, ...]

    def __call__(self, value: object, folder: Path) -> str:
        """Read it."""
        text = read_text(value, folder) if not isinstance(value, bool) else str(value).lower()
        if isinstance(value, str) and text in self.choices:
            return text
        close = did_you_mean({"true": "on", "false": "off"}.get(text, text), self.choices, otherwise="")
        raise BadValue(f"“{text}” is not known here.", f"One of: {', '.join(self.choices)}. {close}".rstrip())


def kind_of(value: object) -> str:
    """Say what sort of TOML value it is, without showing it: it may be a secret in the wrong place."""
    match value:
        case bool():
            return "true or false"
        case str():
            return "a text"
        case int() | float():
            return "a number"
        case list():
            return "a list"
        case dict():
            return "a table"
        case date() | datetime() | time():
            return "a date or time"
        case _:
            return "something else"
