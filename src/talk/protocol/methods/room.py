"""The room: who is here, where the talk stands, what the widgets show.

Browsers and `talk present` exchange these messages.

The first message on a socket is `room/join`. Afterwards the server sends numbered `room/changed`
notifications; a client that missed some asks to join again with the last number it has and gets a
snapshot. The audience's types hold nothing that only a presenter may know: PublicSnapshot is what a
phone gets, PresenterState what stage and speaker get.

The file is long because every change of the room has a type of its own, with a line of description
for each field; nothing runs here.
"""

from typing import Annotated, Any, Literal

from pydantic import Field

from talk.protocol.method import EVERYONE, PRESENTER, REMOTE, Method, Role
from talk.protocol.methods.clock import Clock
from talk.protocol.methods.pace import Pace
from talk.protocol.methods.questions import Question
from talk.protocol.methods.remote import Proof, RemoteState
from talk.protocol.methods.stage import Beneath, Colour, Pointed, Pointer, Stroke, Zoom
from talk.protocol.methods.suggestions import Suggestion
from talk.protocol.methods.widget import Run, WidgetKey
from talk.protocol.wire import Nothing, Params, Result

SlideId = Annotated[str, Field(max_length=100)]
Blank = Literal["none", "black", "white", "paper"]
"""What covers the projected slide: nothing, or one even colour (`paper`: the theme's own)."""
KernelState = Literal["live", "recorded", "none"]
"""live: the kernel answers. recorded: it is away, recordings answer. none: away, and the deck has
no recordings."""


BallotKind = Literal["choice", "choices", "order", "number", "text"]
"""choice: one of the options. choices: some of them. order: a ranking. number and text: what a
person enters, without options."""
BallotId = Annotated[str, Field(min_length=1, max_length=120)]
"""Names what is asked; another id is another ballot, with no votes yet."""
MAX_BALLOT_OPTIONS = 64
Option = Annotated[int, Field(ge=0, lt=MAX_BALLOT_OPTIONS)]
"""Number of an option of a ballot, from 0."""
MAX_VOTE_CHARACTERS = 80
"""Most characters of a vote in words."""
Tier = Annotated[list[Option], Field(min_length=1, max_length=MAX_BALLOT_OPTIONS)]


class Ranked(Result):
    """One person's order: tiers best first, options of one tier tied.

    Those found bad are below all others.
    """

    tiers: Annotated[list[Tier], Field(max_length=MAX_BALLOT_OPTIONS)]
    """Numbers of the options, tier by tier."""
    bad: Annotated[list[Option], Field(max_length=MAX_BALLOT_OPTIONS)] = []
    """Numbers of the options that this person found bad."""


class Vote(Result):
    """What one person said to a ballot, last: the field that belongs to the ballot's kind."""

    ballot: str
    """Id of the ballot."""
    choice: int | None = None
    """Number of the chosen option, in a ballot of the kind `choice`."""
    choices: list[int] | None = None
    """Numbers of the chosen options, in a ballot of the kind `choices`."""
    ranked: Ranked | None = None
    """The order, in a ballot of the kind `order`."""
    number: float | None = None
    """The number, in a ballot of the kind `number`."""
    text: str | None = None
    """The words, in a ballot of the kind `text`."""


class NumbersTally(Result):
    """The numbers that people entered."""

    edges: list[float]
    """Limits of the bins, one more than there are bins; each bin holds its lower limit."""
    counts: list[int]
    """Number of votes by bin."""
    median: float | None = None
    """The middle one; None before anybody voted."""


class TextCount(Result):
    """A text that people entered, and how many did."""

    text: str
    """As the first person spelt it; case and spaces do not tell texts apart."""
    count: int
    """Number of people."""
    barred: bool = False
    """True when a presenter keeps the text off the screens; phones do not get it."""


