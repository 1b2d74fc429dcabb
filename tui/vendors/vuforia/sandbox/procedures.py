"""The made-up work instructions of the sandbox's plant."""

from __future__ import annotations

from typing import Final

from msgspec import Struct

__all__ = ["PROCEDURES", "Plan"]


class Plan(Struct, frozen=True):
    """One procedure: its steps, and the one that gives trouble."""

    id: str
    title: str
    version: int
    """The newest; earlier runs were done with earlier ones."""
    steps: tuple[tuple[str, str], ...]
    """Title and kind of acknowledgement."""
    trouble: int
    """The number of the step that fails again and again."""


def _confirm(*titles: str) -> tuple[tuple[str, str], ...]:
    return tuple(
        (title.removeprefix("? "), "PassFail" if title.startswith("? ") else "Confirmation") for title in titles
    )


PROCEDURES: Final = (
    Plan(
        id="2f0560f0-d5e9-11eb-9796-856502905bf2",
        title="Valve assembly",
        version=8,
        steps=_confirm(
            "Lock out and tag the line",
            "Clean the valve seat",
            "? Inspect the seat for scoring",
            "? Torque the flange bolts",
            "Fit the stem packing",
            "Grease the stem",
            "? Check the stem's travel",
            "Mount the actuator",
            "Connect the air supply",
            "? Leak test at 6 bar",
            "Record the test pressure",
            "? Final visual inspection",
        ),
        trouble=4,
    ),
    Plan(
        id="5b7d1c20-d5e9-11eb-9796-856502905bf2",
        title="Pump alignment",
        version=3,
        steps=_confirm(
            "Isolate the motor",
            "Remove the coupling guard",
            "? Check for soft foot",
            "Fit the laser heads",
            "? Read vertical offset",
            "? Read horizontal offset",
            "Tighten the base bolts",
            "Refit the guard",
        ),
        trouble=5,
    ),
    Plan(
        id="8c11aa70-d5e9-11eb-9796-856502905bf2",
        title="Control cabinet check",
        version=5,
        steps=_confirm(
            "Open the cabinet, check that it is dead",
            "? Terminals tight",
            "? Fans run freely",
            "Replace the filter mats",
            "? Insulation resistance above 1 MΩ",
            "Close and label the cabinet",
        ),
        trouble=2,
    ),
)
"""What is done in the plant."""
