"""Checking the configuration: the tables, then each connection; all problems come in one `ConfigError`."""

from __future__ import annotations

import stat
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import suppress
from datetime import UTC, tzinfo
from pathlib import Path
from typing import Any, Final, cast
from zoneinfo import ZoneInfo

from msgspec import Struct, field
from msgspec.structs import replace

from tui.config.files import INCLUDE, NoConfig, Origins, Sources, read_sources, sources_of_text
from tui.config.model import CacheConfig, Config, ConnectionConfig, Ui, Vendors
from tui.config.schema import CONNECTION, CONNECTION_NAME, NETWORK, SECTIONS, TABLES, Key
from tui.config.secrets import SecretKind, SecretSource, read_secret
from tui.config.values import BadValue, ChoiceReader, kind_of, read_flag, read_text, read_url
from tui.core.errors import ConfigError, ConfigProblem, UsageError
from tui.core.vendor import Environment, Setting, SettingKind, Vendor
from tui.core.wire.network import Network
from tui.core.words import did_you_mean

__all__ = ["NoConfig", "config_from", "config_of_text", "load_config"]

_OTHERS_READ: Final = stat.S_IRGRP | stat.S_IROTH


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
    if path is None:
        from tui.storage.paths import find_config

        path = find_config(None, environ=environ)
    return _read(read_sources(path), environ=environ, vendors=vendors)


def config_of_text(text: str, *, file: Path, environ: Mapping[str, str], vendors: Vendors | None = None) -> Config:
    """Check a text as if it stood in a file.

    Raises:
        ConfigError: with every problem there is.
    """
    return _read(sources_of_text(text, file), environ=environ, vendors=vendors)


def config_from(
    values: Mapping[str, Any],
    *,
    file: Path,
    environ: Mapping[str, str],
    vendors: Vendors | None = None,
) -> Config:
    """Check a configuration that is already data.

    Args:
        values: The tables.
        file: What problems are said to be in, and what relative paths start beside.
        environ: The environment.
        vendors: Where vendors are looked up; None means the registry.

    Raises:
        ConfigError: with every problem there is.
    """
    return _read(Sources(Origins(file), dict(values)), environ=environ, vendors=vendors)


def _read(sources: Sources, *, environ: Mapping[str, str], vendors: Vendors | None) -> Config:
    from tui.vendors import registry

    values, findings = sources.values, _Findings(sources.origins)
    for name in values:
        if name not in TABLES:
            findings.unknown(name, (*TABLES, INCLUDE))
    given = {
        name: _read_keys(keys, _table_at(values, name, findings), name, findings) for name, keys in SECTIONS.items()
    }
    zone = ZoneInfo(given["ui"]["timezone"]) if given["ui"].get("timezone") else _machine_zone(environ)
    network = Network(**given["network"])
    keys = _keys(_table_at(values, "keys", findings), findings) if "keys" in values else {}
    connections = _connections(
        _table_at(values, "connections", findings),
        network=network,
        findings=findings,
        environ=environ,
        vendors=vendors or cast("Vendors", registry),
    )
    if findings.problems:
        raise ConfigError(findings.problems)
    ui, cache = Ui(**given["ui"], zone=zone), CacheConfig(**given["cache"])
    file, by_key = sources.origins.file, sources.origins.by_key
    config = Config(file, ui, network, keys, connections, cache, targets=given["targets"], origins=by_key)
    readable = {file for file, mode in sources.modes.items() if stat.S_ISREG(mode) and mode & _OTHERS_READ}
    return replace(config, warnings=tuple(_open_to_others(config, readable))) if readable else config


def _open_to_others(config: Config, readable: Collection[Path]) -> Iterator[ConfigProblem]:
    """Warn of secrets that stand in a file which others can read; what a sandbox takes for one is none."""
    literal: dict[Path, list[str]] = {}
    for name, connection in config.connections.items():
        for setting, value in connection.settings.items():
            kept_here = isinstance(value, SecretSource) and value.kind is SecretKind.LITERAL
            if kept_here and connection.environment is not Environment.SANDBOX:
                literal.setdefault(config.file_of(f"connections.{name}.{setting}"), []).append(f"{name}.{setting}")
    for file, names in literal.items():
        if file in readable:
            wrong = f"Others can read {file}, and it holds secrets: {', '.join(names)}."
            yield ConfigProblem(str(file), "", wrong, f"Run: chmod 600 {file}")