class Tally(Result):
    """The room's votes so far."""

    people: int = 0
    """How many voted."""
    counts: list[int] = []
    """By option: votes; in an order, how often it stood alone or tied in the first tier. Empty
    while hidden."""
    wins: list[list[int]] = []
    """Orders only: `wins[i][j]` people put option i above option j. Empty while hidden."""
    numbers: NumbersTally | None = None
    """Numbers only; None while hidden."""
    texts: list[TextCount] = []
    """Texts only, most frequent first, at most 60. Empty while hidden."""


class Ballot(Result):
    """Something the room votes on or puts into order."""

    id: str
    """Names what is asked; another id is another ballot, with no votes yet."""
    kind: BallotKind
    """What a person gives."""
    options: list[str]
    """The texts that people choose from or put in order; empty for numbers and texts."""
    open: bool
    """True while votes are accepted."""
    hidden: bool = False
    """Phones see how many voted, not what, until the presenter shows it."""
    most: int = 0
    """`choices` only: most options of one vote; 0 stands for any number."""
    low: float = 0
    """`number` only: least number that is accepted."""
    high: float = 100
    """`number` only: largest number that is accepted."""
    right: list[int] = []
    """Options that are right; phones get them once the ballot is closed and shown."""
    right_number: float | None = None
    """As `right`, for a number."""
    why: str = ""
    """Explanation of the right answer, as `right`."""
    tally: Tally
    """The votes so far; phones see no more than the number of people while it is hidden."""


class WidgetState(Result):
    ballot: Ballot | None = None
    """What the room is asked here; none where it is asked nothing."""
    inputs: dict[str, Any] = {}
    """What the widget's controls say, as the widget defines it."""
    questions: list[Question] = []
    """The room's questions, for the widget that lists them on paper; empty in a room."""
    runs: dict[str, Run] = {}
    """By lane."""


class Kernel(Result):
    """The kernel as everybody may know it."""

    state: KernelState
    """Whether the kernel answers, or recordings do, or nothing."""


class KernelHealth(Result):
    """The kernel as the speaker sees it."""

    state: KernelState
    """Whether the kernel answers, or recordings do, or nothing."""
    detail: str = ""
    """One sentence, e.g. why it is away and when it is tried again."""
    model: str = ""
    """Name of the model; empty while there is no kernel."""
    checkpoint: str = ""
    """Checkpoint that answers where none is named."""
    device: str = ""
    """Where the network runs."""
    running: int = 0
    """Jobs in the kernel's batch."""
    queued: int = 0
    """Jobs that wait for a place in it."""
    round_trip_ms: float | None = None
    """Last measured time to the kernel and back, in milliseconds."""
    restarts: int = 0
    """How often the kernel was started again during this talk."""
    memory_mib: float = 0.0
    """Memory of the kernel's process now, in MiB; 0 where it is not known."""
    further: list[str] = []
    """A line for each model beside the first: its name, where it runs, its most memory."""
    checkpoints: list[str] = []
    """Checkpoints of all its models, which the room may ask; empty where the kernel does not list
    its models, and may be asked for any."""


class PublicSnapshot(Result):
    number: int
    """Of the last event it contains."""
    deck: str
    """Hash of the deck as served; another one means: load the page again."""
    slide: str
    """Id of the slide that is shown."""
    step: int
    """0 before the first step is shown."""
    shown: list[str]
    """Slides a reader may open."""
    widgets: dict[str, WidgetState]
    """State by widget key; of slides that were shown only, for phones."""
    kernel: Kernel
    """The kernel as everybody may know it."""
    joined: int
    """People who ever joined this room by phone."""
    following: int
    """Phones connected now."""
    blank: Blank = "none"
    """What covers the projected slide."""
    questions: list[Question] = []
    """The room's questions, most wanted first; phones get the open and answered ones."""
    pointed: Pointed = Field(default_factory=Pointed)
    """The part of the slide that the speaker points at."""
    drawings: dict[str, list[Stroke]] = {}
    """What was drawn over each slide, by slide; phones get fewer points, of slides shown so far."""
    beneath: dict[str, Beneath] = {}
    """What lies beneath each drawing, by slide."""


