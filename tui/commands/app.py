"""Open the app: every connection, its collections, its records."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from tui.core.errors import UsageError
from tui.terminal.environment import complaint

if TYPE_CHECKING:
    from tui.core.place import Place

__all__ = ["HELP", "NAME", "add_arguments", "add_screen_flags", "check_terminal", "run"]

NAME: Final = "app"
HELP: Final = "the app (also without a command)"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take how the screen is used."""
    add_screen_flags(parser)


def add_screen_flags(parser: argparse.ArgumentParser) -> None:
    """Add the flags of what opens the app."""
    text = "for a screen that is read out: no lines and bars, and the cursor where you are"
    parser.add_argument("--screen-reader", action="store_true", default=argparse.SUPPRESS, help=text)


def check_terminal(environ: Mapping[str, str]) -> None:
    """Raise UsageError when there is no terminal that the app could draw on."""
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise UsageError("The app needs a terminal, and this is none.", way_out="Use “frontdesk get” in scripts.")
    if wrong := complaint(environ):
        raise UsageError(wrong)


def run(args: argparse.Namespace, *, opens: Place | None = None) -> int:
    """Run the app on the configured connections; without a config it begins with a welcome.

    Args:
        args: What the flags say.
        opens: The place to go to at once; None stays at home.

    Raises:
        ConfigError: when the config is not right; also when there is none, and nobody to welcome.
        UsageError: when there is no terminal.
    """
    from tui.commands import load
    from tui.commands.shared.session import begin_anew, load_session
    from tui.core.next_start import Then

    while True:
        session = load_session(args, for_app=sys.stdin.isatty() and sys.stdout.isatty())
        check_terminal(os.environ)

        from tui.launch import run as run_app

        read_out = getattr(args, "screen_reader", False)
        ended = run_app(session.connections, session.config, paths=session.paths, screen_reader=read_out, opens=opens)
        opens = None
        match ended.then:
            case Then.ANEW:
                begin_anew(args)
            case Then.DEMO:
                return int(load("demo").run(args))
            case Then.NOTHING:
                return ended.code
