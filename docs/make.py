"""Write the reference pages from what the code says of itself: `python docs/make.py`; `--check` only compares.

keys.md comes from the bindings that screens declare and what these call themselves (`KEYS_OF`), commands.md from the
command line's parsers and the vendors' catalogs, config.md from the configuration's schema and the vendors' settings,
frontdesk.1 and config.schema.json from what “frontdesk spec” prints, the map of the rooms in CONTRIBUTING.md from the
docstrings of packages and modules, the tables of a vendor's page from its catalog and settings.
"""

from __future__ import annotations

import argparse
import ast
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Final

from textual.dom import DOMNode

from docs.man import man_page
from docs.tables import choices_in_words, row, sentences, table_head, with_part
from docs.vendor_pages import vendor_page
from tui.app import FrontdeskApp
from tui.commands import commands
from tui.commands.spec import command_parser, spec
from tui.config.schema import CACHE, CONNECTION, NETWORK, TARGETS, UI, Key
from tui.core.action import Action, Field
from tui.core.collection import Collection, Param, ParamKind, RangeUse
from tui.core.exit_codes import ExitCode
from tui.core.vendor import Setting, Vendor
from tui.describing.config_schema import config_schema
from tui.describing.document import Flag, Word
from tui.describing.parsers import flags_of, words_of
from tui.export.writers import json_text
from tui.screens.base import FrontdeskScreen
from tui.screens.command_book import our_places, vendor_places
from tui.screens.home.home import HomeScreen
from tui.terminal.keymap import Command, commands_of, key_label
from tui.vendors import registry

__all__ = ["PAGES", "main"]

HERE: Final = Path(__file__).parent
ROOT: Final = HERE.parent
MADE: Final = "<!-- Made by docs/make.py; do not edit. -->"
MAP_BEGINS: Final = "<!-- The map is made by docs/make.py; do not edit. -->"
MAP_ENDS: Final = "<!-- The map ends here. -->"


def keys_page() -> str:
    """Return the page of keys, by the screen or widget that declares them."""
    shell: list[type[DOMNode]] = [FrontdeskApp, FrontdeskScreen, HomeScreen]
    places = [*shell, *our_places()]
    titles = {name: title for name, title in _titles(places).items() if name not in {each.__name__ for each in shell}}
    scopes = _titles(shell) | dict(sorted(titles.items(), key=lambda named: named[1].casefold()))
    for vendor in registry.load_all():
        theirs = vendor_places(vendor)
        places += theirs
        titles = {name: title for name, title in _titles(theirs).items() if name not in scopes}
        scopes |= {name: f"{vendor.title}: {title[:1].lower()}{title[1:]}" for name, title in titles.items()}
    by_scope: dict[str, list[Command]] = {scope: [] for scope in scopes}
    for command in commands_of(*places).values():
        by_scope[command.scope].append(command)
    lines = [
        "# Keys",
        "",
        MADE,
        "",
        'A command\'s name under `[keys]` in the configuration gives it another key: `"table.filter" = "slash"`.',
        "Several keys are parted by commas. In the app `?` lists the keys that work where you are; `F1` does the same,",
        "also where `?` would be typed.",
    ]
    for scope, declared in by_scope.items():
        if not declared:
            continue
        lines += ["", f"## {scopes[scope]}", "", *table_head("key", "does", "command")]
        for command in declared:
            keys = " ".join(f"`{key_label(key)}`" for key in command.keys)
            lines.append(row(keys, f"{command.title[:1].upper()}{command.title[1:]}", f"`{command.id}`"))
    return "\n".join(lines) + "\n"


def _titles(places: Iterable[type[DOMNode]]) -> dict[str, str]:
    """Name every class that may declare keys, the parents of the places included: its own words, else its name's."""
    owners = (owner for place in places for owner in reversed(place.__mro__) if "BINDINGS" in vars(owner))
    return {owner.__name__: str(vars(owner).get("KEYS_OF") or _in_words(owner)) for owner in owners}


def _in_words(place: type) -> str:
    """Return a class's name in words: `AttendanceScreen` → `Attendance`."""
    words = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", place.__name__.removesuffix("Screen"))
    return words[:1] + words[1:].lower()


