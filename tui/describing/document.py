"""The document of “frontdesk spec”, as types: what each part is called, and what it means.

A consumer goes by `spec`: it grows when something that was there is no longer, or means something else. New keys, new
commands and new collections do not change it.
"""

from __future__ import annotations

from typing import Any, Final, Literal

import msgspec

__all__ = [
    "VERSION",
    "ActionSpec",
    "CollectionSpec",
    "ColumnSpec",
    "CommandSpec",
    "Exit",
    "FieldSpec",
    "Flag",
    "ParamSpec",
    "ReportSpec",
    "Spec",
    "VendorSpec",
    "Word",
]

VERSION: Final = 1
"""The version of this document."""

Takes = Literal["nothing", "one", "one or nothing", "several"]


class Flag(msgspec.Struct, frozen=True, kw_only=True):
    """A flag of the command line."""

    names: list[str]
    """How it is written, `--format`; a flag that can be turned round has both."""
    takes: Takes
    value: str
    """What the value is called; empty when it takes none."""
    help: str
    choices: list[str]
    """What the value can be; empty when it is free."""
    default: str | int | float | bool | None
    repeats: bool
    """Whether it can be given several times."""
    is_file: bool
    """Whether the value is the path of a file."""


class Word(msgspec.Struct, frozen=True, kw_only=True):
    """A word that stands by itself, in the order of the list."""

    name: str
    help: str
    choices: list[str]
    required: bool
    several: bool


class CommandSpec(msgspec.Struct, frozen=True, kw_only=True):
    """A command: “frontdesk NAME”."""

    name: str
    help: str
    about: str
    words: list[Word]
    flags: list[Flag]
    """Its own; the global flags go with every command."""
    json: dict[str, Any] | None
    """The JSON Schema of what `--format json` prints, where that does not depend on the words; null elsewhere."""


class Exit(msgspec.Struct, frozen=True, kw_only=True):
    """An exit code."""

    code: int
    meaning: str


class ColumnSpec(msgspec.Struct, frozen=True, kw_only=True):
    """A column, by which rows can be filtered and sorted."""

    key: str
    """The field in the row: a path such as `hardware.ram`, `steps[].endTime`."""
    label: str
    kind: str
    unit: str
    """Of a number or a length of time, as exports have it: `MB`, `s`, `min`; empty for a bare number."""
    derived: bool
    """Worked out by Frontdesk rather than sent by the vendor."""


class ParamSpec(msgspec.Struct, frozen=True, kw_only=True):
    """What a collection can be asked with."""

    name: str
    """The vendor's own."""
    flag: str
    title: str
    kind: str
    required: bool
    choices: list[str]
    help: str
    setting: str
    """The connection's setting that fills it when nothing is given."""
    refers_to: str
    """The collection whose rows have the id that it takes; a name will do then. Empty when it is none."""


class ReportSpec(msgspec.Struct, frozen=True, kw_only=True):
    """What a report answers and how it is counted, as it is said above its figures."""

    question: str
    counted: list[str]
    not_told_by_the_api: list[str]
    targets: dict[str, str]
    """By the key of the configuration's `[targets]`, the column that it measures."""
    compared: list[str]
    """The columns that `--against previous` gives a difference."""


class CollectionSpec(msgspec.Struct, frozen=True, kw_only=True):
    """What can be read: “frontdesk get CONNECTION NAME”."""

    name: str
    title: str
    help: str
    id: str
    """The parameter that can stand by itself, without its flag; empty when there is none."""
    range: str
    """Whether it is asked for a stretch of time, with `--from` and `--to`: none, optional, required."""
    default_range: str
    """What a required range is when none is given; empty elsewhere."""
    params: list[ParamSpec]
    columns: list[ColumnSpec]
    row: dict[str, Any]
    """The JSON Schema of a row as `--format json` prints it. A row that could not be read comes as the vendor sent it,
    whatever that is; stderr counts those."""
    report: ReportSpec | None
    """What is told of it when it is a report; null for what a vendor sends itself."""


class FieldSpec(msgspec.Struct, frozen=True, kw_only=True):
    """What an action takes."""

    name: str
    """The vendor's own."""
    flag: str
    title: str
    kind: str
    required: bool
    choices: list[str]
    default: str
    """What the vendor takes when nothing is sent."""
    help: str
    setting: str
    refers_to: str


class ActionSpec(msgspec.Struct, frozen=True, kw_only=True):
    """What can be written: “frontdesk do CONNECTION NAME”."""

    name: str
    title: str
    help: str
    danger: str
    """safe, reversible, irreversible: what is asked before it goes."""
    bulk: bool
    """Whether it can be done for every row of a file."""
    undo: bool
    """Whether “frontdesk journal undo” can take it back, as far as what was there before could be read."""
    verify: bool
    """Whether “frontdesk journal verify” can find out if one with an unknown end arrived."""
    applies_to: list[str]
    """The collections whose rows it can be started from."""
    fields: list[FieldSpec]


class VendorSpec(msgspec.Struct, frozen=True, kw_only=True):
    """A system that can be connected to."""

    name: str
    title: str
    what: str
    collections: list[CollectionSpec]
    actions: list[ActionSpec]


class Spec(msgspec.Struct, frozen=True, kw_only=True):
    """All of it."""

    spec: int
    """The version of this document."""
    frontdesk: str
    """The version of Frontdesk."""
    exit_codes: list[Exit]
    flags: list[Flag]
    """What stands before a command, or instead of one."""
    global_flags: list[Flag]
    """What goes with every command, after its name too."""
    commands: list[CommandSpec]
    vendors: list[VendorSpec]
    config: dict[str, Any]
    """The JSON Schema of the configuration."""
