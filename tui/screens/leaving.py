"""Leaving every screen at once, to quit or to go elsewhere: what would be lost by it is asked about first."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Final

from textual.app import App

from tui.screens.base import FrontdeskScreen
from tui.screens.dialogs.listing import ListScreen, choice
from tui.screens.dialogs.unsent import LEAVE, leave_question

__all__ = ["ask_quit", "under_way", "unless_lost"]

_QUIT: Final = "quit"


def under_way(app: App[int]) -> str:
    """Return what a screen does that would end with it, the uppermost's first; empty when none does anything."""
    return next((screen.busy for screen in reversed(_ours(app)) if screen.busy), "")


def unless_lost(app: App[int], leave: Callable[[], object]) -> None:
    """Leave every screen; what was typed and not sent is asked about first."""
    unsent = [screen.unsent for screen in _ours(app) if not screen.is_sent]
    if lost := [*filter(None, unsent)]:
        _ask(app, leave_question(lost), LEAVE, leave)
    else:
        leave()


def ask_quit(app: App[int], work: Sequence[str]) -> None:
    """Quit; ask first when that would break off work, of which there is a sentence each, or lose what was typed."""
    leave = partial(app.exit, 0)
    if work:
        still = "\n".join(work)
        choices = (choice("stay", "Stay"), choice(_QUIT, "Quit and break it off"))
        _ask(app, ListScreen(f"This is still under way:\n{still}", choices), _QUIT, leave)
    else:
        unless_lost(app, leave)


def _ours(app: App[int]) -> list[FrontdeskScreen]:
    return [screen for screen in app.screen_stack if isinstance(screen, FrontdeskScreen)]


def _ask(app: App[int], question: ListScreen, yes: str, leave: Callable[[], object]) -> None:
    def answer(chosen: str | None) -> None:
        if chosen == yes:
            leave()

    app.push_screen(question, answer)
