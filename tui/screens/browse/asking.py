"""What a collection is asked with: what the settings give, what must be asked before, and how that is said."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from tui.connections import Connection
from tui.core.action import Field
from tui.core.collection import Collection, RangeUse, Value
from tui.core.errors import FrontdeskError
from tui.core.text import clean
from tui.core.time.ranges import parse_range
from tui.core.time.time_range import TimeRange
from tui.reading.names import resolved_all
from tui.screens.base import FrontdeskScreen
from tui.screens.boundary import one_line
from tui.screens.browse.params import TOPIC, Given, ParamsScreen, params_in_words, to_remember, value_in_words
from tui.screens.dialogs.picker import PickerScreen, open_picker

__all__ = ["ask_params", "asked_about", "asked_with", "from_settings", "span_for"]


def ask_params(
    screen: FrontdeskScreen,
    connection: Connection,
    collection: Collection,
    given: Given,
    then: Callable[[Given | None], None],
    *,
    at: str = "",
    kept: Mapping[str, Value] | None = None,
) -> None:
    """Ask what a collection is to be asked with, but for what is kept, and remember it for the next time."""
    app_state = screen.app_state

    def pick(field: Field, picker: PickerScreen) -> None:
        if field.refers_to is not None:
            open_picker(screen, connection, field.refers_to, picker)

    def resolve(answer: Given | None) -> None:
        """Find the ids of what is named; where that is not clear, ask again with everything kept."""
        if answer is None or not any(param.refers_to is not None for param in collection.params):
            take(answer)
            return

        def again(error: FrontdeskError) -> None:
            screen.say(one_line(error))
            ask_params(screen, connection, collection, answer, then, at=at, kept=kept)

        finding = resolved_all(connection, collection.params, answer.values, now=screen.now())
        screen.run_guarded(
            finding, then=lambda values: take(Given(values, answer.range_text)), failed=again, group="names"
        )

    def take(answer: Given | None) -> None:
        if answer is not None:
            whose = f"{connection.name}/{collection.name}"
            screen.run_guarded(app_state.remember(TOPIC, whose, to_remember(answer)), group="remember")
        then(answer)

    asked = ParamsScreen(collection, given, now=screen.now, zone=screen.zone, at=at, kept=kept, pick=pick)
    screen.app.push_screen(asked, resolve)


def span_for(collection: Collection, text: str, screen: FrontdeskScreen) -> TimeRange | None:
    """Read the range that a collection is asked for; None when it takes none or needs none.

    Raises:
        UsageError: when the text is no range.
    """
    if collection.range_use is RangeUse.NONE:
        return None
    if not text and collection.range_use is RangeUse.OPTIONAL:
        return None
    return parse_range(text or collection.default_range, now=screen.now(), zone=screen.zone)


def from_settings(connection: Connection, collection: Collection) -> dict[str, Value]:
    """Take the parameters that the connection's settings fill when nobody gives them."""
    settings: Mapping[str, Any] = connection.config.settings
    return {
        param.name: settings[param.setting]
        for param in collection.params
        if param.setting and isinstance(settings.get(param.setting), str) and settings[param.setting]
    }


def asked_about(connection: Connection, collection: Collection, values: Mapping[str, Value]) -> str:
    """Say what a collection is asked about, for the breadcrumb: what it needs, but for what the settings fill."""
    own = from_settings(connection, collection)
    needed = (param.name for param in collection.params if param.required and param.name not in own)
    return clean(", ".join(value_in_words(values[name]) for name in needed if name in values))


def asked_with(connection: Connection, collection: Collection, values: Mapping[str, Value]) -> str:
    """Say what else it is asked with, but for what the breadcrumb says and what the settings fill."""
    own = from_settings(connection, collection)
    return params_in_words((each for each in collection.params if not each.required and each.name not in own), values)
