"""The steps that every write flow is made of: open a screen, work aside, ask about one write or many, send them.

A flow is one coroutine in a worker of the screen that it was started from. It opens screens and closes them; they know
neither each other nor the flow.

::

    write_one:   review ──▶ go ──▶ sending ──┬─ done ───────────────────────▶ the end, for the flow to say
                   ▲                         ├─ refused, failed ─▶ try again ─┐
                   │                         ├─ unknown ─▶ check              │
                   └── changed meanwhile ────┘◀───────────────────────────────┘
    write_many:  review ──▶ go ──▶ the bulk's screen: run ──▶ retry ─▶ run … ──▶ left
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, TypeVar

from msgspec import Struct
from msgspec.structs import replace

from tui.connections import Connection
from tui.core.action import Action, Values, WriteState
from tui.core.errors import Bug, FrontdeskError
from tui.core.present import count_text
from tui.core.record import Record
from tui.core.time.now_in_zone import NowInZone
from tui.screens.base import FrontdeskScreen
from tui.screens.write.bulk import BulkScreen
from tui.screens.write.confirm import CHECK, GO, ConfirmScreen
from tui.screens.write.review import CHANGED_MEANWHILE, Review, review_of_many
from tui.screens.write.undoable import find_undoable
from tui.screens.write.write_base import AskingScreen, words_of
from tui.widgets.confirm import Choice
from tui.widgets.line import Role
from tui.writing.bulk import Bulk, BulkRow
from tui.writing.run import ChangedMeanwhile, Plan, Written, perform, plan
from tui.writing.undo import mark_undone, verify

if TYPE_CHECKING:
    from tui.core.wire.http import Request
    from tui.storage.journal import JournalEntry

__all__ = [
    "FLOW",
    "Ended",
    "ManyWrites",
    "OneWrite",
    "begin",
    "moment_of",
    "planned",
    "rows_follow",
    "shown",
    "watch",
    "work",
    "write_many",
    "write_one",
]

FLOW: Final = "write flow"
"""The group of the workers that are flows. Such a worker mostly waits for a person; what it works at in between runs in
workers of the group `write`."""

T = TypeVar("T")
S = TypeVar("S", bound=AskingScreen[Any])


def begin(
    screen: FrontdeskScreen[Any],
    flow: Coroutine[Any, Any, None],
    *,
    what: str = "",
    failed: Callable[[FrontdeskError], None] | None = None,
) -> None:
    """Start a flow on a screen, unless one is under way there: what that one has begun must not be broken off.

    Args:
        screen: Where it starts, and where it is said how it ended.
        flow: The coroutine.
        what: What it begins with, said at once: “Asking campus what is there now …”.
        failed: Takes an error that the flow did not deal with; without it one line says what happened.
    """
    if any(worker.group == FLOW and worker.node is screen and not worker.is_finished for worker in screen.workers):
        flow.close()
        screen.say("What was begun here is still under way; wait for its end.")
        return
    if what:
        screen.say(what)
    screen.run_guarded(flow, failed=failed, group=FLOW)


async def work(screen: FrontdeskScreen[Any], coroutine: Coroutine[Any, Any, T]) -> T:
    """Do something that may take a while, and return what came of it.

    Raises:
        FrontdeskError: as the coroutine; a mistake of ours is a `Bug`.
    """
    done: asyncio.Future[T] = asyncio.get_running_loop().create_future()

    def take(result: T) -> None:
        if not done.done():
            done.set_result(result)

    def fail(error: FrontdeskError) -> None:
        if not done.done():
            done.set_exception(error)

    screen.run_guarded(coroutine, then=take, failed=fail, group="write")
    return await done


@asynccontextmanager
async def shown(origin: FrontdeskScreen[Any], screen: S) -> AsyncIterator[S]:
    """Open a screen, and close it in the end. When the flow is broken off its screens are gone, or going, already."""
    await origin.app.push_screen(screen)
    try:
        yield screen
    except asyncio.CancelledError:
        raise
    except BaseException:
        await screen.close()
        raise
    else:
        await screen.close()


def moment_of(screen: FrontdeskScreen[Any]) -> NowInZone:
    """Return what relative times are worked out from."""
    return NowInZone(screen.now(), screen.zone)


def rows_follow(screen: FrontdeskScreen[Any], records: Sequence[Record[Any]]) -> None:
    """Have every list that shows what was written to read it anew: one may lie below a person, or below the journal."""
    for each in screen.app.screen_stack:
        if isinstance(each, FrontdeskScreen):
            each.rows_written(records)


# --- one write --------------------------------------------------------------------------------------------------


class OneWrite(Struct, frozen=True):
    """One write that a flow asks about, sends and follows."""

    connection: Connection
    action: Action
    values: Values
    """Typed, as `validate` returns them."""
    crumbs: tuple[str, ...]
    review: Callable[[Plan], Review]
    """Makes what is shown of a plan."""
    undoes: JournalEntry | None = None
    """The entry that this takes back."""
    at_once: bool = False
    """Send without asking: it is safe."""


class Ended(Struct, frozen=True):
    """How the user left the question."""

    answer: str = ""
    """What was answered when it is neither sending nor checking; empty when the user went back, and when it is done."""
    written: Written | None = None
    """How the last try ended; None when nothing was sent."""
    ready: Plan | None = None
    """What was found last."""

    @property
    def done(self) -> bool:
        """Whether it was written."""
        return self.written is not None and self.written.state is WriteState.DONE


@dataclass
class _Question:
    """The question before one write, while it is open."""

    origin: FrontdeskScreen[Any]
    write: OneWrite
    ready: Plan
    screen: ConfirmScreen
    written: Written | None = field(default=None)

    async def send(self) -> None:
        """Send it, and show what came of it unless it is done."""
        origin, write = self.origin, self.write
        self.screen.show_ended("Sending …")
        try:
            with (
                self.screen.held(f"{write.action.title} is being sent."),
                origin.app_state.working(f"{write.action.title}: {self.ready.target}"),
            ):
                self.written = await work(origin, _send(origin, write, self.ready))
        except FrontdeskError as error:
            self._show_stopped(error)
        else:
            self._show_written(self.written)

    async def check(self) -> None:
        """Ask the vendor whether it arrived, and show what its records say."""
        try:
            with self.screen.held("The vendor is being asked."):
                text = await work(self.origin, _verify(self.origin, self.write.connection, self.written))
        except FrontdeskError as error:
            text = words_of(error)
        self.screen.show_ended(text)
        self.screen.offer()

    def _show_written(self, written: Written) -> None:
        if written.state is WriteState.DONE:
            return
        self.screen.show_ended(f"{written.state.value.capitalize()}: {written.sentence}", bad=True)
        if written.state is not WriteState.UNKNOWN:
            again: Role = "danger" if self.screen.review.word else "strong"
            self.screen.offer(Choice(GO, "Try again", again))
        elif self.write.action.verify is not None:
            self.screen.offer(Choice(CHECK, "Check whether it arrived"))
        else:
            self.screen.offer()

    def _show_stopped(self, error: FrontdeskError) -> None:
        """Show why nothing was sent; what somebody else changed meanwhile is asked about again."""
        if isinstance(error, ChangedMeanwhile) and error.found:
            self.ready = replace(self.ready, before=error.found)
            self.screen.show_ended("Nothing was sent.")
            review = self.write.review(self.ready)
            # A review with answers of its own says itself what has changed.
            self.screen.show(review if review.choices else replace(review, notice=CHANGED_MEANWHILE))
        elif isinstance(error, Bug):
            # It may have been sent before we failed, so sending it again is nothing to offer.
            key = self.origin.shell.key_for("app.journal")
            told = f"{words_of(error)} The journal ({key} on other screens) says whether it was sent."
            self.screen.show_ended(told, bad=True)
            self.screen.offer()
        else:
            self.screen.show_ended(words_of(error), bad=True)
            self.screen.ask_again()


async def write_one(origin: FrontdeskScreen[Any], write: OneWrite, ready: Plan) -> Ended:
    """Ask about one write that was planned, send it, and stay with it until it is done or left."""
    screen = ConfirmScreen(write.connection, write.review(ready), crumbs=write.crumbs)
    async with shown(origin, screen):
        question = _Question(origin, write, ready, screen)
        answer = GO if write.at_once else await screen.answered()
        while answer is not None:
            match answer:
                case "go":
                    await question.send()
                case "check":
                    await question.check()
                case _:
                    return Ended(answer, question.written, question.ready)
            if (ended := Ended("", question.written, question.ready)).done:
                return ended
            answer = await screen.answered()
        return Ended("", question.written, question.ready)


async def _send(origin: FrontdeskScreen[Any], write: OneWrite, ready: Plan) -> Written:
    journal, undoes = origin.app_state.journal, write.undoes
    written = await perform(
        write.connection,
        write.action,
        write.values,
        journal=journal,
        moment=moment_of(origin),
        seen=ready.before,
        undoes=None if undoes is None else undoes.id,
    )
    if undoes is not None:
        await mark_undone(undoes, written, journal=journal)
    return written


async def _verify(origin: FrontdeskScreen[Any], connection: Connection, written: Written | None) -> str:
    journal = origin.app_state.journal
    entry = await journal.entry(written.entry) if written is not None else None
    if entry is None:
        return "The journal has no entry of it any more. Look at the vendor's own pages."
    return (await verify(connection, entry, journal=journal)).text


# --- many writes ------------------------------------------------------------------------------------------------


class ManyWrites(Struct, frozen=True):
    """One action for many rows."""

    connection: Connection
    action: Action
    rows: Sequence[BulkRow]
    source: str
    """Where the rows came from, for a person: a file's name."""
    crumbs: tuple[str, ...]
    notes: Sequence[str] = ()
    """What should be known before they go."""
    records: Mapping[int, Record[Any]] = {}
    """By row number: the row of a list that it was made of, where it was."""


