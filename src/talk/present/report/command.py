"""`talk report`: write what happened in the last talk with a deck, or forget it."""

from __future__ import annotations

import sys
from pathlib import Path

from talk.failure import Failure
from talk.present.journal import KEEP_DAYS, forget, last_journal
from talk.present.loading import load_deck
from talk.present.report.gather import gather
from talk.present.report.pages import html, write_csv


def report(
    folder: Path,
    *,
    page: Path | None = None,
    tables: Path | None = None,
    delete: bool = False,
    rooms: Path | None = None,
) -> int:
    """Write the report of the last talk with this deck; with `delete`, delete its journal instead.

    Without `page` and `tables`, the page goes into the current folder. Raises Failure where no talk
    with this deck is kept, and where one that goes on now would be deleted.
    """
    loaded = load_deck(folder)
    name = loaded.deck.name
    journal = last_journal(loaded.deck.root, rooms)
    if journal is None:
        raise Failure(f"no talk with {name} is kept on this machine ({KEEP_DAYS} days): present it")
    if delete:
        forget(journal.path)
        sys.stdout.write(f"the last talk with {name} is forgotten\n")
        return 0
    found = gather(loaded.room_deck, journal.events, language=loaded.deck.language)
    if tables is not None:
        written = write_csv(found, tables)
        sys.stdout.writelines(f"{path}\n" for path in written)
    if page is not None or tables is None:
        target = page or Path(f"{name}-report.html")
        target.write_text(html(found), encoding="utf-8")
        sys.stdout.write(f"{target}\n")
    return 0
