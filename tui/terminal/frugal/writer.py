"""The thread that writes to the terminal: the newest picture, whenever the link has taken the one before."""

from __future__ import annotations

import time
from collections.abc import Callable
from threading import Condition, Thread
from typing import Final

from tui.terminal.frugal.frames import Frames
from tui.terminal.frugal.pacing import QUESTION, Pacer
from tui.terminal.frugal.probe import PLAIN_PROBE, PROBE, verdict
from tui.terminal.frugal.wire import TerminalLostError, Wire

__all__ = ["Writer"]

FAREWELL: Final = 0.6
"""Seconds that the last words may take to go out: a link that is stuck must not hold the exit."""

CANCEL: Final = "\x18"
"""Ends a sequence that was cut short (CAN)."""

LAST_ANSWER: Final = 0.5
"""Seconds to wait at the end for an answer that is under way: it would arrive in the shell, as if it had been typed."""


class Writer(Thread):
    """Brings the terminal up to date, again and again, until it is stopped."""

    def __init__(self, frames: Frames, wire: Wire, *, paced: bool, on_lost: Callable[[], None]) -> None:
        super().__init__(daemon=True, name="frugal-output")
        self._frames, self._wire, self._on_lost = frames, wire, on_lost
        self._pacer = Pacer() if paced else None
        self._finishing: Pacer | None = None
        self._changed = Condition()
        self._leave_by: float | None = None
        self._lost = False

    def write(self, text: str) -> None:
        """Take what the app writes; never waits for the terminal."""
        with self._changed:
            self._frames.write(text)
            self._changed.notify_all()

    def resize(self, width: int, height: int) -> None:
        """Take another size of the terminal."""
        with self._changed:
            self._frames.resize(width, height)
            self._changed.notify_all()

    def repaint(self) -> bool:
        """Send the whole picture again; return whether that is all of it, as far as is known."""
        with self._changed:
            self._frames.repaint()
            self._changed.notify_all()
            return self._frames.complete

    def synchronise(self) -> None:
        """Use synchronised updates from now on."""
        with self._changed:
            self._frames.synchronised = True

    def answered(self, *, place: bool = False) -> None:
        """Take the terminal's answer to a question: to how it is, or to where the cursor is."""
        with self._changed:
            pacer = self._pacer or self._finishing
            if pacer is not None:
                pacer.answered(time.monotonic(), place=place)
                self._changed.notify_all()

    def finish_asking(self) -> None:
        """Send no frame and no question any more, and wait, not for long, for the answers to those that were asked."""
        with self._changed:
            self._frames.drop_frame()
            pacer, self._pacer = self._pacer, None
            self._finishing = pacer
            if pacer is not None:
                patience = min(LAST_ANSWER, pacer.patience(time.monotonic()))
                self._changed.wait_for(lambda: not pacer.waiting or self._lost, patience)

    def placed(self, place: str) -> None:
        """Take the answer to where the cursor is: what the probe asks."""
        with self._changed:
            self._frames.repeats(verdict(place))
        self.answered(place=True)

    def stop(self) -> None:
        """Write what has to be written, but no frame any more, and end; within little more than half a second."""
        with self._changed:
            self._frames.drop_frame()
            self._leave_by = time.monotonic() + FAREWELL
            self._changed.notify_all()
        self._wire.hurry()
        self.join(FAREWELL + 0.2)
        if not self.is_alive():
            self._wire.close()

    def run(self) -> None:
        """Write until stopped, or until there is no terminal."""
        try:
            while (text := self._next()) is not None:
                if not self._wire.write(text, given_up=lambda: self._leave_by):
                    self._leave_in_order(text)
        except TerminalLostError:
            with self._changed:
                self._lost = True
                self._changed.notify_all()
            self._on_lost()

    def _leave_in_order(self, stuck: str) -> None:
        """Throw a frame away that does not go out, so that what puts the terminal right still does.

        When the link lives again the terminal finds the end of a sequence cut short, and the modes as they were.
        """
        with self._changed:
            text = self._frames.take() or stuck
        self._wire.discard()
        self._wire.write(CANCEL + text, given_up=lambda: self._leave_by)

    def _next(self) -> str | None:
        """Wait until there is something to write and it may go out; None at the end."""
        with self._changed:
            while True:
                leaving = self._leave_by is not None
                wait = None if leaving or self._pacer is None else self._pacer.wait(time.monotonic())
                if self._frames.pending and wait is None:
                    text = self._frames.take()
                    if text:
                        return text if leaving else self._asked(text)
                elif leaving:
                    return None
                else:
                    self._changed.wait(wait if self._frames.pending else None)

    def _asked(self, text: str) -> str:
        if self._pacer is not None and (PROBE in text or PLAIN_PROBE in text):
            self._pacer.asked_place(time.monotonic())
        if self._pacer is not None and self._pacer.sent(len(text.encode("utf-8", "replace")), time.monotonic()):
            return text + QUESTION
        return text
