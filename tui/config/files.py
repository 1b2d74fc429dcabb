"""Reading the config's files: TOML, and what a file includes, laid together into one set of tables.

::

    config.toml   include = ["team.toml"]       what stands in it wins, key by key
        └─ team.toml                            lies under it; a later one of a list lies over an earlier one

A connection is laid together key by key as well, so that a team's file can say where a campus is, and each person's own
file where the secret is. What a key holds (a list, a secret's source) is never mixed: one file's or the other's.
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final

from msgspec import Struct, field

from tui.config.values import BadValue, kind_of, read_text
from tui.core.errors import ConfigError, ConfigProblem

__all__ = ["INCLUDE", "NoConfig", "Origins", "Sources", "read_sources", "sources_of_text"]

INCLUDE: Final = "include"
"""The key that names other files; at the top of a file, before its tables."""


class NoConfig(ConfigError):
    """There is no configuration file: a first start rather than a mistake."""

    def __init__(self, path: Path) -> None:
        right = "Write a first one with “frontdesk init”, or look around with “frontdesk demo”."
        super().__init__([ConfigProblem(str(path), "", "There is no such file.", right)])


class Origins(Struct, frozen=True):
    """Which file each key stands in."""

    file: Path
    """The one that all began with."""
    by_key: dict[str, Path] = field(default_factory=dict)
    """By dotted key: the file that it stands in, for those that do not stand in `file`."""

    def file_of(self, key: str) -> Path:
        """Return the file that a dotted key stands in, or the table that it would belong to."""
        while key and self.by_key:
            if key in self.by_key:
                return self.by_key[key]
            key = key.rpartition(".")[0]
        return self.file


class Sources(Struct, frozen=True):
    """What the files hold together, and which of them each key comes from."""

    origins: Origins
    values: dict[str, Any]
    """The tables, without `include`."""
    modes: dict[Path, int] = field(default_factory=dict)
    """By file: its mode."""


def read_sources(file: Path) -> Sources:
    """Read a file and everything that it includes.

    Raises:
        NoConfig: when it is not there.
        ConfigError: when one of the files cannot be read, is no TOML, or includes itself.
    """
    try:
        text, mode = _read(file)
    except FileNotFoundError:
        raise NoConfig(file) from None
    values = _parsed(text, file)
    if INCLUDE in values:
        return _with_included(file, values, mode, above=())
    return Sources(Origins(file), values, {file: mode})


def sources_of_text(text: str, file: Path) -> Sources:
    """Take a text for that of a file, and read what it includes.

    Raises:
        ConfigError: when it, or one of the included files, cannot be read.
    """
    return _with_included(file, _parsed(text.removeprefix("\ufeff"), file), 0o600, above=())


def _read(file: Path) -> tuple[str, int]:
    try:
        with file.open("rb") as opened:
            mode = os.fstat(opened.fileno()).st_mode
            return opened.read().decode("utf-8-sig"), mode
    except FileNotFoundError:
        raise  # whoever asked knows what it means
    except OSError as failed:
        raise _whole(file, f"The file cannot be read: {failed.strerror}.", "Check its path and mode.") from None
    except UnicodeDecodeError as failed:
        line = failed.object[: failed.start].count(b"\n") + 1
        raise _whole(file, f"Line {line} is not UTF-8.", "Save the file as UTF-8.") from None


def _parsed(text: str, file: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(text.replace("\r\n", "\n"))
    except tomllib.TOMLDecodeError as failed:
        # The text may quote a character, never a value: “Invalid value (at line 3, column 5)”.
        raise _whole(file, f"This is not TOML: {failed}.", "Texts go in quotes, tables in [brackets].") from None


def _whole(file: Path, wrong: str, right: str) -> ConfigError:
    return ConfigError([ConfigProblem(str(file), "", wrong, right)])


# --- include ----------------------------------------------------------------------------------------------------


def _with_included(file: Path, values: dict[str, Any], mode: int, *, above: tuple[Path, ...]) -> Sources:
    """Lay a file's tables over those that it includes; `above` are the files that led here."""
    names = _names(values.pop(INCLUDE, []), file)
    if not names:
        return Sources(Origins(file), values, {file: mode})
    together = Sources(Origins(file), {}, {file: mode})
    for name in names:
        below = _included(file, name, above=(*above, _real(file)))
        together.modes.update(below.modes)
        _lay_over(together, below.values, (), below.origins.file_of)
    _lay_over(together, values, (), lambda _: file)
    return together


def _names(named: object, file: Path) -> list[str]:
    right = 'Write a list of files: include = ["team.toml"].'
    if not isinstance(named, list):
        raise ConfigError([ConfigProblem(str(file), INCLUDE, f"This is {kind_of(named)}; a list is wanted.", right)])
    try:
        return [read_text(name, file.parent) for name in named]
    except BadValue as bad:
        raise ConfigError([ConfigProblem(str(file), INCLUDE, bad.wrong, right)]) from None


def _included(file: Path, name: str, *, above: tuple[Path, ...]) -> Sources:
    def wrong(text: str, right: str) -> ConfigError:
        return ConfigError([ConfigProblem(str(file), INCLUDE, text, right)])

    try:
        path = file.parent / Path(name).expanduser()
    except RuntimeError:
        raise wrong("The home folder in this path is not known.", "Write the path in full.") from None
    if _real(path) in above:
        raise wrong(f"{path} leads back to itself.", "Take one of the two lines out: no file includes itself.")
    try:
        text, mode = _read(path)
    except FileNotFoundError:
        raise wrong(f"There is no file {path}.", "A path that does not begin with / starts at this file.") from None
    return _with_included(path, _parsed(text, path), mode, above=above)


def _real(path: Path) -> Path:
    return Path(os.path.realpath(path))


def _lay_over(
    together: Sources, over: Mapping[str, Any], within: tuple[str, ...], file_of: Callable[[str], Path]
) -> None:
    """Put a table's keys over what is there under the same name; tables of keys are gone into, values are replaced."""
    under = together.values
    for name in within:
        under = under[name]
    for name, value in over.items():
        path = (*within, name)
        dotted = ".".join(path)
        if isinstance(value, dict) and _holds_keys(path):
            if not isinstance(under.get(name), dict):
                under[name] = {}
                together.origins.by_key[dotted] = file_of(dotted)
            _lay_over(together, value, path, file_of)
        else:
            under[name] = value
            together.origins.by_key[dotted] = file_of(dotted)


def _holds_keys(path: tuple[str, ...]) -> bool:
    """Say whether a table is one of keys, and not a key's value: a secret's source is a value."""
    match path:
        case (_,) | ("connections", _) | ("connections", _, "network"):
            return True
        case _:
            return False
