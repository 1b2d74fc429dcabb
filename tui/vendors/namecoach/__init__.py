"""NameCoach: analytics events of name pronunciations, who looked at or listened to which recording.

The reference is the "Data Analytics Service API" page; what it leaves open comes from the vendor's own clients.
"""

from typing import Final

from tui.core.vendor import Vendor
from tui.vendors.namecoach.settings import SETTINGS, check

__all__ = ["VENDOR"]

VENDOR: Final = Vendor(
    name="namecoach",
    title="NameCoach",
    what="name pronunciation: who listened to which recording",
    settings=SETTINGS,
    package=__name__,
    check=check,
)
