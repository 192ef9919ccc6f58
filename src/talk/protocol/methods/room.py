"""The room: who is here, where the talk stands, what the widgets show.

Browsers and `talk present` exchange these messages.

The first message on a socket is `room/join`. Afterwards the server sends numbered `room/changed`
notifications; a client that missed some asks to join again with the last number it has and gets a
snapshot. The audience's types hold nothing that only a presenter may know: PublicSnapshot is what a
phone gets, PresenterState what stage and speaker get.
"""

from typing import Annotated, Any, Literal

from pydantic import Field

from talk.protocol.method import EVERYONE, PRESENTER, Method, Role
from talk.protocol.methods.widget import Run, WidgetKey
from talk.protocol.wire import Nothing, Params, Result

SlideId = Annotated[str, Field(max_length=100)]
Blank = Literal["none", "black", "white", "paper"]
"""What covers the projected slide: nothing, or one even colour (`paper`: the theme's own)."""
KernelState = Literal["live", "recorded", "none"]
"""live: the kernel answers. recorded: it is away, recordings answer. none: away, and the deck has
no recordings."""


BallotKind = Literal["choice", "order"]
BallotId = Annotated[str, Field(min_length=1, max_length=120)]
"""Names what is asked; another id is another ballot, with no votes yet."""
MAX_BALLOT_OPTIONS = 64
Option = Annotated[int, Field(ge=0, lt=MAX_BALLOT_OPTIONS)]
"""Number of an option of a ballot, from 0."""


class Ranked(Result):
    """One person's order: tiers best first, options of one tier tied.

    Those found bad are below all others.
    """

    tiers: list[list[int]]
    bad: list[int] = []


class Vote(Result):
    """What one person said to a ballot, last."""

    ballot: str
    choice: int | None = None
    ranked: Ranked | None = None


class Tally(Result):
    """The room's votes so far."""

    people: int = 0
    """How many voted."""
    counts: list[int] = []
    """By option: votes; in an order, how often it stood alone or tied in the first tier. Empty
    while hidden."""
    wins: list[list[int]] = []
    """Orders only: `wins[i][j]` people put option i above option j. Empty while hidden."""


class Ballot(Result):
    """Something the room votes on or puts into order."""

    id: str
    kind: BallotKind
    options: list[str]
    open: bool
    hidden: bool = False
    """Phones see how many voted, not what, until the presenter shows it."""
    tally: Tally


class WidgetState(Result):
    ballot: Ballot | None = None
    inputs: dict[str, Any] = {}
    """What the widget's controls say, as the widget defines it."""
    runs: dict[str, Run] = {}
    """By lane."""


class Kernel(Result):
    """The kernel as everybody may know it."""

    state: KernelState


class KernelHealth(Result):
    """The kernel as the speaker sees it."""

    state: KernelState
    detail: str = ""
    """One sentence, e.g. why it is away and when it is tried again."""
    model: str = ""
    checkpoint: str = ""
    device: str = ""
    running: int = 0
    queued: int = 0
    round_trip_ms: float | None = None
    restarts: int = 0


class PublicSnapshot(Result):
    number: int
    """Of the last event it contains."""
    deck: str
    """Hash of the deck as served; another one means: load the page again."""
    slide: str
    step: int
    """0 before the first step is shown."""
    shown: list[str]
    """Slides a reader may open."""
    widgets: dict[str, WidgetState]
    kernel: Kernel
    joined: int
    """People who ever joined this room by phone."""
    following: int
    """Phones connected now."""
    blank: Blank = "none"


class SlideNotes(Result):
    title: str
    notes: str
    """HTML."""
    time_s: float | None = None
    chapter: str = ""


class Problem(Result):
    """Something the speaker should see: a broken save, a lost kernel."""

    text: str
    """As `talk check` prints it: path:line:column: sentence, the line, a caret; or one sentence."""
    speaker_only: bool = False
    """It is not about a save, so it never lies over the slide on the stage."""


class PresenterState(PublicSnapshot):
    health: KernelHealth
    notes: dict[str, SlideNotes]
    order: list[str]
    """Slide ids of the path presented."""
    problems: list[Problem] = []
    started_at: float | None = None
    """Unix time of the first step away from the first slide, None before."""
    duration_s: float | None = None
    """Planned."""
    timekeeper: str = ""
    """Connection whose screen keeps time for everybody while a widget plays; empty when no
    presenter is here."""


# The room puts the snapshot into its messages as text that is made once for all phones, so these
# fields are no models here. Browsers see the type.
SNAPSHOT = Field(json_schema_extra={"tsType": "PublicSnapshot | PresenterState"})


class JoinParams(Params):
    """Join the room; the first message on every connection."""

    role: Role
    token: Annotated[str, Field(max_length=200)] | None = None
    """The presenter's; phones send none."""
    person: Annotated[str, Field(max_length=64)] | None = None
    """The secret this phone was given when it first joined; keeps votes one per person."""
    deck: Annotated[str, Field(max_length=64)] | None = None


class JoinResult(Result):
    connection: str
    """Names this socket in the `origin` of events it caused."""
    person: str
    state: Annotated[dict[str, Any], SNAPSHOT]
    """PublicSnapshot for a phone, PresenterState for stage and speaker."""
    join_url: str = ""
    """The address a phone opens; also at /join.svg as a QR code."""
    votes: dict[str, Vote] = {}
    """What this person said to the ballots of shown slides, by widget key."""


JOIN = Method("room/join", JoinParams, JoinResult, server="room", who=EVERYONE)


