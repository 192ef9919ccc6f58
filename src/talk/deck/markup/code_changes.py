"""Find what two states of a program have in common, so that its lines can glide to their places."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from itertools import pairwise

ALIKE = 0.6
"""Lines that share this much, of 0 to 1, are one line that was changed: difflib's own bound for
close matches."""


def line_names(programs: Sequence[str]) -> list[list[int]]:
    """Return a number for each line of each state of a program; a line that stays keeps its own.

    A line stays when it is the same but for its indent, has changed a little, or stands elsewhere.
    """
    states = [program.rstrip("\n").split("\n") for program in programs]
    names = [list(range(len(states[0])))]
    unused = len(states[0])
    for before, after in pairwise(states):
        partners = dict(_partners(before, after))
        named = []
        for place in range(len(after)):
            if place in partners:
                named.append(names[-1][partners[place]])
            else:
                named.append(unused)
                unused += 1
        names.append(named)
    return names


def _partners(before: Sequence[str], after: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Yield the places of a line after and before a change; each place is there once at most."""
    old, new = ([line.strip() for line in lines] for lines in (before, after))
    gone: list[int] = []
    come: list[int] = []
    replaced: list[tuple[range, range]] = []
    # With `autojunk` difflib matches no line that a long program has often.
    for what, i1, i2, j1, j2 in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if what == "equal":
            yield from zip(range(j1, j2), range(i1, i2), strict=True)
            continue
        gone += range(i1, i2)
        come += range(j1, j2)
        # A line that was changed a little is looked for only in the part that took the other's
        # place.
        replaced.append((range(i1, i2), range(j1, j2)))
    # A line that stands elsewhere now: only one that has words, and that both states have once.
    for place in list(come):
        line = new[place]
        if line and new.count(line) == old.count(line) == 1 and old.index(line) in gone:
            yield place, old.index(line)
            come.remove(place)
            gone.remove(old.index(line))
    # Last the lines that are alike: what is equal or has moved has its partner by now.
    for olds, news in replaced:
        for place in news:
            left = [one for one in olds if one in gone]
            if place not in come or not left:
                continue
            shares = [SequenceMatcher(None, old[one], new[place]).ratio() for one in left]
            if max(shares) >= ALIKE:
                nearest = left[shares.index(max(shares))]
                yield place, nearest
                gone.remove(nearest)
