"""Values the filter form offers while typing: those of the newest logs, whatever the size of the store."""

from collections import Counter

from ..querysets import LogQuerySet

# Conditions that are offered values -> the column they stand in.
COLUMNS = {
    "model": "model",
    "provider": "provider",
    "kind": "kind",
    "customer": "customer_id",
    "thread": "thread_id",
    "bot": "bot_id",
}
_LOOKED_AT = 300
_MOST_OFFERED = 30


def suggestions(logs: LogQuerySet) -> dict[str, list[str]]:
    """By the name of a condition, the values of the newest logs, most frequent first. One query."""
    newest = list(logs.newest().values_list(*COLUMNS.values())[:_LOOKED_AT])
    counted = {name: Counter(row[place] for row in newest if row[place]) for place, name in enumerate(COLUMNS)}
    return {name: [value for value, _ in counts.most_common(_MOST_OFFERED)] for name, counts in counted.items()}
