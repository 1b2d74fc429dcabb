"""A story for reports: since version 5 of the gearbox's instructions its sixth step fails again and again.

Sixty gearboxes, three every two days. Until the new version came a fortnight ago the step never failed; since then it
does on every other gearbox, which is done over the day after.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Final

from tui.vendors.vuforia.sandbox.procedures import Plan

__all__ = ["BATCH", "GEARBOX", "gearbox_runs"]

BATCH: Final = tuple(f"GB-{number:02}" for number in range(1, 61))
"""The gearboxes' serial numbers, the newest first."""

GEARBOX: Final = Plan(
    id="b4e2f0d0-d5e9-11eb-9796-856502905bf2",
    title="Gearbox assembly",
    version=5,
    steps=(
        ("Unpack the housing", "Confirmation"),
        ("Press the bearings", "Confirmation"),
        ("Check the shaft's play", "PassFail"),
        ("Fit the gears", "Confirmation"),
        ("Fill 1.2 l of oil", "Confirmation"),
        ("Torque the cover bolts to 24 Nm", "PassFail"),
        ("Turn by hand, listen", "PassFail"),
    ),
    trouble=6,
)

_NEW_FOR: Final = 14
"""Days since the new version came."""


def gearbox_runs(serial: str) -> Iterator[tuple[timedelta, int, bool]]:
    """Yield a gearbox's runs: time before midnight, versions that its instructions are old, whether step 6 fails."""
    place = BATCH.index(serial)
    days = 3 + place * 2 // 3
    is_new = days <= _NEW_FOR
    failed = is_new and place % 2 == 0
    at = timedelta(days=days) - timedelta(hours=7 + place % 8)
    yield at, 0 if is_new else 1, failed
    if failed:
        yield at - timedelta(days=1), 0, False
