# English, the language that stands in for any other. Keys and sections: see __init__.py.

## shared

# Numbers with their nouns
count-tokens = { $count ->
    [one] { $count } token
   *[other] { $count } tokens
}
count-phones = { $count ->
    [one] { $count } phone
   *[other] { $count } phones
}
number-percent = { $number } %
number-bits = { $number } bits
number-one-in = 1 in { $number }
number-ms = { $number } ms
number-s = { $number } s
number-entries = { $number } entries

# Buttons and names that many widgets share
again = Again
again-other-coins = Again, other coins
close = Close
send = Send
send-again = Send again
show-all = Show all
show-less = Show less
prepared-texts = Prepared texts
prompt = Prompt
context = Context
checkpoint = Checkpoint
temperature = Temperature
vocabulary = Vocabulary
question = Question
tokens = Tokens
the-rest = the rest
the-model = the model
room = the room
search = Search

# Where a widget stands
state-live = live
state-recorded = recorded
state-waiting = waiting
state-interrupted = interrupted
state-failed = failed
asking-model = asking the model
asking-kernel = asking the kernel
no-model-here = no model answers here, and nothing was recorded for this yet
nothing-computed = nothing was computed
loading-tokenizer = loading the tokenizer
broken = This cannot be shown, as what came back is not what this widget shows. Ask for something else, or go on: the rest of the talk is not touched.
alone-no-model = there is no model here; the prepared examples show what it answered
notice-prepared = Prepared: { $label }
notice-failed = The kernel could not answer this.
notice-failed-why = { $why }
notice-interrupted = The kernel went away in mid-answer; what had come so far is kept.
notice-interrupted-tokens = The kernel went away in mid-answer; these tokens were computed in this browser.
notice-vocabulary-away = The vocabulary { $name } needs the kernel, which is away: choose another one or a prepared text.
notice-vocabulary-lost = The vocabulary { $name } could not be fetched: check the network and type again.
provenance-more = Where this comes from
provenance-browser = computed in this browser
provenance-tokenizer = tokenizer
provenance-checkpoint = checkpoint { $name }
provenance-vocabulary = vocabulary { $name }
provenance-seed = seed { $seed }
provenance-on = on { $date }
provenance-queue = place { $place } in the queue
too-long = The text has { $count } characters; at most { $most } are accepted: shorten it.
half-character = The text has half of a character (a lone surrogate, U+{ $code }) at position { $position }: remove it.

# Tokens in words
token-space = space
token-new-line = new line
token-return = carriage return
token-tab = tab
token-no-break = no-break space
token-zero-width = zero-width space
token-joiner = zero-width joiner
token-mark = byte-order mark
token-wide = wide space
token-nothing = nothing
token-bytes = bytes { $bytes }
token-times = { $count } times { $word }
token-special = special token { $token }
token-part = part of a character
tokens-more = and { $count } more tokens that are not shown

# Bars
bar-rank = rank { $rank }
bar-answer-rank = answer · rank { $rank }
bar-answer = the correct answer
bar-sampled = sampled
bar-cut = cut
bar-cut-away = cut away
column-expected = { $name }: { $count }, expected { $expected }
axis-log = { $name } (log scale)

# Votes
vote-answers = The answers
vote-your-answer = Your answer
vote-your-number = Your number
vote-your-words = Your words
vote-ask = Ask the room
vote-close-and-show = Close and show
vote-show = Show the result
vote-hide = Hide the result
vote-open-again = Open again
vote-start-over = Start over
vote-name = The vote
vote-only-you = Only you see the numbers until you show them.
vote-not-open = The vote is not open yet.
vote-closed-hidden = The vote is closed. The result comes up when the speaker shows it.
vote-closed = The vote is closed.
vote-change = Your answer is in. You may change it until the vote is closed.
vote-sending = Sending …
vote-waiting = There is no connection: your answer will be sent when it is back.
vote-none = Nobody has answered yet.
vote-no-room = The room answers this question on its phones.
vote-self-test = Choose an answer to see which one is right.
vote-right = right
vote-yours = your answer
vote-bar = Keep off the screen
vote-admit = Admit again
vote-up-to = { $most ->
    [one] Choose up to { $most }.
   *[other] Choose up to { $most }.
}
vote-several = Choose as many as you like.
vote-between = From { $low } to { $high }.
vote-refused = Not counted: { $why }.
vote-median = middle answer { $value }
vote-right-value = right answer { $value }
vote-mean = Mean { $value }
vote-voted = { $people ->
    [one] { $people } phone answered
   *[other] { $people } phones answered
}
vote-voted-of = { $following ->
    [one] { $people } of { $following } phone answered
   *[other] { $people } of { $following } phones answered
}
vote-open-now = The vote is open: answer on your phone.

# Questions from the room
questions = Questions from the room
questions-none = No questions yet.
questions-answered = answered
questions-want = I want this answered
questions-wanted = { $people ->
    [one] wanted by { $people } person
   *[other] wanted by { $people } people
}
questions-about = about “{ $slide }”
questions-later = The room's questions stand here during the talk.
questions-ask = Ask on your phone.
questions-open = { $open ->
    [one] { $open } open question
   *[other] { $open } open questions
}
questions-open-more = { $open ->
    [one] { $open } open question, { $more } more on the phones
   *[other] { $open } open questions, { $more } more on the phones
}

