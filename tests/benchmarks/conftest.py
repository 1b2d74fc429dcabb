"""What holds for every benchmark: an app paints as often as it does for its user, and not only when it is at rest."""

from __future__ import annotations

import pytest
from textual.constants import MAX_FPS


@pytest.fixture(autouse=True)
def _frames_as_for_the_user(monkeypatch: pytest.MonkeyPatch) -> None:
    """Undo what `tests.rest` does for tests: who waits for a frame would wait for half a second."""
    monkeypatch.setattr("textual.screen.UPDATE_PERIOD", 1 / MAX_FPS)
