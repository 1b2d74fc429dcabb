"""Vitec Mäklare Connect: the comeback report of a Swedish real estate agency's CRM."""

from typing import Final

from tui.core.vendor import Vendor
from tui.vendors.vitec.settings import SETTINGS

__all__ = ["VENDOR"]

VENDOR: Final = Vendor(
    name="vitec",
    title="Vitec",
    what="real estate CRM: whom to get back to, and when",
    settings=SETTINGS,
    package=__name__,
)
