"""Keys and commands: what a key is called, and how the config's `[keys]` changes which key does what.

A command is declared where it works, as a `Binding` with an id (`table.sort`). The config maps ids to keys. What is
wrong there is reported and left out; the command then keeps its own key.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Final

from msgspec import Struct
from msgspec.structs import replace
from textual.binding import Binding
from textual.dom import DOMNode
from textual.keys import Keys, format_key

from tui.core.errors import ConfigProblem

__all__ = ["EATEN", "Command", "Keymap", "check_keys", "commands_of", "key_label"]

Keymap = Mapping[str, str]
"""Command id → key, several parted by commas."""

EATEN: Final = frozenset(
    {*(f"ctrl+{letter}" for letter in "abhijmqsz"), "ctrl+backslash", "ctrl+left_square_bracket"}
    | {"shift+enter", "ctrl+enter"}
)
"""Keys that tmux, screen, or a terminal keep for themselves; alt with anything comes on top."""

_LABELS: Final[Mapping[str, str]] = {
    "enter": "Enter",
    "escape": "Esc",
    "space": "Space",
    "tab": "Tab",
    "shift+tab": "Shift+Tab",
    "pagedown": "PgDn",
    "pageup": "PgUp",
    "home": "Home",
    "end": "End",
    "delete": "Del",
    "backspace": "Backspace",
}

_NAMED: Final = frozenset(key.value for key in Keys)


class Command(Struct, frozen=True):
    """Something that a key does."""

    id: str
    title: str
    keys: tuple[str, ...]
    """Its own keys, in Textual's names."""
    scope: str
    """Where it works: the name of the class that declares it."""
    places: frozenset[str] = frozenset()
    """The names of all classes that have it, those that inherit it included: there no other command has its key."""


def key_label(key: str) -> str:
    """Return what a person calls a key: `Enter`, `Esc`, `/`, `Ctrl+Q`."""
    if key in _LABELS:
        return _LABELS[key]
    *modifiers, last = key.split("+")
    name = _LABELS.get(last) or (format_key(last) if last else "+")
    if modifiers:
        return "+".join([*(part.capitalize() for part in modifiers), name.upper() if len(name) == 1 else name])
    return name.upper() if len(last) > 1 and last[0] == "f" and last[1:].isdigit() else name


def commands_of(*places: type[DOMNode]) -> dict[str, Command]:
    """Collect the commands that classes declare, their parents' included, by id."""
    commands: dict[str, Command] = {}
    for place in places:
        for owner in reversed(place.__mro__):
            for binding in owner.__dict__.get("BINDINGS", ()):
                if not isinstance(binding, Binding) or binding.id is None:
                    continue
                keys = tuple(_normal(key) for key in binding.key.split(","))
                title = binding.tooltip or binding.description
                known = commands.get(binding.id, Command(binding.id, title, keys, owner.__name__))
                commands[binding.id] = replace(
                    known,
                    keys=tuple(dict.fromkeys((*known.keys, *keys))),
                    places=known.places | {owner.__name__, place.__name__},
                )
    return commands


def check_keys(
    keys: Mapping[str, str], commands: Mapping[str, Command], *, file_of: Callable[[str], Path]
) -> tuple[Keymap, tuple[ConfigProblem, ...]]:
    """Sort the config's keys into those that can be used and what is wrong with the others.

    Args:
        keys: By command, as written.
        commands: Those that there are.
        file_of: Returns the file that a dotted key of the config stands in.
    """
    problems: list[ConfigProblem] = []
    wanted: dict[str, tuple[str, ...]] = {}
    for command_id, text in keys.items():
        where, file = f'keys."{command_id}"', str(file_of(f"keys.{command_id}"))
        if command_id not in commands:
            near = _nearest(command_id, commands)
            problems.append(ConfigProblem(file, where, "There is no command of this name.", near))
            continue
        given = tuple(_normal(part) for part in _split(text))
        wrong = _wrong_keys(given)
        if wrong:
            problems.append(ConfigProblem(file, where, *wrong))
            continue
        wanted[command_id] = given
    for command_id, other in _conflicts(wanted, commands):
        wanted.pop(command_id, None)
        problems.append(
            ConfigProblem(
                str(file_of(f"keys.{command_id}")),
                f'keys."{command_id}"',
                f"This key is taken by “{other.title}” ({other.id}).",
                f"Give {other.id} another key as well, or choose one that is free.",
            )
        )
    return {command_id: ",".join(given) for command_id, given in wanted.items()}, tuple(problems)


def _split(text: str) -> Sequence[str]:
    """Part keys at commas; a comma alone is the key."""
    return [text] if text.strip() == "," else [part for part in text.split(",") if part.strip()]


def _normal(key: str) -> str:
    """Return Textual's name for a key that may be written as its character: `/` → `slash`."""
    key = key.strip() if key.strip() else key
    if len(key) != 1 or key.isalnum():
        return key
    return next((name for name in _punctuation() if format_key(name) == key), key)


def _punctuation() -> Iterable[str]:
    return (
        *("slash", "colon", "question_mark", "comma", "full_stop", "semicolon", "minus", "underscore", "plus", "space"),
        *("equals_sign", "less_than_sign", "greater_than_sign", "exclamation_mark", "quotation_mark", "number_sign"),
        *("dollar_sign", "percent_sign", "ampersand", "apostrophe", "left_parenthesis", "right_parenthesis"),
        *("asterisk", "at", "left_square_bracket", "backslash", "right_square_bracket", "circumflex_accent"),
        *("grave_accent", "left_curly_bracket", "vertical_line", "right_curly_bracket", "tilde"),
    )


def _wrong_keys(keys: Sequence[str]) -> tuple[str, str] | None:
    if not keys:
        return "No key is given.", 'Write one such as "s", "f5" or "slash".'
    for key in keys:
        last = key.rpartition("+")[2] or key
        if not (len(last) == 1 or last in _NAMED or last in _punctuation()):
            return f"“{key}” is no key.", 'Write one such as "s", "f5", "slash" or "ctrl+r".'
    if all(key in EATEN or key.startswith("alt+") for key in keys):
        return f"Terminals and tmux keep “{keys[0]}” for themselves.", "Choose a plain letter or an F-key."
    return None


def _nearest(command_id: str, commands: Mapping[str, Command]) -> str:
    word = command_id.rpartition(".")[2]
    near = [known for known in sorted(commands) if word and word in known] or sorted(commands)
    return f"There are: {', '.join(near)}."


def _conflicts(wanted: Mapping[str, Sequence[str]], commands: Mapping[str, Command]) -> list[tuple[str, Command]]:
    """Find the wanted keys that another command holds in a place that has both, after all changes."""
    held: dict[tuple[str, str], str] = {}

    def hold(command: Command, keys: Iterable[str]) -> None:
        held.update({(place, key): command.id for place in command.places | {command.scope} for key in keys})

    for command in commands.values():
        if command.id not in wanted:
            hold(command, command.keys)
    found: list[tuple[str, Command]] = []
    for command_id, keys in wanted.items():
        command = commands[command_id]
        spots = [(place, key) for place in sorted(command.places | {command.scope}) for key in keys]
        taken = next((held[spot] for spot in spots if spot in held), None)
        if taken is not None:
            found.append((command_id, commands[taken]))
        hold(command, keys if taken is None else command.keys)
    return found
