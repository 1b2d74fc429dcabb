"""A write, described once for both faces, the bulk runner, the dry run and the journal."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from enum import Enum
from typing import Any

from msgspec import Struct, field

from tui.core.collection import RefersTo, flag_name
from tui.core.record import Record
from tui.core.wire.http import Request, Response
from tui.core.written import Danger, FieldValue, Values, Verdict, WriteState

__all__ = [
    "Action",
    "Danger",
    "Field",
    "FieldKind",
    "FieldProblem",
    "FieldValue",
    "Outcome",
    "Undo",
    "Values",
    "Verdict",
    "WriteState",
]


class FieldKind(Enum):
    """What a field takes, and so which control a form shows."""

    TEXT = "text"
    EMAIL = "email"
    NUMBER = "number"
    CHOICE = "choice"
    FLAG = "flag"
    TIME = "time"
    """ISO 8601 or relative; sent in the vendor's form."""
    LIST = "list"
    """Several texts: the flag repeats."""
    PAIRS = "pairs"
    """`key=value`, repeated. The value is typed by what the user writes: number, true/false, JSON, else text."""


class FieldProblem(Struct, frozen=True):
    """Why a value cannot be sent."""

    field: str
    """The field's name; empty when it is about several at once."""
    text: str


class Field(Struct, frozen=True):
    """One thing that a write takes."""

    name: str
    """The vendor's own field name."""
    title: str
    kind: FieldKind = FieldKind.TEXT
    required: bool = False
    choices: tuple[str, ...] = ()
    """The values a CHOICE takes; for PAIRS, names that are usual; suggestions for the others."""
    default: str = ""
    """What the vendor takes when nothing is sent: shown, not sent."""
    help: str = ""
    aliases: tuple[str, ...] = ()
    """What else a file's column for it is called, beside its title and what such things are usually called."""
    check: Callable[[FieldValue], str] | None = None
    """Return why a value is wrong, or an empty text."""
    flag: str = ""
    """The flag, without dashes, when it is not the kebab-case of the name."""
    setting: str = ""
    """The connection's setting that fills it when the user gives nothing."""
    refers_to: RefersTo | None = None
    """What it is the id of; None when it is no id, or of nothing that can be listed."""
    typed: bool = True
    """Whether a pair's value is typed by how it is written; else it stays the text that it is (`1.10`)."""

    @property
    def option(self) -> str:
        """The command line's flag, without dashes."""
        return self.flag or flag_name(self.name)


class Outcome(Struct, frozen=True):
    """How a write ended at the vendor."""

    text: str
    """A sentence, the vendor's own where it has one."""
    request_id: str = ""
    unchanged: bool = False
    """The vendor said yes and did nothing: an existing member that was not to be overwritten."""
    fields: Mapping[str, Any] = field(default_factory=dict)
    """What the vendor answered about the thing written."""


class Undo(Struct, frozen=True):
    """How to take a write back: another action, filled in."""

    action: str
    values: Values
    text: str
    """What exactly will be sent, for the confirmation."""


class Action(Struct, frozen=True):
    """A write, described as data. `request` is pure: the dry run prints what it returns, the real run sends it."""

    name: str
    """What `do` calls it."""
    title: str
    """What menus call it, a verb first."""
    danger: Danger
    fields: tuple[Field, ...]
    request: Callable[[Any, Values], Request]
    """Make the request from the vendor's client and the values; sends nothing."""
    outcome: Callable[[Values, Response], Outcome]
    """Read a good answer, and be sure that it is one: a sign-in page and a proxy's block page come with 200 as well.

    Raises:
        Malformed: when it is not what this endpoint promises; then nobody knows whether it was done.
        VendorError: when it says that it was not done.
    """
    target: Callable[[Values], str]
    """What a person calls the thing written to: an e-mail, a room."""
    identified_by: tuple[str, ...] = ()
    """Fields that each name that thing by themselves, such as an id and an e-mail: rows that share one of their values,
    or the target, are sent in order and never side by side."""
    help: str = ""
    """A sentence: what it does."""
    past: str = ""
    """The verb once it is done, `Suspended`; empty where the title's first word gives it."""
    subject: Callable[[Values, Mapping[str, Any]], str] = lambda values, before: ""
    """Who or what it is about as people know it, a name and an e-mail, from the values and what `before` read (empty
    when nothing was); empty where `target` says it."""
    consequence: Callable[[Values], str] = lambda values: ""
    """What will be different afterwards, said in the confirmation."""
    check: Callable[[Values], tuple[FieldProblem, ...]] = lambda values: ()
    """Rules between fields, beyond each field's own."""
    applies_to: tuple[str, ...] = ()
    """The collections whose rows it can be started from."""
    fill: Callable[[Record[Any]], Values] = lambda record: {}
    """What a row of such a collection fills in."""
    confirm_text: Callable[[Values], str] = lambda values: ""
    """What must be typed for an IRREVERSIBLE one: the e-mail."""
    bulk: bool = True
    """Whether many rows can be done at once."""
    prepare: Callable[[Any, Values], Awaitable[Values]] | None = None
    """Reads that the request needs first, such as a session's start; returns the values completed."""
    before: Callable[[Any, Values], Awaitable[Mapping[str, Any]]] | None = None
    """Read what the write will change, for the diff, the conflict check and the undo."""
    undo: Callable[[Values, Mapping[str, Any]], Undo | None] | None = None
    """From the values and what `before` read, how to take it back; None when the API cannot."""
    verify: Callable[[Any, Values], Awaitable[Verdict]] | None = None
    """Read whether a write with an unknown end arrived."""
