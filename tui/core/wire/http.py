"""What is sent and what comes back, as data: requests, responses, ways to authenticate, and what a transport can do.

Vendors describe their calls with these words; `tui.transport` is the only one who sends them.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime, timedelta
from enum import Enum
from typing import Any, Protocol, TypeAlias

from msgspec import Struct, field

from tui.core.cache import PastCache
from tui.core.errors import (
    Conflict,
    Forbidden,
    NotFound,
    RateLimited,
    Rejected,
    SignedOut,
    VendorError,
    VendorFailed,
)
from tui.core.secret import Secret
from tui.core.time.clock import Clock

__all__ = [
    "Auth",
    "BasicAuth",
    "Effect",
    "Explain",
    "HeaderAuth",
    "NoAuth",
    "Opener",
    "Request",
    "Response",
    "SignedAuth",
    "Token",
    "TokenAuth",
    "Transport",
    "failure",
]


class Effect(Enum):
    """What a request does at the vendor; decides whether it may be sent again, and whether read-only lets it pass."""

    READ = "read"
    """Changes nothing, whatever its method: sent again when it fails."""
    REPEATABLE = "repeatable"
    """A write that does the same when it is done twice (PUT): sent again when it fails."""
    ONCE = "once"
    """A write that must not be done twice: sent again only when it surely did not arrive."""


class Request(Struct, frozen=True):
    """One call, described and not yet sent."""

    method: str
    path: str
    """Below the base, starting with `/`, percent-encoded where it carries ids."""
    params: Sequence[tuple[str, str]] = ()
    """Query parameters in order, not yet encoded; a name may repeat."""
    body: Any = None
    """What goes as JSON; None sends no body."""
    headers: Mapping[str, str] = field(default_factory=dict)
    """Headers beyond authentication and JSON's own."""
    base: str = "api"
    """Which of the connection's own hosts is meant, by the name the vendor gave it."""
    effect: Effect = Effect.READ
    anonymous: bool = False
    """Send it without credentials: a login."""
    form: Mapping[str, str] | None = None
    """What goes form-encoded instead of `body`."""


class Response(Struct, frozen=True):
    """What came back."""

    status: int
    headers: Mapping[str, str]
    """Names in lower case."""
    body: bytes
    url: str
    """Where it came from, without credentials and without query values."""
    elapsed: float = 0.0
    """Seconds from sending to the last byte."""


# --- ways to authenticate ---------------------------------------------------------------------------------------


class NoAuth(Struct, frozen=True):
    """No credentials at all."""


class HeaderAuth(Struct, frozen=True):
    """Fixed headers; the secret ones are masked wherever a request is shown."""

    headers: Mapping[str, str | Secret]


class BasicAuth(Struct, frozen=True):
    """HTTP Basic, user and password in UTF-8 (RFC 7617)."""

    username: str
    password: Secret


class SignedAuth(Struct, frozen=True):
    """Headers made anew for every request, such as a short-lived signed token. All of them are masked when shown."""

    sign: Callable[[], Mapping[str, str]]
    scheme: str = "Bearer "
    """What stands before the token, as a dry run shows it: there nothing is signed."""


class Token(Struct, frozen=True):
    """An access token and how long it is good for."""

    value: Secret
    expires_at: datetime | None = None
    """Aware; None when the vendor did not say."""


class TokenAuth(Struct, frozen=True):
    """A bearer token, fetched once, kept until shortly before it expires, renewed once when the vendor answers 401."""

    fetch: Callable[[Transport], Awaitable[Token]]
    """Get a token; sends anonymous requests through the transport it is handed."""
    early: float = 60.0
    """Seconds before the expiry at which it is renewed."""


Auth: TypeAlias = NoAuth | HeaderAuth | BasicAuth | SignedAuth | TokenAuth

Explain: TypeAlias = Callable[[Response], VendorError | None]
"""How a vendor reads an answer that is a failure, in its own words; None when the answer is none (or the vendor has
nothing to add, and then the status decides). Called for every answer: some failures come with status 200."""


class Transport(Protocol):
    """One connection's way to its vendor. Retries what may be retried, paces, authenticates, redacts."""

    @property
    def connection(self) -> str:
        """The connection's name, for sentences."""
        ...

    @property
    def max_concurrency(self) -> int:
        """Requests under way at once at the most; `send` waits beyond it."""
        ...

    @property
    def clock_ahead(self) -> timedelta | None:
        """How far our clock is ahead of the vendor's, by the last answer that said a time; None before one did."""
        ...

    async def send(self, request: Request) -> Response:
        """Send and return a successful answer.

        Raises:
            VendorError: of the class that fits, when there is no good answer.
            Refused: when the connection is read-only and the request is a write; nothing was sent.
        """
        ...

    def describe(self, request: Request) -> str:
        """Write the request out as it would be sent, secrets masked: the dry run."""
        ...

    async def aclose(self) -> None:
        """Let go of sockets."""
        ...


class Opener(Protocol):
    """What a vendor is handed to build its client."""

    @property
    def settings(self) -> Mapping[str, Any]:
        """The connection's settings, checked, defaults filled in, secrets as `Secret`."""
        ...

    @property
    def clock(self) -> Clock:
        """The clock that the vendor's client goes by."""
        ...

    @property
    def cache(self) -> PastCache | None:
        """Where answers about the past may be kept; None when they are not. Nothing is opened before it is used."""
        ...

    def transport(self, *, bases: Mapping[str, str], auth: Auth, explain: Explain | None = None) -> Transport:
        """Make the connection's transport. `bases` are its own hosts by name; credentials go nowhere else."""
        ...


def failure(
    response: Response,
    message: str,
    *,
    way_out: str = "",
    request_id: str = "",
    fields: Mapping[str, str] | None = None,
) -> VendorError:
    """Make the error whose class fits the response's status; 400 and 422 and anything below 400 become `Rejected`.

    How long the vendor asks to wait is filled in by the transport, which has the clock.
    """
    common: dict[str, Any] = {
        "way_out": way_out,
        "status": response.status,
        "request_id": request_id,
        "url": response.url,
    }
    match response.status:
        case 401:
            return SignedOut(message, **common)
        case 403:
            return Forbidden(message, **common)
        case 404 | 410:
            return NotFound(message, **common)
        case 409 | 412:
            return Conflict(message, **common)
        case 429:
            return RateLimited(message, **common)
        case status if status >= 500:
            return VendorFailed(message, **common)
        case _:
            return Rejected(message, fields=fields, **common)
