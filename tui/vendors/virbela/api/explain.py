"""Read a refusal in the vendor's own words.

The page shows no error body. What is known: every answer but the rooms' and the product API's comes in an envelope
with `responseCode`, and `success` is the only good one. So anything else there is an error whatever the status says,
and below it we look for the words that gateways use.
"""

from __future__ import annotations

import re
from typing import Any, Final

import msgspec
from msgspec import Struct

from tui.core.errors import VendorError
from tui.core.wire.http import Response, failure

__all__ = ["ROTATED", "explain"]

ROTATED: Final = (
    "The credentials may have been rotated: a campus has one set, and making new ones ends the old at once. "
    "Look at the Virbela dashboard under world, integrations, and renew client_id and client_secret in the config."
)
"""The way out of a 401 and a 403."""

_NAME: Final = re.compile(r"client[-_ ]?name", re.IGNORECASE)
"""What a complaint about the campus's name holds, and one about the credentials does not."""
_LOOK_UP: Final = (
    ("/User/Attendance/Room/", "Look the room's id up among the rooms."),
    ("/User/Attendance/PrivateVolume/", "Type /roominfo in the volume's chat to see its id."),
    ("/Rooms/World/", "Check client_name in the config; Virbela's staff know it."),
    ("/MemberProfile/", "Look the person's id up among the users; a deleted member has none."),
    ("/User/", "Look the person's id up among the users; a pending invitation has none yet."),
)
"""Where to look when something is not found, by a part of the address."""


class _Head(Struct, rename="camel"):
    """The envelope without its data. Loosely typed: an error must not hide behind another one."""

    response_code: Any = None
    title: Any = None
    detail: Any = None
    request_id: Any = None
    message: Any = None
    error: Any = None


_heads: Final = msgspec.json.Decoder(_Head)


def explain(answer: Response) -> VendorError | None:
    """Return the error that an answer is; None when it is a good one, or says nothing that its status does not."""
    try:
        head = _heads.decode(answer.body)
    except (msgspec.DecodeError, UnicodeDecodeError):
        head = None
    code = head.response_code if head is not None else None
    succeeded = code is None or (isinstance(code, str) and code.strip().lower() == "success")
    if answer.status < 400 and succeeded:
        return None
    words = _words(head) if head is not None else ""
    if not words and answer.status not in {401, 403}:
        # A body that is no envelope of theirs: the transport shows the beginning of it.
        return None if head is None or answer.status >= 400 else _refused(answer, head, "Virbela gave no reason.")
    return _refused(answer, head, words or "Virbela did not accept the credentials.")


def _refused(answer: Response, head: _Head | None, words: str) -> VendorError:
    request_id = head.request_id if head is not None and isinstance(head.request_id, str) else ""
    return failure(answer, words, way_out=_way_out(answer, words), request_id=request_id)


def _words(head: _Head) -> str:
    """Join title and detail into sentences, each said once; `message` and `error` are what gateways write instead."""
    said: list[str] = []
    for words in (head.title, head.detail, head.message, head.error):
        if isinstance(words, str) and (plain := " ".join(words.split())) and plain not in said:
            said.append(plain)
    if not said and isinstance(head.response_code, str):
        said.append(f"Virbela answered “{head.response_code}”.")
    return " ".join(words if words[-1] in ".!?" else f"{words}." for words in said)


def _way_out(answer: Response, words: str) -> str:
    if _NAME.search(words) and answer.status in {400, 401, 403}:
        return "Check client_name in the config; Virbela's staff know it."
    if answer.status in {401, 403}:
        return ROTATED
    if answer.status in {404, 410}:
        return next((advice for part, advice in _LOOK_UP if part in answer.url), "")
    return ""
