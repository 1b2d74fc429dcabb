"""Take secrets out of what is about to be shown, logged or kept: by the name that a value goes under."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any, Final
from urllib.parse import urlsplit, urlunsplit

from tui.core.secret import MASK, Secret

__all__ = ["looks_secret", "mask_secrets", "redacted_text", "shown_url"]

_WORDS: Final = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")
_SECRET_WORDS: Final = frozenset(
    {"authorization", "bearer", "cookie", "credential", "jwt", "passphrase"}
    | {"passwd", "password", "pwd", "secret", "sig", "token"}
)
_SECRET_PAIRS: Final = frozenset({("api", "key"), ("access", "key"), ("private", "key"), ("secret", "key")})
_HARMLESS_ENDINGS: Final = frozenset({"expiration", "expires", "expiry", "type", "url", "id"})
"""`token_type` and `accessTokenExpiration` say something about a secret without being one."""

_NAMED_VALUE: Final = re.compile(r"""(["']?)([A-Za-z][\w-]*)\1(\s*[:=]\s*)(?:"[^"]*"|'[^']*'|[^\s,;&)}\]]+)""")
_SCHEME: Final = re.compile(r"\b(Bearer|Basic|Digest|Token)\s+[^\s'\",;)]+", re.IGNORECASE)
_LONG_RUN: Final = re.compile(r"(?=[\w+/=.~-]*\d)(?=[\w+/=.~-]*[A-Za-z])[\w+/=~-]{20,}(?:\.[\w+/=~-]+)*")
"""A run of letters and digits as long as a key or a token; paths and words have none as long."""


def redacted_text(text: str) -> str:
    """Return free text, such as an exception's words, without what may be a secret: rather too little than too much."""
    text = _SCHEME.sub(lambda found: f"{found[1]} {MASK}", text)
    text = _NAMED_VALUE.sub(lambda found: f"{found[2]}{found[3]}{MASK}" if looks_secret(found[2]) else found[0], text)
    return _LONG_RUN.sub(MASK, text)


def looks_secret(name: str) -> bool:
    """Tell from a header's, parameter's or field's name whether its value must not be seen."""
    words = [word.lower() for word in _WORDS.findall(name)]
    if not words or words[-1] in _HARMLESS_ENDINGS:
        return False
    if any(word.removesuffix("s") in _SECRET_WORDS for word in words):
        return True
    if any(pair in _SECRET_PAIRS for pair in pairwise(words)):
        return True
    return "".join(words).endswith(("apikey", "accesskey", "privatekey"))


def mask_secrets(value: Any) -> Any:
    """Return a copy of JSON-like data in which every value under a secret-looking key is a mask."""
    if isinstance(value, Secret):
        return MASK
    if isinstance(value, Mapping):
        return {key: _masked(str(key), inner) for key, inner in value.items()}
    if isinstance(value, Sequence) and not isinstance(value, str | bytes):
        return [mask_secrets(inner) for inner in value]
    return value


def shown_url(url: str) -> str:
    """Return a URL without user name, fragment and query values; the names in the query stay."""
    parts = urlsplit(url)
    names = [pair.partition("=")[0] for pair in parts.query.split("&") if pair]
    host = parts.netloc.rpartition("@")[2]
    return urlunsplit((parts.scheme, host, parts.path, "&".join(f"{name}=…" for name in names), ""))


def _masked(key: str, value: Any) -> Any:
    if not looks_secret(key):
        return mask_secrets(value)
    if isinstance(value, Mapping):
        return dict.fromkeys(value, MASK)
    return value if value is None or value == "" else MASK
