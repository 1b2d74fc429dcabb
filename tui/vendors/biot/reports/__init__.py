"""Reports that no portal gives: how much devices are used, and how their sessions end."""

from __future__ import annotations

from typing import Final

from tui.core.collection import Collection
from tui.vendors.biot.reports.usage import USAGE

__all__ = ["REPORTS_OF_SESSIONS"]

REPORTS_OF_SESSIONS: Final[tuple[Collection, ...]] = (USAGE,)
