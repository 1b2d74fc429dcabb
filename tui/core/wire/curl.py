"""A request as a curl command, with a shell variable in the place of each secret: to be pasted, and to be shown."""

from __future__ import annotations

import re
import shlex
from collections.abc import Mapping
from typing import Final

from tui.core.secret import MASK

__all__ = ["curl", "variables"]

_OURS: Final = frozenset({"user-agent", "content-length", "host"})
"""Headers that curl sends by itself, or that are no part of what was asked."""
_NAMED: Final = re.compile(r"""["']?([A-Za-z][\w.-]*)["']?\s*[:=]\s*["']?$""")
"""What stands before a value: a parameter, a field of JSON or of a form."""
_GLOBS: Final = re.compile(r"[\[\]{}]")


def curl(*, connection: str, method: str, url: str, headers: Mapping[str, str], body: str) -> str:
    """Write a request out as a command for a POSIX shell.

    Args:
        connection: Whose it is; the variables are called after it.
        method: GET, POST and so on.
        url: With masks where secrets are.
        headers: By name, likewise.
        body: What is sent, likewise; empty when nothing is.
    """
    parts = ["curl"]
    if _GLOBS.search(url):
        parts.append("--globoff")
    if method != ("POST" if body else "GET"):
        parts.append(f"-X {shlex.quote(method)}")
    lines = [" ".join([*parts, _word(url, connection, "")])]
    for name, value in headers.items():
        if name.lower() not in _OURS:
            lines.append(f"-H {_word(f'{name}: {value}', connection, name)}")
    if body:
        lines.append(f"--data-raw {_word(body, connection, '')}")
    return " \\\n  ".join(lines)


def variables(command: str) -> tuple[str, ...]:
    """Return the names of the variables that a command takes its secrets from."""
    return tuple(dict.fromkeys(re.findall(r'"\$(\w+)"', command)))


def _word(text: str, connection: str, name: str) -> str:
    """Quote a text for the shell; each mask in it becomes a variable, named after what stands before it."""
    first, *others = text.split(MASK)
    word = shlex.quote(first) if first or not others else ""
    before = first
    for piece in others:
        found = _NAMED.search(before)
        word += f'"${_variable(connection, name or (found[1] if found else "secret"))}"'
        word += shlex.quote(piece) if piece else ""
        before = piece
    return word


def _variable(connection: str, name: str) -> str:
    text = re.sub(r"\W+", "_", f"{connection}_{name}", flags=re.ASCII).upper()
    return text if not text[0].isdigit() else f"_{text}"
