"""Reading `[connections.NAME]`: our own keys, the vendor's settings, and the vendor's rules between them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

from tui.config.findings import BadValue, Findings, kind_of
from tui.config.model import ConnectionConfig, NetworkConfig, Vendors
from tui.config.schema import CONNECTION, NETWORK, read_keys, table_at
from tui.config.secrets import SecretKind, SecretSource, read_secret
from tui.config.values import read_choice, read_flag, read_text, read_url
from tui.core.errors import UsageError
from tui.core.vendor import Environment, Setting, SettingKind, Vendor
from tui.core.words import did_you_mean

__all__ = ["CONNECTION_NAME", "read_connections"]

CONNECTION_NAME: Final = re.compile(r"\w[\w.-]*")
"""What a connection may be called: a word of the command line, never mistaken for a flag."""


def read_connections(
    table: Mapping[str, Any],
    *,
    network: NetworkConfig,
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
            settings[setting.name] = _read(setting, given, found)
        except BadValue as bad:
            noted.add(setting.name)
            found.note(setting.name, bad.wrong, bad.right)
            settings[setting.name] = _stand_in(setting)
    # The rules are asked even then, with something plausible in the bad places, so that all problems come at once.
    for key, wrong in vendor.check(settings):
        if key not in noted:
            found.note(key, wrong)
    return settings


def _read(setting: Setting, given: object, found: _Found) -> Any:
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
