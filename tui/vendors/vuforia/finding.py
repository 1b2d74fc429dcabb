"""What of Vuforia can be found: serial numbers, and whoever ran a procedure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Final

from tui.core.findable import Findable, Finding, LookIn, Trace
from tui.core.place import HERE, Place
from tui.core.record import Record
from tui.vendors.vuforia.api.models import User, shown
from tui.vendors.vuforia.outcomes import Outcome
from tui.vendors.vuforia.runs import Run, operator, procedure_name

__all__ = ["FINDING"]

_ANY_PROGRESS: Final = ("completed", "abandoned", "ongoing")
_RUNS: Final = LookIn(
    "runs",
    {"progress": _ANY_PROGRESS, "granularity": "procedure"},
    range="30d",
    limit=2_000,
    reach="of the last 30 days",
)
_SERIAL: Final = LookIn(
    "reports",
    {"progress": _ANY_PROGRESS, "granularity": "procedure"},
    text_param="serialNumber",
    takes=r"[^\s@]{1,64}",
    limit=100,
    by="their whole serial number",
    reach="of exactly this serial number",
)
_THEIRS: Final = LookIn("runs", {"progress": _ANY_PROGRESS}, range="30d", limit=2_000, reach="of the last 30 days")
"""With their steps: what failed is worth more than the cheaper answer."""


def _user(run: Run) -> User:
    return run.session.user or User()


def _email(run: Run) -> str | None:
    return shown(_user(run).email)


def _name(run: Run) -> str | None:
    """Return who ran it; nothing where only an id is told, which is nobody's name."""
    user = _user(run)
    return operator(user) if shown(user.first_name) or shown(user.last_name) or shown(user.email) else None


def _reports(record: Record[Run]) -> Place | None:
    if record.value is None or not record.value.serial:
        return None
    values = {"serialNumber": (record.value.serial,), "progress": _ANY_PROGRESS}
    return Place(HERE, "reports", values, title=f"Serial {record.value.serial}", record=record.id)


def _says(run: Run) -> str:
    failed, omitted = run.counts[Outcome.FAILED], run.counts[Outcome.OMITTED]
    parts = [procedure_name(run.procedure), f"serial {run.serial}" if run.serial else "", run.procedure.progress or ""]
    parts += [f"{failed} failed"] if failed else []
    parts += [f"{omitted} omitted"] if omitted else []
    return ", ".join(part for part in parts if part)


_FINDABLES: Final = (
    Findable[Run](
        _RUNS,
        ("serial number", "serial numbers"),
        title=lambda run: run.serial,
        note=lambda run: procedure_name(run.procedure),
        opens=_reports,
    ),
    Findable[Run](
        _SERIAL,
        ("serial number", "serial numbers"),
        title=lambda run: run.serial,
        note=lambda run: procedure_name(run.procedure),
        opens=_reports,
    ),
    Findable[Run](
        _RUNS,
        ("person", "people"),
        title=_name,
        ids=lambda run: (_user(run).id,),
        email=_email,
        note=lambda run: "runs procedures",
        opens=lambda record: None,
    ),
)

_TRACES: Final = (
    Trace[Run](
        _THEIRS,
        "run",
        when=lambda run: run.latest or run.started,
        says=_says,
        whose=lambda run: (_email(run), _name(run)),
        opens=_reports,
    ),
)

_WHOM: Final[Mapping[str, Callable[[Run], Iterable[str | None]]]] = dict.fromkeys(
    ("reports", "runs"), lambda run: (_email(run), _name(run))
)

FINDING: Final = Finding(_FINDABLES, _TRACES, _WHOM)
"""What can be found."""
