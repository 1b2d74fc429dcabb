"""Adding a connection to a config: checked as the loading would, tried without being written, appended in one step."""

from __future__ import annotations

import os
import stat
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from tui.config.added import appended, snippet
from tui.config.load import config_of_text
from tui.config.model import Config, ConnectionConfig, Vendors
from tui.config.questions import NAME, questions_for, read_answer, read_name
from tui.config.values import BadValue
from tui.core.errors import ConfigError
from tui.core.vendor import Setting, SettingKind, Vendor
from tui.storage.atomic import open_atomic, write_atomic

__all__ = [
    "NewConnection",
    "add_connection",
    "from_answers",
    "missing_file",
    "problems_by_key",
    "secret_file",
    "to_try",
    "wrong_answers",
]

_TRIES: Final = 3
"""How often a file that comes into being at the same moment is looked at anew."""


@dataclass(frozen=True, slots=True)
class NewConnection:
    """A connection that is not in the config yet."""

    vendor: Vendor
    name: str
    values: Mapping[str, Any] = field(repr=False)
    """What its table is to hold beside `vendor`, by key."""
    secrets: Mapping[str, str] = field(default_factory=dict, repr=False)
    """By key: the text of a secret whose file is made together with the connection."""

    @property
    def snippet(self) -> str:
        """Its table, as it is appended."""
        return snippet(self.vendor, self.name, self.values)


def wrong_answers(vendor: Vendor, texts: Mapping[str, str], *, taken: Collection[str] = ()) -> dict[str, str]:
    """Return what is wrong with answers, by what was asked; the rules between them are `to_try`'s to find."""
    wrong: dict[str, str] = {}
    for question in questions_for(vendor):
        text = texts.get(question.name, "").strip()
        try:
            if question.name == NAME:
                read_name(text, taken=taken)
            else:
                read_answer(question, text)
        except BadValue as bad:
            wrong[question.name] = f"{bad.wrong} {bad.right}".rstrip()
    return wrong


def from_answers(vendor: Vendor, texts: Mapping[str, str], secrets: Mapping[str, str]) -> NewConnection:
    """Make a connection of answers that are right.

    Args:
        vendor: Whom it is with.
        texts: By what was asked.
        secrets: By key: what was typed unseen. It goes into the file that the answer names, or, for a key without an
            answer, into the config itself.
    """
    values: dict[str, Any] = {}
    for question in questions_for(vendor):
        if question.name == NAME:
            continue
        text = texts.get(question.name, "")
        if question.kind is SettingKind.SECRET and not text and question.name in secrets:
            values[question.name] = secrets[question.name]
        elif (value := read_answer(question, text)) is not None:
            values[question.name] = value
    kept = {key: text for key, text in secrets.items() if isinstance(values.get(key), dict) and "file" in values[key]}
    return NewConnection(vendor, texts[NAME].strip(), values, kept)


def missing_file(question: Setting, text: str, folder: Path) -> Path | None:
    """Return the file that an answer says a secret is in, when there is none; a relative one is looked for in `folder`.

    Raises:
        BadValue: when the answer cannot be used.
    """
    value = read_answer(question, text) if text.strip() and question.kind is SettingKind.SECRET else None
    if not isinstance(value, dict) or "file" not in value:
        return None
    path = folder / Path(value["file"]).expanduser()
    return None if path.exists() else path


def secret_file(connection: str, key: str) -> str:
    """Propose where a secret's file is, beside the config."""
    return f"secrets/{connection}-{key}"


def to_try(
    new: NewConnection, path: Path, *, environ: Mapping[str, str], vendors: Vendors | None = None
) -> tuple[Config, ConnectionConfig]:
    """Return the config as it would be, and the connection in it, with secrets that are not in their files yet.

    Raises:
        ConfigError: with every problem there is; `problems_by_key` sorts them.
    """
    values = {**new.values, **new.secrets}
    text = appended(_text_of(path), snippet(new.vendor, new.name, values))
    config = config_of_text(text, file=path, environ=environ, vendors=vendors)
    return config, config.connections[new.name]


def problems_by_key(failed: ConfigError, name: str) -> dict[str, str]:
    """Return what is wrong with a new connection by its keys; under an empty key what is wrong elsewhere."""
    found: dict[str, str] = {}
    within = f"connections.{name}."
    for problem in failed.problems:
        key = problem.key.removeprefix(within) if problem.key.startswith(within) else ""
        text = f"{problem.wrong} {problem.right}".strip()
        found[key] = f"{found[key]} {text}" if key in found else text
    return found


def add_connection(
    path: Path, new: NewConnection, *, environ: Mapping[str, str], vendors: Vendors | None = None
) -> None:
    """Append a connection to the config, or write the first one; what stands there stays, byte for byte.

    The file is read anew: whoever has changed it meanwhile loses nothing.

    Raises:
        ConfigError: when the file as it is now cannot take it; then nothing is written.
        OSError: when it cannot be written; then the old file is untouched.
    """
    for left in reversed(range(_TRIES)):
        there, before = path.exists(), _text_of(path)
        text = appended(before, new.snippet)
        config_of_text(text, file=path, environ=environ, vendors=vendors)
        _write_secrets(new, path.parent)
        try:
            _replace(path, text) if there else write_atomic(path, text, fresh=True)
        except FileExistsError:  # somebody was quicker
            if not left:
                raise
        else:
            return


def _text_of(path: Path) -> str:
    try:
        return path.read_bytes().decode("utf-8")
    except FileNotFoundError:
        return ""


def _replace(path: Path, text: str) -> None:
    """Write the file anew, with the mode that it has: a team's may be readable for the team."""
    mode = stat.S_IMODE(path.stat().st_mode)
    with open_atomic(path, newline="") as file:
        os.fchmod(file.fileno(), mode)
        file.write(text)


def _write_secrets(new: NewConnection, folder: Path) -> None:
    for key, text in new.secrets.items():
        path = folder / Path(new.values[key]["file"]).expanduser()
        if not path.exists():
            write_atomic(path, f"{text}\n", fresh=True)
