"""Live reload: a good save is on every screen a moment later.

A broken save leaves the last good deck on the screens and says why. What stops nothing but will be
missed on a slide (a broken stylesheet, damaged recordings) is shown to the speaker.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from pathlib import Path

from watchfiles import Change, DefaultFilter, awatch

from talk.build.front_end import front_end
from talk.build.theme import find as find_theme
from talk.deck.checking.css_lint import css_problems
from talk.deck.reading.problems import DeckErrors
from talk.deck.reading.problems import Problem as DeckProblem
from talk.deck.reading.themes import theme_folder
from talk.deck.recordings.transcripts import damaged, misfits
from talk.failure import Failure
from talk.present.background import spawn
from talk.present.http.app import Served
from talk.present.loading import Loaded
from talk.protocol.methods.room import Problem

GATHER_MS = 10
"""Pause that ends a save: editors write a file in several strokes, milliseconds apart."""
PROBLEM_AFTER_S = 0.1
"""Delay of a problem, in which the rest of a file that was read half-written may come."""
LOOK_EVERY_MS = 1000
"""Interval between looks whether the watched folders are still there."""
RETRY_S = 30.0
"""Interval between attempts to watch where the system does not let us."""
WARN_AFTER_S = 1.5
"""Delay of the first look at stylesheet and recordings, until the screens have been painted."""
WARN_AGAIN_S = 0.3
"""Delay of that look after a save, which must not keep the screens from their new pages."""


@dataclass
class Reloader:
    """Watch a deck's files, read it again after each edit, and serve the new edition."""

    loaded: Loaded
    served: Served
    load: Callable[[], Loaded]
    """Reads the deck again; raises Failure."""
    theme: str | None = None
    on_loaded: Callable[[Loaded], None] | None = None
    """Called with each new edition."""
    _later: asyncio.Task[None] | None = field(default=None, init=False)
    """Shows problems or warnings after a moment; the next save cancels it."""

    async def run(self) -> None:
        """Watch until cancelled."""
        self._show_later([], WARN_AFTER_S)
        try:
            while True:
                await self._watch()
        finally:
            if self._later is not None:
                self._later.cancel()

    async def _watch(self) -> None:
        """Reload at every change; return when the system did not let us watch, after a pause."""
        try:
            async for _ in self._changes():
                await self.reload()
        except OSError as error:
            # Most often the system's bound on watches (inotify) is used up.
            reason = error.strerror or error
            text = (
                f"live reload is off: the system does not let talk watch the deck ({reason}); "
                "it is tried again"
            )
            self.served.driver.show_problems([Problem(text=text, speaker_only=True)], "watch")
            await asyncio.sleep(RETRY_S)
            self.served.driver.show_problems([], "watch")

    async def _changes(self) -> AsyncIterator[set[tuple[Change, str]]]:
        """Yield a set of changed files each time.

        The folders are looked up anew when they, or the files that the deck names, change.
        """
        came_back = False
        while True:
            await self._until_there()
            folders = self.folders()
            identities = [_identity(folder) for folder in folders]
            async for changes in awatch(
                # `debounce` is the longest time that changes are gathered while they go on, `step`
                # the silence that ends them.
                *folders, watch_filter=_Sources(), debounce=1600, step=GATHER_MS, recursive=True,
                rust_timeout=LOOK_EVERY_MS, yield_on_timeout=True,
            ):  # fmt: skip
                if changes or came_back:
                    came_back = False
                    yield changes
                # The system watches a folder itself, not its name: one that was made anew is not
                # seen.
                deleted = {path for change, path in changes if change is Change.deleted}
                if (
                    not deleted.isdisjoint(map(str, folders))
                    or [*map(_identity, folders)] != identities
                ):
                    came_back = True
                    break
                # The edition that was just loaded may name a file in another folder, or another
                # theme.
                if self.folders() != folders:
                    break

    async def _until_there(self) -> None:
        """Wait for the deck's folder, and say so while it is gone."""
        root = self.loaded.deck.root
        if root.is_dir():
            return
        text = (
            f"the deck's folder {root} is gone: "
            "the last edition stays on the screens until the folder is back"
        )
        self.served.driver.show_problems([Problem(text=text, speaker_only=True)], "watch")
        while not root.is_dir():  # noqa: ASYNC110 - there is nothing that could be watched
            await asyncio.sleep(LOOK_EVERY_MS / 1000)
        self.served.driver.show_problems([], "watch")

    def folders(self) -> list[Path]:
        """Return the folders to watch: the deck's, those of its files outside, theme, front end."""
        deck = self.loaded.deck
        theme = theme_folder(self.theme or deck.theme, deck.root)
        places = {
            deck.root,
            front_end(),
            # Files outside of the deck's folder: shared chapters, a logo of the house.
            *(file.parent for file in deck.files),
            *([theme] if theme else []),
        }
        found = sorted(place.resolve() for place in places if place.is_dir())
        # A folder within another is watched with it already, and would report each change twice.
        return [place for place in found if not any(other in place.parents for other in found)]

    def _show_later(self, broken: list[Problem], after_s: float) -> None:
        """Show what keeps a save from the screens, and then the warnings, unless one comes first.

        Without `broken` it is only the warnings.
        """

        async def show() -> None:
            await asyncio.sleep(after_s)
            if broken:
                self.served.driver.show_problems(broken)
            await self._show_warnings()

        self._later = spawn(show(), "the look at problems, stylesheet and recordings")

    async def _show_warnings(self) -> None:
        """Show the speaker what is wrong with the edition that is served and stops nothing."""
        loaded = self.loaded
        problems = await asyncio.to_thread(warnings, loaded, self.theme)
        if loaded is self.loaded:  # else another edition came meanwhile, with warnings of its own
            # For the speaker alone: nothing on the projector is wrong yet.
            said = [Problem(text=problem.render(), speaker_only=True) for problem in problems]
            self.served.driver.show_problems(said, "warnings")

    async def reload(self) -> None:
        """Read everything again and serve it; screens keep slide and step."""
        if self._later is not None:
            self._later.cancel()
        try:
            # In a thread: sockets are served while a deck of sixty slides is read and rendered.
            loaded = await asyncio.to_thread(self.load)
        except DeckErrors as errors:
            found = [Problem(text=problem.render()) for problem in errors.problems]
            self._show_later(found, PROBLEM_AFTER_S)
        except Failure as failure:
            self._show_later([Problem(text=str(failure))], PROBLEM_AFTER_S)
        except Exception as error:  # of talk itself: the talk goes on with the last edition
            fault = f"{type(error).__name__}: {error}"
            text = f"the deck could not be read again ({fault}); the last one stays"
            self._show_later([Problem(text=text)], PROBLEM_AFTER_S)
        else:
            self.loaded = loaded
            # The pages before the room's word: browsers ask for them as soon as they hear the new
            # hash.
            self.served.replace(loaded.site)
            self.served.driver.replace_deck(loaded.room_deck)
            self.served.driver.show_problems([])
            if self.on_loaded is not None:
                self.on_loaded(loaded)
            self._show_later([], WARN_AGAIN_S)


def warnings(loaded: Loaded, theme: str | None) -> list[DeckProblem]:
    """Return the mistakes in the theme's stylesheet and in the recordings."""
    deck = loaded.deck
    style = find_theme(theme or deck.theme, deck.root)
    file = style.folder / "theme.css"
    path = file.relative_to(deck.root) if file.is_relative_to(deck.root) else Path(*file.parts[-2:])
    return [*css_problems(style.css, path), *damaged(deck), *misfits(deck)]


def _identity(folder: Path) -> tuple[int, int] | None:
    """Return what stays the same while it is the same folder; None where there is none."""
    try:
        status = folder.stat()
    except OSError:
        return None
    return status.st_dev, status.st_ino


class _Sources(DefaultFilter):
    """Leave out the files that editors and talk itself write beside the real ones."""

    def __call__(self, change: Change, path: str) -> bool:
        name = Path(path).name
        return (
            super().__call__(change, path)
            and not name.startswith(".")
            and not name.endswith((".new", ".tmp"))
        )