# Why the room did not take something
refused-lost = There is no connection: send it again when it is back.
refused-too-many = { $why }
refused-not-allowed = { $why }
refused-words = { $why }
refused-vote-closed = the vote is closed
refused-number-range = the number has to be between { $low } and { $high }
refused-text-empty = there is nothing in it; write a few words
refused-asked-else = the room is asked something else by now
refused-not-shown = this slide has not been shown yet
refused-no-prompts = no prompt from the room is taken here
refused-room-full = the room is full and takes no more
refused-questions-full = the room has asked as much as fits into a talk
refused-questions-many = a phone may ask { $count } questions; vote for others’ now
refused-questions-soon = too many questions at once; wait a few seconds
refused-prompts-full = the queue of prompts is full; try again later
refused-busy = many phones ask at this moment; try again in a few seconds
refused-one-at-a-time = one thing at a time: wait for the answer, or stop it
refused-too-soon = too much at once; wait a second
refused-not-here = stage and speaker view open only on the machine that presents
refused-wrong-token = the token in the address is missing or wrong
refused-remote-ended = the speaker has ended this remote; scan a new code
refused-remote-forged = the command was refused; scan a new code
refused-remote-waits = the speaker has to let this phone drive
refused-remote-watches = another phone drives now; ask the speaker to let this one take over

# Pages
slide-number = Slide { $number }
copied = Copied
copy-by-hand = It is selected: copy it
connection-connected = connected
connection-reconnecting = reconnecting …
temperature-is = temperature { $value }
token-forced = forced
token-by-hand = written by hand

## kernel

# Why a request to the model came to nothing
refused-kernel-away = the kernel is not there
refused-kernel-stopped = the kernel stopped before this was done
refused-kernel-fault = the kernel has a fault; its log has the details
refused-kernel-memory = the kernel has no memory left for this
refused-kernel-busy = { $count } requests wait already; try again in a moment
refused-not-offered = { $name } does not offer this
refused-model-away = the model { $name } does not answer here; only its recordings can be shown
refused-no-checkpoint = this kernel has no checkpoint { $name }
refused-no-chat = no checkpoint of this kernel has learnt to chat
refused-no-vocabulary = this kernel has no vocabulary { $name }
refused-vocabulary-damaged = the files of the vocabulary { $name } are missing or damaged
refused-no-documents = there are no documents to search
refused-no-embedding = this kernel has no checkpoint that compares documents
refused-no-tool = there is no tool { $name }
refused-no-token = the model does not have the token that is asked for
refused-prompt-empty = the prompt is empty; write at least one character
refused-prompt-long = the text has { count-tokens }, and the model reads { $most }; shorten it
refused-text-long = the text is too long; at most { $most } characters are accepted
refused-text-short = the text has { count-tokens }; choose one that goes on after its opening
refused-text-broken = the text holds half of a character; remove it
refused-word-tokens = “{ $word }” has { count-tokens }; choose a word that is one token
refused-tokens-many = a phone gets at most { $most } tokens at once
refused-server-away = the model server does not answer; see whether it still runs
refused-server-garbled = the model server’s answer could not be understood
refused-server-says = the model server says: { $why }

## phone

phone-bar = Talk
phone-previous = Previous slide
phone-next = Next slide
phone-following = Following · { $slide }
phone-browsing = Browsing · { $slide }
phone-back = Back to the talk · { $slide }
phone-offline = no connection; you can read on
phone-turn-vote = Your turn: vote
phone-turn-answer = Your turn: answer
phone-turn-rank = Your turn: put the answers in order
phone-turn-flip = Your turn: flip your coin
phone-room = Ask
phone-sheet = You and the room
phone-pace = How is the pace for you?
phone-pace-fast = too fast
phone-pace-fine = fine
phone-pace-slow = too slow
phone-pace-sent = Only the speaker sees it, without names. It fades within three minutes.
phone-ask = Ask about this slide
phone-sent = Your question is in.
phone-waits = Your question is in; the speaker shows it first.
phone-prompt = Send a prompt to the stage
phone-prompt-sent = Your prompt waits in the queue. The speaker chooses what is shown.
phone-slides = Slides so far
phone-search = Search in them
phone-nothing-found = No slide has these words.
phone-reading = Reading
phone-text-size = Size of the text
phone-smaller = Smaller
phone-larger = Larger
phone-language = Language of the buttons
phone-language-lost = The language could not be fetched: try again with a connection.
phone-take-home = Take the talk home
phone-take-home-is = All slides so far on one page, with your questions and answers.
phone-print = Print or save
phone-back-from-home = Back to the talk
phone-your-questions = Your questions
phone-none-asked = You asked nothing.
phone-turn-continue = Your turn: go on with the text
phone-colours = Colours
phone-look-phone = as the phone
phone-look-light = light
phone-look-dark = dark
phone-look-deck = as on the wall
phone-now-listen = Listen
phone-now-try = Try it
phone-now-vote = Vote
phone-now-rank = Rank
phone-now-done = Done
phone-drawn = Drawn on this slide
phone-on-its-way = This slide is on its way.

## join

