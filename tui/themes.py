"""Colour themes: TOML files in the format that users write too, read into Textual's themes.

::

    title = "Harbor"
    dark = true

    [colors]
    background = "#1c1c1c"      # any colour Textual knows: #rrggbb, a name, ansi_red
    …

The order in which a name is looked for: the user's folder, then the themes that come with Frontdesk. A file that is
wrong is reported and left out; Frontdesk starts all the same.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Final

from msgspec import Struct
from textual.color import Color, ColorParseError
from textual.theme import Theme

from tui.core.errors import ConfigProblem

__all__ = [
    "AUTO",
    "DEFAULT_THEME",
    "LIGHT_THEME",
    "ROLES",
    "SIXTEEN_COLOURS_THEME",
    "Themes",
    "bundled_folder",
    "load_themes",
    "read_theme",
]

DEFAULT_THEME: Final = "harbor"
"""What is shown when nobody chose, and when the chosen one is not there."""

LIGHT_THEME: Final = "harbor-light"
"""What is shown on a light terminal when the theme follows it."""

AUTO: Final = "auto"
"""In a theme's place: follow the terminal, light or dark."""

SIXTEEN_COLOURS_THEME: Final = "ansi16"
"""What is shown in place of the default on a terminal of sixteen colours."""

ROLES: Final[Mapping[str, str]] = {
    "background": "behind everything",
    "surface": "behind what lies over a screen",
    "cursor": "the row under the cursor",
    "foreground": "text",
    "muted": "headings, facts, hints",
    "rule": "the lines that part a screen",
    "accent": "where you are, what you can press",
    "danger": "production, failures, what cannot be taken back",
    "warning": "what wants a look",
    "success": "what went well",
}
"""The colours of a theme, each with what it is for. All of them are required: a theme is small."""


class Themes(Struct, frozen=True):
    """What was found: themes by name, and what was wrong with the others."""

    found: Mapping[str, Theme]
    titles: Mapping[str, str]
    """What a person calls them, by name."""
    problems: tuple[ConfigProblem, ...]

    def choose(self, *names: str | None) -> str:
        """Return the first of the names that there is, else the default."""
        return next((name for name in names if isinstance(name, str) and name and name in self.found), DEFAULT_THEME)


def bundled_folder() -> Path:
    """Return where the themes are that come with Frontdesk: inside the wheel, or beside the package in a checkout."""
    package = Path(__file__).parent
    inside = package / "_bundled" / "themes"
    return inside if inside.is_dir() else package.parent / "themes"


def load_themes(folders: Iterable[Path]) -> Themes:
    """Read every theme in the folders; a later folder's theme replaces an earlier one's of the same name."""
    found: dict[str, Theme] = {}
    titles: dict[str, str] = {}
    problems: list[ConfigProblem] = []
    for folder in folders:
        for file in sorted(folder.glob("*.toml")) if folder.is_dir() else ():
            read = read_theme(file)
            if isinstance(read, Theme):
                found[file.stem], titles[file.stem] = read, _title(file)
            else:
                problems.extend(read)
    return Themes(found, titles, tuple(problems))


def read_theme(file: Path) -> Theme | tuple[ConfigProblem, ...]:
    """Read one theme; return what is wrong with it, all at once, when it cannot be used."""
    try:
        table = tomllib.loads(file.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        return (ConfigProblem(str(file), "", f"This theme cannot be read: {error}."),)
    problems = _problems(str(file), table)
    return tuple(problems) if problems else _theme(file.stem, table["colors"], dark=table.get("dark", True))


def _title(file: Path) -> str:
    return str(tomllib.loads(file.read_text("utf-8")).get("title") or file.stem)


def _problems(file: str, table: Mapping[str, Any]) -> list[ConfigProblem]:
    problems = [
        ConfigProblem(file, key, "This is no key of a theme.", "There are: title, dark and the table [colors].")
        for key in sorted(table.keys() - {"title", "dark", "colors"})
    ]
    if not isinstance(table.get("dark", True), bool):
        problems.append(ConfigProblem(file, "dark", "This must be true or false."))
    colors = table.get("colors")
    if not isinstance(colors, dict):
        return [*problems, ConfigProblem(file, "colors", "The table [colors] is missing.")]
    roles = ", ".join(ROLES)
    problems += [
        ConfigProblem(file, f"colors.{key}", "This is no colour of a theme.", f"There are: {roles}.")
        for key in sorted(colors.keys() - ROLES.keys())
    ]
    for role, use in ROLES.items():
        wrong = _wrong_colour(colors[role]) if role in colors else f"This colour is missing ({use})."
        if wrong:
            problems.append(ConfigProblem(file, f"colors.{role}", wrong, "Write it as #rrggbb or ansi_red."))
    return problems


def _wrong_colour(value: object) -> str:
    if not isinstance(value, str):
        return "A colour must be text."
    try:
        Color.parse(value)
    except ColorParseError:
        return f"“{value}” is no colour."
    return ""


def _theme(name: str, colors: Mapping[str, str], *, dark: bool) -> Theme:
    """Spread our ten colours over the names that Textual's own widgets know."""
    cursor, text = colors["cursor"], colors["foreground"]
    behind, before = ("ansi_black", "ansi_white") if dark else ("ansi_white", "ansi_black")
    return Theme(
        name=name,
        dark=dark,
        ansi=any(colour.startswith("ansi_") for colour in colors.values()),
        primary=colors["accent"],
        secondary=colors["accent"],
        accent=colors["accent"],
        foreground=text,
        background=colors["background"],
        surface=colors["surface"],
        panel=colors["surface"],
        boost=colors["surface"],
        error=colors["danger"],
        warning=colors["warning"],
        success=colors["success"],
        variables={
            # As they are, for Textual's way through another colour space loses a step of some.
            "accent": colors["accent"],
            "error": colors["danger"],
            "warning": colors["warning"],
            "success": colors["success"],
            "text": text,
            "text-muted": colors["muted"],
            "text-disabled": colors["muted"],
            "foreground-muted": colors["muted"],
            "block-cursor-foreground": text,
            "block-cursor-background": cursor,
            "block-cursor-text-style": "none",
            "block-cursor-blurred-foreground": text,
            "block-cursor-blurred-background": colors["surface"],
            "block-hover-background": colors["surface"],
            "border": colors["rule"],
            "border-blurred": colors["rule"],
            "input-cursor-background": colors["accent"],
            "input-cursor-foreground": behind if colors["background"].startswith("ansi_") else colors["background"],
            # Textual's own stylesheets want these two of a theme in the terminal's colours.
            "ansi-background": behind,
            "ansi-foreground": before,
            "input-selection-background": cursor,
            "input-selection-foreground": text,
            "screen-selection-background": cursor,
            "screen-selection-foreground": text,
            "scrollbar": colors["rule"],
            "scrollbar-hover": colors["muted"],
            "scrollbar-active": colors["accent"],
            **{
                f"scrollbar-{part}": colors["background"]
                for part in ("background", "background-hover", "background-active", "corner-color")
            },
            "button-foreground": text,
            "button-focus-text-style": "bold reverse",
        },
    )
