"""Print what Frontdesk can do as one JSON document: for programs, editors and whoever builds on it.

Collections with their parameters, columns and a JSON Schema of a row as “frontdesk get --format json” prints it;
actions with their fields, their danger, and whether they can be undone; commands, flags and exit codes; a JSON Schema
of the configuration. It needs no configuration and asks nobody. Its key “spec” is its version.
"""

from __future__ import annotations

import argparse
import inspect
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from types import ModuleType

    from tui.describing.document import CommandSpec, Spec

__all__ = ["HELP", "NAME", "add_arguments", "command_parser", "run", "spec"]

NAME: Final = "spec"
HELP: Final = "what there is, as one JSON document for programs"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take which part."""
    parser.add_argument("--config-schema", action="store_true", help="only the JSON Schema of the configuration")


def run(args: argparse.Namespace) -> int:
    """Print it."""
    import msgspec

    from tui.export.writers import json_text

    print(json_text(_config_schema() if args.config_schema else msgspec.to_builtins(spec()), indent=2))
    return 0


def spec() -> Spec:
    """Describe all of it, with the vendors that are there."""
    from tui import __version__
    from tui.commands import commands
    from tui.commands.shared.parser import add_global_flags
    from tui.commands.shared.top import top_parser
    from tui.core.exit_codes import ExitCode
    from tui.describing.document import VERSION, Exit, Spec
    from tui.describing.parsers import flags_of
    from tui.describing.vendors import vendor_spec
    from tui.vendors import registry

    everywhere = argparse.ArgumentParser(add_help=False)
    add_global_flags(everywhere)
    return Spec(
        spec=VERSION,
        frontdesk=__version__,
        exit_codes=[Exit(code=int(each), meaning=each.meaning) for each in ExitCode],
        flags=flags_of(top_parser()),
        global_flags=flags_of(everywhere),
        commands=[_command(each) for each in commands()],
        vendors=[vendor_spec(each) for each in registry.load_all()],
        config=_config_schema(),
    )


def command_parser(module: ModuleType) -> argparse.ArgumentParser:
    """Make a parser of what a command has whatever its words are: for those who list it."""
    parser = argparse.ArgumentParser(add_help=False)
    module.add_arguments(parser)
    if common := getattr(module, "add_common_flags", None):
        common(parser)
    return parser


def _command(module: ModuleType) -> CommandSpec:
    from tui.describing.document import CommandSpec
    from tui.describing.parsers import flags_of, words_of

    parser = command_parser(module)
    answers = getattr(module, "json_schema", None)
    return CommandSpec(
        name=module.NAME,
        help=module.HELP,
        about=inspect.cleandoc(module.__doc__ or ""),
        words=words_of(parser),
        flags=flags_of(parser),
        json=answers() if answers else None,
    )


def _config_schema() -> dict[str, object]:
    from tui.describing.config_schema import config_schema
    from tui.vendors import registry

    return config_schema(registry.load_all())