join-label = Join on your phone
join-on-the-web = This talk on the web
join-code = QR code for { $address }
join-you = You have joined.
join-you-with = { $others ->
    [one] You have joined, with { $others } other.
   *[other] You have joined, with { $others } others.
}
join-nobody = Nobody has joined yet.
join-people = { $people ->
    [one] { $people } person has joined.
   *[other] { $people } people have joined.
}

## page

contents = Contents
copy-code = Copy the code
chart-numbers = The numbers
film-runs = The film runs on the projector.
sound-heard = It is heard from the projector.
phase-training = training
phase-inference = inference
footnotes = Footnotes
footnote-number = Footnote { $number }
footnote-back = Back to the text
task-done = done
task-to-do = to do
publish-slides = Slides
publish-slides-about = as on the projector; arrow keys turn the page
publish-article = Article
publish-article-about = everything in one column, to read
publish-phone = Phone
publish-phone-about = one slide at a time, made for the hand
publish-pdf-about = to print or to keep
publish-file = One file
publish-file-about = the slides with everything in them; needs no network
publish-speaker = Speaker view
publish-speaker-about = the notes and a clock
publish-missing = There is no such page
publish-not-here = Not here: { $title }
publish-first-page = To the first page: { $title }
publish-where = The first page of “{ $title }” is where the address ends after the talk’s folder.

widget-bpe-stepper = bpe stepper
widget-chart = chart
widget-checkpoint-slider = checkpoint slider
widget-coin-flip = coin flip
widget-compare = compare
widget-data-pipeline = data pipeline
widget-join = join
widget-knobs = knobs
widget-pipeline-map = pipeline map
widget-poll = poll
widget-probability-map = probability map
widget-questions = questions
widget-quiz = quiz
widget-retrieval = retrieval
widget-rlhf-ranking = rlhf ranking
widget-sample-grid = sample grid
widget-sampling-loop = sampling loop
widget-scale-bars = scale bars
widget-sft-chat = sft chat
widget-tokenizer = tokenizer
widget-tool-loop = tool loop
widget-training-step = training step
widget-transformer = transformer
widget-units = units
widget-windows = windows
widget-tokens-cloud = tokens cloud
widget-word-arithmetic = word arithmetic
widget-resample = resample
widget-guess-ahead = guess ahead
widget-silent-head = silent head
widget-few-bits = few bits
guide-previous = Previous
guide-next = Next
guide-after = After { $chapter }
sources = Sources

## stage

stage-speaker-view = Speaker view
stage-problem-away = Put the problem away
stage-not-joined = This screen is not joined to the room: { $why }. Open the stage address that talk present printed.
stage-overview = All slides, for you to look round: nobody follows until you choose one
stage-escape = Out of whatever is open; with nothing open, all slides
keys-past-steps = Past the steps
keys-ends = First or last slide
keys-full-screen = Full screen
keys-jump = Go to a slide by its number or name
key-shift = Shift
keys-key = Key
keys-does = What it does

## presenter

all-slides = All slides
outside-run = outside the run
click-to-play = Click to play
problem-away = Put away (X)
keys = Keys
keys-next = on
keys-previous = back
keys-all-slides = all slides
clicker-move = on and back from anywhere, also out of a text field
clicker-cover = black: cover the projected slide, or show it again (not in a text field: leave it with Enter or Escape)
clicker-white = white, or the deck's own paper: cover the projected slide
clicker-begin = begin: show the slide and start the clock; on the stage also full screen
key-space = Space
key-shift-space = Shift Space
key-pages = Page up, Page down
key-escape = Escape

## speaker

