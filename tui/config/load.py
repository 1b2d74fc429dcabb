"""Reading the configuration: TOML, then the tables, then each connection; all problems come in one `ConfigError`."""

from __future__ import annotations

import os
import stat
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, cast
from zoneinfo import ZoneInfo

from tui.config.connection import read_connections
from tui.config.findings import BadValue, Findings
from tui.config.model import CacheConfig, Config, NetworkConfig, Ui, Vendors
from tui.config.schema import CACHE, NETWORK, TABLES, TARGETS, UI, read_keys, table_at
from tui.config.secrets import SecretKind, SecretSource
from tui.config.values import read_text
from tui.config.zone import machine_zone
from tui.core.errors import ConfigError, ConfigProblem
from tui.core.vendor import Environment

__all__ = ["NoConfig", "config_from", "load_config"]


class NoConfig(ConfigError):
    """There is no configuration file: a first start rather than a mistake."""

    def __init__(self, path: Path) -> None:
        right = "Write a first one with “frontdesk init”, or look around with “frontdesk demo”."
        super().__init__([ConfigProblem(str(path), "", "There is no such file.", right)])


def load_config(path: Path | None, *, environ: Mapping[str, str], vendors: Vendors | None = None) -> Config:
    """Read and check the configuration.

    Args:
        path: The file of `--config`; None looks at `$FRONTDESK_CONFIG`, then in the user's config folder.
        environ: The environment, for the path, the machine's zone and secrets.
        vendors: Where vendors are looked up; None means the registry.

    Raises:
        NoConfig: when there is no file.
        ConfigError: with every problem there is.
    """
    from tui.storage.paths import find_config

    file = find_config(path, environ=environ)
    try:
        with file.open("rb") as opened:
            mode = os.fstat(opened.fileno()).st_mode
            text = opened.read().decode("utf-8-sig")
        values = tomllib.loads(text.replace("\r\n", "\n"))
    except FileNotFoundError:
        raise NoConfig(file) from None
    except OSError as failed:
        raise _whole(file, f"The file cannot be read: {failed.strerror}.", "Check its path and mode.") from None
    except UnicodeDecodeError as failed:
        line = failed.object[: failed.start].count(b"\n") + 1
        raise _whole(file, f"Line {line} is not UTF-8.", "Save the file as UTF-8.") from None
    except tomllib.TOMLDecodeError as failed:
        # The text may quote a character, never a value: “Invalid value (at line 3, column 5)”.
        raise _whole(file, f"This is not TOML: {failed}.", "Texts go in quotes, tables in [brackets].") from None
    config = config_from(values, file=file, environ=environ, vendors=vendors)
    return replace(config, warnings=tuple(_open_to_others(config, mode)))


def config_from(
    values: Mapping[str, Any], *, file: Path, environ: Mapping[str, str], vendors: Vendors | None = None
) -> Config:
    """Check a configuration that is already data.

    Raises:
        ConfigError: with every problem there is.
    """
    from tui.vendors import registry

    findings = Findings(str(file))
    for name in values:
        if name not in TABLES:
            findings.unknown(name, TABLES)
    folder = file.parent
    given = {
        name: read_keys(keys, table_at(values, name, findings), name, findings, folder)
        for name, keys in (("ui", UI), ("network", NETWORK), ("cache", CACHE), ("targets", TARGETS))
    }
    zone = ZoneInfo(given["ui"]["timezone"]) if given["ui"].get("timezone") else machine_zone(environ)
    network = NetworkConfig(**given["network"])
    keys = _keys(table_at(values, "keys", findings), findings)
    connections = read_connections(
        table_at(values, "connections", findings),
        network=network,
        findings=findings,
        folder=folder,
        environ=environ,
        vendors=vendors or cast("Vendors", registry),
    )
    if findings.problems:
        raise ConfigError(findings.problems)
    ui, cache = Ui(**given["ui"], zone=zone), CacheConfig(**given["cache"])
    return Config(file, ui, network, keys, connections, cache, targets=given["targets"])


def _open_to_others(config: Config, mode: int) -> Iterator[ConfigProblem]:
    """Warn of secrets that stand in a file which others can read; what a sandbox takes for one is none."""
    literal = [
        f"{name}.{setting}"
        for name, connection in config.connections.items()
        for setting, value in connection.settings.items()
        if isinstance(value, SecretSource) and value.kind is SecretKind.LITERAL
        if connection.environment is not Environment.SANDBOX
    ]
    if literal and stat.S_ISREG(mode) and mode & (stat.S_IRGRP | stat.S_IROTH):
        wrong = f"Others can read {config.path}, and it holds secrets: {', '.join(literal)}."
        yield ConfigProblem(str(config.path), "", wrong, f"Run: chmod 600 {config.path}")


def _keys(table: Mapping[str, object], findings: Findings) -> dict[str, str]:
    keys: dict[str, str] = {}
    for command, value in table.items():
        if isinstance(value, dict):
            findings.add(
                f"keys.{command}", "This is a table.", 'A command id with a dot goes in quotes: "table.filter".'
            )
            continue
        try:
            keys[command] = read_text(value, Path())
        except BadValue as bad:
            findings.add(f"keys.{command}", bad.wrong, 'For example "slash".')
    return keys


def _whole(file: Path, wrong: str, right: str) -> ConfigError:
    return ConfigError([ConfigProblem(str(file), "", wrong, right)])
