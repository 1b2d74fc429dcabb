"""What is read from the terminal: keys, pastes, answers, and rubbish."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from textual import events
from textual.message import Message

from tui.terminal.frugal.keys import Keys
from tui.terminal.frugal.tokens import Kind, Token, Tokens


def read(*pieces: bytes, patient: bool = True) -> list[Token]:
    """Read pieces that come one after another; then nothing more comes."""
    tokens = Tokens(escape_delay=0.04)
    found = [token for at, piece in enumerate(pieces) for token in tokens.feed(piece, at * 0.01)]
    return found + (tokens.tick(100.0) if patient else [])


def typed(*pieces: bytes) -> list[str]:
    return [token.text for token in read(*pieces) if token.kind is Kind.TYPED]


def keys(*pieces: bytes) -> list[str]:
    """Return the keys that an app would be told of."""
    parser, found = Keys(), list[Message]()
    for token in read(*pieces):
        found += parser.events(token.text) if token.kind is Kind.TYPED else []
    return [event.key for event in found if isinstance(event, events.Key)]


def test_text_is_text_however_its_bytes_arrive() -> None:
    assert "".join(typed("grüß 漢".encode()[:3], "grüß 漢".encode()[3:9], "grüß 漢".encode()[9:])) == "grüß 漢"


@pytest.mark.parametrize("rubbish", [b"\x80", b"\xe4", b"\xff\xfe", b"\x1b[M \xb4\x21", b"\x1b[M\xe3\xa4\xb6"])
def test_bytes_that_are_no_text_are_dropped_and_what_follows_is_not(rubbish: bytes) -> None:
    assert typed(b"a" + rubbish + b"b") == ["a", "b"] or typed(b"a" + rubbish + b"b") == ["ab"]


@pytest.mark.parametrize(
    "sequence",
    [
        b"\x1b[99999999999u",
        b"\x1b[" + b"9" * 5000 + b"u",
        b"\x1b[55296u",
        b"\x1b[1;99999999999999A",
        b"\x1b[97;5:3u",
        b"\x1b[<0;99999999999;1M",
        b"\x1b[1;2;3;4;5;6;7;8x",
    ],
)
def test_a_sequence_that_nobody_can_make_sense_of_is_no_key(sequence: bytes) -> None:
    assert keys(sequence + b"a") == ["a"]


@pytest.mark.parametrize(
    "answer",
    [
        b"\x1b[?64;1;2;6c",
        b"\x1b[>41;390;0c",
        b"\x1b[?2026;2$y",
        b"\x1b[?2048;0$y",
        b"\x1b[?1u",
        b"\x1b]10;rgb:ffff/ffff/ffff\x1b\\",
        b"\x1b]11;rgb:0000/0000/0000\x07",
        b"\x1bP>|XTerm(390)\x1b\\",
        b"\x1bP!|00000000\x1b\\",
        b"\x1b[8;36;120t",
        b"\x1b[4;576;960t",
        b"\x1b[0n",
        b"\x1b[12;40R",
        b"\x1b_Gi=1;OK\x1b\\",
    ],
)
def test_an_answer_is_never_a_key_wherever_it_is_split(answer: bytes) -> None:
    for at in range(1, len(answer)):
        assert keys(answer[:at], answer[at:], b"q") == ["q"], at


def test_the_answer_to_a_status_report_is_told() -> None:
    assert read(b"a\x1b[0nb") == [Token(Kind.TYPED, "a"), Token(Kind.ANSWERED), Token(Kind.TYPED, "b")]


def test_the_place_of_the_cursor_is_told() -> None:
    assert read(b"\x1b[1;17R") == [Token(Kind.PLACED, "1;17")]


def test_a_paste_is_text_whatever_is_in_it() -> None:
    pasted = b"\x1b[200~one\x1b[31m two\x1b\x03\r\nthree\t\xff\x1b[A\x1b[201~q"

    assert read(pasted) == [Token(Kind.PASTED, "one[31m two\r\nthree\t\ufffd[A"), Token(Kind.TYPED, "q")]


@settings(deadline=None)
@given(cuts=st.lists(st.integers(1, 40), max_size=4))
def test_a_paste_may_come_in_any_pieces(cuts: list[int]) -> None:
    whole, tokens = b"\x1b[200~some text \x1b[20 and more\x1b[201~", list[Token]()
    reader, at = Tokens(escape_delay=0.04), 0
    for cut in sorted(cuts):
        tokens += reader.feed(whole[at:cut], 0.0)
        at = max(at, cut)
    tokens += reader.feed(whole[at:], 0.0)

    assert tokens == [Token(Kind.PASTED, "some text [20 and more")]


def test_a_paste_without_an_end_is_given_up_after_a_while() -> None:
    tokens = Tokens(escape_delay=0.04)
    tokens.feed(b"\x1b[200~half", 0.0)

    assert tokens.tick(5.0) == []
    assert tokens.tick(11.0) == [Token(Kind.PASTED, "half")]
    assert tokens.feed(b"q", 12.0) == [Token(Kind.TYPED, "q")]


def test_escape_alone_is_a_key_after_its_delay_and_not_before() -> None:
    tokens = Tokens(escape_delay=0.04)

    assert tokens.feed(b"\x1b", 0.0) == []
    assert tokens.tick(0.03) == []
    assert tokens.tick(0.05) == [Token(Kind.ESCAPE)]


def test_two_escapes_are_two_keys() -> None:
    assert read(b"\x1b\x1b") == [Token(Kind.ESCAPE), Token(Kind.ESCAPE)]


@pytest.mark.parametrize(
    ("sent", "key"),
    [
        (b"\x1b[A", "up"),
        (b"\x1bOB", "down"),
        (b"\x1b[6~", "pagedown"),
        (b"\x1b[1;5C", "ctrl+right"),
        (b"\x1b[Z", "shift+tab"),
        (b"\x1b[[A", "f1"),
        (b"\x1bOP", "f1"),
        (b"\x1b[97;5u", "ctrl+a"),
        (b"\x1b[27u", "escape"),
        (b"\x1bx", "alt+x"),
        (b"\x1b2", "alt+2"),
        (b"\x1b-", "alt+minus"),
        (b"\x03", "ctrl+c"),
        (b"\r", "enter"),
        (b"\x7f", "backspace"),
    ],
)
def test_keys_are_what_they_were(sent: bytes, key: str) -> None:
    assert keys(sent + b"q") == [key, "q"]


def test_the_mouse_still_points() -> None:
    (event,) = Keys().events("\x1b[<0;10;5M")

    assert isinstance(event, events.MouseDown)
    assert (event.x, event.y) == (9, 4)


@settings(deadline=None)
@given(st.binary(max_size=60))
def test_nothing_that_is_read_ends_the_reading(rubbish: bytes) -> None:
    tokens, parser = Tokens(escape_delay=0.04), Keys()

    found = [*tokens.feed(rubbish, 0.0), *tokens.tick(100.0), *tokens.feed(b"\x1b[201~\x1b[A", 101.0)]

    for token in found:
        if token.kind is Kind.TYPED:
            assert len([*parser.events(token.text)]) >= 0