speaker-view = Speaker view
connection-none = no connection
notes = Notes
list = List
list-name = List of all slides (G)
list-filter = Filter by words or number
list-filter-name = Filter the slides
list-nothing = No slide has these words.
back = Back
on = On
move-back = Back (←)
move-on = On (→ or space)
cover-black = Black
cover-name = Black: cover the projected slide
cover-black-name = Black: cover the projected slide (B)
keys-name = Keys (?)
tool-laser = Laser pointer (1)
tool-spotlight = Spotlight (2)
tool-pen = Draw over the slide (3)
tool-zoom = Near to a place (4)
tool-erase = Erase the drawing (Delete)
tool-freeze = Look elsewhere while the room stays (F)
tool-remote = Remote: drive from your phone (M)
key-shift-arrows = Shift and arrows
key-home = Home
key-end = End
key-delete = Delete
key-enter = Enter
key-shift-t = Shift T
keys-first = first slide
keys-last = last slide
keys-larger-notes = larger notes
keys-smaller-notes = smaller notes
keys-clock = start the clock, or pause it
keys-clock-reset = set the paused clock to nothing
keys-countdown = time left, or time passed
keys-problem = put the problem away
keys-questions = the room's questions
keys-laser = laser pointer over the slide
keys-spotlight = spotlight over the slide
keys-pen = draw over the slide
keys-zoom = near to a place: click it, or turn the wheel
keys-tool-arrows = move the tool; Enter begins and ends a line, or goes near
keys-erase-last = erase the last line drawn
keys-erase = erase the slide's drawing
keys-freeze = look elsewhere while the room stays, and back
keys-remote = drive from your phone
keys-take-room = while frozen: take the room here
keys-escape = out of a tool, a list, a freeze
keys-help = these keys
clock-start = Start
clock-pause = Pause
clock-reset = Reset
clock-start-name = Start the clock (T)
clock-pause-name = Pause the clock (T)
clock-reset-name = Reset the clock (Shift T), once it is paused
clock-of = { $time } of { $total }
clock-over = { $time } over { $total }
clock-left = { $time } left of { $total }
clock-scaled = plan of { $time }, scaled
clock-slide = this slide { $time }
clock-chapter = chapter { $time }
clock-armed = not started
clock-armed-is = The clock starts with the first move.
clock-paused = paused
clock-ready = ready
pace-on-time = on time
pace-ahead = { $time } ahead
pace-behind = { $time } behind
place = { $place } of { $slides }
place-outside = outside the run, after { $place } of { $slides }
place-step = step { $step } of { $steps }
upcoming-steps = { $left ->
    [one] first { $left } more step, then
   *[other] first { $left } more steps, then
}
upcoming-end = the end
upcoming-next = next
upcoming-back = next, back in the run
people = { $following } following · { $joined } joined
covered-black = The projector is black. B or the next move ends that.
covered-white = The projector is white. B or the next move ends that.
covered-paper = The projector is blank. B or the next move ends that.
frozen = The room stays at “{ $slide }”. F goes back to it, Enter takes the room here.
kernel-unknown = kernel: not known, this view has no connection to the talk
kernel-live = kernel live
kernel-recorded = kernel recorded
kernel-none = kernel none
kernel-work = { $running } running, { $waiting } waiting
kernel-restarts = restarted { $count }×
queue-room = Room
queue-label = The room's questions and prompts (Q)
queue-prompts = Prompts for the stage
queue-no-prompts = No prompt waits.
queue-accept = Show
queue-elsewhere = Go to its slide
queue-reject = Reject
queue-questions = Questions
queue-moderate = New questions wait for me
queue-admit = Admit
queue-answered = Answered
queue-hide = Hide
queue-merge = Merge into …
queue-go-to = Go to the slide
queue-is-waiting = waits for you
queue-is-answered = Answered
queue-is-hidden = hidden
queue-is-merged = merged
queue-pace = Pace: { $parts }
queue-pace-fast = { $people } too fast
queue-pace-fine = { $people } fine
queue-pace-slow = { $people } too slow
queue-count-questions = { $count ->
    [one] { $count } question
   *[other] { $count } questions
}
queue-count-prompts = { $count ->
    [one] { $count } prompt
   *[other] { $count } prompts
}
remote = Remote
remotes-how = Scan this with the phone in your hand, then let it drive here. Show the code to nobody else.
remotes-code = QR code of the remote's address
remotes-asks = Phone { $phone } asks to drive
remotes-drives = Phone { $phone } drives the talk
remotes-drives-away = Phone { $phone } drives the talk, not connected
remotes-watches = Phone { $phone } watches
remotes-watches-away = Phone { $phone } watches, not connected
remotes-accept = Let it drive
remotes-no = No
remotes-end = End
kernel-memory = { $mib } MiB in use

## remote

remote-slide = The slide; touch it to point with the laser
remote-clock = Start or pause the clock
remote-ask = Ask to drive
remote-ask-name = Ask the speaker to let this phone drive
remote-no-invitation = This address is not whole: scan the code that the speaker view shows under Remote (M).
remote-offline = no connection …
remote-waiting = Waiting for the speaker to let this phone in.
remote-watches = Another phone drives now.
remote-asked = Asked: waiting for the speaker's yes.
remote-next = Next: { $slide }
remote-steps-then = { $left ->
    [one] { $left } more step, then { $slide }
   *[other] { $left } more steps, then { $slide }
}
remote-pace-ahead = ahead
remote-pace-behind = behind

## bpe_stepper

bpe = Byte-pair encoding, step by step
bpe-pairs = Most frequent pairs
bpe-learn = Learn from this text
bpe-back = Back
bpe-merge = Merge
bpe-merges-done = Merges done
bpe-counted = Pairs of neighbours, counted
bpe-single = Single bytes
bpe-merge-is = Merge { $step }: { $pair }
bpe-sizes = { $pieces ->
    [one] { $pieces } piece, { $entries } entries.
   *[other] { $pieces } pieces, { $entries } entries.
}
bpe-text-in = { $pieces ->
    [one] The text in { $pieces } piece
   *[other] The text in { $pieces } pieces
}
bpe-list = The list: 256 bytes
bpe-list-and = The list: 256 bytes and{" "}
bpe-next = merged next
bpe-pair-times = { $count ->
    [one] { $pair }: { $count } time
   *[other] { $pair }: { $count } times
}
bpe-entries = entries in the list
bpe-pieces = pieces in the text
bpe-merges = merges
bpe-summary = { $step ->
    [one] After { $step } merge: { $entries } entries in the list, { $pieces } pieces in the text; { $first } pieces at first.
   *[other] After { $step } merges: { $entries } entries in the list, { $pieces } pieces in the text; { $first } pieces at first.
}
bpe-long = The text has { $count } characters; at most { $most } are learnt from here: shorten it.

## chart

