"""How the room finds the pace: what each person said last, fading."""

from __future__ import annotations

from talk.present.room import limits
from talk.present.room.change_log import ChangeLog
from talk.present.room.position import Position
from talk.protocol.methods.pace import Pace, PaceValue
from talk.protocol.methods.room import PaceChange


class RoomPace:
    """Collect what people say of the pace, for presenters alone."""

    def __init__(self, position: Position, log: ChangeLog) -> None:
        self.due: float | None = None
        """When the pace is to be sent again; None when nobody has said anything lately."""
        self._position = position
        self._log = log
        self._said: dict[str, tuple[PaceValue, float]] = {}
        """What each person said last, and when."""
        self.current = Pace()
        """The pace as presenters saw it last."""

    def set(self, person: str, value: PaceValue, now: float) -> None:
        """Note what a person says of the pace, in place of what they said before."""
        self._said[person] = (value, now)
        self._log.persist("pace", {"person": person, "value": value, "slide": self._position.slide})
        # What fades is due in seconds. Somebody who speaks up is seen at once.
        self.due = min(self.due or now + limits.TALLY_INTERVAL_S, now + limits.TALLY_INTERVAL_S)

    def send(self, now: float) -> None:
        """Send the pace, when it is due, and again until everything has faded."""
        if self.due is None or now < self.due:
            return
        self._said = {
            person: (value, at)
            for person, (value, at) in self._said.items()
            if now - at < limits.PACE_FADES_S
        }
        weights = {"fast": 0.0, "fine": 0.0, "slow": 0.0}
        for value, at in self._said.values():
            # In a straight line to nothing: what was said a moment ago counts most.
            weights[value] += 1 - (now - at) / limits.PACE_FADES_S
        self.current = Pace(**{value: round(weight, 2) for value, weight in weights.items()})
        self._log.append_for_presenters(PaceChange(pace=self.current))
        self.due = now + limits.PACE_INTERVAL_S if self._said else None
