r"""Write texts with many wordings by a small grammar in plain text files.

A grammar file holds rules. `## name` begins a rule, every further line is one alternative, `#`
begins a comment. Inside an alternative:

    [red|green|]        one of these, the last one empty; may be nested
    {animal}            a value from the context, else an expansion of the rule of that name
    {hero<first_name}   the value of `hero`; the first time, expand `first_name` and remember it
    {hero<<first_name}  the same without writing it
    {^animal}           with a capital first letter
    {a:animal}          with "a" or "an" before it
    {3-12}              a whole number in that range
    \n                  a new line

Within one document an alternative is not used twice until all others of its rule were used. A rule
headed `## name (zipf)` uses its n-th alternative with a probability that falls as 1/n.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from random import Random

GRAMMARS_FOLDER = Path(__file__).parent / "grammars"
_INNERMOST = re.compile(r"\[([^\[\]]*)\]")
_SLOT = re.compile(r"\{(\^?)(a:)?(?:(\w+)(<<?))?([\w-]+)\}")
_RANGE = re.compile(r"(\d+)-(\d+)")


class GrammarError(Exception):
    """A grammar names a slot that nobody fills, or a file is malformed."""


@dataclass(frozen=True)
class Grammar:
    """Rules by name, each a list of alternatives."""

    rules: Mapping[str, tuple[str, ...]]
    zipf: frozenset[str] = frozenset()
    """Rules whose alternatives have Zipf weights."""

    def write(self, rule: str, random: Random, context: Mapping[str, str] | None = None) -> str:
        """Return one text for `rule`, with the context's values in its slots.

        Raises GrammarError on an unknown slot.
        """
        return _Writer(self, random, dict(context or {})).rule(rule)


@dataclass
class _Writer:
    """The state of one document: values bound so far and alternatives used so far."""

    grammar: Grammar
    random: Random
    bound: dict[str, str]
    used: dict[str, set[int]] = field(default_factory=dict)

    def rule(self, name: str) -> str:
        if name not in self.grammar.rules:
            raise GrammarError(f"no rule and no value is named '{name}'")
        alternatives = self.grammar.rules[name]
        used = self.used.setdefault(name, set())
        # All used once: begin anew, so that a long document still has text.
        if len(used) == len(alternatives):
            used.clear()
        unused = [i for i in range(len(alternatives)) if i not in used]
        weights = [1 / (i + 1) for i in unused] if name in self.grammar.zipf else None
        choice = self.random.choices(unused, weights)[0]
        used.add(choice)
        return self.expand(alternatives[choice])

    def expand(self, text: str) -> str:
        # From the inside out: an alternative may hold further choices.
        while match := _INNERMOST.search(text):
            option = self.random.choice(match.group(1).split("|"))
            text = text[: match.start()] + option + text[match.end() :]
        return _SLOT.sub(self._slot, text)

    def _slot(self, match: re.Match[str]) -> str:
        capital, article, remember, arrow, name = match.groups()
        if remember:
            # Bound for the whole document: the hero keeps his name.
            value = self.bound.get(remember) or self._fresh(name)
            self.bound[remember] = value
            if arrow == "<<":
                return ""
        else:
            value = self.bound.get(name) or self._fresh(name)
        if article:
            value = with_article(value)
        # Not capitalize(), which would make the rest small.
        return value[:1].upper() + value[1:] if capital else value

    def _fresh(self, name: str) -> str:
        if span := _RANGE.fullmatch(name):
            return str(self.random.randint(int(span.group(1)), int(span.group(2))))
        return self.rule(name)


def with_article(noun: str) -> str:
    """Return a word with its article: `an owl`, `a river`.

    The first letter decides, with the exceptions that the corpus needs.
    """
    lower = noun.lower()
    # By sound and not by letter: a unicorn, a European, an hour.
    sounds_open = lower[:1] in "aeiou" and not lower.startswith(
        ("uni", "use", "eu", "one ", "ukulele")
    )
    return ("an " if sounds_open or lower.startswith(("hour", "honest")) else "a ") + noun


@cache  # a corpus asks for the same few files once a document
def read_grammar(*names: str, folder: Path = GRAMMARS_FOLDER) -> Grammar:
    """Return the rules of the named files together.

    A later file's rule replaces an earlier one's.
    """
    grammars = [
        parse_grammar((folder / f"{name}.txt").read_text(encoding="utf-8"), name) for name in names
    ]
    rules = {
        name: alternatives for grammar in grammars for name, alternatives in grammar.rules.items()
    }
    return Grammar(rules, frozenset().union(*(grammar.zipf for grammar in grammars)))


def parse_grammar(text: str, source: str) -> Grammar:
    """Return the rules of one file.

    Raises GrammarError on text before the first rule or a rule without alternatives.
    """
    rules: dict[str, list[str]] = {}
    zipf: set[str] = set()
    current: list[str] | None = None
    for number, line in enumerate(text.splitlines(), start=1):
        if line.startswith("## "):
            name, _, mark = line[3:].strip().partition(" ")
            current = rules.setdefault(name, [])
            if mark == "(zipf)":
                zipf.add(name)
        elif line.strip() and not line.startswith("#"):
            if current is None:
                raise GrammarError(f"{source}:{number}: text before the first rule")
            # A rule of one line may hold several, e.g. a list.
            current.append(line.rstrip().replace("\\n", "\n"))
    empty = [name for name, alternatives in rules.items() if not alternatives]
    if empty:
        raise GrammarError(f"{source}: rule '{empty[0]}' has no alternative")
    return Grammar(
        {name: tuple(alternatives) for name, alternatives in rules.items()}, frozenset(zipf)
    )
