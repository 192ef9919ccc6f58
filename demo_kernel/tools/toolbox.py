"""Run what a model may call: calculator, letter counter, clock, search.

A call reads `name: argument`. Each tool turns a text of bounded length into one of bounded length,
in a time bounded by that length. The clock and the search are passed in, so that tests are
deterministic.
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
    """The tool refuses.

    The message is a short sentence that goes into the context as its result.
    """


@dataclass(frozen=True)
class Tools:
    """The tools, with what they need from outside."""

    now: Callable[[], datetime]
    """The wall clock."""
    search: Callable[[str], str]
    """Returns the text of the document nearest to a query."""
    timer: Callable[[], float] = time.perf_counter
    """Seconds since any fixed moment; measures how long a tool took."""

    def run(self, name: str, argument: str) -> ToolCall:
        """Run a tool. What goes wrong is in the result and never raised."""
        # Made anew at each call, as two of them close over this object.
        functions: dict[str, Callable[[str], str]] = {
            "calculator": calculate,
            "letter_counter": _letter_counter,
            "clock": lambda _: format_time(self.now()),
            "search": self.search,
        }
        begun = self.timer()
        failed = False
        try:
            if name not in functions:
                raise ToolError(f"there is no tool {name[:40]}")
            if len(argument) > MAX_ARGUMENT:
                raise ToolError(f"the argument is longer than {MAX_ARGUMENT} characters")
            # Bounded here too: a document may be longer than the context.
            result = functions[name](argument)[:MAX_RESULT]
        # Only what a tool refuses. A fault of ours is no result and becomes an error of the
        # request.
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
    """Return the name and the argument of a call `name: argument`.

    A text without a colon is a name alone.
    """
    # At the first colon, so that an argument may have more of them.
    name, _, argument = text.partition(":")
    return name.strip(), argument.strip()


def format_time(moment: datetime) -> str:
    """Return a moment as the clock tool says it, e.g. `Sunday 22 November 2026, 14:05`."""
    # `moment.day`, since %-d, a day without a zero, is not known on Windows.
    return f"{moment:%A} {moment.day} {moment:%B %Y, %H:%M}"


def _letter_counter(argument: str) -> str:
    # Models and people quote the word, and end it with a full stop or a question mark.
    letter, found, word = argument.partition(" in ")
    letter, word = letter.strip(" '\"").casefold(), word.strip(" '\".?!").casefold()
    if not found or len(letter) != 1 or not word:
        raise ToolError("write LETTER in WORD")
    return str(word.count(letter))
