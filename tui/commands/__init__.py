"""The commands, one module each, imported when they are called.

A command module has::

    NAME: str                                 what the user types
    HELP: str                                 half a sentence for the list of commands
    add_arguments(parser) -> None             its flags and words
    run(args) -> int, or a coroutine of int   do it, and return the exit code; errors of `core.errors` may pass

and may have, when its flags depend on its words::

    parse(parser, words, args) -> Namespace   in place of `parser.parse_args(words, args)`

The list of commands imports every module, so at its top a module imports neither textual, httpx, msgspec nor asyncio,
nor anything that does.
"""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from importlib.util import find_spec
from types import ModuleType
from typing import Final

from tui.core.errors import UsageError

__all__ = ["DEFAULT", "commands", "load"]

DEFAULT: Final = "app"
"""What `frontdesk` alone means."""

_NAMES: Final = ("app", "demo", "init", "check", "get", "do", "journal", "paths", "sandbox")
"""In the order of the list."""


def commands() -> Iterator[ModuleType]:
    """Import every command, in the order of the list."""
    return (import_module(f"{__name__}.{name}") for name in _NAMES if find_spec(f"{__name__}.{name}"))


def load(name: str) -> ModuleType:
    """Import one command.

    Raises:
        UsageError: when there is none of that name.
    """
    if name in _NAMES and find_spec(f"{__name__}.{name}"):
        return import_module(f"{__name__}.{name}")
    from tui.config.findings import nearest

    close = nearest(name, _NAMES)
    way_out = f"Did you mean “{close}”?" if close else f"There are: {', '.join(_NAMES)}."
    raise UsageError(f"There is no command “{name}”.", way_out=way_out)
