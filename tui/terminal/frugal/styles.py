"""Styles as single characters: what an SGR sequence makes of one, and the shortest sequence from one to another.

Every cell has a style, and a row's styles are a string as long as its text. Three strings describe a style to a
terminal: foreground, background (SGR parameters as they came; empty for the default) and a hyperlink.
"""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from tui.terminal.frugal.cells import UNKNOWN, NotUnderstoodError, TableFullError
from tui.terminal.frugal.colours import Depth, apart, numbered, reduced

__all__ = ["DEFAULT", "Style", "Styles"]

DEFAULT: Final = "\x01"
"""The style after a reset."""

ROOM: Final = 50_000
"""Styles that the table takes: below the surrogates, which are no characters."""

ON: Final = {1: 0, 2: 1, 3: 2, 4: 3, 5: 4, 6: 5, 7: 6, 8: 7, 9: 8, 21: 9, 51: 10, 52: 11, 53: 12}
"""Which bit of `Style.attributes` an SGR parameter turns on."""

OFF: Final = {
    22: 0b11, 23: 1 << 2, 24: 1 << 3 | 1 << 9, 25: 0b11 << 4, 27: 1 << 6, 28: 1 << 7, 29: 1 << 8, 54: 0b11 << 10,
    55: 1 << 12,
}  # fmt: skip
"""Which bits an SGR parameter turns off."""

SEEN_ON_BLANKS: Final = 1 << 3 | 1 << 6 | 1 << 8 | 1 << 9 | 0b111 << 10
"""Underlines, reverse, strike, frames and overline: what shows on a blank. Bold, italic, dim and blink do not."""

SGR: Final = re.compile(r"[\d;]*")
COLOURS: Final = frozenset([*range(30, 38), *range(90, 98)])


class Style(NamedTuple):
    """How a cell looks."""

    foreground: str = ""
    background: str = ""
    attributes: int = 0
    link: str = ""
    """Parameters and address as OSC 8 gives them; empty for no link."""


class Styles:
    """The table of the styles that were seen, and what follows from them."""

    def __init__(self, depth: Depth | None = None, *, by_number: bool = False) -> None:
        self._depth, self._by_number = depth, by_number
        self._styles: list[Style] = [Style(), Style()]  # of UNKNOWN, and of DEFAULT
        self._numbers: dict[Style, str] = {Style(): DEFAULT}
        self._after: dict[tuple[str, str], str] = {}
        self._shown: dict[str, str] = {}
        self._blanks: dict[str, str] = {UNKNOWN: UNKNOWN}
        self._changes: dict[tuple[str, str], str] = {}
        self._blank_pens: dict[tuple[str, str], str] = {}

    def after(self, style: str, parameters: str) -> str:
        """Return the style that an SGR sequence makes of another one.

        Raises:
            NotUnderstoodError: when it says something that is not modelled.
        """
        found = self._after.get((style, parameters))
        if found is None:
            found = self._after[style, parameters] = self._number(_apply(self._styles[ord(style)], parameters))
        return found

    def linked(self, style: str, link: str) -> str:
        """Return the style with another hyperlink, or with none."""
        return self._number(self._styles[ord(style)]._replace(link=link))

    def shown(self, style: str) -> str:
        """Return the style as this terminal is to show it: with fewer colours, if so asked."""
        if self._depth is None and not self._by_number:
            return style
        found = self._shown.get(style)
        if found is None:
            found = self._shown[style] = self._number(self._as_asked(self._styles[ord(style)]))
        return found

    def blank(self, style: str) -> str:
        """Return the style that stands for all those in which a blank looks the same as in this one."""
        found = self._blanks.get(style)
        if found is None:
            given = self._styles[ord(style)]
            bare = given.attributes & SEEN_ON_BLANKS or given.link
            found = self._blanks[style] = style if bare else self._number(Style(background=given.background))
        return found

    def erases(self, style: str, *, coloured: bool) -> bool:
        """Say whether what an erase leaves behind looks like a blank in this style.

        Args:
            style: The style.
            coloured: Whether the terminal erases with the current background.
        """
        _, background, attributes, link = self._styles[ord(style)]
        return not attributes and not link and (coloured or not background)

    def change(self, old: str, new: str) -> str:
        """Return the shortest sequence from one style to another; from `UNKNOWN` it resets first."""
        if old == new:
            return ""
        found = self._changes.get((old, new))
        if found is None:
            before = None if old == UNKNOWN else self._styles[ord(old)]
            found = self._changes[old, new] = _change(before, self._styles[ord(new)])
        return found

    def blank_pen(self, pen: str, blank: str) -> str:
        """Return the style to write blanks in that is quickest to reach from a pen."""
        found = self._blank_pens.get((pen, blank))
        if found is None:
            found = self._blank_pens[pen, blank] = self._blank_pen(pen, blank)
        return found

    def _as_asked(self, style: Style) -> Style:
        if self._depth is not None:
            return _with_fewer(style, self._depth)
        return style._replace(foreground=numbered(style.foreground), background=numbered(style.background))

    def _blank_pen(self, pen: str, blank: str) -> str:
        have, want = self._styles[ord(pen)], self._styles[ord(blank)]
        if pen == UNKNOWN or want.attributes or want.link or have.link:
            return blank
        kept = have.attributes & ~SEEN_ON_BLANKS
        try:
            near = self._number(Style(have.foreground, want.background, kept))
        except TableFullError:
            return blank
        return min((near, blank), key=lambda each: len(self.change(pen, each)))

    def _number(self, style: Style) -> str:
        number = self._numbers.get(style)
        if number is None:
            if len(self._styles) >= ROOM:
                raise TableFullError("too many different styles")
            number = self._numbers[style] = chr(len(self._styles))
            self._styles.append(style)
        return number


