"""Live reload: a good save is on every screen a moment later, a broken one leaves the last good deck and says why."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from pathlib import Path

from watchfiles import Change, DefaultFilter, awatch

from talk.build import site
from talk.deck.problems import DeckErrors
from talk.deck.themes import theme_folder
from talk.failure import Failure
from talk.present.app import Served
from talk.present.loading import Loaded
from talk.protocol.methods.room import Problem

GATHER_MS = 40
"""Editors write a file in several strokes; so long a silence ends a save."""


@dataclass
class Reloader:
    """`load` reads the deck again and raises Failure; what comes of it goes to `served`."""

    loaded: Loaded
    served: Served
    load: Callable[[], Loaded]
    theme: str | None = None
    on_loaded: Callable[[Loaded], None] | None = None

    async def run(self) -> None:
        """Watch until cancelled."""
        try:
            async for _ in self._changes():
                await self.reload()
        except OSError as error:
            text = f"live reload is off: the system does not let talk watch the deck ({error.strerror or error})"
            self.served.driver.problems([Problem(text=text)])

    async def _changes(self) -> AsyncIterator[set[tuple[Change, str]]]:
        """A set of changed files each time; the folders are looked up anew when the deck names others."""
        while True:
            folders = self.folders()
            async for changes in awatch(
                *folders, watch_filter=_Sources(), debounce=1600, step=GATHER_MS, recursive=True
            ):
                yield changes
                if self.folders() != folders:
                    break

    def folders(self) -> list[Path]:
        """The deck's folder, those of its files outside, the theme's, the front end's."""
        deck = self.loaded.deck
        theme = theme_folder(self.theme or deck.theme, deck.root)
        places = {deck.root, site.front_end(), *(file.parent for file in deck.files), *([theme] if theme else [])}
        found = sorted(place.resolve() for place in places if place.is_dir())
        return [place for place in found if not any(other in place.parents for other in found)]

    async def reload(self) -> None:
        """Read everything again. Screens keep slide and step."""
        try:
            loaded = await asyncio.to_thread(self.load)
        except DeckErrors as errors:
            self.served.driver.problems([Problem(text=problem.render()) for problem in errors.problems])
        except Failure as failure:
            self.served.driver.problems([Problem(text=str(failure))])
        except Exception as error:
            text = f"the deck could not be read again ({type(error).__name__}: {error}); the last one stays"
            self.served.driver.problems([Problem(text=text)])
        else:
            self.loaded = loaded
            self.served.replace(loaded.site)
            self.served.driver.replace_deck(loaded.facts)
            self.served.driver.problems([])
            if self.on_loaded is not None:
                self.on_loaded(loaded)


class _Sources(DefaultFilter):
    """Not the files that editors and talk itself write beside the real ones."""

    def __call__(self, change: Change, path: str) -> bool:
        name = Path(path).name
        return super().__call__(change, path) and not name.startswith(".") and not name.endswith((".new", ".tmp"))
