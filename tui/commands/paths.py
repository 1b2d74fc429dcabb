"""Say where the config, what is remembered, the journal, the cache and the logs are. Makes none of them."""

from __future__ import annotations

import argparse
import os
from typing import Final

from tui.storage.paths import find_paths

__all__ = ["HELP", "NAME", "add_arguments", "run"]

NAME: Final = "paths"
HELP: Final = "where config, state, journal, cache and logs are"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take nothing but the global flags."""
    del parser


def run(args: argparse.Namespace) -> int:
    """Print a line for each place: its name and its path."""
    paths = find_paths(args.config, environ=os.environ)
    places = {
        "config": paths.config,
        "themes": paths.themes,
        "views": paths.views,
        "state": paths.state,
        "journal": paths.journal,
        "cache": paths.cache,
        "logs": paths.logs,
    }
    for name, path in places.items():
        print(f"{name:<8} {path}")
    return 0