chart = Chart
chart-read = Read the curves at
chart-empty = this chart has no series
chart-this-text = this text { $loss }
chart-loss = Loss of this text: { $loss } nats a token.
chart-span = { $name }: from { $from } to { $to }
chart-at = at { $place }
chart-after = after { $place }
chart-written-after = written after { $place }
chart-own-loss = Its loss on your own text

## checkpoint_slider

stops = Checkpoints of one training
stops-prompts = Prompts

## coin_flip

flip = Coin flip
flip-contexts = Contexts
flip-model = model
flip-question = What comes next? { $context }
flip-others = all other tokens
flip-others-short = all others
flip-one-of-others = one of all the other tokens
flip-computer = { $count } coins flipped by this program, seed { $seed }
flip-own = { $count ->
    [one] { $count } coin of your own
   *[other] { $count } coins of your own
}
flip-ask = Let the room flip
flip-many = Flip { $count } here
flip-new-round = New round
flip-mine = Flip my coin
flip-again = Flip again
flip-none = no coin yet
flip-apart = apart
flip-half-sum = Half the sum of all differences between coins and map: 0 is the same.
flip-chance = { $count ->
    [one] Chance alone gives about { $distance } with { $count } coin. Half the sum of all differences: 0 is the same.
   *[other] Chance alone gives about { $distance } with { $count } coins. Half the sum of all differences: 0 is the same.
}
flip-now = The room is flipping: press the button.
flip-waits = There is no connection: it will be sent when it is back.
flip-fell = Your coin fell on { $where }.
flip-fell-at = Your coin, { $coin }, fell on { $where }.
flip-rows = The map and the coins
flip-model-share = { $name }: model { $share }
flip-coins-share = coins { $share }, { $count } of { $total }
flip-here = your coin fell here

## compare

compare = Comparison
compare-prompts = Prepared prompts
compare-columns = The same prompt under several conditions
compare-seen = The prompt as the model sees it
compare-message = Message
compare-run = Run
compare-page = Page: { $page }
compare-first = first is “{ $token }” with { $probability }
compare-rank = “{ $token }” is number { $rank }
compare-same = { $same ->
    [one] { $same } word of { $all } word for word
   *[other] { $same } words of { $all } word for word
}
compare-ended = ended by itself
compare-cut = cut off after { count-tokens }
compare-calls = calls
compare-reads = reads

## data_pipeline

pipeline = Data pipeline
pipeline-pages = Pages
pipeline-page = The page
pipeline-after = After which filter
pipeline-as-it-came = as it came
pipeline-address = address
pipeline-text = text
pipeline-language = language
pipeline-quality = quality
pipeline-copies = copies
pipeline-privacy = privacy
pipeline-left = { $pages ->
    [one] { $left } of { $pages } page still in
   *[other] { $left } of { $pages } pages still in
}
pipeline-dropped = Dropped: { $why }
pipeline-dropped-by = dropped by the
pipeline-still-in = still in
pipeline-english = English
pipeline-words = words
pipeline-tokens = tokens

## knobs

knobs = A tiny net
knobs-steps = { $steps ->
    [one] { $steps } training step
   *[other] { $steps } training steps
}
knobs-again = Start again
knobs-loss = Loss { $loss }
knobs-loss-after = { $steps ->
    [one] Loss { $loss } after { $steps } training step
   *[other] Loss { $loss } after { $steps } training steps
}
knobs-should-be = should be
knobs-is = is
knobs-summary = The net's output over x, beside what it should be; the loss is { $loss }

## pipeline_map

stages = The four stages
stages-web = Raw web
stages-web-is = pages, cleaned and sorted
stages-pretraining = pre-training
stages-pretraining-is = months
stages-base = Base model
stages-base-is = continues documents
stages-sft = fine-tuning
stages-sft-is = hours
stages-assistant = Assistant
stages-assistant-is = answers in turns
stages-rl = practice and ranking
stages-rl-is = days
stages-preferred = Preferred assistant
stages-preferred-is = answers as people like
stages-then = then
stages-here = we are here

## probability_map

map = Next-token probabilities
map-one = One context
map-other = The other context
map-find = Find any token
map-find-is = Its rank and probability, wherever it stands.
map-colour = Colour by
map-position = position
map-probability = probability
map-entropy = entropy
map-undo = Remove the last token
map-contexts = Prepared contexts
map-seen = The context as tokens
map-likely = Most likely next tokens
map-temperature = Temperature { $value }
map-train = Train one step
map-train-on = Train one step on { $token }
map-untrain = Back to before the step
map-learns = The copy learns …
map-learnt = One step on { $token }: { $before } → { $after }, loss { $loss_before } → { $loss_after }. A copy learnt it; the notch is where each bar was.
map-copy = On a copy of the weights: before and after.
map-look-up = Look a token up to train a copy of the weights on it.
map-trained = trained
map-was = was { $share }
map-bits = bits
map-bits-of = bits of entropy
map-no-entropy = Entropy is not available from this server
map-sure = hardly a choice
map-unsure = as unsure as between { $choices } equal ones
map-found = “{ $token }” (ID { $id }): rank { $rank }
map-surprise = { $bits } of surprise
map-most-likely = Most likely: { $token }, { $probability }.
map-entropy-is = Entropy { $bits }.
map-after = after “{ $context }”
map-both = Probabilities in both contexts
map-unlikely = not among the most likely

