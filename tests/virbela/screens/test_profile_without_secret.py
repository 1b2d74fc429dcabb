"""A profile of a connection whose secret is not to be had: told on its screen, and no end of the app."""

from __future__ import annotations

from pathlib import Path

from tests.app.support import make_app, screen_text, settled
from tui.vendors.virbela.screens.profiles.profile_editor import ProfileScreen


async def test_a_secret_that_cannot_be_had_while_a_profile_opens_is_told_there(tmp_path: Path) -> None:
    gone = {"client_secret": {"file": str(tmp_path / "gone")}}
    app = make_app(tmp_path, only="campus", change=gone)
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        campus = app.app_state.connections.named("campus")
        profile = campus.catalog.collection("profile")
        await app.push_screen(ProfileScreen(campus, profile, {"userId": "U1"}, None, ("campus", "Lee", "Profile")))
        await settled(pilot)

        assert app.crash is None
        assert isinstance(app.screen, ProfileScreen)
        assert "campus cannot be opened: its credentials are not to be had." in screen_text(app)
