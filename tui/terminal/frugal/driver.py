"""The driver: Textual's own for Linux and macOS, with another way out, another way in, and modes that are counted.

App ── write ──▶ Frames ── newest picture ──▶ Writer (thread) ──▶ terminal
 ▲                                              ▲ answers            │
 └──── events ──── Keys ◀── Tokens ◀── Reader (thread) ◀─────────────┘
"""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
import sys
import termios
import tty
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from types import FrameType
from typing import Any, ClassVar, Final, NamedTuple

from textual import constants, events, messages
from textual.app import App
from textual.drivers.linux_driver import LinuxDriver
from textual.message import Message

from tui.terminal.frugal.colours import Depth
from tui.terminal.frugal.frames import Frames
from tui.terminal.frugal.keys import Keys
from tui.terminal.frugal.reader import Reader
from tui.terminal.frugal.tokens import Kind, Token
from tui.terminal.frugal.traits import Traits, traits_of
from tui.terminal.frugal.wire import Wire
from tui.terminal.frugal.writer import Writer

__all__ = ["FrugalDriver", "Options"]

HUNG_UP: Final = 129
"""The exit status after a hang-up: 128 and the number of SIGHUP."""

PIXELS_OFF: Final = "\x1b[?1016l"
"""Textual 8.2.8 turns the mouse's pixels on where resizes come in-band, and never off."""


class Options(NamedTuple):
    """What a driver may be told."""

    depth: Depth | None = None
    """How many colours to use at most; None: those that the app uses."""
    by_number: bool = False
    """Whether to say a colour by its number where it is one of the 256: half as long, and the same picture unless the
    user has redefined those."""
    spell: Callable[[str], str] | None = None
    """How to write a character that is not ASCII, in one that is: for a terminal that shows no others; None: as it
    is."""
    paced: bool = True
    """Whether to ask the terminal what has arrived, so that nothing queues on the way to it."""
    traits: Traits | None = None
    """What the terminal can do; None: what its name says."""


