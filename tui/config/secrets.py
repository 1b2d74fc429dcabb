"""Where a secret comes from, and getting it from there, late: when its connection is opened."""

from __future__ import annotations

import asyncio
import os
import selectors
import signal
import stat
import subprocess
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path
from threading import Event, Thread
from typing import Final, TypeVar

from tui.config.values import BadValue, kind_of
from tui.core.errors import ConfigError, ConfigProblem
from tui.core.secret import Secret
from tui.core.words import did_you_mean

__all__ = ["PATIENCE", "SecretKind", "SecretSource", "read_secret", "while_awaited"]

T = TypeVar("T")

PATIENCE: Final = 10.0
"""Seconds that a command or the keyring may take: a locked keyring blocks for ever without a word."""
LONGEST: Final = 65_536
"""Bytes of a secret at most: a command may print without an end."""
_GLANCE: Final = 0.1
"""Seconds between two looks at whether anybody still waits."""


class SecretKind(Enum):
    """The places that a secret can be in; all but LITERAL are the key of a one-key table."""

    LITERAL = "literal"
    ENV = "env"
    COMMAND = "command"
    FILE = "file"
    KEYRING = "keyring"


_FORMS: Final = {
    "env": '{ env = "VARIABLE" }',
    "command": '{ command = ["pass", "show", "x"] }',
    "file": '{ file = "/path" }',
    "keyring": '{ keyring = "service/user" }',
}


@dataclass(frozen=True, slots=True)
class SecretSource:
    """A secret that is not looked up yet. `repr` shows where it comes from, never the text."""

    kind: SecretKind
    what: tuple[str, ...] = field(repr=False)
    """The literal, the variable, the argv, the path, or the keyring's service and user."""
    key: str = ""
    """The dotted key it was configured under, for errors."""
    file: str = ""
    """The config file, for errors."""
    environ: Mapping[str, str] = field(default_factory=dict, repr=False)
    """Where ENV looks."""

    def resolve(self, stop: Event | None = None) -> Secret:
        """Get the secret. Blocks, up to `PATIENCE`: call it in a thread.

        Args:
            stop: Set by another thread when nobody waits for it any more: a command is ended then, within a moment.

        Raises:
            ConfigError: when there is none to be had; says which key wanted it.
        """
        try:
            text = self.what[0] if self.kind is SecretKind.LITERAL else _RESOLVERS[self.kind](self, stop or Event())
            if not text:
                raise BadValue("The secret is empty.")
            if "\n" in text or "\r" in text:
                raise BadValue("The secret has several lines.", "Have it give one line, the secret itself.")
        except BadValue as bad:
            raise ConfigError([ConfigProblem(self.file, self.key, bad.wrong, bad.right)]) from None
        return Secret(text)


async def while_awaited(work: Callable[[Event], T]) -> T:
    """Run something that may wait long in a thread, and have it stop when nobody awaits it any more.

    The process waits for its threads when it ends: without this, quitting takes as long as a command's patience.
    """
    stop = Event()
    try:
        return await asyncio.to_thread(work, stop)
    finally:
        stop.set()


def read_secret(value: object, *, key: str, file: str, folder: Path, environ: Mapping[str, str]) -> SecretSource:
    """Read a secret's source out of the config.

    Raises:
        BadValue: when it is no text and no table with exactly one source. The message never shows the value.
    """
    if isinstance(value, str):
        return SecretSource(SecretKind.LITERAL, (value,), key, file)
    if not isinstance(value, dict):
        right = "Put it in quotes." if isinstance(value, (int, float)) else f"A text, or {_FORMS['env']}."
        raise BadValue(f"This is {kind_of(value)}; a text or a table with one source is wanted.", right)
    known = [name for name in value if name in _FORMS]
    unknown = [name for name in value if name not in _FORMS]
    if unknown:
        hint = did_you_mean(unknown[0], _FORMS, otherwise="Known: {}.")
        raise BadValue(f"“{unknown[0]}” is no source of secrets.", hint)
    if len(known) != 1:
        named = " and ".join(known) or "no source"
        raise BadValue(f"The table names {named}; exactly one source is wanted.", f"For example {_FORMS['env']}.")
    what = _arguments(known[0], value[known[0]], folder)
    return SecretSource(SecretKind(known[0]), what, key, file, environ)


def _arguments(source: str, argument: object, folder: Path) -> tuple[str, ...]:
    right = f"For example {_FORMS[source]}."
    if source == "command":
        if not isinstance(argument, list) or not argument or not all(isinstance(part, str) for part in argument):
            raise BadValue("The command must be a list of texts; no shell reads it.", right)
        return tuple(argument)
    if not isinstance(argument, str) or not argument:
        raise BadValue(f"“{source}” must be a text.", right)
    if source == "keyring":
        service, slash, user = argument.rpartition("/")
        if not (service and slash and user):
            raise BadValue("“keyring” must name the service and the user.", right)
        return (service, user)
    if source == "file":
        try:
            return (str(folder / Path(argument).expanduser()),)
        except RuntimeError:
            raise BadValue("The home folder in this path is not known.", "Write the path in full.") from None
    return (argument,)


