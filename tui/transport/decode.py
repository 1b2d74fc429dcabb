"""Read vendors' JSON: a page as a whole, then each row on its own, so that one bad row never loses a page.

A value that no strict reader takes costs that value, not its row: what is left of the row is read (`core.json_repair`).
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable, Hashable, Sequence
from functools import lru_cache
from itertools import count
from types import SimpleNamespace
from typing import Any, Final, TypeVar, cast

import msgspec

from tui.core.errors import Malformed
from tui.core.record import Record
from tui.core.wire.http import Response
from tui.core.wire.json_repair import repaired
from tui.transport.bodies import what_came
from tui.transport.numbers import lax_number
from tui.transport.repeats import WORTH_IT, share_texts

__all__ = ["all_plain", "all_sound", "decode", "decode_rows", "position_id", "rows_reader"]

T = TypeVar("T")

_AT: Final = re.compile(r" - at `(?:key in )?\$(?P<path>[^`]*)`$")
_PLAIN: Final = {
    "str": "text",
    "int": "a whole number",
    "float": "a number",
    "bool": "true or false",
    "null": "nothing",
}
_PLAIN_WORDS: Final = re.compile(r"\b(?:str|int|float|bool|null)\b")
_UNREADABLE: Final = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)
_BOM: Final = b"\xef\xbb\xbf"
_ID_KEYS: Final = ("id", "_id", "Id", "ID")


def decode(body: bytes, type: type[T], *, url: str) -> T:  # noqa: A002 - the word that callers read best
    """Decode an answer.

    Args:
        body: The answer's bytes.
        type: What it should be; keys that the type does not know are skipped.
        url: Where it came from, as `Response.url` says it.

    Raises:
        Malformed: when it is something else; the message names the path.
    """
    try:
        return _decoded(msgspec.json.Decoder(type, dec_hook=lax_number, strict=False), body.removeprefix(_BOM))[0]
    except _UNREADABLE as unreadable:
        raise Malformed(
            f"The answer cannot be read: {_what_it_is(body) or reason(unreadable)}.",
            way_out="If it stays like that, check the address in the config.",
            url=url,
        ) from None


def decode_rows(
    rows: Sequence[msgspec.Raw],
    model: type[T],
    *,
    identify: Callable[[T], str],
    where: str = "data",
    first: int = 0,
    plain: type[T] | None = None,
) -> tuple[Record[T], ...]:
    """Decode rows one by one; never raises.

    A row that does not decode becomes a record without a value, whose `problem` says why. It goes by the id that
    `identify` reads out of those of its fields that are sound, else by its own `id`, else by its position.

    Args:
        rows: The rows as the vendor sent them.
        model: What a row should be.
        identify: How a row's id is read.
        where: What the list is called in the answer, for the problem's path.
        first: How many rows came before these, in earlier pages.
        plain: What a row is that is written by the letter, where that is read faster; it is tried first, and `model`
            only for rows that are not. Their texts are not shared: it is for rows that are passed on, not kept.
    """
    values = all_sound(rows, model) if plain is None else all_plain(rows, plain)
    if values is None and plain is not None and len(rows) > 1:
        half = len(rows) // 2  # so that few are read twice, and each by the same of the two in whatever company it came
        parts = ((rows[:half], first), (rows[half:], first + half))
        each = [decode_rows(part, model, identify=identify, where=where, first=at, plain=plain) for part, at in parts]
        return each[0] + each[1]
    if values is None:
        decoder = msgspec.json.Decoder(model, dec_hook=lax_number, strict=False)
        return tuple(
            _record(bytes(row), decoder, model, identify, f"{where}[{first + index}]") for index, row in enumerate(rows)
        )
    if plain is None and len(values) >= WORTH_IT:
        share_texts(values)
    return tuple(
        [
            Record(identify(value) or position_id(bytes(row), f"{where}[{index}]"), value, bytes(row))
            for index, row, value in zip(count(first), rows, values, strict=False)
        ]
    )


def all_sound(rows: Sequence[msgspec.Raw], model: type[T]) -> list[T] | None:
    """Decode rows in one go, which takes half the time; None when one of them does not decode as it is."""
    return _together(rows, rows_reader(cast("Hashable", model)))


def all_plain(rows: Sequence[msgspec.Raw], plain: type[T]) -> list[T] | None:
    """Decode rows that are written by the letter in one go; None when one of them is not."""
    return _together(rows, _plain_reader(cast("Hashable", plain)))


@lru_cache(maxsize=32)
def rows_reader(model: Any) -> msgspec.json.Decoder[Any]:
    """Return what decodes a list of rows: it takes longer to make than to use."""
    return msgspec.json.Decoder(list[model], dec_hook=lax_number, strict=False)


def position_id(raw: bytes, position: str) -> str:
    """Name a row by where it stood and what it held: the same row keeps its name when it is read again."""
    return f"{position}~{zlib.crc32(raw):08x}"


def reason(unreadable: Exception) -> str:
    """Put msgspec's complaint in plain words, path first: `data[3].joinTime: expected text, got a number`."""
    if isinstance(unreadable, UnicodeDecodeError):
        return "a text is not in UTF-8"
    if isinstance(unreadable, RecursionError):
        return "its values are nested too deep"
    text = str(unreadable)
    found = _AT.search(text)
    what = text[: found.start()] if found else text
    plain = _PLAIN_WORDS.sub(lambda word: _PLAIN[word[0]], what.replace("`", ""))
    plain = plain[:1].lower() + plain[1:]
    path = found["path"].lstrip(".") if found else ""
    return f"{path}: {plain}" if path else plain