def commands_page() -> str:
    """Return the page of commands, then of what each vendor can be asked and told."""
    lines = ["# Commands", "", MADE, ""]
    lines += ["stdout is data, stderr is narration. “frontdesk spec” prints all of this, and more, for programs.", ""]
    lines += [*table_head("exit code", "meaning"), *(row(str(int(each)), each.meaning) for each in ExitCode)]
    lines += ["", "`--config FILE` reads another configuration, `--log FILE` appends each request, redacted."]
    for module in commands():
        lines += [
            "",
            f"## frontdesk {module.NAME}",
            "",
            f"{module.HELP[0].upper()}{module.HELP[1:].rstrip(' .…')}.",
            "",
        ]
        lines += list(_flags(command_parser(module)))
    for vendor in registry.load_all():
        lines += ["", f"## {vendor.title}", "", f"{vendor.what[0].upper()}{vendor.what[1:]}.", ""]
        catalog = vendor.catalog()
        for collection in catalog.collections:
            lines += _collection(collection)
        for action in catalog.actions:
            lines += _action(action)
    return "\n".join(lines).rstrip() + "\n"


def _flags(parser: argparse.ArgumentParser) -> Iterator[str]:
    rows = [row(f"`{word.name}`", _with_choices(word)) for word in words_of(parser)]
    for flag in flags_of(parser):
        value = f" {flag.value}" if flag.value and not flag.choices else ""
        rows.append(row(f"`{', '.join(flag.names)}{value}`", _with_choices(flag)))
    if rows:
        yield from (*table_head("flag", "meaning"), *rows)


def _with_choices(taken: Flag | Word) -> str:
    listed = ", ".join(f"`{choice}`" for choice in taken.choices)
    return f"{taken.help}: {listed}" if listed else taken.help


def _collection(collection: Collection) -> list[str]:
    position = f" [{collection.id_param.upper()}]" if collection.id_param else ""
    lines = [f"### get … {collection.name}{position}", "", collection.help, ""]
    if report := collection.report:
        lines += [sentences(report.question, *report.rules, *report.unknown), ""]
    rows = [row(f"`--{param.option}{_value(param)}`", _param_words(param)) for param in collection.params]
    if collection.range_use is not RangeUse.NONE:
        default = f" Default: {collection.default_range}." if collection.range_use is RangeUse.REQUIRED else ""
        rows.append(row("`--from TIME` `--to TIME`", f"The range.{default}"))
    return [*lines, *(table_head("flag", "meaning") if rows else ()), *rows, *([""] if rows else [])]


def _value(param: Param) -> str:
    return "" if param.kind is ParamKind.FLAG else " N" if param.kind is ParamKind.NUMBER else " TEXT"


def _param_words(param: Param) -> str:
    setting = f"Default: the connection's `{param.setting}`." if param.setting else ""
    several = "May be given several times." if param.kind is ParamKind.LIST else ""
    needed = "Required." if param.required else ""
    named = "A name will do." if param.refers_to is not None and param.refers_to.listed else ""
    return sentences(needed, param.help, named, choices_in_words(param.choices), several, setting)


def _action(action: Action) -> list[str]:
    lines = [f"### do … {action.name}", "", sentences(action.help, f"Danger: {action.danger.value}."), ""]
    rows = [row(f"`--{field.option} {field.kind.value.upper()}`", _field_words(field)) for field in action.fields]
    return [*lines, *(table_head("flag", "meaning") if rows else ()), *rows, *([""] if rows else [])]


def _field_words(field: Field) -> str:
    default = f"Default: {field.default}." if field.default else ""
    setting = f"Default: the connection's `{field.setting}`." if field.setting else ""
    needed = "Required." if field.required else ""
    named = "A name will do." if field.refers_to is not None and field.refers_to.listed else ""
    return sentences(needed, field.help, named, choices_in_words(field.choices), default, setting)


