r"""Make readable JSON of nearly readable JSON, so that one bad value never takes a list with it.

===============================================  =====================================================
what came                                        what is made of it
===============================================  =====================================================
a byte that is no UTF-8, half a surrogate pair   U+FFFD
a tab or another control inside a text           the same, escaped
an escape that JSON does not know (`\x`)         the backslash itself
NaN, Infinity, undefined, None                   null
1e999                                            null to be decoded; to be kept, a text of it
True, False                                      true, false
+1, 01, .5, 1.                                   the number that is meant
a whole number of more than 4,000 digits         a text of its digits: no reader takes the number
what lies deeper than 100 levels                 its own JSON as a text
===============================================  =====================================================

Everything else stays to the byte. What is cut off, or no JSON at all, stays unreadable: nothing is guessed.
Only the standard library, and only called where a strict reader has given up: it is some fifty times slower.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator
from typing import Final

__all__ = ["DEEPEST", "repaired"]

DEEPEST: Final = 100
"""Levels below which a value is kept as a text; a vendor's answers have five."""
_DIGITS: Final = 4_000
"""Digits of a whole number that Python and its readers still take (4,300 is their limit)."""

_STRING: Final = rb'"(?>[^"\\]+|\\.)*+"'
_SOUND_STRING: Final = (
    rb'"(?>[^"\\\x00-\x1f]+|\\["\\/bfnrt]'
    rb"|\\u(?>[0-9A-Ca-cE-Fe-f][0-9A-Fa-f]{3}|[Dd](?>[0-7][0-9A-Fa-f]{2}"
    rb'|[89ABab][0-9A-Fa-f]{2}\\u[Dd][C-Fc-f][0-9A-Fa-f]{2})))*+"'
)
_SOUND_NUMBER: Final = rb"-?(?>0|[1-9][0-9]{0,199})(?>\.[0-9]{1,400})?(?>[Ee][+-]?[0-9]{1,2})?(?=[\s,\]}]|\Z)"
_TOKEN: Final = re.compile(
    rb"(?P<sound>(?>[\s,:{}\[\]]+|%b|%b|(?>true|false|null)(?=[\s,\]}]|\Z)){1,500})|(?P<text>%b)|(?P<word>[^\s,:{}\[\]\"]+)"
    % (_SOUND_STRING, _SOUND_NUMBER, _STRING),
    re.DOTALL,
)
"""Some hundred tokens in order at once, or one that may not be: each step is short, so that other threads get on."""
_ESCAPE: Final = re.compile(
    rb"\\(?:u(?P<first>[0-9A-Fa-f]{4})(?:\\u(?P<second>[Dd][C-Fc-f][0-9A-Fa-f]{2}))?|(?P<other>.))|(?P<control>[\x00-\x1f])",
    re.DOTALL,
)
_BRACKET: Final = re.compile(rb"%b|(?P<open>[\[{])|(?P<close>[\]}])" % _STRING, re.DOTALL)
_NUMBER: Final = re.compile(rb"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[Ee][+-]?[0-9]+)?")
_WORDS: Final = {
    **dict.fromkeys((b"nan", b"infinity", b"inf", b"undefined", b"none"), b"null"),
    b"true": b"true",
    b"false": b"false",
    b"null": b"null",
}
_KNOWN_ESCAPES: Final = b'"\\/bfnrt'
_REPLACEMENT: Final = rb"\ufffd"


def repaired(body: bytes, *, keep: bool = False) -> bytes:
    """Return the body with every value in it mended that can be; it need not be JSON afterwards.

    Args:
        body: What came.
        keep: Whether it is to be kept rather than decoded: a number that no reader takes is then a text of it.
    """
    if not body.isascii():
        body = body.decode("utf-8", "replace").encode()
    return b"".join(_shallow(b"".join(_mended(body, keep=keep))))


def _mended(body: bytes, *, keep: bool) -> Iterator[bytes]:
    at = 0
    while at < len(body) and (token := _TOKEN.match(body, at)) is not None:
        at = token.end()
        match token.lastgroup:
            case "text":
                yield _ESCAPE.sub(_escape, token[0])
            case "word":
                yield _word(token[0], keep=keep)
            case _:
                yield token[0]
    yield body[at:]


def _escape(found: re.Match[bytes]) -> bytes:
    """Write one escape, or one bare control, as JSON wants it."""
    if found["control"] is not None:
        return b"\\u%04x" % found["control"][0]
    if found["other"] is not None:
        return found[0] if found["other"] in _KNOWN_ESCAPES else b"\\" + found[0]
    first, second = int(found["first"], 16), found["second"]
    if 0xD800 <= first < 0xDC00:
        return found[0] if second is not None else _REPLACEMENT
    kept = _REPLACEMENT if 0xDC00 <= first < 0xE000 else b"\\u" + found["first"]
    return kept if second is None else kept + _REPLACEMENT


def _word(word: bytes, *, keep: bool) -> bytes:
    """Write a bare word as JSON; one that means nothing stays, and makes the whole unreadable."""
    known = _WORDS.get(word.lower().lstrip(b"+-"))
    if known is not None:
        return known
    if not _NUMBER.fullmatch(word):
        return word
    if word.lstrip(b"+-").isdigit():
        sign, digits = b"-" * word.startswith(b"-"), word.lstrip(b"+-").lstrip(b"0") or b"0"
        return sign + digits if len(digits) <= _DIGITS else b'"%b%b"' % (sign, digits)
    number = float(word)
    if math.isfinite(number):
        return repr(number).encode("ascii")
    return b'"%b"' % word if keep else b"null"


def _shallow(body: bytes) -> Iterator[bytes]:
    """Keep as texts what lies too deep for the readers, which go down a level for each."""
    if body.count(b"[") + body.count(b"{") <= DEEPEST:
        yield body
        return
    depth = begun = done = 0
    for found in _BRACKET.finditer(body):
        if found["open"] is not None:
            depth += 1
            if depth == DEEPEST + 1:
                begun = found.start()
        elif found["close"] is not None:
            if depth == DEEPEST + 1:
                yield body[done:begun]
                yield json.dumps(body[begun : found.end()].decode("utf-8", "replace")).encode("ascii")
                done = found.end()
            depth -= 1
    yield body[done:]
