"""Write a first config, asking what is needed. A config that is there is never touched."""

from __future__ import annotations

import argparse
import os
from typing import Final

__all__ = ["HELP", "NAME", "add_arguments", "run"]

NAME: Final = "init"
HELP: Final = "write a first config, asking"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take nothing but the global flags."""
    del parser


def run(args: argparse.Namespace) -> int:
    """Ask for one connection and write the config.

    Raises:
        UsageError: when there is a config already.
    """
    from tui.commands.asking import ask_for_connection
    from tui.commands.narration import say
    from tui.core.errors import UsageError
    from tui.storage.atomic import write_atomic
    from tui.storage.paths import find_config

    path = find_config(args.config, environ=os.environ)
    already = UsageError(
        f"There is a config already: {path}.",
        way_out="Edit it (“frontdesk check” says whether it is right), or name another with --config.",
    )
    if path.exists():
        raise already
    import tomli_w

    values = ask_for_connection(path, environ=os.environ)
    try:
        write_atomic(path, tomli_w.dumps(values), fresh=True)
    except FileExistsError:
        raise already from None
    name = next(iter(values["connections"]))
    say(f"Wrote {path}.\nNext: “frontdesk check {name}”, then “frontdesk”.")
    return 0
