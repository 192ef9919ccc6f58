// Written by `python tools/generate_types.py` from src/talk/protocol; do not edit.

export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

/**
 * Ask the speaker to let this remote drive again; only inside a signed command.
 */
export type AskParams = Record<string, never>;
/**
 * Return the models, checkpoints, vocabularies and methods of this kernel.
 */
export type DescribeParams = Record<string, never>;
/**
 * Return how busy the kernel is and whether it can compute.
 */
export type HealthParams = Record<string, never>;
/**
 * Make an address for one more remote; earlier ones that nobody used are void.
 */
export type InviteParams = Record<string, never>;
/**
 * Return the tools that a model may call.
 */
export type ListParams = Record<string, never>;
/**
 * The answer of a method that returns no value.
 */
export type Nothing = Record<string, never>;
/**
 * Pause the clock; the talk's time stands still until it is started again.
 */
export type PauseClockParams = Record<string, never>;
/**
 * Ask for an answer, to measure the round trip and keep the connection open.
 */
export type PingParams = Record<string, never>;
/**
 * Return the questions: all to presenters, the open and answered ones to phones.
 */
export type QuestionsParams = Record<string, never>;
/**
 * Set the clock and the time of every slide to nothing; the next move starts it again.
 */
export type ResetClockParams = Record<string, never>;
/**
 * Start the clock, or let it go on after a pause.
 */
export type StartClockParams = Record<string, never>;
/**
 * Return the vocabularies that the kernel knows.
 */
export type VocabulariesParams = Record<string, never>;
export type Server = "kernel" | "room";
export type Role = "stage" | "speaker" | "phone" | "remote";
export type Speaker = "system" | "user" | "assistant";
export type PartKind = "text" | "tool_call" | "tool_result" | "data";
export type Measure = "embedding" | "words";
export type PaceValue = "fast" | "fine" | "slow";
export type QuestionState = "waiting" | "open" | "answered" | "hidden" | "merged";
export type Blank = "none" | "black" | "white" | "paper";
export type KernelState = "live" | "recorded" | "none";
export type BallotKind = "choice" | "choices" | "order" | "number" | "text";
export type PublicChange =
  | PositionChange
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
  | SnapshotChange;
export type Change =
  | PositionChange
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
  | AcceptedChange;
export type PointerKind = "none" | "laser" | "spotlight";
export type Colour = "red" | "blue" | "green" | "yellow";
export type FinishReason = "length" | "stop" | "end" | "tool_call";
export type RunStatus = "waiting" | "live" | "recorded" | "interrupted" | "failed";

/**
 * Presenter only: a prompt from the room was accepted; the screen that keeps time sends it.
 */
export type AcceptedChange = {
  kind: "accepted";
  widget: string;
  text: string;
};
export type Answer = {
  text: string;
  tokens: number[];
  seed: number;
  finish_reason: "length" | "stop" | "end" | "tool_call";
  mean_logprob: number | null;
};
export type AnswerEvent = {
  index: number;
  id: number;
  text: string;
  bytes?: string;
  logprob?: number | null;
  entropy_bits?: number | null;
  forced?: boolean;
  special?: boolean;
  draw?: number | null;
  candidates?: Candidate[] | null;
  rest?: number | null;
  stages?: SamplingStage[] | null;
  time_ms?: number;
  answer: number;
};
export type Candidate = {
  id: number;
  text: string;
  bytes?: string;
  probability: number;
  rank: number;
};
/**
 * The candidates' probabilities after one control of the sampler.
 */
export type SamplingStage = {
  name: "softmax" | "banned" | "temperature" | "top_k" | "top_p" | "min_p";
  kept: number;
  probabilities: number[];
};
/**
 * Let the phone that asks drive the talk, or turn it away; also ends a remote that drives.
 *
 * One remote drives at a time: the one before it watches from then on.
 */
export type AnswerParams = {
  remote: string;
  accept: boolean;
};
/**
 * Ask the speaker about a slide.
 */
export type AskQuestionParams = {
  text: string;
  slide: string;
};
/**
 * The name of a question that was accepted.
 */
export type AskQuestionResult = {
  id: string;
  state?: "waiting" | "open" | "answered" | "hidden" | "merged";
};
/**
 * The person for whom a request is made, and its priority.
 *
 * The room shares one link to the kernel among everybody and names the asker with each request:
 * `params["_for"] = {"priority": "phone", "person": "p7"}`. The asker is no part of what was
 * asked: it is never recorded and does not count in `canonical`.
 */
export type Asker = {
  priority?: "stage" | "phone";
  person?: string;
};
/**
 * A `ChatMessage` of any length.
 */
export type AssistantMessage = {
  role: "assistant";
  content: string;
  parts?: AssistantPart[] | null;
};
/**
 * A `ChatPart` of any length: what a model wrote has no bound of its own.
 */
export type AssistantPart = {
  kind: "text" | "tool_call" | "tool_result" | "data";
  text: string;
};
export type AttentionMap = {
  layer: number;
  head: number;
  weights: number[][];
};
/**
 * Return the attention weights over a text.
 */
export type AttentionParams = {
  text?: string | null;
  tokens?: number[] | null;
  checkpoint?: string | null;
  layer?: number | null;
  head?: number | null;
};
export type AttentionResult = {
  tokens: Token[];
  maps: AttentionMap[];
  provenance: Provenance;
};
export type Token = {
  id: number;
  text: string;
  bytes?: string;
  special?: boolean;
};
/**
 * Where a number on screen comes from; every result that shows one carries it.
 */
export type Provenance = {
  model: string;
  checkpoint?: string;
  vocabulary?: string;
  seed?: number | null;
  device?: string;
  source?: "kernel" | "recorded" | "browser" | "build";
  hash?: string;
  recorded_at?: string;
};
/**
 * Something the room votes on or puts into order.
 */
