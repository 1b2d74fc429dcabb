"""One bad value is mended where it stands, and everything else stays to the byte."""

from __future__ import annotations

import json
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui.core.wire.json_repair import DEEPEST, repaired

ROWS = b'{"count": 2, "data": [{"id": "A", %b}, {"id":"B","name":"fine \\u00e5","n": 1.50}]}'


@pytest.mark.parametrize(
    ("field", "value"),
    [
        (rb'"x": "Ada \ud83d"', "Ada \ufffd"),
        (rb'"x": "\udc00\ud83d\ude00\ud83d!"', "\ufffd\U0001f600\ufffd!"),
        (rb'"x": "\u0041\udc00"', "A\ufffd"),
        (b'"x": "a\tb\nc\x00"', "a\tb\nc\x00"),
        (b'"x": "L\xf6k \xf0\x9f\x98"', "L\ufffdk \ufffd"),
        (rb'"x": "C:\x\d \u12 \" \\"', 'C:\\x\\d \\u12 " \\'),
        (b'"x": NaN', None),
        (b'"x": -Infinity', None),
        (b'"x": 1e999', None),
        (b'"x": -1E+400', None),
        (b'"x": undefined', None),
        (b'"x": True', True),
        (b'"x": +7', 7),
        (b'"x": 007', 7),
        (b'"x": -.5', -0.5),
        (b'"x": 1.', 1.0),
        (b'"x": ' + b"9" * 400, int("9" * 400)),
        (b'"x": -' + b"9" * 5000, "-" + "9" * 5000),
        (b'"x": 1, "x": 2', 2),
        (b'"x": "\xff", "y": NaN, "z": "\t"', "\ufffd"),
    ],
)
def test_one_bad_value_is_mended_and_the_rest_stays(field: bytes, value: Any) -> None:
    body = repaired(ROWS % field)

    rows = json.loads(body)["data"]
    assert rows[0]["x"] == value
    assert body.endswith(b', {"id":"B","name":"fine \\u00e5","n": 1.50}]}')
    assert msgspec.json.decode(body)["data"][0]["x"] == value


@pytest.mark.parametrize("opening", [b"[", b'{"a":'])
def test_what_lies_too_deep_is_kept_as_a_text(opening: bytes) -> None:
    closing = b"]" if opening == b"[" else b"}"
    deep = opening * 20_000 + b'"]\xc3\xa5"' + closing * 20_000

    row = json.loads(repaired(ROWS % (b'"x": ' + deep)))["data"][0]

    value, levels = row["x"], 3
    while not isinstance(value, str):
        value, levels = next(iter(value.values() if isinstance(value, dict) else value)), levels + 1
    assert levels == DEEPEST
    assert value.startswith(opening.decode() * 19_000)
    assert '"]å"' in value


@pytest.mark.parametrize(
    "body",
    [b"", b"<html>NaN</html>", b'{"data": [', b'{"data": [{"id": "A', b"{data: 1}", b'{"a": "b" "c"}', b"[1,,2]"],
)
def test_what_is_cut_off_or_no_json_stays_unreadable(body: bytes) -> None:
    with pytest.raises(msgspec.DecodeError):
        msgspec.json.decode(repaired(body))


sound = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=20,
)


@given(sound, st.booleans(), st.none() | st.integers(1, 3))
def test_sound_json_stays_to_the_byte(value: Any, ascii_only: bool, indent: int | None) -> None:
    body = json.dumps(value, ensure_ascii=ascii_only, indent=indent).encode("utf-8", "replace")

    assert json.loads(repaired(body)) == json.loads(body)
    if "e" not in body.decode().lower():
        assert repaired(body) == body


@given(st.binary(max_size=60), st.binary(max_size=30))
def test_a_text_of_any_bytes_is_read(text: bytes, after: bytes) -> None:
    inner = text.replace(b"\\", b"").replace(b'"', b"")

    decoded = msgspec.json.decode(repaired(b'["' + inner + b'", 1]'))

    assert decoded == [inner.decode("utf-8", "replace"), 1]
    repaired(text + after)  # whatever it is, it ends, and raises nothing


def test_a_number_beyond_every_number_is_kept_as_it_was_written() -> None:
    body = repaired(b'{"x": 1e400, "y": -1E999, "z": NaN}', keep=True)

    assert json.loads(body) == {"x": "1e400", "y": "-1E999", "z": None}
