"""What was typed, as Textual's events: by Textual's own parser, which is given whole sequences and cannot fail."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from textual import events
from textual.drivers.linux_driver import XTermParser  # type: ignore[attr-defined]  # its home is private
from textual.message import Message

__all__ = ["Keys"]

_NOT_SYMBOLS: Final = {f"\x1b{key}": key for key in "0123456789-="}
"""Alt, or Escape and the key in one packet. Textual 8.2.8 takes them for what Option types on a Mac: `™` for a 2."""
_NAMES: Final = {"-": "minus", "=": "equals_sign"}


class Keys:
    """Turns text and sequences into events."""

    def __init__(self, *, debug: bool = False) -> None:
        self._debug = debug
        self._parser = XTermParser(debug)

    def events(self, text: str) -> Iterator[Message]:
        """Return the events of plain text, or of one whole sequence; none when nobody knows what it is."""
        if (key := _NOT_SYMBOLS.get(text)) is not None:
            yield events.Key(f"alt+{_NAMES.get(key, key)}", key)
            return
        try:
            found = [*self._parser.feed(text)]
            if text[0] == "\x1b" and not found:
                # The parser may be waiting for more of it. Told that there is no more, it gives Alt and a key.
                found = [*self._parser.feed("")] if len(text) == 2 else []
                self._begin_again()
        except Exception:  # a number out of range, a parameter that is none: the parser trusts what it is given
            self._begin_again()
            return
        yield from found

    def _begin_again(self) -> None:
        """Take a new parser that knows what the old one did."""
        old, new = self._parser, XTermParser(self._debug)
        new.last_x, new.last_y, new.mouse_pixels = old.last_x, old.last_y, old.mouse_pixels
        new.terminal_size, new.terminal_pixel_size = old.terminal_size, old.terminal_pixel_size
        self._parser = new
