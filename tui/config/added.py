"""A new connection written into the text of a config: appended at its end, with every byte before it as it was.

Pure: texts in, texts out. The snippet explains each key in a comment; what was left out stands there as a comment, too.
"""

from __future__ import annotations

import json
import re
import textwrap
from collections.abc import Iterator, Mapping
from typing import Any, Final

from tui.config.questions import CLASS, NAME, questions_for
from tui.core.vendor import Setting, SettingKind, Vendor

__all__ = ["FIRST_LINES", "appended", "commented", "example_of", "snippet", "toml_key", "toml_value"]

FIRST_LINES: Final = """\
# Frontdesk's configuration. “frontdesk check” says whether it is right, “frontdesk init” adds a connection at its end,
# and docs/config.md has every key. A line that begins with # and no space after it is a key to uncomment.
"""
"""What a config begins with that nobody had written before."""

_BARE: Final = re.compile(r"[A-Za-z0-9_-]+")


def snippet(vendor: Vendor, name: str, values: Mapping[str, Any]) -> str:
    """Return the table of a connection as TOML with comments.

    Args:
        vendor: Whom it is with.
        name: What it is called.
        values: What the table holds beside `vendor`, by key: texts, true or false, and where secrets are.
    """
    lines = [
        *commented(f"{vendor.title}: {vendor.what}."),
        f"[connections.{toml_key(name)}]",
        f"vendor = {toml_value(vendor.name)}",
    ]
    for question in questions_for(vendor):
        if question.name == NAME:
            continue
        lines += commented(_about(question))
        given = values.get(question.name)
        lines.append(
            f"#{question.name} = {example_of(question)}" if given is None else f"{question.name} = {toml_value(given)}"
        )
    return "\n".join(lines) + "\n"


def appended(before: str, added: str) -> str:
    """Return a config's text with a table after it; line ends are those of the text."""
    if not before.strip("\ufeff"):
        before += FIRST_LINES
    line_end = "\r\n" if "\r\n" in before else "\n"
    begins_line = before.endswith("\n")
    return f"{before}{'' if begins_line else line_end}{line_end}{added.replace(chr(10), line_end)}"


def commented(text: str) -> Iterator[str]:
    """Break a text into lines that are comments."""
    return (f"# {line}" for line in textwrap.wrap(text, 98, break_long_words=False, break_on_hyphens=False))


def toml_key(name: str) -> str:
    """Write a key, in quotes where it needs them."""
    return name if _BARE.fullmatch(name) else toml_value(name)


def toml_value(value: Any) -> str:
    """Write a text, a truth, a list or a one-key table on one line."""
    match value:
        case bool():
            return str(value).lower()
        case Mapping():
            return f"{{ {', '.join(f'{toml_key(key)} = {toml_value(inner)}' for key, inner in value.items())} }}"
        case list() | tuple():
            return f"[{', '.join(map(toml_value, value))}]"
        case _:
            # JSON's texts are TOML's, but for the one control character that JSON leaves as it is.
            return json.dumps(str(value), ensure_ascii=False).replace("\x7f", "\\u007f")


def example_of(setting: Setting) -> str:
    """Return a value of a setting, as TOML: its example, else its default."""
    match setting.kind:
        case SettingKind.SECRET:
            return toml_value({"env": setting.name.upper()})
        case SettingKind.FLAG:
            return toml_value(bool(setting.default))
        case _:
            return toml_value(setting.example or setting.default or (setting.choices[0] if setting.choices else "…"))


def _about(question: Setting) -> str:
    parts = [question.help or question.name, *(("Needed.",) if question.required else ())]
    if question.choices and question.name != CLASS:
        parts.append(f"One of: {', '.join(question.choices)}.")
    return " ".join(parts)