export type Ballot = {
  id: string;
  kind: "choice" | "choices" | "order" | "number" | "text";
  options: string[];
  open: boolean;
  hidden?: boolean;
  most?: number;
  low?: number;
  high?: number;
  right?: number[];
  right_number?: number | null;
  why?: string;
  tally: Tally;
};
/**
 * The room's votes so far.
 */
export type Tally = {
  people?: number;
  counts?: number[];
  wins?: number[][];
  numbers?: NumbersTally | null;
  texts?: TextCount[];
};
/**
 * The numbers that people entered.
 */
export type NumbersTally = {
  edges: number[];
  counts: number[];
  median?: number | null;
};
/**
 * A text that people entered, and how many did.
 */
export type TextCount = {
  text: string;
  count: number;
  barred?: boolean;
};
/**
 * A ballot was opened, closed, hidden or shown.
 */
export type BallotChange = {
  kind: "ballot";
  widget: string;
  ballot: Ballot;
};
/**
 * Ask the room. The same id again opens, closes, hides or shows it; its votes stay.
 */
export type BallotParams = {
  widget: string;
  id: string;
  kind: "choice" | "choices" | "order" | "number" | "text";
  options: string[];
  open?: boolean;
  hidden?: boolean;
  question?: string;
};
/**
 * Keep a text of a ballot off the screens, or admit it again.
 */
export type BarTextParams = {
  widget: string;
  ballot: string;
  text: string;
  barred?: boolean;
};
/**
 * What the stage shows beneath a slide's drawing, so that a phone can say what was drawn on.
 */
export type Beneath = {
  pieces?: Piece[];
  pictures?: number;
};
/**
 * A line of text or a picture on the stage, and where it is.
 */
export type Piece = {
  text?: string;
  picture?: number;
  x: number;
  y: number;
  width: number;
  height: number;
};
/**
 * Something else lies beneath the drawing on a slide.
 */
export type BeneathChange = {
  kind: "beneath";
  slide: string;
  beneath: Beneath;
};
/**
 * Say what lies beneath the shown slide's drawing; the stage that keeps time does.
 */
export type BeneathParams = {
  slide: string;
  pieces: Piece[];
  pictures?: number;
};
/**
 * The projected slide was covered, or is shown again.
 */
export type BlankChange = {
  kind: "blank";
  blank: "none" | "black" | "white" | "paper";
};
/**
 * Cover the projected slide, or show it again. The next move shows it again as well.
 */
export type BlankParams = {
  mode: "none" | "black" | "white" | "paper";
};
/**
 * Parameters of the notification `room/changed`.
 */
export type Changed = {
  number: number;
  changes: (
    | PositionChange
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
    | AcceptedChange
  )[];
};
export type PositionChange = {
  kind: "position";
  slide: string;
  step: number;
  origin?: string;
  shown?: string;
};
export type InputsChange = {
  kind: "inputs";
  widget: string;
  inputs: Record<string, Json>;
  origin?: string;
};
/**
 * A run began, or its state changed.
 *
 * `run.events` is empty here, and what was streamed before stays.
 */
export type RunChange = {
  kind: "run";
  widget: string;
  lane: string;
  run: Run;
};
/**
 * One request a widget made, and all that has come back so far.
 */
export type Run = {
  id: string;
  method: string;
  params: Record<string, Json>;
  status: "waiting" | "live" | "recorded" | "interrupted" | "failed";
  done?: boolean;
  events?: Record<string, Json>[];
  result?: Record<string, Json> | null;
  error?: RunError | null;
  latency_ms?: number | null;
  queue_place?: number | null;
  auto?: boolean;
};
export type RunError = {
  code: number;
  message: string;
  reason?: string;
  values?: {
    [k: string]: string | number;
  };
};
/**
 * More of a stream, at most about ten times a second.
 */
export type RunEventsChange = {
  kind: "run_events";
  widget: string;
  lane: string;
  run: string;
  events: Record<string, Json>[];
};
/**
 * More votes, at most about four times a second.
 */
export type TallyChange = {
  kind: "tally";
  widget: string;
  ballot: string;
  tally: Tally;
};
export type KernelChange = {
  kind: "kernel";
  kernel: Kernel;
};
/**
 * The kernel as everybody may know it.
 */
export type Kernel = {
  state: "live" | "recorded" | "none";
};
export type PeopleChange = {
  kind: "people";
  joined: number;
  following: number;
};
/**
 * The deck was edited; load it again.
 */
export type DeckChange = {
  kind: "deck";
  deck: string;
};
/**
 * The speaker points at another part of the slide, or at none.
 */
export type PointedChange = {
  kind: "pointed";
  pointed: Pointed;
};
/**
 * The part of a slide that the pointer is on, for phones, whose slides are laid out otherwise.
 *
 * Parts are the slide's paragraphs, list items, pictures and the like, in the order of the page.
 */
export type Pointed = {
  slide?: string;
  part?: number;
  parts?: number;
};
/**
 * A stroke was begun, or goes on with these points.
 */
export type DrawChange = {
  kind: "draw";
  slide: string;
  stroke: string;
  colour: "red" | "blue" | "green" | "yellow";
  points: number[];
};
/**
 * The drawing on a slide was erased, or its last stroke.
 */
export type EraseChange = {
  kind: "erase";
  slide: string;
  last: boolean;
};
/**
 * A question is new, or its state or text changed.
 */
export type QuestionChange = {
  kind: "question";
  question: Question;
};
/**
 * A question from the room, without a name.
 */
export type Question = {
  id: string;
  text: string;
  slide: string;
  votes?: number;
  state?: "waiting" | "open" | "answered" | "hidden" | "merged";
  into?: string;
};
/**
 * A question is no longer public.
 */
