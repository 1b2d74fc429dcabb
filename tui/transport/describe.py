"""Write a call out as it would be sent, with every secret masked: the dry run."""

from __future__ import annotations

import json
from collections.abc import Mapping
from urllib.parse import quote_plus, unquote_plus

from tui.core.secret import MASK
from tui.core.text import escaped_json
from tui.core.wire.http import Request
from tui.core.wire.redact import looks_secret, mask_secrets, redacted_text
from tui.transport.http_call import HttpCall, merged
from tui.transport.log import logged_url

__all__ = ["described", "shown_content", "shown_headers"]


def described(request: Request, call: HttpCall, masked_credentials: Mapping[str, str]) -> str:
    """Return method and URL, then the headers, then the body, pretty.

    Args:
        request: The request as it was described.
        call: What would be sent.
        masked_credentials: The headers that would prove who we are, secrets masked already.
    """
    headers = merged(call.headers, masked_credentials, call.custom)
    lines = [f"{call.method} {logged_url(call.url)}"]
    lines += [f"{name}: {_header(name, value, masked_credentials)}" for name, value in headers.items()]
    if request.form is not None:
        lines += [
            "",
            "&".join(f"{quote_plus(name)}={_form_value(name, value)}" for name, value in request.form.items()),
        ]
    elif request.body is not None:
        lines += ["", escaped_json(json.dumps(mask_secrets(request.body), ensure_ascii=False, indent=2))]
    return "\n".join(lines)


def shown_headers(call: HttpCall, masked_credentials: Mapping[str, str]) -> dict[str, str]:
    """Return a whole call's headers with every secret masked.

    Args:
        call: With the credentials in its headers.
        masked_credentials: The headers that prove who we are, secrets masked already; they stand in the place of those.
    """
    headers = merged(call.headers, masked_credentials, call.custom)
    return {name: _header(name, value, masked_credentials) for name, value in headers.items()}


def shown_content(call: HttpCall) -> str:
    """Return what a call sends as text, with the values of secret-looking names masked; empty when it sends nothing."""
    if call.content is None:
        return ""
    text = call.content.decode("utf-8", "replace")
    kind = next((value for name, value in call.headers.items() if name.lower() == "content-type"), "")
    if kind == "application/x-www-form-urlencoded":
        pairs = (pair.partition("=") for pair in text.split("&"))
        return "&".join(f"{name}={MASK if looks_secret(unquote_plus(name)) else value}" for name, _, value in pairs)
    try:
        return json.dumps(mask_secrets(json.loads(text)), ensure_ascii=False, separators=(",", ":"))
    except ValueError:  # a header of the request's own may say another type
        return redacted_text(text)


def _form_value(name: str, value: str) -> str:
    return MASK if looks_secret(name) else quote_plus(value)


def _header(name: str, value: str, masked_credentials: Mapping[str, str]) -> str:
    if name in masked_credentials and masked_credentials[name] == value:
        return value if MASK in value or not looks_secret(name) else MASK
    return MASK if looks_secret(name) else value
