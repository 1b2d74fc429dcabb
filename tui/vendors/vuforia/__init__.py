"""Vuforia Expert Capture (PTC): what was done to a serial number, step by step.

The reference is the "procedure execution report" page; what is known beyond it comes from PTC's help pages.
"""

from typing import Final

from tui.core.vendor import Vendor
from tui.vendors.vuforia.settings import SETTINGS, check

__all__ = ["VENDOR"]

VENDOR: Final = Vendor(
    name="vuforia",
    title="Vuforia",
    what="work instructions: what was done to a serial number, step by step",
    settings=SETTINGS,
    package=__name__,
    check=check,
)
