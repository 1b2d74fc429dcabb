"""What `tui.terminal.type_ahead` takes for granted of Textual, so that a version that does otherwise is found out here.

Textual promises none of it in its documentation. When one of these fails after an update, keys that are typed ahead go
astray: mend `type_ahead`, not these.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from functools import partial

import pytest
from textual.app import App, ComposeResult
from textual.containers import Vertical
from textual.events import Key
from textual.message import Message
from textual.screen import Screen
from textual.widget import Widget

from tui.terminal import type_ahead
from tui.terminal.type_ahead import TypeAhead, Typed


class Pressed(Message):
    """What a key becomes."""


class Field(Widget, can_focus=True):
    """Turns a key into a message."""

    def on_key(self, event: Key) -> None:
        told(self).append("field: key")
        event.stop()
        self.post_message(Pressed())


class Around(Vertical):
    """Turns that message into another one."""

    def on_pressed(self) -> None:
        told(self).append("around: pressed")
        self.app.post_message(Chosen())


class Chosen(Message):
    """What that becomes."""


class Above(Screen[None]):
    """What the key opens in the end."""

    def compose(self) -> ComposeResult:
        yield Field(id="above")


class Covered(Above):
    """Is covered while it is being made ready."""

    def __init__(self, after: int) -> None:
        super().__init__()
        self.after = after
        """After how many rounds of the event loop."""

    def on_mount(self) -> None:
        self.run_worker(self.cover())

    async def cover(self) -> None:
        for _ in range(self.after):
            await asyncio.sleep(0)
        self.app.push_screen(Cover())


class Cover(Screen[None]):
    """What covers it."""

    def compose(self) -> ComposeResult:
        yield Field(id="cover")


class Canary(App[None]):
    """Opens a screen at the end of the chain."""

    def __init__(self, opens: Callable[[], Screen[None]] = Above) -> None:
        super().__init__()
        self.told: list[str] = []
        self.opens = opens

    def compose(self) -> ComposeResult:
        with Around():
            yield Field(id="below")

    def on_chosen(self) -> None:
        self.told.append("app: chosen")
        self.push_screen(self.opens())


def told(node: Widget) -> list[str]:
    app = node.app
    assert isinstance(app, Canary)
    return app.told


async def test_what_is_called_later_on_a_widget_runs_after_what_it_had_to_do_before() -> None:
    app = Canary()
    async with app.run_test() as pilot:
        field = app.query_one(Field)
        field.post_message(Key("x", "x"))
        field.call_later(app.told.append, "called")
        await pilot.pause()
        assert app.told.index("field: key") < app.told.index("called")


async def test_a_message_is_with_the_parent_before_what_is_called_later_on_the_child() -> None:
    app = Canary()
    async with app.run_test() as pilot:
        field, around = app.query_one(Field), app.query_one(Around)
        field.post_message(Pressed())
        field.call_later(around.call_later, app.told.append, "called")
        await pilot.pause()
        assert app.told.index("around: pressed") < app.told.index("called")


async def test_a_screen_that_is_pushed_is_the_screen_at_once_and_one_that_is_gone_takes_no_calls() -> None:
    app = Canary()
    async with app.run_test() as pilot:
        above = Above()
        pushed = app.push_screen(above)
        assert app.screen is above
        await pushed
        await app.pop_screen()
        await pilot.pause()
        assert not above.call_later(app.told.append, "called")


async def reached(app: Canary, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Press two keys in one packet, and return what had the focus when each came."""
    monkeypatch.setattr(type_ahead, "PATIENCE", 600.0)  # neither a machine under load nor a wait may let it through
    keys: list[str] = []
    both = asyncio.Event()
    async with app.run_test():

        async def deliver(key: Typed) -> None:
            keys.append(str(app.focused and app.focused.id))
            if len(keys) == 2:
                both.set()
            (app.focused or app.screen).post_message(key)

        ahead = TypeAhead(app, deliver)
        for _ in range(2):
            await ahead.take(Key("x", "x"))
        async with asyncio.timeout(30):
            await both.wait()
    return keys


async def test_two_keys_in_one_packet_reach_what_the_first_has_opened(monkeypatch: pytest.MonkeyPatch) -> None:
    assert await reached(Canary(), monkeypatch) == ["below", "above"]


async def test_a_key_does_not_wait_for_a_screen_that_was_covered_before_it_was_drawn(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for after in range(0, 40, 5):
        keys = await reached(Canary(partial(Covered, after)), monkeypatch)
        assert keys[0] == "below"
        assert keys[1] in ("above", "cover"), "one of them, whichever was drawn first"
