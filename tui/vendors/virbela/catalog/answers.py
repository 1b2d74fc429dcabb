"""Read what the vendor says about a write, and what a read can tell about one."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import aclosing
from typing import TYPE_CHECKING, Any

import msgspec

from tui.core.action import Outcome, Values
from tui.core.errors import NotFound
from tui.core.http import Response

if TYPE_CHECKING:
    from tui.vendors.virbela.api.client import VirbelaClient
    from tui.vendors.virbela.api.models import User

__all__ = ["answer_fields", "envelope_outcome", "find_user", "user_fields"]


def envelope_outcome(values: Values, answer: Response) -> Outcome:
    """Read an envelope: its detail is the sentence. A body that is none is still a yes, for the status said so."""
    body = answer_fields(answer)
    said = [words for name in ("detail", "title") if isinstance(words := body.get(name), str)]
    text = next(filter(None, said), "Virbela accepted it.")
    request_id = body.get("requestId")
    data = body.get("data")
    return Outcome(
        text,
        request_id=request_id if isinstance(request_id, str) else "",
        fields=data if isinstance(data, dict) else {},
    )


def answer_fields(answer: Response) -> dict[str, Any]:
    """Return an answer's JSON object; an empty one when it holds something else, or nothing."""
    try:
        body: Any = msgspec.json.decode(answer.body)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return {}
    return body if isinstance(body, dict) else {}


async def find_user(client: VirbelaClient, values: Values) -> User | None:
    """Find a member by id, or by e-mail in the whole list; None when there is none, or the invitation is pending.

    Raises:
        VendorError: when the question cannot be asked.
    """
    if user_id := values.get("userId"):
        try:
            return (await client.user(str(user_id))).value
        except NotFound:
            return None
    wanted = str(values.get("email", "")).casefold()
    async with aclosing(client.users()) as pages:
        async for page in pages:
            for record in page.records:
                if record.value is not None and (record.value.email or "").casefold() == wanted:
                    return record.value
    return None


def user_fields(user: User) -> Mapping[str, Any]:
    """Return what a write may change of a member, what is compared and what an undo gives back; and their name."""
    return {
        "userId": user.object_id,
        "email": user.email,
        "role": user.role,
        "teamId": user.team_id,
        "name": user.name,
    }
