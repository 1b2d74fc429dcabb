"""Reading the configuration: TOML, then the tables, then each connection; all problems come in one `ConfigError`."""

from __future__ import annotations

import os
import stat
import tomllib
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, tzinfo
from pathlib import Path
from typing import Any, cast
from zoneinfo import ZoneInfo

from tui.config.model import CacheConfig, Config, ConnectionConfig, Ui, Vendors
from tui.config.schema import (
    CONNECTION,
    CONNECTION_NAME,
    NETWORK,
    SECTIONS,
    TABLES,
    Findings,
    read_keys,
    table_at,
)
from tui.config.secrets import SecretKind, SecretSource, read_secret
from tui.config.values import BadValue, kind_of, read_choice, read_flag, read_text, read_url
from tui.core.errors import ConfigError, ConfigProblem, UsageError
from tui.core.network import Network
from tui.core.vendor import Environment, Setting, SettingKind, Vendor
from tui.core.words import did_you_mean

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
        for name, keys in SECTIONS.items()
    }
    zone = ZoneInfo(given["ui"]["timezone"]) if given["ui"].get("timezone") else _machine_zone(environ)
    network = Network(**given["network"])
    keys = _keys(table_at(values, "keys", findings), findings)
    connections = _connections(
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


def _machine_zone(environ: Mapping[str, str]) -> tzinfo:
    """Return the zone of `TZ`, else of `/etc/localtime` or `/etc/timezone`; UTC when none of them says.

    `datetime.astimezone()` would give today's fixed offset, which is an hour off for half of the year.
    """
    local = Path("/etc/localtime")
    names: tuple[Callable[[], str], ...] = (
        lambda: environ.get("TZ", "").removeprefix(":"),
        lambda: str(local.readlink()).partition("zoneinfo/")[2],
        lambda: Path("/etc/timezone").read_text("utf-8").strip(),
    )
    for name in names:
        with suppress(KeyError, ValueError, OSError):  # nothing is there, or no zone is called that
            return ZoneInfo(name())
    try:
        with local.open("rb") as file:
            return ZoneInfo.from_file(file)
    except (OSError, ValueError):
        return UTC


# --- [connections.NAME]: our own keys, the vendor's settings, and the vendor's rules between them -----------------


def _connections(
    table: Mapping[str, Any],
    *,
    network: Network,
    findings: Findings,
    folder: Path,
    environ: Mapping[str, str],
    vendors: Vendors,
) -> dict[str, ConnectionConfig]:
    """Read every connection; the ones with problems are left out and their problems noted."""
    connections: dict[str, ConnectionConfig] = {}
    for name, values in table.items():
        dotted = f"connections.{name}"
        if not CONNECTION_NAME.fullmatch(name):
            findings.add(dotted, "A connection cannot be called that.", "Use letters, digits, “-”, “_” and “.”.")
        if not isinstance(values, dict):
            findings.add(dotted, f"This is {kind_of(values)}; a table is wanted.", f"Write [{dotted}].")
            continue
        found = _Found(name, dotted, values, findings, folder, environ)
        own = read_keys(CONNECTION, values, dotted, findings, folder, others=None)
        override = table_at(values, "network", findings, within=f"{dotted}.")
        over = read_keys(NETWORK, override, f"{dotted}.network", findings, folder)
        vendor = _vendor(found, own.get("vendor"), vendors)
        if vendor is None:
            continue
        connections[name] = ConnectionConfig(
            name=name,
            vendor=vendor,
            environment=Environment(own.get("class", Environment.PRODUCTION.value)),
            read_only=own.get("read_only", False),
            briefing=own.get("briefing", False),
            settings=_settings(found, vendor),
            network=replace(network, **over),
        )
    return connections


@dataclass(frozen=True, slots=True)
class _Found:
    """One connection's table while it is read."""

    name: str
    dotted: str
    values: Mapping[str, Any]
    findings: Findings
    folder: Path
    environ: Mapping[str, str]

    def note(self, key: str, wrong: str, right: str = "") -> None:
        self.findings.add(f"{self.dotted}.{key}", wrong, right)


def _vendor(found: _Found, name: str | None, vendors: Vendors) -> Vendor | None:
    if name is None:
        if "vendor" not in found.values:
            found.note("vendor", "It is missing.", f"One of: {', '.join(vendors.names())}.")
        return None
    try:
        return vendors.load(name)
    except UsageError:
        close = did_you_mean(name, vendors.names(), otherwise="")
        found.note("vendor", f"There is no vendor “{name}”.", f"One of: {', '.join(vendors.names())}. {close}".rstrip())
        return None


def _settings(found: _Found, vendor: Vendor) -> dict[str, Any]:
    """Read the vendor's settings: defaults filled in, bad and missing ones noted, then the vendor's own rules."""
    taken = {key.name for key in CONNECTION} | {"network"}
    known = [setting.name for setting in vendor.settings]
    for name in found.values:
        if name not in taken and name not in known:
            found.findings.unknown(f"{found.dotted}.{name}", [*known, *(key.name for key in CONNECTION), "network"])
    settings: dict[str, Any] = {}
    noted: set[str] = set()
    for setting in vendor.settings:
        given = found.values.get(setting.name)
        if given is None or given == "":
            if setting.required:
                noted.add(setting.name)
                found.note(setting.name, "It is empty." if given == "" else "It is missing.", _wanted(setting))
                settings[setting.name] = _stand_in(setting)
            elif setting.default is not None:
                settings[setting.name] = setting.default
            continue
        try:
            settings[setting.name] = _setting(setting, given, found)
        except BadValue as bad:
            noted.add(setting.name)
            found.note(setting.name, bad.wrong, bad.right)
            settings[setting.name] = _stand_in(setting)
    # The rules are asked even then, with something plausible in the bad places, so that all problems come at once.
    for key, wrong in vendor.check(settings):
        if key not in noted:
            found.note(key, wrong)
    return settings


def _setting(setting: Setting, given: object, found: _Found) -> Any:
    match setting.kind:
        case SettingKind.SECRET:
            return read_secret(
                given,
                key=f"{found.dotted}.{setting.name}",
                file=found.findings.file,
                folder=found.folder,
                environ=found.environ,
            )
        case SettingKind.CHOICE:
            return read_choice(*setting.choices)(given, found.folder)
        case SettingKind.URL:
            return read_url(given, found.folder)
        case SettingKind.FLAG:
            return read_flag(given, found.folder)
        case SettingKind.TEXT:
            return read_text(given, found.folder)


def _stand_in(setting: Setting) -> object:
    match setting.kind:
        case SettingKind.SECRET:
            return SecretSource(SecretKind.LITERAL, ("-",))
        case SettingKind.CHOICE:
            return setting.default or setting.choices[0]
        case SettingKind.FLAG:
            return bool(setting.default)
        case SettingKind.URL:
            return "https://example.com"
        case SettingKind.TEXT:
            return setting.example or "-"


def _wanted(setting: Setting) -> str:
    if setting.kind is SettingKind.CHOICE:
        return f"One of: {', '.join(setting.choices)}."
    if setting.kind is SettingKind.SECRET:
        return f'For example {setting.name} = {{ env = "{setting.name.upper()}" }}.'
    return setting.help or (f'For example {setting.name} = "{setting.example}".' if setting.example else "")
