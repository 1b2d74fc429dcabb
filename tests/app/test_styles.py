"""One vendor's screens do not change how another's look: their stylesheets stay loaded once they were visited."""

from __future__ import annotations

from pathlib import Path

from textual.pilot import Pilot

from tests.app.support import make_app, screen_text, settled
from tui.app import FrontdeskApp
from tui.screens.browse.browser import BrowserScreen
from tui.screens.write.flow import start_action

SIZE = (80, 24)


async def question(app: FrontdeskApp, pilot: Pilot[int]) -> str:
    """Ask whether to suspend somebody, and go back; return what the question showed."""
    campus = app.app_state.connections.named("campus")
    app.open_collection(campus, "users", values={}, crumbs=("campus", "Users"))
    await settled(pilot)
    users = app.screen
    assert isinstance(users, BrowserScreen)
    start_action(users, campus, campus.catalog.action("suspend"), users.chosen_records())
    await settled(pilot)
    shown = screen_text(app)
    await pilot.press("escape", "escape", "escape")
    await settled(pilot)
    return shown


async def test_after_a_visit_to_the_stepper_a_question_still_shows_what_will_be_sent(tmp_path: Path) -> None:
    app = make_app(tmp_path)
    async with app.run_test(size=SIZE) as pilot:
        await settled(pilot)
        before = await question(app, pilot)
        line4 = app.app_state.connections.named("line4")
        app.open_collection(line4, "reports", values={"serialNumber": ("1234",)}, crumbs=("line4", "Reports"))
        await settled(pilot)
        await pilot.press("enter")
        await settled(pilot)
        assert "Step 4 of 12" in screen_text(app)
        await pilot.press("escape", "escape")
        await settled(pilot)
        after = await question(app, pilot)
    assert "Sent as POST /User/Membership/suspend" in before
    assert after == before
