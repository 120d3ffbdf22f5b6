"""Which variants are compared, and by which figures: one comparison a decision and engine."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import questions
from environment import POSTGRESQL, SQLITE
from questions import Question
from variants import Key, Source, Variant

INSERT = "insert, logs/s"
ROW, INDEXES, BODIES, SOURCES, WHOLE = (
    f"{part}, bytes a log" for part in ("row", "indexes", "bodies", "sources", "in all")
)
PLAN_NEWEST, PLAN_ONE = "planning newest 50, ms", "planning one log, ms"
DROP, GIVEN_BACK = "dropping the oldest month, ms", "bytes that gave back"

NEWEST = Question("newest 50 of a project, ms", questions.newest)
OF_MODEL = Question("newest 50 of a model, ms", questions.newest_of_model)
OF_MONTH = Question("newest 50 of the last 30 days, ms", questions.newest_of_month)
WITH_BODY = Question("newest 50 with bodies, ms", questions.newest_with_body)
HOUR = Question("one hour, newest 50, ms", questions.hour)
DEEP = Question("50 rows from row 50,000, ms", questions.deep_page)
ONE = Question("one log by public id, ms", questions.one_log)
CALLER = Question("one log by the caller's id, ms", questions.caller_id)
DAY = Question("sums of one day, ms", questions.day_sums)
MONTH = Question("count of 30 days, ms", questions.month_count)
FILTER = Question("filter without an index over all, ms", questions.unindexed_filter)
GROUP = Question("group all by model, ms", questions.by_model)

TIME = Variant("time_key", "time-ordered integer (ours)")
NAMED_ROWID = Variant("named_rowid", "named in every index too", key=Key.NAMED_ROWID)
BESIDE_ROWID = Variant("beside_rowid", "as bigint, beside the rowid", key=Key.BESIDE_ROWID)
UUID = Variant("uuid_key", "UUIDv7", key=Key.UUID)
SEQUENCE = Variant("sequence", "sequence + unique UUIDv7", key=Key.SEQUENCE)
INLINE = Variant("inline", "last column of the row", body_inline=True)
MONTHS = Variant("months", "partitions by month (ours)", partitioned=True)
OWN_TABLE = Variant("own_table", "table by digest (ours)", has_body=False, source=Source.TABLE)
WITHOUT_ROWID = Variant("without_rowid", "the same, WITHOUT ROWID", has_body=False, source=Source.TABLE_WITHOUT_ROWID)
ON_ROW = Variant("on_row", "unique on the row", has_body=False, source=Source.COLUMN)


@dataclass(frozen=True)
class Comparison:
    """A decision and its alternatives; the first variant is what the others are measured by."""

    heading: str
    variants: Sequence[Variant]
    measures: Sequence[str | Question]  # a name stands for a figure that comes of storing or dropping
    titles: dict[str, str] = field(default_factory=dict)  # of variants that are called otherwise elsewhere

    def title(self, variant: Variant) -> str:
        return self.titles.get(variant.name, variant.title)


_KEY_MEASURES = (INSERT, ROW, INDEXES, WHOLE, NEWEST, OF_MODEL, HOUR, DEEP, ONE)
_BODY_MEASURES = (INSERT, WHOLE, NEWEST, WITH_BODY, FILTER, GROUP)
_APART = {TIME.name: "table of its own (ours)"}

COMPARISONS = {
    SQLITE: (
        Comparison("SQLite: the key", (TIME, NAMED_ROWID, BESIDE_ROWID, UUID, SEQUENCE), _KEY_MEASURES),
        Comparison("SQLite: the body", (TIME, INLINE), _BODY_MEASURES, _APART),
        Comparison(
            "SQLite: the caller's id", (OWN_TABLE, WITHOUT_ROWID, ON_ROW), (INSERT, INDEXES, SOURCES, WHOLE, CALLER)
        ),
    ),
    POSTGRESQL: (
        Comparison("PostgreSQL: the key", (TIME, UUID, SEQUENCE), _KEY_MEASURES),
        Comparison("PostgreSQL: the body", (TIME, INLINE), _BODY_MEASURES, _APART),
        Comparison(
            "PostgreSQL: partitions",
            (MONTHS, TIME),
            (INSERT, WHOLE, NEWEST, PLAN_NEWEST, OF_MONTH, OF_MODEL, DAY, MONTH, DEEP, ONE, PLAN_ONE, DROP, GIVEN_BACK),
            {TIME.name: "one table"},
        ),
    ),
}


def variants_of(engine: str) -> list[Variant]:
    """Every variant that is compared on an engine, once."""
    return list(dict.fromkeys(variant for each in COMPARISONS[engine] for variant in each.variants))


def questions_of(engine: str) -> dict[Question, set[Variant]]:
    """Every question and the variants that are asked."""
    asked: dict[Question, set[Variant]] = {}
    for each in COMPARISONS[engine]:
        for measure in each.measures:
            if isinstance(measure, Question):
                asked.setdefault(measure, set()).update(each.variants)
    return asked
