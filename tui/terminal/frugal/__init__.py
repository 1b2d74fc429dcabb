"""A frugal driver for Textual: it sends what differs from what the terminal shows, and the newest of it only."""

from __future__ import annotations

from tui.terminal.frugal.colours import Depth
from tui.terminal.frugal.driver import FrugalDriver, Options
from tui.terminal.frugal.traits import Traits, traits_of

__all__ = ["Depth", "FrugalDriver", "Options", "Traits", "traits_of"]
