"""Write conversations from text files: wordings of a question, and answers to choose from.

`## name 3` begins a subject that is chosen with weight 3. Its lines are turns: `! ` a system
message, `> ` the user, `< ` the assistant; neighbouring lines of one mark are alternatives for one
turn, and further groups are further turns. `+ ` is one more wording of the opening, for training
alone: it moves none of those that are held out. A section of plain lines is a rule whose
alternatives fill the slot of its name. Inside a line everything that corpus/grammar.py knows may be
used; a slot that several turns name has one value in all of them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from random import Random

from demo_kernel.lab.corpus.conversations.conversation import (
    Conversation,
    Kind,
    Split,
    text_of,
    wordings,
)
from demo_kernel.lab.corpus.conversations.slots import conversation_slots
from demo_kernel.lab.corpus.conversations.typing_habits import typed
from demo_kernel.lab.corpus.generate import tidy
from demo_kernel.lab.corpus.grammar import Grammar, read_grammar
from demo_kernel.tokens.tokenizer import Message

SCRIPTS_FOLDER = Path(__file__).parent / "scripts"
ROLES = {"!": "system", ">": "user", "<": "assistant"}
_TURN_BREAK = "\x01"
_SLOT = re.compile(r"\{(\^?(?:a:)?)([a-z_]+)\}")


class ScriptError(Exception):
    """A file of conversations is malformed; the message says where."""


@dataclass
class Subject:
    """One subject: its weight, and for each turn the role and the alternatives."""

    name: str
    weight: float
    turns: list[tuple[str, list[str]]] = field(default_factory=list)
    further: list[str] = field(default_factory=list)
    """Wordings of the opening that only training has."""

    def holds_out(self) -> bool:
        """Return whether some wording of the opening question is kept from training."""
        return bool(wordings(self._opening, "heldout"))

    @property
    def _opening(self) -> list[str]:
        return next(lines for role, lines in self.turns if role == "user")

    def choose(self, random: Random, split: Split, answer: int | None = None) -> str:
        """Return one alternative for each turn, joined by turn breaks and not yet expanded.

        `answer` is the number of the last turn's alternative.
        """
        chosen = []
        for _, lines in self.turns:
            # Only the opening has held-out wordings: what follows is the assistant's to
            # understand.
            if lines is self._opening:
                further = self.further if split == "train" else []
                chosen.append(random.choice([*wordings(lines, split), *further]))
            else:
                chosen.append(random.choice(lines))
        if answer is not None:
            chosen[-1] = self.turns[-1][1][answer]
        return _TURN_BREAK.join(remembering(chosen))


def remembering(turns: list[str]) -> list[str]:
    """Return the turns, with every slot that two of them name written to be remembered.

    The grammar then gives it the same value in both.
    """
    named = [set(_SLOT.findall(turn)) for turn in turns]
    # Slots that one turn alone names stay as they are: the grammar fills them anew each time.
    shared = {
        name
        for i, names in enumerate(named)
        for _, name in names
        if any(name == n for other in named[i + 1 :] for _, n in other)
    }

    def remember(match: re.Match[str]) -> str:
        form, name = match.groups()
        return f"{{{form}{name}<{name}}}" if name in shared else match.group()

    return [_SLOT.sub(remember, turn) for turn in turns]


@dataclass(frozen=True)
class Script:
    """One file: its subjects and the rules for their slots."""

    name: str
    subjects: tuple[Subject, ...]
    rules: Mapping[str, tuple[str, ...]]

    def conversation(self, random: Random, split: Split, answer: int | None = None) -> Conversation:
        """Return a conversation on a subject chosen by weight.

        `answer` chooses among the alternatives of the last turn.
        """
        subject = self._subject(random, split)
        grammar = _grammar(self)
        # The whole talk as one rule, so that remembered slots hold across its turns.
        text = Grammar(
            {**grammar.rules, "talk": (subject.choose(random, split, answer),)}, grammar.zipf
        ).write("talk", random, conversation_slots(random))
        turns = [
            Message(role, typed(random, tidy(line)) if role == "user" else tidy(line))
            # Only the user types with habits; the other turns are written with care.
            for (role, _), line in zip(subject.turns, text.split(_TURN_BREAK), strict=True)
        ]
        return Conversation(f"{self.name}/{subject.name}", tuple(turns))

    def _subject(self, random: Random, split: Split) -> Subject:
        # A subject with few wordings has none to hold out.
        subjects = [s for s in self.subjects if split == "train" or s.holds_out()]
        return random.choices(subjects, [s.weight for s in subjects])[0]

    def right_answers(self, seed: str, split: Split) -> tuple[Conversation, list[str]]:
        """Return the conversation of one seed, and every last turn that would have been right."""
        count = len(self._subject(Random(seed), split).turns[-1][1])
        # The same seed each time: everything but the last turn comes out the same.
        talks = [self.conversation(Random(seed), split, answer) for answer in range(count)]
        return talks[0], [text_of(talk.messages[-1]) for talk in talks]


_GRAMMARS: dict[str, Grammar] = {}


def _grammar(script: Script) -> Grammar:
    """Return the script's own rules over the common words of the corpus."""
    if script.name not in _GRAMMARS:
        common = read_grammar("common")
        _GRAMMARS[script.name] = Grammar({**common.rules, **script.rules}, common.zipf)
    return _GRAMMARS[script.name]


@cache
def read_script(name: str) -> Script:
    """Return a file of the scripts folder."""
    return parse_script((SCRIPTS_FOLDER / f"{name}.txt").read_text(encoding="utf-8"), name)


def parse_script(text: str, name: str) -> Script:
    """Parse a script.

    Raises ScriptError on a line before the first heading, and on a subject that does not end with
    an answer.
    """
    subjects: list[Subject] = []
    rules: dict[str, list[str]] = {}
    heading: tuple[str, float] | None = None
    for number, line in enumerate(text.splitlines(), start=1):
        if line.startswith("## "):
            words = line[3:].split()
            heading = words[0], float(words[1]) if len(words) > 1 else 1.0
        # A blank line within a rule is an alternative of nothing; elsewhere it only separates.
        elif line.startswith("#") or (
            not line.strip() and (heading is None or heading[0] not in rules)
        ):
            continue
        elif heading is None:
            raise ScriptError(f"{name}.txt:{number}: a line before the first heading")
        elif line.startswith("+ "):
            subjects[-1].further.append(line[2:].replace("\\n", "\n"))
        elif (role := ROLES.get(line[:1])) and line[1:2] == " ":
            # At the first turn and not at the heading, since a heading may begin a rule instead.
            if not subjects or subjects[-1].name != heading[0]:
                subjects.append(Subject(*heading))
            words_of_turn, turns = line[2:].replace("\\n", "\n"), subjects[-1].turns
            # A neighbour of the same mark is an alternative, not another turn.
            if turns and turns[-1][0] == role:
                turns[-1][1].append(words_of_turn)
            else:
                turns.append((role, [words_of_turn]))
        else:
            rules.setdefault(heading[0], []).append(line.replace("\\n", "\n"))
    for subject in subjects:
        if subject.turns[-1][0] != "assistant":
            raise ScriptError(f"{name}.txt: the subject {subject.name} does not end with an answer")
    return Script(name, tuple(subjects), {rule: tuple(lines) for rule, lines in rules.items()})


def scripted(name: str) -> Kind:
    """Return the kind of conversation that a script writes."""
    return lambda random, split: read_script(name).conversation(random, split)