export type QuestionGoneChange = {
  kind: "question_gone";
  id: string;
};
/**
 * More votes for questions, at most about four times a second.
 */
export type QuestionVotesChange = {
  kind: "question_votes";
  votes: {
    [k: string]: number;
  };
};
/**
 * Replaces everything: sent to a client that fell behind.
 */
export type SnapshotChange = {
  kind: "snapshot";
  state: PublicSnapshot | PresenterState;
};
/**
 * Presenter only: the kernel's state, load or memory has changed.
 */
export type HealthChange = {
  kind: "health";
  health: KernelHealth;
};
/**
 * The kernel as the speaker sees it.
 */
export type KernelHealth = {
  state: "live" | "recorded" | "none";
  detail?: string;
  model?: string;
  checkpoint?: string;
  device?: string;
  running?: number;
  queued?: number;
  round_trip_ms?: number | null;
  restarts?: number;
  memory_mib?: number;
  further?: string[];
  checkpoints?: string[];
};
/**
 * Presenter only: a problem is new, or is solved.
 */
export type ProblemsChange = {
  kind: "problems";
  problems: Problem[];
};
/**
 * Something the speaker should see: a broken save, a lost kernel.
 */
export type Problem = {
  text: string;
  speaker_only?: boolean;
};
/**
 * Presenter only: another screen keeps time from now on.
 */
export type TimekeeperChange = {
  kind: "timekeeper";
  timekeeper: string;
};
/**
 * Presenter only: the clock was started, paused or reset, or another slide is measured.
 */
export type ClockChange = {
  kind: "clock";
  clock: Clock;
};
/**
 * The talk's clock as presenters see it.
 *
 * The talk's time is `elapsed_s`, plus the time since `running_since` while the clock runs.
 */
export type Clock = {
  armed?: boolean;
  elapsed_s?: number;
  running_since?: number | null;
  slide_began_s?: number;
  spent?: {
    [k: string]: number;
  };
  countdown?: boolean;
};
/**
 * Presenter only: the pointer moved, or went out.
 */
export type PointerChange = {
  kind: "pointer";
  pointer: Pointer;
};
/**
 * A dot of light, or a spot with the rest of the slide dimmed; `none` shows neither.
 */
export type Pointer = {
  pointer?: "none" | "laser" | "spotlight";
  x?: number;
  y?: number;
};
/**
 * Presenter only: another part of the slide fills the stage.
 */
export type ZoomChange = {
  kind: "zoom";
  zoom: Zoom;
};
/**
 * The part of the slide that fills the stage: its centre, and how much larger it is.
 */
export type Zoom = {
  x?: number;
  y?: number;
  scale?: number;
};
/**
 * Presenter only: a phone asks to drive, drives, watches, or is gone.
 */
export type RemotesChange = {
  kind: "remotes";
  remotes: RemoteState[];
};
/**
 * A remote as presenters see it.
 */
export type RemoteState = {
  id: string;
  state: "asks" | "drives" | "watches";
  connected: boolean;
};
/**
 * Presenter only: new questions wait from now on, or no longer.
 */
export type ModerationChange = {
  kind: "moderation";
  moderated: boolean;
};
/**
 * Presenter only: the room finds the pace otherwise than before.
 */
export type PaceChange = {
  kind: "pace";
  pace: Pace;
};
/**
 * How the room finds the pace.
 *
 * Each person counts as 1 at first, and as less from second to second until nothing is left.
 */
export type Pace = {
  fast?: number;
  fine?: number;
  slow?: number;
};
/**
 * Presenter only: the queue of prompts has changed.
 */
export type SuggestionsChange = {
  kind: "suggestions";
  suggestions: Suggestion[];
};
/**
 * A prompt that waits for a presenter, without a name.
 */
export type Suggestion = {
  id: string;
  widget: string;
  text: string;
};
/**
 * One turn.
 */
export type ChatMessage = {
  role: "system" | "user" | "assistant";
  content?: string;
  parts?: ChatPart[] | null;
};
/**
 * A stretch of a message.
 *
 * It is written text, or text that the application puts between a pair of special tokens.
 */
export type ChatPart = {
  kind: "text" | "tool_call" | "tool_result" | "data";
  text: string;
};
export type Checkpoint = {
  name: string;
  stage?: string;
  parent?: string;
  step?: number | null;
  tokens_seen?: number | null;
  hash?: string;
};
/**
 * Answer a conversation, running tools where the model calls them.
 */
export type CompleteParams = {
  checkpoint?: string | null;
  temperature?: number;
  top_k?: number | null;
  top_p?: number | null;
  min_p?: number | null;
  seed?: number;
  max_tokens?: number;
  stop?: string[];
  candidates?: number;
  stages?: boolean;
  messages: ChatMessage[];
  tools?: string[] | null;
  max_tool_calls?: number;
  prefill?: string;
};
export type CompleteResult = {
  message: AssistantMessage;
  tool_calls: ToolCall[];
  tokens: number[];
  finish_reason: "length" | "stop" | "end" | "tool_call";
  prompt_tokens?: number;
  dropped?: number;
  provenance: Provenance;
};
/**
 * One call as it happened.
 */
export type ToolCall = {
  name: string;
  argument: string;
  result: string;
  failed?: boolean;
  time_ms?: number | null;
};
export type Continuation = {
  line: number;
  seed: number;
  text: string;
  tokens: number;
};
/**
 * Show the time left, or the time that has passed.
 */
export type CountDownParams = {
  on: boolean;
};
/**
 * A step of a slide.
 */
