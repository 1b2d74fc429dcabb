"""The one place where an error becomes something to look at: a view state, or one line under what is there already."""

from __future__ import annotations

from tui.core.errors import (
    ConfigError,
    Conflict,
    Forbidden,
    FrontdeskError,
    Malformed,
    NotFound,
    RateLimited,
    Refused,
    Rejected,
    SignedOut,
    Unreachable,
    UsageError,
    VendorError,
    VendorFailed,
)
from tui.widgets.state_view import StateKind, ViewState

__all__ = ["first_error", "one_line", "short_word", "state_of"]


def state_of(error: FrontdeskError, *, connection: str, retry: str) -> ViewState:
    """Turn an error into the state that fills the screen.

    Args:
        error: What happened.
        connection: The connection's name, for the sentence.
        retry: The key that asks again, as people call it.
    """
    again = f"Press {retry} to ask again."
    return ViewState(
        kind=_kind(error),
        headline=_headline(error, connection),
        text=_text(error),
        way_out=error.way_out if f"press {retry} " in error.way_out.lower() else f"{error.way_out} {again}".strip(),
        where=_where(error),
    )


def one_line(error: FrontdeskError) -> str:
    """Say an error in one line, for when rows stay on the screen above it."""
    return " ".join(str(error).split())


def short_word(error: FrontdeskError) -> str:
    """Say an error in a word or two: home's column."""
    match error:
        case SignedOut() | ConfigError():
            return "signed out"
        case Unreachable():
            return "no answer"
        case Forbidden():
            return "forbidden"
        case RateLimited():
            return "too busy"
        case _:
            return "failed"


def first_error(group: BaseExceptionGroup[BaseException]) -> FrontdeskError | None:
    """Find the error that tasks running side by side ended with; None when it is none of ours."""
    for error in group.exceptions:
        if isinstance(error, FrontdeskError):
            return error
        if isinstance(error, BaseExceptionGroup) and (inner := first_error(error)):
            return inner
    return None


def _kind(error: FrontdeskError) -> StateKind:
    match error:
        case SignedOut() | ConfigError():
            return StateKind.SIGNED_OUT
        case Unreachable():
            return StateKind.OFFLINE
        case _:
            return StateKind.ERROR


def _headline(error: FrontdeskError, connection: str) -> str:
    match error:
        case SignedOut():
            return f"Signed out of {connection}."
        case ConfigError():
            return f"{connection} cannot be opened: its credentials are not to be had."
        case Unreachable():
            return f"{connection} does not answer."
        case Forbidden():
            return f"{connection} does not allow this."
        case NotFound():
            return f"{connection} has no such thing."
        case RateLimited():
            return f"{connection} is being asked too often."
        case VendorFailed():
            return f"{connection} answered, but failed."
        case Malformed():
            return f"{connection} sent an answer that cannot be read."
        case Rejected() | Conflict():
            return f"{connection} turned the question down."
        case UsageError():
            return "This cannot be asked."
        case Refused():
            return "Frontdesk did not send this."
        case _:
            return f"{connection} could not be asked."


def _text(error: FrontdeskError) -> str:
    fields = error.fields if isinstance(error, Rejected) else {}
    named = "".join(f"\n{name}: {words}" for name, words in fields.items())
    if isinstance(error, RateLimited) and error.retry_after:
        named += f"\nIt asks to wait {error.retry_after:.0f} s."
    return error.message + named


def _where(error: FrontdeskError) -> str:
    if not isinstance(error, VendorError):
        return ""
    parts = [f"HTTP {error.status}"] if error.status else []
    parts += [f"request {error.request_id}"] if error.request_id else []
    parts += [error.url] if error.url else []
    return ", ".join(parts)