class NavigateParams(Params):
    """Go to a slide and step."""

    slide: SlideId
    step: Annotated[int, Field(ge=0, le=1000)] = 0


NAVIGATE = Method("room/navigate", NavigateParams, Nothing, server="room", who=PRESENTER)


class BlankParams(Params):
    """Cover the projected slide, or show it again. The next move shows it again as well."""

    mode: Blank


BLANK = Method("room/blank", BlankParams, Nothing, server="room", who=PRESENTER)


class PingParams(Params):
    """Ask for an answer, to measure the round trip and keep the connection open."""


PING = Method("room/ping", PingParams, Nothing, server="room", who=EVERYONE)


class BallotParams(Params):
    """Ask the room. The same id again opens, closes, hides or shows it; its votes stay."""

    widget: WidgetKey
    id: BallotId
    kind: BallotKind
    options: Annotated[
        list[Annotated[str, Field(max_length=4000)]],
        Field(min_length=1, max_length=MAX_BALLOT_OPTIONS),
    ]
    open: bool = True
    hidden: bool = False


BALLOT = Method("room/ballot", BallotParams, Nothing, server="room", who=PRESENTER)


class VoteParams(Params):
    """One of the options; a later vote of the same person replaces it."""

    widget: WidgetKey
    ballot: BallotId
    choice: Option


VOTE = Method("room/vote", VoteParams, Nothing, server="room", who=frozenset({"phone"}))

Tier = Annotated[list[Option], Field(min_length=1, max_length=MAX_BALLOT_OPTIONS)]


class RankParams(Params):
    """An order of the options, each at most once; those left out were not judged."""

    widget: WidgetKey
    ballot: BallotId
    tiers: Annotated[list[Tier], Field(max_length=MAX_BALLOT_OPTIONS)]
    bad: Annotated[list[Option], Field(max_length=MAX_BALLOT_OPTIONS)] = []


RANK = Method("room/rank", RankParams, Nothing, server="room", who=frozenset({"phone"}))


class RankingsParams(Params):
    """Return all rankings of a widget's ballot, for training on them."""

    widget: WidgetKey


class RankingsResult(Result):
    """The room's orders of the ballot that this widget has now, without names."""

    ballot: str
    rankings: list[Ranked]


RANKINGS = Method("room/rankings", RankingsParams, RankingsResult, server="room", who=PRESENTER)


# What the server tells: `room/changed` {number, changes: [Change]}


class PositionChange(Result):
    kind: Literal["position"] = "position"
    slide: str
    step: int
    origin: str = ""
    """Connection that caused it."""
    shown: str = ""
    """The slide that may be opened from now on, if it is a new one."""


class InputsChange(Result):
    kind: Literal["inputs"] = "inputs"
    widget: str
    inputs: dict[str, Any]
    origin: str = ""


class RunChange(Result):
    """A run began, or its state changed.

    `run.events` is empty here, and what was streamed before stays.
    """

    kind: Literal["run"] = "run"
    widget: str
    lane: str
    run: Run


class RunEventsChange(Result):
    """More of a stream, at most about ten times a second."""

    kind: Literal["run_events"] = "run_events"
    widget: str
    lane: str
    run: str
    events: list[dict[str, Any]]


class BallotChange(Result):
    """A ballot was opened, closed, hidden or shown."""

    kind: Literal["ballot"] = "ballot"
    widget: str
    ballot: Ballot


class TallyChange(Result):
    """More votes, at most about four times a second."""

    kind: Literal["tally"] = "tally"
    widget: str
    ballot: str
    tally: Tally


class KernelChange(Result):
    kind: Literal["kernel"] = "kernel"
    kernel: Kernel


class PeopleChange(Result):
    kind: Literal["people"] = "people"
    joined: int
    following: int


class DeckChange(Result):
    """The deck was edited; load it again."""

    kind: Literal["deck"] = "deck"
    deck: str


class SnapshotChange(Result):
    """Replaces everything: sent to a client that fell behind."""

    kind: Literal["snapshot"] = "snapshot"
    state: Annotated[dict[str, Any], SNAPSHOT]


class BlankChange(Result):
    """The projected slide was covered, or is shown again."""

    kind: Literal["blank"] = "blank"
    blank: Blank


class TimekeeperChange(Result):
    """Presenter only: another screen keeps time from now on."""

    kind: Literal["timekeeper"] = "timekeeper"
    timekeeper: str


class HealthChange(Result):
    """Presenter only."""

    kind: Literal["health"] = "health"
    health: KernelHealth


class ProblemsChange(Result):
    """Presenter only."""

    kind: Literal["problems"] = "problems"
    problems: list[Problem]


PublicChange = Annotated[
    PositionChange
    | InputsChange
    | RunChange
    | RunEventsChange
    | BallotChange
    | TallyChange
    | KernelChange
    | PeopleChange
    | DeckChange
    | BlankChange
    | SnapshotChange,
    Field(discriminator="kind"),
]
Change = Annotated[
    PositionChange
    | InputsChange
    | RunChange
    | RunEventsChange
    | BallotChange
    | TallyChange
    | KernelChange
    | PeopleChange
    | DeckChange
    | BlankChange
    | SnapshotChange
    | HealthChange
    | ProblemsChange
    | TimekeeperChange,
    Field(discriminator="kind"),
]

CHANGED = "room/changed"


class Changed(Result):
    """Parameters of the notification `room/changed`."""

    number: int
    changes: list[Change]


METHODS = [JOIN, NAVIGATE, BLANK, PING, BALLOT, VOTE, RANK, RANKINGS]
