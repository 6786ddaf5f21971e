"""Brackets within brackets, up to four deep: a*(b+(c-d)*e)-f.

Whoever guesses the next letter has to count: a line ends only where every bracket is closed, and none is opened within
the fourth.
"""

from __future__ import annotations

from engine.learning.corpora.grammar import Corpus, Draw, is_kept

DEEPEST = 4
OPENS = 0.4  # so often an operand is a bracket, where it may be
CLOSES = 0.45  # so often a bracket closes after an operand
ENDS = 0.15  # so often a line ends after an operand that stands in no bracket
SHORTEST, LONGEST = 30, 80  # letters of a line
LETTERS, SIGNS = "abcdefghijklmnopqrstuvwxyz", "+-*/"


def corpus() -> Corpus:
    """Lines of letters, signs and brackets."""
    return Corpus("brackets", "signs", 0, LETTERS + SIGNS + "()", _line)


def _line(draw: Draw, kept: bool) -> str:
    while True:
        line = _drawn(draw)
        if SHORTEST <= len(line) <= LONGEST and is_kept(line) == kept:
            return line


def _drawn(draw: Draw) -> str:
    """A line of any length, but one that is too long breaks off."""
    line, depth = "", 0
    while len(line) <= LONGEST:
        while depth < DEEPEST and draw.chance(OPENS):
            line, depth = line + "(", depth + 1
        line += draw.one(LETTERS)
        while depth and draw.chance(CLOSES):
            line, depth = line + ")", depth - 1
        if not depth and draw.chance(ENDS):
            break
        line += draw.one(SIGNS)
    return line
