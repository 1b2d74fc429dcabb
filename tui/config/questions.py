"""What a new connection is asked for, and reading the answers: the same for the command line and the app's form.

Both show a question's `help`, take a text, and have `read_answer` turn it into what stands in the config. A secret is
answered by where it is, in one line (`REFERENCES`), never by itself; so whatever shows an answer shows no secret.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Collection
from pathlib import Path
from typing import Any, Final

from tui.config.schema import CONNECTION, CONNECTION_NAME
from tui.config.values import BadValue, ChoiceReader, read_text, read_url
from tui.core.vendor import Environment, Setting, SettingKind, Vendor
from tui.core.words import did_you_mean

__all__ = ["CLASS", "NAME", "REFERENCES", "explained", "questions_for", "read_answer", "read_name", "variable_for"]

NAME: Final = "name"
CLASS: Final = "class"
"""The two questions that every vendor has; no vendor calls a setting so."""

REFERENCES: Final = {
    "env": ("env VARIABLE", "an environment variable"),
    "command": ("command pass show x", "what a command prints"),
    "file": ("file PATH", "a file that only you can read"),
    "keyring": ("keyring SERVICE/USER", "the system's keyring"),
}
"""How it is said where a secret is: the first word, the whole of it as an example, and what that means."""

_VARIABLE: Final = re.compile(r"[A-Za-z_]\w*", re.ASCII)


def questions_for(vendor: Vendor) -> tuple[Setting, ...]:
    """Return what is asked about a connection with a vendor, in order: its name, its class, the vendor's settings.

    What is needed comes before what can be left out; beyond that the vendor's own order holds.
    """
    careful = next(key for key in CONNECTION if key.name == CLASS)
    name = Setting(
        NAME,
        required=True,
        help="What you call it: the word for it in commands, and its line on the first screen.",
        example=vendor.name,
    )
    environment = Setting(
        CLASS,
        SettingKind.CHOICE,
        choices=tuple(each.value for each in Environment),
        default=Environment.PRODUCTION.value,
        help=f"How much its data matters: {careful.help}",
    )
    return (name, environment, *sorted(vendor.settings, key=lambda setting: not setting.required))


def explained(question: Setting) -> str:
    """Say what a question is about, in whole sentences: what it is, an example, and whether it can be left out."""
    said = question.help or f"{question.name.replace('_', ' ').capitalize()}."
    parts = [said if said.endswith((".", "?")) else f"{said}."]
    if question.choices:
        parts.append(f"One of: {', '.join(question.choices)}.")
    elif question.example and question.example not in said and question.kind is not SettingKind.SECRET:
        parts.append(f"Such as {question.example}.")
    if question.kind is SettingKind.SECRET:
        parts.append("Say where it is kept, not what it is.")
    return " ".join(parts)


def variable_for(connection: str, setting: Setting) -> str:
    """Propose an environment variable for a connection's secret: `CAMPUS_CLIENT_SECRET`."""
    text = re.sub(r"\W", "_", f"{connection}_{setting.name}", flags=re.ASCII).upper()
    return text if _VARIABLE.fullmatch(text) else f"_{text}"


def read_name(text: str, *, taken: Collection[str] = ()) -> str:
    """Read a new connection's name.

    Raises:
        BadValue: when no connection can be called that, or one is already.
    """
    if not CONNECTION_NAME.fullmatch(text):
        raise BadValue("A connection cannot be called that.", "Use letters, digits, “-”, “_” and “.”.")
    if text in taken:
        raise BadValue(f"There is a connection “{text}” already.", "Give this one another name.")
    return text


def read_answer(question: Setting, text: str) -> Any:
    """Read an answer; return the value that stands in the config, None when nothing is to stand there.

    Raises:
        BadValue: when it cannot be used; the message never shows what was typed for a secret.
    """
    text = text.strip()
    if not text:
        if question.required and question.default is None:
            raise BadValue("It is needed.")
        return None
    match question.kind:
        case SettingKind.SECRET:
            return _reference(text)
        case SettingKind.FLAG:
            return _yes_or_no(text)
        case SettingKind.CHOICE:
            return ChoiceReader(question.choices)(text, Path())
        case SettingKind.URL:
            return read_url(text, Path())
        case SettingKind.TEXT:
            return read_text(text, Path())


def _yes_or_no(text: str) -> bool:
    if text.casefold() not in ("yes", "y", "true", "no", "n", "false"):
        raise BadValue("This is neither yes nor no.", "One of: yes, no.")
    return text.casefold() in ("yes", "y", "true")


def _reference(text: str) -> dict[str, str | list[str]]:
    """Read where a secret is. What stands in the wrong place may be the secret itself, and is not repeated."""
    source, _, where = text.partition(" ")
    if source not in REFERENCES:
        forms = ", ".join(form for form, _ in REFERENCES.values())
        close = did_you_mean(source, REFERENCES, otherwise="") if len(source) <= len("keyring") + 2 else ""
        raise BadValue("This does not say where the secret is.", f"One of: {forms}. {close}".rstrip())
    where = read_text(where.strip(), Path())
    form, _ = REFERENCES[source]
    if not where:
        raise BadValue(f"“{source}” alone does not say where.", f"Such as: {form}.")
    match source:
        case "env":
            if not _VARIABLE.fullmatch(where):
                raise BadValue("This is no name of a variable.", "Letters, digits and “_”, as in “export NAME=…”.")
        case "command":
            return {source: _words(where)}
        case "file":
            _home_known(where)
        case "keyring":
            service, slash, user = where.rpartition("/")
            if not (service and slash and user):
                raise BadValue("“keyring” must name the service and the user.", f"Such as: {form}.")
    return {source: where}


def _home_known(path: str) -> None:
    try:
        Path(path).expanduser()
    except RuntimeError:
        raise BadValue("The home folder in this path is not known.", "Write the path in full.") from None


def _words(command: str) -> list[str]:
    try:
        return shlex.split(command)
    except ValueError as wrong:
        raise BadValue(f"The quotes do not match: {wrong}.") from None
