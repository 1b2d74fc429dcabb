"""What comes from the terminal, cut into keys, pastes and answers; what cannot be any of them is dropped.

bytes ──┬─ text ─────────────────────────── TYPED
        ├─ ESC …  a key, the mouse, focus ── TYPED, one whole sequence at a time
        ├─ ESC alone, and nothing after it ─ ESCAPE
        ├─ ESC [ 200 ~ … ESC [ 201 ~ ─────── PASTED
        ├─ ESC [ 0 n, ESC [ … ; … R ───────── ANSWERED, PLACED
        ├─ ESC ] 11 ; … ───────────────────── BACKGROUND
        └─ other answers, and rubbish ────── nothing
"""

from __future__ import annotations

import re
from codecs import getincrementaldecoder
from enum import Enum, auto
from typing import Final, NamedTuple

__all__ = ["Kind", "Token", "Tokens"]


class Kind(Enum):
    """What was read."""

    TYPED = auto()
    """Text, or one whole sequence of a key, of the mouse or of the focus."""
    ESCAPE = auto()
    """The Escape key, alone."""
    PASTED = auto()
    """Text that was pasted; without control characters but tabs and line ends."""
    ANSWERED = auto()
    """The answer to a status report."""
    PLACED = auto()
    """The answer to where the cursor is: row and column, from 1."""
    BACKGROUND = auto()
    """The answer to which colour is behind the text, as the terminal writes it."""


class Token(NamedTuple):
    """One thing that was read."""

    kind: Kind
    text: str = ""


PASTE_BEGINS: Final = b"\x1b[200~"
PASTE_ENDS: Final = b"\x1b[201~"
NOT_PASTED: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
NOT_TYPED: Final = re.compile("[\x80-\x9f\ufffd]")
"""What no key is: C1 controls, and what stands for bytes that are no UTF-8."""

PIECE: Final = re.compile(
    rb"(?P<text>[^\x1b]+)"
    rb"|\x1b\[M(?P<old_mouse>[\x00-\xff]{3})"  # X10: a button and two places, each a byte
    rb"|(?P<console>\x1b\[\[[A-E])"  # F1 to F5 of the Linux console
    rb"|\x1b\[(?P<marker>[<-?]?)(?P<parameters>[\d;:-]*)(?P<middle>[ -/]*)(?P<final>[@-Z\\-~])"
    rb"|(?P<ss3>\x1bO[ -~])"
    rb"|\x1b(?P<string>(?:\][\dlL]|P[>!\d]|_G)[^\x07\x1b]*(?:\x07|\x1b\\))"
    rb"|(?P<alt>\x1b(?:[\x00-\x1a\x1c-\x4e\x51-\x5a\x5c\x5e\x60-\x7f]|[\xc2-\xf4][\x80-\xbf]{1,3}"
    rb"|\](?=[^\dlL])|P(?=[^>!\d])|_(?=[^G])))",
    re.DOTALL,
)

BACKGROUND: Final = re.compile(rb"\x1b\]11;([ -~]{1,64})(?:\x07|\x1b\\)")

BEGINNING: Final = re.compile(
    rb"\x1b(?:$|\[M?[\x00-\xff]{0,2}$|\[\[?$|\[[<-?]?[\d;:-]*[ -/]*$|O$|\]$|P$|_$|[\xc2-\xf4][\x80-\xbf]{0,2}$"
    rb"|(?:\][\dlL]|P[>!\d]|_G)[^\x07\x1b]*(?:\x1b)?$)",
    re.DOTALL,
)
"""What may be the beginning of a sequence of which the rest is still on its way."""

LONGEST: Final = 65_536
"""Bytes that an answer may have; a sequence of a key has far fewer."""

LONGEST_KEY: Final = 64
LARGEST_CODE: Final = 0x10FFFF

SPLIT: Final = 0.25
"""Seconds for which `ESC [` may be the beginning of something longer; after that it is Alt and a bracket."""

LATE: Final = 5.0
"""Seconds for which the rest of a sequence may be on its way."""

PASTE_STALLS: Final = 10.0
"""Seconds without a byte after which a paste has lost its end."""


