"""The terminal driver: the frugal one, told what the config and the terminal say; the app may write between frames."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final, Protocol, runtime_checkable

from textual.app import App

from tui.terminal.background import TakesBackground
from tui.terminal.environment import colours_of, speaks_unicode
from tui.terminal.frugal import FrugalDriver
from tui.terminal.plain_characters import plain, unadorned

__all__ = ["FrontdeskDriver", "TakesWriter", "driver_for"]

AS_SENT: Final = "\x1b[8l"
"""Has each character stay in the cell that it was sent to (ECMA-48, BDSM: explicit). Terminals that turn right-to-left
script around by themselves (those on VTE since 0.58, mlterm) do so over a whole line, and would take the figures beside
an Arabic or Hebrew name along. Isolates and direction marks would be the other way, but emulators disagree on whether
they take a cell, and pyte drops what follows them. All others pass this over."""

AS_USUAL: Final = "\x1b[8h"
"""Gives the terminal its own way back."""

CURSOR: Final = "\x1b[?25h"
"""Shows the cursor; Textual hides it at the start, and shows it at the end."""


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

    def background_told(self, colour: str) -> None:
        """Hand on what the terminal says its background is."""
        if isinstance(self._host, TakesBackground):
            self._host.background_told(colour)

    def start_application_mode(self) -> None:
        """Take the terminal."""
        super().start_application_mode()
        self.write(AS_SENT)

    def stop_application_mode(self) -> None:
        """Give the terminal back."""
        self.write(AS_USUAL)
        super().stop_application_mode()

    def leave_mouse(self, *, to_terminal: bool) -> None:
        """Have the terminal select text by its own means, or have clicks reported again."""
        if to_terminal:
            self._disable_mouse_support()
        else:
            self._enable_mouse_support()


class ReadOutDriver(FrontdeskDriver):
    """Shows the terminal's own cursor: what reads a screen out reads from there."""

    def start_application_mode(self) -> None:
        """Take the terminal."""
        super().start_application_mode()
        self.write(CURSOR)


def driver_for(
    environ: Mapping[str, str], *, colours: str = "auto", characters: str = "auto", screen_reader: bool = False
) -> type[FrugalDriver]:
    """Return the driver for a terminal.

    A colour is said by its number wherever it is one of the 256, which is half as long; but for those who ask for
    `truecolor`, because their terminal shows the numbers in another way.

    Args:
        environ: The environment: `TERM`, `COLORTERM`, the locale.
        colours: `[ui] colours`.
        characters: `[ui] characters`.
        screen_reader: Whether the screen is read out: without lines and bars then.
    """
    spell: Callable[[str], str] | None = unadorned if screen_reader else None
    if not speaks_unicode(environ, characters):
        spell = _plain_and_unadorned if screen_reader else plain
    return (ReadOutDriver if screen_reader else FrontdeskDriver).with_options(
        depth=colours_of(environ, colours),
        by_number=colours != "truecolor",
        spell=spell,
    )


def _plain_and_unadorned(character: str) -> str:
    return plain(unadorned(character))
