"""The search index kept behind the writer, merged and tidied."""

from ..search import index as search


def index(alias: str) -> bool:
    """Index a batch of what waits."""
    return search.index_some() == search.BATCH


def merge(alias: str) -> bool:
    """Put small segments together where there are many."""
    return search.merge_some()


def tidy(alias: str) -> bool:
    """One segment, without the logs that are gone."""
    return search.tidy()
