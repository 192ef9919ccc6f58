"""What a model may call: calculator, letter counter, clock, search. A call reads `name: argument`.

Each tool takes a text of bounded length and gives a text of bounded length, in time bounded by its length; the clock
and the documents are handed in, so that tests are deterministic.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from demo_kernel.tools.calculator import CalculatorError, calculate
from talk.protocol.methods.tools import MAX_ARGUMENT, Tool, ToolCall

MAX_RESULT = 400
"""Characters of a tool's result that go into the context."""


class ToolError(Exception):
    """The tool refuses; the message is one short sentence, which goes into the context as its result."""


@dataclass(frozen=True)
class Tools:
    """The toolbox. `now` is the clock; `search` gives the text of the document nearest to a query; `timer` counts
    seconds from anywhere."""

    now: Callable[[], datetime]
    search: Callable[[str], str]
    timer: Callable[[], float] = time.perf_counter

    def run(self, name: str, argument: str) -> ToolCall:
        """Call a tool; what goes wrong is in the result, never raised."""
        functions: dict[str, Callable[[str], str]] = {
            "calculator": _calculator,
            "letter_counter": _letter_counter,
            "clock": lambda _: written_time(self.now()),
            "search": self.search,
        }
        begun = self.timer()
        failed = False
        try:
            if name not in functions:
                raise ToolError(f"there is no tool {name[:40]}")
            if len(argument) > MAX_ARGUMENT:
                raise ToolError(f"the argument is longer than {MAX_ARGUMENT} characters")
            result = functions[name](argument)[:MAX_RESULT]
        except (ToolError, CalculatorError) as error:
            result, failed = f"error: {error}", True
        took = (self.timer() - begun) * 1000
        return ToolCall(name=name, argument=argument, result=result, failed=failed, time_ms=took)


DESCRIPTIONS = [
    Tool(
        name="calculator",
        title="Calculator",
        argument="an expression with + - * / ^ and brackets",
        example="37*48",
    ),
    Tool(
        name="letter_counter",
        title="Letter counter",
        argument="LETTER in WORD",
        example="r in strawberry",
    ),
    Tool(name="clock", title="Clock", argument="nothing", example=""),
    Tool(
        name="search",
        title="Document search",
        argument="what to look for",
        example="river of Paris",
    ),
]
NAMES = tuple(tool.name for tool in DESCRIPTIONS)


def parse_call(text: str) -> tuple[str, str]:
    """Name and argument of `name: argument`; a text without a colon is a name alone."""
    name, _, argument = text.partition(":")
    return name.strip(), argument.strip()


def written_time(moment: datetime) -> str:
    """E.g. `Sunday 22 November 2026, 14:05`."""
    return f"{moment:%A} {moment.day} {moment:%B %Y, %H:%M}"


def _calculator(argument: str) -> str:
    return calculate(argument)


def _letter_counter(argument: str) -> str:
    letter, found, word = argument.partition(" in ")
    letter, word = letter.strip(" '\"").casefold(), word.strip(" '\".?!").casefold()
    if not found or len(letter) != 1 or not word:
        raise ToolError("write LETTER in WORD")
    return str(word.count(letter))
