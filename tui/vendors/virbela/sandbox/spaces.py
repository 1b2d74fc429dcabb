"""`POST /api/purchase` on the product host: a new private space."""

from __future__ import annotations

from itertools import count
from typing import Final

from tui.sandbox.http import Call, Refusal, Reply
from tui.sandbox.world import World
from tui.vendors.virbela.sandbox.gate import written
from tui.vendors.virbela.sandbox.users import read_object

__all__ = ["Spaces"]

_PRODUCTS: Final = {
    1: ("Office 20", "Office with a maximum user count of 20"),
    2: ("Office 50", "Office with a maximum user count of 50"),
    4: ("Board Room", "Board room with a maximum user count of 12"),
    7: ("Expo Booth", "Booth on the expo floor"),
}
"""Pricing ids of this campus, with gaps as real ones have."""


class Spaces:
    """The endpoint; it has no envelope."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._numbers = count(32)

    def purchase(self, call: Call) -> Reply:
        """Create a space; every field is required. The price block is not what was paid, here as there."""
        body = read_object(call)
        wrong = [
            f'"{name}" is required and must be a string'
            for name in ("email", "firstName", "lastName")
            if not (isinstance(body.get(name), str) and body[name].strip())
        ]
        if body.get("purchaseType") != 0 or isinstance(body.get("purchaseType"), bool):
            wrong.append('"purchaseType" must be 0')
        pricing = body.get("pricingId")
        if not isinstance(pricing, int) or isinstance(pricing, bool):
            wrong.append('"pricingId" is required and must be a number')
        elif pricing not in _PRODUCTS:
            wrong.append(f"there is no pricing with id {pricing}")
        if wrong:
            raise Refusal(400, f"{'; '.join(wrong)}.")
        now = written(self._world.now())
        name, description = _PRODUCTS[body["pricingId"]]
        stamps = {"createdAt": "2021-08-13T02:45:13.248Z", "updatedAt": "2021-08-13T02:45:13.248Z"}
        product = {"id": 5, "name": name, "description": description, "status": 0, "type": 0, **stamps}
        return Reply(
            200,
            {
                "id": next(self._numbers),
                "purchaseType": 0,
                "remoteSystemSubscriptionId": "enterRemoteId",
                "status": 0,
                "details": "",
                "createdAt": now,
                "updatedAt": now,
                "price": {"id": 4, "name": "Standard", "status": 0, "amount": "$0.00", **stamps, "product": product},
                "payments": [],
            },
        )
