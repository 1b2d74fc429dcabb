"""Reading the configuration: TOML, then the tables, then each connection; all problems come in one `ConfigError`."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

from tui.config.connection import read_connections
from tui.config.findings import BadValue, Findings
from tui.config.model import CacheConfig, Config, NetworkConfig, Ui, Vendors
from tui.config.schema import CACHE, NETWORK, TABLES, UI
from tui.config.table import read_table, table_at
from tui.config.values import read_text
from tui.config.zone import machine_zone
from tui.core.errors import ConfigError, ConfigProblem

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
        text = file.read_bytes().decode("utf-8-sig")
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
    return config_from(values, file=file, environ=environ, vendors=vendors)


def config_from(
    values: Mapping[str, Any], *, file: Path, environ: Mapping[str, str], vendors: Vendors | None = None
) -> Config:
    """Check a configuration that is already data.

    Raises:
        ConfigError: with every problem there is.
    """
    findings = Findings(str(file))
    for name in values:
        if name not in TABLES:
            findings.unknown(name, TABLES)
    folder = file.parent
    ui = _ui(read_table(UI, table_at(values, "ui", findings), "ui", findings, folder), environ)
    network = replace(
        NetworkConfig(), **read_table(NETWORK, table_at(values, "network", findings), "network", findings, folder)
    )
    cache = replace(CacheConfig(), **read_table(CACHE, table_at(values, "cache", findings), "cache", findings, folder))
    keys = _keys(table_at(values, "keys", findings), findings)
    connections = read_connections(
        table_at(values, "connections", findings),
        network=network,
        findings=findings,
        folder=folder,
        environ=environ,
        vendors=vendors or _registry(),
    )
    if findings.problems:
        raise ConfigError(findings.problems)
    return Config(file, ui, network, keys, connections, cache)


def _ui(given: Mapping[str, Any], environ: Mapping[str, str]) -> Ui:
    from zoneinfo import ZoneInfo

    name = given.get("timezone")
    return replace(Ui(), **given, zone=ZoneInfo(name) if name else machine_zone(environ))


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


def _registry() -> Vendors:
    from tui.vendors import registry

    return cast("Vendors", registry)


def _whole(file: Path, wrong: str, right: str) -> ConfigError:
    return ConfigError([ConfigProblem(str(file), "", wrong, right)])
