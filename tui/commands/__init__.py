"""The commands, one module each, imported when they are called.

A command module has::

    NAME: str                                 what the user types
    HELP: str                                 half a sentence for the list of commands
    add_arguments(parser) -> None             its flags and words
    run(args) -> int, or a coroutine of int   do it, and return the exit code; errors of `core.errors` may pass

and may have, when its flags depend on its words::

    parse(usage, words, args) -> Namespace    in place of `usage().parse_args(words, args)`
    add_common_flags(parser) -> None          those that it has whatever the words are

and, when `--format json` prints the same kind of thing whatever the words are::

    json_schema() -> dict                     what it prints then

What is called CONNECTION or `--connection` is the name of a connection, COLLECTION and ACTION are its own, and a
flag of type `Path` takes a file: the completions go by that.

At its top a module imports neither textual, httpx nor msgspec, nor anything that does.
"""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from types import ModuleType
from typing import Final

from tui.core.errors import UsageError

__all__ = ["DEFAULT", "SUMMARY", "commands", "load"]

DEFAULT: Final = "app"
"""What `frontdesk` alone means."""

SUMMARY: Final = {
    "app": "the app (also without a command)",
    "demo": "the app on made-up data: no config, no network",
    "init": "set up a connection, asking: the first, or one more",
    "check": "config, secrets, reachability, clock, terminal: a line each",
    "get": "read a collection: rooms, users, reports …",
    "open": "the app at a place: a link such as campus/rooms, or a saved view",
    "views": "the saved views, and what no longer fits",
    "watch": "ask for a view again and again; what changes, and until when",
    "report": "several reports and lists on one page with charts, for a mail or a printer",
    "find": "a person, room, serial number, device, contact over all connections",
    "do": "write: do an action, once or for every row of a file",
    "journal": "what was written, newest first; verify or undo one of it",
    "cache": "how much is kept of the past; clear forgets it",
    "paths": "where config, state, journal, cache and logs are",
    "sandbox": "serve made-up data on loopback, print a config for it",
    "completion": "a script that completes words in bash, zsh or fish",
    "spec": "what there is, as one JSON document for programs",
}
"""Each command's HELP, in the order of the list: once more, so that `--help` imports none of them (50 ms)."""


def commands() -> Iterator[ModuleType]:
    """Import every command, in the order of the list."""
    return (import_module(f"{__name__}.{name}") for name in SUMMARY)


def load(name: str) -> ModuleType:
    """Import one command.

    Raises:
        UsageError: when there is none of that name.
    """
    if name in SUMMARY:
        return import_module(f"{__name__}.{name}")
    from tui.core.words import did_you_mean

    raise UsageError(f"There is no command “{name}”.", way_out=did_you_mean(name, SUMMARY))