async def write_many(origin: FrontdeskScreen[Any], many: ManyWrites) -> bool:
    """Ask about many writes, and run them; False when the user went back before anything was sent.

    Raises:
        FrontdeskError: when the connection cannot be opened, or the first request cannot be made.
    """
    request = await work(origin, _first_request(many))
    review = review_of_many(
        many.connection, many.action, many.rows, request=request, zone=origin.zone, notes=many.notes
    )
    facts = count_text(len(many.rows), "row", "rows")
    async with shown(origin, ConfirmScreen(many.connection, review, crumbs=many.crumbs, facts=facts)) as screen:
        if await screen.answered() != GO:
            return False
        bulk = Bulk(
            many.connection,
            many.action,
            many.rows,
            journal=origin.app_state.journal,
            source=many.source,
            moment=moment_of(origin),
        )
        for each in origin.app.screen_stack:
            if isinstance(each, AskingScreen):
                each.is_sent = True  # what the form holds goes now; it closes once the bulk is left
        await watch(origin, bulk, crumbs=many.crumbs, records=many.records)
        return True


async def _first_request(many: ManyWrites) -> Request | None:
    """Make the first row's request, to look at; None where it hangs on what is read when it is sent."""
    if many.action.prepare is not None:
        return None
    return many.action.request(await many.connection.client(), many.rows[0].values)


