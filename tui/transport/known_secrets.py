"""Mask every secret that a connection knows in what comes from outside: some vendors repeat what they were sent.

This is the one place. What leaves `HttpTransport.send`, a response or an error, has been through here, so that nothing
behind it (records, outcomes, the journal, logs, reports of bugs) can show one.
"""

from __future__ import annotations

import asyncio
import base64
import json
import re
from collections import OrderedDict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final
from urllib.parse import quote, quote_plus

from msgspec.structs import replace

from tui.core.errors import Rejected, VendorError
from tui.core.secret import MASK
from tui.core.wire.http import Request, Response
from tui.core.wire.redact import looks_secret

__all__ = ["KnownSecrets", "secrets_sent"]

_SHORTEST: Final = 4
"""Characters below which taking a text out would only riddle the sentence."""
_SHORTEST_IN_DATA: Final = 8
"""Characters below which a text in a good answer is more likely a word of the vendor's than a secret."""
_LONG: Final = 8_000_000
"""Bytes from which a body is looked through in steps, so that others get a turn."""
_ESCAPED: Final = re.compile("%[0-9A-F]{2}")
_KEPT: Final = 16
"""Secrets remembered at most beside the lasting ones: a signature is new with every request."""


class KnownSecrets:
    """One connection's secrets, in every form in which they may come back: as they are, in base64 alone and as
    user:password, percent-encoded, escaped as in JSON.
    """

    def __init__(self, secrets: Iterable[str] = (), names: Iterable[str] = ()) -> None:
        """Know the connection's lasting secrets.

        Args:
            secrets: As they are.
            names: Who may stand before one in user:password.
        """
        self._names = frozenset(name for name in names if name)
        self._lasting: dict[str, None] = {}
        self._passing: OrderedDict[str, None] = OrderedDict()
        self._forms: list[str] = []
        self._in_data: list[bytes] = []
        self._lasting.update(dict.fromkeys(secrets))
        self._look_at_all()

    def remember(self, secrets: Iterable[str]) -> None:
        """Know these as well: what a request carries."""
        new = [secret for secret in secrets if secret not in self._lasting and secret not in self._passing]
        if not new:
            return
        self._passing.update(dict.fromkeys(new))
        while len(self._passing) > _KEPT:
            self._passing.popitem(last=False)
        self._look_at_all()

    def text(self, text: str) -> str:
        """Return a text with a mask in place of each secret."""
        for form in self._forms:
            if form in text:
                text = text.replace(form, MASK)
        return text

    def error(self, error: VendorError) -> VendorError:
        """Mask everything that an error shows or that is read of it, in place; return it."""
        error.message = self.text(error.message)
        error.way_out = self.text(error.way_out)
        error.request_id = self.text(error.request_id)
        error.url = self.text(error.url)
        error.args = (error.message,)
        if isinstance(error, Rejected):
            error.fields = {self.text(name): self.text(words) for name, words in error.fields.items()}
        return error

    async def response(self, response: Response, *, body: bool) -> Response:
        """Return a response whose headers and address are masked, and its body as well if that is wanted."""
        seen = "\n".join((response.url, *response.headers.values()))
        if any(form in seen for form in self._forms):
            headers = {name: self.text(value) for name, value in response.headers.items()}
            response = replace(response, headers=headers, url=self.text(response.url))
        masked = response.body
        for form in self._in_data if body else ():
            if form in masked:
                masked = masked.replace(form, MASK.encode())
            if len(masked) > _LONG:
                await asyncio.sleep(0)
        return response if masked is response.body else replace(response, body=masked)

    def _look_at_all(self) -> None:
        secrets = [secret for secret in (*self._lasting, *self._passing) if len(secret) >= _SHORTEST]
        forms = {form for secret in secrets for form in _forms(secret)}
        pairs = {form for secret in secrets for name in self._names for form in _in_base64(f"{name}:{secret}")}
        self._forms = sorted(forms | pairs, key=len, reverse=True)
        # A pair that was sent is known as the header that it stood in: good answers are not searched for the others.
        long = {form for secret in secrets if len(secret) >= _SHORTEST_IN_DATA for form in _forms(secret)}
        in_data = {escaped for form in long for escaped in _in_json(form)}
        self._in_data = [form.encode("utf-8", "replace") for form in sorted(in_data, key=len, reverse=True)]


def secrets_sent(credentials: Mapping[str, str], request: Request) -> Iterator[str]:
    """Yield every secret that goes over the wire, by the names of headers and fields; a header's without its scheme
    as well.
    """
    for name, value in (*credentials.items(), *request.headers.items()):
        if looks_secret(name):
            yield value
            yield value.replace(":", " ", 1).rpartition(" ")[2]
    if request.body is not None or request.form is not None:
        yield from _secret_values((request.body, request.form))


def _forms(secret: str) -> Iterator[str]:
    """Yield a secret as it is, in base64, percent-encoded, and escaped as in JSON."""
    yield secret
    if not secret.isascii():  # taken for the other one of the two encodings that headers are written in
        yield secret.encode("latin-1", "replace").decode("utf-8", "replace")
        yield secret.encode("utf-8", "replace").decode("latin-1")
    yield from _in_base64(secret)
    for form in (
        quote(secret, safe="", errors="replace"),
        quote(secret, errors="replace"),
        quote_plus(secret, errors="replace"),
    ):
        yield form
        yield _ESCAPED.sub(lambda escaped: escaped[0].lower(), form)
    yield from _in_json(secret)


def _in_base64(text: str) -> Iterator[str]:
    """Yield both alphabets' forms, without what fills them up: with it they hold these all the same."""
    for encode in (base64.b64encode, base64.urlsafe_b64encode):
        yield encode(text.encode("utf-8", "replace")).decode("ascii").rstrip("=")


def _in_json(text: str) -> Iterator[str]:
    yield text
    for ascii_only in (True, False):
        escaped = json.dumps(text, ensure_ascii=ascii_only)[1:-1]
        yield escaped
        yield escaped.replace("/", "\\/")


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
