"""Fewer colours: the SGR parameters of a colour, as the nearest of 256 or of the 16 that every terminal has."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Final, Literal

__all__ = ["Depth", "apart", "numbered", "reduced"]

Depth = Literal[8, 16, 256]
"""How many colours to use at most."""

Rgb = tuple[int, int, int]

SIXTEEN: Final[Sequence[Rgb]] = (
    (0, 0, 0), (205, 0, 0), (0, 205, 0), (205, 205, 0), (0, 0, 238), (205, 0, 205), (0, 205, 205), (229, 229, 229),
    (127, 127, 127), (255, 0, 0), (0, 255, 0), (255, 255, 0), (92, 92, 255), (255, 0, 255), (0, 255, 255),
    (255, 255, 255),
)  # fmt: skip
"""The palette of xterm: terminals differ, and their users choose others, but the hues are these."""

GREYS: Final = (0, 7, 8, 15)
"""The colours of the sixteen without a hue."""

STEPS: Final = (0, 95, 135, 175, 215, 255)
"""The levels of the cube of 6 × 6 × 6 that is colours 16 to 231."""


@lru_cache(maxsize=4096)
def reduced(parameters: str, depth: Depth) -> str:
    """Return the SGR parameters for the nearest colour that the depth has; foreground and background alike.

    A colour with a low number stays what it is: the user has chosen how it looks.
    """
    if not parameters:
        return ""
    kind, *rest = parameters.split(";")
    foreground = kind == "38" or kind[0] in "39"
    if kind not in ("38", "48"):  # one of the sixteen already
        return str(int(kind) - 60) if depth == 8 and int(kind) >= 90 else parameters
    if rest[0] == "5":
        number = int(rest[1])
        if depth == 256:
            return parameters
        chosen = number if number < depth else _nearest(_rgb(number), depth)
    else:
        red, green, blue = map(int, rest[1:4])
        if depth == 256:
            return f"{kind};5;{_of_256((red, green, blue))}"
        chosen = _nearest((red, green, blue), depth)
    return str(chosen + (30 if chosen < 8 else 82) + (0 if foreground else 10))


@lru_cache(maxsize=4096)
def numbered(parameters: str) -> str:
    """Return a colour by its number, if it is one of the 256 that everybody has: that is half as long.

    Not those below 22: users choose the sixteen, and base16 themes put colours of their own in the six after them.
    """
    kind, _, rest = parameters.partition(";2;")
    if not rest:
        return parameters
    red, green, blue = map(int, rest.split(";"))
    number = _of_256((red, green, blue))
    return f"{kind};5;{number}" if number >= 22 and _rgb(number) == (red, green, blue) else parameters


def apart(foreground: str, background: str) -> str:
    """Return the foreground that can still be read when both became the same colour."""
    if not background or int(foreground) + 10 != int(background):
        return foreground
    number = int(background) - 40 if int(background) < 90 else int(background) - 92
    return "30" if _light(SIXTEEN[number]) > 110 else "37"


def _light(rgb: Rgb) -> float:
    red, green, blue = rgb
    return 0.3 * red + 0.59 * green + 0.11 * blue


def _rgb(number: int) -> Rgb:
    if number < 16:
        return SIXTEEN[number]
    if number < 232:
        red, rest = divmod(number - 16, 36)
        return STEPS[red], STEPS[rest // 6], STEPS[rest % 6]
    grey = 8 + (number - 232) * 10
    return grey, grey, grey


def _nearest(rgb: Rgb, depth: Depth) -> int:
    """Choose among greys for what is grey, and among hues for what is not: a pale cyan must not end as white."""
    spread = max(rgb) - min(rgb)
    greyish = spread < 32 or spread < max(rgb) * 0.18
    candidates = [number for number in range(min(depth, 16)) if (number in GREYS) == greyish]
    if greyish:
        return min(candidates, key=lambda number: abs(_light(SIXTEEN[number]) - _light(rgb)))
    # A dark tint is a background that means to be dark.
    if max(rgb) < 64:
        return 0
    high, low = max(rgb), min(rgb)
    pure = tuple((part - low) / (high - low) for part in rgb)

    def distance(number: int) -> float:
        other = SIXTEEN[number]
        top, bottom = max(other), min(other)
        hue = sum((a - (b - bottom) / (top - bottom)) ** 2 for a, b in zip(pure, other, strict=True))
        return hue * 4 + ((_light(other) - _light(rgb)) / 255) ** 2

    return min(candidates, key=distance)


def _of_256(rgb: Rgb) -> int:
    cube = [min(range(6), key=lambda step: abs(STEPS[step] - part)) for part in rgb]
    in_cube = 16 + cube[0] * 36 + cube[1] * 6 + cube[2]
    grey = 232 + min(23, max(0, round((sum(rgb) / 3 - 8) / 10)))
    return min((in_cube, grey), key=lambda number: sum((a - b) ** 2 for a, b in zip(_rgb(number), rgb, strict=True)))