class Tokens:
    """Cuts what is read into tokens. Times are seconds of a monotonic clock."""

    def __init__(self, *, escape_delay: float) -> None:
        self._escape_delay = escape_delay
        self._rest = b""
        self._paste: bytearray | None = None
        self._decoder = getincrementaldecoder("utf-8")("replace")
        self._deadline: float | None = None

    @property
    def deadline(self) -> float | None:
        """Until when more has to come for what was begun; None when nothing was."""
        return self._deadline

    def feed(self, read: bytes, now: float) -> list[Token]:
        """Take what was read."""
        self._rest += read
        tokens = self._cut()
        self._deadline = self._patience(now)
        return tokens

    def tick(self, now: float) -> list[Token]:
        """Make the best of what was begun and did not go on in time."""
        if self._deadline is None or now < self._deadline:
            return []
        rest, self._rest, self._deadline = self._rest, b"", None
        if self._paste is not None:
            return [self._pasted(rest)]
        if rest == b"\x1b":
            return [Token(Kind.ESCAPE)]
        # Alt and one of these keys; nothing longer is typed by hand.
        return [Token(Kind.TYPED, rest.decode())] if rest in (b"\x1b[", b"\x1bO", b"\x1b]", b"\x1bP", b"\x1b_") else []

    def _patience(self, now: float) -> float | None:
        if self._paste is not None:
            return now + PASTE_STALLS
        if not self._rest:
            return None
        if self._rest == b"\x1b":
            return now + self._escape_delay
        return now + (max(SPLIT, self._escape_delay) if len(self._rest) == 2 else LATE)

    def _cut(self) -> list[Token]:
        tokens: list[Token] = []
        while self._rest:
            if self._paste is not None:
                if not self._end_of_paste(tokens):
                    break
                continue
            found = PIECE.match(self._rest)
            if found is not None:
                self._rest = self._rest[found.end() :]
                tokens += self._token(found)
            elif BEGINNING.match(self._rest) and len(self._rest) < LONGEST:
                break
            else:
                tokens += self._dropped()
        return tokens

    def _dropped(self) -> list[Token]:
        """Leave out the beginning of something that goes on as nothing does; a second Escape makes the first a key."""
        rest = self._rest
        if rest[1:2] == b"\x1b":
            self._rest = rest[1:]
            return [Token(Kind.ESCAPE)]
        next_escape = rest.find(b"\x1b", 1)
        self._rest = rest[next_escape:] if next_escape > 0 else b""
        return []

    def _token(self, found: re.Match[bytes]) -> list[Token]:
        kind, whole = found.lastgroup, found[0]
        match kind:
            case "text":
                text = NOT_TYPED.sub("", self._decoder.decode(whole))
                return [Token(Kind.TYPED, text)] if text else []
            case "console" | "ss3":
                return [Token(Kind.TYPED, whole.decode())]
            case "alt":
                return [Token(Kind.TYPED, whole.decode("utf-8", "ignore"))]
            case "final":
                return self._control(whole, *(part.decode() for part in found.group(*_CONTROL)))
            case "string" if (told := BACKGROUND.fullmatch(whole)) is not None:
                self._decoder.reset()
                return [Token(Kind.BACKGROUND, told[1].decode())]
        self._decoder.reset()
        return []

    def _control(self, whole: bytes, marker: str, parameters: str, middle: str, final: str) -> list[Token]:
        self._decoder.reset()
        if whole == PASTE_BEGINS:
            self._paste = bytearray()
            return []
        if (marker, parameters, middle, final) == ("", "0", "", "n"):
            return [Token(Kind.ANSWERED)]
        if (marker, middle, final) == ("", "", "R") and ";" in parameters:
            return [Token(Kind.PLACED, parameters)]
        return [Token(Kind.TYPED, whole.decode())] if _is_input(len(whole), marker, parameters, middle, final) else []

    def _end_of_paste(self, tokens: list[Token]) -> bool:
        """Take pasted text; return whether the paste has ended."""
        text, end, after = self._rest.partition(PASTE_ENDS)
        if end:
            tokens.append(self._pasted(text))
            self._rest = after
            return True
        # The end may have come by halves.
        kept = next((n for n in range(len(PASTE_ENDS) - 1, 0, -1) if text.endswith(PASTE_ENDS[:n])), 0)
        self._paste = (self._paste or bytearray()) + text[: len(text) - kept]
        self._rest = text[len(text) - kept :]
        return False

    def _pasted(self, last: bytes) -> Token:
        whole = bytes(self._paste or b"") + last
        self._paste = None
        return Token(Kind.PASTED, NOT_PASTED.sub("", whole.decode("utf-8", "replace")))


_CONTROL: Final = ("marker", "parameters", "middle", "final")


def _is_input(length: int, marker: str, parameters: str, middle: str, final: str) -> bool:
    """Say whether a control sequence comes from a key, the mouse, the focus, or from a mode that Textual asks about."""
    numbers = [int(number) for number in re.findall(r"\d+", parameters[:LONGEST_KEY])]
    if length > LONGEST_KEY or max(numbers, default=0) > LARGEST_CODE:
        return False
    match marker, middle, final:
        case "<", "", "M" | "m":
            return re.fullmatch(r"\d+;-?\d+;-?\d+", parameters) is not None
        case "?", "$", "y":
            return re.fullmatch(r"(?:2026|2048);\d", parameters) is not None
        case "", "", "t":
            return parameters.startswith("48;")  # a resize, in-band; the others are answers about sizes
        case "", "", "c" | "n" | "x" | "M" | "m":
            return False  # answers, and the mouse as urxvt reports it, which comes as SGR as well
        case "", "", "~":
            return parameters not in ("", "200", "201")
    return not marker and (not middle or middle == "$") and not 0xD800 <= max(numbers, default=0) <= 0xDFFF
