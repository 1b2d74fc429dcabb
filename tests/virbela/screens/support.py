"""The app on a campus whose clock a test turns, and whose members a test can change behind the app's back."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from textual.pilot import Pilot
from textual.screen import Screen

from tests.app.support import NOW, settled
from tests.gates import Gate
from tests.sandbox.asgi import CREDENTIALS, Client, MovingClock
from tests.worked_out_once import SharedWorld
from tui.app import FrontdeskApp
from tui.config import config_from
from tui.connections import Connections
from tui.sandbox import build, demo_config
from tui.sandbox.faults import Faults
from tui.sandbox.http import AsgiApp
from tui.storage.paths import paths_under


class Campus:
    """One sandbox, the app on it, and somebody else who uses it too."""

    def __init__(
        self,
        folder: Path,
        *,
        at: datetime = NOW,
        change: Mapping[str, Any] | None = None,
        faults: Faults | None = None,
        gate: Gate | None = None,
    ) -> None:
        self.clock = MovingClock(at)
        self.asked: list[tuple[str, str]] = []
        """Method and path of every request that the app sent."""
        self.forbids = ""
        """The end of the paths that are forbidden just now; empty for none."""
        sandbox = build(SharedWorld(self.clock), faults=faults)
        self.somebody_else = Client(sandbox, headers=CREDENTIALS)
        values = demo_config("http://sandbox.invalid")
        values["connections"] = {"campus": {**values["connections"]["campus"], **(change or {})}}
        values["ui"] = {"timezone": "Europe/Stockholm"}
        config = config_from(values, file=folder / "config.toml", environ={})
        gated = gate.before(sandbox) if gate is not None else sandbox
        connections = Connections(config, clock=self.clock, app=self._noting(gated))
        self.app = FrontdeskApp(connections, config, clock=self.clock, paths=paths_under(folder))
        self.app.app_state.timer = lambda: 0.0

    def _noting(self, sandbox: AsgiApp) -> AsgiApp:
        async def app(scope: Any, receive: Any, send: Any) -> None:
            self.asked.append((scope["method"], scope["path"]))
            if self.forbids and scope["path"].endswith(self.forbids):
                await send({"type": "http.response.start", "status": 403, "headers": []})
                await send({"type": "http.response.body", "body": b'{"title": "Not now"}'})
            else:
                await sandbox(scope, receive, send)

        return app

    async def user(self, number: int = 0) -> dict[str, Any]:
        """Return a member as the vendor lists them."""
        users: list[dict[str, Any]] = (await self.somebody_else.get("/User", limit="50", skip="0")).data
        return users[number]

    async def profile(self, user_id: str) -> dict[str, Any]:
        """Return a member's profile as it is at the vendor."""
        found: dict[str, Any] = (await self.somebody_else.get(f"/MemberProfile/{user_id}")).data
        profile: dict[str, Any] = found["memberProfile"]
        return profile


async def open_(
    pilot: Pilot[int], collection: str, *, range_text: str = "", crumbs: tuple[str, ...] = (), **values: Any
) -> Screen[Any]:
    """Go to a collection of the campus, and wait until it has been read."""
    app = pilot.app
    assert isinstance(app, FrontdeskApp)
    connection = app.app_state.connections.all[0]
    app.open_collection(
        connection, collection, values=values, crumbs=crumbs or ("campus", collection), range_text=range_text
    )
    await settled(pilot)
    return app.screen


async def press(pilot: Pilot[int], *keys: str) -> None:
    """Press keys one after the other, each once what the one before began is over."""
    for key in keys:
        await pilot.press(key)
        await settled(pilot)