export type DeckPosition = {
  slide: string;
  step: number;
};
export type DescribeResult = {
  model: string;
  checkpoints: Checkpoint[];
  default_checkpoint: string;
  vocabularies: Vocabulary[];
  device: string;
  parameters: number;
  context: number;
  methods: string[];
  missing?: {
    [k: string]: string;
  };
  missing_checkpoints?: {
    [k: string]: string;
  };
  models?: ServedModel[];
};
export type Vocabulary = {
  name: string;
  size: number;
  title?: string;
};
/**
 * One of the kernel's models.
 */
export type ServedModel = {
  name: string;
  checkpoints: string[];
  vocabulary: string;
  parameters: number;
  device: string;
  context: number;
  memory_mib?: number;
  missing?: {
    [k: string]: string;
  };
};
export type Document = {
  id: string;
  text: string;
  title?: string;
};
/**
 * Sample one next token many times: with `seed`, with the seed after it, and so on.
 */
export type DrawParams = {
  checkpoint?: string | null;
  temperature?: number;
  top_k?: number | null;
  top_p?: number | null;
  min_p?: number | null;
  seed?: number;
  text?: string | null;
  tokens?: number[] | null;
  then?: number[];
  n?: number;
};
export type DrawResult = {
  drawn: Drawn[];
  n: number;
  provenance: Provenance;
};
/**
 * An entry of the vocabulary that was sampled at least once.
 */
export type Drawn = {
  id: number;
  text: string;
  bytes?: string;
  count: number;
};
/**
 * How the next token is sampled.
 */
export type Drawing = {
  checkpoint?: string | null;
  temperature?: number;
  top_k?: number | null;
  top_p?: number | null;
  min_p?: number | null;
  seed?: number;
};
/**
 * Return the tokens of a text.
 */
export type EncodeParams = {
  text: string;
  vocabulary?: string;
  special?: "text" | "parse";
};
export type EncodeResult = {
  tokens: Token[];
  provenance: Provenance;
};
/**
 * Take the drawing off a slide: its last stroke, or all of it.
 */
export type EraseParams = {
  slide: string;
  last?: boolean;
};
export type Example = {
  left: string;
  right: string;
};
/**
 * Measure how likely the answer of an open line is behind 0, 1, 2 … solved lines.
 *
 * A line is `left`, `separator`, `right` and a new line.
 */
export type FewShotParams = {
  examples: Example[];
  query: string;
  answer: string;
  shots: number[];
  separator?: string;
  checkpoint?: string | null;
};
export type FewShotPoint = {
  shots: number;
  prompt: string;
  probability: number;
  bits: number;
};
export type FewShotResult = {
  points: FewShotPoint[];
  provenance: Provenance;
};
/**
 * Continue a text token by token.
 */
export type GenerateParams = {
  checkpoint?: string | null;
  temperature?: number;
  top_k?: number | null;
  top_p?: number | null;
  min_p?: number | null;
  seed?: number;
  max_tokens?: number;
  stop?: string[];
  candidates?: number;
  stages?: boolean;
  text?: string | null;
  tokens?: number[] | null;
  then?: number[];
};
export type GenerateResult = {
  text: string;
  tokens: number[];
  finish_reason: "length" | "stop" | "end" | "tool_call";
  prompt_tokens?: number;
  dropped?: number;
  provenance: Provenance;
};
export type HealthResult = {
  running: number;
  queued: number;
  uptime_s: number;
  memory_mib: number;
  trouble?: string;
};
/**
 * Pairs of rankings kept from a fit of their own, and how many the model orders as given.
 */
export type HeldOutAgreement = {
  pairs: number;
  before: number;
  after: number;
  low: number;
  high: number;
};
export type Hit = {
  id: string;
  title?: string;
  text: string;
  similarity: number;
  position?: number[] | null;
};
/**
 * Replace the collection, as by the deck's documents.
 *
 * A kernel that receives no such request searches its own documents.
 */
export type IndexParams = {
  documents: Document[];
};
export type IndexResult = {
  count: number;
};
export type Invitation = {
  url: string;
  svg: string;
};
/**
 * Join the room; the first message on every connection.
 */
export type JoinParams = {
  role: "stage" | "speaker" | "phone" | "remote";
  token?: string | null;
  person?: string | null;
  deck?: string | null;
  proof?: Proof | null;
};
/**
 * A signed message of a remote without a command in it.
 */
export type Proof = {
  remote: string;
  counter: number;
  mac: string;
};
export type JoinResult = {
  connection: string;
  person: string;
  state: PublicSnapshot | PresenterState;
  join_url?: string;
  votes?: {
    [k: string]: Vote;
  };
  asked?: Question[];
  wanted?: string[];
};
/**
 * What one person said to a ballot, last: the field that belongs to the ballot's kind.
 */
export type Vote = {
  ballot: string;
  choice?: number | null;
  choices?: number[] | null;
  ranked?: Ranked | null;
  number?: number | null;
  text?: string | null;
};
/**
 * One person's order: tiers best first, options of one tier tied.
 *
 * Those found bad are below all others.
 */
export type Ranked = {
  tiers: number[][];
  bad?: number[];
};
/**
 * Accept a prompt, which one presenter's screen then sends to its widget, or reject it.
 */
export type JudgeParams = {
  id: string;
  accepted: boolean;
};
export type ListResult = {
  tools: Tool[];
};
export type Tool = {
  name: string;
  title: string;
  argument: string;
  example: string;
};
export type MergeStage = {
  pieces: string[];
  merged?: string;
  rank?: number | null;
};
/**
 * Return how byte-pair encoding joins a text, merge by merge.
 */
export type MergesParams = {
  text: string;
  vocabulary?: string;
};
export type MergesResult = {
  stages: MergeStage[];
  provenance: Provenance;
};
/**
 * Choose whether new questions wait until a presenter admits them.
 */
