"""The last requests, newest first: what was asked, how it was answered, how long that took; any of them as curl.

They are remembered in memory anyway, as far as the newest few hundred go; only while this screen is open is anything
drawn of them, and only when one has come.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import ClassVar, Final

from msgspec.structs import asdict
from textual.binding import Binding, BindingType

from tui.core.wire.curl import curl, variables
from tui.core.wire.recent_requests import KEPT, SentRequest
from tui.screens.dialogs.listing import ListScreen, choice
from tui.screens.log import LogDetails, LogScreen
from tui.screens.requests.lines import details, head_line, parts_in_common, request_line, says
from tui.widgets.key_line import OPENING, Hint, without
from tui.widgets.line import TextPart
from tui.widgets.menu import Menu, MenuEntry, heading

__all__ = ["RequestsScreen"]


class RequestDetails(LogDetails):
    """All there is to say of a request."""

    KEYS_OF = "The details of a request"

    LINES = 9


class RequestsScreen(LogScreen):
    """The log of requests."""

    TITLE_CRUMB: ClassVar[str] = "Requests"

    KEYS_OF = "The log of requests"

    DETAILS = RequestDetails

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("slash", "filter", "filter", id="requests.filter"),
        Binding("f", "failed", "only what failed", id="requests.failed"),
        Binding("y", "copy", "copy, also as curl", id="requests.copy"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._only_failed = False
        self._fills = False
        """Whether the list is about to be written anew."""

    def on_mount(self) -> None:
        """Begin to listen."""
        if (recent := self.app_state.connections.recent) is not None:
            recent.watch = self._one_more

    def on_unmount(self) -> None:
        """Listen no more."""
        if (recent := self.app_state.connections.recent) is not None:
            recent.watch = None

    def on_screen_resume(self) -> None:
        """Show what came while something lay above."""
        self.show_lines()

    @property
    def at(self) -> SentRequest | None:
        """The request under the cursor."""
        chosen = self.chosen_id
        return next((each for each in self._all() if f"request:{each.number}" == chosen), None)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer to copy what is there."""
        return action != "copy" or self.at is not None

    def why_not(self, action: str) -> str:
        """Say why nothing can be copied."""
        return "There is no request to copy from." if action == "copy" else ""

    def arrange_hints(self, hints: tuple[Hint, ...]) -> tuple[Hint, ...]:
        """Leave Enter out: a line leads nowhere."""
        return super().arrange_hints(without(hints, {*OPENING}))

    def action_failed(self) -> None:
        """Show only what has no good answer, or everything again."""
        self._only_failed = not self._only_failed
        self.show_lines()

    def action_copy(self) -> None:
        """Ask what of a request to copy."""
        if (request := self.at) is None:
            return
        parts = {title: text for title, text in _parts(request).items() if text}
        entries = [choice(title, title, text.splitlines()[0][:34]) for title, text in parts.items()]

        def take(title: str | None) -> None:
            if title is not None:
                said = self.shell.copy_text(parts[title], f"{title[:1].lower()}{title[1:]}")
                wanted = variables(parts[title]) if title == _AS_CURL else ()
                self.say(f"{said} It wants {', '.join(wanted)}." if wanted else said)

        self.app.push_screen(ListScreen("Copy from this request", entries), take)

    def on_menu_chosen(self, message: Menu.Chosen) -> None:
        """Keep the message to ourselves: a line leads nowhere."""
        message.stop()

    # Within.

    def _all(self) -> tuple[SentRequest, ...]:
        recent = self.app_state.connections.recent
        return recent.newest_first if recent is not None else ()

    def _one_more(self) -> None:
        """Write the list anew, once for however many have come."""
        if not self._fills and self.is_current:
            self._fills = self.call_later(self.show_lines)

    def show_lines(self) -> None:
        """Write the list anew."""
        self._fills = False
        words, width = self.filter_text, self.app.size.width
        every = self._all()
        shown = [each for each in every if says(each, words) and (each.failed or not self._only_failed)]
        common = parts_in_common(shown)
        lines = [request_line(each, zone=self.zone, width=width, common=common) for each in shown]
        nothing = _nothing(any_at_all=bool(every), only_failed=self._only_failed)
        self.menu.set_entries([head_line(width), *lines] if lines else [nothing])
        recent = self.app_state.connections.recent
        count = f"{len(shown):,} of {len(every):,}" if len(shown) != len(every) else f"{len(every):,}"
        forgot = f"the newest {KEPT}" if recent is not None and recent.total > len(every) else ""
        requests = "request" if len(every) == 1 else "requests"
        self.show_facts(f"{count} {requests}", "only what failed" if self._only_failed else "", forgot)
        self.show_details()

    def told(self) -> Sequence[Sequence[TextPart]]:
        """Tell the whole of a request."""
        request = self.at
        return details(request, zone=self.zone, width=self.app.size.width - 4) if request is not None else []


_AS_CURL: Final = "The curl command"


def _parts(request: SentRequest) -> dict[str, str]:
    as_curl = curl(
        connection=request.connection,
        method=request.method,
        url=request.url,
        headers=request.headers,
        body=request.body,
    )
    everything = {**asdict(request), "at": request.at.isoformat()}
    return {
        _AS_CURL: as_curl,
        "The address": request.url,
        "The request id": request.request_id,
        "What was sent": request.body,
        "Everything, as JSON": json.dumps(everything, ensure_ascii=False, indent=2),
    }


def _nothing(*, any_at_all: bool, only_failed: bool) -> MenuEntry:
    if not any_at_all:
        return heading(" Nothing was asked yet.")
    return heading(" Nothing of it failed." if only_failed else " None says that; Escape in the filter clears it.")
