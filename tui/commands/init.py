"""Write a first config, asking what is needed on stderr. A config that is there is never touched.

Every answer is checked at once, with what the loading would say.
"""

from __future__ import annotations

import argparse
import getpass
import os
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final

from tui.commands.narration import say
from tui.config import config_from
from tui.config.schema import CONNECTION_NAME
from tui.config.values import BadValue, read_text, read_url
from tui.core.errors import ConfigError, UsageError
from tui.core.vendor import Environment, Setting, SettingKind, Vendor
from tui.core.words import did_you_mean
from tui.storage.atomic import write_atomic
from tui.storage.paths import find_config
from tui.vendors import registry

__all__ = ["HELP", "NAME", "add_arguments", "run"]

NAME: Final = "init"
HELP: Final = "write a first config, asking"

_SOURCES: Final = {
    "env": "an environment variable",
    "command": "what a command prints, such as pass show x",
    "file": "a file that only you can read",
    "keyring": "the system's keyring",
    "literal": "the text itself, in the config file",
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take nothing but the global flags."""
    del parser


def run(args: argparse.Namespace) -> int:
    """Ask for one connection and write the config.

    Raises:
        UsageError: when there is a config already.
        EOFError: when the input ends first.
    """
    path = find_config(args.config, environ=os.environ)
    already = UsageError(
        f"There is a config already: {path}.",
        way_out="Edit it (“frontdesk check” says whether it is right), or name another with --config.",
    )
    if path.exists():
        raise already
    import tomli_w

    values = _ask_for_connection(path, environ=os.environ)
    try:
        write_atomic(path, tomli_w.dumps(values), fresh=True)
    except FileExistsError:
        raise already from None
    name = next(iter(values["connections"]))
    say(f"Wrote {path}.\nNext: “frontdesk check {name}”, then “frontdesk”.")
    return 0


def _ask_for_connection(path: Path, *, environ: Mapping[str, str]) -> dict[str, Any]:
    """Ask for one connection and return the whole config as data, checked."""
    vendor = _ask_vendor()
    name = _ask("Name of the connection", default=vendor.name, check=_name_problem)
    environment = _ask_choice(
        "Class: how much its data matters", [each.value for each in Environment], default="production"
    )
    table: dict[str, Any] = {"vendor": vendor.name, "class": environment}
    values: dict[str, Any] = {"connections": {name: table}}
    say("\nSettings. Enter alone takes the default, or leaves an optional one out.")
    wanted = list(vendor.settings)
    while True:
        for setting in wanted:
            answer = _ask_setting(setting)
            table.pop(setting.name, None)
            if answer not in (None, ""):
                table[setting.name] = answer
        try:
            config_from(values, file=path, environ=environ)
        except ConfigError as failed:
            keys = {problem.key.rpartition(".")[2] for problem in failed.problems}
            for problem in failed.problems:
                say(f"  {problem.key.rpartition('.')[2]}: {problem.wrong} {problem.right}".rstrip())
            wanted = [setting for setting in vendor.settings if setting.name in keys] or list(vendor.settings)
            continue
        return values


def _ask_vendor() -> Vendor:
    vendors = registry.load_all()
    say("Which system?")
    for vendor in vendors:
        say(f"  {vendor.name:<12} {vendor.title}: {vendor.what}")
    name = _ask_choice("Vendor", [vendor.name for vendor in vendors], default="")
    return registry.load(name)


def _ask_setting(setting: Setting) -> Any:
    say(f"\n{setting.name}{'' if setting.required else ' (optional)'}: {setting.help}".rstrip(": "))
    if setting.kind is SettingKind.SECRET:
        return _ask_secret(setting)
    if setting.kind is SettingKind.FLAG:
        default = "yes" if setting.default else "no"
        return _ask_choice(setting.name, ["yes", "no"], default=default) == "yes"
    if setting.kind is SettingKind.CHOICE:
        default = str(setting.default or "")
        return _ask_choice(setting.name, list(setting.choices), default=default, optional=not setting.required)
    example = f" [such as {setting.example}]" if setting.example else ""
    return _ask(f"{setting.name}{example}", check=lambda answer: _text_problem(answer, setting))


def _ask_secret(setting: Setting) -> Any:
    if not setting.required and _ask_choice("Use it?", ["yes", "no"], default="no") == "no":
        return None
    for source, what in _SOURCES.items():
        say(f"  {source:<8} {what}")
    source = _ask_choice("Where is it?", list(_SOURCES), default="env")
    match source:
        case "literal":
            ask = getpass.getpass if sys.stdin.isatty() else input
            return _until_right(lambda: ask(f"{setting.name}: "), _needed)
        case "command":
            import shlex

            return {"command": shlex.split(_ask("Command", check=_command_problem))}
        case "env":
            return {"env": _ask("Variable", default=setting.name.upper())}
        case "file":
            return {"file": _ask("File", check=_needed)}
        case _:
            return {"keyring": _ask("service/user", check=_needed)}


# --- one question -----------------------------------------------------------------------------------------------


def _ask(question: str, *, default: str = "", check: Callable[[str], str] | None = None) -> str:
    prompt = f"{question} [{default}]: " if default else f"{question}: "

    def read() -> str:
        print(prompt, end="", file=sys.stderr, flush=True)
        return input().strip() or default

    return _until_right(read, check)


def _ask_choice(question: str, choices: list[str], *, default: str, optional: bool = False) -> str:
    def problem(answer: str) -> str:
        if answer in choices or (optional and not answer):
            return ""
        close = did_you_mean(answer, choices, otherwise="") if answer else ""
        return f"One of: {', '.join(choices)}. {close}".rstrip()

    return _ask(f"{question} ({' | '.join(choices)})", default=default, check=problem)


def _until_right(read: Callable[[], str], check: Callable[[str], str] | None) -> str:
    while True:
        answer = read()
        wrong = check(answer) if check else ""
        if not wrong:
            return answer
        say(f"  {wrong}")


def _needed(answer: str) -> str:
    return "" if answer else "It is needed."


def _text_problem(answer: str, setting: Setting) -> str:
    if not answer:
        return _needed(answer) if setting.required else ""
    read = read_url if setting.kind is SettingKind.URL else read_text
    try:
        read(answer, Path())
    except BadValue as bad:
        return f"{bad.wrong} {bad.right}".rstrip()
    return ""


def _name_problem(answer: str) -> str:
    return "" if CONNECTION_NAME.fullmatch(answer) else "Use letters, digits, “-”, “_” and “.”."


def _command_problem(answer: str) -> str:
    import shlex

    try:
        return "" if shlex.split(answer) else "It is needed."
    except ValueError as wrong:
        return f"The quotes do not match: {wrong}."