## retrieval

retrieval = Retrieval
retrieval-questions = Questions
retrieval-list = Documents, most similar first
retrieval-page = The page found first
retrieval-answer = Answer without and with them
retrieval-k = Documents in the prompt
retrieval-empty = There is no question: write one.
retrieval-long = The question is longer than { $most } characters: shorten it.
retrieval-not-asked = not asked yet
retrieval-said = { $count ->
    [one] Without: { $without }. With { $count } document: { $found }.
   *[other] Without: { $without }. With { $count } documents: { $found }.
}
retrieval-nearest = Nearest: { $title }, similarity { $similarity }.
retrieval-map = { $count ->
    [one] Map of { $count } document and the question: near on it mostly means alike in direction.
   *[other] Map of { $count } documents and the question: near on it mostly means alike in direction.
}
retrieval-used = in the prompt
retrieval-used-name = goes into the prompt
retrieval-hit = { $place }. { $title }, similarity { $similarity }
retrieval-memory = From memory
retrieval-with = { $count ->
    [one] With { $count } document
   *[other] With { $count } documents
}
retrieval-the-answer = The answer
retrieval-yours = your question
retrieval-fork = The next token after { $text }
retrieval-fork-row = { $token }: { $without } from memory, { $found } with the documents
retrieval-below = below { $share }
retrieval-the-question = the question
retrieval-quoted = “{ $text }”

## rlhf_ranking

rank = Ranking of answers
rank-name = The ranking
rank-wins = wins of its comparisons
rank-reward-model = reward model
rank-written-rule = written rule
rank-others = Other answers
rank-ask = Let the room rank
rank-again = Rank again
rank-pushed = Pushed too far
rank-result = Result
rank-score = Ask the reward model
rank-learn = Learn from these rankings
rank-before-after = Before and after
rank-before = Before
rank-after = After
rank-send = Send my order
rank-not-accepted = Not accepted: { $why }.
rank-how = Put the best answer first, then send.
rank-changed = You have changed it: send it again.
rank-waiting = There is no connection: your order will be sent when it is back.
rank-sent = Sent. Change it and send again if you like.
rank-in = Your order is in.
rank-people = { $people ->
    [one] { $people } person ranked.
   *[other] { $people } people ranked.
}
rank-now = The room is ranking: { $people }
rank-yours-refused = Your order was not accepted: { $why }.
rank-agrees = The reward model orders { $share } of the pairs the same way; a coin would get half.
rank-agrees-updated = The reward model, updated, orders { $share } of the pairs the same way; a coin would get half.
rank-learns = The model learns: step { $step } of { $steps }, mean score { $score }.
rank-scored = { $name }: score { $score }
rank-too-few = Too few rankings to keep some back.
rank-kept-back = { $pairs ->
    [one] On { $pairs } pair kept back from a fit of its own: { $after } ({ $level }: { $low } to { $high }), { $before } before.
   *[other] On { $pairs } pairs kept back from a fit of its own: { $after } ({ $level }: { $low } to { $high }), { $before } before.
}
rank-how-far = How far it was pushed
rank-gives = The reward model gives this one { $score }.
rank-not-measured = not measured
rank-write = Write one yourself
rank-done = Done
rank-wrote = Writing one took you { $seconds } s.
rank-ranked = Ranking all took you { $seconds } s.
rank-judged = The answers, judged
rank-room = Room: { $place }
rank-you = You: { $place }
rank-answer = Answer { $letter }: { $text }
rank-wins-share = wins { $share } of its comparisons
rank-reward = reward { $score }
rank-updated = after the update { $score }
rank-for-model = { $place } for the reward model
rank-ordinal = { ORDINAL($place) ->
    [one] { $place }st
    [two] { $place }nd
    [few] { $place }rd
   *[other] { $place }th
}
rank-order = Your order, best first
rank-tie = Tie
rank-bad = Bad
rank-is-bad = bad
rank-keys = { $letter }: { $place }. Arrow keys move it, T ties, X is bad.
rank-better = { $letter } better
rank-worse = { $letter } worse
rank-tie-name = Tie { $letter } with the one above
rank-bad-name = Bad: { $letter }
rank-place = place { $place } of { $places }
rank-tied = tied with { $others }

## sample_grid

grid = Samples of one problem
grid-problems = Problems
grid-first = First problem
grid-chosen = The chosen sample
grid-again = Sample again
grid-by = Samples by { $name }
grid-known = The known answer: { $answer }
grid-right = { $right } of { $all } right
grid-of-right = of { $all } right
grid-mean = { $count } tokens long on average
grid-sample = sample { $number }
grid-is-right = right, it says { $answer }
grid-is-wrong = wrong, it says { $answer }
grid-is-silent = it gives no answer
grid-is-writing = still writing
grid-tile = Sample { $number }: { $said }

## sampling_loop

