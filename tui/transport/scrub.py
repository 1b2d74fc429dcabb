"""Take what a request proved itself with out of the words that came back: some vendors repeat what they were sent."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from tui.core.errors import Rejected, VendorError
from tui.core.http import Request
from tui.core.redact import looks_secret
from tui.core.secret import MASK

__all__ = ["scrub_error", "scrubbed", "secrets_sent"]

_SHORTEST: Final = 4
"""Characters below which taking a text out would only riddle the sentence."""


def secrets_sent(credentials: Mapping[str, str], request: Request) -> frozenset[str]:
    """Return every secret that went over the wire, by the names of headers and fields; a header's without its scheme
    as well.
    """
    headers = [value for name, value in credentials.items() if looks_secret(name)]
    bare = [value.replace(":", " ", 1).rpartition(" ")[2] for value in headers]
    return frozenset([*headers, *bare, *_secret_values(request.body), *_secret_values(request.form)])


def scrubbed(text: str, secrets: Iterable[str]) -> str:
    """Return a text with a mask in place of each secret."""
    for secret in sorted(secrets, key=len, reverse=True):
        if len(secret) >= _SHORTEST:
            text = text.replace(secret, MASK)
    return text


def scrub_error(error: VendorError, secrets: Iterable[str]) -> None:
    """Take secrets out of everything that an error shows of the vendor's words."""
    kept = tuple(secrets)
    error.message = scrubbed(error.message, kept)
    error.args = (error.message,)
    error.request_id = scrubbed(error.request_id, kept)
    if isinstance(error, Rejected):
        error.fields = {scrubbed(name, kept): scrubbed(words, kept) for name, words in error.fields.items()}


def _secret_values(value: Any) -> Iterator[str]:
    match value:
        case Mapping():
            for name, inner in value.items():
                if looks_secret(str(name)) and isinstance(inner, str):
                    yield inner
                else:
                    yield from _secret_values(inner)
        case Sequence() if not isinstance(value, str | bytes):
            for inner in value:
                yield from _secret_values(inner)
