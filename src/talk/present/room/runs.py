"""The room's requests to the kernel: shared ones, phones' private ones, and hidden ones.

A *shared* run fills a lane of a widget and everybody sees it. A *private* run answers one phone's
request. A *hidden* run is started by the room when a slide comes up; it becomes shared once it has
an answer, so that what the lane showed before stays until there is something better.
"""

from __future__ import annotations

from typing import Any

from pydantic import ValidationError

from talk.present.room import limits
from talk.present.room.audience import Audience, Member
from talk.present.room.change_log import ChangeLog
from talk.present.room.deck import RecordedRun, RoomDeck, RoomSlide
from talk.present.room.effects import Answer, CancelRun, Fail, StartRun, Stream
from talk.present.room.position import Position
from talk.present.room.run import Owner, RoomRun
from talk.present.room.widgets import WidgetStates
from talk.protocol import jsonrpc
from talk.protocol.methods.answers import SCORE
from talk.protocol.methods.room import (
    HealthChange,
    Kernel,
    KernelChange,
    KernelHealth,
    RunChange,
    RunEventsChange,
)
from talk.protocol.methods.widget import Run, RunError, RunEvents, RunParams, RunResult
from talk.protocol.refusal import refusal
from talk.protocol.wire import Json

REPLACEABLE = {
    jsonrpc.KERNEL_GONE,
    jsonrpc.UNAVAILABLE,
    jsonrpc.METHOD_NOT_FOUND,
    jsonrpc.TOO_MANY,
    jsonrpc.INTERNAL_ERROR,
    jsonrpc.UNKNOWN_NAME,
}
"""Failures for which the recording of the same request may stand in."""

PASSING = {
    jsonrpc.KERNEL_GONE,
    jsonrpc.UNAVAILABLE,
    jsonrpc.METHOD_NOT_FOUND,
    jsonrpc.TOO_MANY,
    jsonrpc.CANCELLED,
}
"""Failures of a hidden run that nobody sees: the kernel is away, busy, or cannot do this at all."""