@lru_cache(maxsize=32)
def _plain_reader(plain: Any) -> msgspec.json.Decoder[Any]:
    """Return what decodes rows that are written by the letter, and no others."""
    return msgspec.json.Decoder(list[plain])


def _together(rows: Sequence[msgspec.Raw], reader: msgspec.json.Decoder[Any]) -> list[Any] | None:
    try:
        values: list[Any] = reader.decode(b"[" + b",".join(rows) + b"]")
    except _UNREADABLE:
        return None
    return values


def _record(
    raw: bytes, decoder: msgspec.json.Decoder[T], model: type[T], identify: Callable[[T], str], position: str
) -> Record[T]:
    try:
        value, raw = _decoded(decoder, raw)
    except _UNREADABLE as unreadable:
        return Record(_rescued_id(raw, model, identify, position), None, raw, problem=reason(unreadable))
    return Record(identify(value) or position_id(raw, position), value, raw)


def _decoded(decoder: msgspec.json.Decoder[T], body: bytes) -> tuple[T, bytes]:
    """Decode a body, mended if need be; return what it holds, and what is to be kept of it."""
    try:
        return decoder.decode(body), body
    except _UNREADABLE as unreadable:
        if isinstance(unreadable, msgspec.ValidationError) and "out of range" not in str(unreadable):
            raise
        kept = repaired(body, keep=True)
        if kept == body:
            raise
    try:
        return decoder.decode(kept), kept
    except _UNREADABLE:  # a number that no reader takes is no text there
        return decoder.decode(repaired(body)), kept


def _rescued_id(raw: bytes, model: type[Any], identify: Callable[[Any], str], position: str) -> str:
    try:
        row = msgspec.json.decode(repaired(raw))
    except _UNREADABLE:
        return position_id(raw, position)
    if not isinstance(row, dict):
        return position_id(raw, position)
    own = next((str(row[key]) for key in _ID_KEYS if isinstance(row.get(key), str | int) and row[key] != ""), "")
    return _sound_id(row, model, identify) or own or position_id(raw, position)


def _sound_id(row: dict[str, Any], model: type[Any], identify: Callable[[Any], str]) -> str:
    """Ask `identify` about the fields that are there and simple; empty when it wants one of the others."""
    if not issubclass(model, msgspec.Struct):
        return ""
    fields = msgspec.structs.fields(model)
    simple = {
        field.name: row[field.encode_name]
        for field in fields
        if isinstance(row.get(field.encode_name), str | int) and row[field.encode_name] != ""
    }
    try:
        return str(identify(SimpleNamespace(**simple)))
    except (AttributeError, TypeError, ValueError, LookupError):
        return ""


def _what_it_is(body: bytes) -> str:
    start = body.removeprefix(_BOM).lstrip()[:1]
    if not start:
        return "it is empty"
    if start == b"<":
        return f"it is {what_came(Response(200, {}, body, ''))}, not data"
    return ""
