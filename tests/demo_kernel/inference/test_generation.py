"""One sequence: where it ends, what its text is, which numbers it draws."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from demo_kernel.inference.engine import Work
from demo_kernel.inference.generation import Generation, Plan, Step
from demo_kernel.inference.sampling import Sampler, uniform

from ..doubles import ByteCodec, PretendEngine

PROMPT = [104, 105]  # "hi"


def run(plan: Plan) -> tuple[Generation, list[Step]]:
    engine = PretendEngine(1)
    generation, steps = Generation(plan, ByteCodec(), engine.context), []
    while generation.finish_reason is None:
        (logits,) = engine.forward([Work(plan.checkpoint, 0, generation.read, generation.pending)])
        steps.append(generation.accept(logits))
    return generation, steps


def writes(plan: Plan, text: bytes) -> tuple[Generation, list[Step]]:
    """Return a generation made to draw these bytes."""
    generation, steps = Generation(plan, ByteCodec(), 64), []
    for byte in text:
        logits = np.full(257, -50.0, dtype=np.float32)
        logits[byte] = 50.0
        steps.append(generation.accept(logits))
        if generation.finish_reason is not None:
            break
    return generation, steps


def test_it_ends_at_max_tokens() -> None:
    generation, steps = run(Plan("base", PROMPT, max_tokens=5))
    assert generation.finish_reason == "length"
    assert [step.index for step in steps] == [0, 1, 2, 3, 4]
    assert generation.tokens == [step.id for step in steps]


def test_it_ends_when_the_context_is_full() -> None:
    generation, _ = run(Plan("base", list(range(60)), max_tokens=100))
    assert generation.finish_reason == "length"
    assert 60 + len(generation.tokens) == 64 + 1  # the last one drawn has no place to be read from


def test_it_ends_at_a_stop_sequence_that_spans_tokens_and_cuts_the_text_before_it() -> None:
    generation, steps = writes(Plan("base", PROMPT, stop=("END", "zzz")), b"abENDcd")
    assert generation.finish_reason == "stop"
    assert generation.text == "ab"
    assert len(generation.tokens) == 5
    assert "".join(step.text for step in steps) == "abEND"


def test_a_stop_sequence_met_earlier_in_the_text_wins() -> None:
    generation, _ = writes(Plan("base", PROMPT, stop=("lo", "l")), b"hello")
    assert generation.text == "he"


def test_it_ends_at_an_end_token_whose_name_is_no_text() -> None:
    plan = Plan("base", PROMPT, end={256: "end"})
    generation = Generation(plan, ByteCodec(), 64)
    logits = np.zeros(257, dtype=np.float32)
    logits[256] = 99
    step = generation.accept(logits)
    assert generation.finish_reason == "end"
    assert (step.text, step.special, generation.text) == ("", True, "")


def test_text_comes_only_with_the_byte_that_completes_a_character() -> None:
    _, steps = writes(Plan("base", PROMPT, max_tokens=7), "é😀!".encode())
    assert [step.text for step in steps] == ["", "é", "", "", "", "😀", "!"]


def test_a_character_cut_off_by_the_end_shows_as_a_replacement() -> None:
    generation, steps = writes(Plan("base", PROMPT, max_tokens=2), "😀".encode())
    assert generation.text == "\ufffd"
    assert [step.text for step in steps] == ["", "\ufffd"]


def test_each_step_tells_the_frozen_number_of_its_seed_and_position() -> None:
    _, steps = run(Plan("base", PROMPT, Sampler(seed=9), max_tokens=3))
    assert [step.number for step in steps] == [uniform(9, 2), uniform(9, 3), uniform(9, 4)]


def test_moving_a_slider_keeps_the_numbers() -> None:
    samplers = [
        Sampler(seed=5),
        Sampler(temperature=0.01, seed=5),
        Sampler(temperature=1.7, top_k=9, top_p=0.8, min_p=0.01, seed=5),
    ]
    numbers = [
        [step.number for step in run(Plan("base", PROMPT, sampler, max_tokens=4))[1]]
        for sampler in samplers
    ]
    assert numbers == [[uniform(5, place) for place in range(2, 6)]] * 3


def test_a_run_continued_from_its_own_tokens_goes_on_as_if_it_had_never_stopped() -> None:
    whole, _ = run(Plan("base", PROMPT, Sampler(seed=3), max_tokens=12))
    first, _ = run(Plan("base", PROMPT, Sampler(seed=3), max_tokens=5))
    rest, _ = run(Plan("base", first.sequence, Sampler(seed=3), max_tokens=7))
    assert first.tokens + rest.tokens == whole.tokens


def test_tokens_dropped_from_the_prompt_still_count_in_the_position() -> None:
    _, (step, *_) = run(Plan("base", PROMPT, Sampler(seed=4), max_tokens=1, dropped=10))
    assert step.number == uniform(4, 12)


def test_candidates_and_stages_are_reported_only_when_asked_for() -> None:
    plan = Plan("base", PROMPT, Sampler(temperature=0.5, top_k=2), max_tokens=1)
    _, (plain,) = run(plan)
    assert (plain.candidates, plain.controls, plain.rest) == (None, None, None)
    _, (full,) = run(dataclasses.replace(plan, candidates=3, controls=True))
    assert full.candidates is not None
    assert full.controls is not None
    assert full.rest is not None
    assert sum(choice.probability for choice in full.candidates) + full.rest == pytest.approx(1)
    assert [(after.name, after.kept) for after in full.controls] == [
        ("softmax", 257),
        ("temperature", 257),
        ("top_k", 2),
    ]
    assert full.controls[-1].probabilities[2] == 0
    assert full.id in {choice.id for choice in full.candidates[:2]}
    assert full.id == plain.id


def test_log_probability_and_entropy_are_of_the_uncut_distribution_at_temperature_one() -> None:
    _, (free,) = run(Plan("base", PROMPT, Sampler(temperature=0), max_tokens=1))
    _, (cut,) = run(Plan("base", PROMPT, Sampler(temperature=0.2, top_k=1), max_tokens=1))
    assert free.id == cut.id
    assert (free.logprob, free.entropy_bits) == (cut.logprob, cut.entropy_bits)
    # Of 8 bits at the most, those of 257 equal tokens; what is cut to one token has none.
    assert free.entropy_bits > 5
