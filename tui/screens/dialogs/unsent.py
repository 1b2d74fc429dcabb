"""The question before what was typed and not sent is lost: one list, whoever asks it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from tui.core.text import clean
from tui.screens.dialogs.listing import ListScreen, choice

__all__ = ["LEAVE", "leave_question"]

LEAVE: Final = "leave"
"""The answer that drops it."""


def leave_question(lost: Sequence[str]) -> ListScreen:
    """Make the question.

    Args:
        lost: What would be lost, a sentence each.
    """
    return ListScreen(
        "\n".join(map(clean, lost)), (choice("stay", "Keep editing"), choice(LEAVE, "Drop them and leave"))
    )
