"""The JSON Schema of the configuration, for editors that know one: made from what the loading reads it by.

It says what a key may hold, which keys there are and which are required; where `include` brings in other files, what
is required may stand there. What only the machine can tell, such as whether a file is there, and the vendors' rules
between settings are “frontdesk check”'s to say.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Final, TypeAlias

from tui.config.schema import CONNECTION, CONNECTION_NAME, INCLUDE_HELP, NETWORK, SECTIONS, Key
from tui.config.secrets import SecretKind
from tui.config.values import read_flag, read_text, read_url, taken_by
from tui.core.vendor import Setting, SettingKind, Vendor

__all__ = ["config_schema"]

_Schema: TypeAlias = dict[str, Any]

_TEXT: Final[_Schema] = taken_by(read_text)

_ONE_SOURCE: Final[_Schema] = {
    "type": "object",
    "properties": {
        each.value: {"type": "array", "items": _TEXT, "minItems": 1} if each is SecretKind.COMMAND else _TEXT
        for each in SecretKind
        if each is not SecretKind.LITERAL
    },
    "additionalProperties": False,
    "minProperties": 1,
    "maxProperties": 1,
}
"""Where a secret is, when it does not stand in the file itself."""


def config_schema(vendors: Iterable[Vendor]) -> _Schema:
    """Return the JSON Schema of a config file with connections to these vendors."""
    vendors = list(vendors)
    network = _table(_keys(NETWORK))
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "Frontdesk's configuration",
        "if": {"required": ["include"], "properties": {"include": {"minItems": 1}}},
        "else": {"properties": {"connections": {"additionalProperties": _whole_connection(vendors)}}},
        **_table(
            {
                "include": {"description": INCLUDE_HELP, "type": "array", "items": _TEXT},
                **{name: _table(_keys(keys)) for name, keys in SECTIONS.items()},
                "keys": {
                    "description": "A command's name, in quotes, and the key that does it.",
                    "type": "object",
                    "additionalProperties": _TEXT,
                },
                "connections": {
                    "type": "object",
                    "propertyNames": {"pattern": f"^{CONNECTION_NAME.pattern}$"},
                    "additionalProperties": _connection(vendors, network),
                },
            }
        ),
    }


def _connection(vendors: Sequence[Vendor], network: _Schema) -> _Schema:
    """Describe a connection's table: what it may hold goes by its vendor, so that an editor marks the very key.

    What all vendors together have stands beside it, for editors that list the keys of a table without asking further;
    a table that names no vendor, since it only overrides an included one, may hold any of that.
    """
    named = {"enum": [vendor.name for vendor in vendors], "description": _keys(CONNECTION)["vendor"]["description"]}
    every = {name: {"description": " ".join(dict.fromkeys(helps))} for name, helps in _helps(vendors).items()}
    properties = {**every, **_keys(CONNECTION), "vendor": named, "network": network}
    of_any_vendor = _table(dict.fromkeys(properties, True))
    return {
        "type": "object",
        "properties": properties,
        "allOf": [_when(vendor, _connection_to(vendor)) for vendor in vendors],
        "if": {"required": ["vendor"]},
        "else": of_any_vendor,
    }


def _whole_connection(vendors: Iterable[Vendor]) -> _Schema:
    """Describe what a connection's table cannot do without where no other file may have it."""
    required = ((vendor, [setting.name for setting in vendor.settings if setting.required]) for vendor in vendors)
    return {"required": ["vendor"], "allOf": [_when(vendor, {"required": names}) for vendor, names in required]}


def _when(vendor: Vendor, then: _Schema) -> _Schema:
    return {"if": {"properties": {"vendor": {"const": vendor.name}}, "required": ["vendor"]}, "then": then}


def _helps(vendors: Iterable[Vendor]) -> dict[str, list[str]]:
    helps: dict[str, list[str]] = {}
    for vendor in vendors:
        for setting in vendor.settings:
            helps.setdefault(setting.name, []).append(f"{vendor.title}: {setting.help or setting.name}")
    return helps


def _connection_to(vendor: Vendor) -> _Schema:
    ours = dict.fromkeys([*(key.name for key in CONNECTION), "network"], True)
    settings = {setting.name: _setting(setting) for setting in vendor.settings}
    return {"title": vendor.title, **_table({**settings, **ours})}


def _table(properties: _Schema) -> _Schema:
    return {"type": "object", "properties": properties, "additionalProperties": False}


def _keys(keys: Iterable[Key]) -> _Schema:
    return {key.name: {"description": key.help, **taken_by(key.read)} for key in keys}


def _setting(setting: Setting) -> _Schema:
    described: _Schema = {"description": setting.help} if setting.help else {}
    if setting.default not in (None, ""):
        described["default"] = setting.default
    return {**described, **_taken(setting)}


def _taken(setting: Setting) -> _Schema:
    blank: _Schema = {"minLength": 1} if setting.required else {}  # an empty one is as one left out
    match setting.kind:
        case SettingKind.SECRET:
            return {"anyOf": [{**_TEXT, **blank}, _ONE_SOURCE]}
        case SettingKind.CHOICE:
            return {"enum": [*setting.choices, *([] if setting.required else [""])]}
        case SettingKind.FLAG:
            return taken_by(read_flag)
        case SettingKind.URL:
            return taken_by(read_url) if setting.required else {"anyOf": [taken_by(read_url), {"const": ""}]}
        case SettingKind.TEXT:
            return {**_TEXT, **blank}
