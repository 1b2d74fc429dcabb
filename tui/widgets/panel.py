"""What lies over a screen: one panel with a line of keys at its foot, which no terminal is too low for."""

from __future__ import annotations

from textual.screen import ModalScreen, ScreenResultType

__all__ = ["PanelScreen"]


class PanelScreen(ModalScreen[ScreenResultType]):
    """A question over another screen. It has air from the height on at which its longest list still fits with it."""

    VERTICAL_BREAKPOINTS = [(0, "-short"), (24, "-tall")]  # noqa: RUF012 - Textual declares it for instances