export type ModerateParams = {
  moderated: boolean;
};
/**
 * Go to a slide and step.
 */
export type NavigateParams = {
  slide: string;
  step?: number;
};
/**
 * Add and subtract the vectors of words, and return the tokens nearest to the sum.
 *
 * A word must be one token of the model's vocabulary. It is read as in the middle of a text, with
 * a space before it.
 */
export type NearestParams = {
  add: string[];
  subtract?: string[];
  tracked?: string[];
  top_k?: number;
  checkpoint?: string | null;
};
export type NearestResult = {
  nearest: Neighbour[];
  words: Neighbour[];
  tracked?: Neighbour[];
  width: number;
  vocabulary_size: number;
  provenance: Provenance;
};
export type Neighbour = {
  id: number;
  text: string;
  bytes?: string;
  similarity: number;
  rank: number;
};
/**
 * Report how one finds the pace now; the report fades within minutes.
 */
export type PaceSetParams = {
  value: "fast" | "fine" | "slow";
};
export type Page = {
  url: string;
  html: string;
};
export type PageTrace = {
  url: string;
  html: string;
  outcomes: StageOutcome[];
  row: TrainingRow | null;
};
export type StageOutcome = {
  stage: string;
  kept: boolean;
  reason: string;
  text: string;
};
/**
 * A line of the training set.
 */
export type TrainingRow = {
  url: string;
  text: string;
  english: number;
  words: number;
  tokens: number;
};
export type PairCount = {
  left: string;
  right: string;
  count: number;
};
export type Part = {
  name: string;
  shapes: {
    [k: string]: number[];
  };
  parameters: number;
};
/**
 * Return the parts of the network with their shapes and numbers of parameters.
 */
export type PartsParams = {
  checkpoint?: string | null;
};
export type PartsResult = {
  parts: Part[];
  parameters: number;
  layers: number;
  heads: number;
  width: number;
  context: number;
  vocabulary_size: number;
  provenance: Provenance;
};
/**
 * One forward pass of the network that checks the drafts.
 */
export type PassEvent = {
  index: number;
  drafts: Token[];
  kept: number;
  token?: Token | null;
  time_ms?: number;
};
/**
 * Send web pages through the filters, in the filters' order.
 *
 * Later pages are compared with the earlier ones.
 */
export type PipelineParams = {
  pages?: Page[] | null;
};
export type PipelineResult = {
  stages: string[];
  traces: PageTrace[];
  provenance: Provenance;
};
/**
 * Move the laser pointer or the spotlight over the projected slide; `none` puts it out.
 */
export type PointParams = {
  pointer: "none" | "laser" | "spotlight";
  x?: number;
  y?: number;
};
/**
 * Say which part of the shown slide the pointer is on; the screen that keeps time does.
 */
export type PointedParams = {
  slide: string;
  part: number;
  parts: number;
};
/**
 * After each step of the policy.
 */
export type PolicyMoved = {
  step: number;
  steps: number;
  score: number;
};
/**
 * Return the most likely next tokens, with probabilities over the whole vocabulary.
 */
export type PredictParams = {
  text?: string | null;
  tokens?: number[] | null;
  checkpoint?: string | null;
  top_k?: number;
  temperature?: number;
  tracked?: number[];
  tracked_text?: string | null;
  score_context?: boolean;
};
export type PredictResult = {
  context: Token[];
  candidates: Candidate[];
  tracked?: Candidate[];
  context_scores?: Score[];
  rest: number;
  entropy_bits: number | null;
  vocabulary_size: number;
  provenance: Provenance;
};
/**
 * How expected one token of the context was, given those before it.
 */
export type Score = {
  probability: number;
  rank: number;
  entropy_bits: number;
};
/**
 * Open, close, show or hide the ballot that the deck prepares for a widget.
 */
export type PreparedBallotParams = {
  widget: string;
  open?: boolean;
  hidden?: boolean;
  again?: boolean;
};
export type PresenterState = {
  number: number;
  deck: string;
  slide: string;
  step: number;
  shown: string[];
  widgets: {
    [k: string]: WidgetState;
  };
  kernel: Kernel;
  joined: number;
  following: number;
  blank?: "none" | "black" | "white" | "paper";
  questions?: Question[];
  pointed?: Pointed;
  drawings?: {
    [k: string]: Stroke[];
  };
  beneath?: {
    [k: string]: Beneath;
  };
  health: KernelHealth;
  notes: {
    [k: string]: SlideNotes;
  };
  order: string[];
  run: string[];
  anchor: DeckPosition;
  problems?: Problem[];
  clock: Clock;
  pointer?: Pointer;
  zoom?: Zoom;
  remotes?: RemoteState[];
  duration_s?: number | null;
  timekeeper?: string;
  moderated?: boolean;
  pace?: Pace;
  suggestions?: Suggestion[];
};
export type WidgetState = {
  ballot?: Ballot | null;
  inputs?: Record<string, Json>;
  questions?: Question[];
  runs?: {
    [k: string]: Run;
  };
};
/**
 * One line drawn over a slide.
 */
export type Stroke = {
  id: string;
  colour: "red" | "blue" | "green" | "yellow";
  points: number[];
};
export type SlideNotes = {
  title: string;
  notes: string;
  time_s?: number | null;
  chapter?: string;
};
/**
 * A prompt and the text that should follow it.
 */
export type Probe = {
  text: string;
  answer: string;
};
export type PublicSnapshot = {
  number: number;
  deck: string;
  slide: string;
  step: number;
  shown: string[];
  widgets: {
    [k: string]: WidgetState;
  };
  kernel: Kernel;
  joined: number;
  following: number;
  blank?: "none" | "black" | "white" | "paper";
  questions?: Question[];
  pointed?: Pointed;
  drawings?: {
    [k: string]: Stroke[];
  };
  beneath?: {
    [k: string]: Beneath;
  };
};
/**
 * Vote for a question that one wants answered, or withdraw the vote.
 */