async def watch(
    origin: FrontdeskScreen[Any], bulk: Bulk, *, crumbs: tuple[str, ...], records: Mapping[int, Record[Any]]
) -> None:
    """Run a bulk, and again for as long as somebody asks for what is left; then its rows are read anew.

    Args:
        origin: Where it was started.
        bulk: What is run.
        crumbs: Where its screen says that one is.
        records: By row number: the row of a list that it was made of, where it was.
    """
    async with shown(origin, BulkScreen(bulk.connection, bulk, crumbs=crumbs)) as screen:
        going = True
        while going:
            error: FrontdeskError | None = None
            screen.show_begun()
            with (
                screen.held("Rows are being sent; c cancels."),
                origin.app_state.working(f"{bulk.action.title}: {count_text(len(bulk.rows), 'row', 'rows')}"),
            ):
                try:
                    await work(origin, _run(bulk))
                except FrontdeskError as failed:
                    error = failed
                if bulk.batch is not None:
                    origin.app_state.bulk_rows[bulk.batch] = records
                origin.app_state.undoable = await find_undoable(origin.app_state)
            screen.show_ended(error)
            going = await screen.answered() is not None
            if going:
                bulk.retry()
    rows_follow(origin, tuple(records.values()))


async def planned(origin: FrontdeskScreen[Any], connection: Connection, action: Action, values: Values) -> Plan:
    """Read what a write needs and what it will change.

    Raises:
        FrontdeskError: as `plan`.
    """
    return await work(origin, plan(connection, action, values, moment=moment_of(origin)))


async def _run(bulk: Bulk) -> None:
    """Run a bulk to its end; a mistake of ours that cost a row is told then, for it wants a bug report.

    Raises:
        Exception: the first of those mistakes.
    """
    await bulk.run()
    bulk.raise_mistake()