loop = Sampling loop
loop-prompts = Prepared prompts and temperatures
loop-branch-a = Branch A
loop-branch-b = Branch B
loop-join = One branch again
loop-many = Sample { $count } times
loop-bars-after = Bars after
loop-temperature = temperature
loop-play = Play
loop-pause = Pause
loop-step = Step
loop-back = Back
loop-rewind = Rewind
loop-speed = Speed
loop-per-second = { $number }/s
loop-seed = Seed
loop-all = all
loop-next = Next token
loop-written = Tokens written so far, { $name }
loop-by-hand = picked by hand
loop-picked = { $count ->
    [one] { $token } was picked by hand; { $count } token written.
   *[other] { $token } was picked by hand; { $count } tokens written.
}
loop-sampled = { $count ->
    [one] { $token } was sampled; { $count } token written.
   *[other] { $token } was sampled; { $count } tokens written.
}
loop-ended = The model ended the text here.
loop-length = { $count ->
    [one] { $count } token: as many as were asked for.
   *[other] { $count } tokens: as many as were asked for.
}
loop-times = { $times } of { $all }
loop-coin = The coin fell on { $coin }.
loop-coin-is = The coin: a number from 0 to 1; the token where it falls is sampled.
loop-cut-was = cut; was { $share }
loop-was = was { $share }
loop-blocked = a part of a character cannot be picked by hand

## scale_bars

scale = Scale
scale-log = Log scale: each mark is a thousand times the one before.
scale-from = The bars begin at { $value }.

## sft_chat

chat = Chat
chat-tokens-with = Tokens with { $name }
chat-with = Conversation with { $name }
chat-begin = The answer as it should begin
chat-go-on = Go on from here
chat-leave = Leave it
chat-yours = Your message
chat-stop = Stop
chat-again = Answer again
chat-new = New conversation
chat-messages = Prepared messages
chat-message-long = The message is longer than { $most } characters: shorten it.
chat-answer-long = The answer is longer than { $most } characters: shorten it.
chat-edit = Edit
chat-edit-answer = Edit answer
chat-role-user = you
chat-role-assistant = assistant
chat-role-system = system
chat-scored = scored in training
chat-not-scored = not scored

## tokenizer

tokenizer = Tokenizer
tokenizer-type = Type a text
tokenizer-markers = Typed { $marker } are
tokenizer-plain = plain text
tokenizer-special = special tokens
tokenizer-bytes = Bytes
tokenizer-in = Tokens in { $name }
tokenizer-merges = Merges
tokenizer-merges-of = Merges of { $word }
tokenizer-word-tokens = { $count ->
    [one] token
   *[other] tokens
}
tokenizer-word-characters = { $count ->
    [one] character
   *[other] characters
}
tokenizer-word-bytes = { $count ->
    [one] byte
   *[other] bytes
}
tokenizer-per-token = bytes per token
tokenizer-is-special = special token
tokenizer-token = Token { $number } of { $all }
tokenizer-tap = Tap a token for its bytes.
tokenizer-tap-merges = Tap a token for its bytes and how its word was merged.
tokenizer-point = Point at a token for its bytes.
tokenizer-point-merges = Point at a token for its bytes; click it to see how its word was merged.
tokenizer-long-word = This word is longer than { $most } characters; its merges are not shown.
tokenizer-single = single bytes
tokenizer-merge = merge { $number }, rank { $rank }

## tool_loop

tool = Tool-call loop
tool-writes = The model writes
tool-calls = It calls a tool
tool-result = The result is forced in
tool-parts = The loop
tool-tools = Tools
tool-on = on
tool-off = off
tool-questions = Prepared questions
tool-next = Next
tool-end = To the end
tool-start = From the start
tool-change = Change the first result
tool-go-on = Go on from it
tool-needs-kernel = The kernel is away: a changed result needs it.
tool-changed = changed by hand
tool-refused = the tool refused
tool-ran = the tool ran

## training_step

step = One training step
step-examples = Examples
step-losses = Loss after each step
step-bars = Probabilities before and after
step-next = What really came next
step-make = Make one step
step-again = Do it again
step-shorten = Only the first token of what came next counts: shorten it.
step-rule = New weight = old weight − { $rate } × slope of the loss, for every weight of a copy. { $rate } is the learning rate.
step-loss = Loss of this example
step-at-first = at first
step-number = step { $number }
step-was = was { $share }
step-answer = answer
step-map-first = The map before any step
step-map = { $steps ->
    [one] The map after { $steps } step; the notch is where each bar was before the last one
   *[other] The map after { $steps } steps; the notch is where each bar was before the last one
}
step-said = { $steps ->
    [one] After { $steps } step: { $token } from { $before } to { $after }, loss from { $loss_before } to { $loss_after }.
   *[other] After { $steps } steps: { $token } from { $before } to { $after }, loss from { $loss_before } to { $loss_after }.
}

## transformer

net = The network and its attention
net-texts = Texts
net-reads = What it reads
net-layer = Layer
net-head = Head
net-heads = All heads of this layer
net-head-number = head { $number }
net-tokens = Tokens; choose the one that looks
net-later = later
net-later-is = comes later, cannot be looked at
net-gets = gets { $share }
net-looks = “{ $from }” looks most at “{ $to }”: { $share } of its attention in layer { $layer }, head { $head }.
net-diagram = The network, from its output down to its input
net-probabilities = { $count } probabilities
net-each-entry = one for each entry of the vocabulary
net-parameters = { $number } parameters
net-in-all = { $number } parameters in all
net-one-layer = One layer
net-embedding = Embedding
net-ids = Token IDs
net-at-most = at most { $count }
net-heads-look = { $count } heads: tokens look at each other
net-by-itself = each token by itself
net-attention = Attention

