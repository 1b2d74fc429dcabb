"""Read what the vendor says about a write, and what a read can tell about one."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import aclosing
from typing import TYPE_CHECKING, Any

from tui.core.action import Outcome, Values
from tui.core.errors import NotFound
from tui.core.wire.http import Response
from tui.writing.promised import not_promised, promised_object

if TYPE_CHECKING:
    from tui.vendors.virbela.api.client import VirbelaClient
    from tui.vendors.virbela.api.models import User

__all__ = ["envelope_outcome", "find_user", "invitation_outcome", "user_fields"]


def envelope_outcome(values: Values, answer: Response) -> Outcome:
    """Read an envelope, which every write but a space's is answered with: its detail is the sentence.

    Raises:
        Malformed: when it is none, or does not say that it was a success: then nobody knows what was done.
    """
    body = promised_object(answer, "responseCode")
    code = body["responseCode"]
    if not isinstance(code, str) or code.strip().lower() != "success":
        raise not_promised(answer)
    said = [words for name in ("detail", "title") if isinstance(words := body.get(name), str)]
    text = next(filter(None, said), "Virbela accepted it.")
    request_id = body.get("requestId")
    data = body.get("data")
    return Outcome(
        text,
        request_id=request_id if isinstance(request_id, str) else "",
        fields=data if isinstance(data, dict) else {},
    )


def invitation_outcome(values: Values, answer: Response) -> Outcome:
    """Read the answer to an invitation, which the page shows as a picture only: an envelope, or the person by itself.

    All that its text tells is that the team's number is in it, and whoever was invited has the e-mail that was sent.

    Raises:
        Malformed: when it is neither: then nobody knows what was done.
    """
    person = promised_object(answer)
    if "responseCode" in person:
        return envelope_outcome(values, answer)
    wanted, email = str(values.get("email", "")).casefold(), person.get("email")
    is_theirs = email.casefold() == wanted if isinstance(email, str) else person.get("teamId") is not None
    if not is_theirs or person.get("error") or person.get("errors"):
        raise not_promised(answer)
    return Outcome("Virbela accepted it.", fields=person)


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
