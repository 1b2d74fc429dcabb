"""What came as a body: made readable where one value or the encoding is wrong, parted where it is long, named in words.

The strict reader is asked first, and a good answer costs no more than that. Behind this module a body that is JSON is
JSON in UTF-8 by the letter, so that nobody has to be careful again.
"""

from __future__ import annotations

import asyncio
import codecs
import re
from collections.abc import AsyncIterator, Iterator
from typing import Final

import msgspec
from msgspec.structs import replace

from tui.core.text import clean
from tui.core.turns import give_way
from tui.core.wire.http import Response
from tui.core.wire.json_repair import repaired

__all__ = ["is_json", "parts", "portions", "readable", "what_came"]

LONG: Final = 1024 * 1024
"""Bytes up to which an answer is read at once."""
PORTION: Final = 128 * 1024
"""Bytes of a longer one's rows that are read at once: some hundredths of a second, if they are short and many."""
_VERY_LONG: Final = 8 * LONG
"""Bytes from which a body is looked at in portions: the event loop, and with it Escape and Ctrl+C, gets a turn."""
_LONGEST_ROW: Final = 32 * LONG
_TRIES: Final = 24
"""Places in a portion at which it is tried whether a row ends there."""
_HEAD: Final = re.compile(
    rb"\s*+(?:\{\s*+"
    rb'(?:"(?>[^"\\]+|\\.)*+"\s*+:\s*+(?>"(?>[^"\\]+|\\.)*+"|[-+.\w]++|\{\s*+\}|\[\s*+\])\s*+,\s*+)*'
    rb'"(?>[^"\\]+|\\.)*+"\s*+:\s*+){0,4}\[',
    re.DOTALL,
)
"""Everything before the first row: `[`, or `{"count": 2, "data": [`, or one more level of that."""
_CHARSET: Final = re.compile(r"charset\s*=\s*[\"']?([\w.:-]+)", re.IGNORECASE)
_TITLE: Final = re.compile(rb"(?is)<title[^>]*>(.{1,400}?)</title")
_SHOWN: Final = 80
_BOMS: Final = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_WIDE: Final = (
    (re.compile(rb"[\[{\"]\0\0\0"), "utf-32-le"),
    (re.compile(rb"\0\0\0[\[{\"]"), "utf-32-be"),
    (re.compile(rb"[\[{\"]\0"), "utf-16-le"),
    (re.compile(rb"\0[\[{\"]"), "utf-16-be"),
)
"""How JSON in wide characters begins when it does not say so."""


async def readable(response: Response) -> tuple[Response, bool]:
    """Return the response with a body that can be read, in UTF-8 and JSON by the letter where it nearly is; and whether
    it is JSON.
    """
    body = response.body
    if (is_json(body) and _is_utf8(body)) if len(body) <= _VERY_LONG else await _is_strict(body):
        return response, True
    body = _in_utf8(body, response.headers.get("content-type", ""))
    sound = await _is_strict(body)
    if not sound and looks_like_json(body):
        # In a thread: it takes a second for 20 MB, in small steps.
        mended = await asyncio.to_thread(repaired, body)
        sound = await _is_strict(mended)
        body = mended if sound else body
    return (response if body is response.body else replace(response, body=body)), sound


async def portions(response: Response) -> AsyncIterator[Response]:
    """Yield a long response as several short ones of the same shape, as `parts` makes them of its body.

    Between two of them others get a turn: whoever decodes portion by portion holds up no key and no Ctrl+C, however
    many rows there are.
    """
    if len(response.body) <= LONG:
        yield response
        return
    for part in parts(response.body):
        yield response if part is response.body else replace(response, body=part)
        await give_way()


def is_json(body: bytes) -> bool:
    """Tell whether a strict reader takes this as one JSON value."""
    try:
        msgspec.json.decode(body, type=msgspec.Raw)
    except (msgspec.DecodeError, RecursionError):
        return False
    return True


def looks_like_json(body: bytes) -> bool:
    """Tell whether a body begins like an object or a list."""
    return body[:64].lstrip()[:1] in (b"{", b"[")


