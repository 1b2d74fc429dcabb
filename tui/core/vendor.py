"""A system with an API, and what it brings: settings, collections, actions."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING, Any, Generic, TypeVar, cast, overload

from msgspec import Struct

from tui.core.collection import Collection
from tui.core.errors import UsageError
from tui.core.wire.http import Opener
from tui.core.words import did_you_mean

if TYPE_CHECKING:
    from tui.core.action import Action
    from tui.core.briefing import Briefing
    from tui.core.findable import Finding

__all__ = ["Catalog", "Environment", "InTurn", "Probe", "Setting", "SettingKind", "Vendor"]


class Environment(Enum):
    """How much a connection's data matters: the config's `class`."""

    PRODUCTION = "production"
    STAGING = "staging"
    SANDBOX = "sandbox"


class SettingKind(Enum):
    """What a connection's setting takes."""

    TEXT = "text"
    SECRET = "secret"
    """Literal text, or a table with one of env, command, file, keyring."""
    CHOICE = "choice"
    URL = "url"
    FLAG = "flag"


class Setting(Struct, frozen=True):
    """One key of a connection's table in the config."""

    name: str
    kind: SettingKind = SettingKind.TEXT
    required: bool = False
    choices: tuple[str, ...] = ()
    default: str | bool | None = None
    help: str = ""
    """A sentence for the config reference, the example file and `init`."""
    example: str = ""


class Probe(Struct, frozen=True):
    """What a connection answered when asked whether it is there."""

    holds: str
    """What it holds, in a few words: `60 rooms, 1,204 people`."""


T = TypeVar("T")


@dataclass(frozen=True)
class InTurn(Sequence[T], Generic[T]):
    """Collections or actions in groups, of which the later ones are imported only when somebody looks that far.

    Whoever asks for one of the first waits for none of the others: ``InTurn((ROOMS, USERS), later=(_reports,))``.
    """

    first: tuple[T, ...]
    later: tuple[Callable[[], tuple[T, ...]], ...]
    """Each imports a group."""

    def __iter__(self) -> Iterator[T]:
        yield from self.first
        for imported in self.later:
            yield from imported()

    def __len__(self) -> int:
        return sum(1 for _ in self)

    @overload
    def __getitem__(self, index: int) -> T: ...

    @overload
    def __getitem__(self, index: slice) -> tuple[T, ...]: ...

    def __getitem__(self, index: int | slice) -> T | tuple[T, ...]:
        return tuple(self)[index]


def _nothing() -> Finding:
    from tui.core.findable import Finding

    return Finding()


class Catalog(Struct, frozen=True):
    """What a vendor can be asked and told."""

    connect: Callable[[Opener], Any]
    """Build the vendor's client; sends nothing."""
    probe: Callable[[Any], Awaitable[Probe]]
    """Ask the cheapest question that proves address and credentials.

    Raises:
        VendorError: when it does not answer, or not to us.
    """
    collections: Sequence[Collection]
    """Everything that can be read, in the order of the menu; a vendor with many puts them `InTurn`."""
    actions: Sequence[Action] = ()
    briefings: tuple[Briefing, ...] = ()
    """What home asks in the morning, where the connection allows it; each should be one cheap question."""
    finding: Callable[[], Finding] = _nothing
    """Tell what can be found; imported when somebody looks for something."""

    def collection(self, name: str) -> Collection:
        """Find a collection by name.

        Raises:
            UsageError: when there is none of that name; the message names the one that was meant, or all.
        """
        for collection in self.collections:
            if collection.name == name:
                return collection
        known = [collection.name for collection in self.collections]
        raise UsageError(f"There is no collection “{name}”.", way_out=did_you_mean(name, known))

    def action(self, name: str) -> Action:
        """Find an action by name.

        Raises:
            UsageError: when there is none of that name; the message names the one that was meant, or all.
        """
        for action in self.actions:
            if action.name == name:
                return action
        known = [action.name for action in self.actions]
        raise UsageError(f"There is no action “{name}”.", way_out=did_you_mean(name, known))


class Vendor(Struct, frozen=True):
    """A vendor's descriptor: light, for listing vendors costs nothing; its rooms are imported when needed."""

    name: str
    """The word in the config: `vendor = "…"`."""
    title: str
    """The vendor's own spelling."""
    what: str
    """A few words on what it is."""
    settings: tuple[Setting, ...]
    package: str
    """Where its modules are; a descriptor passes `__name__`."""
    check: Callable[[Mapping[str, Any]], tuple[tuple[str, str], ...]] = lambda settings: ()
    """Rules between settings: pairs of key and what is wrong with it."""

    def catalog(self) -> Catalog:
        """Import the vendor's catalog."""
        return cast("Catalog", import_module(f"{self.package}.catalog").CATALOG)

    def module(self, name: str) -> ModuleType | None:
        """Import one of the vendor's optional modules (`screens`, `sandbox`); None when it has none."""
        module = f"{self.package}.{name}"
        try:
            return import_module(module)
        except ModuleNotFoundError as missing:
            if missing.name == module:
                return None
            raise