class SlideNotes(Result):
    title: str
    """Name of the slide in lists."""
    notes: str
    """HTML."""
    time_s: float | None = None
    """Planned time of the slide in seconds; none where the author planned none."""
    chapter: str = ""
    """Title of the slide's chapter."""


class Problem(Result):
    """Something the speaker should see: a broken save, a lost kernel."""

    text: str
    """As `talk check` prints it: path:line:column: sentence, the line, a caret; or one sentence."""
    speaker_only: bool = False
    """It is not about a save, so it never lies over the slide on the stage."""


class DeckPosition(Result):
    """A step of a slide."""

    slide: str
    """Id of the slide."""
    step: int
    """Number of the step; 0 is the slide before anything further has appeared."""


class PresenterState(PublicSnapshot):
    health: KernelHealth
    """The kernel as the speaker sees it."""
    notes: dict[str, SlideNotes]
    """Notes by slide id."""
    order: list[str]
    """Ids of all slides, in the deck's order."""
    run: list[str]
    """Ids of the slides that *next* goes through: those of the path presented, without skipped
    ones."""
    anchor: DeckPosition
    """Last place in the run. From a slide outside the run, *next* goes to the slide after it."""
    problems: list[Problem] = []
    """What is wrong with a newer edition of the deck, and notices for the speaker."""
    clock: Clock
    """The talk's clock."""
    # By factory: an instance made here would build its class at each import of the wire.
    pointer: Pointer = Field(default_factory=Pointer)
    """The laser pointer or the spotlight on the projected slide."""
    zoom: Zoom = Field(default_factory=Zoom)
    """The part of the slide that fills the stage."""
    remotes: list[RemoteState] = []
    """Phones that ask to drive, drive or watch."""
    duration_s: float | None = None
    """Planned length of the run, in seconds."""
    timekeeper: str = ""
    """Connection whose screen keeps time for everybody while a widget plays; empty when no
    presenter is here."""
    moderated: bool = False
    """True while new questions wait for a presenter."""
    pace: Pace = Field(default_factory=Pace)
    """How the room finds the pace."""
    suggestions: list[Suggestion] = []
    """Prompts from the room that wait, next one first."""


# The room puts the snapshot into its messages as text that is made once for all phones, so these
# fields are no models here. Browsers see the type.
SNAPSHOT = Field(json_schema_extra={"tsType": "PublicSnapshot | PresenterState"})


class JoinParams(Params):
    """Join the room; the first message on every connection."""

    role: Role
    """What this connection wants to be; a presenter's role needs the token."""
    token: Annotated[str, Field(max_length=200)] | None = None
    """The presenter's; phones send none."""
    person: Annotated[str, Field(max_length=64)] | None = None
    """The secret this phone was given when it first joined; keeps votes one per person."""
    deck: Annotated[str, Field(max_length=64)] | None = None
    """Hash of the deck that the page shows."""
    proof: Proof | None = None
    """A remote's, which signs `join`."""


class JoinResult(Result):
    connection: str
    """Names this socket in the `origin` of events it caused."""
    person: str
    """Secret of this phone's owner, to be kept and sent at the next join."""
    state: Annotated[dict[str, Any], SNAPSHOT]
    """PublicSnapshot for a phone, PresenterState for stage and speaker."""
    join_url: str = ""
    """The address a phone opens; also at /join.svg as a QR code."""
    votes: dict[str, Vote] = {}
    """What this person said to the ballots of shown slides, by widget key."""
    asked: list[Question] = []
    """This person's own questions, whatever became of them."""
    wanted: list[str] = []
    """Ids of the questions that this person wants answered."""


JOIN = Method("room/join", JoinParams, JoinResult, server="room", who=EVERYONE | REMOTE)


class NavigateParams(Params):
    """Go to a slide and step."""

    slide: SlideId
    """Id of the slide."""
    step: Annotated[int, Field(ge=0, le=1000)] = 0
    """Number of the step; 0 is the slide before anything further has appeared."""


NAVIGATE = Method("room/navigate", NavigateParams, Nothing, server="room", who=PRESENTER)


