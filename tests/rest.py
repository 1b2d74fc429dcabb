"""When an app has come to rest, told by facts: what the tests of every screen wait for, and Textual's pilot with them.

Textual's own pilot looks at the processor every 20 ms, and takes a process that does little for one that is done. That
is slow (three looks a key), and on a busy machine it is wrong: after a second it stops waiting. Here an app is at rest
when all of this is true:

- the event loop has nothing to run: every task waits for a clock, a thread, a file or another task
- everything on the screen waits for its next message
- no key that was typed ahead waits for its turn
- nothing is to be laid out, painted, or called after a refresh, and rows that came are shown

Workers are another matter: a read that hangs is what some tests look at. `settled` waits for them too, but for those
that wait for an answer of whoever sits before the screen.
"""

from __future__ import annotations

import asyncio
import time
from typing import Any, Final

import textual.app
import textual.pilot
import textual.screen
from textual._context import active_app
from textual.app import App
from textual.dom import DOMNode
from textual.pilot import Pilot
from textual.worker import Worker

from tui.screens.base import FrontdeskScreen

__all__ = ["BETWEEN_FRAMES", "BREATH", "PATIENCE", "at_rest", "pilots_wait_for_facts", "settled", "workers_done"]

QUIET: Final = 2
"""Rounds of the event loop with nothing in them; the first may have begun before clocks and files were looked at."""

BREATH: Final = 0.001
"""Seconds between two looks at what waits for a thread or a clock."""

BETWEEN_FRAMES: Final = 0.5
"""Seconds after which an app paints by itself: what is at rest has been painted, and in between nobody looks."""

PATIENCE: Final = 180.0
"""Seconds after which an app that does not come to rest is a failure, however busy the machine."""


async def at_rest(app: App[Any]) -> None:
    """Wait until an app has nothing to do, or has failed.

    Raises:
        AssertionError: when it does not come to rest; the message says what is still busy.
    """
    end = time.monotonic() + PATIENCE
    while app._exception is None:
        await _quiet_loop()
        busy = _busy(app)
        if not busy and not _brought_forward(app):
            return
        assert time.monotonic() < end, f"no rest; busy: {busy}"
        if busy:
            await asyncio.sleep(BREATH)


async def settled(pilot: Pilot[Any]) -> None:
    """Wait until nothing is under way: workers done or asking, messages handled, screen painted.

    Raises:
        AssertionError: when that does not come; the message says what is still busy.
    """
    await workers_done(pilot.app)


async def workers_done(app: App[Any]) -> None:
    """Wait until an app's workers are done or asking, and it is at rest.

    Raises:
        AssertionError: when that does not come; the message says what is still busy.
    """
    end = time.monotonic() + PATIENCE
    await at_rest(app)
    while working := [task for worker in app.workers if (task := _working(app, worker))]:
        assert time.monotonic() < end, f"still at work: {list(app.workers)}"
        await asyncio.wait(working, timeout=10 * BREATH)
        await at_rest(app)


def pilots_wait_for_facts() -> None:
    """Have Textual's pilot wait for rest wherever it would look at the processor, and paint when all is at rest."""

    async def wait_for_idle(min_sleep: float = 0, max_sleep: float = 0) -> None:
        await at_rest(active_app.get())

    async def wait_for_screen(pilot: Pilot[Any], timeout: float = 0) -> bool:
        await at_rest(pilot.app)
        return pilot.app._exception is None

    for module in (textual.app, textual.pilot):
        vars(module)["wait_for_idle"] = wait_for_idle
    vars(textual.screen)["UPDATE_PERIOD"] = BETWEEN_FRAMES
    Pilot._wait_for_screen = wait_for_screen  # type: ignore[assignment,method-assign]


async def _quiet_loop() -> None:
    ready = asyncio.get_running_loop()._ready  # type: ignore[attr-defined]
    quiet = 0
    while quiet < QUIET:
        await asyncio.sleep(0)
        quiet = 0 if ready else quiet + 1


def _busy(app: App[Any]) -> list[str]:
    """Name the nodes that do not wait for their next message: they are handling one, or are being made."""
    nodes: list[DOMNode] = [app, *app._registry]
    ahead = getattr(app, "type_ahead", None)
    held = ["a key that waits for its turn"] if app._running and not app._exit and ahead and ahead.holds else []
    return [*held, *(str(node) for node in nodes if node.is_running and not _waiting(node))]


def _waiting(node: DOMNode) -> bool:
    comes: Any = node._message_queue.ready_event
    return bool(comes._waiters)


def _brought_forward(app: App[Any]) -> bool:
    """Do at once what waits for the next frame, and tell whether there was something."""
    if not app._running or app._exit or app._batch_count or not app._screen_stack:
        return False
    if app._resize_event is not None:
        app._check_resize()
        return True
    screen = app.screen
    if isinstance(screen, FrontdeskScreen) and screen.shows_soon:
        screen.keep_up()
        return True
    waits = bool(
        screen._layout_required
        or screen._scroll_required
        or screen._repaint_required
        or screen._recompose_required
        or screen._dirty_widgets
        or screen._callbacks
    )
    if waits:
        screen._on_timer_update()
    return waits


def _working(app: App[Any], worker: Worker[Any]) -> asyncio.Task[Any] | None:
    """Return the task of a worker that is not over, unless it waits for an answer to a question on the screen."""
    task = worker._task
    if task is None or task.done():
        return None
    answers: list[Any] = [back.future for screen in app._screen_stack for back in screen._result_callbacks]
    # A screen that a flow asks keeps the future of its answer itself.
    answers += [getattr(screen, name, None) for screen in app._screen_stack for name in ("_answer", "_uncovered")]
    waits_for = getattr(task, "_fut_waiter", None)
    if waits_for is None:  # it waits for nothing: its turn comes
        return task
    return None if any(_leads_to(answer, waits_for) for answer in answers if answer) else task


def _leads_to(answer: asyncio.Future[Any], waits_for: object) -> bool:
    """Tell whether one future is another, or a shield around it, which only its callback's closure knows."""
    callbacks = [callback for callback, _ in getattr(answer, "_callbacks", None) or ()]
    cells = [cell for callback in callbacks for cell in getattr(callback, "__closure__", None) or ()]
    return answer is waits_for or any(cell.cell_contents is waits_for for cell in cells)
