"""Frontdesk: one terminal for the vendors that a support desk depends on."""

from typing import Final

__all__ = ["__version__"]

__version__: Final = "0.1.0"
"""The distribution's version; `pyproject.toml` reads it from here."""
