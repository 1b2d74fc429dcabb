"""Reading single rows of a list anew, after something was written to them: the collection below has them one by one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from tui.core.collection import Collection, Query
from tui.core.errors import NotFound
from tui.core.record import Record

if TYPE_CHECKING:
    from tui.connections import Connection

__all__ = ["AT_ONCE", "read_anew", "single_of"]

AT_ONCE: Final = 20
"""So many rows at the most are read one by one; for more the list is asked for again."""


def single_of(connection: Connection, collection: Collection) -> Collection | None:
    """Return the collection that reads one row of a list by its id; None where the vendor has none.

    That is the one which a row opens, when it shows the same columns: then its only row is that of the list.
    """
    if collection.opens is None:
        return None
    name = collection.opens.collection
    below = next((each for each in connection.catalog.collections if each.name == name), None)
    return below if below is not None and below.id_param and below.columns is collection.columns else None


async def read_anew(
    connection: Connection, collection: Collection, record: Record[Any], query: Query
) -> Record[Any] | None:
    """Read one row of a list again; None when it is gone at the vendor.

    Args:
        connection: Where it is.
        collection: The list's.
        record: The row as it was.
        query: The list's question, for its zone and its moment.

    Raises:
        VendorError: when the vendor cannot be asked.
        LookupError: when rows of this list cannot be read one by one.
    """
    single = single_of(connection, collection)
    if single is None or collection.opens is None:
        raise LookupError(collection.name)
    one = Query(values=dict(collection.opens.values(record)), now=query.now, zone=query.zone, fresh=True)
    try:
        async with connection.pages(single, one) as pages:
            async for page in pages:
                for found in page.records:
                    if found.id == record.id:
                        return found
    except NotFound:
        pass
    return None