export type QuestionVoteParams = {
  id: string;
  up?: boolean;
};
/**
 * The questions, most wanted first.
 */
export type QuestionsResult = {
  questions: Question[];
};
/**
 * The request waits; 1 is next. Any method may stream it.
 */
export type QueuedEvent = {
  queue_place: number;
};
/**
 * One person's order of the answers, best first, as numbers from 0.
 *
 * Answers left out were not ranked.
 */
export type Ranking = {
  order: number[];
};
/**
 * Return all rankings of a widget's ballot, for training on them.
 */
export type RankingsParams = {
  widget: string;
};
/**
 * The room's orders of the ballot that this widget has now, without names.
 */
export type RankingsResult = {
  ballot: string;
  rankings: Ranked[];
};
/**
 * Measure how much of a text a network recites after its opening.
 */
export type ReciteParams = {
  text: string;
  opening_tokens?: number;
  max_tokens?: number;
  checkpoint?: string | null;
};
export type ReciteResult = {
  opening: string;
  continuation: Token[];
  verbatim: number;
  compared: number;
  provenance: Provenance;
};
/**
 * Return a conversation as the tokens that the model reads.
 */
export type RenderParams = {
  messages: ChatMessage[];
  checkpoint?: string | null;
  open_turn?: boolean;
};
export type RenderResult = {
  tokens: RenderedToken[];
  provenance: Provenance;
};
export type RenderedToken = {
  id: number;
  text: string;
  bytes?: string;
  special?: boolean;
  own?: boolean;
};
/**
 * The answer's lines, once they are known, or one finished continuation.
 */
export type ResampleEvent = {
  lines?: string[] | null;
  continuation?: Continuation | null;
};
/**
 * Sample one answer, then fresh continuations of it from before each of its lines.
 *
 * A line ends with a full stop or a line break. The answer is sampled with `seed`, the
 * continuations of every line with the seeds after it.
 */
export type ResampleParams = {
  checkpoint?: string | null;
  temperature?: number;
  top_k?: number | null;
  top_p?: number | null;
  min_p?: number | null;
  seed?: number;
  max_tokens?: number;
  stop?: string[];
  candidates?: number;
  stages?: boolean;
  prompt?: string | null;
  messages?: ChatMessage[] | null;
  n?: number;
};
export type ResampleResult = {
  lines: string[];
  continuations: Continuation[];
  finish_reason: "length" | "stop" | "end" | "tool_call";
  provenance: Provenance;
};
/**
 * Round the weights to fewer bits, and measure what the network can still do.
 *
 * Each matrix is rounded row by row, on a copy: loss on a page, and a text written again.
 */
export type RoundParams = {
  page: string;
  text: string;
  bits?: number[];
  max_tokens?: number;
  checkpoint?: string | null;
};
export type RoundResult = {
  measured: Rounded[];
  page_tokens: number;
  parameters: number;
  provenance: Provenance;
};
/**
 * What the network does with one number of bits.
 */
export type Rounded = {
  bits: number;
  size: number;
  loss: number;
  text: string;
};
/**
 * Stream of a private run (a phone's own): what is new since the last one.
 */
export type RunEvents = {
  run?: Run | null;
  events?: Record<string, Json>[];
};
/**
 * Ask the kernel for a widget.
 *
 * From a presenter everybody sees it; from a phone only that phone does.
 */
export type RunParams = {
  widget: string;
  lane?: string;
  method: string;
  params: Record<string, Json>;
  inputs?: Record<string, Json> | null;
};
export type RunResult = {
  run: Run;
};
/**
 * Run one tool by hand.
 */
export type RunToolParams = {
  name: string;
  argument: string;
};
export type RunToolResult = {
  call: ToolCall;
};
/**
 * Sample several answers to one prompt.
 *
 * Answer n, from 0, is what text/generate or chat/complete returns with the seed `seed + n`.
 */
export type SampleParams = {
  checkpoint?: string | null;
  temperature?: number;
  top_k?: number | null;
  top_p?: number | null;
  min_p?: number | null;
  seed?: number;
  max_tokens?: number;
  stop?: string[];
  candidates?: number;
  stages?: boolean;
  prompt?: string | null;
  messages?: ChatMessage[] | null;
  n?: number;
};
export type SampleResult = {
  answers: Answer[];
  provenance: Provenance;
};
/**
 * How tokens are sampled one after the other; shared by every method that samples.
 */
export type Sampling = {
  checkpoint?: string | null;
  temperature?: number;
  top_k?: number | null;
  top_p?: number | null;
  min_p?: number | null;
  seed?: number;
  max_tokens?: number;
  stop?: string[];
  candidates?: number;
  stages?: boolean;
};
/**
 * Return the score that a reward model gives each answer.
 */
export type ScoreParams = {
  prompt: string;
  answers: string[];
  checkpoint?: string | null;
};
export type ScoreResult = {
  scores: number[];
  provenance: Provenance;
};
/**
 * Find the documents nearest to a query.
 */
export type SearchParams = {
  query: string;
  k?: number;
  measure?: ("embedding" | "words") | null;
};
export type SearchResult = {
  hits: Hit[];
  measure: "embedding" | "words";
  position?: number[] | null;
  provenance: Provenance;
};
/**
 * Carry out one signed command.
 */
export type SendParams = {
  counter: number;
  command: string;
  mac: string;
};
export type SendResult = {
  result?: Record<string, Json>;
};
/**
 * Set the controls of a widget for everybody.
 */