def parts(body: bytes) -> Iterator[bytes]:
    """Part a long JSON body into short ones of the same shape, each with the next of its rows; a short one is its own.

    `{"count": 9, "data": [1, 2, 3]}` becomes `{"count": 9, "data": [1, 2]}` and `{"count": 9, "data": [3]}`: the list
    is the first one that holds anything, and what stands behind it comes with the last part. Every part but the last
    is known to be JSON. A body that does not lend itself to it comes whole.
    """
    head = _HEAD.match(body) if len(body) > LONG else None
    closing = _closing(head[0]) if head else None
    if head is None or closing is None:
        yield body
        return
    at, size = head.end(), PORTION
    while len(body) - at > size:
        cut = _last_row(body, at, at + size)
        if cut is not None:
            yield head[0] + body[at:cut] + closing
            at, size = cut + 1, PORTION
        elif size < _LONGEST_ROW:
            size *= 2
        else:
            break
    yield head[0] + body[at:] if at > head.end() else body


def what_came(response: Response) -> str:
    """Name in words what a body is that should have been something else: `a web page titled “Sign in”`."""
    start = response.body[: 64 * 1024].lstrip()
    kind = response.headers.get("content-type", "").lower()
    if not start:
        return "nothing"
    if start.startswith(b"<"):
        if (
            b"<html" not in start[:2048].lower()
            and b"<!doctype html" not in start[:2048].lower()
            and "html" not in kind
        ):
            return "XML"
        title = _TITLE.search(start)
        import html  # late: all the entities there are, for answers that are pages

        said = " ".join(clean(html.unescape(title[1].decode("utf-8", "replace"))).split()) if title else ""
        said = said if len(said) <= _SHOWN else f"{said[:_SHOWN].rstrip()}…"
        return f"a web page titled “{said}”" if said else "a web page"
    if start[:1] in b'{["' or start[:1].isdigit() or start.split()[0] in (b"true", b"false", b"null"):
        return "JSON" if is_json(response.body) else "JSON that is broken"
    return "text that is no JSON"


def _closing(head: bytes) -> bytes | None:
    """Return what closes a list that is empty after its head; None when that makes no JSON."""
    return next((closing for depth in range(5) if is_json(head + (closing := b"]" + b"}" * depth))), None)


def _last_row(body: bytes, start: int, end: int) -> int | None:
    """Find the last comma between two rows; None when there is none.

    A beginning that reads as complete rows is exactly that: a reader takes the same steps whatever follows.
    """
    for mark in (b"},", b"}\n", b","):
        until = end
        for _ in range(_TRIES):
            found = body.rfind(mark, start, until)
            if found < 0:
                break
            comma = body.find(b",", found, found + 64)
            if comma >= 0 and is_json(b"[%b]" % body[start:comma]):
                return comma
            until = found
    return None


async def _is_strict(body: bytes) -> bool:
    """Tell whether a body is JSON in UTF-8; a long one is looked at in portions."""
    if len(body) <= _VERY_LONG:
        return is_json(body) and _is_utf8(body)
    for part in parts(body):
        if not is_json(part) or not _is_utf8(part):
            return False
        await give_way()
    return True


def _is_utf8(body: bytes) -> bool:
    if body.isascii():
        return True
    try:
        body.decode()
    except UnicodeDecodeError:
        return False
    return True


def _in_utf8(body: bytes, content_type: str) -> bytes:
    """Write a body in UTF-8 when it is in another encoding: by its mark, by its look, else as its header says.

    The header is the last to be believed: JSON is UTF-8 whatever it says, and many servers name Latin-1 by default.
    """
    for mark, encoding in _BOMS:
        if body.startswith(mark):
            return body[len(mark) :].decode(encoding, "replace").encode() if encoding != "utf-8" else body[len(mark) :]
    for look, encoding in _WIDE:
        if look.match(body):
            return body.decode(encoding, "replace").encode()
    declared = _CHARSET.search(content_type)
    if declared is None or declared[1].lower() in ("utf-8", "utf8") or _is_utf8(body):
        return body
    # As browsers do: what calls itself Latin-1 is Windows-1252, in which there are dashes and quotes.
    encoding = "cp1252" if declared[1].lower() in ("iso-8859-1", "latin-1", "latin1", "us-ascii") else declared[1]
    try:
        return body.decode(encoding, "replace").encode()
    except (LookupError, UnicodeError):
        return body
