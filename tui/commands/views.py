"""List the saved views: their names, where they lead, and what no longer fits.

The app makes them, changes them and takes them away. They stand in “views.toml” beside the config, which people may
write in as well; include = ["FILE"] at its top reads further files, a team's for example. “frontdesk get VIEW”,
“frontdesk open VIEW” and “frontdesk watch VIEW” take their names.
"""

from __future__ import annotations

import argparse
from typing import Final, TypedDict

from tui.commands.shared.narration import say
from tui.commands.shared.places import fits
from tui.commands.shared.session import Session, load_session
from tui.core.errors import FrontdeskError
from tui.core.links import link_text
from tui.core.text import cell_width, clean, fit
from tui.storage.views import SavedView, ViewsFile

__all__ = ["HELP", "NAME", "ViewFields", "add_arguments", "json_schema", "run"]

NAME: Final = "views"
HELP: Final = "the saved views, and what no longer fits"


class ViewFields(TypedDict):
    """A view as `--format json` prints it."""

    name: str
    link: str
    file: str
    problem: str


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take how it is written."""
    parser.add_argument("--format", choices=("table", "json"), default="table", help="how to write (default: table)")


def run(args: argparse.Namespace) -> int:
    """Print a line for each view."""
    session = load_session(args)
    views = ViewsFile(session.paths.views).read()
    rows = [_row(session, view) for view in views.all]
    if args.format == "json":
        from tui.export.writers import json_text

        print(json_text(rows, indent=2))
    else:
        width = max((cell_width(row["name"]) for row in rows), default=0)
        for row in rows:
            print(f"{fit(clean(row['name']), width)}   {clean(row['problem'] or row['link'])}")
    for problem in views.problems:
        say(problem)
    if not rows and args.format == "table":
        say("There are no saved views yet.")
    return 0


def json_schema() -> dict[str, object]:
    """Return the JSON Schema of what `--format json` prints."""
    from tui.describing.schemas import schema_of_ours

    return schema_of_ours(list[ViewFields])


def _row(session: Session, view: SavedView) -> ViewFields:
    problem, link = "", f"{view.link.connection}/{view.link.collection}"
    try:
        fits(session, view)
        catalog = session.connections.named(view.link.connection).catalog
        link = link_text(view.link, catalog.collection(view.link.collection))
    except FrontdeskError as wrong:
        problem = " ".join(str(wrong).split())
    return {"name": view.name, "link": link, "file": str(view.file), "problem": problem}
