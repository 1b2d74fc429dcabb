"""Everything that can go wrong, as one tree: a class for each thing that a caller can do something about.

::

    FrontdeskError              the message is for the user, `way_out` says what helps
    ├── UsageError              the question cannot be asked like that
    ├── ConfigError             the config file has problems, all of them listed
    ├── Refused                 Frontdesk itself declined: read-only, not confirmed
    ├── Bug                     Frontdesk itself failed: a mistake of ours
    └── VendorError             the vendor or the network failed
        ├── SignedOut           credentials are wrong, expired or rotated
        ├── Forbidden           the credentials are right, the right is missing
        ├── NotFound            no such thing at the vendor
        ├── Conflict            the thing is in a state that does not allow it
        ├── Rejected            the vendor refused the values; `fields` says which
        ├── RateLimited         too many requests; `retry_after` says how long to wait
        ├── VendorFailed        the vendor answered, but failed itself (5xx)
        ├── Unreachable         no answer: refused, reset, timed out, no such host, TLS
        └── Malformed           an answer that cannot be read
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum

__all__ = [
    "Arrival",
    "Bug",
    "ConfigError",
    "ConfigProblem",
    "Conflict",
    "Forbidden",
    "FrontdeskError",
    "Malformed",
    "NotFound",
    "RateLimited",
    "Refused",
    "Rejected",
    "SignedOut",
    "Unreachable",
    "UsageError",
    "VendorError",
    "VendorFailed",
    "first_error",
    "in_sentences",
]

_ENDS = tuple(".!?…:")
_CLOSING = "”’»)\"'"


def in_sentences(*parts: str) -> str:
    """Join what is said one after the other: a vendor that leaves out its full stop does not run into what follows.

    What comes last stays as it is, and so does an aside in brackets.
    """
    said = [part.strip() for part in parts if part.strip()]
    return " ".join([*(part if _has_ended(part) else f"{part}." for part in said[:-1]), *said[-1:]])


def _has_ended(said: str) -> bool:
    return said.startswith("(") or said.rstrip(_CLOSING).endswith(_ENDS)


class FrontdeskError(Exception):
    """Something that the user is told in one sentence, with the way out."""

    def __init__(self, message: str, *, way_out: str = "") -> None:
        super().__init__(message)
        self.message = message
        """What happened, in plain words; never carries a secret."""
        self.way_out = way_out
        """What would help; empty when nothing is known to."""

    def __str__(self) -> str:
        return in_sentences(self.message, self.way_out)


class UsageError(FrontdeskError):
    """The question cannot be asked like that: an unknown name, a range that ends before it starts."""


@dataclass(frozen=True, slots=True)
class ConfigProblem:
    """One thing that is wrong with the configuration."""

    file: str
    """The file as the user named it."""
    key: str
    """The dotted key, such as `connections.campus.region`; empty when the whole file is meant."""
    wrong: str
    """What is wrong."""
    right: str = ""
    """What would be right; empty when `wrong` says it all."""

    def __str__(self) -> str:
        where = f"{self.file}: {self.key}" if self.key else self.file
        return f"{where}: {self.wrong}" + (f" {self.right}" if self.right else "")


class ConfigError(FrontdeskError):
    """The configuration has problems; all of them at once, in `problems`."""

    def __init__(self, problems: Sequence[ConfigProblem]) -> None:
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems = tuple(problems)


class Refused(FrontdeskError):
    """Frontdesk itself declined to send: the connection is read-only, or the write was not confirmed."""


class Bug(FrontdeskError):
    """Frontdesk itself failed: an exception that nobody foresaw, which is a mistake of ours and never the user's."""


class Arrival(Enum):
    """Whether a request that failed reached the vendor; decides if a write may be sent again."""

    NO = "no"
    """It surely did not arrive, or arrived and was turned away before it was looked at."""
    MAYBE = "maybe"
    """Nobody knows: the connection broke after the first byte was sent, or the vendor failed half-way."""
    YES = "yes"
    """The vendor answered."""


class VendorError(FrontdeskError):
    """The vendor or the network failed; `status`, `request_id` and `url` say where to look."""

    left_a_part: bool = False
    """Whether what had come before is where it was to go: some of it failed, not all."""

    def __init__(
        self,
        message: str,
        *,
        way_out: str = "",
        status: int | None = None,
        request_id: str = "",
        url: str = "",
        arrival: Arrival = Arrival.YES,
    ) -> None:
        super().__init__(message, way_out=way_out)
        self.status = status
        """The HTTP status; None when there was no answer."""
        self.request_id = request_id
        """What the vendor's own support asks for; empty when the vendor sent none."""
        self.url = url
        """Where it was sent, without credentials and without query values."""
        self.arrival = arrival


class SignedOut(VendorError):
    """The credentials are wrong, expired or rotated."""


class Forbidden(VendorError):
    """The credentials are right, the right to this is missing."""


class NotFound(VendorError):
    """There is no such thing at the vendor."""


class Conflict(VendorError):
    """The thing is in a state that does not allow this."""


class Rejected(VendorError):
    """The vendor refused the values."""

    def __init__(
        self,
        message: str,
        *,
        fields: Mapping[str, str] | None = None,
        way_out: str = "",
        status: int | None = None,
        request_id: str = "",
        url: str = "",
        arrival: Arrival = Arrival.YES,
    ) -> None:
        super().__init__(message, way_out=way_out, status=status, request_id=request_id, url=url, arrival=arrival)
        self.fields = dict(fields or {})
        """The vendor's words per field, under the vendor's field names; empty when it named none."""


class RateLimited(VendorError):
    """Too many requests, and waiting within the budget did not help."""

    def __init__(
        self,
        message: str,
        *,
        retry_after: float | None = None,
        way_out: str = "",
        status: int | None = None,
        request_id: str = "",
        url: str = "",
        arrival: Arrival = Arrival.NO,
    ) -> None:
        super().__init__(message, way_out=way_out, status=status, request_id=request_id, url=url, arrival=arrival)
        self.retry_after = retry_after
        """Seconds the vendor asked us to wait; None when it did not say."""


class VendorFailed(VendorError):
    """The vendor answered, but failed itself (5xx)."""


class Unreachable(VendorError):
    """There was no answer: refused, reset, timed out, no such host, or TLS could not be verified."""

    stalled: bool = False
    """Whether nothing came for as long as we wait, at each try: asking for less, or once more, only takes longer."""


class Malformed(VendorError):
    """The answer cannot be read; the message names the path that failed, such as `data[3].joinTime`."""


def first_error(group: BaseExceptionGroup[BaseException]) -> FrontdeskError | None:
    """Find the error that tasks running side by side ended with; None when it is none that anybody foresaw."""
    for error in group.exceptions:
        if isinstance(error, FrontdeskError):
            return error
        if isinstance(error, BaseExceptionGroup) and (inner := first_error(error)):
            return inner
    return None