class BlankParams(Params):
    """Cover the projected slide, or show it again. The next move shows it again as well."""

    mode: Blank
    """The cover; `none` shows the slide."""


BLANK = Method("room/blank", BlankParams, Nothing, server="room", who=PRESENTER)


class PingParams(Params):
    """Ask for an answer, to measure the round trip and keep the connection open."""


PING = Method("room/ping", PingParams, Nothing, server="room", who=EVERYONE | REMOTE)


class BallotParams(Params):
    """Ask the room. The same id again opens, closes, hides or shows it; its votes stay."""

    widget: WidgetKey
    """Widget that asks."""
    id: BallotId
    """Id of the ballot."""
    kind: BallotKind
    """What a person gives."""
    options: Annotated[
        list[Annotated[str, Field(max_length=4000)]],
        Field(max_length=MAX_BALLOT_OPTIONS),
    ]
    """The texts that people choose from or put in order; empty for numbers and texts."""
    open: bool = True
    """False accepts no more votes."""
    hidden: bool = False
    """True keeps the count from phones."""
    question: Annotated[str, Field(max_length=4000)] = ""
    """What is asked, for `talk report`."""


BALLOT = Method("room/ballot", BallotParams, Nothing, server="room", who=PRESENTER)


class PreparedBallotParams(Params):
    """Open, close, show or hide the ballot that the deck prepares for a widget."""

    widget: WidgetKey
    """Widget whose ballot is meant."""
    open: bool = True
    """False accepts no more votes."""
    hidden: bool = True
    """True keeps the count from phones."""
    again: bool = False
    """True: begin anew, with no votes."""


PREPARED_BALLOT = Method(
    "room/prepared_ballot", PreparedBallotParams, Nothing, server="room", who=PRESENTER
)


class BarTextParams(Params):
    """Keep a text of a ballot off the screens, or admit it again."""

    widget: WidgetKey
    """Widget that asks."""
    ballot: BallotId
    """Id of the ballot."""
    text: Annotated[str, Field(max_length=MAX_VOTE_CHARACTERS)]
    """As the tally spells it."""
    barred: bool = True
    """False admits the text again."""


BAR_TEXT = Method("room/bar_text", BarTextParams, Nothing, server="room", who=PRESENTER)


class VoteParams(Params):
    """Vote; a later vote of the same person replaces it. One field besides the ballot is given."""

    widget: WidgetKey
    """Widget that asks."""
    ballot: BallotId
    """Id of the ballot that this person saw; a vote for an earlier one is refused."""
    choice: Option | None = None
    """Number of the chosen option."""
    choices: Annotated[list[Option], Field(min_length=1, max_length=MAX_BALLOT_OPTIONS)] | None = (
        None
    )
    """Numbers of the chosen options, each at most once."""
    ranked: Ranked | None = None
    """An order of the options, each at most once; those left out were not judged."""
    number: float | None = None
    """A number in the ballot's range."""
    text: Annotated[str, Field(max_length=MAX_VOTE_CHARACTERS)] | None = None
    """A few words; control characters and repeated spaces are left out."""


VOTE = Method("room/vote", VoteParams, Nothing, server="room", who=frozenset({"phone"}))


class RankingsParams(Params):
    """Return all rankings of a widget's ballot, for training on them."""

    widget: WidgetKey
    """Widget whose ballot is read."""


class RankingsResult(Result):
    """The room's orders of the ballot that this widget has now, without names."""

    ballot: str
    """Id of the ballot."""
    rankings: list[Ranked]
    """Every person's order, sorted by what it says."""


RANKINGS = Method("room/rankings", RankingsParams, RankingsResult, server="room", who=PRESENTER)


# What the server tells: `room/changed` {number, changes: [Change]}


class PositionChange(Result):
    kind: Literal["position"] = "position"
    """Names this change."""
    slide: str
    """Id of the slide that is shown now."""
    step: int
    """Step of that slide."""
    origin: str = ""
    """Connection that caused it."""
    shown: str = ""
    """The slide that may be opened from now on, if it is a new one."""


