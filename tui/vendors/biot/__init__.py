"""BioT: medical devices and the sessions in which they are used.

The reference is the "Usage Session API" page and the vendor's OpenAPI files of platform 2.4.1 (device, ums, settings).
"""

from typing import Final

from tui.core.vendor import Vendor
from tui.vendors.biot.settings import SETTINGS, check

__all__ = ["VENDOR"]

VENDOR: Final = Vendor(
    name="biot",
    title="BioT",
    what="medical devices: the sessions in which they are used",
    settings=SETTINGS,
    package=__name__,
    check=check,
)
