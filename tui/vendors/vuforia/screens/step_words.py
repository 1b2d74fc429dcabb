"""One step of a run in words: what was asked, when it was visited, how it came out, here and in the other runs."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, tzinfo
from typing import Final

from tui.core.column import Column, Kind
from tui.core.present import duration_text, exact, time_text
from tui.core.text import cell_width, clean, fit
from tui.vendors.vuforia.api.models import shown
from tui.vendors.vuforia.matrix import Elsewhere
from tui.vendors.vuforia.outcomes import GLYPHS, outcome
from tui.vendors.vuforia.runs import Run, operator, title_of, version_of, when
from tui.vendors.vuforia.screens.lines import TextLine, beside, fact, wrapped
from tui.vendors.vuforia.screens.looks import asked_for, glyph_role, outcome_word, told
from tui.widgets.line import TextPart, fitted

__all__ = ["BESIDE", "run_moment", "step_lines"]

BESIDE: Final = 108
"""Cells from which the other runs stand beside the step; below, they lie under it."""

_LEFT: Final = 64
_MOST: Final = 76
"""Cells beyond which lines are tiring to read."""

_OTHERS: Final = 12
"""Other runs that are shown with a step."""

_AROUND: Final = 4
"""Steps that are shown before and after the one in view, where there is room beside it."""

_ALONE: Final = "This serial number has no other run of the procedure."

_AT: Final = Column[datetime]("at", "At", lambda at: at, Kind.TIME)


def run_moment(run: Run, *, now: datetime, zone: tzinfo) -> str:
    """Say briefly when something last happened in a run; a shortened time is said as it is."""
    if run.latest is not None:
        return time_text(run.latest, now=now, zone=zone)
    return clean(str(when(run.procedure.latest_event_timestamp) or "")) or "no time"


def step_lines(
    run: Run, index: int, others: Sequence[Elsewhere], width: int, *, now: datetime, zone: tzinfo
) -> list[TextLine]:
    """Write a step's page."""
    is_wide = width >= BESIDE
    near, left_out = _nearest(others)
    space = _LEFT if is_wide else width
    own = [*_head(run, index, space), [], *_facts(run, index, zone)]
    if is_wide:
        listed = [*_list(near, now=now, zone=zone), *_more(left_out, "")] if others else [[(_ALONE, "muted")]]
        return beside(own, [*listed, [], *_around(run, index, width - _LEFT - 6)], _LEFT + 4)
    if not others:
        return [*own, [], [(f" {_ALONE}", "muted")]]
    return [*own, [], *_row(near, width), *_more(left_out, " ")]


def _head(run: Run, index: int, width: int) -> list[TextLine]:
    step = run.steps[index]
    place = "Step without a number" if step.number is None else f"Step {step.number}"
    of = f" of {len(run.steps)}" if step.number == index + 1 else f", {index + 1} of {len(run.steps)}"
    lines = [fitted([(f" {place}{of}", "muted")], [outcome_word(step), (" ", "plain")], width)]
    lines += wrapped(title_of(step), min(width - 2, _MOST), role="strong") if shown(step.title) else []
    description = shown(step.description)
    if description and description != step.title:
        lines += [[], *wrapped(description, min(width - 2, _MOST))]
    elif not shown(step.title):
        lines.append([(" The organisation does not give titles and descriptions away.", "muted")])
    return lines


def _facts(run: Run, index: int, zone: tzinfo) -> list[TextLine]:
    step, wait = run.steps[index], run.waits[index]
    facts = [
        ("Asked for", asked_for(step)),
        ("Status", step.status or ""),
        ("Visited", _moment(step.last_visit_time, zone)),
        ("Until next event", "" if wait is None else duration_text(wait)),
        ("Answered", _moment(step.end_time, zone)),
    ]
    lines = [fact(label, (clean(text) or "–", "plain" if text else "muted")) for label, text in facts]
    if wait is not None:
        lines[3].append(("   any event; no working time", "muted"))
    if step.media_feedback:
        lines.append(fact("Picture", (clean(step.media_feedback), "plain")))
    who = operator(run.session.user)
    return [*lines, fact("Run by", (clean(who) or "–", "plain" if who else "muted"))]


def _moment(text: str | None, zone: tzinfo) -> str:
    return exact(when(text), _AT, zone=zone) if when(text) is not None else ""


def _around(run: Run, index: int, width: int) -> list[TextLine]:
    """Write the steps before and after, the one in view marked."""
    start = max(0, min(index - _AROUND, len(run.steps) - 2 * _AROUND - 1))
    lines: list[TextLine] = [[("Around this step", "muted")], []]
    for place, step in enumerate(run.steps[start : start + 2 * _AROUND + 1], start=start):
        here = place == index
        glyph = run.outcomes[place]
        number = "–" if step.number is None else str(step.number)
        words = fit(f" {number:>3}  {clean(title_of(step))}", max(0, width - 3)).rstrip()
        bar: TextPart = ("▎" if here else " ", "accent")
        lines.append([bar, (glyph, glyph_role(glyph)), (words, "strong" if here else "plain")])
    return lines


def _nearest(others: Sequence[Elsewhere]) -> tuple[Sequence[Elsewhere], int]:
    """Return the newest of the other runs, and how many there are beside those."""
    return others[-_OTHERS:], max(0, len(others) - _OTHERS)


def _more(left_out: int, indent: str) -> list[TextLine]:
    return [[(f"{indent}and {left_out:,} older; the matrix has them all", "muted")]] if left_out else []


def _glyph(other: Elsewhere) -> TextPart:
    glyph = "·" if other.step is None else GLYPHS[outcome(other.step)]
    return (glyph, glyph_role(glyph) if other.step is not None else "muted")


def _row(others: Sequence[Elsewhere], width: int) -> list[TextLine]:
    """Write the other runs one after the other: `✓ run 2   ✗ run 3`."""
    label = " In this serial's other runs  "
    lines: list[TextLine] = [[(label, "muted")]]
    taken = cell_width(label)
    for other in others:
        words = f" run {other.number}"
        cells = cell_width(words) + 4
        if taken + cells > width:
            lines.append([(" " * cell_width(label), "plain")])
            taken = cell_width(label)
        lines[-1] += [("   ", "plain"), _glyph(other), (words, "plain")]
        taken += cells
    return lines


def _list(others: Sequence[Elsewhere], *, now: datetime, zone: tzinfo) -> list[TextLine]:
    """Write the other runs one below the other, with when, which version and how."""
    lines: list[TextLine] = [[("In this serial's other runs", "muted")], []]
    for other in others:
        how = "no such step" if other.step is None else told(other.step)
        moment = run_moment(other.run, now=now, zone=zone)
        version = version_of(other.run.procedure)
        words = f" run {other.number:<3} {fit(moment, 11, right=True)}  {fit(clean(version), 6)} {clean(how)}"
        lines.append([_glyph(other), (words, "plain" if other.step is not None else "muted")])
    return lines
