"""What each widget must print.

Worked out anew from its options and its recordings, written as its element writes it.

Each function gives pieces of text that have to be found on the page, without regard to white space.
A token and its figure are one piece where the page sets them side by side: a figure beside the
wrong token is not found.

The file is long because every widget has its function here.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from decimal import ROUND_HALF_UP, Context
from itertools import pairwise
from typing import Any

from talk.deck.recordings.transcripts import Recording

Token = dict[str, Any]
THREE_DIGITS = Context(prec=3, rounding=ROUND_HALF_UP)
"""As a browser's Intl rounds: 50.25 to 50.3, where Python's own formats write 50.2."""


# Numbers, as web/ui/numbers.ts and its neighbours write them


def percent(probability: float) -> str:
    value = probability * 100
    if value == 0:
        return "0 %"
    # What is possible never reads as 0, and what is not certain never as 100.
    if value < 0.01:
        return "< 0.01 %"
    if 99.995 <= value < 100:
        return "> 99.99 %"
    return f"{value:.2f} %" if value < 1 or 99.9 < value < 100 else f"{value:.1f} %"


def short(value: float) -> str:
    """Return a number with three significant digits."""
    return f"{float(THREE_DIGITS.create_decimal_from_float(value)):g}"


def large(value: float) -> str:
    for size, name in ((1e12, "trillion"), (1e9, "billion"), (1e6, "million")):
        if value >= size:
            return f"{short(value / size)} {name}"
    return f"{round(value):,}" if value >= 100 else short(value)


def curve_value(value: float) -> str:
    return large(value) if abs(value) >= 1000 else short(value).replace("-", "−")


def signed(value: float) -> str:
    return f"{'−' if value < 0 else '+'}{abs(value):.2f}"


def counted(number: int, one: str) -> str:
    return f"{number:,} {one}{'' if number == 1 else 's'}"


def nats(loss: float) -> str:
    return f"{loss:.2f}" if loss >= 0.1 else f"{loss:.2g}"


# What was recorded


def results(
    recordings: Sequence[Recording], method: str, lane: str | None = None
) -> list[dict[str, Any]]:
    """Return the results of what is shown when the slide comes up."""
    return [
        one.result
        for one in recordings
        if one.first and one.method == method and (lane is None or one.lane == lane)
    ]


def answer_to(recordings: Sequence[Recording], method: str, **params: Any) -> dict[str, Any]:
    """Return the result of the request that has these parameters, among others."""
    found = [
        one.result
        for one in recordings
        if one.method == method
        and all(one.params.get(key) == value for key, value in params.items())
    ]
    assert found, f"{method} was not recorded with {params}"
    return found[0]


def milliseconds(value: float) -> str:
    """Return a time under a second, as web/ui/numbers.ts writes it.

    Two figures where a tenth would say nothing.
    """
    if 0 < value < 0.1:
        return f"{float(f'{value:.2g}'):g} ms"
    return f"{value:.1f} ms" if value < 10 else f"{value:.0f} ms"


def written(token: Token) -> str:
    """Return a token as it is shown.

    Nothing where it is white space or not whole, which have marks of their own.
    """
    text = str(token["text"])
    return text if text.strip() and "\n" not in text and "\ufffd" not in text else ""


def bars(tokens: Sequence[Token], *, ids: bool) -> list[str]:
    return [
        f"{written(one)}{percent(one['probability'])}{one['id'] if ids else ''}" for one in tokens
    ]


# Widgets that show what a model or a tokenizer said


def tokenizer(options: Any, recordings: Sequence[Recording]) -> Iterator[str]:
    for result in results(recordings, "tokens/encode"):
        tokens = result["tokens"]
        yield f"{len(tokens)} tokens"
        yield from (f"{written(token)}{token['id']}" for token in tokens)


def units(options: Any, recordings: Sequence[Recording]) -> Iterator[str]:
    data = options.text.encode()
    [result] = results(recordings, "tokens/encode")
    # The bits go on, further than the line is long.
    yield f"{len(data) * 8} bits 2 different signs {' '.join(f'{byte:08b}' for byte in data[:10])}"
    yield f"{len(data)} bytes 256 different signs {data.hex(' ')}"
    yield f"{len(result['tokens'])} tokens"
    yield f"{len(options.text.split())} words no end of signs {options.text}"


def windows(options: Any, recordings: Sequence[Recording]) -> Iterator[str]:
    tokens = results(recordings, "tokens/encode", "0")[0]["tokens"]
    for length in range(1, min(options.rows, len(tokens) - 1) + 1):
        yield "".join(written(token) for token in tokens[: length + 1]) + str(tokens[length]["id"])


def probability_map(options: Any, recordings: Sequence[Recording]) -> Iterator[str]:
    [result] = results(recordings, "next_token/predict")
    answers = {one["id"] for one in result["tracked"]}
    yield from bars(
        [one for one in result["candidates"] if one["id"] not in answers], ids=not options.compact
    )
    for one in result["tracked"]:
        yield f"{written(one)}{percent(one['probability'])} ✓ answer rank {one['rank']}"
    yield f"the rest {percent(result['rest'])}"
    choices = 2 ** result["entropy_bits"]
    like = f"{choices:.1f}" if choices < 10 else f"{round(choices):,}"
    yield f"{result['entropy_bits']:.2f} bits of entropy"
    yield "hardly a choice" if choices < 1.05 else f"as unsure as between {like} equal ones"


def coin_flip(options: Any, recordings: Sequence[Recording]) -> Iterator[str]:
    [result] = results(recordings, "next_token/predict")
    yield from bars(result["candidates"], ids=False)
    yield f"all others {percent(result['rest'])}"


def sampling_loop(options: Any, recordings: Sequence[Recording]) -> Iterator[str]:
    shown = next(one for one in recordings if one.first)
    yield options.text
    yield "".join(written(event) for event in shown.events)
    if shown.result["finish_reason"] == "length":
        yield f"{len(shown.events)} tokens: as many as were asked for."
    last = shown.events[-1]
    drawn_from = last["stages"][-1]["probabilities"]
    for token, probability in zip(last["candidates"], drawn_from, strict=True):
        sampled = "sampled" if token["id"] == last["id"] else ""
        yield f"{percent(probability)}{sampled}{token['id']}"


def checkpoint_slider(options: Any, recordings: Sequence[Recording]) -> Iterator[str]:
    for stop in options.checkpoints:
        said = answer_to(
            recordings, "text/generate", checkpoint=stop.checkpoint, text=options.text
        )["text"]
        # What is no letter of any font is printed as a box.
        yield from re.split(r"[^\n -~]+", f"{stop.label} {options.text}{said.rstrip()}")


def sft_chat(options: Any, recordings: Sequence[Recording]) -> Iterator[str]:
    for name in options.checkpoints:
        said = answer_to(recordings, "chat/complete", checkpoint=name)["message"]["content"]
        yield f"{options.labels.get(name, name)} you {options.message} assistant {said}"


def tool_loop(options: Any, recordings: Sequence[Recording]) -> Iterator[str]:
    result = results(recordings, "chat/complete")[0]
    yield options.question
    for call in result["tool_calls"]:
        yield f"It calls a tool {call['name']}({call['argument']})"
        yield f"The result is forced in the tool ran, {milliseconds(call['time_ms'])}"
        yield f"<|tool_result|>{call['result']}<|/tool_result|>"
    marks = {"tool_call": "<|tool_call|>{}<|/tool_call|>", "tool_result": "{}", "text": "{}"}
    yield from (marks[part["kind"]].format(part["text"]) for part in result["message"]["parts"])


def compare(options: Any, recordings: Sequence[Recording]) -> Iterator[str]:
    yield from options.figure.split("\n")  # each under its own column
    for number, condition in enumerate(options.conditions):
        shown = next(one for one in recordings if one.first and one.lane == f"c{number}")
        said = {"text": text_column, "chat": chat_column, "probability": map_column}[options.shows]
        yield from said(condition, shown)
        yield f"checkpoint {shown.params['checkpoint']}"
        if options.shows != "probability":
            yield f"temperature {shown.params['temperature']:.1f} seed {shown.params['seed']}"
    for result in results(recordings, "tokens/encode"):
        yield from (f"{written(token)}{token['id']}" for token in result["tokens"])


def text_column(condition: Any, shown: Recording) -> Iterator[str]:
    said = shown.result["text"]
    yield f"{condition.label}{shown.params['text']}{said}"
    if condition.original:
        same = next(
            (
                at
                for at, pair in enumerate(zip(said, condition.original, strict=False))
                if len(set(pair)) > 1
            ),
            len(said),
        )
        # A word counts when it is whole.
        repeated = said if same == len(said) else re.sub(r"\w+$", "", said[:same])
        yield f"{counted(len(repeated.split()), 'word')} of {len(said.split())} word for word"


def chat_column(condition: Any, shown: Recording) -> Iterator[str]:
    asked = shown.params["messages"][-1]["content"]
    page = f"Page: {condition.document}" if condition.document else ""
    before = {"tool_call": "calls", "tool_result": "reads", "text": ""}
    said = "".join(before[part["kind"]] + part["text"] for part in shown.result["message"]["parts"])
    yield f"{condition.label}{condition.system}{asked}{page}{said}"


def map_column(condition: Any, shown: Recording) -> Iterator[str]:
    [right], first = shown.result["tracked"], shown.result["candidates"][0]
    yield f"{condition.label}{shown.params['text']}"
    other = (
        f"; first is “{first['text'].strip()}” with {percent(first['probability'])}"
        if right["rank"] > 1
        else ""
    )
    yield (
        f"{percent(right['probability'])} “{right['text'].strip()}” is number "
        f"{right['rank']:,}{other}"
    )
    yield condition.note


def training_step(options: Any, recordings: Sequence[Recording]) -> Iterator[str]:
    """Yield what the first step shows: paper has it taken."""
    own = {"text": options.context, "checkpoint": options.checkpoint}
    step = answer_to(recordings, "model/step", target=options.answer, **own)
    first = answer_to(recordings, "next_token/predict", tracked_text=options.answer, **own)
    after = answer_to(
        recordings, "next_token/predict", text=options.context, checkpoint=step["checkpoint"]
    )
    yield f"old weight − {options.learning_rate} × slope"
    yield f"Loss of this example {nats(step['loss_before'])} → {nats(step['loss_after'])}"
    yield f"at first {nats(step['loss_before'])} step 1 {nats(step['loss_after'])}"
    [right] = first["tracked"]
    top = first["candidates"][: options.rows]
    rows = top if right["id"] in {one["id"] for one in top} else [*top[:-1], right]
    now = {one["id"]: one["probability"] for one in [*after["candidates"], *after["tracked"]]}
    for one in rows:
        answer = "✓ answer " if one["id"] == right["id"] else ""
        was = f"{answer}was {percent(one['probability'])}"
        yield f"{written(one)}{percent(now[one['id']])}{was}{one['id']}"
    rest = 1 - sum(now[one["id"]] for one in rows)
    yield f"the rest {percent(rest)}{after['vocabulary_size'] - len(rows):,} entries"


def transformer(options: Any, recordings: Sequence[Recording]) -> Iterator[str]:
    [result] = results(recordings, "model/attention")
    here = {"layer": options.layer - 1, "head": options.head - 1}
    weights = next(one for one in result["maps"] if {key: one[key] for key in here} == here)[
        "weights"
    ][-1]
    for token, weight in zip(result["tokens"], weights, strict=True):
        yield f"{written(token)} {round(weight * 100)} %"
    yield (
        f"{round(max(weights) * 100)} % of its attention in layer {options.layer}, head "
        f"{options.head}."
    )
    [net] = results(recordings, "model/parts")
    layer = [part for part in net["parts"] if part["name"].startswith("layer 1 ")]
    yield f"{net['vocabulary_size']:,} probabilities"
    yield (
        f"× {net['layers']} {large(net['layers'] * sum(part['parameters'] for part in layer))} "
        "parameters"
    )
    yield f"{net['heads']} heads: tokens look at each other"
    for part in [*layer, next(part for part in net["parts"] if part["name"] == "embedding")]:
        shapes = ", ".join(f"{rows} × {columns}" for rows, columns in part["shapes"].values())
        yield f"{shapes} · {large(part['parameters'])}"
    yield f"at most {net['context']:,}"
    yield f"{large(net['parameters'])} parameters in all"


# As many documents and as many rows of a fork as the element shows.
RANKED = 4
FORKED = 3


def retrieval(options: Any, recordings: Sequence[Recording]) -> Iterator[str]:
    yield from (options.question, options.measured)
    hits = results(recordings, "documents/search")[0]["hits"]
    yield from (hit["title"] for hit in hits)
    for place, hit in enumerate(hits[:RANKED]):
        use = "in the prompt" if place < options.k else ""
        yield f"{hit['title']}{hit['similarity']:.2f}{use}".replace("-", "−")
    yield hits[0]["text"]
    asked = [one for one in recordings if one.first and one.method == "chat/complete"]
    without, found = (
        next(one for one in asked if one.lane == lane) for lane in ("without", "with")
    )
    yield f"From memory {without.result['message']['content']}"
    yield f"With {counted(options.k, 'document')} {found.result['message']['content']}"
    # The likeliest of each map where the answers part; one that a map leaves out is below its last.
    at = next(
        at
        for at, pair in enumerate(zip(without.events, found.events, strict=False))
        if pair[0]["id"] != pair[1]["id"]
    )
    before, after = (one.events[at]["candidates"] for one in (without, found))
    half = math.ceil(FORKED / 2)
    rows = {one["id"]: one for one in [*after[:half], *before[:half], *after, *before]}
    for token in list(rows.values())[:FORKED]:
        yield "".join(f"{written(token)}{share_in(side, token['id'])}" for side in (before, after))


def share_in(candidates: Sequence[Token], id: int) -> str:
    found = next((percent(one["probability"]) for one in candidates if one["id"] == id), None)
    bound = percent(candidates[-1]["probability"])
    return found or (bound if bound.startswith("<") else f"< {bound}")


def sample_grid(options: Any, recordings: Sequence[Recording]) -> Iterator[str]:
    yield from (options.problem, f"The known answer: ${options.answer:g}", options.measured)
    for number, name in enumerate(options.checkpoints):
        answers = results(recordings, "answers/sample", f"by:{name}")[0]["answers"]
        said = [(re.findall(r"Answer: \$(\d+)", one["text"]) or [""])[-1] for one in answers]
        right = [one == str(options.answer) for one in said]
        label = options.labels.get(name, name)
        mean = sum(len(one["tokens"]) for one in answers) / len(answers)
        yield f"{label} {sum(right)} of {len(answers)} right {mean:.0f} tokens long on average"
        yield "".join(
            f"{'✓' if good else '✗'} ${dollars}"
            for good, dollars in zip(right, said, strict=True)
            if dollars
        )
        if number == 0:
            verdict = f"{'right' if right[0] else 'wrong'}, it says ${said[0]}"
            yield (
                f"{label}, sample 1: {verdict}, {len(answers[0]['tokens'])} tokens "
                f"{answers[0]['text']}"
            )


def word_arithmetic(options: Any, recordings: Sequence[Recording]) -> Iterator[str]:
    (result, *_) = results(recordings, "embeddings/nearest")
    (wanted,) = result["tracked"] or [None]
    for one in result["nearest"]:
        expected = wanted is not None and one["id"] == wanted["id"]
        rank = f"✓ expected · rank {one['rank']:,}" if expected else ""
        yield f"{one['text'].strip()} {one['similarity']:.2f} {rank} {one['id']}"
    words = [f"“{one['text'].strip()}” {one['similarity']:.2f}" for one in result["words"]]
    yield f"Left out, as words of the sum: {', '.join(words[:-1])}, and {words[-1]}"


def resample(options: Any, recordings: Sequence[Recording]) -> Iterator[str]:
    yield from (options.problem, f"The known answer: ${options.answer:g}")
    (result, *_) = results(recordings, "answers/resample")
    lines = result["lines"]
    for place in range(len(lines)):
        before = "".join(lines[:place])
        written = [one for one in result["continuations"] if one["line"] == place]
        said = [re.findall(r"Answer: \$(\d+)", before + one["text"]) for one in written]
        right = sum(bool(found) and found[-1] == str(options.answer) for found in said)
        line = lines[place - 1].strip() if place else "Nothing written yet"
        yield f"{line} {right} of {len(written)}"
    yield lines[-1].strip()


def guess_ahead(options: Any, recordings: Sequence[Recording]) -> Iterator[str]:
    yield options.text
    drafted = next(one for one in recordings if one.method == "text/speculate")
    (plain, *_) = results(recordings, "text/generate")
    for event in drafted.events:
        texts = ["" if one["special"] else one["text"] for one in event["drafts"]]
        own = event.get("token")
        kept, dropped = texts[: event["kept"]], texts[event["kept"] :]
        yield "".join([*kept, "" if own is None or own["special"] else own["text"], *dropped])
    yield f"Token by token{len(plain['tokens'])} passes"
    yield f"With drafts{len(drafted.events)} passes"
    yield f"✓ The same {len(plain['tokens'])} tokens"
    kept_all = sum(one["kept"] for one in drafted.events)
    yield f"{kept_all} of {sum(len(one['drafts']) for one in drafted.events)} guesses kept"


def few_bits(options: Any, recordings: Sequence[Recording]) -> Iterator[str]:
    yield f"{options.text} …"
    for one in results(recordings, "model/round")[0]["measured"]:
        size = f"{one['size'] / 1e6:.1f} MB"
        yield f"{one['bits']} bits{size}{one['loss']:.2f}{one['text'].strip()}"


def silent_head(options: Any, recordings: Sequence[Recording]) -> Iterator[str]:
    (result, *_) = results(recordings, "model/silence")
    heads, whole = result["heads"], result["whole"]
    # One by one: between two cells stands the name that is read aloud.
    yield from (f"{round(100 * one['probabilities'][0])} %" for one in heads)
    off = min(heads, key=lambda one: one["probabilities"][0])
    yield f"Off: layer {off['layer'] + 1}, head {off['head'] + 1}"
    for number, probe in enumerate(options.probes):
        yield f"{probe.label}{probe.text}{probe.answer}"
        yield f"all heads on{percent(whole[number])}"
        yield f"this one off{percent(off['probabilities'][number])}"


def rlhf_ranking(options: Any, recordings: Sequence[Recording]) -> Iterator[str]:
    yield from (options.prompt, options.measured)
    texts = [
        one["text"].strip()
        for one in answer_to(recordings, "answers/sample", n=options.n)["answers"]
    ]
    scores = (
        answer_to(recordings, "answers/score", answers=texts)["scores"] if options.reward else []
    )
    for number, text in enumerate(texts):
        judged = ""
        if scores:
            place = 1 + sum(other > scores[number] for other in scores)
            judged = (
                f"{signed(scores[number])}{place}{({1: 'st', 2: 'nd', 3: 'rd'}).get(place, 'th')}"
            )
        yield f"{'ABCDEFGH'[number]}{text}{judged}"
    for stop in options.pushed:
        [one] = answer_to(recordings, "answers/sample", n=1, checkpoint=stop.checkpoint)["answers"]
        measured = (
            f"{stop.label} · reward model {signed(stop.proxy)} · written rule {signed(stop.gold)}"
        )
        yield f"{measured}{one['text'].strip()}"


def data_pipeline(options: Any, recordings: Sequence[Recording]) -> Iterator[str]:
    """Yield the end, which paper shows: after the last filter, with the first page open."""
    traces = results(recordings, "documents/pipeline")[0]["traces"]
    outs = [next((one for one in trace["outcomes"] if not one["kept"]), None) for trace in traces]
    yield f"{outs.count(None)} of {len(traces)} pages still in"
    for trace, out in zip(traces, outs, strict=True):
        address = trace["url"].removeprefix("https://")
        # A reason is cut where its line ends.
        yield f"✓ {address}" if out is None else f"✕ {address} {out['stage']}: {out['reason'][:30]}"
    row = traces[0]["row"]
    yield f"English {row['english']:.2f} words {row['words']:,} tokens {row['tokens']:,}"
    yield row["text"].strip()[:200]


# Widgets that show what the deck says, or work it out themselves


def chart(options: Any, recordings: Sequence[Recording]) -> Iterator[str]:
    data = options.data
    yield from (options.title or data.title, options.measured, data.x.label)
    for panel in (data, *data.beside):
        yield panel.y.label
        yield from (f"{series.name} {curve_value(series.points[-1][1])}" for series in panel.series)
        yield from (f"{line.name} {curve_value(line.y)}" for line in panel.lines)
    yield from (mark.name for mark in data.marks)
    if data.moments:
        first, last = data.moments[0], data.moments[-1]
        yield f"{data.prompt} written after {after(first.x, data.x.label)} {first.text}"
        yield f"{last.text} (after {after(last.x, data.x.label)})"
    if options.point:
        scores = results(recordings, "next_token/predict")[0]["context_scores"]
        loss = -sum(math.log(score["probability"]) for score in scores) / len(scores)
        yield f"this text {curve_value(loss)}"


def after(value: float, label: str) -> str:
    one = re.sub(r"^(\w+)s\b", r"\1", label)
    return f"{large(value)} {one if value == 1 else label}"


def scale_bars(options: Any, recordings: Sequence[Recording]) -> Iterator[str]:
    yield options.title
    yield from (
        f"{bar.label}{bar.note}{bar.text or f'{large(bar.value)} {options.unit}'}"
        for bar in options.bars
    )
    if options.log:
        values = [math.log10(bar.value) for bar in options.bars]
        # 0.3 is the logarithm of 2: the smallest bar is at least twice where the axis begins.
        lowest = math.floor((min(values) - 0.3) / 3) * 3
        yield "".join(
            large(10.0**exponent) for exponent in range(lowest, math.floor(max(values)) + 1, 3)
        )


def knobs(options: Any, recordings: Sequence[Recording]) -> Iterator[str]:
    p, q, r, s, a, b, c = options.knobs

    def output(x: float) -> float:
        return a * math.tanh(p * x + q) + b * math.tanh(r * x + s) + c

    yield f"Loss {sum((output(x) - y) ** 2 for x, y in options.points) / len(options.points):.4f}"
    two = [f"{value:.2f}".replace("-", "−") for value in options.knobs]
    yield from (f"{name} {value}" for name, value in zip("pqrsabc", two, strict=True))
    plus = [f"{'−' if value < 0 else '+'} {abs(value):.2f}" for value in (q, b, s, c)]
    yield f"y = {two[4]}·tanh({two[0]}·x {plus[0]}) {plus[1]}·tanh({two[2]}·x {plus[2]}) {plus[3]}"
    x, y = options.points[-1]
    yield from (f"should be {y:.2f}".replace("-", "−"), f"is {output(x):.2f}".replace("-", "−"))


# As many pairs as the element lists; the bytes are what it begins with.
PAIRS = 5
BYTES = 256


def bpe_stepper(options: Any, recordings: Sequence[Recording]) -> Iterator[str]:
    """Yield what is learnt at the end, where paper stands; it is learnt here a second time."""
    words = [list(word) for word in re.findall(r" ?[^\W\d_]+| ?\d+| ?[^\w\s]+|\s", options.text)]
    learnt: list[str] = []
    while True:
        # Of equal counts `most_common` keeps the order in which they came.
        pairs = Counter(pair for word in words for pair in pairwise(word)).most_common(PAIRS)
        if len(learnt) == options.merges or not pairs or pairs[0][1] < 2:
            break
        left, right = pairs[0][0]
        learnt.append(left + right)
        for word in words:
            for at in range(len(word)):
                # The list gets shorter meanwhile; a slice past its end is no pair.
                if word[at : at + 2] == [left, right]:
                    word[at : at + 2] = [left + right]
    more = len(learnt) < options.merges and bool(pairs) and pairs[0][1] > 1
    yield options.text
    yield "".join(piece for word in words for piece in word)
    yield f"The list: {BYTES} bytes" + (f" and {''.join(learnt)}" if learnt else "")
    for number, ((left, right), count) in enumerate(pairs):
        yield f"{left}{right}{count}{'merged next' if more and number == 0 else ''}"
    yield f"entries in the list {BYTES + len(learnt)}"
    yield f"pieces in the text {sum(map(len, words))}"


STAGES = {
    "web": "Raw web pages, cleaned and sorted",
    "pretraining": "pre-training months",
    "base": "Base model continues documents",
    "sft": "fine-tuning hours",
    "assistant": "Assistant answers in turns",
    "rl": "practice and ranking days",
    "preferred": "Preferred assistant answers as people like",
}
"""Name and detail of each place, as the element has them."""
NAMES = (
    "Raw web",
    "pre-training",
    "Base model",
    "fine-tuning",
    "Assistant",
    "practice and ranking",
    "Preferred assistant",
)


def pipeline_map(options: Any, recordings: Sequence[Recording]) -> Iterator[str]:
    for name, (stage, whole) in zip(NAMES, STAGES.items(), strict=True):
        yield (whole if options.details else name) + (
            "▲ we are here" if stage == options.current else ""
        )


Figures = Callable[[Any, Sequence[Recording]], Iterator[str]]

FIGURES: dict[str, Figures] = {
    each.__name__: each
    for each in (
        bpe_stepper,
        chart,
        checkpoint_slider,
        coin_flip,
        compare,
        data_pipeline,
        few_bits,
        guess_ahead,
        knobs,
        pipeline_map,
        probability_map,
        resample,
        retrieval,
        rlhf_ranking,
        sample_grid,
        sampling_loop,
        scale_bars,
        sft_chat,
        silent_head,
        tokenizer,
        tool_loop,
        training_step,
        transformer,
        units,
        windows,
        word_arithmetic,
    )
}
WITHOUT_FIGURES = {
    "join": "paper has no room to join: it shows the deck's url, or nothing",
    "questions": "paper has the questions of a session alone, and this is none",
}
"""Widgets that are not compared, each with the reason."""
