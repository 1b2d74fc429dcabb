"""The way to the vendors: the only home of the HTTP library, which is not imported before the first request."""

from tui.core.wire.network import DIRECT, AsgiApp, Network
from tui.transport.bodies import portions, what_came
from tui.transport.decode import decode, decode_rows
from tui.transport.http_transport import HttpTransport, Timing
from tui.transport.log import RequestLog
from tui.transport.long_lists import decode_many
from tui.transport.numbers import Number, Whole
from tui.transport.retry import Retry

__all__ = [
    "DIRECT",
    "AsgiApp",
    "HttpTransport",
    "Network",
    "Number",
    "RequestLog",
    "Retry",
    "Timing",
    "Whole",
    "decode",
    "decode_many",
    "decode_rows",
    "portions",
    "what_came",
]