export type SetInputsParams = {
  widget: string;
  inputs: Record<string, Json>;
  merge?: boolean;
};
/**
 * Admit, answer, hide, open again or merge a question.
 */
export type SetStateParams = {
  id: string;
  state: "waiting" | "open" | "answered" | "hidden" | "merged";
  into?: string;
};
/**
 * Switch each attention head off in turn, and measure what becomes of some answers.
 */
export type SilenceParams = {
  probes: Probe[];
  checkpoint?: string | null;
};
export type SilenceResult = {
  whole: number[];
  heads: Silenced[];
  answers: Token[][];
  provenance: Provenance;
};
/**
 * The answers' probabilities with one head switched off.
 */
export type Silenced = {
  layer: number;
  head: number;
  probabilities: number[];
};
/**
 * Continue a text by drafts: several tokens are guessed, then checked in one forward pass.
 *
 * The text is that of `text/generate` with the same parameters.
 */
export type SpeculateParams = {
  checkpoint?: string | null;
  temperature?: number;
  top_k?: number | null;
  top_p?: number | null;
  min_p?: number | null;
  seed?: number;
  max_tokens?: number;
  stop?: string[];
  candidates?: number;
  stages?: boolean;
  text?: string | null;
  tokens?: number[] | null;
  draft?: string | null;
  ahead?: number;
};
export type SpeculateResult = {
  text: string;
  tokens: number[];
  finish_reason: "length" | "stop" | "end" | "tool_call";
  passes: number;
  drafted: number;
  kept: number;
  provenance: Provenance;
};
/**
 * One token of a generation.
 */
export type StepEvent = {
  index: number;
  id: number;
  text: string;
  bytes?: string;
  logprob?: number | null;
  entropy_bits?: number | null;
  forced?: boolean;
  special?: boolean;
  draw?: number | null;
  candidates?: Candidate[] | null;
  rest?: number | null;
  stages?: SamplingStage[] | null;
  time_ms?: number;
};
/**
 * Make gradient steps on one example, on a copy of the weights.
 *
 * The example is a context and the token that really came next.
 */
export type StepParams = {
  text?: string | null;
  tokens?: number[] | null;
  target?: string | null;
  target_id?: number | null;
  checkpoint?: string | null;
  learning_rate?: number;
  steps?: number;
};
export type StepResult = {
  checkpoint: string;
  target_id: number;
  loss_before: number;
  loss_after: number;
  probability_before: number;
  probability_after: number;
  provenance: Provenance;
};
/**
 * After each step.
 */
export type StepTaken = {
  step: number;
  loss: number;
  probability: number;
};
/**
 * Stop a widget's runs: a presenter the shared ones, a phone its own.
 */
export type StopParams = {
  widget: string;
  lane?: string | null;
};
/**
 * Draw over a slide: begin a stroke, or go on with the one of the same id.
 */
export type StrokeParams = {
  slide: string;
  stroke: string;
  colour?: "red" | "blue" | "green" | "yellow";
  points: number[];
};
/**
 * Send a prompt for a widget; it replaces the one of the same person that still waits.
 */
export type SuggestParams = {
  widget: string;
  text: string;
};
/**
 * The name of a prompt that was accepted.
 */
export type SuggestResult = {
  id: string;
};
/**
 * Train byte-pair encoding on a text.
 *
 * Start with 256 bytes, merge the most frequent pair, repeat.
 */
export type TrainParams = {
  text: string;
  merges?: number;
  shown?: number;
};
export type TrainResult = {
  merges: TrainingMerge[];
  provenance: Provenance;
};
export type TrainingMerge = {
  pairs: PairCount[];
  id: number;
  piece: string;
  sequence: string[];
  vocabulary_size: number;
};
/**
 * Fit the reward model to the room's rankings, then move the policy towards what it likes.
 */
export type UpdateParams = {
  prompt: string;
  answers: string[];
  rankings: Ranking[];
  checkpoint?: string | null;
  seed?: number;
  reward_checkpoint?: string | null;
};
export type UpdateResult = {
  checkpoint: string;
  reward_checkpoint: string;
  scores: number[];
  agreement_before: number;
  agreement: number;
  held_out?: HeldOutAgreement | null;
  provenance: Provenance;
};
export type VocabulariesResult = {
  vocabularies: Vocabulary[];
};
/**
 * Vote; a later vote of the same person replaces it. One field besides the ballot is given.
 */
export type VoteParams = {
  widget: string;
  ballot: string;
  choice?: number | null;
  choices?: number[] | null;
  ranked?: Ranked | null;
  number?: number | null;
  text?: string | null;
};
/**
 * Show a part of the slide larger on the stage; scale 1, or the next move, shows it whole.
 */
export type ZoomParams = {
  scale: number;
  x?: number;
  y?: number;
};

/** Error codes; talk.protocol.jsonrpc says what each means. */
export const CODES = {
  PARSE_ERROR: -32700,
  INVALID_REQUEST: -32600,
  METHOD_NOT_FOUND: -32601,
  INVALID_PARAMS: -32602,
  INTERNAL_ERROR: -32603,
  CANCELLED: -32800,
  NOT_ALLOWED: -32001,
  TOO_LARGE: -32002,
  TOO_MANY: -32003,
  UNKNOWN_NAME: -32004,
  UNAVAILABLE: -32005,
  KERNEL_GONE: -32006,
  BAD_TEXT: -32007,
  WAITING: -32008,
} as const;