class FrugalDriver(LinuxDriver):
    """Sends what differs from what the terminal shows already, and the newest of it only."""

    options: ClassVar[Options] = Options()
    """How it behaves. The app makes the driver, so this is said on a subclass (`with_options`)."""

    def __init__(
        self, app: App[Any], *, debug: bool = False, mouse: bool = True, size: tuple[int, int] | None = None
    ) -> None:
        super().__init__(app, debug=debug, mouse=mouse, size=size)
        self._host = app
        self._started = False
        self._restarts = True
        self._event_loop = asyncio.get_running_loop()
        self._writer: Writer | None = None
        self._reader: Reader | None = None
        self._raw_mode: list[Any] | None = None
        self._keys = Keys(debug=debug)
        self._own_stop = False
        """Whether the next SIGCONT ends a stop of our own, after which everything is made anew anyway."""
        self._gone = False
        self._pixels = False
        signal.signal(signal.SIGTSTP, self._told_to_stop)
        signal.signal(signal.SIGCONT, lambda number, frame: self._soon(self.process_continued))

    @classmethod
    def with_options(cls, **changes: Any) -> type[FrugalDriver]:
        """Return a driver that behaves otherwise: `App(driver_class=FrugalDriver.with_options(depth=16))`."""
        return type(cls.__name__, (cls,), {"options": cls.options._replace(**changes)})

    # What an app calls.

    def repaint(self) -> None:
        """Send the whole screen again, whatever is on it: for a key (Ctrl+L), after a `wall` or a reattached tmux."""
        if self._writer is not None and not self._writer.repaint():
            self._host.refresh()

    def suspend_process(self) -> None:
        """Stop the process as Ctrl+Z does: with the terminal as it was, and all of it back when the process goes on."""
        if not self._restarts or not self._started:
            self._stop()
            return
        self.suspend_application_mode()
        self._stop()
        self.resume_application_mode()
        self.send_message(self.SignalResume())
        self._host.refresh(layout=True)  # Textual 8.2.8 does so after `App.suspend`, and not here

    def process_continued(self) -> None:
        """Put right what may have happened to the terminal while the process was stopped from outside."""
        if not self._own_stop and self._started and self._in_foreground():
            if self._raw_mode is not None:
                with suppress(termios.error):
                    termios.tcsetattr(self.fileno, termios.TCSANOW, self._raw_mode)
            self.repaint()

    def terminal_lost(self) -> None:
        """Leave: there is no terminal any more. Called in the loop."""
        self._host.exit(return_code=HUNG_UP)

    def background_told(self, colour: str) -> None:
        """Take what the terminal says its background is. Called in the loop; nothing is done with it here."""

    # What Textual calls.

    def write(self, data: str) -> None:
        """Write data to the terminal, sooner or later; does not wait for it."""
        if self._writer is not None:
            self._writer.write(data)

    def start_application_mode(self) -> None:
        """Take the terminal."""
        if self._started:
            return
        while not self._in_foreground():  # `bg`, or `&`: there is nothing to be shown yet
            self._stop()
        self._started = True
        self._writer = self._new_writer()
        self._writer.start()
        self._reader = Reader(self.fileno, escape_delay=constants.ESCAPE_DELAY)
        super().start_application_mode()  # type: ignore[no-untyped-call]
        with suppress(termios.error):
            self._raw_mode = termios.tcgetattr(self.fileno)
        self._watch_size()

    def stop_application_mode(self) -> None:
        """Give the terminal back."""
        if self._started:
            self._started = False
            if self._pixels:
                self.write(PIXELS_OFF)
            super().stop_application_mode()

    def disable_input(self) -> None:
        """Stop reading. Answers that are under way are waited for: they would be typed into the shell."""
        if self._reader is None:
            return
        if self._writer is not None:
            self._writer.finish_asking()
        reader, self._reader = self._reader, None
        reader.stop()
        super().disable_input()
        reader.close()

    def close(self) -> None:
        """Write what is left to be written, and end the threads."""
        writer, self._writer = self._writer, None
        if writer is not None:
            writer.stop()
            super().close()

    @contextmanager
    def no_automatic_restart(self) -> Iterator[None]:
        """Leave it to the app to take the terminal again after a stop, within a block."""
        restarts, self._restarts = self._restarts, False
        try:
            with super().no_automatic_restart():
                yield
        finally:
            self._restarts = restarts

    def run_input_thread(self) -> None:
        """Read the terminal; runs in a thread of its own."""
        reader = self._reader
        if reader is not None and not reader.run(self._take) and self.input_tty:
            self._lost()

    def process_message(self, message: Message) -> None:
        """Hand a message on to the app; some concern the driver first."""
        if isinstance(message, messages.TerminalSupportsSynchronizedOutput) and self._writer is not None:
            self._writer.synchronise()
        elif isinstance(message, messages.InBandWindowResize):
            self._pixels = self._pixels or message.supported
        elif isinstance(message, events.Resize) and self._writer is not None:
            self._writer.resize(*message.size)
        super().process_message(message)

    def _take(self, token: Token) -> None:
        match token.kind:
            case Kind.TYPED:
                for event in self._keys.events(token.text):
                    self.process_message(event)
            case Kind.ESCAPE:
                self.process_message(events.Key("escape", "\x1b"))
            case Kind.PASTED:
                self.process_message(events.Paste(token.text))
            case Kind.ANSWERED:
                if self._writer is not None:
                    self._writer.answered()
            case Kind.PLACED:
                if self._writer is not None:
                    self._writer.placed(token.text)

            case Kind.BACKGROUND:
                self._soon(lambda: self.background_told(token.text))

    def _new_writer(self) -> Writer:
        fileno = sys.__stderr__.fileno() if sys.__stderr__ is not None else 2  # where Textual writes to
        width, height = shutil.get_terminal_size()
        traits = self.options.traits or traits_of(os.environ)
        if _feeds_lines(fileno):
            traits = traits._replace(line_feed="\n")
        paced = self.options.paced and self.input_tty
        probing = paced and self.options.traits is None
        frames = Frames(
            traits,
            width=width,
            height=height,
            depth=self.options.depth,
            by_number=self.options.by_number,
            spell=self.options.spell,
            probing=probing,
        )
        return Writer(frames, Wire(fileno, encoding=_encoding()), paced=paced, on_lost=self._lost)

    def _watch_size(self) -> None:
        """Learn of another size before the app does.

        By the loop: a signal that comes when the loop is just about to sleep wakes it, which `signal.signal` alone does
        not, and a resize would wait for the next key.
        """
        told = signal.getsignal(signal.SIGWINCH)

        def resized() -> None:
            self._resized()
            if callable(told):
                told(signal.SIGWINCH, None)

        self._event_loop.add_signal_handler(signal.SIGWINCH, resized)

    def _resized(self) -> None:
        if self._writer is not None:
            self._writer.resize(*shutil.get_terminal_size())

    def _lost(self) -> None:
        """Say that the terminal is gone; called in a thread."""
        if not self._gone:
            self._gone = True
            self._soon(self.terminal_lost)

    def _in_foreground(self) -> bool:
        try:
            return os.tcgetpgrp(self.fileno) == os.getpgrp()
        except OSError:
            return True  # no terminal, no background

    def _stop(self) -> None:
        self._own_stop = True
        os.kill(os.getpid(), signal.SIGSTOP)
        # The handler of SIGCONT has run by now, and `process_continued` comes next in the loop.
        self._soon(self._own_stop_is_over)

    def _own_stop_is_over(self) -> None:
        self._own_stop = False

    def _told_to_stop(self, number: int, frame: FrameType | None) -> None:
        """Take SIGTSTP: between two events, for in the middle of one the picture may be half drawn."""
        try:
            self._event_loop.call_soon_threadsafe(self.suspend_process)
        except RuntimeError:  # the loop has ended
            os.kill(os.getpid(), signal.SIGSTOP)

    def _soon(self, action: Callable[[], None]) -> None:
        with suppress(RuntimeError):  # the loop has ended
            self._event_loop.call_soon_threadsafe(action)


def _encoding() -> str:
    return getattr(sys.__stderr__, "encoding", None) or "utf-8"


def _feeds_lines(fileno: int) -> bool:
    """Say whether the terminal driver makes a line feed go to the beginning of the line."""
    try:
        output = termios.tcgetattr(fileno)[tty.OFLAG]
    except termios.error:
        return False
    return bool(output & termios.OPOST and output & termios.ONLCR)