## units

units = One sentence in four units
units-lengths = Lengths
units-type = Type a sentence
units-long = The rows are shown for at most { $most } characters: shorten the text.
units-bits = bits
units-bytes = bytes
units-tokens = tokens
units-words = words
units-count-bits = { $count } bits
units-count-bytes = { $count } bytes
units-count-tokens = { $count } tokens
units-count-words = { $count } words
units-signs = { $count } different signs
units-vocabulary = as many signs as the vocabulary has
units-endless = no end of signs

## windows

windows = Training examples
windows-texts = Texts
windows-size = Tokens in the window
windows-window = Window
windows-next = What came next
windows-head = window
windows-next-head = what came next
windows-row = { $count ->
    [one] After { $count } token: { $token }, ID { $id }
   *[other] After { $count } tokens: { $token }, ID { $id }
}
windows-said = { $count ->
    [one] Window of { $count } token; next is { $token }
   *[other] Window of { $count } tokens; next is { $token }
}

## report

report = Report: { $title }
report-never = The talk never left its first slide.
report-of-planned = { $time } of { $planned } planned
report-people = { $people ->
    [one] { $people } person by phone
   *[other] { $people } people by phone
}
report-times = Times
report-slide = Slide
report-planned = Planned
report-shown = Shown
report-difference = Difference
report-votes = Votes
report-answered = { $people } answered
report-first = how often each stood first
report-bad = bad: { $answers }
report-median = middle answer { $value }
report-no-votes = Nobody was asked, or nobody answered.
report-questions = Questions
report-question = Question
report-wanted = Wanted by
report-state = State
report-no-questions = Nobody asked.
report-pace = Pace
report-fast = Too fast
report-fine = Fine
report-slow = Too slow
report-no-pace = Nobody said anything of the pace.
report-kernel = Kernel
report-after = After
report-before = before
report-detail = Detail
report-no-faults = Its state never changed.
report-is-open = open
report-is-waiting = waiting
report-is-answered = answered
report-is-hidden = hidden
report-is-merged = merged
report-is-live = live
report-is-recorded = recorded
report-is-none = none
report-journal = From the journal on the presenter's machine. People have no names here; `talk report --forget` deletes the journal.

## tokens_cloud

cloud-next = What comes next for
cloud-room = this room
cloud-cut = Words cut into tokens of { $vocabulary }.
cloud-rare = Rarer words are counted and not shown.

## word_arithmetic

sum = Arithmetic with words
sum-word = Word
sum-minus = minus
sum-plus = plus
sum-compute = Compute
sum-examples = Prepared sums
sum-nearest = Nearest tokens
sum-empty = A sum needs three words: one in each field.
sum-expected = expected · rank { $rank }
sum-is-expected = the expected word
sum-similarity = similarity { $similarity }
sum-said = Nearest: { $token }
sum-left-out = Left out, as words of the sum: { $words }
sum-left-word = “{ $word }” { $similarity }

## resample

lines = Continuations from each line
lines-solutions = Solutions
lines-first = First solution
lines-another = Another solution
lines-known = The known answer: { $answer }
lines-all = The solution, line by line
lines-head = Right, of { $count } that go on from here
lines-share = { $right } of { $all }
lines-nothing = Nothing written yet
lines-arrives = it arrives
lines-fails = it does not
lines-decides = Line { $line } decides: { $before } before it, { $after } after it
lines-this-decides = this line decides
lines-written = What was written from there on
lines-from-start = From the beginning:
lines-after = After line { $line }:

## guess_ahead

ahead = A text written by drafts
ahead-ways = Ways to guess
ahead-watch = Pass by pass
ahead-whole = All at once
ahead-is-kept = guessed and kept
ahead-is-own = sampled by the network
ahead-is-dropped = guessed in vain
ahead-passes-name = Forward passes
ahead-one-by-one = Token by token
ahead-with-drafts = With drafts
ahead-passes = { $count ->
    [one] { $count } pass
   *[other] { $count } passes
}
ahead-kept = { $kept } of { $drafted } guesses kept
ahead-same = { $count ->
    [one] The same token
   *[other] The same { $count } tokens
}
ahead-differs = The two texts differ
ahead-said = { $passes } passes instead of { $tokens }.

## silent_head

silent = A network with one attention head switched off
silent-run = Switch each head off in turn
silent-prompts = Prompts
silent-heads = Probability of the answer without this head, layer by layer
silent-head = Layer { $layer }, head { $head }
silent-off = Off: layer { $layer }, head { $head }
silent-on = all heads on
silent-now = this one off
silent-ranked = A row is a layer. Below, all heads: the one that is missed most first
silent-missed = { $missed } of { $all } heads matter here: without one of them “{ $prompt }” loses more than a tenth.

## few_bits

bits = A network with fewer bits for each weight
bits-run = Round the weights
bits-prompts = Prompts
bits-each = Each weight
bits-loss = Loss on one page
bits-count = { $count ->
    [one] { $count } bit
   *[other] { $count } bits
}
bits-size = { $size } MB
bits-said = { $bits } bits: loss { $loss }.
