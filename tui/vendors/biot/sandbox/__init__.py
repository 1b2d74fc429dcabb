"""BioT with a made-up clinic behind it: logins, devices, templates, sessions created, searched and finished."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from tui.core.vendor import Environment
from tui.sandbox.http import DemoConnection, Route
from tui.sandbox.world import World
from tui.vendors.biot.sandbox.accounts import PASSWORD, USERNAME, Accounts
from tui.vendors.biot.sandbox.clinic import Clinic
from tui.vendors.biot.sandbox.health import VERSIONS, health
from tui.vendors.biot.sandbox.refusals import problem
from tui.vendors.biot.sandbox.usage import Usage

__all__ = ["DEMO", "problem", "routes"]

DEMO: Final[Sequence[DemoConnection]] = (
    DemoConnection(
        name="clinic",
        place=5,
        environment=Environment.SANDBOX,
        settings={"username": USERNAME, "password": PASSWORD},
    ),
)


def routes(world: World) -> Sequence[Route]:
    """Make a clinic and the routes to it; each call makes another clinic, with writes of its own."""
    accounts = Accounts(world)
    usage = Usage(Clinic(world, organization_id=accounts.organization_id))
    guarded, of_device = accounts.guarded, "/device/v1/devices/{deviceId}/usage-sessions"
    return (
        Route("POST", "/ums/v2/users/login", accounts.log_in),
        Route("POST", "/ums/v2/users/token/refresh", accounts.refresh),
        Route("POST", "/ums/v2/services/accessToken", accounts.log_in_service),
        *(Route("GET", f"/{service}/system/healthCheck", health) for service in VERSIONS),
        Route("GET", "/device/v2/devices", guarded(usage.devices)),
        Route("GET", "/device/v2/devices/{id}", guarded(usage.device)),
        Route("GET", "/device/v1/devices/usage-sessions", guarded(usage.sessions)),
        Route("POST", of_device, guarded(usage.create)),
        Route("POST", f"{of_device}/usage-type/{{usageType}}", guarded(usage.create_by_usage_type)),
        Route("GET", f"{of_device}/{{id}}", guarded(usage.session)),
        Route("PATCH", f"{of_device}/{{id}}", guarded(usage.update)),
        Route("GET", "/organization/v1/organizations", guarded(usage.organizations)),
        Route("GET", "/organization/v1/organizations/{id}", guarded(usage.organization)),
        Route("GET", "/settings/v1/templates", guarded(usage.templates)),
        Route("GET", "/settings/v1/templates/minimized", guarded(usage.minimized_templates)),
    )
