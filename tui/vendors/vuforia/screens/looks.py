"""How outcomes look: a glyph and a role, so that nothing is told by colour alone. Done steps stay quiet."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import groupby
from typing import Final

from tui.vendors.vuforia.api.models import Step
from tui.vendors.vuforia.outcomes import GLYPHS, Outcome, outcome
from tui.widgets.line import Role, TextPart

__all__ = ["ROLES", "asked_for", "glyph_parts", "glyph_role", "outcome_word", "strip_parts", "told"]

ROLES: Final[Mapping[Outcome, Role]] = {
    Outcome.DONE: "success",
    Outcome.FAILED: "danger",
    Outcome.OMITTED: "warning",
    Outcome.OTHER: "accent",
}

_BY_GLYPH: Final = {GLYPHS[each]: role for each, role in ROLES.items()}

_ASKED_FOR: Final = {"confirmation": "confirmation", "passfail": "pass or fail"}


def glyph_role(glyph: str) -> Role:
    """Return the role of a glyph; anything else is plain."""
    return _BY_GLYPH.get(glyph, "plain")


def glyph_parts(text: str) -> list[TextPart]:
    """Give each glyph of a text its role, neighbours of the same role together."""
    return [("".join(group), role) for role, group in groupby(text, key=glyph_role)]


def outcome_word(step: Step) -> TextPart:
    """Say in a word how a step came out; a status that nobody knows is said as it is."""
    how = outcome(step)
    word = how.value if how is not Outcome.OTHER else step.status or "no status"
    return (word.upper(), ROLES[how])


def told(step: Step) -> str:
    """Say how a step came out, with the vendor's own word where that says more: `done (pass)`."""
    how, status = outcome(step), step.status or "no status"
    return status if how is Outcome.OTHER or status == how.value else f"{how.value} ({status})"


def asked_for(step: Step) -> str:
    """Say what acknowledgement a step wanted; a kind that nobody knows is said as it is."""
    kind = step.ack_type or ""
    return _ASKED_FOR.get(kind.lower(), kind)


def strip_parts(glyphs: str, at: int | None, width: int) -> list[TextPart]:
    """Draw a strip of glyphs in a width, one of them in brackets: `✓ ✓ –‹✗›✓ ✓`.

    The glyphs stand apart where there is room, side by side where there is less, and where even that is too much only
    the stretch around the marked one is drawn, with `…` where it goes on.
    """
    if 2 * len(glyphs) + 1 <= width:
        return _apart(glyphs, at)
    if len(glyphs) + 3 <= width:
        return [(" ", "plain"), *_close(glyphs, at)]
    space = max(1, width - 5)
    start = min(max(0, (at or 0) - space // 2), len(glyphs) - space)
    inner = _close(glyphs[start : start + space], None if at is None else at - start)
    before, after = ("…" if start else " "), ("…" if start + space < len(glyphs) else " ")
    return [(" ", "plain"), (before, "muted"), *inner, (after, "muted")]


def _apart(glyphs: str, at: int | None) -> list[TextPart]:
    parts: list[TextPart] = []
    for index, glyph in enumerate(glyphs):
        gap = "‹" if index == at else "›" if at is not None and index == at + 1 else " "
        parts += [(gap, "accent"), (glyph, glyph_role(glyph))]
    return [*parts, ("›" if at is not None and at == len(glyphs) - 1 else " ", "accent")]


def _close(glyphs: str, at: int | None) -> list[TextPart]:
    if at is None:
        return glyph_parts(glyphs)
    marked: list[TextPart] = [("‹", "accent"), *glyph_parts(glyphs[at]), ("›", "accent")]
    return [*glyph_parts(glyphs[:at]), *marked, *glyph_parts(glyphs[at + 1 :])]
