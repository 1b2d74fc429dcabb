"""Copying through the terminal: OSC 52, wrapped for tmux, within the size that terminals take.

Nobody answers an OSC 52, so nobody knows whether it was taken: the sentences here say what was done, not what came
of it.
"""

from __future__ import annotations

import base64
from collections.abc import Mapping
from typing import Final

__all__ = ["LIMIT", "osc52", "sentence"]

LIMIT: Final = 74_994
"""Bytes of text at the most: hterm and older xterms drop a sequence of more than 100,000 characters (in base64)."""


def osc52(text: str, environ: Mapping[str, str]) -> str | None:
    """Write the escape sequence that asks the terminal to take the text; None when it is too much for one.

    Inside tmux it is wrapped in tmux's passthrough as well as sent plainly: which of the two tmux heeds depends on its
    `set-clipboard` and `allow-passthrough`. GNU screen hands a DCS string on as it is, in pieces of 768 bytes at most;
    we send one only when it fits.
    """
    content = text.encode("utf-8", "replace")
    if len(content) > LIMIT:
        return None
    plain = f"\x1b]52;c;{base64.b64encode(content).decode('ascii')}\x07"
    if environ.get("TMUX"):
        return plain + "\x1bPtmux;" + plain.replace("\x1b", "\x1b\x1b") + "\x1b\\"
    if environ.get("TERM", "").startswith("screen"):
        return f"\x1bP{plain}\x1b\\" if len(plain) < 760 else None
    return plain


def sentence(what: str, *, by_hand: str = "") -> str:
    """Say honestly what happened to something that was sent.

    Args:
        what: What it is, in words.
        by_hand: The key that shows it to select from; empty when none does.
    """
    instead = f" ({by_hand}: by hand)" if by_hand else ""
    return f"Sent {what} to the terminal; not every terminal takes it{instead}."
