"""Write each try down, with no secret in it: in the log's file, and for whoever looks at the last requests."""

from __future__ import annotations

from msgspec import Struct

from tui.core.time.clock import Clock
from tui.core.wire.http import Response
from tui.core.wire.recent_requests import RecentRequests, SentRequest
from tui.transport.credentials import Credentials
from tui.transport.describe import shown_content, shown_headers
from tui.transport.http_call import HttpCall
from tui.transport.known_secrets import KnownSecrets
from tui.transport.log import LogLine, RequestLog, logged_url
from tui.transport.responses import request_id_of

__all__ = ["RequestNotes"]


class RequestNotes(Struct, frozen=True):
    """Where one connection's tries are noted."""

    connection: str
    log: RequestLog | None
    recent: RecentRequests | None
    secrets: KnownSecrets
    credentials: Credentials
    clock: Clock

    def add(
        self, call: HttpCall, ended: str, seconds: float, tries: int, *, bare: bool, response: Response | None = None
    ) -> None:
        """Note a try.

        Args:
            call: What was sent, as a whole.
            ended: The status, or in a word why there was none.
            seconds: How long it took.
            tries: Which try of its request it was, from 1.
            bare: Whether it went without credentials.
            response: What came, if anything did.
        """
        now, url = self.clock.now(), self.secrets.text(call.url)
        request_id = self.secrets.text(request_id_of(response)) if response is not None else ""
        if self.log is not None:
            self.log.write(LogLine(now, self.connection, call.method, url, ended, seconds, tries, request_id))
        if self.recent is not None:
            masked = {} if bare else self.credentials.masked()
            headers = {name: self.secrets.text(value) for name, value in shown_headers(call, masked).items()}
            sent = SentRequest(
                number=self.recent.next_number(),
                at=now,
                connection=self.connection,
                method=call.method,
                url=logged_url(url),
                ended=ended,
                seconds=seconds,
                tries=tries,
                size=len(response.body) if response is not None else 0,
                request_id=request_id,
                headers=headers,
                body=self.secrets.text(shown_content(call)),
            )
            self.recent.note(sent)
