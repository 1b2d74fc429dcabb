"""Tests that run when somebody asks for them: they build for minutes, or need a package registry."""

from __future__ import annotations

import os
from typing import Final

import pytest

__all__ = ["VARIABLE", "on_demand"]

VARIABLE: Final = "FRONTDESK_ON_DEMAND"
"""The environment variable that asks for them."""

on_demand: Final = pytest.mark.skipif(
    not os.environ.get(VARIABLE), reason=f"builds for minutes or asks a registry; {VARIABLE}=1 runs it"
)
"""Skips a test, or with `pytestmark` a file, that nobody asked for."""