def _apply(style: Style, parameters: str) -> Style:
    """Work an SGR sequence out."""
    if not SGR.fullmatch(parameters):
        raise NotUnderstoodError(parameters)
    foreground, background, attributes, link = style
    numbers = iter([int(each or 0) for each in parameters.split(";")])
    for number in numbers:
        if number == 0:
            foreground, background, attributes = "", "", 0
        elif number in ON:
            attributes |= 1 << ON[number]
        elif number in OFF:
            attributes &= ~OFF[number]
        elif number in COLOURS:
            foreground = str(number)
        elif number - 10 in COLOURS:
            background = str(number)
        elif number == 39:
            foreground = ""
        elif number == 49:
            background = ""
        elif number in (38, 48):
            wanted = {5: 1, 2: 3}.get(next(numbers, -1))
            parts = [next(numbers, -1) for _ in range(wanted or 0)]
            if not parts or min(parts) < 0 or max(parts) > 255:
                raise NotUnderstoodError(parameters)
            colour = ";".join(map(str, (number, 5 if wanted == 1 else 2, *parts)))
            foreground, background = (colour, background) if number == 38 else (foreground, colour)
        else:
            raise NotUnderstoodError(parameters)
    return Style(foreground, background, attributes, link)


def _with_fewer(style: Style, depth: Depth) -> Style:
    foreground, background = reduced(style.foreground, depth), reduced(style.background, depth)
    if depth != 256 and foreground and style.foreground[1:] != style.background[1:]:
        foreground = apart(foreground, background)
    return style._replace(foreground=foreground, background=background)


def _change(old: Style | None, new: Style) -> str:
    linked = new.link != "" if old is None else new.link != old.link
    link = f"\x1b]8;{new.link or ';'}\x1b\\" if linked else ""
    turned_on = [str(number) for number, bit in ON.items() if new.attributes >> bit & 1]
    afresh = ";".join(filter(None, ("0", *turned_on, new.foreground, new.background)))
    sgr = "\x1b[m" if afresh == "0" else f"\x1b[{afresh}m"
    if old is None:
        return link + sgr
    steps = []
    have = old.attributes
    for number, bits in OFF.items():
        if have & bits & ~new.attributes:
            steps.append(str(number))
            have &= ~bits
    steps += [str(number) for number, bit in ON.items() if new.attributes & ~have & 1 << bit]
    if old.foreground != new.foreground:
        steps.append(new.foreground or "39")
    if old.background != new.background:
        steps.append(new.background or "49")
    if not steps:
        return link
    stepwise = f"\x1b[{';'.join(steps)}m"
    return link + min(stepwise, sgr, key=len)