# --- one function a source --------------------------------------------------------------------------------------


def _from_environment(source: SecretSource, stop: Event) -> str:
    del stop
    name = source.what[0]
    if not source.environ.get(name):
        raise BadValue(f"The environment variable {name} is not set.", "Set it, or name another source.")
    return source.environ[name]


def _from_command(source: SecretSource, stop: Event) -> str:
    program = source.what[0]
    reading, writing = os.pipe()
    try:
        # A session of its own: it cannot ask on the terminal that the app draws on, and ends with all that it started.
        process = subprocess.Popen(  # noqa: S603 - the user's own argv, no shell
            source.what,
            stdin=subprocess.DEVNULL,
            stdout=writing,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
    except (OSError, ValueError) as failed:
        os.close(reading)
        reason = failed.strerror if isinstance(failed, OSError) else "it holds a NUL character"
        raise BadValue(f"The command {program} cannot be run: {reason}.", "Check its path.") from None
    finally:
        os.close(writing)
    try:
        output = _printed(process, reading, program, stop)
    finally:
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        os.close(reading)
    if process.returncode:
        raise BadValue(
            f"The command {program} failed with exit status {process.returncode}.", "Run it by hand to see why."
        )
    return _one_line(output)


def _printed(process: subprocess.Popen[bytes], reading: int, program: str, stop: Event) -> bytes:
    """Read what a command prints, until it has ended: what it leaves running may hold its output open."""
    output = b""
    open_still = True
    until = time.monotonic() + PATIENCE
    with selectors.DefaultSelector() as selector:
        selector.register(reading, selectors.EVENT_READ)
        while open_still or process.poll() is None:
            if stop.is_set() or time.monotonic() > until:
                raise BadValue(
                    f"The command {program} did not answer within {PATIENCE:g} s.",
                    "Run it by hand once: it may be waiting for a passphrase.",
                )
            if not open_still:
                stop.wait(_GLANCE / 4)
            elif selector.select(_GLANCE):
                printed = os.read(reading, LONGEST + 1)
                output += printed
                open_still = bool(printed)
            elif process.poll() is not None:
                break
            if len(output) > LONGEST:
                raise BadValue(f"The command {program} prints more than a secret.", "Have it give one line.")
    return output


def _from_file(source: SecretSource, stop: Event) -> str:
    del stop
    path = Path(source.what[0])
    try:
        # Not waiting: a named pipe into which nobody writes would hold us for ever.
        file = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
        try:
            mode = os.fstat(file).st_mode
            if not stat.S_ISREG(mode):
                raise BadValue(f"{path} is no ordinary file.", "Name a file, or a command that prints the secret.")
            if mode & 0o077:
                raise BadValue(f"Others can read {path}.", f"Run: chmod 600 {path}")
            return _one_line(os.read(file, LONGEST))
        finally:
            os.close(file)
    except OSError as failed:
        raise BadValue(f"{path} cannot be read: {failed.strerror}.", "Check its path and mode.") from None


def _from_keyring(source: SecretSource, stop: Event) -> str:
    found: list[str | None] = []
    reasons: list[str] = []

    def ask() -> None:
        try:
            import keyring
        except ImportError:
            reasons.append("the extra is not installed (pip install 'frontdesk[keyring]')")
            return
        try:
            found.append(keyring.get_password(*source.what))
        except Exception as failed:  # every backend raises its own
            reasons.append(type(failed).__name__)

    # A daemon: a keyring that never answers must not keep the process from ending.
    asking = Thread(target=ask, name="keyring", daemon=True)
    asking.start()
    until = time.monotonic() + PATIENCE
    while asking.is_alive() and time.monotonic() < until and not stop.is_set():
        asking.join(min(_GLANCE, PATIENCE))
    service, user = source.what
    if asking.is_alive():
        raise BadValue(f"The keyring did not answer within {PATIENCE:g} s.", "Unlock it, or name another source.")
    if reasons:
        raise BadValue(f"The keyring cannot be asked: {reasons[0]}.", "Name another source, such as a command.")
    if not found or found[0] is None:
        raise BadValue(f"The keyring holds nothing for {service}/{user}.", f"Run: keyring set {service} {user}")
    return found[0]


def _one_line(output: bytes) -> str:
    """Decode, and drop the one line end that editors and commands put after it."""
    try:
        text = output.decode("utf-8")
    except UnicodeDecodeError:
        raise BadValue("The secret is not text in UTF-8.") from None
    return text.removesuffix("\n").removesuffix("\r")


_RESOLVERS: Final[Mapping[SecretKind, Callable[[SecretSource, Event], str]]] = {
    SecretKind.ENV: _from_environment,
    SecretKind.COMMAND: _from_command,
    SecretKind.FILE: _from_file,
    SecretKind.KEYRING: _from_keyring,
}
