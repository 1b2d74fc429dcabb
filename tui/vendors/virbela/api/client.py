"""Every call of the reference page, decoded. One client for each connection."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Callable, Mapping
from datetime import datetime
from functools import cached_property, partial
from typing import Any, TypeVar

import msgspec
from msgspec import Raw

from tui.core.cache import PastCache
from tui.core.errors import Malformed, NotFound
from tui.core.record import Page, Record
from tui.core.time.clock import Clock
from tui.core.wire.http import Request, Response, Transport
from tui.reading.offsets import Lengths, offset_pages
from tui.reading.paging import Sheet
from tui.transport import portions
from tui.transport.decode import decode, decode_rows
from tui.vendors.virbela.api import calls, models
from tui.vendors.virbela.api.listings import ATTENDANCE, PROFILES, ROOMS, USERS, WAITLISTS, Body, Listing
from tui.vendors.virbela.people import Directory, Person
from tui.vendors.virbela.settings import Settings

__all__ = ["VirbelaClient"]

T = TypeVar("T")


class VirbelaClient:
    """Asks a campus. Every method raises `VendorError` when the vendor does not answer as it should.

    Writes are requests made by `writes` and sent with `transport.send`.
    """

    def __init__(
        self, transport: Transport, settings: Settings, clock: Clock, *, cache: PastCache | None = None
    ) -> None:
        self.transport = transport
        self.settings = settings
        self.clock = clock
        self.cache = cache
        """Where attendance that will not change any more is kept; None when nothing is."""
        self._lengths = Lengths()

    @cached_property
    def directory(self) -> Directory:
        """Who is behind a user id, for joining names."""
        return Directory(self.users, _person)

    def users(self, *, at_most: int | None = None) -> AsyncGenerator[Page[models.User], None]:
        """Section "Retrieve all user data for a campus": members who accepted their invitation, in pages.

        Args:
            at_most: ask for no more pages once so many came.

        Raises:
            VendorError: when a page cannot be had; those before it have been yielded.
        """
        return self._pages(USERS, calls.users, "users", at_most=at_most)

    async def user(self, user_id: str) -> Record[models.User]:
        """Section "Retrieve individual user data"; the answer is a list of one.

        Raises:
            NotFound: when there is no such member.
            VendorError: when it cannot be had.
        """
        answer = await self.transport.send(calls.user(user_id))
        raw = decode(answer.body, Body[Raw], url=answer.url).data
        rows = msgspec.json.decode(raw, type=list[Raw]) if bytes(raw).startswith(b"[") else [raw]
        found = decode_rows(rows, models.User, identify=USERS.identify)
        if not found or bytes(rows[0]) in {b"null", b"{}"}:
            raise NotFound(
                f"There is no user “{user_id}”.",
                way_out="Look the id up among the users; a pending invitation has none yet.",
                status=answer.status,
                url=answer.url,
            )
        return found[0]

    def profiles(self, *, order: str = "", at_most: int | None = None) -> AsyncGenerator[Page[models.Profile], None]:
        """Section "Retrieve profile information about all users", in pages.

        Args:
            order: a field to sort by, with `-` before it for downwards.
            at_most: ask for no more pages once so many came.

        Raises:
            VendorError: when a page cannot be had; those before it have been yielded.
        """
        call = partial(calls.profiles, order=order)
        return self._pages(PROFILES, call, "profiles", at_most=at_most)

    async def profile(self, user_id: str) -> Record[models.Profile]:
        """Section "Retrieve profile information about a specific user"; the answer does not repeat the id.

        Raises:
            NotFound: when there is no such member.
            VendorError: when it cannot be had.
        """
        answer = await self.transport.send(calls.profile(user_id))
        body = decode(answer.body, Body[dict[str, Raw]], url=answer.url).data
        raw = body.get("memberProfile")
        if raw is None:
            raise Malformed("The answer cannot be read: data.memberProfile is missing.", url=answer.url)
        fields = msgspec.json.decode(raw)
        if not fields or not isinstance(fields, dict):
            raise NotFound(
                f"There is no profile of “{user_id}”.",
                way_out="Look the person's id up among the users.",
                status=answer.status,
                url=answer.url,
            )
        return Record(user_id, fields, bytes(raw), derived={"user_id": user_id})

    async def rooms(self) -> Page[models.Room]:
        """Return all rooms at once, as `room_pages` reads them.

        Raises:
            VendorError: when they cannot be had.
        """
        records = tuple([record async for page in self.room_pages() for record in page.records])
        return Page(records, total=len(records))

    async def room_pages(self) -> AsyncGenerator[Page[models.Room], None]:
        """Section "Retrieve all room data for a campus": all in one answer, without the usual envelope. A very long
        answer comes as several pages.

        Raises:
            VendorError: when they cannot be had.
        """
        answer = await self.transport.send(calls.rooms(self.settings.client_name))
        came = 0
        async for portion in portions(answer):
            records = tuple(ROOMS.read(portion).records)
            came += len(records)
            yield Page(records, total=came if portion is answer else None)

    def room_attendance(
        self, room_id: str, start: datetime, stop: datetime
    ) -> AsyncGenerator[Page[models.AttendanceRow], None]:
        """Section "Attendance Data": who was in a room at any time from start to stop, both included, in pages.

        Args:
            room_id: the room's objectId.
            start: aware; its offset is sent as it is.
            stop: at most 90 days later.

        Raises:
            VendorError: when a page cannot be had; those before it have been yielded.
        """
        call = partial(calls.room_attendance, room_id, start, stop)
        return self._pages(ATTENDANCE, call, "attendance")

    def volume_attendance(
        self, volume_id: str, start: datetime, stop: datetime
    ) -> AsyncGenerator[Page[models.AttendanceRow], None]:
        """Section "Private Volume Data": the same for a private volume, whose id `/roominfo` tells in its chat.

        Raises:
            VendorError: when a page cannot be had; those before it have been yielded.
        """
        call = partial(calls.volume_attendance, volume_id, start, stop)
        return self._pages(ATTENDANCE, call, "volume attendance")

    def waitlist(
        self, events: str, start: datetime, stop: datetime, *, sfs_room: str = ""
    ) -> AsyncGenerator[Page[Any], None]:
        """Sections "Retrieve waitlist called / completed / support end events", in pages.

        Args:
            events: `called`, `helped` or `shifts`.
            start: aware; included.
            stop: included.
            sfs_room: only this room's, by its server name.

        Raises:
            VendorError: when a page cannot be had; those before it have been yielded.
        """
        call = partial(calls.waitlist, events, self.settings.client_name, start, stop, sfs_room=sfs_room)
        return self._pages(WAITLISTS[events], call, events)

    async def users_said(self) -> int | None:
        """Ask for one user, and return how many the campus has when the answer's text tells.

        Raises:
            VendorError: when it cannot be had.
        """
        answer = await self.transport.send(calls.users((("limit", "1"), ("skip", "0"))))
        return _count_in(answer)

    def _pages(
        self,
        listing: Listing[T],
        call: Callable[[calls.Paging], Request],
        endpoint: str,
        *,
        at_most: int | None = None,
    ) -> AsyncGenerator[Page[T], None]:
        async def ask(limit: int | None, word: str, offset: int) -> Sheet[T]:
            limited = (("limit", str(limit)),) if limit is not None else ()
            answer = await self.transport.send(call((*limited, (word, str(offset)))))
            # Where answers are cut off, the rows of the first are looked at for those that come again anyway.
            is_all = limit is None and endpoint not in self._lengths.limited
            return await listing.read_long(answer, first=offset, is_all=is_all)

        at_once = self.transport.max_concurrency
        return offset_pages(ask, listing.asked(endpoint), lengths=self._lengths, at_most=at_most, at_once=at_once)


def _person(user: models.User) -> tuple[str, Person]:
    return user.object_id, Person(user.name, user.email)


def _count_in(answer: Response) -> int | None:
    """Read "Retrieved data for 18 users in world x": one more than the one row asked for is a count of all."""
    body = decode(answer.body, dict[str, Raw], url=answer.url)
    said: Mapping[str, Raw] = {key: body[key] for key in ("detail",) if key in body}
    words = str(msgspec.json.decode(said["detail"])).split() if said else []
    numbers = [int(word) for word in words if word.isascii() and word.isdigit()]
    return numbers[0] if numbers and numbers[0] > 1 else None