def config_page() -> str:
    """Return the page of the configuration."""
    lines = [
        "# Configuration",
        "",
        MADE,
        "",
        "One TOML file: `--config FILE`, else `$FRONTDESK_CONFIG`, else where `frontdesk paths` says. What you write",
        "stays as it is: `frontdesk init` only adds connections, at the end.",
        "[config.example.toml](../config.example.toml) has every key, commented out.",
        "",
        'A secret is a text, or better one of `{ env = "VARIABLE" }`, `{ command = ["pass", "show", "x"] }`,',
        '`{ file = "/path" }`, `{ keyring = "service/user" }`.',
        "",
        "An editor that knows TOML completes and checks it by a schema: “frontdesk spec --config-schema >",
        "config.schema.json” beside the file, and the line `#:schema ./config.schema.json` in it.",
        "",
        "## include",
        "",
        '`include = ["team.toml"]`, above all tables, reads other files first: a team keeps one, and',
        "everybody has a file of their own that names it. A path starts beside the file that it stands in. What a file",
        "says itself wins over what it includes, key by key, in connections too: the team's file can say where a",
        "campus is, and yours where your secret is. Of several included files the later wins. A file that leads back",
        "to itself is refused, and whatever is wrong is said with the file that it stands in.",
    ]
    lines += ["", "## [ui]", "", *_keys(UI), "", "## [network], [connections.NAME.network]", "", *_keys(NETWORK)]
    lines += ["", "## [cache]", "", *_keys(CACHE), "", "## [targets]", "", *_keys(TARGETS)]
    lines += ["", "## [keys]", "", "A command's name = its key; see [keys.md](keys.md)."]
    lines += ["", "## [connections.NAME]", "", *_keys(CONNECTION)]
    for vendor in registry.load_all():
        lines += ["", f'### vendor = "{vendor.name}"', "", *_settings(vendor)]
    return "\n".join(lines) + "\n"


def config_schema_file() -> str:
    """Return the JSON Schema of the configuration, for editors."""
    return json_text(config_schema(registry.load_all()), indent=2) + "\n"


def contributing_page() -> str:
    """Return CONTRIBUTING.md as it is, but for the map of the rooms."""
    rows = [row(f"`{path}`", words) for path, words in _rooms()]
    table = "\n".join([*table_head("room", "what it is for"), *rows])
    return with_part((ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8"), MAP_BEGINS, table, MAP_ENDS)


def _rooms() -> Iterator[tuple[str, str]]:
    """Name every package and every module beside them, with the first sentences of its docstring."""
    package = ROOT / "tui"
    inits = sorted(package.rglob("__init__.py"))
    alone = [file for file in sorted(package.glob("*.py")) if not file.name.startswith("__")]
    for file in [*inits, *alone]:
        docstring = ast.get_docstring(ast.parse(file.read_text(encoding="utf-8"))) or ""
        room = file.parent if file.name == "__init__.py" else file
        yield room.relative_to(ROOT).as_posix(), " ".join(docstring.partition("\n\n")[0].split())


def _keys(keys: Iterable[Key]) -> Iterator[str]:
    yield from table_head("key", "meaning", "example")
    for key in keys:
        yield row(f"`{key.name}`", key.help, f"`{key.example}`")


def _settings(vendor: Vendor) -> Iterator[str]:
    yield from table_head("key", "meaning")
    for setting in vendor.settings:
        yield row(f"`{setting.name}`", _setting_words(setting))


def _setting_words(setting: Setting) -> str:
    default = "" if setting.default in (None, "") else f"Default: `{setting.default}`."
    return sentences("Required." if setting.required else "", setting.help, choices_in_words(setting.choices), default)


PAGES: Final[Mapping[str, Callable[[], str]]] = {
    "keys.md": keys_page,
    "commands.md": commands_page,
    "config.md": config_page,
    "frontdesk.1": lambda: man_page(spec()),
    "../config.schema.json": config_schema_file,
    "../CONTRIBUTING.md": contributing_page,
    **{f"vendors/{vendor.name}.md": partial(vendor_page, vendor, HERE / "vendors") for vendor in registry.load_all()},
}
"""File names and what makes them."""


def main(words: list[str]) -> int:
    """Write the pages, or with `--check` name those that are stale."""
    stale = [name for name, make in PAGES.items() if not _is_fresh(HERE / name, make())]
    if "--check" in words:
        for name in stale:
            sys.stderr.write(f"docs/{name} is stale: run python docs/make.py\n")
        return 1 if stale else 0
    for name in stale:
        (HERE / name).parent.mkdir(exist_ok=True)
        (HERE / name).write_text(PAGES[name](), encoding="utf-8")
    return 0


def _is_fresh(path: Path, text: str) -> bool:
    return path.exists() and path.read_text(encoding="utf-8") == text


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
