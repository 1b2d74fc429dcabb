"""What is meant by a word that names a place: a link, or a saved view."""

from __future__ import annotations

import argparse
from collections.abc import Callable

from tui.commands.shared.parser import ExactParser, add_global_flags, global_flags, named_words
from tui.commands.shared.session import Session, load_session
from tui.core.errors import UsageError
from tui.core.links import check_link, get_words, parse_link
from tui.core.place import Place
from tui.storage.views import SavedView, ViewsFile

__all__ = ["find_link", "fits", "with_view"]


def find_link(session: Session, text: str) -> Place:
    """Return the place that is meant, and make sure that it is there.

    Raises:
        UsageError: when a link leads nowhere, there is no such view, or it no longer fits.
    """
    if "/" not in text:
        view = ViewsFile(session.paths.views).read().named(text)
        fits(session, view)
        return view.link
    link = parse_link(text, lambda name: session.connections.named(name).catalog)
    _check(session, link)
    return link


def fits(session: Session, view: SavedView) -> None:
    """Raise UsageError when a view no longer fits what there is: its connection is gone, a column has no such name."""
    try:
        _check(session, view.link)
    except UsageError as wrong:
        raise UsageError(f"The view “{view.name}” no longer fits: {wrong.message}", way_out=wrong.way_out) from None


def _check(session: Session, link: Place) -> None:
    collection = session.connections.named(link.connection).catalog.collection(link.collection)
    check_link(link, collection, now=session.clock.now(), zone=session.config.ui.zone)


def with_view(
    words: list[str], args: argparse.Namespace, flags: Callable[[argparse.ArgumentParser], None]
) -> list[str]:
    """Put the words that a view stands for in the place of its name; flags that follow it win over its own.

    Args:
        words: What follows the command's name. Where the first one is a connection, or no view, they stay as they are.
        args: What was read before.
        flags: Adds the flags that may stand before the name.

    Raises:
        UsageError: when it is a view that no longer fits.
        ConfigError: when the configuration has problems.
    """
    early = ExactParser(add_help=False, allow_abbrev=False)
    flags(early)
    add_global_flags(early, again=True)
    named, rest = named_words(early, words, 1)
    if not named:
        return words
    global_flags(rest, args)
    session = load_session(args)
    if named[0] in session.config.connections:
        return words
    views = ViewsFile(session.paths.views).read()
    view = views.find(named[0])
    if view is None:
        about = [problem for problem in views.problems if f"“{named[0]}”" in problem]
        if about:
            raise UsageError(about[0], way_out="Put it right in an editor.")
        return words
    fits(session, view)
    collection = session.connections.named(view.link.connection).catalog.collection(view.link.collection)
    return [*get_words(view.link, collection, now=session.clock.now(), zone=session.config.ui.zone)[1:], *rest]