class InputsChange(Result):
    kind: Literal["inputs"] = "inputs"
    """Names this change."""
    widget: str
    """Widget whose controls were set."""
    inputs: dict[str, Any]
    """All of its controls as they stand now."""
    origin: str = ""
    """Connection that set them."""


class RunChange(Result):
    """A run began, or its state changed.

    `run.events` is empty here, and what was streamed before stays.
    """

    kind: Literal["run"] = "run"
    """Names this change."""
    widget: str
    """Widget that the run belongs to."""
    lane: str
    """Lane that it fills."""
    run: Run
    """The run without its events."""


class RunEventsChange(Result):
    """More of a stream, at most about ten times a second."""

    kind: Literal["run_events"] = "run_events"
    """Names this change."""
    widget: str
    """Widget that the run belongs to."""
    lane: str
    """Lane that it fills."""
    run: str
    """Id of the run; events of another one are to be ignored."""
    events: list[dict[str, Any]]
    """Events to append, in order."""


class BallotChange(Result):
    """A ballot was opened, closed, hidden or shown."""

    kind: Literal["ballot"] = "ballot"
    """Names this change."""
    widget: str
    """Widget that asks."""
    ballot: Ballot
    """The ballot as this audience sees it."""


class TallyChange(Result):
    """More votes, at most about four times a second."""

    kind: Literal["tally"] = "tally"
    """Names this change."""
    widget: str
    """Widget that asks."""
    ballot: str
    """Id of the ballot; a tally of another one is to be ignored."""
    tally: Tally
    """The votes as this audience sees them."""


class KernelChange(Result):
    kind: Literal["kernel"] = "kernel"
    """Names this change."""
    kernel: Kernel
    """The kernel as everybody may know it."""


class PeopleChange(Result):
    kind: Literal["people"] = "people"
    """Names this change."""
    joined: int
    """People who ever joined this room by phone."""
    following: int
    """People whose phones are connected now."""


class DeckChange(Result):
    """The deck was edited; load it again."""

    kind: Literal["deck"] = "deck"
    """Names this change."""
    deck: str
    """Hash of the new edition."""


class SnapshotChange(Result):
    """Replaces everything: sent to a client that fell behind."""

    kind: Literal["snapshot"] = "snapshot"
    """Names this change."""
    state: Annotated[dict[str, Any], SNAPSHOT]
    """PublicSnapshot for a phone, PresenterState for stage and speaker."""


class PointedChange(Result):
    """The speaker points at another part of the slide, or at none."""

    kind: Literal["pointed"] = "pointed"
    """Names this change."""
    pointed: Pointed
    """The part."""


class BlankChange(Result):
    """The projected slide was covered, or is shown again."""

    kind: Literal["blank"] = "blank"
    """Names this change."""
    blank: Blank
    """What covers the projected slide now."""


class QuestionChange(Result):
    """A question is new, or its state or text changed."""

    kind: Literal["question"] = "question"
    """Names this change."""
    question: Question
    """The question as it stands."""


class QuestionGoneChange(Result):
    """A question is no longer public."""

    kind: Literal["question_gone"] = "question_gone"
    """Names this change."""
    id: str
    """The question."""


class QuestionVotesChange(Result):
    """More votes for questions, at most about four times a second."""

    kind: Literal["question_votes"] = "question_votes"
    """Names this change."""
    votes: dict[str, int]
    """Number of people by question."""


class ModerationChange(Result):
    """Presenter only: new questions wait from now on, or no longer."""

    kind: Literal["moderation"] = "moderation"
    """Names this change."""
    moderated: bool
    """True: they wait."""


class PaceChange(Result):
    """Presenter only: the room finds the pace otherwise than before."""

    kind: Literal["pace"] = "pace"
    """Names this change."""
    pace: Pace
    """How the room finds the pace now."""


