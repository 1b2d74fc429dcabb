"""The terminal driver: the frugal one, and the app may write a sequence of its own between two frames."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol, runtime_checkable

from textual.app import App

from tui.terminal.frugal import FrugalDriver

__all__ = ["FrontdeskDriver", "TakesWriter"]


@runtime_checkable
class TakesWriter(Protocol):
    """An app that wants to write to the terminal itself."""

    write_terminal: Callable[[str], None] | None
    """Queues text behind the frame that is being written; None while there is no terminal."""


class FrontdeskDriver(FrugalDriver):
    """Hands its `write` to the app, so that an OSC 52 never lands in the middle of a frame."""

    def __init__(
        self, app: App[object], *, debug: bool = False, mouse: bool = True, size: tuple[int, int] | None = None
    ) -> None:
        super().__init__(app, debug=debug, mouse=mouse, size=size)
        if isinstance(app, TakesWriter):
            app.write_terminal = self.write
