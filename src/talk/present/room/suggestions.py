"""Prompts from the room: a fair queue for each widget, of which a presenter accepts one by one."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

from talk.present.room import limits
from talk.present.room.audience import Audience
from talk.present.room.change_log import ChangeLog
from talk.present.room.plain_text import clean
from talk.present.room.position import Position
from talk.protocol import jsonrpc
from talk.protocol.jsonrpc import WireError
from talk.protocol.methods.room import AcceptedChange, SuggestionsChange
from talk.protocol.methods.suggestions import JudgeParams, Suggestion, SuggestParams
from talk.protocol.refusal import refusal


@dataclass(frozen=True)
class _Waiting:
    """A prompt that waits, and whose it is."""

    id: str
    widget: str
    text: str
    person: str


class Suggestions:
    """Keep the queue, and send it to presenters; phones see what a presenter accepts, as a run."""

    def __init__(self, position: Position, audience: Audience, log: ChangeLog) -> None:
        self.due: float | None = None
        """When the queue is to be sent; None when it has not changed."""
        self._position = position
        self._audience = audience
        self._log = log
        self._waiting: dict[str, _Waiting] = {}
        """In the order in which they came."""
        self._accepted: Counter[str] = Counter()
        """Number of prompts accepted so far, by person."""
        self._taken = 0

    def send(self, person: str, params: SuggestParams, now: float) -> str:
        """Queue a prompt and return its id. Raises WireError when it is not accepted."""
        widget = self._position.deck.widgets.get(params.widget)
        # The same answer as for an unknown widget: nobody finds out what comes.
        if widget is None or not self._position.has_shown(params.widget):
            raise refusal("no-prompts", "there is nothing to send a prompt to here")
        if not widget.takes_prompts:
            raise refusal("no-prompts", "this widget takes no prompts from the room")
        if not self._audience.has_counted(person):
            raise refusal("room-full", "the room is full; prompts are no longer taken")
        text = clean(params.text)
        if not text:
            raise refusal("text-empty", "the prompt is empty; write a few words")
        before = next(
            (
                one.id
                for one in self._waiting.values()
                if (one.person, one.widget) == (person, params.widget)
            ),
            None,
        )
        if before is None and len(self._waiting) >= limits.MAX_SUGGESTIONS:
            raise refusal("prompts-full", "the queue of prompts is full; try again later")
        # Whoever thinks again keeps their place in the queue.
        id = before or f"p{self._taken + 1}"
        self._taken += before is None
        self._waiting[id] = _Waiting(id, params.widget, text, person)
        self._log.persist(
            "suggestion", {"id": id, "widget": params.widget, "text": text, "person": person}
        )
        # A hall that writes at once causes one message to each presenter, not one a prompt.
        if self.due is None:
            self.due = now + limits.TALLY_INTERVAL_S
        return id

    def judge(self, params: JudgeParams, now: float) -> None:
        """Take a prompt out of the queue, and have an accepted one sent to its widget.

        Raises WireError when it is no longer there.
        """
        found = self._waiting.pop(params.id, None)
        if found is None:
            raise WireError(jsonrpc.UNKNOWN_NAME, f"there is no prompt '{params.id}' any more")
        self._accepted[found.person] += params.accepted
        self._log.persist("judged", {"id": params.id, "accepted": params.accepted})
        if params.accepted:
            # One screen sends it, the one that keeps time: it has the widget's controls and shows
            # its answer, whoever accepted the prompt and wherever.
            self._log.append_for_presenters(AcceptedChange(widget=found.widget, text=found.text))
        self.due = now
        self.send_queue(now)

    def wire(self) -> list[Suggestion]:
        """Return the queue: first those of whom fewest prompts were accepted, then by time."""
        # sorted() is stable, so prompts of people with the same count stay in the order of coming.
        fair = sorted(self._waiting.values(), key=lambda one: self._accepted[one.person])
        return [Suggestion(id=one.id, widget=one.widget, text=one.text) for one in fair]

    def send_queue(self, now: float) -> None:
        """Send the queue to presenters, when it is due."""
        if self.due is not None and now >= self.due:
            self.due = None
            self._log.append_for_presenters(SuggestionsChange(suggestions=self.wire()))

    def restore(self, kind: str, record: dict[str, Any]) -> None:
        """Apply an event that an earlier process persisted."""
        if kind == "suggestion":
            self._taken += record["id"] not in self._waiting
            self._waiting[record["id"]] = _Waiting(**record)
        elif (found := self._waiting.pop(record["id"], None)) is not None:
            self._accepted[found.person] += record["accepted"]
