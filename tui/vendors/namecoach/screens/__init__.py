"""Where a table is not the best view: a person's events by day, and how often each thing happened."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from textual.screen import Screen

from tui.vendors.namecoach.screens.events import EventsScreen

__all__ = ["SCREENS", "EventsScreen"]

SCREENS: Mapping[str, Callable[..., Screen[Any]]] = {"lead-events": EventsScreen, "contact-events": EventsScreen}
"""The screens by the collection that they show."""
