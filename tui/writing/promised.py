"""What counts as the answer to a write. Anything else leaves open whether it was done, whatever its status says.

A captive portal, a sign-in page, a proxy's block page and a load balancer's health page all answer 200. So each action
says what its endpoint promises, and what is not that is `Malformed`: the journal has it as unknown.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import msgspec

from tui.core.errors import Malformed
from tui.core.wire.http import Response
from tui.transport.responses import said_in

__all__ = ["not_promised", "promised_object"]

_BOM: Final = b"\xef\xbb\xbf"


def promised_object(answer: Response, *names: str) -> Mapping[str, Any]:
    """Return the JSON object that a write is answered with.

    Args:
        answer: What came.
        names: Fields of which at least one must be there: a health page is a JSON object as well.

    Raises:
        Malformed: when it is something else.
    """
    try:
        body: Any = msgspec.json.decode(answer.body.removeprefix(_BOM))
    except (msgspec.DecodeError, UnicodeDecodeError):
        raise not_promised(answer) from None
    if not isinstance(body, dict) or (names and not any(body.get(name) not in (None, "") for name in names)):
        raise not_promised(answer)
    return body


def not_promised(answer: Response) -> Malformed:
    """Make the error for an answer that is not what the endpoint promises; it says what came instead."""
    return Malformed(
        f"The answer is not what this write is answered with: {_what_came(answer)}",
        way_out="Nobody knows whether it was done: check at the vendor.",
        status=answer.status,
        url=answer.url,
    )


def _what_came(answer: Response) -> str:
    start = answer.body.removeprefix(_BOM).lstrip()[:1]
    if not start:
        return f"{answer.status} with nothing in it."
    said = said_in(answer)
    quoted = f" (“{said}”)" if said else ""
    if start == b"<":
        return f"a web page came{quoted}."
    return f"something else came{quoted}."