class Runs:
    """Every run that is open, and the kernel's health, on which it depends how runs begin."""

    def __init__(
        self, position: Position, widgets: WidgetStates, audience: Audience, log: ChangeLog
    ) -> None:
        self.health = KernelHealth(state=position.deck.state_without_kernel)
        self.open: dict[str, RoomRun] = {}
        """Runs that have not ended, by id."""
        self.hidden: dict[tuple[str, str], RoomRun] = {}
        """Hidden runs by widget and lane; they are in `open` too."""
        self._position = position
        self._widgets = widgets
        self._audience = audience
        self._log = log
        self._next_id = 1

    # What presenters and phones ask for

    def start_shared(self, params: RunParams, now: float) -> RoomRun:
        """Start a run that everybody sees, in place of the one in its lane; return it."""
        state = self._widgets[params.widget]
        lane = (params.widget, params.lane)
        # No end of the old run is sent: the new one takes its place on every screen.
        # A hidden run of the lane goes as well: it would later cover what was asked for now.
        for old in (self.hidden.get(lane), state.lanes.get(params.lane)):
            if old is not None:
                self._forget(old)
        run = RoomRun(self._new_id(), *lane, params.method, params.params, now)
        # Into the lane before it begins: with no kernel the run ends, and is sent, within `_begin`.
        state.lanes[params.lane] = run
        self._begin(run)
        if not run.done:
            self._send(run)
        return run

    def start_private(self, params: RunParams, owner: Owner, now: float) -> None:
        """Start a run that only its phone sees; the phone's request is answered when the run ends.

        Raises WireError when this phone, or all phones together, have too many runs open.
        """
        lane = (params.widget, params.lane)
        private_runs = self._audience.members[owner.connection].private_runs
        # Replaced before anything is counted: a phone at its bound may still change its mind.
        old = self.open.get(private_runs.get(lane, ""))
        if old is not None:
            self.stop(old, "replaced by a newer request")
        if len(private_runs) >= limits.PHONE_OPEN_RUNS:
            raise refusal("one-at-a-time", "one thing at a time: wait for the answer, or stop it")
        # Counted anew each time: there are at most that many, and a counter could drift from
        # `open`.
        of_all_phones = sum(run.owner is not None for run in self.open.values())
        if of_all_phones >= limits.ALL_PHONES_OPEN_RUNS:
            text = "many phones ask at this moment; try again in a few seconds"
            raise refusal("busy", text)
        run = RoomRun(self._new_id(), *lane, params.method, params.params, now, owner=owner)
        private_runs[lane] = run.id  # before it begins: with no kernel it ends at once
        self._begin(run)

    def stop(self, run: RoomRun, why: str) -> None:
        """Stop a run; what has come back stays."""
        # No screen knows of it, so there is no end to send.
        if self._is_hidden(run):
            self._forget(run)
            return
        self._log.add(CancelRun(run.id))
        run.end("interrupted", RunError(code=jsonrpc.CANCELLED, message=why))
        self._close(run)

    def cancel(self, owner: Owner) -> None:
        """Cancel the run of a phone's request, whose answer says that it was stopped."""
        for run in list(self.open.values()):
            if run.owner == owner:
                self._forget(run)
                self._audience.members[owner.connection].private_runs.pop(
                    (run.widget, run.lane), None
                )
                self._log.add(Fail(owner.connection, owner.request, jsonrpc.CANCELLED, "stopped"))

    def forget_private(self, member: Member) -> None:
        """Cancel the runs of a phone that has gone."""
        # `_close` would answer the phone. Its member has left the audience by now, so nothing is
        # sent.
        for run_id in member.private_runs.values():
            self.open.pop(run_id, None)
            self._log.add(CancelRun(run_id))

    # What slides and the author cause

    def stop_on(self, slide: str) -> None:
        """Stop the shared runs of a slide that is left; phones may go on with their own."""
        # Work for a slide that nobody looks at would hold the kernel's places for the next one.
        # A copy: `stop` takes the run out of `open`.
        for run in list(self.open.values()):
            if run.owner is None and self._position.deck.slide_of.get(run.widget) == slide:
                self.stop(run, "stopped because the slide was left")

    def refresh(self, slide: RoomSlide, now: float) -> None:
        """Start a hidden run in each lane of a slide that shows nothing live, if it can."""
        # Without a kernel the elements show the recordings prepared for their slide.
        if self.health.state != "live":
            return
        for widget in slide.widgets:
            lanes = self._widgets[widget.key].lanes
            for lane, demo in widget.first_demos.items():
                if lane not in lanes:
                    self._start_hidden(widget.key, lane, demo.method, demo.params, now)
            # What the room shows in place of a live answer is asked for again. What a person asked
            # for and was refused is not: the refusal is the answer.
            for lane, run in list(lanes.items()):
                if run.done and (run.status == "recorded" or (run.auto and run.status != "live")):
                    self._start_hidden(widget.key, lane, run.method, run.params, now)
                elif self._only_stalled(run):
                    self._start_hidden(widget.key, lane, run.method, run.params, now, auto=run.auto)

    def remove_lost(self, before: RoomDeck) -> None:
        """Cancel the runs of widgets that are gone or changed since the edition `before`."""
        for run in list(self.open.values()):
            if self._position.deck.has_widget_of(before, run.widget):
                continue
            # Screens drop a shared run with its widget. A phone waits for its answer, so it gets
            # one.
            if run.owner is None:
                self._forget(run)
            else:
                self.stop(run, "the slide was edited")

    # What the kernel does

    def change_health(self, health: KernelHealth, now: float) -> None:
        """Note how the kernel is; while it is away the state says whether there are recordings."""
        state = health.state
        if state != "live":
            state = self._position.deck.state_without_kernel
        health = health.model_copy(update={"state": state})
        before, self.health = self.health, health
        if health != before:
            self._log.append_for_presenters(HealthChange(health=health))
        # Phones hear of the state only; the load of the kernel changes every two seconds.
        if state != before.state:
            self._log.append(KernelChange(kernel=Kernel(state=state)))
            self.refresh(self._position.current, now)

    def receive_event(self, run_id: str, event: dict[str, Json], now: float) -> None:
        """Append one event of the kernel's stream."""
        run = self.open.get(run_id)
        if run is None:  # it was stopped while the event was on its way
            return
        # A place in the queue is not yet an answer: neither does it make the run live nor is it
        # kept.
        if set(event) == {"queue_place"}:
            run.queue_place = event["queue_place"]
            self._send_progress(run)
            return
        # The first event goes out at once, since people look at an empty widget; the others
        # together.
        first = run.status == "waiting"
        self._show(run)
        run.mark_live(now)
        run.append(event)
        if first:
            self._send_progress(run)
        # The events of a token stream come faster than a screen paints; each part costs a message
        # to every phone of the hall.
        if now >= run.sent_at + limits.STREAM_INTERVAL_S:
            self._send_events(run, now)

    def finish(self, run_id: str, result: dict[str, Json], now: float) -> None:
        """End a run with the kernel's answer."""
        run = self.open.get(run_id)
        if run is None:
            return
        # The result may come without any event before it, so that a hidden run is still hidden.
        self._show(run)
        run.mark_live(now)
        run.result = result
        run.end("live")
        self._close(run)

    def fail(self, run_id: str, code: int, message: str, data: Json = None) -> None:
        """End a run that the kernel refused, or with which it died.

        The recording of the same request stands in where there is one and the failure allows it.
        """
        run = self.open.get(run_id)
        if run is None:
            return
        error = RunError.of(code, message, data)
        # Nobody asked for it, so its failure is shown only where the lane would stay empty.
        if self._is_hidden(run):
            if (
                code in PASSING
                or run.lane in self._widgets[run.widget].lanes
                or self._recording(run) is not None
            ):
                self._forget(run, cancel=False)
                return
            self._show(run)  # the lane has nothing else to show
        # A checkpoint that was trained on a slide can be trained again: its widget does so when it
        # hears that the checkpoint is lost, and would not hear it behind a recording.
        lost = code == jsonrpc.UNKNOWN_NAME and "+" in str(run.params.get("checkpoint", ""))
        if code in REPLACEABLE and not lost:
            self._end_without_kernel(run, error)
        else:
            run.end("interrupted" if code == jsonrpc.CANCELLED else "failed", error)
            self._close(run)

    # Time and restarts

    @property
    def deadline(self) -> float | None:
        """When events wait to be sent; None when none do."""
        due = [run.sent_at + limits.STREAM_INTERVAL_S for run in self.open.values() if run.unsent]
        return min(due, default=None)

    def send_due(self, now: float) -> None:
        """Send the events that have waited long enough."""
        for run in list(self.open.values()):
            if run.unsent and now >= run.sent_at + limits.STREAM_INTERVAL_S:
                self._send_events(run, now)

    def restore(self, record: dict[str, Any]) -> None:
        """Put a run of an earlier process into its lane."""
        try:
            found = Run.model_validate(record["run"])
        except ValidationError:  # written by an older talk, whose wire was another
            return
        # Ids count anew in each process. The start serves only for the latency, which is restored.
        run = RoomRun(
            self._new_id(), record["widget"], record["lane"], found.method, found.params, 0.0
        )
        run.events, run.result, run.latency_ms = found.events, found.result, found.latency_ms
        run.end(found.status)
        run.measure()
        self._widgets[run.widget].lanes[run.lane] = run

    # A run's life

    def _new_id(self) -> str:
        self._next_id += 1
        return f"r{self._next_id - 1}"

    def _start_hidden(
        self,
        widget: str,
        lane: str,
        method: str,
        params: dict[str, Json],
        now: float,
        *,
        auto: bool = True,
    ) -> None:
        # The health changes again while an answer is under way; one request is enough.
        if (widget, lane) not in self.hidden:
            run = RoomRun(self._new_id(), widget, lane, method, params, now, auto=auto)
            self.hidden[widget, lane] = run
            self._begin(run)

    def _begin(self, run: RoomRun) -> None:
        """Ask the kernel; with no kernel, end the run at once as its death would."""
        self.open[run.id] = run
        if self.health.state != "live":
            away = refusal("kernel-away", "the kernel is not there")
            error = RunError.of(away.code, away.message, away.data)
            self._end_without_kernel(run, error)
            return
        if (name := self._unserved(run)) is not None:
            text = f"the model '{name}' does not answer here; only its recordings can be shown"
            unserved = refusal("model-away", text, name=name)
            self.fail(run.id, unserved.code, unserved.message, unserved.data)
            return
        # `_only_stalled` compares it later: the same number means the same process.
        run.asked_of = self.health.restarts
        if run.owner is None:
            start = StartRun(run.id, run.method, run.params, "stage", "")
        else:
            person = self._audience.members[run.owner.connection].person
            start = StartRun(run.id, run.method, run.params, "phone", person)
        self._log.add(start)

    def _unserved(self, run: RoomRun) -> str | None:
        """Return the checkpoint of a run that no model of the kernel has; None where one has it."""
        known = self.health.checkpoints
        # The checkpoint of a score is a reward model, which the kernel does not list.
        if not known or run.method == SCORE.name:
            return None
        # What training on a slide made is called `parent+hash`.
        name = str(run.params.get("checkpoint") or "").partition("+")[0]
        return None if not name or name in known else name

    def _end_without_kernel(self, run: RoomRun, error: RunError) -> None:
        recorded = self._recording(run)
        if recorded is None:
            run.end("interrupted" if error.code == jsonrpc.KERNEL_GONE else "failed", error)
        else:
            self.open.pop(run.id, None)  # `_close` knows only the new id
            run.replace_by_recording(recorded)
            # Screens keep the events that they have of an id; under a new one they begin afresh.
            if run.owner is None:
                run.id = self._new_id()
        self._close(run)

    def _close(self, run: RoomRun) -> None:
        """Send the end of a run, and keep a live one for a restart."""
        run.measure()  # once: each snapshot sums the sizes of many runs
        self.open.pop(run.id, None)
        if run.owner is not None:
            member = self._audience.members[run.owner.connection]
            # The place is free before the phone reads its answer, since it may ask again at once.
            member.private_runs.pop((run.widget, run.lane), None)
            answer = RunResult(run=run.wire(events=True))
            self._log.add(Answer(run.owner.connection, run.owner.request, answer))
            return
        # Events that still waited for their interval go out with the end, in one message.
        self._send(run)
        # A run that the room started by itself is started again after a restart.
        if run.status == "live" and not run.auto and run.size <= limits.PERSISTED_CHARACTERS:
            record = run.wire(events=True).model_dump(mode="json")
            self._log.persist("run", {"widget": run.widget, "lane": run.lane, "run": record})

    def _forget(self, run: RoomRun, *, cancel: bool = True) -> None:
        """Drop a run that nobody will look at again; with `cancel`, the kernel stops it too."""
        if self._is_hidden(run):
            del self.hidden[run.widget, run.lane]
        if self.open.pop(run.id, None) is not None and cancel:
            self._log.add(CancelRun(run.id))

    def _is_hidden(self, run: RoomRun) -> bool:
        return self.hidden.get((run.widget, run.lane)) is run

    def _show(self, run: RoomRun) -> None:
        """Put a hidden run into its lane."""
        if self._is_hidden(run):
            del self.hidden[run.widget, run.lane]
            self._widgets[run.widget].lanes[run.lane] = run

    def _recording(self, run: RoomRun) -> RecordedRun | None:
        return self._position.deck.recorded(run.method, run.params)

    def _only_stalled(self, run: RoomRun) -> bool:
        """Return whether a run ended with a kernel that seemed dead and answers again now.

        A machine that is busy for a second makes a kernel seem so; nobody on stage should have to
        ask again for that.
        """
        gone = (
            run.status == "interrupted"
            and run.error is not None
            and run.error.code == jsonrpc.KERNEL_GONE
        )
        return gone and run.asked_of == self.health.restarts

    # Sending

    def _send(self, run: RoomRun) -> None:
        """Send a shared run and the events that no screen has yet."""
        for change in run.changes(run.pop_unsent()):
            self._append(run, change)

    def _send_progress(self, run: RoomRun) -> None:
        """Send a run's state without its events."""
        if run.owner is not None:
            progress = RunEvents(run=run.wire(events=False))
            self._log.add(Stream(run.owner.connection, run.owner.request, progress))
        elif (run.widget, run.lane) not in self.hidden:
            change = RunChange(widget=run.widget, lane=run.lane, run=run.wire(events=False))
            self._append(run, change)

    def _send_events(self, run: RoomRun, now: float) -> None:
        """Send the events that no screen has yet."""
        run.sent_at = now
        events = run.pop_unsent()
        if run.owner is not None:
            part = RunEvents(events=events)
            self._log.add(Stream(run.owner.connection, run.owner.request, part))
        else:
            self._append(run, run.events_change(events))

    def _append(self, run: RoomRun, change: RunChange | RunEventsChange) -> None:
        self._log.append(change, public=self._position.has_shown(run.widget))
