"""Virbela's API with a made-up campus behind it: every endpoint of the page, writes included."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from tui.sandbox.http import DemoConnection, Route
from tui.sandbox.world import World
from tui.vendors.virbela.sandbox.attendance import Attendance, DayBook
from tui.vendors.virbela.sandbox.campus import Campus
from tui.vendors.virbela.sandbox.gate import CLIENT_ID, CLIENT_NAME, CLIENT_SECRET, Gate, Handler, problem
from tui.vendors.virbela.sandbox.invitations import Invitations
from tui.vendors.virbela.sandbox.members import Members
from tui.vendors.virbela.sandbox.profiles import Profiles
from tui.vendors.virbela.sandbox.spaces import Spaces
from tui.vendors.virbela.sandbox.users import Users
from tui.vendors.virbela.sandbox.waitlists import Waitlists

__all__ = ["DEMO", "problem", "routes"]

DEMO: Final = (
    DemoConnection(
        name="campus",
        place=1,
        settings={
            "region": "eu",
            "client_name": CLIENT_NAME,
            "client_id": CLIENT_ID,
            "client_secret": CLIENT_SECRET,
        },
        addresses={"base_url": "", "product_url": ""},
    ),
)


def routes(world: World) -> Sequence[Route]:
    """Make a campus and the routes to it; each call makes another campus, with writes of its own."""
    gate = Gate(world)
    campus = Campus(world)
    members = Members(world)
    book = DayBook(world, campus, members.founders)
    attendance = Attendance(world, gate, campus, book)
    users, profiles = Users(gate, members), Profiles(world, gate, members)
    waitlists = Waitlists(world, gate, campus, book)

    def route(method: str, pattern: str, handler: Handler, *, named: bool = False) -> Route:
        return Route(method, pattern, gate.guard(handler, named=named))

    return (
        route("GET", "/Rooms/World/{clientName}", campus.list_rooms),
        route("GET", "/User", users.list_all),
        route("POST", "/User/Invitation", Invitations(world, gate, members).invite),
        route("POST", "/User/Membership/suspend", users.suspend),
        route("POST", "/User/Membership/deleteMember", users.delete),
        route("GET", "/User/Attendance/Room/{roomId}", attendance.of_room),
        route("GET", "/User/Attendance/PrivateVolume/{volumeId}", attendance.of_volume),
        route("GET", "/User/{userId}", users.get),
        route("GET", "/MemberProfile", profiles.list_all),
        route("GET", "/MemberProfile/{userId}", profiles.get),
        route("PUT", "/MemberProfile/{userId}", profiles.update),
        route("GET", "/Activity/Waitlist/Called", waitlists.called, named=True),
        route("GET", "/Activity/Waitlist/HelpDone", waitlists.helped, named=True),
        route("GET", "/Activity/Waitlist/SupportEnd", waitlists.shifts, named=True),
        route("POST", "/api/purchase", Spaces(world).purchase),
    )
