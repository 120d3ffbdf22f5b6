"""The plan of a needle: which terms a text must have to contain it, and whether having them is proof. Pure.

A plan is an AND of clauses, one a run of the needle. A clause is an OR of two ways a text can have the run: as words of
the vocabulary, which is proof for that run, and as the marked grams or pairs of it, all of which must be there. Which
runs stand next to each other is told by the junctions of the needle, roughly (`junctions.py`).
"""

from dataclasses import dataclass

from . import junctions, tokens
from .junctions import Junction


@dataclass(frozen=True, slots=True)
class Words:
    """Words that contain `part`; `starts` and `ends`: that begin or end with it."""

    part: bytes
    starts: bool
    ends: bool


@dataclass(frozen=True, slots=True)
class Clause:
    """One run: words, or all of `required`, or any term of a kind (gram, pair) that contains `inside`."""

    words: Words | None = None
    required: frozenset[bytes] = frozenset()
    inside: tuple[bytes, bytes] | None = None  # mark of the kind, part
    is_proof: bool = False  # whether `required` proves the run


@dataclass(frozen=True, slots=True)
class Plan:
    """How the index looks for a needle. Without clauses only a scan can tell."""

    needle: str
    clauses: tuple[Clause, ...]
    junctions: tuple[Junction, ...] = ()

    @property
    def proves(self) -> bool:
        """Whether words alone prove the whole needle: it is one run and nothing else."""
        return len(self.clauses) == 1 and sum(len(run.text) for run in tokens.runs(self.needle)) == len(self.needle)


def plan(needle: str) -> Plan:
    """The plan of a folded needle."""
    return Plan(needle, tuple(_clause(run) for run in tokens.runs(needle)), junctions.asked(needle))


def _clause(run: tokens.Run) -> Clause:
    if run.is_unspaced:
        return _unspaced(run)
    words = Words(run.text.encode(), not run.opens, not run.closes) if tokens.is_word(run.text) else None
    if len(run.text) < 3:
        return Clause(words, inside=(tokens.GRAM, run.text.encode()), is_proof=True)
    if words is not None and words.starts and words.ends:
        return Clause(words)  # a whole word, and no word is cut into grams
    return Clause(words, required=frozenset(tokens.grams(run.text)), is_proof=len(run.text) == 3)


def _unspaced(run: tokens.Run) -> Clause:
    if len(run.text) == 1:
        return Clause(inside=(tokens.PAIR, run.text.encode()), is_proof=True)
    return Clause(required=frozenset(tokens.pairs(run.text)), is_proof=len(run.text) == 2)
