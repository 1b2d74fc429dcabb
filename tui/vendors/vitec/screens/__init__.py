"""Where a table is not the best view: comebacks by who has them, by when they are due, and in a week."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from textual.screen import Screen

from tui.vendors.vitec.screens.comebacks import ComebacksScreen

__all__ = ["SCREENS", "ComebacksScreen"]

SCREENS: Mapping[str, Callable[..., Screen[Any]]] = {"comebacks": ComebacksScreen}
"""The screens by the collection that they show."""
