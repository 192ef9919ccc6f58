"""Conversations from text files.

Parsing, slots that stay the same, held-out wordings, and the shipped files.
"""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest

from demo_kernel.lab.corpus.conversations.conversation import text_of
from demo_kernel.lab.corpus.conversations.scripts import (
    SCRIPTS_FOLDER,
    ScriptError,
    parse_script,
    read_script,
    remembering,
)

SMALL = """# a comment
## colour 3
> What colour is a {thing}?
> what is the colour of {thing}
> Which colour has {thing}?
> Colour of {thing}?
> Tell me the colour of {thing}.
< A {thing} is blue.
> Really?
< Yes, {thing}.
## thing
door
boat
"""


def test_a_file_gives_subjects_with_turns_and_rules() -> None:
    script = parse_script(SMALL, "small")
    (subject,) = script.subjects
    assert (subject.name, subject.weight) == ("colour", 3.0)
    assert [(role, len(lines)) for role, lines in subject.turns] == [
        ("user", 5),
        ("assistant", 1),
        ("user", 1),
        ("assistant", 1),
    ]
    assert script.rules == {"thing": ("door", "boat")}


def test_a_slot_keeps_its_value_through_all_turns() -> None:
    script = parse_script(SMALL, "small")
    for seed in range(20):
        first, second, _, last = (
            text_of(m) for m in script.conversation(Random(seed), "train").messages
        )
        thing = second.removeprefix("A ").removesuffix(" is blue.")
        assert thing in ("door", "boat")
        assert last == f"Yes, {thing}."
        assert thing in first.lower()  # too short for a slip of the finger


def test_only_slots_of_several_turns_are_remembered() -> None:
    assert remembering(["say {word} and {other}", "{^word}"]) == [
        "say {word<word} and {other}",
        "{^word<word}",
    ]


def test_the_fifth_wording_is_for_the_held_out_split_only() -> None:
    script = parse_script(SMALL, "small")
    heldout = {
        text_of(script.conversation(Random(seed), "heldout").messages[0]).lower()[:15]
        for seed in range(20)
    }
    train = {
        text_of(script.conversation(Random(seed), "train").messages[0]).lower()[:15]
        for seed in range(60)
    }
    assert any("tell me the" in text for text in heldout)
    assert not any(text.startswith("tell me the") for text in train)


def test_a_further_wording_is_for_training_and_moves_none_that_is_held_out() -> None:
    further = SMALL.replace("< A {thing}", "+ colour, {thing}?\n+ {thing}: colour?\n< A {thing}")
    before, after = parse_script(SMALL, "small"), parse_script(further, "small")
    for seed in range(20):
        assert before.conversation(Random(seed), "heldout") == after.conversation(
            Random(seed), "heldout"
        )
    train = [
        text_of(after.conversation(Random(seed), "train").messages[0]).lower() for seed in range(60)
    ]
    assert any("colour, " in text for text in train)
    assert any(": colour" in text for text in train)


@pytest.mark.parametrize("text", ["hello\n", "## a\n> question without an answer\n"])
def test_a_malformed_file_is_refused_with_its_place(text: str) -> None:
    with pytest.raises(ScriptError, match=r"bad\.txt"):
        parse_script(text, "bad")


@pytest.mark.parametrize("path", sorted(SCRIPTS_FOLDER.glob("*.txt")), ids=lambda path: path.stem)
def test_every_alternative_of_every_shipped_file_can_be_written(path: Path) -> None:
    script = read_script(path.stem)
    kinds = set()
    for seed in range(60 * len(script.subjects)):
        talk = script.conversation(Random(seed), "train")
        kinds.add(talk.kind)
        for message in talk.messages:
            said = text_of(message)
            assert said.strip(), talk
            assert not set("{}[]\x01") & set(said), talk
    # Sixty draws for each subject; some are weighted so low that chance may pass them over.
    assert len(kinds) >= 0.8 * len(script.subjects)


def test_every_subject_of_the_shipped_files_has_several_wordings() -> None:
    for path in SCRIPTS_FOLDER.glob("*.txt"):
        for subject in read_script(path.stem).subjects:
            opening = next(lines for role, lines in subject.turns if role == "user")
            assert len(opening) >= 2, (path, subject.name)
