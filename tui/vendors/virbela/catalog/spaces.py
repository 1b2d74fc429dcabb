"""Create a private space, as the dashboard's space creator does."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from tui.core.action import Action, Danger, Field, FieldKind, FieldValue, Outcome, Values
from tui.core.wire.http import Request, Response
from tui.vendors.virbela.api import writes
from tui.vendors.virbela.api.lenient import number
from tui.vendors.virbela.catalog.fields import EMAIL, email_of, person_of
from tui.writing.promised import not_promised, promised_object

if TYPE_CHECKING:
    from tui.vendors.virbela.api.client import VirbelaClient

__all__ = ["CREATE_SPACE"]

_OF_AN_ORDER: Final = ("purchaseType", "remoteSystemSubscriptionId", "status", "createdAt", "price", "payments")
"""What an order has beside its id: one of these must be there."""


def _request(client: VirbelaClient, values: Values) -> Request:
    return writes.create_space(values)


def _check_pricing(value: FieldValue) -> str:
    read = number(value) if isinstance(value, (str, int, float)) and not isinstance(value, bool) else None
    return "" if isinstance(read, int) and read >= 0 else "The pricing id is a whole number, such as 1."


def _outcome(values: Values, answer: Response) -> Outcome:
    """Read the order, which comes bare. Its price block is left out: the vendor calls it extraneous.

    Raises:
        Malformed: when it is no order: then nobody knows whether a space was made.
    """
    order = promised_object(answer, "id")
    if not any(name in order for name in _OF_AN_ORDER):
        raise not_promised(answer)
    fields = {name: value for name, value in order.items() if name not in {"price", "payments"}}
    room = _room_type(order)
    if room:
        fields["product"] = room
    made = f"Created {room or 'a private space'} for {email_of(values)}, order {order['id']}."
    return Outcome(made, fields=fields)


def _room_type(order: Mapping[str, Any]) -> str:
    price = order.get("price")
    product = price.get("product") if isinstance(price, dict) else None
    name = product.get("name") if isinstance(product, dict) else None
    return name if isinstance(name, str) else ""


def _consequence(values: Values) -> str:
    return (
        f"A private space of type {values.get('pricingId', '')} is made for {email_of(values)}. "
        "It may be charged for, and this API cannot take it back."
    )


CREATE_SPACE: Final = Action(
    name="create-space",
    title="Create a private space",
    danger=Danger.IRREVERSIBLE,
    help="Create a private space on the campus, for resellers; the same as the dashboard's space creator.",
    fields=(
        EMAIL,
        Field("firstName", "First name", required=True, help="The subscriber's."),
        Field("lastName", "Last name", required=True, help="The subscriber's."),
        Field(
            "pricingId",
            "Pricing id",
            FieldKind.NUMBER,
            required=True,
            help="The type of room, such as Office 20; ids differ by campus, and your account manager knows them.",
            check=_check_pricing,
        ),
    ),
    request=_request,
    outcome=_outcome,
    target=email_of,
    subject=person_of,
    consequence=_consequence,
    confirm_text=email_of,
    bulk=False,  # each may cost money, and none can be taken back: one at a time, looked at
)
