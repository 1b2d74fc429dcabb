"""Where a redirect may lead, and what may come along.

Only reads follow, five hops at most. Credentials, the request's own headers and its body go to the connection's own
origins and to nobody else; `http` to `https` on the same host counts as own, the other way round does not.
"""

from __future__ import annotations

from collections.abc import Collection
from http import HTTPStatus
from typing import Final
from urllib.parse import urljoin, urlsplit

from msgspec import Struct

from tui.core.errors import Arrival, Rejected, VendorError, VendorFailed
from tui.core.wire.http import Effect, Response
from tui.core.wire.redact import shown_url
from tui.transport.http_call import Base, HttpCall, Origin

__all__ = ["MAX_HOPS", "Move", "Redirects"]

MAX_HOPS: Final = 5
_FOLLOWED: Final = frozenset({301, 302, 303, 307, 308})


class Move(Struct, frozen=True):
    """A redirect to follow."""

    call: HttpCall
    own: bool
    """Whether it stays with the connection's own hosts; credentials end with the first one that does not."""


class Redirects(Struct, frozen=True):
    """One connection's rule about redirects."""

    connection: str
    bases: Collection[Base]
    """Whom credentials may be shown to: these hosts, and the same over TLS."""

    def next_call(self, call: HttpCall, response: Response, *, effect: Effect, hops: int) -> Move | None:
        """Return where to go next; None when the response is no redirect.

        Args:
            call: The call that was answered.
            response: What came.
            effect: What the request does at the vendor.
            hops: Redirects followed already.

        Raises:
            VendorError: when the redirect is not to be followed.
        """
        if response.status not in _FOLLOWED or "location" not in response.headers:
            return None
        url, target = self._target(call, response)
        if effect is not Effect.READ:
            error = self._error(Rejected, response, f"sends this on to {target}, and a write is not sent on")
            if response.status == HTTPStatus.SEE_OTHER:  # what else is to be seen is, as a rule, how it ended
                error.arrival, error.way_out = Arrival.MAYBE, "Check at the vendor whether it was done."
            raise error
        if hops >= MAX_HOPS:
            raise self._error(VendorFailed, response, f"sends this on for ever, last to {target}")
        own = any(target in (base.origin, base.origin.over_tls()) for base in self.bases)
        as_get = response.status == HTTPStatus.SEE_OTHER and call.method != "HEAD"
        if not own and call.content is not None and not as_get:
            raise self._error(Rejected, response, f"sends this on to {target}, which is none of its own hosts")
        return Move(call.elsewhere(url, bare=not own, as_get=as_get), own)

    def _target(self, call: HttpCall, response: Response) -> tuple[str, Origin]:
        try:
            url = urljoin(call.url, response.headers["location"].strip())
            if "@" in urlsplit(url).netloc:
                raise ValueError(url)
            return url, Origin.of(url)
        except ValueError:
            raise self._error(VendorFailed, response, "sends this on to an address that is none") from None

    def _error(self, kind: type[VendorError], response: Response, what: str) -> VendorError:
        return kind(
            f"{self.connection} {what}.",
            way_out="Check the address in the config.",
            status=response.status,
            url=shown_url(response.url),
        )