class AcceptedChange(Result):
    """Presenter only: a prompt from the room was accepted; the screen that keeps time sends it."""

    kind: Literal["accepted"] = "accepted"
    """Names this change."""
    widget: str
    """Widget that the prompt is for."""
    text: str
    """The prompt."""


class SuggestionsChange(Result):
    """Presenter only: the queue of prompts has changed."""

    kind: Literal["suggestions"] = "suggestions"
    """Names this change."""
    suggestions: list[Suggestion]
    """The whole queue, next one first."""


class TimekeeperChange(Result):
    """Presenter only: another screen keeps time from now on."""

    kind: Literal["timekeeper"] = "timekeeper"
    """Names this change."""
    timekeeper: str
    """Connection of that screen; empty when no presenter is here."""


class ClockChange(Result):
    """Presenter only: the clock was started, paused or reset, or another slide is measured."""

    kind: Literal["clock"] = "clock"
    """Names this change."""
    clock: Clock
    """The clock as it is now."""


class PointerChange(Result):
    """Presenter only: the pointer moved, or went out."""

    kind: Literal["pointer"] = "pointer"
    """Names this change."""
    pointer: Pointer
    """The pointer as it is now."""


class ZoomChange(Result):
    """Presenter only: another part of the slide fills the stage."""

    kind: Literal["zoom"] = "zoom"
    """Names this change."""
    zoom: Zoom
    """The part of the slide that fills the stage now."""


class DrawChange(Result):
    """A stroke was begun, or goes on with these points."""

    kind: Literal["draw"] = "draw"
    """Names this change."""
    slide: str
    """Id of the slide that is drawn over."""
    stroke: str
    """Id of the stroke; one that is there already goes on."""
    colour: Colour
    """Colour of the stroke."""
    points: list[float]
    """Points to append: x and y of each in turn, as parts of the slide's width and height."""


class EraseChange(Result):
    """The drawing on a slide was erased, or its last stroke."""

    kind: Literal["erase"] = "erase"
    """Names this change."""
    slide: str
    """Id of the slide."""
    last: bool
    """True where the last stroke alone was erased."""


class BeneathChange(Result):
    """Something else lies beneath the drawing on a slide."""

    kind: Literal["beneath"] = "beneath"
    """Names this change."""
    slide: str
    """Id of the slide."""
    beneath: Beneath
    """What lies there now."""


class RemotesChange(Result):
    """Presenter only: a phone asks to drive, drives, watches, or is gone."""

    kind: Literal["remotes"] = "remotes"
    """Names this change."""
    remotes: list[RemoteState]
    """All remotes from now on."""


class HealthChange(Result):
    """Presenter only: the kernel's state, load or memory has changed."""

    kind: Literal["health"] = "health"
    """Names this change."""
    health: KernelHealth
    """The kernel as the speaker sees it."""


class ProblemsChange(Result):
    """Presenter only: a problem is new, or is solved."""

    kind: Literal["problems"] = "problems"
    """Names this change."""
    problems: list[Problem]
    """All problems that are open now; an empty list where none are."""


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
    | PointedChange
    | DrawChange
    | EraseChange
    | BeneathChange
    | QuestionChange
    | QuestionGoneChange
    | QuestionVotesChange
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
    | PointedChange
    | DrawChange
    | EraseChange
    | BeneathChange
    | QuestionChange
    | QuestionGoneChange
    | QuestionVotesChange
    | SnapshotChange
    | HealthChange
    | ProblemsChange
    | TimekeeperChange
    | ClockChange
    | PointerChange
    | ZoomChange
    | RemotesChange
    | ModerationChange
    | PaceChange
    | SuggestionsChange
    | AcceptedChange,
    Field(discriminator="kind"),
]

CHANGED = "room/changed"


class Changed(Result):
    """Parameters of the notification `room/changed`."""

    number: int
    """Number of this message; one more than the last, else something was missed."""
    changes: list[Change]
    """What happened, in order."""


METHODS = [JOIN, NAVIGATE, BLANK, PING, BALLOT, PREPARED_BALLOT, BAR_TEXT, VOTE, RANKINGS]
