"""The rounds of one engine: every variant is filled, weighed and asked in turn, so that all see the same machine."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter
from typing import Any

import questions
from comparisons import (
    BODIES,
    COMPARISONS,
    DROP,
    GIVEN_BACK,
    INDEXES,
    INSERT,
    MONTHS,
    PLAN_NEWEST,
    PLAN_ONE,
    ROW,
    SOURCES,
    TIME,
    WHOLE,
    questions_of,
    variants_of,
)
from django.db import connections
from environment import ALIASES, POSTGRESQL
from partitions import drop_month, months_after, planning_ms, unique_source_refusal
from questions import Question, Targets
from report import Figures, table
from rich.progress import Progress
from sample_logs import YEAR, Traffic
from stores import STORES, Store
from variants import migrated_key

MOST_IN_BLOCK = 10_000  # logs that one variant stores before the next has its turn
BLOCKS_A_ROUND = 4  # at least
PASSES = 5  # over all questions in a round, so that a busy minute of the machine falls on all of them
MOST_TURNS, LEAST_TURNS, SECONDS_A_PASS = 16, 2, 0.3  # for one question in one pass


def measure(engine: str, rows: int, rounds: int, folder: Path, progress: Progress) -> str:
    """All comparisons of an engine as Markdown."""
    figures, variants = Figures(), variants_of(engine)
    task = progress.add_task(f"{engine}: storing", total=rows * len(variants))
    stores = [STORES[engine](variant, folder) for variant in variants]
    targets = _fill(stores, rows, rounds, figures, lambda count: progress.advance(task, count))
    _weigh(stores, rows, figures)
    asking = progress.add_task(f"{engine}: asking", total=rounds * PASSES * len(questions_of(engine)))
    for _ in range(rounds):
        _ask_all(engine, stores, targets, figures, lambda: progress.advance(asking))
    notes = [f"The migrations declare the key `{migrated_key(connections[ALIASES[engine]])}`."]
    if engine == POSTGRESQL:
        notes.append(_partition_figures(stores, targets, rounds, figures))
    for store in stores:
        store.close()
    return "\n\n".join([*(table(comparison, figures) for comparison in COMPARISONS[engine]), *notes])


def _fill(stores: Sequence[Store], rows: int, rounds: int, figures: Figures, advance: Callable[[int], None]) -> Targets:
    """The same logs into every store, block by block, whose turn comes first changing with every block.

    The blocks are dealt out to the rounds like cards, so that every round sees the tables from empty to full.
    """
    end = datetime.now(UTC).replace(minute=0, second=0, microsecond=0)
    targets = Targets(end, rows)
    stored, seconds = [0] * rounds, [dict.fromkeys(stores, 0.0) for _ in range(rounds)]
    size = max(1, min(MOST_IN_BLOCK, rows // (BLOCKS_A_ROUND * rounds)))
    for turn, samples in enumerate(Traffic(rows, end, stores[0].encode).blocks(size)):
        targets.note(samples)
        stored[turn % rounds] += len(samples)
        for store in _rotated(stores, turn):
            seconds[turn % rounds][store] += store.insert(samples)
            advance(len(samples))
    for count, taken in zip(stored, seconds, strict=True):
        for store in stores:
            figures.add(INSERT, store.variant.name, count / taken[store])
    return targets


def _weigh(stores: Sequence[Store], rows: int, figures: Figures) -> None:
    for store in stores:
        store.settle()
        sizes = store.sizes()
        parts = {ROW: sizes.row, INDEXES: sizes.indexes, BODIES: sizes.body, SOURCES: sizes.source, WHOLE: sizes.whole}
        for measure_name, size in parts.items():
            figures.add(measure_name, store.variant.name, size / rows)


def _ask_all(
    engine: str, stores: Sequence[Store], targets: Targets, figures: Figures, advance: Callable[[], None]
) -> None:
    """One round of all questions."""
    times: dict[tuple[Question, Store], list[float]] = defaultdict(list)
    for number in range(PASSES):
        for question, variants in questions_of(engine).items():
            asked = [store for store in stores if store.variant in variants]
            for turn in _turns(question, asked, targets, number):
                _ask_in_turn(question, _rotated(asked, turn), targets, turn, times)
            advance()
    for (question, store), milliseconds in times.items():
        figures.add(question.title, store.variant.name, _undisturbed(milliseconds))


def _turns(question: Question, stores: Sequence[Store], targets: Targets, number: int) -> range:
    """The targets that a question is asked about in a pass; the first asking warms the caches and says how many."""
    slowest = max(_answer_in_ms(question, store, targets, 0)[1] for store in stores)
    first = number * MOST_TURNS
    return range(first, first + int(min(max(SECONDS_A_PASS * 1000 / slowest, LEAST_TURNS), MOST_TURNS)))


def _ask_in_turn(
    question: Question, stores: Sequence[Store], targets: Targets, turn: int, times: dict[Any, list[float]]
) -> None:
    answers = []
    for store in stores:
        answer, taken = _answer_in_ms(question, store, targets, turn)
        times[question, store].append(taken)
        answers.append(answer)
    if any(answer != answers[0] for answer in answers):
        raise AssertionError(f"{question.title}: the variants answer differently: {answers}")


def _answer_in_ms(question: Question, store: Store, targets: Targets, turn: int) -> tuple[Any, float]:
    ask = question.prepare(store, targets, turn)
    begun = perf_counter()
    answer = ask()
    return answer, (perf_counter() - begun) * 1000


def _partition_figures(stores: Sequence[Store], targets: Targets, rounds: int, figures: Figures) -> str:
    """Plans of both, then a month dropped in each round; nothing may be asked of these stores afterwards."""
    by_name = {store.variant.name: store for store in stores}
    compared = [by_name[name] for name in (MONTHS.name, TIME.name)]
    for number in range(1, rounds + 1):
        for store in compared:
            _plan(store, targets, figures)
            taken, given_back = drop_month(store, months_after(targets.end - YEAR, number))
            figures.add(DROP, store.variant.name, taken)
            figures.add(GIVEN_BACK, store.variant.name, given_back)
    return f"A unique key on the caller's id of the partitioned table: `{unique_source_refusal(by_name[MONTHS.name])}`"


def _plan(store: Store, targets: Targets, figures: Figures) -> None:
    plans = {PLAN_NEWEST: questions.newest_keys(store), PLAN_ONE: questions.by_public_id(store, targets.log(0))}
    for title, query in plans.items():
        times = [planning_ms(store, *query) for _ in range(PASSES * MOST_TURNS)]
        figures.add(title, store.variant.name, _undisturbed(times))


def _undisturbed(times: list[float]) -> float:
    """The lowest decile: whoever else runs on the machine only ever adds time."""
    return sorted(times)[len(times) // 10]


def _rotated(stores: Sequence[Store], turn: int) -> list[Store]:
    first = turn % len(stores)
    return [*stores[first:], *stores[:first]]
