"""Print a script that completes words when Tab is pressed: commands, connections, collections, actions, flags, values.

bash: in ~/.bashrc
  source <(frontdesk completion bash)

zsh: in ~/.zshrc, after compinit
  source <(frontdesk completion zsh)

fish: once, and again after an upgrade
  mkdir -p ~/.config/fish/completions
  frontdesk completion fish > ~/.config/fish/completions/frontdesk.fish

Connections come from the configuration as it is at that moment. Nothing is asked of anybody for it.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

__all__ = ["HELP", "NAME", "add_arguments", "make_table", "run"]

NAME: Final = "completion"
HELP: Final = "a script that completes words in bash, zsh or fish"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take the shell."""
    parser.add_argument("shell", choices=("bash", "zsh", "fish"), help="for which one")


def run(args: argparse.Namespace) -> int:
    """Print it."""
    from tui.commands.shell_scripts import SCRIPTS

    print(SCRIPTS[args.shell], end="")
    return 0


def make_table(path: str, made_for: list[object]) -> dict[str, Any]:
    """Return what the completions go by, and keep it for the next time as far as that can be.

    Args:
        path: Where to keep it.
        made_for: What tells whether it is still right.
    """
    from tui.storage.atomic import write_atomic

    table = {"made_for": made_for, **_table()}
    with suppress(OSError):  # no room, no right: then it is made at every Tab
        write_atomic(Path(path), json.dumps(table))
    return table


def _table() -> dict[str, Any]:
    from tui.commands import commands
    from tui.commands.shared.parser import add_global_flags
    from tui.commands.shared.top import top_parser
    from tui.commands.spec import command_parser
    from tui.describing.completions import flags, place
    from tui.vendors import registry

    everywhere = argparse.ArgumentParser(add_help=False)
    add_global_flags(everywhere)
    return {
        "flags": flags(top_parser()),
        "everywhere": flags(everywhere),
        "commands": {each.NAME: place(command_parser(each), help=each.HELP) for each in commands()},
        "vendors": {name: _vendor(name) for name in registry.names()},
    }


def _vendor(name: str) -> Mapping[str, Any]:
    from tui.commands.shared.action_flags import action_parser
    from tui.commands.shared.flags import offering_parser
    from tui.describing.completions import place
    from tui.vendors import registry

    vendor = registry.load(name)
    catalog = vendor.catalog()
    return {
        "title": vendor.title,
        "collection": {
            each.name: place(offering_parser(each), help=each.help or each.title) for each in catalog.collections
        },
        "action": {each.name: place(action_parser("", each), help=each.help or each.title) for each in catalog.actions},
    }