def _keys(table: Mapping[str, object], findings: _Findings) -> dict[str, str]:
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


# --- one table ---------------------------------------------------------------------------------------------------


class _Findings(Struct, frozen=True):
    """The problems of a config, in the order they were found."""

    origins: Origins
    """Which file each key stands in."""
    problems: list[ConfigProblem] = field(default_factory=list)

    def add(self, key: str, wrong: str, right: str = "") -> None:
        """Note a problem with the dotted `key`."""
        self.problems.append(ConfigProblem(str(self.origins.file_of(key)), key, wrong, right))

    def unknown(self, key: str, known: Iterable[str]) -> None:
        """Note a key that nobody reads, with the one that was probably meant."""
        right = did_you_mean(key.rpartition(".")[2], known, otherwise="Known here: {}.")
        self.add(key, "This key is not known.", right)


def _table_at(values: Mapping[str, Any], name: str, findings: _Findings, *, within: str = "") -> Mapping[str, Any]:
    """Return the table `name`; an empty one when it is not there, or is something else, which is noted."""
    table = values.get(name, {})
    if isinstance(table, dict):
        return table
    dotted = f"{within}{name}"
    findings.add(dotted, f"This is {kind_of(table)}; a table is wanted.", f"Write [{dotted}] on a line of its own.")
    return {}


def _read_keys(
    keys: Iterable[Key],
    table: Mapping[str, Any],
    dotted: str,
    findings: _Findings,
    *,
    others: Iterable[str] | None = (),
) -> dict[str, Any]:
    """Return the keys that are given and good; note the bad values and the keys that nobody reads.

    Args:
        keys: What the table may hold.
        table: What it holds.
        dotted: What it is called.
        findings: Where problems are noted; it knows the file that relative paths start beside.
        others: Keys that somebody else reads; None means that somebody else looks for unknown ones.
    """
    known = {key.name: key for key in keys}
    good: dict[str, Any] = {}
    for name, value in table.items():
        if name in known:
            try:
                good[name] = known[name].read(value, findings.origins.file_of(f"{dotted}.{name}").parent)
            except BadValue as bad:
                findings.add(f"{dotted}.{name}", bad.wrong, bad.right)
        elif others is not None and name not in others:
            findings.unknown(f"{dotted}.{name}", [*known, *others])
    return good


# --- [connections.NAME]: our own keys, the vendor's settings, and the vendor's rules between them -----------------


def _connections(
    table: Mapping[str, Any],
    *,
    network: Network,
    findings: _Findings,
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
        found = _Found(name, dotted, values, findings, environ)
        own = _read_keys(CONNECTION, values, dotted, findings, others=None)
        override = _table_at(values, "network", findings, within=f"{dotted}.")
        over = _read_keys(NETWORK, override, f"{dotted}.network", findings)
        try:
            vendor = vendors.load(own["vendor"])
        except (KeyError, UsageError):
            _note_no_vendor(found, own.get("vendor"), vendors)
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


class _Found(Struct, frozen=True):
    """One connection's table while it is read."""

    name: str
    dotted: str
    values: Mapping[str, Any]
    findings: _Findings
    environ: Mapping[str, str]

    def note(self, key: str, wrong: str, right: str = "") -> None:
        self.findings.add(f"{self.dotted}.{key}", wrong, right)


def _note_no_vendor(found: _Found, name: str | None, vendors: Vendors) -> None:
    known = f"One of: {', '.join(vendors.names())}."
    if name is not None:
        close = did_you_mean(name, vendors.names(), otherwise="")
        found.note("vendor", f"There is no vendor “{name}”.", f"{known} {close}".rstrip())
    elif "vendor" not in found.values:  # one that is no text has been noted
        found.note("vendor", "It is missing.", known)


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
    key = f"{found.dotted}.{setting.name}"
    file = found.findings.origins.file_of(key)
    match setting.kind:
        case SettingKind.SECRET:
            return read_secret(given, key=key, file=str(file), folder=file.parent, environ=found.environ)
        case SettingKind.CHOICE:
            return ChoiceReader(setting.choices)(given, file.parent)
        case SettingKind.URL:
            return read_url(given, file.parent)
        case SettingKind.FLAG:
            return read_flag(given, file.parent)
        case SettingKind.TEXT:
            return read_text(given, file.parent)


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