/** Reasons of refusals; each has the message `refused-REASON` (talk.protocol.refusal). */
export const REASONS = [
  "vote-closed",
  "number-range",
  "text-empty",
  "asked-else",
  "not-shown",
  "no-prompts",
  "room-full",
  "questions-full",
  "questions-many",
  "questions-soon",
  "prompts-full",
  "busy",
  "one-at-a-time",
  "too-soon",
  "tokens-many",
  "model-away",
  "kernel-away",
  "not-here",
  "wrong-token",
  "remote-ended",
  "remote-forged",
  "remote-waits",
  "remote-watches",
  "kernel-stopped",
  "kernel-fault",
  "kernel-memory",
  "kernel-busy",
  "not-offered",
  "no-checkpoint",
  "no-chat",
  "no-vocabulary",
  "vocabulary-damaged",
  "no-documents",
  "no-embedding",
  "no-tool",
  "no-token",
  "prompt-empty",
  "prompt-long",
  "text-long",
  "text-short",
  "text-broken",
  "word-tokens",
  "server-away",
  "server-garbled",
  "server-says",
] as const;

/** Every method by name. */
export type Methods = {
  "answers/sample": { params: SampleParams; result: SampleResult; event: AnswerEvent };
  "answers/resample": { params: ResampleParams; result: ResampleResult; event: ResampleEvent };
  "answers/score": { params: ScoreParams; result: ScoreResult; event: never };
  "answers/update": { params: UpdateParams; result: UpdateResult; event: PolicyMoved };
  "chat/complete": { params: CompleteParams; result: CompleteResult; event: StepEvent };
  "chat/render": { params: RenderParams; result: RenderResult; event: never };
  "clock/start": { params: StartClockParams; result: Nothing; event: never };
  "clock/pause": { params: PauseClockParams; result: Nothing; event: never };
  "clock/reset": { params: ResetClockParams; result: Nothing; event: never };
  "clock/count_down": { params: CountDownParams; result: Nothing; event: never };
  "documents/index": { params: IndexParams; result: IndexResult; event: never };
  "documents/search": { params: SearchParams; result: SearchResult; event: never };
  "documents/pipeline": { params: PipelineParams; result: PipelineResult; event: never };
  "embeddings/nearest": { params: NearestParams; result: NearestResult; event: never };
  "kernel/describe": { params: DescribeParams; result: DescribeResult; event: never };
  "kernel/health": { params: HealthParams; result: HealthResult; event: never };
  "model/parts": { params: PartsParams; result: PartsResult; event: never };
  "model/step": { params: StepParams; result: StepResult; event: StepTaken };
  "model/attention": { params: AttentionParams; result: AttentionResult; event: never };
  "model/round": { params: RoundParams; result: RoundResult; event: Rounded };
  "model/silence": { params: SilenceParams; result: SilenceResult; event: Silenced };
  "next_token/predict": { params: PredictParams; result: PredictResult; event: never };
  "next_token/draw": { params: DrawParams; result: DrawResult; event: never };
  "pace/set": { params: PaceSetParams; result: Nothing; event: never };
  "prompts/few_shot": { params: FewShotParams; result: FewShotResult; event: never };
  "prompts/recite": { params: ReciteParams; result: ReciteResult; event: never };
  "questions/ask": { params: AskQuestionParams; result: AskQuestionResult; event: never };
  "questions/vote": { params: QuestionVoteParams; result: Nothing; event: never };
  "questions/list": { params: QuestionsParams; result: QuestionsResult; event: never };
  "questions/set_state": { params: SetStateParams; result: Nothing; event: never };
  "questions/moderate": { params: ModerateParams; result: Nothing; event: never };
  "remote/invite": { params: InviteParams; result: Invitation; event: never };
  "remote/answer": { params: AnswerParams; result: Nothing; event: never };
  "remote/ask": { params: AskParams; result: Nothing; event: never };
  "remote/send": { params: SendParams; result: SendResult; event: never };
  "room/join": { params: JoinParams; result: JoinResult; event: never };
  "room/navigate": { params: NavigateParams; result: Nothing; event: never };
  "room/blank": { params: BlankParams; result: Nothing; event: never };
  "room/ping": { params: PingParams; result: Nothing; event: never };
  "room/ballot": { params: BallotParams; result: Nothing; event: never };
  "room/prepared_ballot": { params: PreparedBallotParams; result: Nothing; event: never };
  "room/bar_text": { params: BarTextParams; result: Nothing; event: never };
  "room/vote": { params: VoteParams; result: Nothing; event: never };
  "room/rankings": { params: RankingsParams; result: RankingsResult; event: never };
  "stage/point": { params: PointParams; result: Nothing; event: never };
  "stage/pointed": { params: PointedParams; result: Nothing; event: never };
  "stage/zoom": { params: ZoomParams; result: Nothing; event: never };
  "stage/draw": { params: StrokeParams; result: Nothing; event: never };
  "stage/erase": { params: EraseParams; result: Nothing; event: never };
  "stage/beneath": { params: BeneathParams; result: Nothing; event: never };
  "suggestions/send": { params: SuggestParams; result: SuggestResult; event: never };
  "suggestions/judge": { params: JudgeParams; result: Nothing; event: never };
  "text/generate": { params: GenerateParams; result: GenerateResult; event: StepEvent };
  "text/speculate": { params: SpeculateParams; result: SpeculateResult; event: PassEvent };
  "tokens/encode": { params: EncodeParams; result: EncodeResult; event: never };
  "tokens/vocabularies": { params: VocabulariesParams; result: VocabulariesResult; event: never };
  "tokens/merges": { params: MergesParams; result: MergesResult; event: never };
  "tokens/train": { params: TrainParams; result: TrainResult; event: never };
  "tools/list": { params: ListParams; result: ListResult; event: never };
  "tools/run": { params: RunToolParams; result: RunToolResult; event: never };
  "widget/run": { params: RunParams; result: RunResult; event: RunEvents };
  "widget/set_inputs": { params: SetInputsParams; result: Nothing; event: never };
  "widget/stop": { params: StopParams; result: Nothing; event: never };
};
