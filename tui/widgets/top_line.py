"""The line at the top, which says where you are, and the rule under it."""

from __future__ import annotations

from collections.abc import Sequence

from textual.reactive import reactive
from textual.strip import Strip

from tui.core.text import cell_width, fit
from tui.widgets.line import LineWidget, TextPart, fitted, parts_width

__all__ = ["HorizontalRule", "TopLine", "shortened"]

SEPARATOR = " › "


class HorizontalRule(LineWidget):
    """A rule across the screen. With the class `-danger` it is heavy and in the danger colour: production."""

    DEFAULT_CSS = """
    HorizontalRule {
        color: $border;
        &.-danger { color: $error; }
    }
    """

    def render_line(self, y: int) -> Strip:
        """Draw the rule."""
        return self.painted([(("━" if self.has_class("-danger") else "─") * self.size.width, "plain")], self.size.width)


class TopLine(LineWidget):
    """Crumbs at the left, facts at the right. The first crumb is the connection, and its mark stands beside it."""

    crumbs: reactive[tuple[str, ...]] = reactive(())
    """The way from the first screen to here."""
    mark: reactive[str] = reactive("")
    """The connection's grade, in capitals, when it must not be missed."""
    note: reactive[str] = reactive("")
    """What else there is to say of the connection: `read-only`."""
    facts: reactive[tuple[str, ...]] = reactive(())
    """How much, what is marked, how it is sorted; the last go first when there is no room."""

    def render_line(self, y: int) -> Strip:
        """Draw the line; both ends keep a cell of air."""
        width = self.size.width
        facts = list(self.facts)
        # The crumbs come first: facts go until the last crumb can be read.
        while facts and parts_width(self._left(self.crumbs[-1:])) + cell_width(", ".join(facts)) + 8 > width:
            facts.pop()
        right: list[TextPart] = [(", ".join(facts) + " ", "muted")] if facts else [(" ", "plain")]
        space = width - parts_width(right) - 2
        left = self._left(shortened(self.crumbs, space - parts_width(self._left(())) - 1))
        return self.painted(fitted(left, right, width), width)

    def _left(self, crumbs: Sequence[str]) -> list[TextPart]:
        parts: list[TextPart] = [(" ", "plain")]
        for index, crumb in enumerate(crumbs or ("",)):
            if index:
                parts.append((SEPARATOR, "muted"))
            parts.append((crumb, "strong" if index == len(crumbs) - 1 else "plain"))
            if index == 0:
                parts += [(f" {self.mark}", "danger")] if self.mark else []
                parts += [(f" {self.note}", "muted")] if self.note else []
        return parts


def shortened(crumbs: Sequence[str], space: int) -> list[str]:
    """Cut crumbs to a width: those in the middle go first, then the ends of the longest; the first and last stay."""
    kept = list(crumbs)
    while len(kept) > 2 and _width(kept) > space:
        del kept[1 if kept[1] != "…" else 2]
        if len(kept) == 2 and _width([kept[0], "…", kept[1]]) <= space:
            return [kept[0], "…", kept[1]]
        if len(kept) > 2:
            kept[1:1] = [] if "…" in kept else ["…"]
    while _width(kept) > space and kept:
        longest = max(range(len(kept)), key=lambda index: cell_width(kept[index]))
        size = cell_width(kept[longest])
        if size <= 4:
            break
        kept[longest] = fit(kept[longest], max(4, size - (_width(kept) - space))).rstrip()
        if cell_width(kept[longest]) >= size:
            break
    return kept


def _width(crumbs: Sequence[str]) -> int:
    return sum(map(cell_width, crumbs)) + len(SEPARATOR) * max(0, len(crumbs) - 1)
