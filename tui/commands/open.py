"""Open the app at a place: a collection, asked and looked at as a link says, or a saved view.

frontdesk open campus/rooms
frontdesk open 'campus/attendance/ROOM?from=7d&where=stay>2h&sort=-stay'
frontdesk open long-stays

A link is CONNECTION/COLLECTION, with an id behind it where one is asked for. Behind “?” stand the flags of “get”
without their dashes, parted by “&”: the collection's own, from, to, where, sort, columns; besides range, for a range
in one piece, and tab. The app copies such links. A link that leads nowhere says what would be right, and exits 2.
"""

from __future__ import annotations

import argparse
import os
from typing import Final

from tui.commands.app import add_screen_flags
from tui.commands.app import run as run_app
from tui.commands.shared.places import find_link
from tui.commands.shared.session import Session, load_session
from tui.core.links import check_tab
from tui.core.place import Place

__all__ = ["HELP", "NAME", "add_arguments", "run"]

NAME: Final = "open"
HELP: Final = "the app at a place: a link such as campus/rooms, or a saved view"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take the place, and how the screen is used."""
    parser.add_argument("link", metavar="LINK", help="CONNECTION/COLLECTION/ID?from=7d …, or the name of a saved view")
    add_screen_flags(parser)


def run(args: argparse.Namespace) -> int:
    """Run the app, and go there right away.

    Raises:
        UsageError: when the link leads nowhere, or there is no terminal.
    """
    session = load_session(args)
    link = find_link(session, args.link)
    if link.tab:
        _check_tab(session, link)
    return run_app(args, opens=link)


def _check_tab(session: Session, link: Place) -> None:
    from tui.terminal.environment import settle

    settle(os.environ, low_bandwidth=session.config.ui.low_bandwidth)  # before Textual is imported

    from tui.screens.navigation import tabs_of

    connection = session.connections.named(link.connection)
    collection = connection.catalog.collection(link.collection)
    check_tab(link, collection, tabs_of(connection, collection, link.values))
